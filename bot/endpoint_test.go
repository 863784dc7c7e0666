package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/store"
)

// endpoint is a bot put together as in production, between a fake Teams and a real SQLite database.
type endpoint struct {
	*bottest.Teams
	bot     *bot.Bot
	sender  bot.Sender
	without string                                                                    // what newer Teams can do and is not used
	chat    func(context.Context, message.Conversation) (message.Conversation, error) // of somebody, for sender
	db      *store.DB
	log     *syncBuffer
	turns   chan *bot.Turn // what the handler saw
	answer  atomic.Pointer[handlerFunc]
}

type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// newEndpoint starts one. Its handler echoes what it is told.
func newEndpoint(t testing.TB) *endpoint {
	return newReplica(t, nil, filepath.Join(t.TempDir(), "bot.db"))
}

// newReplica starts one on a database that others may use too. Without a Teams it gets its own.
func newReplica(t testing.TB, teams *bottest.Teams, file string) *endpoint {
	t.Helper()
	return newEndpointOn(t, teams, file, func(db *store.DB) bot.Ledger { return db })
}

// newIllEndpoint starts one whose ledger can be made ill.
func newIllEndpoint(t testing.TB) (*endpoint, *illLedger) {
	t.Helper()
	var ledger *illLedger
	e := newEndpointOn(t, nil, filepath.Join(t.TempDir(), "bot.db"), func(db *store.DB) bot.Ledger {
		ledger = &illLedger{Ledger: db}
		return ledger
	})
	return e, ledger
}

func newEndpointOn(t testing.TB, teams *bottest.Teams, file string, ledger func(*store.DB) bot.Ledger) *endpoint {
	t.Helper()
	if teams == nil {
		teams = bottest.NewTeams(t)
	}
	e := &endpoint{Teams: teams, log: &syncBuffer{}, turns: make(chan *bot.Turn, 256)}
	e.handle(func(ctx context.Context, t *bot.Turn) error {
		return t.Reply(ctx, message.Reply{Text: "echo " + t.Text})
	})
	lg := slog.New(slog.NewJSONHandler(e.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	if e.db, err = store.Open(t.Context(), lg, "sqlite:"+file); err != nil {
		t.Fatal(err)
	}
	keys := bot.NewKeySet(lg, bot.KeySetOptions{MetadataURL: teams.Issuer.MetadataURL()})
	validator, err := bot.NewValidator(bottest.AppID, keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := bot.NewTokenSource(lg, bot.TokenOptions{URL: teams.Login.URL(), Tenant: bottest.Tenant,
		AppID: bottest.AppID, Credential: secret})
	if err != nil {
		t.Fatal(err)
	}
	seal := bot.NewSeal([]byte("a secret of the tests, long enough"), nil)
	connector, err := bot.NewConnector(lg, bot.ConnectorOptions{Token: token,
		AllowedServiceURLs: []string{teams.ServiceURL()}, BotID: bottest.BotID, Seal: seal,
		Uses: func(feature string) bool { return feature != e.without && feature != "extendedmarkdown" }})
	if err != nil {
		t.Fatal(err)
	}
	e.sender = bot.Sender{Connector: connector, Here: true,
		Chat: func(ctx context.Context, where message.Conversation) (message.Conversation, error) {
			return e.chat(ctx, where)
		},
		Told: func(_ string, arrived bool) message.Reply {
			return message.Reply{Text: fmt.Sprint("told, arrived ", arrived)}
		}}
	e.chat = func(context.Context, message.Conversation) (message.Conversation, error) {
		return message.Conversation{}, errors.New("the database is away")
	}
	e.bot = bot.New(lg, bot.Options{
		AppID: bottest.AppID, Validator: validator, Sender: e.sender,
		Tenants: []message.TenantID{bottest.Tenant}, Ledger: ledger(e.db),
		Handler: handlerFunc(func(ctx context.Context,
			t *bot.Turn) error {
			e.turns <- t
			return (*e.answer.Load())(ctx, t)
		}),
		Apology: func(ctx context.Context, t *bot.Turn, _ error) error {
			return t.Reply(ctx, message.Reply{Text: "beklager"})
		},
	})
	server := httptest.NewServer(e.bot)
	teams.Connect(server.URL + "/api/messages")
	t.Cleanup(func() {
		server.Close()
		e.bot.Drain()
		connector.Close()
		token.Close()
		if err := e.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// handlerFunc is a function as a Handler.
type handlerFunc func(context.Context, *bot.Turn) error

func (f handlerFunc) Handle(ctx context.Context, t *bot.Turn) error { return f(ctx, t) }

func (e *endpoint) handle(f handlerFunc) { e.answer.Store(&f) }

// texts are the texts of all messages that the person can see now.
func (e *endpoint) texts() []string {
	var all []string
	for _, m := range e.Sent() {
		if !m.Deleted {
			all = append(all, textOf(m))
		}
	}
	return all
}

func textOf(m bottest.Message) string {
	_, after, _ := strings.Cut(string(m.Body), `"text":"`)
	text, _, _ := strings.Cut(after, `"`)
	return text
}

func wantTexts(t *testing.T, e *endpoint, want ...string) {
	t.Helper()
	if got := e.texts(); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("sent %q, want %q\nlog: %s", got, want, e.log)
	}
}

func wantStatus(t *testing.T, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("status %d, want %d", got, want)
	}
}

func post(t *testing.T, e *endpoint, activity any, want int) {
	t.Helper()
	status, _ := e.Post(activity)
	wantStatus(t, status, want)
}

func TestAnsweredOnce(t *testing.T) {
	e := newEndpoint(t)
	message := e.Message("hei")
	for range 3 {
		post(t, e, message, 200)
	}
	wantTexts(t, e, "echo hei")
}

func TestAnsweredOnceInParallel(t *testing.T) {
	e := newEndpoint(t)
	message := e.Message("hei")
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { post(t, e, message, 200) })
	}
	group.Wait()
	wantTexts(t, e, "echo hei")
}

// TestAnsweredOnceByReplicas: the same message to another replica on the same database, and to one that starts later.
func TestAnsweredOnceByReplicas(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shared.db")
	first := newReplica(t, nil, file)
	message := first.Message("hei")
	post(t, first, message, 200)
	second := newReplica(t, first.Teams, file)
	post(t, second, message, 200)
	wantTexts(t, first, "echo hei")
}

func TestSameIDInAnotherConversationIsAnotherMessage(t *testing.T) {
	e := newEndpoint(t)
	one, other := e.Message("en"), e.Message("to")
	other["id"] = one["id"]
	other["conversation"] = map[string]any{"id": "a:another", "conversationType": "personal", "tenantId": bottest.Tenant}
	post(t, e, one, 200)
	post(t, e, other, 200)
	wantTexts(t, e, "echo en", "echo to")
}

// editOf is a message after its author has changed what it says.
func editOf(e *endpoint, message map[string]any, text string) map[string]any {
	edit := e.Message(text)
	edit["type"], edit["id"], edit["channelData"] = "messageUpdate", message["id"], map[string]any{"eventType": "editMessage"}
	return edit
}

func TestEditUpdatesTheAnswer(t *testing.T) {
	e := newEndpoint(t)
	message := e.Message("hvilke steg")
	post(t, e, message, 200)
	e.bot.Drain() // the answer's id is recorded after the request
	edit := editOf(e, message, "hvem får tilgang")
	post(t, e, edit, 200)
	post(t, e, edit, 200) // delivered twice
	wantTexts(t, e, "echo hvem får tilgang")
	if v := e.Sent()[0].Versions; v != 2 {
		t.Errorf("%d versions, want 2", v)
	}
}

// TestEditThatComesTooEarly: Teams wants to be left alone for longer than a turn lasts, and gets the edit again.
func TestEditThatComesTooEarly(t *testing.T) {
	e := newEndpoint(t)
	message := e.Message("hei")
	post(t, e, message, 200)
	e.bot.Drain() // the answer's id is recorded after the request
	edit := editOf(e, message, "hallo")
	e.Fail(bottest.Fault{On: "PUT", Times: bottest.Always, Status: 429, Header: map[string]string{"Retry-After": "300"}})
	before := len(e.Requests())
	post(t, e, edit, 503)
	if n := len(e.Requests()) - before; n != 1 {
		t.Errorf("%d requests, want 1: Teams has asked to wait", n)
	}
	e.Repair()
	post(t, e, edit, 200)
	wantTexts(t, e, "echo hallo")
}

func TestEditOfWhatWasNotAnsweredIsAnswered(t *testing.T) {
	e := newEndpoint(t)
	edit := e.Message("hei")
	edit["type"], edit["channelData"] = "messageUpdate", map[string]any{"eventType": "editMessage"}
	post(t, e, edit, 200)
	wantTexts(t, e, "echo hei")
}

func TestChannelNeedsTheMention(t *testing.T) {
	e := newEndpoint(t)
	const channel = "19:general@thread.tacv2"
	unmentioned := e.ChannelMessage(channel, "hei")
	unmentioned["entities"] = nil
	post(t, e, unmentioned, 200)
	wantTexts(t, e)
	mentioned := e.ChannelMessage(channel, "hei")
	post(t, e, mentioned, 200)
	wantTexts(t, e, "echo hei")
	if got, want := e.Sent()[0].Conversation, channel+";messageid="+mentioned["id"].(string); got != want {
		t.Errorf("answered in %q, want the thread %q", got, want)
	}
}

func TestIgnored(t *testing.T) {
	for name, change := range map[string]func(map[string]any){
		"own message":     func(a map[string]any) { a["from"] = a["recipient"] },
		"another bot":     func(a map[string]any) { a["from"] = map[string]any{"id": "28:other"} },
		"role bot":        func(a map[string]any) { a["from"] = map[string]any{"id": "29:x", "role": "bot"} },
		"message deleted": func(a map[string]any) { a["type"] = "messageDelete" },
		"deletion undone": func(a map[string]any) {
			a["type"], a["channelData"] = "messageUpdate", map[string]any{"eventType": "undeleteMessage"}
		},
		"reaction":       func(a map[string]any) { a["type"] = "messageReaction" },
		"typing":         func(a map[string]any) { a["type"] = "typing" },
		"event":          func(a map[string]any) { a["type"] = "event" },
		"end":            func(a map[string]any) { a["type"] = "endOfConversation" },
		"never heard of": func(a map[string]any) { a["type"] = "quantumLeap" },
		"somebody joined": func(a map[string]any) {
			a["type"], a["membersAdded"] = "conversationUpdate", []any{map[string]any{"id": "29:new"}}
		},
		"meant for another": func(a map[string]any) { a["recipient"] = map[string]any{"id": "28:another"} },
	} {
		t.Run(name, func(t *testing.T) {
			e := newEndpoint(t)
			a := e.Message("hei")
			change(a)
			post(t, e, a, 200)
			wantTexts(t, e)
			if len(e.turns) != 0 {
				t.Error("a handler saw it")
			}
		})
	}
}

func TestUnknownTypeIsLoggedByName(t *testing.T) {
	e := newEndpoint(t)
	a := e.Message("hei")
	a["type"] = "quantumLeap"
	post(t, e, a, 200)
	if !strings.Contains(e.log.String(), `"type":"quantumLeap"`) {
		t.Errorf("log: %s", e.log)
	}
}

// installation is what Teams sends when the bot is added: two activities, in any order.
func installation(e *endpoint, conversation map[string]any, chosen string) (update, members map[string]any) {
	data := map[string]any{"tenant": map[string]any{"id": bottest.Tenant},
		"settings": map[string]any{"selectedChannel": map[string]any{"id": chosen}}}
	update, members = e.Message(""), e.Message("")
	update["type"], update["action"] = "installationUpdate", "add"
	members["type"], members["membersAdded"] = "conversationUpdate", []any{map[string]any{"id": bottest.BotID}}
	for _, a := range []map[string]any{update, members} {
		a["conversation"], a["channelData"] = conversation, data
		delete(a, "text")
	}
	return update, members
}

func TestWelcomedOnce(t *testing.T) {
	chat := map[string]any{"id": "a:chat", "conversationType": "personal", "tenantId": bottest.Tenant}
	team := map[string]any{"id": "19:general@thread.tacv2", "conversationType": "channel", "tenantId": bottest.Tenant}
	for _, tc := range []struct {
		name         string
		conversation map[string]any
		chosen, want string
	}{
		{"person", chat, "", "a:chat"},
		{"channel", team, "19:general@thread.tacv2", "19:general@thread.tacv2"},
		{"chosen channel", team, "19:other@thread.tacv2", "19:other@thread.tacv2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := newEndpoint(t)
			e.handle(func(ctx context.Context, t *bot.Turn) error { return t.Reply(ctx, message.Reply{Text: string(t.Kind)}) })
			update, members := installation(e, tc.conversation, tc.chosen)
			var group sync.WaitGroup
			for _, a := range []map[string]any{update, members, update} {
				group.Go(func() { post(t, e, a, 200) })
			}
			group.Wait()
			wantTexts(t, e, "installed")
			if got := e.Sent()[0].Conversation; !strings.HasPrefix(got, tc.want) {
				t.Errorf("welcomed %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWelcomedAgainAfterRemoval(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(ctx context.Context, t *bot.Turn) error { return t.Reply(ctx, message.Reply{Text: string(t.Kind)}) })
	chat := map[string]any{"id": "a:chat", "conversationType": "personal", "tenantId": bottest.Tenant}
	update, _ := installation(e, chat, "")
	post(t, e, update, 200)
	removed, _ := installation(e, chat, "")
	removed["action"] = "remove"
	post(t, e, removed, 200)
	again, _ := installation(e, chat, "")
	post(t, e, again, 200)
	wantTexts(t, e, "installed", "installed")
}

func TestInvoke(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(_ context.Context, t *bot.Turn) error {
		switch t.Invoke {
		case "known/empty":
			t.Respond(nil)
		case "known/body":
			t.Respond(map[string]any{"æ": "ø"})
		}
		return nil
	})
	for _, tc := range []struct {
		name   string
		status int
		body   string
	}{
		{"known/empty", 200, ""}, {"known/body", 200, "{\"æ\":\"ø\"}"}, {"never/heardOf", 501, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := e.Message("")
			a["type"], a["name"], a["value"] = "invoke", tc.name, map[string]any{"x": 1}
			status, body := e.Post(a)
			wantStatus(t, status, tc.status)
			if string(body) != tc.body {
				t.Errorf("body %q, want %q", body, tc.body)
			}
			if want := fmt.Sprintf(`"status":%d`, tc.status); !strings.Contains(e.log.String(), want) {
				t.Errorf("the log lacks %s: %s", want, e.log)
			}
		})
	}
}

func TestHandlerErrorIsApologisedFor(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(context.Context, *bot.Turn) error { return errors.New("no such table") })
	post(t, e, e.Message("hei"), 200)
	wantTexts(t, e, "beklager")
}

// TestLogsHoldNoText: a marked message goes through a whole turn, and no line of the log has it.
func TestLogsHoldNoText(t *testing.T) {
	e := newEndpoint(t)
	const mark = "hemmelighet-i-teksten"
	post(t, e, e.Message(mark), 200)
	e.handle(func(_ context.Context, t *bot.Turn) error { return errors.New("broken") })
	post(t, e, e.Message(mark), 200)
	a := e.Message("")
	a["value"] = map[string]any{"note": mark}
	post(t, e, a, 200)
	if log := e.log.String(); strings.Contains(log, mark) || !strings.Contains(log, `"outcome":"ok"`) {
		t.Errorf("log: %s", log)
	}
	if strings.Contains(e.log.String(), "Kari") {
		t.Error("the log names a person")
	}
}

// TestAddressIsKept: the newest address is the one that is kept.
func TestAddressIsKept(t *testing.T) {
	e := newEndpoint(t)
	post(t, e, e.Message("hei"), 200)
	e.bot.Drain()
	c, err := e.db.Conversation(t.Context(), bottest.Tenant, "a:chat-of-"+bottest.UserID)
	if err != nil {
		t.Fatal(err)
	}
	if c.ServiceURL != e.ServiceURL() || c.Object != bottest.ObjectID || c.Kind != message.Personal ||
		time.Since(c.Seen) > time.Minute {
		t.Errorf("got %+v", c)
	}
}
