package bot_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// parts are the streaminfo of all that was posted, with the type of the activity before.
func parts(t *testing.T, e *endpoint) []string {
	t.Helper()
	var all []string
	for _, r := range e.Requests() {
		var m struct {
			Type     string
			Text     string
			Entities []struct {
				Type           string
				StreamType     string
				StreamID       string `json:"streamId"`
				StreamSequence *int
			}
		}
		if err := json.Unmarshal(r.Body, &m); err != nil {
			t.Fatal(err)
		}
		part := m.Type + " " + m.Text
		for _, x := range m.Entities {
			if x.Type == "streaminfo" {
				part += " " + x.StreamType
				if x.StreamSequence != nil {
					part += " " + strconv.Itoa(*x.StreamSequence)
				}
			}
		}
		all = append(all, strings.TrimSpace(part))
	}
	return all
}

func working(ctx context.Context, t *bot.Turn) error {
	if err := t.Status(ctx, "Leter …"); err != nil {
		return err
	}
	return t.Reply(ctx, message.Reply{Text: "Svar", Entities: json.RawMessage(`[{"type":"x"}]`)})
}

func TestStreamInPersonalChat(t *testing.T) {
	e := newEndpoint(t)
	e.handle(working)
	message := e.Message("hei")
	post(t, e, message, 200)
	post(t, e, message, 200) // delivered twice
	if got, want := strings.Join(parts(t, e), "|"), "typing Leter … informative 1|message Svar final"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestStreamNotUsed: switched off, or refused by Teams, the answer is an ordinary message.
func TestStreamNotUsed(t *testing.T) {
	off, refused := newEndpoint(t), newEndpoint(t)
	off.without = "streaming"
	refused.Refuse("streaminfo")
	for e, want := range map[*endpoint]string{off: "typing|message Svar",
		refused: "typing Leter … informative 1|message Svar"} {
		e.handle(working)
		post(t, e, e.Message("hei"), 200)
		if got := strings.Join(parts(t, e), "|"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTypingElsewhere(t *testing.T) {
	e := newEndpoint(t)
	e.handle(working)
	post(t, e, e.ChannelMessage("19:x@thread.tacv2", "hei"), 200)
	if got, want := strings.Join(parts(t, e), "|"), "typing|message Svar"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestStreamStopped: when the person has stopped the stream, or Teams will not stream, the answer comes as a message.
func TestStreamStopped(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(ctx context.Context, turn *bot.Turn) error {
		if err := turn.Status(ctx, "Leter …"); err != nil {
			return err
		}
		e.Fail(bottest.Fault{On: "POST", Status: 403, Body: `{"error":{"code":"ContentStreamNotAllowed"}}`})
		return turn.Reply(ctx, message.Reply{Text: "Svar"})
	})
	post(t, e, e.Message("hei"), 200)
	if got, want := strings.Join(parts(t, e),
		"|"), "typing Leter … informative 1|message Svar final|message Svar"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestStreamPostponed: what is sent later is no end of a stream, which Teams may have ended by then.
func TestStreamPostponed(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(ctx context.Context, turn *bot.Turn) error {
		if err := turn.Status(ctx, "Leter …"); err != nil {
			return err
		}
		e.Fail(bottest.Fault{On: "POST", Status: 429, Header: map[string]string{"Retry-After": "200"}})
		return turn.Reply(ctx, message.Reply{Text: "Svar"})
	})
	msg := e.Message("hei")
	post(t, e, msg, 200)
	e.bot.Drain()
	e.db.Now = func() time.Time { return time.Now().Add(5 * time.Minute) }
	due, err := e.db.ClaimDue(t.Context(), outbox.Claim{Owner: "test", Limit: 10, Lease: time.Minute})
	if err != nil || len(due.Messages) != 1 {
		t.Fatalf("%d messages are due, want 1: %v", len(due.Messages), err)
	}
	want := message.Reply{Text: "Svar", ReplyTo: message.ActivityID(msg["id"].(string))}
	if diff := cmp.Diff(want, due.Messages[0].Reply); diff != "" {
		t.Errorf("postponed (-want +got):\n%s", diff)
	}
}

// TestStatusThatFails fails nothing.
func TestStatusThatFails(t *testing.T) {
	e := newEndpoint(t)
	e.handle(working)
	e.Fail(bottest.Fault{On: "POST", Status: 500})
	post(t, e, e.Message("hei"), 200)
	if got, want := strings.Join(parts(t, e), "|"), "typing Leter … informative 1|message Svar"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
