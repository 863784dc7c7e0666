package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// BenchmarkOutbox is what a message costs the database: stored with 10,000 others in one transaction, claimed with up
// to 32 others and finished alone.
func BenchmarkOutbox(b *testing.B) {
	const copies = 10_000
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN,
		"postgres": storetest.PostgresDSN} {
		b.Run(name, func(b *testing.B) {
			var enqueue, send time.Duration
			for b.Loop() {
				db := storetest.Open(b, dsn(b))
				began := time.Now()
				enqueueCopies(b, db, copies)
				enqueue += time.Since(began)
				began = time.Now()
				sendCopies(b, db, copies)
				send += time.Since(began)
			}
			b.ReportMetric(copies*float64(b.N)/enqueue.Seconds(), "enqueued/s")
			b.ReportMetric(copies*float64(b.N)/send.Seconds(), "sent/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func enqueueCopies(b *testing.B, db *store.DB, n int) {
	b.Helper()
	err := db.InTx(b.Context(), func(tx *store.Tx) error {
		for i := range n {
			m := outbox.Message{Key: fmt.Sprint("copy:", i), Batch: "a", Kind: outbox.Send, Priority: outbox.Bulk,
				To: message.Conversation{Tenant: "t", ID: message.ConversationID(fmt.Sprint("a:", i)), Kind: message.Personal,
					ServiceURL: "https://service.example/"},
				Reply: message.Reply{Text: "Ny versjon av kjernejournal kommer tirsdag."}}
			tx.Enqueue(m)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func sendCopies(b *testing.B, db *store.DB, n int) {
	b.Helper()
	var finishing sync.WaitGroup
	defer finishing.Wait()
	for sent := 0; sent < n; {
		got, err := db.ClaimDue(b.Context(), outbox.Claim{Owner: "b", Limit: 32, Lease: time.Minute})
		if err != nil || len(got.Messages) == 0 {
			b.Fatal(sent, err)
		}
		for _, m := range got.Messages {
			finishing.Go(func() {
				if err := db.Finish(b.Context(), m, outbox.Outcome{State: outbox.Sent, Activity: "1"}); err != nil {
					b.Error(err)
				}
			})
		}
		sent += len(got.Messages)
	}
}
