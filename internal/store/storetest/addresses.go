package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/store"
)

func runAddresses(t *testing.T, newDSN func(testing.TB) string) {
	start := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

	t.Run("an address comes back as it was stored", func(t *testing.T) {
		db := Open(t, newDSN(t))
		c := address()
		c.Thread, c.Team, c.TeamGroup, c.Seen = "1700000000000", "19:general@thread.tacv2", "group", start
		must(t, db.Remember(t.Context(), c))
		c.Thread = "" // threads are not addresses
		wantAddress(t, db, c)
	})
	t.Run("the newest service address counts", func(t *testing.T) {
		db := Open(t, newDSN(t))
		c := address()
		c.Seen = start
		must(t, db.Remember(t.Context(), c))
		c.ServiceURL, c.Seen = "https://service.example/amer/", start.Add(time.Second)
		must(t, db.Remember(t.Context(), c))
		wantAddress(t, db, c)
		late := c
		late.ServiceURL, late.Seen = "https://service.example/emea/", start
		must(t, db.Remember(t.Context(), late))
		wantAddress(t, db, c)
	})
	t.Run("what an activity does not tell is kept", func(t *testing.T) {
		db := Open(t, newDSN(t))
		c := address()
		c.Seen = start
		must(t, db.Remember(t.Context(), c))
		must(t, db.Remember(t.Context(), message.Conversation{Tenant: tenant, ID: chat, Locale: "nn-NO",
			Seen: start.Add(time.Second)}))
		c.Locale, c.Seen = "nn-NO", start.Add(time.Second)
		wantAddress(t, db, c)
	})
	t.Run("an unchanged address is confirmed once an hour", func(t *testing.T) {
		db := Open(t, newDSN(t))
		c := address()
		c.Seen = start
		must(t, db.Remember(t.Context(), c))
		again := c
		again.Seen = start.Add(59 * time.Minute)
		must(t, db.Remember(t.Context(), again))
		wantAddress(t, db, c)
		again.Seen = start.Add(61 * time.Minute)
		must(t, db.Remember(t.Context(), again))
		wantAddress(t, db, again)
	})
	t.Run("tenants do not see each other", func(t *testing.T) {
		db := Open(t, newDSN(t))
		c := address()
		must(t, db.Remember(t.Context(), c))
		if _, err := db.Conversation(t.Context(), otherTenant, chat); !errors.Is(err, message.ErrUnknown) {
			t.Errorf("another tenant found it: %v", err)
		}
		must(t, db.Forget(t.Context(), otherTenant, chat))
		if first, err := db.Welcomed(t.Context(), otherTenant, chat); first || err != nil {
			t.Errorf("another tenant welcomed it: %v, %v", first, err)
		}
		c.Tenant = otherTenant
		must(t, db.Remember(t.Context(), c))
		for _, id := range []message.TenantID{tenant, otherTenant} {
			if got, err := db.Conversation(t.Context(), id, chat); err != nil || got.Tenant != id {
				t.Errorf("tenant %s has %v, %v", id, got, err)
			}
		}
	})
	t.Run("addresses are listed by id", func(t *testing.T) {
		db := Open(t, newDSN(t))
		want := []message.ConversationID{"19:A", "19:a", "a:1", "å:1"}
		for i := range want {
			c := address()
			c.ID = want[len(want)-1-i]
			must(t, db.Remember(t.Context(), c))
		}
		all, err := db.AnnouncementAddresses(t.Context())
		must(t, err)
		var got []message.ConversationID
		for _, c := range all {
			got = append(got, c.ID)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
	t.Run("a forgotten address is gone", func(t *testing.T) {
		db := Open(t, newDSN(t))
		must(t, db.Forget(t.Context(), tenant, chat))
		must(t, db.Remember(t.Context(), address()))
		must(t, db.Forget(t.Context(), tenant, chat))
		if _, err := db.Conversation(t.Context(), tenant, chat); !errors.Is(err, message.ErrUnknown) {
			t.Errorf("error %v, want ErrUnknown", err)
		}
	})
	t.Run("one of many gives the welcome", func(t *testing.T) {
		dsn := newDSN(t)
		a, b := Open(t, dsn), Open(t, dsn)
		must(t, a.Remember(t.Context(), address()))
		if n := welcomes(t, a, b); n != 1 {
			t.Errorf("%d welcomes, want 1", n)
		}
	})
	t.Run("added again is welcomed again", func(t *testing.T) {
		db := Open(t, newDSN(t))
		if n := welcomes(t, db); n != 0 {
			t.Errorf("an unknown conversation had %d welcomes", n)
		}
		must(t, db.Remember(t.Context(), address()))
		welcomes(t, db)
		c := address()
		c.ServiceURL = "https://service.example/amer/"
		must(t, db.Remember(t.Context(), c))
		if n := welcomes(t, db); n != 0 {
			t.Errorf("a refreshed address had %d welcomes more", n)
		}
		must(t, db.Forget(t.Context(), tenant, chat))
		must(t, db.Remember(t.Context(), address()))
		if n := welcomes(t, db); n != 1 {
			t.Errorf("%d welcomes after it was added again, want 1", n)
		}
	})
}

// welcomes asks from 20 goroutines on each database and counts who was first.
func welcomes(t *testing.T, dbs ...*store.DB) int32 {
	t.Helper()
	var n atomic.Int32
	var wg sync.WaitGroup
	for g := range 20 * len(dbs) {
		wg.Go(func() {
			first, err := dbs[g%len(dbs)].Welcomed(t.Context(), tenant, chat)
			if err != nil {
				t.Error(err)
			}
			if first {
				n.Add(1)
			}
		})
	}
	wg.Wait()
	return n.Load()
}

func wantAddress(t *testing.T, db *store.DB, want message.Conversation) {
	t.Helper()
	got, err := db.Conversation(t.Context(), want.Tenant, want.ID)
	must(t, err)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("stored address (-want +got):\n%s", d)
	}
}
