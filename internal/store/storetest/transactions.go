package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

func runTransactions(t *testing.T, newDSN func(testing.TB) string) {
	errOops := errors.New("oops")

	t.Run("an error undoes everything", func(t *testing.T) {
		db := Open(t, newDSN(t))
		var id outbox.ID
		err := db.InTx(t.Context(), func(tx *store.Tx) error {
			id = tx.Enqueue(letter("a"))
			return errOops
		})
		if !errors.Is(err, errOops) {
			t.Errorf("error %v, want the function's", err)
		}
		if _, err := db.Message(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the message is there: %v", err)
		}
	})
	t.Run("an error undoes nothing of others", func(t *testing.T) {
		dsn := newDSN(t)
		dbs := []*store.DB{Open(t, dsn), Open(t, dsn)}
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				err := dbs[i%2].InTx(t.Context(), func(tx *store.Tx) error {
					tx.Enqueue(letter(fmt.Sprint(i)))
					if i%3 == 0 {
						return errOops
					}
					return nil
				})
				if (i%3 == 0) != errors.Is(err, errOops) {
					t.Errorf("transaction %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := pending(t, dbs[0]); n != 133 {
			t.Errorf("%d of 133 messages are stored", n)
		}
	})
	t.Run("a panic reaches the caller and nobody else", func(t *testing.T) {
		db := Open(t, newDSN(t))
		func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "oops") {
					t.Errorf("recovered %v", v)
				}
			}()
			_ = db.InTx(t.Context(), func(tx *store.Tx) error {
				tx.Enqueue(letter("a"))
				panic("oops")
			})
		}()
		if n := pending(t, db); n != 0 {
			t.Errorf("%d messages are stored", n)
		}
		if !claim(t, db, turn("1")) {
			t.Error("the database does not work any more")
		}
	})
	t.Run("a context ends the wait, not the transaction", func(t *testing.T) {
		db := Open(t, newDSN(t))
		err := db.InTx(ended(), func(*store.Tx) error { t.Error("it was run"); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var id outbox.ID
		must(t, db.InTx(ctx, func(tx *store.Tx) error {
			cancel()
			id = tx.Enqueue(letter("a"))
			return nil
		}))
		_, err = db.Message(t.Context(), id)
		must(t, err)
	})
	t.Run("who asks whether it is ready makes it write once a second", func(t *testing.T) {
		var did atomic.Int64
		db, err := store.Open(t.Context(), Logger(t), newDSN(t), store.Observe(func(time.Duration, error) { did.Add(1) }))
		must(t, err)
		began, before := time.Now(), did.Load()
		for range 50 {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					if err := db.Ready(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		must(t, db.Ready(ended())) // others may wait for what one looks for who goes away
		const reads = 50*4 + 1     // at most
		if did, writes := did.Load()-before, 2+int64(time.Since(began)/time.Second); did > reads+writes {
			t.Errorf("the database did %d things, want %d reads and %d writes at most", did, reads, writes)
		}
		must(t, db.Close())
	})
	t.Run("closing twice is fine and using it then is an error", func(t *testing.T) {
		db := Open(t, newDSN(t))
		must(t, db.Ready(t.Context()))
		must(t, db.Close())
		must(t, db.Close())
		if _, err := db.Claim(t.Context(), turn("1"), time.Now()); err == nil || !strings.Contains(err.Error(), "closed") {
			t.Errorf("claim: %v, want one that says so", err)
		}
		if err := db.Ready(t.Context()); err == nil {
			t.Error("a closed database is ready")
		}
	})
}

// pending claims all that was enqueued and returns how many messages that are.
func pending(t *testing.T, db *store.DB) int {
	t.Helper()
	b, err := db.ClaimDue(t.Context(), outbox.Claim{Owner: "r", Limit: 1000, Lease: time.Minute})
	must(t, err)
	return len(b.Messages)
}
