package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// SQLite takes a partial index only where the query repeats its condition.
func TestSQLiteFindsABatchByItsIndex(t *testing.T) {
	db, err := Open(t.Context(), slog.New(slog.DiscardHandler), "sqlite:"+filepath.Join(t.TempDir(), "kjernebot.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, where := range []string{`batch = $1 AND kind <> 'delete'`, ledger} {
		var plan strings.Builder
		err = db.engine.query(t.Context(), `EXPLAIN QUERY PLAN SELECT reason FROM outbox o WHERE `+where,
			[]any{"a", "b"}[:strings.Count(where, "$")], func(rows *sql.Rows) error {
				var id, parent, unused int
				var step string
				err := rows.Scan(&id, &parent, &unused, &step)
				plan.WriteString(step + "\n")
				return err
			})
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.String(); !strings.Contains(got, "USING INDEX outbox_batch") || strings.Contains(got, "SCAN") {
			t.Errorf("%s is found by\n%s", where, got)
		}
	}
}

// TestAReadEndsWithItsContext: also while every connection is taken, and between two rows of a long one.
func TestAReadEndsWithItsContext(t *testing.T) {
	db, err := Open(t.Context(), slog.New(slog.DiscardHandler), "sqlite:"+filepath.Join(t.TempDir(), "kjernebot.db"))
	if err != nil {
		t.Fatal(err)
	}
	const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`
	ctx, end := context.WithCancel(t.Context())
	var held sync.WaitGroup
	taken := make(chan bool, sqliteReaders)
	for range sqliteReaders {
		held.Go(func() {
			first := true
			err := db.engine.query(ctx, endless, nil, func(*sql.Rows) error {
				if first {
					taken <- true
				}
				first = false
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("a long read ended with %v", err)
			}
		})
	}
	for range sqliteReaders {
		<-taken
	}
	soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	waiting := db.run(soon, "")
	if waiting.find(`SELECT 1`, nil, new(int)); !errors.Is(waiting.err, context.DeadlineExceeded) {
		t.Errorf("who waits for a connection got %v", waiting.err)
	}
	end()
	held.Wait()
	if err := errors.Join(db.Ready(t.Context()), db.Close()); err != nil {
		t.Error(err)
	}
}
