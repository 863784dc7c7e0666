package store_test

import (
	"fmt"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// BenchmarkAnnouncement is how long the transactions of an announcement with 10,000 copies take, behind which on SQLite
// everybody who writes waits: its start, a correction of all copies, and how long its counts take to read.
func BenchmarkAnnouncement(b *testing.B) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN,
		"postgres": storetest.PostgresDSN} {
		b.Run(name, func(b *testing.B) {
			took := map[string]time.Duration{}
			measure := func(what string, do func() error) {
				began := time.Now()
				if err := do(); err != nil {
					b.Fatal(err)
				}
				took[what] += time.Since(began)
			}
			for b.Loop() {
				db := storetest.Open(b, dsn(b))
				id := startable(b, db)
				to := recipients(10_000)
				measure("start-ms", func() error { _, err := db.StartAnnouncement(b.Context(), id, 1, to, nil); return err })
				measure("counts-ms", func() error { _, err := db.AnnouncementCounts(b.Context(), id); return err })
				sendCopies(b, db, 10_000)
				measure("correct-ms", func() error { return correct(b, db, id) })
			}
			for what, d := range took {
				b.ReportMetric(float64(d.Milliseconds())/float64(b.N), what)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func startable(b *testing.B, db *store.DB) announce.ID {
	b.Helper()
	a := announce.Announcement{ID: announce.NewID(), Version: 1, Audience: announce.Audience{Kind: announce.All},
		State: announce.Scheduled}
	if err := db.CreateAnnouncement(b.Context(), a); err != nil {
		b.Fatal(err)
	}
	return a.ID
}

func recipients(n int) []announce.Recipient {
	all := make([]announce.Recipient, n)
	for i := range all {
		all[i] = announce.Recipient{Kommune: "5001", To: message.Conversation{Tenant: "t",
			ID: message.ConversationID(fmt.Sprint("a:", i)), Kind: message.Personal,
			ServiceURL: "https://service.example/", Object: message.ObjectID(fmt.Sprintf("00000000-0000-4000-8000-%012d", i))}}
	}
	return all
}

func correct(b *testing.B, db *store.DB, id announce.ID) error {
	_, _, err := db.ChangeAnnouncement(b.Context(), announce.Signature{}, "correct", id, func(a *announce.Announcement) (
		announce.Effects, error) {
		a.Version++
		a.State, a.Goal, a.Corrected = announce.Sending, announce.Done, time.Now()
		return announce.Effects{}, nil
	})
	return err
}
