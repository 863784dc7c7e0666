package bot

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"kjernebot/bot/message"
)

const (
	maxAnswer         = 1 << 20         // of the connector, in bytes; a full page of members has about 250 kB
	maxHeader         = 64 << 10        // of an answer
	longestRetryAfter = 5 * time.Minute // bounds what a Retry-After may ask for
)

type call struct {
	op      string // for errors
	method  string
	service string   // the service URL, not yet checked
	path    []string // segments below it
	query   url.Values
	body    []byte // JSON; nil for none
	again   bool   // doing it twice does no harm
}

// callTo is a call about a conversation. A message that is posted twice is there twice.
func callTo(to message.Conversation, op, method string, body []byte, path ...string) call {
	return call{op: op, method: method, service: to.ServiceURL, body: body, again: method != http.MethodPost,
		path: append([]string{"v3", "conversations"}, path...)}
}

// do makes a call and returns the body of a 2xx answer. Every error is a *SendError.
func (c *Connector) do(ctx context.Context, k call) ([]byte, error) {
	base, err := c.allowed.parse(k.service)
	if err != nil {
		return nil, refused(k.op, err)
	}
	target, err := joinPath(base, k.path...)
	if err != nil {
		return nil, refused(k.op, err)
	}
	target.RawQuery = k.query.Encode()
	if c.opts.Token == nil {
		body, err := c.try(ctx, k, target, "")
		if failed, ok := errors.AsType[*message.SendError](err); ok && tokenRefused(err) {
			failed.Outcome = message.ErrRejected // there will be no token later either
		}
		return body, err
	}
	var failed error
	for used := ""; ; {
		token, err := c.opts.Token.Token(ctx)
		if err != nil {
			return nil, noToken(k.op, err)
		}
		if token == used {
			return nil, failed
		}
		body, err := c.try(ctx, k, target, token)
		if !tokenRefused(err) {
			return body, err
		}
		c.opts.Token.Invalidate(token)
		if used != "" {
			return nil, err
		}
		// The service may have forgotten the token, or its keys have changed: once more with a new one. 401 is said
		// before anything is done, so this cannot send twice.
		c.lg.LogAttrs(ctx, slog.LevelWarn, "token refused by the connector", slog.String("call", k.op))
		used, failed = token, err
	}
}

// noToken is the error of a call that was not made because there is no token.
func noToken(op string, err error) *message.SendError {
	e := &message.SendError{Op: op, Outcome: message.ErrLater, Err: err}
	if failed, ok := errors.AsType[*TokenError](err); ok {
		e.RetryAfter = failed.RetryAfter
	}
	return e
}

func tokenRefused(err error) bool { return toldBy(err) == http.StatusUnauthorized }

func (c *Connector) try(ctx context.Context, k call, target *url.URL, token string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, tryTimeout)
	defer cancel()
	var conn taken
	req := newRequest(httptrace.WithClientTrace(ctx, conn.trace()), k, target, token)
	// RoundTrip, not a Client: no redirect is followed, since it would take the token along.
	began := time.Now()
	res, err := c.transport.RoundTrip(req)
	if err != nil {
		c.opts.Observe(k.method, 0, time.Since(began))
		outcome := message.ErrLater
		if conn.written() && !k.again {
			outcome = message.ErrUncertain
		}
		return nil, &message.SendError{Op: k.op, Outcome: outcome, Err: err}
	}
	body, readErr := readAnswer(res, maxAnswer)
	c.opts.Observe(k.method, res.StatusCode, time.Since(began))
	if res.StatusCode/100 != 2 {
		return nil, answerError(k.op, res, body, k.again, time.Now())
	}
	if readErr != nil && k.method == http.MethodGet {
		return nil, &message.SendError{Op: k.op, Status: res.StatusCode, Outcome: message.ErrLater, Err: readErr}
	}
	return body, nil // what was sent was taken, whether or not the answer came through whole
}

// newRequest has no GetBody on purpose: without it net/http cannot send a body a second time by itself.
func newRequest(ctx context.Context, k call, target *url.URL, token string) *http.Request {
	header := http.Header{"Accept": {"application/json"}}
	if token != "" {
		header["Authorization"] = []string{"Bearer " + token}
	}
	req := &http.Request{Method: k.method, URL: target, Header: header}
	if k.body != nil {
		// Without the charset some clients show æ, ø, å and emoji broken.
		header["Content-Type"] = []string{"application/json; charset=utf-8"}
		req.Body = io.NopCloser(bytes.NewReader(k.body))
		req.ContentLength = int64(len(k.body))
	}
	return req.WithContext(ctx)
}

// readAnswer reads a body to its end, so that the connection can be used again. What is larger than the limit is cut
// there, and no longer JSON.
func readAnswer(res *http.Response, limit int64) ([]byte, error) {
	defer res.Body.Close()
	return io.ReadAll(io.LimitReader(res.Body, limit))
}

// connectorTransport keeps enough connections for many conversations at once. HTTP/1.1 only: one request has one
// connection, so that what was written on it is known, and nothing is repeated because another stream failed.
func connectorTransport(t *http.Transport) *http.Transport {
	if t == nil {
		t = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	t = t.Clone()
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 256, 128
	t.IdleConnTimeout = 45 * time.Second // less than load balancers wait before they close without a word
	t.TLSHandshakeTimeout = 5 * time.Second
	t.MaxResponseHeaderBytes = maxHeader
	t.DisableCompression = true  // answers have some 50 bytes
	t.WriteBufferSize = 32 << 10 // a message with a card in one write
	dial := t.DialContext
	if dial == nil {
		dial = (&net.Dialer{Timeout: 5 * time.Second}).DialContext
	}
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &markedConn{Conn: conn}, nil
	}
	return t
}

// markedConn remembers whether anything was handed to the network since it was taken for a request.
type markedConn struct {
	net.Conn
	used atomic.Bool
}

func (c *markedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if n > 0 {
		c.used.Store(true)
	}
	return n, err
}

// taken is what a request was given to be sent on, and tells whether anything of it was handed to the network. The
// WroteHeaders and WroteRequest of net/http do not: they come before the buffer is flushed, or when it was in part.
type taken struct {
	conn *markedConn
	any  bool
}

func (t *taken) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		conn := info.Conn
		if secure, ok := conn.(*tls.Conn); ok {
			conn = secure.NetConn()
		}
		t.any = true
		if t.conn, _ = conn.(*markedConn); t.conn != nil {
			t.conn.used.Store(false)
		}
	}}
}

// written is called after RoundTrip has failed. net/http returns only when it writes no more, so the mark is final.
func (t *taken) written() bool { return t.any && (t.conn == nil || t.conn.used.Load()) }

// outcomeOf is what an answer that is not 2xx says about the message. again tells that doing it twice does no harm,
// and then nothing is uncertain. asked tells that the answer names a time to try again.
func outcomeOf(status int, code string, again, asked bool) error {
	switch {
	case slices.Contains(later, status):
		return message.ErrLater
	case status == http.StatusServiceUnavailable && asked: // who names a time has looked at it and put it back
		return message.ErrLater
	case status == http.StatusForbidden && (code == "BotNotInConversationRoster" || code == "ConversationBlockedByUser"),
		status == http.StatusNotFound && code == "ConversationNotFound":
		return message.ErrGone
	case status < 500 && status != http.StatusRequestTimeout, status == http.StatusNotImplemented,
		status == http.StatusHTTPVersionNotSupported:
		return message.ErrRejected
	case again: // some server on the way gave up, after or before the message was taken
		return message.ErrLater
	}
	return message.ErrUncertain
}

// later are said of a message that was not taken.
var later = []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusPreconditionFailed,
	http.StatusTooEarly}

func answerError(op string, res *http.Response, body []byte, again bool, now time.Time) *message.SendError {
	after, asked := retryAfter(res.Header, now)
	var told struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &told) // the other shapes that the service uses have no code: {"message":…} and plain text
	code := plainCode(told.Error.Code)
	e := &message.SendError{Op: op, Status: res.StatusCode, Code: code, RetryAfter: after,
		Outcome: outcomeOf(res.StatusCode, code, again, asked)}
	if to, err := url.Parse(res.Header.Get("Location")); err == nil && res.StatusCode/100 == 3 && to.Host != "" {
		e.Err = errors.New("redirect to " + strconv.Quote(to.Host) + " not followed")
	}
	return e
}

// codes are what looks like an error code; whatever else a service says may not end in logs.
var codes = regexp.MustCompile(`^[A-Za-z0-9 _.-]{0,80}$`)

func plainCode(code string) string {
	if !codes.MatchString(code) {
		return ""
	}
	return code
}

// retryAfter reads the header, as seconds or as a date, and reports whether it says anything. A date is compared with
// the service's own clock where it tells the time.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, longestRetryAfter.Seconds()) * float64(time.Second)), true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return min(max(at.Sub(now), 0), longestRetryAfter), true
}

// errAddress: the bot's token would go where it must not.
var errAddress = errors.New("service URL is not allowed")

// serviceURLs decides where the bot may send. Service URLs come with activities, so they are compared as parsed URLs:
// a prefix of the text would let "https://smba.trafficmanager.net.evil.example/" through.
type serviceURLs struct {
	prefixes []*url.URL
	loopback bool // this machine only; then prefixes are not looked at
}

// newServiceURLs reads the prefixes. With loopback only this machine is allowed, whatever they say.
func newServiceURLs(prefixes []string, loopback bool) (serviceURLs, error) {
	s := serviceURLs{loopback: loopback}
	for _, p := range prefixes {
		u, err := parseServiceURL(p)
		if err != nil {
			return serviceURLs{}, fmt.Errorf("allowed service URL %q: %w", p, err)
		}
		s.prefixes = append(s.prefixes, u)
	}
	return s, nil
}

// parse returns the service URL without its last slash if the bot may send there.
func (s serviceURLs) parse(raw string) (*url.URL, error) {
	u, err := parseServiceURL(raw)
	if err != nil {
		return nil, err
	}
	below := func(p *url.URL) bool {
		return u.Scheme == p.Scheme && strings.EqualFold(u.Hostname(), p.Hostname()) && port(u) == port(p) &&
			(u.Path == p.Path || strings.HasPrefix(u.Path, p.Path+"/"))
	}
	switch {
	case s.loopback && !loopbackHost(u.Hostname()):
		return nil, fmt.Errorf("%w: not on this machine, and there are no credentials", errAddress)
	case !s.loopback && !slices.ContainsFunc(s.prefixes, below):
		return nil, fmt.Errorf("%w: host %q", errAddress, u.Host)
	}
	return u, nil
}

func port(u *url.URL) string {
	return cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
}

// parseServiceURL takes https URLs, and http ones of this machine, that are nothing but host and plain path; one
// slash at the end is cut off.
func parseServiceURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: not a URL", errAddress)
	}
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !loopbackHost(u.Hostname())):
		return nil, fmt.Errorf("%w: not https", errAddress)
	case u.Hostname() == "" || u.Opaque != "" || strings.HasSuffix(u.Host, ":"):
		return nil, fmt.Errorf("%w: no host", errAddress)
	case u.User != nil:
		return nil, fmt.Errorf("%w: user name in it", errAddress)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(raw, "#"):
		return nil, fmt.Errorf("%w: more than a path", errAddress)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	// An escaped slash or dots would let the path leave its prefix once a server on the way has tidied it.
	if u.RawPath != "" || strings.ContainsAny(u.Path, `\%`) || (u.Path != "" && path.Clean(u.Path) != u.Path) {
		return nil, fmt.Errorf("%w: path is not plain", errAddress)
	}
	return u, nil
}

// joinPath returns base with the segments added, each of which stays one segment whatever characters it holds.
func joinPath(base *url.URL, segments ...string) (*url.URL, error) {
	u := *base
	u.RawPath = base.EscapedPath()
	for _, s := range segments {
		// Escaping does not help these: servers take "%2e%2e" for "..".
		if s == "" || s == "." || s == ".." {
			return nil, fmt.Errorf("id %q cannot stand in a path", s)
		}
		u.Path += "/" + s
		u.RawPath += "/" + escapeID(s)
	}
	return &u, nil
}

// escapeID escapes everything that could have a meaning in a path, as Microsoft's generated client does: ids hold
// ":", "@", ";" and "=".
func escapeID(id string) string { return strings.ReplaceAll(url.QueryEscape(id), "+", "%20") }
