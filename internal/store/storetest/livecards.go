package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

var _ announce.CardStore = (*store.DB)(nil)

func runLiveCards(t *testing.T, newDSN func(testing.TB) string) {
	one := announce.LiveCard{Subject: "s1", Owner: message.Person{Tenant: tenant, Object: "o1"}, To: address(),
		Activity: "17"}
	live := func(t *testing.T, db *store.DB) []announce.LiveCard {
		t.Helper()
		all, err := db.LiveCards(t.Context())
		must(t, err)
		return all
	}
	change := func(t *testing.T, db *store.DB, c announce.LiveCard, shown string) bool {
		t.Helper()
		changed, err := db.ChangeCard(t.Context(), c, shown, message.Reply{Text: shown})
		must(t, err)
		return changed
	}
	finish := func(t *testing.T, db *store.DB) outbox.Claimed {
		t.Helper()
		batch, err := db.ClaimDue(t.Context(), outbox.Claim{Owner: "r", Limit: 1, Lease: time.Minute})
		must(t, err)
		if len(batch.Messages) != 1 {
			t.Fatalf("%d messages, want 1", len(batch.Messages))
		}
		must(t, db.Finish(t.Context(), batch.Messages[0], outbox.Outcome{State: outbox.Sent}))
		return batch.Messages[0]
	}

	put := func(t *testing.T, db *store.DB, c, want announce.LiveCard) {
		t.Helper()
		before, err := db.PutCard(t.Context(), c)
		must(t, err)
		if d := cmp.Diff(want, before); d != "" {
			t.Errorf("the card before (-want +got):\n%s", d)
		}
	}

	t.Run("a card is changed, one change at a time", func(t *testing.T) {
		db := Open(t, newDSN(t))
		put(t, db, one, announce.LiveCard{})
		if d := cmp.Diff([]announce.LiveCard{one}, live(t, db)); d != "" {
			t.Fatalf("live (-want +got):\n%s", d)
		}
		if !change(t, db, one, "a") {
			t.Fatal("not changed")
		}
		if change(t, db, one, "b") {
			t.Error("changed as if nobody had")
		}
		now := live(t, db)[0]
		if now.Shown != "a" || now.Message == 0 || change(t, db, now, "b") {
			t.Errorf("a second change before the first has ended: %+v", now)
		}
		if sent := finish(t, db); sent.Kind != outbox.Update || sent.Activity != "17" || sent.Reply.Text != "a" ||
			sent.To.ID != chat {
			t.Errorf("sent %+v", sent)
		}
		if !change(t, db, now, "b") {
			t.Error("not changed after the first has ended")
		}
	})
	t.Run("many that see the same news make one change", func(t *testing.T) {
		db := Open(t, newDSN(t))
		put(t, db, one, announce.LiveCard{})
		var changes atomic.Int64
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if change(t, db, one, "a") {
					changes.Add(1)
				}
			})
		}
		group.Wait()
		if n := changes.Load(); n != 1 {
			t.Errorf("%d changes", n)
		}
	})
	t.Run("a card rests until it is put again, and moves", func(t *testing.T) {
		db := Open(t, newDSN(t))
		put(t, db, one, announce.LiveCard{})
		stale := one
		stale.Shown = "x"
		must(t, db.RestCard(t.Context(), stale))
		if len(live(t, db)) != 1 {
			t.Error("put to rest by somebody who saw another state")
		}
		must(t, db.RestCard(t.Context(), one))
		if all := live(t, db); len(all) != 0 {
			t.Errorf("live: %+v", all)
		}
		moved := one
		moved.Activity, moved.Shown = "18", "z"
		put(t, db, moved, one)
		if d := cmp.Diff([]announce.LiveCard{moved}, live(t, db)); d != "" {
			t.Errorf("live (-want +got):\n%s", d)
		}
	})
	t.Run("cards about nothing are forgotten", func(t *testing.T) {
		db := Open(t, newDSN(t))
		put(t, db, one, announce.LiveCard{})
		if n := purge(t, db, db.Now().Add(-time.Hour))["live_cards"]; n != 1 {
			t.Errorf("purged %d, want 1", n)
		}
	})
}
