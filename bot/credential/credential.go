// Package credential proves to Entra that it is the bot who asks for a token: by a secret, a certificate, a token that
// the platform gives the program, or the identity of the machine.
package credential

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	_ "embed" // the refusals
	"encoding/base64"
	"encoding/json/v2"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
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

// assertionTime is how long a statement that the bot signs is good for.
const assertionTime = 5 * time.Minute

// Certificate proves by a statement that the bot signs with the key of a certificate that Entra knows. Both are PEM
// files, or the same one twice, and are read each time: a renewed certificate needs no restart.
func Certificate(certFile, keyFile string) *Credential {
	read := func() (tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			return pair, fmt.Errorf("certificate: %w", err)
		}
		if _, ok := pair.PrivateKey.(*rsa.PrivateKey); !ok {
			return pair, errors.New("certificate: Entra takes RSA keys only")
		}
		return pair, nil
	}
	return &Credential{
		Kind: "certificate",
		Ends: func() (time.Time, error) {
			pair, err := read()
			if err != nil {
				return time.Time{}, err
			}
			return pair.Leaf.NotAfter, nil
		},
		Requests: func(ctx context.Context, t Target) ([]*http.Request, error) {
			pair, err := read()
			if err != nil {
				return nil, err
			}
			assertion, err := sign(t, pair)
			if err != nil {
				return nil, fmt.Errorf("certificate: %w", err)
			}
			return t.assert(ctx, assertion)
		},
	}
}

// sign says who asks, as Entra wants it said.
func sign(t Target, pair tls.Certificate) (string, error) {
	now := t.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.MapClaims{
		"aud": t.Endpoint, "iss": t.AppID, "sub": t.AppID, "jti": rand.Text(),
		"nbf": now.Unix(), "iat": now.Unix(), "exp": now.Add(assertionTime).Unix(),
	})
	thumbprint := sha256.Sum256(pair.Leaf.Raw)
	token.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(thumbprint[:])
	return token.SignedString(pair.PrivateKey)
}

// Machine is where a machine in Azure is asked for the token of an identity of its own.
type Machine struct {
	// Endpoint of App Service and Container Apps (IDENTITY_ENDPOINT) with its Header (IDENTITY_HEADER); empty: that of
	// virtual machines.
	Endpoint, Header string
}

const (
	machineEndpoint = "http://169.254.169.254/metadata/identity/oauth2/token"
	// exchange is what a token is for that is shown to Entra to get another.
	exchange = "api://AzureADTokenExchange"
)

// Identity proves by an identity of the machine, which needs no secret. Where that identity is the bot's own
// registration the machine gives the token itself; otherwise the registration trusts it, and its token is exchanged.
func Identity(identity string, m Machine) *Credential {
	return &Credential{
		Kind: "managed identity",
		Ends: never,
		Requests: func(ctx context.Context, t Target) ([]*http.Request, error) {
			if identity == t.AppID {
				req, err := m.request(ctx, identity, "https://api.botframework.com")
				return []*http.Request{req}, err
			}
			req, err := m.request(ctx, identity, exchange)
			if err != nil {
				return nil, err
			}
			token, err := t.Fetch(req)
			if err != nil {
				return nil, fmt.Errorf("managed identity: %w", err)
			}
			return t.assert(ctx, token)
		},
	}
}

// request asks the machine for a token of an identity for a resource.
func (m Machine) request(ctx context.Context, identity, resource string) (*http.Request, error) {
	address, version, header, value := machineEndpoint, "2018-02-01", "Metadata", "true"
	if m.Endpoint != "" {
		address = m.Endpoint
	}
	if m.Header != "" {
		version, header, value = "2019-08-01", "X-Identity-Header", m.Header
	}
	query := url.Values{"resource": {resource}, "client_id": {identity}, "api-version": {version}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"?"+query.Encode(), nil)
	if err != nil {
		return nil, errors.New("IDENTITY_ENDPOINT is not usable")
	}
	req.Header.Set(header, value)
	return req, nil
}

// Refusal is what a code of Entra means and who mends it.
type Refusal struct {
	Means string `json:"means"`
	Mend  string `json:"mend"`
	Other bool   `json:"other"` // another secret may be right
}

// Refusals are the codes that operators meet, of refusals.json: https://login.microsoftonline.com/error explains all.
var Refusals = readRefusals()

//go:embed refusals.json
var refusalsFile []byte

func readRefusals() (all map[string]Refusal) {
	if err := json.Unmarshal(refusalsFile, &all); err != nil {
		panic(err) // unreachable: it is in the program
	}
	return all
}
