package bottest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// What a bot signs in with unless a test wants otherwise.
const (
	Tenant = "00000000-aaaa-4bbb-8ccc-dddddddddddd"
	Secret = "not~a.secret-but-looks-like-one"
	Scope  = "https://api.botframework.com/.default"
)

// Login is a stand-in for the token endpoint of Entra. Safe for concurrent use.
type Login struct {
	server *httptest.Server
	faults faults

	mu      sync.Mutex
	prove   func(*http.Request) string
	fetches int
	given   int
	valid   map[string]bool
}

// NewLogin starts a token endpoint that gives tokens that are said to be good for an hour. It stops with the test.
func NewLogin(tb testing.TB) *Login {
	tb.Helper()
	l := &Login{valid: map[string]bool{}, prove: func(r *http.Request) string {
		if r.PostFormValue("client_secret") != Secret {
			return "AADSTS7000215"
		}
		return ""
	}}
	l.server = httptest.NewServer(l)
	tb.Cleanup(l.server.Close)
	return l
}

// URL is the template of the token endpoint, with "{tenant}" in it.
func (l *Login) URL() string { return l.server.URL + "/{tenant}/oauth2/v2.0/token" }

// Fail makes the next requests end as the faults say, in that order.
func (l *Login) Fail(f ...Fault) { l.faults.add(f) }

// Repair forgets every fault.
func (l *Login) Repair() { l.faults.clear() }

// Prove says what is wrong with the proof of a request, by Entra's code; "" for nothing. Before, Secret is right.
func (l *Login) Prove(code func(*http.Request) string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prove = code
}

// Fetches is how often a token was asked for.
func (l *Login) Fetches() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fetches
}

// Revoke makes every token given so far bad.
func (l *Login) Revoke() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.valid)
}

// Valid reports whether a token was given and not revoked.
func (l *Login) Valid(token string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.valid[token]
}

// ServeHTTP answers as Entra does.
func (l *Login) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.fetches++
	l.mu.Unlock()
	if f := l.faults.take(r); f != nil {
		f.wait(r)
		if f.Cut != Uncut {
			cut(w)
			return
		}
		if f.Status != 0 {
			f.write(w)
			return
		}
	}
	if status, answer := l.refuse(r); status != 0 {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(answer)) // the client may be gone
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(l.grant()) // the client may be gone
}

// refuse says what is wrong with a request, with Entra's codes; 0 for nothing.
func (l *Login) refuse(r *http.Request) (status int, answer string) {
	say := func(oauth, code string) string {
		return fmt.Sprintf(`{"error":%q,"error_description":"%s: said by the test.","error_codes":[%s]}`, oauth, code,
			strings.TrimPrefix(code, "AADSTS"))
	}
	form := func(name string) string { return r.PostFormValue(name) }
	switch {
	case r.Method != http.MethodPost:
		return http.StatusMethodNotAllowed, ""
	case r.URL.Path != "/"+Tenant+"/oauth2/v2.0/token":
		return http.StatusBadRequest, say("invalid_request", "AADSTS90002")
	case form("grant_type") != "client_credentials" || form("scope") != Scope:
		return http.StatusBadRequest, say("invalid_scope", "AADSTS70011")
	case form("client_id") != AppID:
		return http.StatusBadRequest, say("unauthorized_client", "AADSTS700016")
	}
	l.mu.Lock()
	prove := l.prove
	l.mu.Unlock()
	if code := prove(r); code != "" {
		return http.StatusUnauthorized, say("invalid_client", code)
	}
	return 0, ""
}

func (l *Login) grant() map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.given++
	token := fmt.Sprintf("bot.token.%d", l.given)
	l.valid[token] = true
	const seconds = 3600
	return map[string]any{"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}
}
