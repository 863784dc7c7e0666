package storetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/store"
)

func runLedger(t *testing.T, newDSN func(testing.TB) string) {
	t.Run("one of many takes the claim", func(t *testing.T) {
		dsn := newDSN(t)
		claimOnce(t, []*store.DB{Open(t, dsn)})
	})
	t.Run("one of many on two replicas takes the claim", func(t *testing.T) {
		dsn := newDSN(t)
		claimOnce(t, []*store.DB{Open(t, dsn), Open(t, dsn)})
	})
	t.Run("a claim and an answer survive a restart", func(t *testing.T) {
		dsn := newDSN(t)
		db := Open(t, dsn)
		claim(t, db, turn("1"))
		must(t, db.Answered(t.Context(), turn("1"), "100"))
		must(t, db.Close())
		db = Open(t, dsn)
		if claim(t, db, turn("1")) {
			t.Error("the claim was forgotten")
		}
		wantAnswer(t, db, turn("1"), "100")
	})
	t.Run("every part of the key counts", func(t *testing.T) {
		db := Open(t, newDSN(t))
		claim(t, db, turn("1"))
		for name, change := range map[string]func(*message.TurnKey){
			"tenant":       func(k *message.TurnKey) { k.Tenant = otherTenant },
			"conversation": func(k *message.TurnKey) { k.Conversation = channel },
			"activity":     func(k *message.TurnKey) { k.Activity = "2" },
			"variant":      func(k *message.TurnKey) { k.Variant = "edit" },
		} {
			key := turn("1")
			change(&key)
			if !claim(t, db, key) {
				t.Errorf("another %s counts as the same activity", name)
			}
		}
	})
	t.Run("a released claim can be taken again", func(t *testing.T) {
		db := Open(t, newDSN(t))
		claim(t, db, turn("1"))
		must(t, db.Release(t.Context(), turn("1")))
		if !claim(t, db, turn("1")) {
			t.Error("the claim is still taken")
		}
		must(t, db.Release(t.Context(), turn("unknown")))
	})
	t.Run("an answered claim cannot be released", func(t *testing.T) {
		db := Open(t, newDSN(t))
		claim(t, db, turn("1"))
		must(t, db.Answered(t.Context(), turn("1"), "100"))
		must(t, db.Release(t.Context(), turn("1")))
		if claim(t, db, turn("1")) {
			t.Error("the message would be answered twice")
		}
	})
	t.Run("an answer is found from an edit", func(t *testing.T) {
		db := Open(t, newDSN(t))
		claim(t, db, turn("1"))
		wantAnswer(t, db, turn("1"), "")
		must(t, db.Answered(t.Context(), turn("1"), "100"))
		edit := turn("1")
		edit.Variant = "edit:1"
		claim(t, db, edit)
		wantAnswer(t, db, edit, "100")
		other := turn("1")
		other.Tenant = otherTenant
		wantAnswer(t, db, other, "")
		wantAnswer(t, db, turn("unknown"), "")
	})
	t.Run("an answer may come after the claim was purged", func(t *testing.T) {
		db := Open(t, newDSN(t))
		claim(t, db, turn("1"))
		if n := purge(t, db, db.Now().Add(time.Hour))["answered"]; n != 1 {
			t.Errorf("purged %d, want 1", n)
		}
		must(t, db.Answered(t.Context(), turn("1"), "100"))
		wantAnswer(t, db, turn("1"), "100")
	})
	t.Run("purging leaves what is younger", func(t *testing.T) {
		db := Open(t, newDSN(t))
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		db.Now = func() time.Time { return now }
		claim(t, db, turn("old"))
		now = now.Add(time.Hour)
		claim(t, db, turn("young"))
		if n := purge(t, db, now)["answered"]; n != 1 {
			t.Errorf("purged %d, want 1", n)
		}
		if claim(t, db, turn("young")) {
			t.Error("the young claim is gone")
		}
	})
	t.Run("who claims again without having heard an answer is the first", func(t *testing.T) {
		db := Open(t, newDSN(t))
		at := db.Now()
		for range 2 {
			ok, err := db.Claim(t.Context(), turn("1"), at)
			must(t, err)
			if !ok {
				t.Error("the claim is somebody else's")
			}
		}
		if claim(t, db, turn("1")) {
			t.Error("a second claimer has it")
		}
	})
	t.Run("what one engine cannot hold no engine takes", func(t *testing.T) {
		db := Open(t, newDSN(t))
		for name, id := range map[string]string{"zero byte": "a\x00b", "not UTF-8": "a\xff",
			"too long": strings.Repeat("x", 3000)} {
			if _, err := db.Claim(t.Context(), turn(message.ActivityID(id)), time.Now()); !errors.Is(err, store.ErrUnstorable) {
				t.Errorf("%s: %v, want ErrUnstorable", name, err)
			}
		}
		if !claim(t, db, turn(message.ActivityID(strings.Repeat("æ", 900)))) {
			t.Error("a long id was not taken")
		}
	})
	t.Run("a context that is over takes no claim", func(t *testing.T) {
		db := Open(t, newDSN(t))
		if _, err := db.Claim(ended(), turn("1"), time.Now()); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
		if !claim(t, db, turn("1")) {
			t.Error("the claim was taken all the same")
		}
	})
}

// claimOnce lets 50 goroutines claim the same 20 activities.
func claimOnce(t *testing.T, dbs []*store.DB) {
	t.Helper()
	var won [20]atomic.Int32
	var wg sync.WaitGroup
	for g := range 50 {
		wg.Go(func() {
			for i := range won {
				ok, err := dbs[g%len(dbs)].Claim(t.Context(), turn(message.ActivityID(rune('a'+i))),
					time.Now().Add(time.Duration(g)*time.Hour))
				if err != nil {
					t.Error(err)
				}
				if ok {
					won[i].Add(1)
				}
			}
		})
	}
	wg.Wait()
	for i := range won {
		if n := won[i].Load(); n != 1 {
			t.Errorf("activity %d was claimed %d times", i, n)
		}
	}
}

func wantAnswer(t *testing.T, db *store.DB, key message.TurnKey, want message.ActivityID) {
	t.Helper()
	got, err := db.Answer(t.Context(), key)
	must(t, err)
	if got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
}
