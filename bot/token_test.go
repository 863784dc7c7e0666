package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/credential"
)

// secret is the credential that bottest's Login takes.
var secret = credential.Secret(time.Time{}, func() (string, error) { return bottest.Secret, nil })

func tokenOptions(url string) bot.TokenOptions {
	return bot.TokenOptions{URL: url, Tenant: bottest.Tenant, AppID: bottest.AppID, Credential: secret}
}

func newTokens(t testing.TB, opts bot.TokenOptions) *bot.TokenSource {
	t.Helper()
	s, err := bot.NewTokenSource(slog.New(slog.DiscardHandler), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// newTimedTokens is a TokenSource on a clock that the test moves.
func newTimedTokens(t testing.TB) (*bottest.Login, *clock, *bot.TokenSource) {
	t.Helper()
	login, c := bottest.NewLogin(t), newClock()
	opts := tokenOptions(login.URL())
	opts.Now = c.Now
	return login, c, newTokens(t, opts)
}

func mustToken(t testing.TB, s *bot.TokenSource) string {
	t.Helper()
	token, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestTokenIsFetchedOnceForAll(t *testing.T) {
	login := bottest.NewLogin(t)
	release := make(chan struct{})
	login.Fail(bottest.Fault{Hold: release}) // the first fetch waits until all are there
	s := newTokens(t, tokenOptions(login.URL()))

	var wait, arrived sync.WaitGroup
	tokens := make([]string, 64)
	for i := range tokens {
		arrived.Add(1)
		wait.Go(func() {
			arrived.Done()
			tokens[i], _ = s.Token(t.Context())
		})
	}
	arrived.Wait()
	close(release)
	wait.Wait()
	for i, token := range tokens {
		if token != "bot.token.1" {
			t.Errorf("waiter %d got %q", i, token)
		}
	}
	if n := login.Fetches(); n != 1 {
		t.Errorf("fetches = %d, want 1", n)
	}
}

func TestTokenFetchOutlivesItsFirstWaiter(t *testing.T) {
	login := bottest.NewLogin(t)
	reached, release := make(chan struct{}, 1), make(chan struct{})
	login.Fail(bottest.Fault{Reach: reached, Hold: release})
	s := newTokens(t, tokenOptions(login.URL()))

	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error)
	go func() { _, err := s.Token(ctx); first <- err }()
	<-reached
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled waiter got %v", err)
	}
	close(release)
	if token := mustToken(t, s); token != "bot.token.1" || login.Fetches() != 1 {
		t.Errorf("token %q after %d fetches, want the first one's", token, login.Fetches())
	}
}

func TestTokenIsRenewedEarlyAndInTheBackground(t *testing.T) {
	login, clock, s := newTimedTokens(t)
	mustToken(t, s)

	clock.Advance(53 * time.Minute)
	if mustToken(t, s); login.Fetches() != 1 {
		t.Fatalf("fetched again %v before the end", 7*time.Minute)
	}
	clock.Advance(2*time.Minute + time.Second)
	release := make(chan struct{})
	login.Fail(bottest.Fault{Hold: release})
	for range 3 { // nobody waits for the renewal
		if token := mustToken(t, s); token != "bot.token.1" {
			t.Fatalf("token %q while the renewal is under way, want the old one", token)
		}
	}
	close(release)
	s.Close() // waits for the renewal
	if token := mustToken(t, s); token != "bot.token.2" || login.Fetches() != 2 {
		t.Errorf("token %q after %d fetches, want the second of 2", token, login.Fetches())
	}
}

func TestTokenIsKeptWhileRenewalFails(t *testing.T) {
	login, clock, s := newTimedTokens(t)
	mustToken(t, s)
	login.Fail(bottest.Fault{Times: bottest.Always, Status: 503})

	clock.Advance(56 * time.Minute)
	if token := mustToken(t, s); token != "bot.token.1" {
		t.Errorf("token %q, want the old one, which is still good", token)
	}
	clock.Advance(5 * time.Minute)
	if token, err := s.Token(t.Context()); err == nil {
		t.Errorf("token %q after its end", token)
	}
	if s.Err() == nil {
		t.Error("Err is nil though the endpoint is down")
	}
	login.Repair()
	clock.Advance(2 * time.Second)
	if mustToken(t, s); s.Err() != nil {
		t.Errorf("Err = %v after it went well", s.Err())
	}
}

func TestTokenFailures(t *testing.T) {
	entra := `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.","error_codes":[7000215]}`
	for _, tt := range []struct {
		name  string
		fault bottest.Fault
		want  bot.TokenError
	}{
		{"wrong secret", bottest.Fault{Status: 401, Body: entra}, bot.TokenError{Status: 401, Code: "AADSTS7000215"}},
		{"no service principal", bottest.Fault{Status: 400,
			Body: `{"error_codes":[7000229],"error_description":"AADSTS7000229"}`}, bot.TokenError{Status: 400,
			Code: "AADSTS7000229"}},
		{"other provider", bottest.Fault{Status: 400, Body: `{"error":"invalid_scope"}`},
			bot.TokenError{Status: 400, Code: "invalid_scope"}},
		{"code with a line break", bottest.Fault{Status: 400, Body: `{"error":"a\nb"}`}, bot.TokenError{Status: 400}},
		{"down", bottest.Fault{Status: 503, Body: "<html>"}, bot.TokenError{Status: 503}},
		{"asks to wait", bottest.Fault{Status: 429, Header: map[string]string{"Retry-After": "3"}},
			bot.TokenError{Status: 429, RetryAfter: 3 * time.Second}},
		{"asks to wait long", bottest.Fault{Status: 429, Header: map[string]string{"Retry-After": "3600"}},
			bot.TokenError{Status: 429, RetryAfter: 10 * time.Second}},
		{"error with status 200", bottest.Fault{Status: 200, Body: entra}, bot.TokenError{Status: 200}},
		{"not JSON", bottest.Fault{Status: 200, Body: "<html>"}, bot.TokenError{Status: 200}},
		{"no token", bottest.Fault{Status: 200, Body: `{"expires_in":3600}`}, bot.TokenError{Status: 200}},
		{"token with a line break", bottest.Fault{Status: 200, Body: `{"access_token":"a\r\nX: y"}`},
			bot.TokenError{Status: 200}},
		{"not a bearer token", bottest.Fault{Status: 200, Body: `{"access_token":"a","token_type":"mac"}`},
			bot.TokenError{Status: 200}},
		{"too large", bottest.Fault{Status: 200, Body: `{"access_token":"a","x":"` + strings.Repeat("x", 70_000) + `"}`},
			bot.TokenError{Status: 200}},
		{"cut", bottest.Fault{Cut: bottest.CutRefused}, bot.TokenError{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			login, clock, s := newTimedTokens(t)
			login.Fail(tt.fault)
			err := s.Ready(t.Context())
			got := (*bot.TokenError)(nil)
			if !errors.As(err, &got) {
				t.Fatalf("err = %v, want a *TokenError", err)
			}
			if tt.want.RetryAfter == 0 {
				tt.want.RetryAfter = 100 * time.Millisecond
			}
			if got.Status != tt.want.Status || got.Code != tt.want.Code || got.RetryAfter != tt.want.RetryAfter {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if strings.Contains(err.Error(), bottest.Secret) || strings.Contains(err.Error(), "Invalid client secret") {
				t.Errorf("error tells too much: %v", err)
			}
			// The endpoint is left alone for a moment, then asked again; nothing of the failure was kept.
			if err := s.Ready(t.Context()); err == nil || login.Fetches() != 1 {
				t.Errorf("asked again at once: %d fetches, err %v", login.Fetches(), err)
			}
			clock.Advance(tt.want.RetryAfter)
			if token := mustToken(t, s); token != "bot.token.1" {
				t.Errorf("token %q", token)
			}
		})
	}
}

func TestTokenEndpointDown(t *testing.T) {
	down := httptest.NewServer(http.NotFoundHandler())
	down.Close()
	s := newTokens(t, tokenOptions(down.URL+"/{tenant}"))
	failed := (*bot.TokenError)(nil)
	if err := s.Ready(t.Context()); !errors.As(err, &failed) || failed.Status != 0 {
		t.Errorf("err = %v, want a *TokenError without status", err)
	}
}

func TestTokenLifetime(t *testing.T) {
	for expires, want := range map[string]time.Duration{
		`3600`: time.Hour, `"3600"`: time.Hour, `3599.5`: time.Hour, `600`: 10 * time.Minute,
		`null`: 5 * time.Minute, `0`: 5 * time.Minute, `-5`: 5 * time.Minute, `"soon"`: 5 * time.Minute,
		`{}`:   5 * time.Minute,
		`1e30`: 24 * time.Hour,
	} {
		t.Run(expires, func(t *testing.T) {
			login, clock, s := newTimedTokens(t)
			login.Fail(bottest.Fault{Status: 200, Body: `{"access_token":"first","expires_in":` + expires + `}`})
			mustToken(t, s)
			login.Fail(bottest.Fault{Times: bottest.Always, Status: 503})
			clock.Advance(want - 31*time.Second)
			if token, err := s.Token(t.Context()); token != "first" {
				t.Errorf("31 s before its end the token is not used: %v", err)
			}
			clock.Advance(32 * time.Second)
			if token, err := s.Token(t.Context()); err == nil {
				t.Errorf("token %q is used after its end", token)
			}
		})
	}
}

func TestTokenRedirectIsNotFollowed(t *testing.T) {
	var stolen atomicString
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		stolen.Store(r.URL.String() + string(body))
		_, _ = io.WriteString(w, `{"access_token":"thief"}`)
	}))
	defer thief.Close()
	for _, status := range []int{301, 302, 307, 308} {
		login := bottest.NewLogin(t)
		login.Fail(bottest.Fault{Status: status, Header: map[string]string{"Location": thief.URL}})
		s := newTokens(t, tokenOptions(login.URL()))
		if token, err := s.Token(t.Context()); err == nil {
			t.Errorf("%d: got token %q", status, token)
		}
	}
	if got := stolen.Load(); got != "" {
		t.Errorf("the redirect was followed with %q", got)
	}
}

func TestTokenInvalidate(t *testing.T) {
	_, clock, s := newTimedTokens(t)
	first := mustToken(t, s)
	s.Invalidate("another")
	if got := mustToken(t, s); got != first {
		t.Errorf("another token was dropped: %q", got)
	}
	s.Invalidate(first)
	second := mustToken(t, s)
	if second == first {
		t.Error("the refused token is still used")
	}
	s.Invalidate(first) // refused a second time, by who was slower
	if got := mustToken(t, s); got != second {
		t.Errorf("the new token was dropped with the old one: %q", got)
	}
	s.Invalidate(second) // at most one a second, else each message asks for a token
	if got := mustToken(t, s); got != second {
		t.Errorf("dropped twice within a second: %q", got)
	}
	clock.Advance(time.Second)
	s.Invalidate(second)
	if got := mustToken(t, s); got != "bot.token.3" {
		t.Errorf("token %q, want the third", got)
	}
}

// downTransport refuses and counts.
type downTransport struct{ tries int }

func (d *downTransport) RoundTrip(*http.Request) (*http.Response, error) {
	d.tries++
	return nil, errors.New("connection refused")
}

func TestTokenEndpointIsNotHammered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := &downTransport{}
		opts := tokenOptions("https://login.example/{tenant}")
		opts.Transport = down
		s := newTokens(t, opts)
		longest := time.Duration(0)
		for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(10 * time.Millisecond) {
			failed := (*bot.TokenError)(nil)
			if err := s.Ready(t.Context()); !errors.As(err, &failed) {
				t.Fatalf("err = %v", err)
			}
			longest = max(longest, failed.RetryAfter)
		}
		if down.tries < 30 || down.tries > 50 {
			t.Errorf("%d tries in a minute, want about 43", down.tries)
		}
		if longest != 1500*time.Millisecond {
			t.Errorf("longest pause %v, want 1.5 s", longest)
		}
	})
}

func TestTokenSourceHidesTheSecret(t *testing.T) {
	login, clock := bottest.NewLogin(t), newClock()
	var log bytes.Buffer
	opts := tokenOptions(login.URL())
	opts.Now = clock.Now
	s, err := bot.NewTokenSource(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), opts)
	if err != nil {
		t.Fatal(err)
	}
	mustToken(t, s)
	login.Fail(bottest.Fault{Status: 401,
		Body: `{"error":"invalid_client","error_description":"secret ` + bottest.Secret + ` is wrong"}`})
	clock.Advance(56 * time.Minute)
	mustToken(t, s)
	s.Close()
	if !strings.Contains(log.String(), "token not renewed") {
		t.Errorf("a failed renewal is not logged: %q", log.String())
	}
	for what, text := range map[string]string{
		"log": log.String(), "error": fmt.Sprint(s.Err()), "error in full": fmt.Sprintf("%+v %#v", s.Err(), s.Err()),
		"the source in full": fmt.Sprintf("%+v", s),
	} {
		if strings.Contains(text, bottest.Secret) {
			t.Errorf("%s holds the secret: %s", what, text)
		}
	}
	if strings.Contains(log.String(), "bot.token.") {
		t.Errorf("the log holds a token: %s", log.String())
	}
}

func TestNewTokenSourceRefuses(t *testing.T) {
	for name, change := range map[string]func(*bot.TokenOptions){
		"no app id":    func(o *bot.TokenOptions) { o.AppID = "" },
		"no proof":     func(o *bot.TokenOptions) { o.Credential = nil },
		"no tenant":    func(o *bot.TokenOptions) { o.Tenant = "" },
		"http":         func(o *bot.TokenOptions) { o.URL = "http://login.example/{tenant}" },
		"user in URL":  func(o *bot.TokenOptions) { o.URL = "https://a:b@login.example/{tenant}" },
		"no URL":       func(o *bot.TokenOptions) { o.URL = "" },
		"no host":      func(o *bot.TokenOptions) { o.URL = "https:///{tenant}" },
		"not a URL":    func(o *bot.TokenOptions) { o.URL = "https://login.example/%zz" },
		"other scheme": func(o *bot.TokenOptions) { o.URL = "file:///etc/passwd" },
	} {
		opts := tokenOptions("https://login.example/{tenant}")
		change(&opts)
		_, err := bot.NewTokenSource(slog.New(slog.DiscardHandler), opts)
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), bottest.Secret) {
			t.Errorf("%s: error holds the secret", name)
		}
	}
}

func TestTokenSourceClosed(t *testing.T) {
	login := bottest.NewLogin(t)
	s := newTokens(t, tokenOptions(login.URL()))
	s.Close()
	s.Close()
	if err := s.Ready(t.Context()); err == nil || login.Fetches() != 0 {
		t.Errorf("a closed source fetches: %v", err)
	}
}

// atomicString is what a handler tells the test.
type atomicString struct {
	mu sync.Mutex
	s  string
}

func (a *atomicString) Store(s string) { a.mu.Lock(); a.s = s; a.mu.Unlock() }

func (a *atomicString) Load() string { a.mu.Lock(); defer a.mu.Unlock(); return a.s }
