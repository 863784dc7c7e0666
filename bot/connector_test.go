package bot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

// newConnector is a connector that signs in and may write to the fake.
func newConnector(t testing.TB, fake *bottest.Connector) *bot.Connector {
	t.Helper()
	c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{
		Token: newTokens(t, tokenOptions(fake.Login.URL())), AllowedServiceURLs: []string{fake.ServiceURL()},
		BotID: bottest.BotID,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func personalChat(fake *bottest.Connector) message.Conversation {
	return message.Conversation{
		Tenant: bottest.Tenant, ID: "a:chat", Kind: message.Personal, ServiceURL: fake.ServiceURL(), Bot: bottest.BotID,
		User: bottest.UserID,
	}
}

func channelOf(fake *bottest.Connector) message.Conversation {
	return message.Conversation{
		Tenant: bottest.Tenant, ID: "19:general@thread.tacv2", Kind: message.Channel, ServiceURL: fake.ServiceURL(),
		Bot: bottest.BotID,
	}
}

func sendError(t *testing.T, err error) *message.SendError {
	t.Helper()
	failed := (*message.SendError)(nil)
	if !errors.As(err, &failed) {
		t.Fatalf("err = %v (%T), want a *SendError", err, err)
	}
	return failed
}

func TestConnectorSendUpdateDelete(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, to := newConnector(t, fake), personalChat(fake)
	id, err := c.Send(t.Context(), to, message.Reply{Text: "Hei på deg 👋", ReplyTo: "17"})
	if err != nil {
		t.Fatal(err)
	}
	if got := fake.Sent(); len(got) != 1 || got[0].ID != string(id) || got[0].Conversation != "a:chat" {
		t.Fatalf("sent %+v, want one with id %s", got, id)
	}
	if err := c.Update(t.Context(), to, id, message.Reply{Text: "Rettet"}); err != nil {
		t.Fatal(err)
	}
	got := fake.Sent()[0]
	if got.Versions != 2 || !bytes.Contains(got.Body, []byte("Rettet")) {
		t.Errorf("after the update: %+v", got)
	}
	if err := c.Delete(t.Context(), to, id); err != nil {
		t.Fatal(err)
	}
	if !fake.Sent()[0].Deleted {
		t.Error("not deleted")
	}
	if err := c.Delete(t.Context(), to, id); err != nil {
		t.Errorf("deleting what is gone: %v", err)
	}
	if n := fake.Login.Fetches(); n != 1 {
		t.Errorf("%d tokens fetched, want 1", n)
	}
	for _, r := range fake.Requests() {
		if r.Method != "DELETE" && r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s with content type %q", r.Method, r.Header.Get("Content-Type"))
		}
	}
}

func TestConnectorWire(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	full := message.Reply{
		Text: "<at>Kari</at> & æøå", Summary: "Svar", Locale: "nb-NO", Importance: "high", ReplyTo: "17",
		Card:        json.RawMessage(`{"type":"AdaptiveCard"}`),
		Attachments: []message.Attachment{{ContentType: "image/png", ContentURL: "https://example.no/a.png", Name: "a"}},
		Entities:    json.RawMessage(`[{"type":"mention"}]`),
		ChannelData: json.RawMessage(`{"feedbackLoop":{"type":"default"}}`),
	}
	thread := channelOf(fake)
	thread.Thread, thread.User = "99", bottest.UserID // who asked is not who a channel is for
	for _, tt := range []struct {
		name  string
		to    message.Conversation
		reply message.Reply
		want  string
	}{
		{"everything", personalChat(fake), full,
			`{"type":"message","from":{"id":"` + bottest.BotID + `"},"recipient":{"id":"29:user-of-the-test"},` +
				`"conversation":{"id":"a:chat"},"replyToId":"17","textFormat":"markdown","text":"<at>Kari</at> & æøå","summary":"Svar",` +
				`"locale":"nb-NO","importance":"high","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive",` +
				`"content":{"speak":"Svar","type":"AdaptiveCard"}},{"contentType":"image/png","contentUrl":"https://example.no/a.png","name":"a"}],` +
				`"entities":[{"type":"mention"}],"channelData":{"feedbackLoop":{"type":"default"}}}`},
		{"least", thread, message.Reply{Text: "Hei"}, `{"type":"message","from":{"id":"` + bottest.BotID + `"},` +
			`"conversation":{"id":"19:general@thread.tacv2;messageid=99"},"textFormat":"markdown","text":"Hei"}`},
	} {
		if _, err := c.Send(t.Context(), tt.to, tt.reply); err != nil {
			t.Fatal(err)
		}
		sent := fake.Sent()
		if diff := cmp.Diff(tt.want, string(sent[len(sent)-1].Body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestConnectorPaths(t *testing.T) {
	for _, tt := range []struct{ name, id, thread string }{
		{"channel thread", "19:abc@thread.tacv2", "1700"}, {"personal", "a:1_x-y~z", ""}, {"slash", "a/b", ""},
		{"dots", "../../evil", ""}, {"escaped dots", "%2e%2e", ""}, {"query", "?x=1#y", ""}, {"letters", "æøå +", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fake := bottest.NewConnector(t)
			c := newConnector(t, fake)
			to := channelOf(fake)
			to.ID, to.Thread = message.ConversationID(tt.id), message.ActivityID(tt.thread)
			if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); err != nil {
				t.Fatal(err)
			}
			want := []string{"emea", bottest.Tenant, "v3", "conversations", to.Path(), "activities"}
			if diff := cmp.Diff(want, fake.Requests()[0].Path); diff != "" {
				t.Errorf("path (-want +got):\n%s", diff)
			}
		})
	}
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	for _, id := range []string{"", ".", ".."} {
		to := personalChat(fake)
		to.ID = message.ConversationID(id)
		if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); !errors.Is(err, message.ErrRejected) {
			t.Errorf("conversation %q: %v, want ErrRejected", id, err)
		}
		if err := c.Update(t.Context(), personalChat(fake), message.ActivityID(id),
			message.Reply{Text: "Hei"}); !errors.Is(err, message.ErrRejected) {
			t.Errorf("activity %q: %v, want ErrRejected", id, err)
		}
	}
	if n := len(fake.Requests()); n != 0 {
		t.Errorf("%d requests left", n)
	}
}

// TestConnectorBasePaths: service URLs come with and without path and slash.
func TestConnectorBasePaths(t *testing.T) {
	fake := bottest.NewConnector(t)
	fake.Open()
	c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSuffix(fake.ServiceURL(), "/emea/"+bottest.Tenant+"/")
	for base, want := range map[string]string{
		root: "", root + "/": "", root + "/_connector": "/_connector", root + "/emea/x-y/": "/emea/x-y",
	} {
		to := personalChat(fake)
		to.ServiceURL = base
		if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); err != nil {
			t.Fatal(err)
		}
		list := fake.Requests()
		if got := list[len(list)-1].Raw; got != want+"/v3/conversations/a%3Achat/activities" {
			t.Errorf("%s: sent to %s", base, got)
		}
	}
}

func TestConnectorSendsTheTokenToAllowedHostsOnly(t *testing.T) {
	fake, other := bottest.NewConnector(t), bottest.NewConnector(t)
	c := newConnector(t, fake)
	to := personalChat(fake)
	to.ServiceURL = other.ServiceURL()
	if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); !errors.Is(err, message.ErrRejected) {
		t.Errorf("err = %v, want ErrRejected", err)
	}
	if n := fake.Login.Fetches(); n != 0 || len(other.Requests()) != 0 {
		t.Errorf("%d tokens fetched, %d requests", n, len(other.Requests()))
	}
}

func TestConnectorFollowsNoRedirect(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		fake, other := bottest.NewConnector(t), bottest.NewConnector(t)
		c := newConnector(t, fake)
		fake.Fail(bottest.Fault{Times: bottest.Always, Status: status,
			Header: map[string]string{"Location": other.ServiceURL() + "v3/x"}})
		_, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"})
		if e := sendError(t, err); e.Status != status || !errors.Is(err, message.ErrRejected) ||
			!strings.Contains(err.Error(), "redirect to") {
			t.Errorf("send %d: %v", status, err)
		}
		if _, err := c.Member(t.Context(), personalChat(fake), "29:a"); sendError(t, err).Status != status {
			t.Errorf("member %d: %v", status, err)
		}
		if n := len(other.Requests()); n != 0 {
			t.Errorf("%d: redirect followed %d times", status, n)
		}
	}
}

func TestConnectorWithoutCredentials(t *testing.T) {
	fake := bottest.NewConnector(t)
	fake.Open()
	c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"}); err != nil {
		t.Fatal(err)
	}
	if got := fake.Requests()[0].Header.Values("Authorization"); len(got) != 0 {
		t.Errorf("Authorization: %q", got)
	}
	to := personalChat(fake)
	to.ServiceURL = "https://smba.trafficmanager.net/emea/"
	if _, err := c.Send(t.Context(), to, message.Reply{Text: "Hei"}); !errors.Is(err, message.ErrRejected) {
		t.Errorf("to the real Teams: %v, want ErrRejected", err)
	}
	fake.Fail(bottest.Fault{Status: 401})
	if _, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"}); !errors.Is(err,
		message.ErrRejected) {
		t.Errorf("401 without credentials: %v, want ErrRejected", err)
	}
}

func TestConnectorRefusesBeforeSending(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, to := newConnector(t, fake), personalChat(fake)
	for _, tt := range []struct {
		name  string
		reply message.Reply
		taken bool
	}{
		{"empty", message.Reply{}, false},
		{"card that is not JSON", message.Reply{Card: json.RawMessage(`{"type":`)}, false},
		{"40,000 letters", message.Reply{Text: strings.Repeat("å", 40_000)}, true},
		{"41,000 letters", message.Reply{Text: strings.Repeat("å", 41_000)}, false},
		{"20,000 emoji", message.Reply{Text: strings.Repeat("👋", 20_000)}, true},
		{"20,500 emoji", message.Reply{Text: strings.Repeat("👋", 20_500)}, false},
		{"card of 90 kB", message.Reply{Card: json.RawMessage(`{"x":"` + strings.Repeat("x", 90_000) + `"}`)}, false},
	} {
		before := fake.Count()
		_, err := c.Send(t.Context(), to, tt.reply)
		if (err == nil) != tt.taken || (err != nil && !errors.Is(err, message.ErrRejected)) ||
			(fake.Count() > before) != tt.taken {
			t.Errorf("%s: err %.200v, taken %t", tt.name, err, fake.Count() > before)
		}
		if err := c.Update(t.Context(), to, "1", tt.reply); !errors.Is(err, message.ErrRejected) { // taken: 404
			t.Errorf("update, %s: %.200v", tt.name, err)
		}
	}
}

func TestConnectorIDUnknown(t *testing.T) {
	for name, body := range map[string]string{
		"empty": "", "not JSON": "<html>", "no id": `{}`, "id is a number": `{"id":17}`, "list": `[]`,
		"large": strings.Repeat("x", 2<<20),
	} {
		for _, status := range []int{200, 201, 202} {
			fake := bottest.NewConnector(t)
			c := newConnector(t, fake)
			fake.Fail(bottest.Fault{Status: status, Body: body})
			if id, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"}); id != "" || err != nil ||
				fake.Count() != 1 {
				t.Errorf("%s, %d: id %q, err %v, %d accepted", name, status, id, err, fake.Count())
			}
		}
	}
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	fake.Fail(bottest.Fault{Status: 204})
	if id, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"}); id != "" || err != nil {
		t.Errorf("204: id %q, err %v", id, err)
	}
}

func TestConnectorManyAtOnce(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	var wait sync.WaitGroup
	var mu sync.Mutex
	ids := map[message.ActivityID]bool{}
	for range 64 {
		wait.Go(func() {
			for range 5 {
				id, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "Hei"})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				ids[id] = true
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if len(ids) != 320 || fake.Count() != 320 || fake.Login.Fetches() != 1 {
		t.Errorf("%d ids, %d accepted, %d tokens", len(ids), fake.Count(), fake.Login.Fetches())
	}
}

func TestConnectorHidesTokenAndText(t *testing.T) {
	fake := bottest.NewConnector(t)
	var log bytes.Buffer
	lg := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	tokens, err := bot.NewTokenSource(lg, tokenOptions(fake.Login.URL()))
	if err != nil {
		t.Fatal(err)
	}
	c, err := bot.NewConnector(lg, bot.ConnectorOptions{Token: tokens, AllowedServiceURLs: []string{fake.ServiceURL()}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []bottest.Fault{
		{Status: 400, Body: "your header was Bearer bot.token.1"}, {Status: 500}, {Cut: bottest.CutRefused},
		{Status: 401, Times: 2},
	} {
		fake.Fail(f)
		_, err := c.Send(t.Context(), personalChat(fake), message.Reply{Text: "hemmelig-tekst"})
		for _, text := range []string{err.Error(), fmt.Sprintf("%+v", *sendError(t, err)), log.String()} {
			for _, secret := range []string{"bot.token.", bottest.Secret, "hemmelig-tekst"} {
				if strings.Contains(text, secret) {
					t.Errorf("%+v: %q is told: %s", f, secret, text)
				}
			}
		}
	}
}

func TestNewConnectorRefuses(t *testing.T) {
	tokens := newTokens(t, tokenOptions("https://login.example/{tenant}"))
	for name, prefixes := range map[string][]string{"none": nil, "http": {"http://smba.trafficmanager.net/"},
		"empty": {""}} {
		if _, err := bot.NewConnector(slog.New(slog.DiscardHandler),
			bot.ConnectorOptions{Token: tokens, AllowedServiceURLs: prefixes}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// BenchmarkConnectorSend is a whole way to a connector on loopback and back, beside the least that could be done.
func BenchmarkConnectorSend(b *testing.B) {
	card := json.RawMessage(`{"type":"AdaptiveCard","version":"1.5","body":[` + strings.Repeat(`{"type":"TextBlock","text":"Steg 3 av 4"},`, 60) + `{}]}`)
	fake := bottest.NewConnector(b)
	fake.Quiet()
	run := func(name string, send func() error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(8)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if err := send(); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
	c, to := newConnector(b, fake), personalChat(fake)
	run("connector", func() error {
		_, err := c.Send(b.Context(), to, message.Reply{Text: "Svar", Card: card})
		return err
	})
	token := mustToken(b, newTokens(b, tokenOptions(fake.Login.URL())))
	bare := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}
	url := fake.ServiceURL() + "v3/conversations/a:chat/activities"
	run("bare", func() error {
		body, err := json.Marshal(map[string]any{"type": "message", "text": "Svar",
			"attachments": []message.Attachment{{ContentType: message.CardType, Content: card}}})
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := bare.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		var answer struct{ ID string }
		return json.NewDecoder(res.Body).Decode(&answer)
	})
}

// within fails the test when something takes longer than it may.
func within(t *testing.T, limit time.Duration, what string, do func()) {
	t.Helper()
	began := time.Now()
	if do(); time.Since(began) > limit {
		t.Errorf("%s took %v, more than %v", what, time.Since(began), limit)
	}
}
