package outbox

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
)

func TestOutcome(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	after := func(d time.Duration) time.Time { return now.Add(d) }
	answer := func(outcome error, status int, code string, wait time.Duration) error {
		return &message.SendError{Op: "send", Status: status, Code: code, RetryAfter: wait, Outcome: outcome}
	}
	cut := &message.SendError{Op: "send", Outcome: message.ErrUncertain, Err: errors.New("connection reset")}
	first := Message{Kind: Send, Attempts: 1}
	change := Message{Kind: Update, Attempts: 1}

	for name, c := range map[string]struct {
		m    Message
		err  error
		want Outcome
	}{
		"busy, told how long": {first, answer(message.ErrLater, 429, "Throttled", 7*time.Second),
			Outcome{State: Pending, NotBefore: after(7 * time.Second), StopUntil: after(7 * time.Second), Reason: "Throttled"}},
		"busy, not told how long": {first, answer(message.ErrLater, 429, "", 0),
			Outcome{State: Pending, NotBefore: after(time.Second), StopUntil: after(time.Second), Reason: "429"}},
		"busy for a year": {first, answer(message.ErrLater, 429, "", 365*24*time.Hour),
			Outcome{State: Pending, NotBefore: after(time.Hour), StopUntil: after(time.Hour), Reason: "429"}},
		"conflict": {first, answer(message.ErrLater, 412, "PreconditionFailed", 0),
			Outcome{State: Pending, NotBefore: after(time.Second), Reason: "PreconditionFailed"}},
		"third conflict": {Message{Kind: Send, Attempts: 3}, answer(message.ErrLater, 412, "", 0),
			Outcome{State: Pending, NotBefore: after(4 * time.Second), Reason: "412"}},
		"hundredth conflict": {Message{Kind: Send, Attempts: 100}, answer(message.ErrLater, 412, "", 0),
			Outcome{State: Pending, NotBefore: after(30 * time.Second), Reason: "412"}},
		"not reached": {first, &message.SendError{Op: "send", Outcome: message.ErrLater,
			Err: errors.New("connection refused")},
			Outcome{State: Pending, NotBefore: after(time.Second), Reason: ReasonConnection}},
		"later than its deadline": {Message{Kind: Send, Attempts: 1, Deadline: after(5 * time.Second)},
			answer(message.ErrLater, 429, "", 5*time.Second),
			Outcome{State: Failed, StopUntil: after(5 * time.Second), Reason: ReasonDeadline}},
		"cut":        {first, cut, Outcome{State: Uncertain, Reason: ReasonConnection}},
		"gateway":    {first, answer(message.ErrUncertain, 502, "", 0), Outcome{State: Uncertain, Reason: "502"}},
		"change cut": {change, cut, Outcome{State: Pending, NotBefore: after(time.Second), Reason: ReasonConnection}},
		"change cut too often": {Message{Kind: Delete, Attempts: repeatMost}, cut,
			Outcome{State: Uncertain, Reason: ReasonConnection}},
		"gone": {first, answer(message.ErrGone, 403, "ConversationBlockedByUser", 0),
			Outcome{State: Failed, Reason: "ConversationBlockedByUser"}},
		"refused": {first, answer(message.ErrRejected, 413, "MessageSizeTooBig", 0),
			Outcome{State: Failed, Reason: "MessageSizeTooBig"}},
		"change refused":      {change, answer(message.ErrRejected, 400, "", 0), Outcome{State: Failed, Reason: "400"}},
		"an error of no kind": {first, context.DeadlineExceeded, Outcome{State: Uncertain, Reason: ReasonBroken}},
	} {
		t.Run(name, func(t *testing.T) {
			got := outcome(Claimed{Message: c.m}, c.err, now, func(d time.Duration) time.Duration { return d })
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("outcome (-want +got):\n%s", d)
			}
		})
	}
}

func TestJitterStaysInItsBounds(t *testing.T) {
	for range 1000 {
		if d := fullJitter(time.Second); d <= 0 || d > time.Second+time.Millisecond {
			t.Fatalf("jitter of a second is %s", d)
		}
	}
}
