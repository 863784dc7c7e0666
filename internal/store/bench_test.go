package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// BenchmarkClaim is what every turn pays: a durable claim, by 1, 16 and 64 turns at once. The time is
// that of all together, by their number.
func BenchmarkClaim(b *testing.B) {
	each(b, func(b *testing.B, turns int, db *store.DB) {
		parallel(b, turns, func(n int64) error {
			ok, err := db.Claim(b.Context(), benchKey(n), time.Now())
			if err == nil && !ok {
				err = fmt.Errorf("claim %d was taken", n)
			}
			return err
		})
	})
}

// BenchmarkTurn is all that a turn asks of the database: address, claim, answer.
func BenchmarkTurn(b *testing.B) {
	each(b, func(b *testing.B, turns int, db *store.DB) {
		c := message.Conversation{Tenant: "t", ID: "a:1", Kind: message.Personal, ServiceURL: "https://example.org/",
			Seen: time.Now()}
		parallel(b, turns, func(n int64) error {
			key := benchKey(n)
			if err := db.Remember(b.Context(), c); err != nil {
				return err
			}
			if _, err := db.Claim(b.Context(), key, time.Now()); err != nil {
				return err
			}
			return db.Answered(b.Context(), key, "1700000000000")
		})
	})
}

func each(b *testing.B, run func(*testing.B, int, *store.DB)) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN,
		"postgres": storetest.PostgresDSN} {
		b.Run(name, func(b *testing.B) {
			for _, turns := range []int{1, 16, 64} {
				b.Run(fmt.Sprintf("turns=%d", turns), func(b *testing.B) {
					db := storetest.Open(b, dsn(b))
					run(b, turns, db)
				})
			}
		})
	}
}

// parallel does the work b.N times in that many goroutines.
func parallel(b *testing.B, goroutines int, work func(n int64) error) {
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range goroutines {
		wg.Go(func() {
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				if err := work(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

func benchKey(n int64) message.TurnKey {
	return message.TurnKey{Tenant: "3e3c8e6a-0000-4000-8000-1f2e3d4c5b6a",
		Conversation: "a:1pXyZ0aBcDeFgHiJkLmNoPqRsTuVwXyZ0aBcDeFgHiJkLmNoPqRsTuVwXyZ0aBcDeFgHi", Activity: message.ActivityID(fmt.Sprint(1700000000000 + n))}
}
