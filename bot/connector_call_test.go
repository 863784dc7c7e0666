package bot_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

// ways are the calls that a fault can meet, by whether doing them twice does harm.
var ways = []struct {
	name  string
	again bool
	do    func(context.Context, *bot.Connector, message.Conversation) error
}{
	{"send", false, func(ctx context.Context, c *bot.Connector, to message.Conversation) error {
		_, err := c.Send(ctx, to, message.Reply{Text: "Hei"})
		return err
	}},
	{"update", true, func(ctx context.Context, c *bot.Connector, to message.Conversation) error {
		return c.Update(ctx, to, "1", message.Reply{Text: "Hei"})
	}},
	{"delete", true, func(ctx context.Context, c *bot.Connector, to message.Conversation) error {
		return c.Delete(ctx, to, "1")
	}},
	{"chat", true, func(ctx context.Context, c *bot.Connector, to message.Conversation) error {
		_, err := c.CreatePersonal(ctx, to.Tenant, "29:a", to.ServiceURL)
		return err
	}},
	{"member", true, func(ctx context.Context, c *bot.Connector, to message.Conversation) error {
		_, err := c.Member(ctx, to, "29:a")
		return err
	}},
	{"members", true, func(ctx context.Context, c *bot.Connector, to message.Conversation) error {
		for _, err := range c.Members(ctx, to) {
			return err
		}
		return nil
	}},
}

// TestConnectorOutcomes: what an answer says about the message. once is for calls that must not be done twice.
func TestConnectorOutcomes(t *testing.T) {
	code := func(c string) string { return `{"error":{"code":"` + c + `","message":"x"}}` }
	retry := func(v string) map[string]string { return map[string]string{"Retry-After": v} }
	for _, tt := range []struct {
		name        string
		fault       bottest.Fault
		once, again error
		after       time.Duration
	}{
		{"429", bottest.Fault{Status: 429}, message.ErrLater, message.ErrLater, 0},
		{"429 in 3 s", bottest.Fault{Status: 429, Header: retry("3"), Body: code("Throttled")}, message.ErrLater,
			message.ErrLater, 3 * time.Second},
		{"429 in an hour", bottest.Fault{Status: 429, Header: retry("3600")}, message.ErrLater, message.ErrLater,
			5 * time.Minute},
		{"412", bottest.Fault{Status: 412, Body: code("PreconditionFailed")}, message.ErrLater, message.ErrLater, 0},
		{"401", bottest.Fault{Status: 401, Times: 2}, message.ErrLater, message.ErrLater, 0},
		{"503 in 2 s", bottest.Fault{Status: 503, Header: retry("2")}, message.ErrLater, message.ErrLater, 2 * time.Second},
		{"503", bottest.Fault{Status: 503}, message.ErrUncertain, message.ErrLater, 0},
		{"500", bottest.Fault{Status: 500, Body: code("ServiceError")}, message.ErrUncertain, message.ErrLater, 0},
		{"502", bottest.Fault{Status: 502, Body: "<html>"}, message.ErrUncertain, message.ErrLater, 0},
		{"502 in 2 s", bottest.Fault{Status: 502, Header: retry("2")}, message.ErrUncertain, message.ErrLater,
			2 * time.Second},
		{"504", bottest.Fault{Status: 504}, message.ErrUncertain, message.ErrLater, 0},
		{"599", bottest.Fault{Status: 599}, message.ErrUncertain, message.ErrLater, 0},
		{"408", bottest.Fault{Status: 408}, message.ErrUncertain, message.ErrLater, 0},
		{"501", bottest.Fault{Status: 501, Body: code("DeleteActivityAPINotImplemented")}, message.ErrRejected,
			message.ErrRejected, 0},
		{"bot removed", bottest.Fault{Status: 403, Body: code("BotNotInConversationRoster")}, message.ErrGone,
			message.ErrGone, 0},
		{"bot blocked", bottest.Fault{Status: 403, Body: code("ConversationBlockedByUser")}, message.ErrGone, message.ErrGone,
			0},
		{"no conversation", bottest.Fault{Status: 404, Body: code("ConversationNotFound")}, message.ErrGone, message.ErrGone,
			0},
		{"blocked by admin", bottest.Fault{Status: 403, Body: code("BotDisabledByAdmin")}, message.ErrRejected,
			message.ErrRejected, 0},
		{"wrong cloud", bottest.Fault{Status: 403, Body: code("InvalidBotApiHost")}, message.ErrRejected, message.ErrRejected,
			0},
		{"vague 403", bottest.Fault{Status: 403}, message.ErrRejected, message.ErrRejected, 0},
		{"bad card", bottest.Fault{Status: 400, Body: code("Bad Argument")}, message.ErrRejected, message.ErrRejected, 0},
		{"404 without a reason", bottest.Fault{Status: 404, Body: "<html>"}, message.ErrRejected, message.ErrRejected, 0},
		{"too large", bottest.Fault{Status: 413, Body: code("MessageSizeTooBig")}, message.ErrRejected, message.ErrRejected,
			0},
		{"cut unread", bottest.Fault{Cut: bottest.CutUnread}, message.ErrUncertain, message.ErrLater, 0},
		{"cut before acceptance", bottest.Fault{Cut: bottest.CutRefused}, message.ErrUncertain, message.ErrLater, 0},
		{"cut after acceptance", bottest.Fault{Cut: bottest.CutAccepted}, message.ErrUncertain, message.ErrLater, 0},
	} {
		for _, way := range ways {
			t.Run(tt.name+"/"+way.name, func(t *testing.T) {
				fake := bottest.NewConnector(t)
				c := newConnector(t, fake)
				fault := tt.fault
				if fault.Times == 0 {
					fault.Times = bottest.Always // a GET is repeated by net/http when its connection is cut
				}
				fake.Fail(fault)
				err := way.do(t.Context(), c, personalChat(fake))
				want := tt.once
				if way.again {
					want = tt.again
				}
				e := sendError(t, err)
				if !errors.Is(err, want) || e.Outcome != want || e.RetryAfter != tt.after || e.Status != tt.fault.Status {
					t.Errorf("got %v (after %v), want %v after %v", err, e.RetryAfter, want, tt.after)
				}
				if got := len(fake.Requests()); !way.again && got > max(tt.fault.Times, 1) {
					t.Errorf("%d requests for one call", got)
				}
			})
		}
	}
}

func TestConnectorTokenRefusedOnce(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, to := newConnector(t, fake), personalChat(fake)
	if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); err != nil {
		t.Fatal(err)
	}
	fake.Login.Revoke()
	if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); err != nil {
		t.Errorf("revoked token: %v", err)
	}
	if fake.Count() != 2 || fake.Login.Fetches() != 2 {
		t.Errorf("%d accepted, %d tokens", fake.Count(), fake.Login.Fetches())
	}
}

func TestConnectorTokenRefusedThoughGood(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	fake.Fail(bottest.Fault{Status: 401})
	if _, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"}); err != nil {
		t.Error(err)
	}
	if n, r := fake.Login.Fetches(), len(fake.Requests()); n != 2 || r != 2 {
		t.Errorf("%d tokens, %d requests, want 2 and 2", n, r)
	}
}

func TestConnectorTokenRefusedAlways(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, to := newConnector(t, fake), personalChat(fake)
	fake.Fail(bottest.Fault{Times: bottest.Always, Status: 401})
	for range 20 {
		if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); !errors.Is(err, message.ErrLater) {
			t.Fatalf("err = %v, want ErrLater", err)
		}
	}
	if n := fake.Login.Fetches(); n > 3 {
		t.Errorf("%d tokens for 20 refused messages within a second", n)
	}
	if n := len(fake.Requests()); n > 23 {
		t.Errorf("%d requests for 20 messages: some went twice with the same token", n)
	}
}

func TestConnectorWithoutToken(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	fake.Login.Fail(bottest.Fault{Status: 503, Header: map[string]string{"Retry-After": "2"}})
	_, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"})
	if e := sendError(t, err); !errors.Is(err, message.ErrLater) || e.RetryAfter != 2*time.Second ||
		len(fake.Requests()) != 0 {
		t.Errorf("err = %v after %v, %d requests", err, e.RetryAfter, len(fake.Requests()))
	}
	failed := (*bot.TokenError)(nil)
	if !errors.As(err, &failed) || failed.Status != 503 {
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestConnectorUnreachable(t *testing.T) {
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	plain := httptest.NewServer(http.NotFoundHandler()) // speaks no TLS
	t.Cleanup(plain.Close)
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	for name, service := range map[string]string{
		"refused": nobody.URL, "no TLS": strings.Replace(plain.URL, "http:", "https:", 1), "certificate": untrusted.URL,
	} {
		c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Send(t.Context(), message.Conversation{ID: "a:chat", ServiceURL: service}, message.Reply{Text: "Hei"})
		if e := sendError(t, err); !errors.Is(err, message.ErrLater) || e.Status != 0 {
			t.Errorf("%s: %v, want ErrLater", name, err)
		}
	}
}

func TestConnectorNoSuchHost(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{
		Token: newTokens(t, tokenOptions(fake.Login.URL())), AllowedServiceURLs: []string{"https://no-such-host.invalid/"},
		Transport: &http.Transport{}, // no proxy
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Send(t.Context(), message.Conversation{ID: "a:chat", ServiceURL: "https://no-such-host.invalid/"},
		message.Reply{Text: "Hei"})
	if !errors.Is(err, message.ErrLater) {
		t.Errorf("err = %v, want ErrLater", err)
	}
}

func TestConnectorContext(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, to := newConnector(t, fake), personalChat(fake)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, to, message.Reply{Text: "Hei"}); !errors.Is(err, message.ErrLater) ||
		!errors.Is(err, context.Canceled) {
		t.Errorf("ended before: %v, want ErrLater", err)
	}
	if n := len(fake.Requests()); n != 0 {
		t.Errorf("%d requests after the end", n)
	}
	for _, way := range ways {
		reached := make(chan struct{}, 1)
		fake.Fail(bottest.Fault{Reach: reached, Hold: make(chan struct{})})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-reached; cancel() }()
		var err error
		within(t, 5*time.Second, way.name, func() { err = way.do(ctx, c, to) })
		want := message.ErrUncertain
		if way.again {
			want = message.ErrLater
		}
		if !errors.Is(err, want) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s, ended meanwhile: %v, want %v", way.name, err, want)
		}
	}
}

// TestConnectorTimeLimit: who never answers, and who cannot be reached, is waited for 15 s without a deadline.
func TestConnectorTimeLimit(t *testing.T) {
	for name, tt := range map[string]struct {
		dial func(context.Context) (net.Conn, error)
		want error
	}{
		"no answer": {func(context.Context) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() { _, _ = io.Copy(io.Discard, theirs) }()
			return ours, nil
		}, message.ErrUncertain},
		"no connection": {func(context.Context) (net.Conn, error) {
			time.Sleep(30 * time.Second) // net/http goes on dialling when the request has ended
			return nil, errors.New("no route")
		}, message.ErrLater},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{
					Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn,
						error) {
						return tt.dial(ctx)
					}},
				})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				_, err = c.Send(context.Background(), message.Conversation{ID: "a:chat", ServiceURL: "http://localhost:1"},
					message.Reply{Text: "Hei"})
				if took := time.Since(began); took != 15*time.Second || !errors.Is(err, tt.want) {
					t.Errorf("%v after %v, want %v after 15 s", err, took, tt.want)
				}
				time.Sleep(time.Minute) // until nothing dials any more
			})
		})
	}
}

// TestConnectorCutConnections: a connection that was used before breaks. net/http likes to try again by itself there.
func TestConnectorCutConnections(t *testing.T) {
	for _, tt := range []struct {
		name     string
		cut      func(*bottest.Connector)
		accepted int // of the second message
	}{
		{"as the request comes", func(f *bottest.Connector) { f.CutNext() }, 0},
		{"before the body is read", func(f *bottest.Connector) { f.Fail(bottest.Fault{Cut: bottest.CutUnread}) }, 0},
		{"before acceptance", func(f *bottest.Connector) { f.Fail(bottest.Fault{Cut: bottest.CutRefused}) }, 0},
		{"after acceptance", func(f *bottest.Connector) { f.Fail(bottest.Fault{Cut: bottest.CutAccepted}) }, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fake := bottest.NewConnector(t)
			c, to := newConnector(t, fake), personalChat(fake)
			for range 3 { // warm
				if _, err := c.Send(t.Context(), to, message.Reply{Text: "Først"}); err != nil {
					t.Fatal(err)
				}
			}
			tt.cut(fake)
			_, err := c.Send(t.Context(), to, message.Reply{Text: "Midt i"})
			if !errors.Is(err, message.ErrUncertain) {
				t.Errorf("err = %v, want ErrUncertain", err)
			}
			if _, err := c.Send(t.Context(), to, message.Reply{Text: "Sist"}); err != nil {
				t.Errorf("the next message: %v", err)
			}
			if got, want := fake.Count(), 4+tt.accepted; got != want {
				t.Errorf("%d accepted, want %d: a POST was repeated or lost", got, want)
			}
		})
	}
}

// TestConnectorIdleClosed: the other side has closed the connection while nobody used it. Whatever the connector
// meets, a message that it says it did not send has not arrived.
func TestConnectorIdleClosed(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, to := newConnector(t, fake), personalChat(fake)
	sent := 0
	for range 200 {
		if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); err == nil {
			sent++
		} else if !errors.Is(err, message.ErrLater) && !errors.Is(err, message.ErrUncertain) {
			t.Fatal(err)
		}
		fake.CloseIdle()
	}
	if got := fake.Count(); got != sent {
		t.Errorf("%d accepted, %d sent", got, sent)
	}
}

// brokenConn cannot be written to once it is broken.
type brokenConn struct {
	net.Conn
	broken *bool
	part   int // how many bytes still go out
}

func (c brokenConn) Write(b []byte) (int, error) {
	if !*c.broken {
		return c.Conn.Write(b)
	}
	n, _ := c.Conn.Write(b[:min(c.part, len(b))])
	return n, io.ErrClosedPipe
}

// TestConnectorPartlyWritten: nothing written is certain, one byte is not.
func TestConnectorPartlyWritten(t *testing.T) {
	for part, want := range map[int]error{0: message.ErrLater, 1: message.ErrUncertain, 200: message.ErrUncertain} {
		fake := bottest.NewConnector(t)
		broken := false
		c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{
			Token: newTokens(t, tokenOptions(fake.Login.URL())), AllowedServiceURLs: []string{fake.ServiceURL()},
			Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, addr)
				return brokenConn{conn, &broken, part}, err
			}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"}); err != nil {
			t.Fatal(err)
		}
		broken = true
		if _, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"}); !errors.Is(err, want) {
			t.Errorf("%d bytes written: %v, want %v", part, err, want)
		}
		if fake.Count() != 1 {
			t.Errorf("%d accepted", fake.Count())
		}
	}
}

// TestConnectorReusesConnections: large and unreadable answers must not cost a connection each.
func TestConnectorReusesConnections(t *testing.T) {
	var opened atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(500)
		_, _ = io.WriteString(w, strings.Repeat("x", 100_000))
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 10 {
		_, err := c.Send(t.Context(), message.Conversation{ID: "a:chat", ServiceURL: server.URL}, message.Reply{Text: "Hei"})
		if !errors.Is(err, message.ErrUncertain) {
			t.Fatal(err)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for 10 messages", n)
	}
}
