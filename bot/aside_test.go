package bot_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// TestAloneWithoutAChat: where neither Teams nor the database knows a way to one person, the conversation is told that
// there is an answer and nothing of it; who asks hears something in any case.
func TestAloneWithoutAChat(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(ctx context.Context, t *bot.Turn) error {
		t.Alone = true
		return t.Reply(ctx, message.Reply{Text: "a secret"})
	})
	e.Fail(bottest.Fault{On: "POST isTargetedActivity=true", Times: bottest.Always, Status: http.StatusBadRequest})
	if status, _ := e.Post(e.ChannelMessage("19:x@thread.tacv2", "hei")); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if m := e.WaitSent(1)[0]; !strings.Contains(string(m.Body), "told, arrived false") ||
		strings.Contains(string(m.Body), "secret") {
		t.Errorf("said %s", m.Body)
	}
}

// TestAloneLater: what Teams will not take now is sent later to the same person alone.
func TestAloneLater(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(ctx context.Context, t *bot.Turn) error {
		t.Alone = true
		return t.Reply(ctx, message.Reply{Text: "a secret"})
	})
	e.Fail(bottest.Fault{On: "POST", Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "60"}})
	a := e.ChannelMessage("19:x@thread.tacv2", "hei")
	if status, _ := e.Post(a); status != http.StatusOK || len(e.Sent()) > 0 {
		t.Fatalf("status %d, %d sent", status, len(e.Sent()))
	}
	e.bot.Drain()
	e.db.Now = func() time.Time { return time.Now().Add(5 * time.Minute) }
	due, err := e.db.ClaimDue(t.Context(), outbox.Claim{Owner: "test", Limit: 10, Lease: time.Minute})
	if err != nil || len(due.Messages) != 1 {
		t.Fatalf("%d messages are due, want 1: %v", len(due.Messages), err)
	}
	if m := due.Messages[0]; m.Reply.Only != bottest.UserID || m.Reply.Text != "a secret" ||
		m.To.Thread != message.ActivityID(a["id"].(string)) {
		t.Errorf("stored for %q in thread %s: %s", m.Reply.Only, m.To.Thread, m.Reply.Text)
	}
}

// alone has a turn answered with what one person alone may see.
func alone(ctx context.Context, t *bot.Turn) error {
	t.Alone = true
	return t.Reply(ctx, message.Reply{Text: "a secret"})
}

// opens lets the bot find the own chat of whom it writes to.
func (e *endpoint) opens() {
	e.chat = func(ctx context.Context, where message.Conversation) (message.Conversation, error) {
		return e.sender.CreatePersonal(ctx, where.Tenant, where.User, where.ServiceURL)
	}
}

// later sends what was postponed, as the program does, and returns how it ended.
func (e *endpoint) later(t *testing.T) outbox.State {
	t.Helper()
	e.bot.Drain()
	e.db.Now = func() time.Time { return time.Now().Add(5 * time.Minute) }
	ended := make(chan outbox.State, 1)
	ctx, cancel := context.WithCancel(t.Context())
	runner := outbox.New(slog.New(slog.DiscardHandler), outbox.Options{Store: e.db, Sender: e.sender, Now: e.db.Now,
		Ended: func(_ outbox.Message, o outbox.Outcome) {
			if o.State != outbox.Pending {
				ended <- o.State
			}
		}})
	done := make(chan struct{})
	go func() { runner.Run(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	select {
	case state := <-ended:
		return state
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was sent later")
	}
	return ""
}

// TestAloneLaterTheOtherWay: what was postponed for one person and is refused then takes the other ways too: the
// person's own chat with a line in the thread, or that line alone. The secret stands nowhere where others read.
func TestAloneLaterTheOtherWay(t *testing.T) {
	for name, tt := range map[string]struct {
		open bool
		want []string
	}{
		"own chat": {true, []string{"a secret", "told, arrived true"}},
		"no chat":  {false, []string{"told, arrived false"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEndpoint(t)
			e.handle(alone)
			if tt.open {
				e.opens()
			}
			e.Fail(bottest.Fault{On: "POST", Status: 429, Header: map[string]string{"Retry-After": "60"}},
				bottest.Fault{On: "POST isTargetedActivity=true", Times: bottest.Always, Status: 403})
			a := e.ChannelMessage("19:x@thread.tacv2", "hei")
			post(t, e, a, 200)
			if state := e.later(t); state != outbox.Sent {
				t.Errorf("ended as %s", state)
			}
			if got := e.texts(); !slices.Equal(got, tt.want) {
				t.Fatalf("said %q, want %q", got, tt.want)
			}
			for _, m := range e.Sent() {
				if secret := textOf(m) == "a secret"; secret != strings.HasPrefix(m.Conversation, "a:") {
					t.Errorf("%q is said in %s", textOf(m), m.Conversation)
				}
			}
		})
	}
}

// TestTheWayToTheChatIsBusy: when Teams asks to wait before it opens somebody's own chat the answer waits, in the turn or
// after it, and arrives once.
func TestTheWayToTheChatIsBusy(t *testing.T) {
	for name, tt := range map[string]struct {
		on, wait string
		postpone bool
	}{
		"opening, a moment": {"POST /conversations", "1", false}, "opening, long": {"POST /conversations", "60", true},
		"writing, a moment": {"POST /a:", "1", false}, "writing, long": {"POST /a:", "60", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEndpoint(t)
			e.handle(alone)
			e.opens()
			e.Fail(bottest.Fault{On: "POST isTargetedActivity=true", Times: bottest.Always, Status: 400},
				bottest.Fault{On: tt.on, Status: 429, Header: map[string]string{"Retry-After": tt.wait}})
			post(t, e, e.ChannelMessage("19:x@thread.tacv2", "hei"), 200)
			if n := len(e.Sent()); tt.postpone != (n == 0) {
				t.Fatalf("%d messages at first", n)
			}
			if tt.postpone {
				e.later(t)
			}
			if got, want := e.texts(), []string{"a secret", "told, arrived true"}; !slices.Equal(got, want) {
				t.Errorf("said %q, want %q", got, want)
			}
		})
	}
}
