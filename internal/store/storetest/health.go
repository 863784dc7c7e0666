package storetest

import (
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

// runHealth: what the database holds tells whether the bot is well.
func runHealth(t *testing.T, newDSN func(testing.TB) string) {
	b := newBox(t, newDSN)
	empty, err := b.Health(t.Context())
	must(t, err)
	if !empty.Due.IsZero() || !empty.GateClosed.IsZero() || !empty.Backup.IsZero() || empty.NewestWeek.Year != 0 ||
		empty.Desk || len(empty.Outbox) > 0 || empty.Coordinators+empty.Late+empty.Inquiries > 0 {
		t.Errorf("of an empty database: %+v", empty)
	}
	stopped := letter("stopped")
	b.put(t, stopped)
	claimed := b.due(t)
	until := b.now.Add(time.Hour)
	must(t, b.Finish(t.Context(), claimed[0], outbox.Outcome{State: outbox.Pending, NotBefore: until, StopUntil: until,
		Reason: "429"}))
	due := letter("due")
	due.NotBefore = b.now.Add(-time.Hour)
	b.put(t, due)
	must(t, b.SetDesk(t.Context(), address()))
	_, _, err = b.PutMembers(t.Context(), message.Person{}, "test",
		[]members.Row{{Person: message.NewPerson(string(tenant), "33333333-0000-4000-8000-000000000003"),
			Role: members.Coordinator}})
	must(t, err)
	claim(t, b.DB, turn("1"))
	beside, err := store.Open(t.Context(), slog.New(slog.DiscardHandler), b.dsn, store.Aside)
	must(t, err)
	must(t, beside.NoteBackup(t.Context()))
	must(t, beside.Close())
	h, err := b.Health(t.Context())
	must(t, err)
	if h.Outbox[outbox.Pending] != 2 || !h.Due.Equal(due.NotBefore) || !h.GateClosed.Equal(until) ||
		h.GateReason != "429" || !h.Desk || h.Coordinators != 1 || h.OldestKept.IsZero() || time.Since(h.Backup) > time.Minute {
		t.Errorf("%+v", h)
	}

	var did, failed atomic.Int64
	db, err := store.Open(t.Context(), slog.New(slog.DiscardHandler), newDSN(t), store.Observe(func(_ time.Duration, err error) {
		did.Add(1)
		if err != nil {
			failed.Add(1)
		}
	}))
	must(t, err)
	before := did.Load()
	claim(t, db, turn("1"))
	_, _ = db.Desk(t.Context())
	must(t, db.SetDesk(t.Context(), address()))
	if did.Load() < before+3 || failed.Load() > 0 {
		t.Errorf("%d observed, %d failed", did.Load()-before, failed.Load())
	}
	must(t, db.Close())
	if db.SetDesk(t.Context(), address()) == nil || failed.Load() == 0 {
		t.Error("what a closed database cannot do is not observed")
	}
}
