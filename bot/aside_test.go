package bot_test

import (
	"context"
	"net/http"
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
