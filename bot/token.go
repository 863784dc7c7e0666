package bot

import (
	"bytes"
	"context"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"kjernebot/bot/credential"
	"kjernebot/bot/message"
)

const (
	tokenTimeout = 5 * time.Second // of one request for a token; a turn lasts 10 s, so there is time for a second one
	tokenEarly   = 5 * time.Minute // before its end a token is renewed,
	tokenJitter  = time.Minute     // and up to this earlier, so that replicas take turns
	tokenUnknown = 5 * time.Minute // the life of a token when the endpoint does not tell,
	tokenLongest = 24 * time.Hour  // and the longest when it does
	// After a failure the endpoint is left alone.
	tokenFirstPause   = 100 * time.Millisecond  // doubled with each failure
	tokenLongestPause = 1500 * time.Millisecond // of its own accord
	tokenAskedPause   = 10 * time.Second        // the longest that the endpoint may ask for
	tokenExpiredPause = time.Minute             // when it said that the secret has expired
	// A token is dropped at most this often, so that a connector that refuses every token does not turn each message into
	// a request for a new one.
	tokenDropEvery = time.Second
	maxTokenBody   = 64 << 10        // of an answer, in bytes; real ones have 1–3 kB
	maxTokenLength = 12 << 10        // fits a request header of common servers
	expiredSecret  = "AADSTS7000222" // Entra's code for a client secret whose time is over
)

// TokenOptions say which token to get. All but Transport and Now are needed.
type TokenOptions struct {
	URL        string           // of the token endpoint; "{tenant}" in it is replaced. https, but for this machine
	Tenant     message.TenantID // the home tenant of the registration, not that of a conversation
	AppID      string
	Credential *credential.Credential // proves that it is the bot who asks
	Transport  http.RoundTripper      // nil: one of its own. Redirects are never followed
	Now        func() time.Time
}

// TokenSource keeps the bot's own access token (client credentials): one, fetched once however many wait for it, and
// renewed in the background before it ends. It is safe for concurrent use.
type TokenSource struct {
	lg     *slog.Logger
	opts   TokenOptions
	target credential.Target
	flight *singleflight.Group // the one fetch that is under way

	mu        sync.Mutex
	current   accessToken
	failure   *TokenError // of the last fetch; nil when it went well
	failures  int         // in a row
	notBefore time.Time   // no fetch before, after a failure
	dropped   time.Time   // when a token was last dropped because it was refused
	closed    bool
}

// accessToken is a token and when it is renewed and no longer used; the zero one is none.
type accessToken struct {
	value   string
	renew   time.Time
	expires time.Time
}

// NewTokenSource makes a TokenSource; nothing is fetched before the first Token or Ready.
func NewTokenSource(lg *slog.Logger, opts TokenOptions) (*TokenSource, error) {
	if opts.AppID == "" || opts.Credential == nil || opts.Tenant == "" {
		return nil, errors.New("token source: app id, credential and tenant are all needed")
	}
	endpoint := strings.ReplaceAll(opts.URL, "{tenant}", escapeID(string(opts.Tenant)))
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, errors.New("token source: token URL is not a URL with a host and without user name")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopbackHost(u.Hostname())) {
		return nil, errors.New("token source: token URL must be https")
	}
	opts.Now = clockOr(opts.Now)
	if opts.Transport == nil {
		opts.Transport = tokenTransport()
	}
	s := &TokenSource{lg: lg, opts: opts, flight: new(singleflight.Group)}
	s.target = credential.Target{Endpoint: endpoint, AppID: opts.AppID, Now: opts.Now,
		Fetch: func(req *http.Request) (string, error) {
			token, failed := s.ask(req)
			if failed != nil {
				return "", failed
			}
			return token.value, nil
		}}
	return s, nil
}

// tokenTransport keeps no connection: a token is fetched about once an hour.
func tokenTransport() http.RoundTripper {
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) {
			if ip := net.ParseIP(r.URL.Hostname()); ip != nil && ip.IsLinkLocalUnicast() { // the machine itself, in Azure
				return nil, nil
			}
			return http.ProxyFromEnvironment(r)
		},
		DisableKeepAlives:   true,
		TLSHandshakeTimeout: tokenTimeout, MaxResponseHeaderBytes: maxHeader,
	}
}

// Token returns a token that is good now, waiting for a fetch only if there is none. Its errors are a *TokenError, or
// the context's.
func (s *TokenSource) Token(ctx context.Context) (string, error) {
	s.mu.Lock()
	now, token := s.opts.Now(), s.current
	if now.Before(token.renew) {
		s.mu.Unlock()
		return token.value, nil
	}
	var fetch <-chan singleflight.Result
	if !s.closed {
		// Many may wait for this: it ends by its own limit, not with the one that happened to be first.
		fetch = s.flight.DoChan("", func() (any, error) { return s.renew(context.WithoutCancel(ctx)) })
	}
	s.mu.Unlock()
	if now.Before(token.expires) {
		return token.value, nil
	}
	if fetch == nil {
		return "", &TokenError{Err: errors.New("token source is closed")}
	}
	select {
	case done := <-fetch:
		value, _ := done.Val.(string)
		return value, done.Err
	case <-ctx.Done():
		return "", fmt.Errorf("wait for token: %w", ctx.Err())
	}
}

// Ready fetches a token unless there is one, and says why there is none.
func (s *TokenSource) Ready(ctx context.Context) error {
	_, err := s.Token(ctx)
	return err
}

// Err is why the last fetch failed, nil when it went well or none was needed yet. A token may be in use all the same.
func (s *TokenSource) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure == nil {
		return nil
	}
	return s.failure
}

// Expires is when the token in use ends; zero when there is none.
func (s *TokenSource) Expires() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current.expires
}

// Invalidate drops the token, because it was refused, unless another one is in use by now.
func (s *TokenSource) Invalidate(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.opts.Now()
	if s.current.value == token && now.Sub(s.dropped) >= tokenDropEvery {
		s.current, s.dropped = accessToken{}, now
	}
}

// Close starts no more fetches and waits for one that is under way, tokenTimeout at most.
func (s *TokenSource) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_, _, _ = s.flight.Do("", func() (any, error) { return "", nil })
}

// renew fetches a token, unless there is one by now or the endpoint is to be left alone.
func (s *TokenSource) renew(ctx context.Context) (string, error) {
	s.mu.Lock()
	now := s.opts.Now()
	token, wait, failed := s.current, s.notBefore.Sub(now), s.failure
	s.mu.Unlock()
	switch {
	case now.Before(token.renew):
		return token.value, nil
	case wait > 0:
		again := *failed
		again.RetryAfter = wait
		return "", &again
	}
	ctx, cancel := context.WithTimeout(ctx, tokenTimeout)
	defer cancel()
	token, failed = s.fetch(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure = failed
	if failed == nil {
		s.current, s.failures, s.notBefore = token, 0, time.Time{}
		return token.value, nil
	}
	pause := max(min(tokenFirstPause<<min(s.failures, 10), tokenLongestPause), min(failed.RetryAfter, tokenAskedPause))
	if failed.Code == expiredSecret {
		pause = tokenExpiredPause
	}
	failed.RetryAfter = pause
	s.failures++
	s.notBefore = s.opts.Now().Add(pause)
	if s.current.value != "" { // nobody waits for this fetch, so nobody else will tell
		s.lg.LogAttrs(ctx, slog.LevelWarn, "token not renewed", slog.Any("error", failed), slog.Duration("pause", pause))
	}
	return "", failed
}

// TokenError tells why there is no token. It holds no secret and none of the endpoint's free text.
type TokenError struct {
	Status     int           // HTTP status; 0 when no answer came
	Code       string        // AADSTS code such as AADSTS7000215, else the OAuth error such as invalid_client
	RetryAfter time.Duration // before then no fetch is tried
	Err        error         // what was wrong when it was not the status
}

// Error says what failed.
func (e *TokenError) Error() string {
	switch {
	case e.Status == 0:
		return fmt.Sprintf("token endpoint: %v", e.Err)
	case e.Err != nil:
		return fmt.Sprintf("token endpoint: status %d: %v", e.Status, e.Err)
	}
	text := strings.TrimSpace(fmt.Sprintf("token endpoint: status %d %s", e.Status, e.Code))
	if known, ok := credential.Refusals[e.Code]; ok {
		text += " (" + known.Means + ")"
	}
	return text
}

// Unwrap returns the cause, nil when the endpoint refused.
func (e *TokenError) Unwrap() error { return e.Err }

// fetch asks the endpoint for a token: once, or again with another secret when one is refused.
func (s *TokenSource) fetch(ctx context.Context) (token accessToken, failed *TokenError) {
	requests, err := s.opts.Credential.Requests(ctx, s.target)
	if err != nil {
		return token, &TokenError{Err: err}
	}
	for _, req := range requests {
		token, failed = s.ask(req)
		if failed == nil || !credential.Refusals[failed.Code].Other {
			break
		}
	}
	return token, failed
}

func (s *TokenSource) ask(req *http.Request) (token accessToken, failed *TokenError) {
	asked := s.opts.Now()
	// RoundTrip, not a Client: a redirect would carry the secret to where it leads.
	res, err := s.opts.Transport.RoundTrip(req)
	if err != nil {
		return token, &TokenError{Err: err}
	}
	body, err := readAnswer(res, maxTokenBody)
	if res.StatusCode != http.StatusOK {
		after, _ := retryAfter(res.Header, asked)
		return token, &TokenError{Status: res.StatusCode, Code: entraCode(body), RetryAfter: after}
	}
	if err == nil {
		token, err = parseToken(body, asked)
	}
	if err != nil {
		return token, &TokenError{Status: res.StatusCode, Err: err}
	}
	return token, nil
}

// parseToken reads the answer to a good request of that time. Its errors hold nothing of the body.
func parseToken(body []byte, asked time.Time) (accessToken, error) {
	var answer struct {
		Type    string         `json:"token_type"`
		Token   string         `json:"access_token"`
		Expires jsontext.Value `json:"expires_in"`
	}
	switch {
	case json.Unmarshal(body, &answer) != nil:
		return accessToken{}, errors.New("the answer is not what a token endpoint says")
	case answer.Type != "" && !strings.EqualFold(answer.Type, "Bearer"):
		return accessToken{}, errors.New("the token is not a bearer token")
	case !usableToken.MatchString(answer.Token) || len(answer.Token) > maxTokenLength:
		return accessToken{}, errors.New("the answer has no usable token")
	}
	// Entra sends a number, its older endpoints and some stand-ins a string.
	lifetime := tokenUnknown
	if seconds, _ := strconv.ParseFloat(string(bytes.Trim(answer.Expires, `"`)), 64); seconds > 0 {
		lifetime = max(time.Second, time.Duration(min(seconds, tokenLongest.Seconds())*float64(time.Second)))
	}
	return accessToken{
		value: answer.Token,
		renew: asked.Add(lifetime - min(tokenEarly+rand.N(tokenJitter), lifetime/2)),
		// The last bit is not used: a token must still be good when the request arrives.
		expires: asked.Add(lifetime - min(lifetime/10, 30*time.Second)),
	}, nil
}

// usableToken is what can stand in a header.
var usableToken = regexp.MustCompile(`^[!-~]+$`)

// aadsts is how Entra numbers its errors: https://login.microsoftonline.com/error explains each.
var aadsts = regexp.MustCompile(`AADSTS[0-9]{4,9}`)

// entraCode is the code of a refusal, without the free text around it.
func entraCode(body []byte) string {
	if code := aadsts.Find(body); code != nil {
		return string(code)
	}
	var answer struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(body, &answer) // not JSON: no code
	return plainCode(answer.Error)
}
