package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// BenchmarkClaim is what every turn pays: a durable claim, by 1, 16 and 64 turns at once. Time is that of one claim
// among its company; claims/s is what the engine takes.
func BenchmarkClaim(b *testing.B) {
	each(b, func(b *testing.B, db *store.DB) {
		parallel(b, func(n int64) error {
			ok, err := db.Claim(b.Context(), benchKey(n))
			if err == nil && !ok {
				err = fmt.Errorf("claim %d was taken", n)
			}
			return err
		})
	})
}

// BenchmarkTurn is all that a turn asks of the database: address, claim, answer.
func BenchmarkTurn(b *testing.B) {
	each(b, func(b *testing.B, db *store.DB) {
		c := bot.Conversation{Tenant: "t", ID: "a:1", Kind: bot.Personal, ServiceURL: "https://example.org/", Seen: time.Now()}
		parallel(b, func(n int64) error {
			key := benchKey(n)
			if err := db.Remember(b.Context(), c); err != nil {
				return err
			}
			if _, err := db.Claim(b.Context(), key); err != nil {
				return err
			}
			return db.Answered(b.Context(), key, "1700000000000")
		})
	})
}

func each(b *testing.B, run func(*testing.B, *store.DB)) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		b.Run(name, func(b *testing.B) {
			for _, turns := range []int{1, 16, 64} {
				b.Run(fmt.Sprintf("turns=%d", turns), func(b *testing.B) {
					db := storetest.Open(b, dsn(b))
					b.SetParallelism(turns) // with GOMAXPROCS 1: see parallel
					run(b, db)
				})
			}
		})
	}
}

// parallel runs work in as many goroutines as SetParallelism × GOMAXPROCS says and counts what is done.
func parallel(b *testing.B, work func(n int64) error) {
	var n atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := work(n.Add(1)); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}

func benchKey(n int64) bot.TurnKey {
	return bot.TurnKey{Tenant: "3e3c8e6a-0000-4000-8000-1f2e3d4c5b6a",
		Conversation: "a:1pXyZ0aBcDeFgHiJkLmNoPqRsTuVwXyZ0aBcDeFgHiJkLmNoPqRsTuVwXyZ0aBcDeFgHi", Activity: bot.ActivityID(fmt.Sprint(1700000000000 + n))}
}
