package bottest

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// waitLimit is how long a test waits for what must happen.
const waitLimit = 10 * time.Second

// Connector is a stand-in for the Teams connector: a real HTTP server on loopback that takes messages, checks the
// bot's token and can be made ill. Safe for concurrent use.
type Connector struct {
	// Login gives the tokens that the connector takes.
	Login *Login

	tb     testing.TB
	server *httptest.Server
	faults faults
	cuts   atomic.Int64 // connections to cut at the next bytes that arrive
	count  atomic.Int64
	lastID atomic.Int64
	quiet  atomic.Bool
	open   atomic.Bool

	mu       sync.Mutex
	requests []Request
	sent     []*Message
	members  map[string][]Member
	reacted  []Reaction
	taken    map[string][]time.Time // when, by conversation; nil without limits
	refused  []string               // marks of messages that are refused
	old      bool
	nameless bool          // targeted messages in threads are taken without saying an id
	changed  chan struct{} // closed and made anew when something was accepted or changed
}

// Request is one request as it arrived.
type Request struct {
	Method string
	Path   []string // segments after the host, unescaped one by one
	Raw    string   // the path as it was on the wire
	Query  url.Values
	Token  string // without "Bearer "
	Header http.Header
	Body   []byte
}

// Message is what the connector accepted, as it stands now.
type Message struct {
	Conversation string
	ID           string
	Body         json.RawMessage
	Versions     int    // 1, and one more for each update
	Only         string // the one person who sees it; empty for everybody
	Thread       string // the root of the thread that it stands in
	Deleted      bool
}

// NewConnector starts a connector with a token endpoint of its own. Both stop with the test.
func NewConnector(tb testing.TB) *Connector {
	tb.Helper()
	c := &Connector{Login: NewLogin(tb), tb: tb, members: map[string][]Member{}, changed: make(chan struct{})}
	if c.old = isOld(tb); c.old {
		c.refused = newThings
	}
	c.server = httptest.NewUnstartedServer(c)
	c.server.Listener = &cuttingListener{Listener: c.server.Listener, cuts: &c.cuts}
	c.server.Start()
	tb.Cleanup(c.server.Close)
	return c
}

// ServiceURL is what activities name as serviceUrl, with a path and a slash at its end as in Teams.
func (c *Connector) ServiceURL() string { return c.server.URL + "/emea/" + Tenant + "/" }

// Open lets requests without a token in, as a connector on the same machine does.
func (c *Connector) Open() { c.open.Store(true) }

// Quiet stops recording, for benchmarks: Sent and Requests stay as they are, Count goes on.
func (c *Connector) Quiet() { c.quiet.Store(true) }

// Fail makes the next requests end as the faults say, in that order.
func (c *Connector) Fail(f ...Fault) { c.faults.add(f) }

// Repair forgets every fault.
func (c *Connector) Repair() { c.faults.clear() }

// CutNext breaks the connection on which the next bytes arrive, before anything reads them.
func (c *Connector) CutNext() { c.cuts.Add(1) }

// CloseIdle closes the connections that wait for a next request.
func (c *Connector) CloseIdle() { c.server.CloseClientConnections() }

// Count is how many new messages were accepted.
func (c *Connector) Count() int { return int(c.count.Load()) }

// Requests returns every request that was read, refused ones too.
func (c *Connector) Requests() []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Request(nil), c.requests...)
}

// Sent returns the accepted messages in the order they came, as they stand now.
func (c *Connector) Sent() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]Message, len(c.sent))
	for i, m := range c.sent {
		list[i] = *m
	}
	return list
}

// WaitSent waits until n messages were accepted and returns all. The test fails when they do not come.
func (c *Connector) WaitSent(n int) []Message {
	c.tb.Helper()
	return c.WaitFor(strconv.Itoa(n)+" messages", func(all []Message) bool { return len(all) >= n })
}

// WaitFor waits until what was accepted, as it stands then, is as wanted, and returns it. The test fails when that does
// not come; what says what was waited for.
func (c *Connector) WaitFor(what string, ok func([]Message) bool) []Message {
	c.tb.Helper()
	limit := time.After(waitLimit)
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		list := c.Sent()
		if ok(list) {
			return list
		}
		select {
		case <-changed:
		case <-limit:
			c.tb.Fatalf("connector: waited for %s in vain, %d messages were accepted", what, len(c.Sent()))
		}
	}
}

// ServeHTTP answers as the Teams connector does.
func (c *Connector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f := c.faults.take(r)
	if f == nil {
		f = &Fault{}
	}
	if f.Cut == CutUnread {
		cut(w)
		return
	}
	req := c.read(r)
	f.wait(r)
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !c.open.Load() && !(ok && c.Login.Valid(token)) {
		refuse(w, http.StatusUnauthorized, "BotNotRegistered")
		return
	}
	if !f.accepts() {
		c.refuseAs(w, f)
		return
	}
	status, answer := c.route(req)
	switch {
	case f.Cut != Uncut:
		cut(w)
	case f.Status != 0:
		f.write(w)
	default:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "1")
		}
		w.WriteHeader(status)
		if answer != nil {
			_ = json.NewEncoder(w).Encode(answer) // the client may be gone
		}
	}
}

func (c *Connector) refuseAs(w http.ResponseWriter, f *Fault) {
	if f.Cut != Uncut {
		cut(w)
		return
	}
	f.write(w)
}

// read takes the whole request in and records it.
func (c *Connector) read(r *http.Request) Request {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 4<<20)) // a client that is gone is seen when it is answered
	req := Request{Method: r.Method, Raw: r.URL.EscapedPath(), Query: r.URL.Query(), Header: r.Header, Body: body}
	req.Token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	for s := range strings.SplitSeq(strings.Trim(req.Raw, "/"), "/") {
		plain, err := url.PathUnescape(s)
		if err != nil {
			plain = s
		}
		req.Path = append(req.Path, plain)
	}
	if !c.quiet.Load() {
		c.mu.Lock()
		c.requests = append(c.requests, req)
		c.mu.Unlock()
	}
	return req
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(errorBody(code)) // the client may be gone
}

func errorBody(code string) any {
	return map[string]any{"error": map[string]string{"code": code, "message": "said by the test"}}
}

func (c *Connector) nextID() string { return strconv.FormatInt(1_700_000_000_000+c.lastID.Add(1), 10) }

// cuttingListener makes connections that can be cut before the server sees what arrives on them.
type cuttingListener struct {
	net.Listener
	cuts *atomic.Int64
}

func (l *cuttingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &cuttingConn{Conn: conn, cuts: l.cuts}, nil
}

type cuttingConn struct {
	net.Conn
	cuts *atomic.Int64
}

func (c *cuttingConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n == 0 {
		return n, err
	}
	for left := c.cuts.Load(); left > 0; left = c.cuts.Load() {
		if c.cuts.CompareAndSwap(left, left-1) {
			reset(c.Conn)
			return 0, io.ErrUnexpectedEOF
		}
	}
	return n, err
}
