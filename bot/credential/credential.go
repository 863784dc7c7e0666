// Package credential proves to Entra that it is the bot who asks for a token: by a secret, a certificate, a token that
// the platform gives the program, or the identity of the machine.
package credential

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// scope is what the token is for.
const scope = "https://api.botframework.com/.default"

// Target is where a token is asked for, and for whom.
type Target struct {
	Endpoint string // with the tenant in it
	AppID    string
	// Fetch makes a request for a token that is shown to get another.
	Fetch func(*http.Request) (token string, err error)
	Now   func() time.Time
}

// Credential is one way to prove who asks. It holds no secret that printing it could show.
type Credential struct {
	Kind string // names the way, for people
	// Requests makes the requests for a token, to be tried in turn until one is not refused.
	Requests func(context.Context, Target) ([]*http.Request, error)
	// Ends is when it can no longer be used; zero when that is not known or never.
	Ends func() (time.Time, error)
}

// Read gets a secret; it is asked each time, so that a file that was replaced counts at once.
type Read func() (string, error)

// Secret proves by a client secret. Several are tried in turn, so that one can replace the other without a break. ends
// is the day that Entra shows for it, zero when nobody said.
func Secret(ends time.Time, secrets ...Read) *Credential {
	return &Credential{
		Kind: "client secret",
		Ends: func() (time.Time, error) { return ends, nil },
		Requests: func(ctx context.Context, t Target) ([]*http.Request, error) {
			var all []*http.Request
			var failed error
			for _, read := range secrets {
				secret, err := read()
				if err != nil {
					failed = err
					continue // the other one may be there
				}
				req, err := t.post(ctx, url.Values{"client_secret": {secret}})
				if err != nil {
					return nil, err
				}
				all = append(all, req)
			}
			if len(all) == 0 {
				return nil, failed
			}
			return all, nil
		},
	}
}

// Federated proves by a token that the platform writes to a file and replaces before it ends.
func Federated(file string) *Credential {
	return &Credential{
		Kind: "federated token",
		Ends: never,
		Requests: func(ctx context.Context, t Target) ([]*http.Request, error) {
			token, err := os.ReadFile(filepath.Clean(file)) // of the settings
			if err != nil {
				return nil, fmt.Errorf("federated token: %w", err)
			}
			return t.assert(ctx, strings.TrimSpace(string(token)))
		},
	}
}

func never() (time.Time, error) { return time.Time{}, nil }

// assert asks with a signed statement in the place of a secret.
func (t Target) assert(ctx context.Context, assertion string) ([]*http.Request, error) {
	req, err := t.post(ctx, url.Values{
		"client_assertion":      {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	})
	return []*http.Request{req}, err
}

// post is the request for a token with the proof in its form.
func (t Target) post(ctx context.Context, form url.Values) (*http.Request, error) {
	form.Set("grant_type", "client_credentials")
	form.Set("client_id", t.AppID)
	form.Set("scope", scope)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.Endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("token URL is not usable")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	return req, nil
}
