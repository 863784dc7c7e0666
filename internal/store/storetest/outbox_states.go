package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

func sent(t *testing.T, b *box) {
	m := letter("a")
	m.Turn = turn("1")
	b.put(t, m)
	c := b.one(t)
	must(t, b.Finish(t.Context(), c, outbox.Outcome{State: outbox.Sent, Activity: "100"}))
	b.wantState(t, c.ID, outbox.Sent, "")
	got, err := b.Message(t.Context(), c.ID)
	must(t, err)
	if got.Activity != "100" || !got.Finished.Equal(b.now) {
		t.Errorf("sent as %q at %s, want 100 at %s", got.Activity, got.Finished, b.now)
	}
	wantAnswer(t, b.DB, turn("1"), "100")
	if err := b.Finish(t.Context(), c, outbox.Outcome{State: outbox.Failed}); !errors.Is(err, outbox.ErrLost) {
		t.Errorf("finished twice: %v", err)
	}
}

func again(t *testing.T, b *box) {
	b.put(t, letter("a"))
	c := b.one(t)
	later := b.now.Add(time.Second)
	must(t, b.Finish(t.Context(), c, outbox.Outcome{State: outbox.Pending, NotBefore: later, Reason: "412"}))
	b.wantState(t, c.ID, outbox.Pending, "412")
	if n := len(b.due(t)); n != 0 {
		t.Errorf("%d messages too early", n)
	}
	b.now = later
	if c := b.one(t); c.Attempts != 2 {
		t.Errorf("attempt %d, want 2", c.Attempts)
	}
}

func postponed(t *testing.T, b *box) {
	r := message.Reply{Text: "Svar"}
	for range 2 {
		must(t, b.Postpone(t.Context(), turn("1"), address(), r, b.now.Add(time.Second)))
	}
	b.now = b.now.Add(time.Second)
	c := b.one(t)
	if d := cmp.Diff(r, c.Reply); d != "" {
		t.Error(d)
	}
	must(t, b.Finish(t.Context(), c, outbox.Outcome{State: outbox.Sent, Activity: "100"}))
	wantAnswer(t, b.DB, turn("1"), "100")
	must(t, b.Postpone(t.Context(), turn("2"), address(), r, b.now))
	b.now = b.now.Add(31 * time.Minute)
	if n := len(b.due(t)); n != 0 {
		t.Error("a reply that nobody waits for any more is sent")
	}
}

func tooLate(t *testing.T, b *box) {
	m := letter("a")
	m.Deadline = b.now.Add(time.Minute)
	id := b.put(t, m)
	b.now = m.Deadline
	if n := len(b.due(t)); n != 0 {
		t.Errorf("%d messages after their deadline", n)
	}
	b.wantState(t, id, outbox.Failed, outbox.ReasonDeadline)
}

// broken is a row that somebody edited by hand.
func broken(t *testing.T, b *box) {
	id := b.put(t, letter("a"))
	execute(t, b.dsn, `UPDATE outbox SET reply = '{'`)
	b.put(t, letter("b"))
	if c := b.one(t); c.Key != "b" {
		t.Errorf("claimed %s, want b", c.Key)
	}
	execute(t, b.dsn, `UPDATE outbox SET reply = '{}' WHERE reply = '{'`) // so that it can be read
	b.wantState(t, id, outbox.Failed, outbox.ReasonBroken)
}

func leaseEnds(t *testing.T, b *box) {
	send := b.put(t, letter("a"))
	del := letter("b")
	del.Kind, del.Activity = outbox.Delete, "100"
	b.put(t, del)
	if n := len(b.due(t)); n != 2 {
		t.Fatalf("%d messages are due, want 2", n)
	}
	b.now = b.now.Add(61 * time.Second)
	if c := b.one(t); c.Kind != outbox.Delete || c.Attempts != 2 {
		t.Errorf("%s is tried again (attempt %d), want the deletion", c.Kind, c.Attempts)
	}
	b.wantState(t, send, outbox.Uncertain, outbox.ReasonLease)
}

// staleTry ends a try after the same runner has begun another one.
func staleTry(t *testing.T, b *box) {
	m := letter("a")
	m.Kind, m.Activity = outbox.Delete, "100"
	b.put(t, m)
	first := b.one(t)
	b.now = b.now.Add(61 * time.Second)
	second := b.one(t)
	if err := b.Finish(t.Context(), first, outbox.Outcome{State: outbox.Failed}); !errors.Is(err, outbox.ErrLost) {
		t.Errorf("the first try ended the second: %v", err)
	}
	must(t, b.Finish(t.Context(), second, outbox.Outcome{State: outbox.Sent}))
}

func lateWord(t *testing.T, b *box) {
	id := b.put(t, letter("a"))
	c := b.one(t)
	b.now = b.now.Add(61 * time.Second)
	b.due(t)
	b.wantState(t, id, outbox.Uncertain, outbox.ReasonLease)
	must(t, b.Finish(t.Context(), c, outbox.Outcome{State: outbox.Sent, Activity: "100"}))
	b.wantState(t, id, outbox.Sent, "")
}

func tenantWaits(t *testing.T, b *box) {
	b.put(t, letter("a"))
	b.put(t, letter("also under way"))
	got := b.due(t)
	b.put(t, letter("b"))
	other := letter("c")
	other.To.Tenant = otherTenant
	b.put(t, other)
	stop := b.now.Add(10 * time.Second)
	must(t, b.Finish(t.Context(), got[0], outbox.Outcome{State: outbox.Pending, NotBefore: stop, StopUntil: stop,
		Reason: "429"}))
	sooner := b.now.Add(time.Second) // asked for in another answer, and not enough
	must(t, b.Finish(t.Context(), got[1], outbox.Outcome{State: outbox.Pending, NotBefore: sooner, StopUntil: sooner,
		Reason: "429"}))
	if c := b.one(t); c.To.Tenant != otherTenant {
		t.Error("the tenant was not stopped")
	}
	if next := b.paced(t, 0).Next; !next.Equal(stop) {
		t.Errorf("next at %s, want %s", next, stop)
	}
	b.now = stop
	if n := len(b.due(t)); n != 3 {
		t.Errorf("%d messages after the stop, want 3", n)
	}
}

func restart(t *testing.T, b *box) {
	b.put(t, letter("a"))
	c := b.one(t)
	b.put(t, letter("b"))
	must(t, b.Close())
	db := Open(t, b.dsn)
	db.Now = func() time.Time { return b.now }
	b.DB = db
	must(t, b.Finish(t.Context(), c, outbox.Outcome{State: outbox.Failed, Reason: "403"}))
	b.wantState(t, c.ID, outbox.Failed, "403")
	if c := b.one(t); c.Key != "b" {
		t.Errorf("claimed %s, want b", c.Key)
	}
}

func newestURL(t *testing.T, b *box) {
	m := letter("a")
	b.put(t, m)
	to := m.To
	to.ServiceURL = "https://service.example/new/"
	must(t, b.Remember(t.Context(), to))
	if c := b.one(t); c.To.ServiceURL != to.ServiceURL {
		t.Errorf("sent to %s, want the newest", c.To.ServiceURL)
	}
}

func purged(t *testing.T, b *box) {
	b.put(t, letter("a"))
	c := b.one(t)
	must(t, b.Finish(t.Context(), c, outbox.Outcome{State: outbox.Sent, Activity: "1"}))
	waits := b.put(t, letter("b"))
	b.now = b.now.Add(time.Hour)
	purge(t, b.DB, b.now)
	if _, err := b.Message(t.Context(), c.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what is over is still there: %v", err)
	}
	b.wantState(t, waits, outbox.Pending, "")
}
