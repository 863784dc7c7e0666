package store

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
)

// SQLite takes a partial index only where the query repeats its condition.
func TestSQLiteFindsABatchByItsIndex(t *testing.T) {
	db, err := Open(t.Context(), slog.New(slog.DiscardHandler), "sqlite:"+filepath.Join(t.TempDir(), "kjernebot.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const q = `EXPLAIN QUERY PLAN SELECT reason FROM outbox WHERE batch = $1 AND kind <> 'delete'`
	err = db.engine.query(t.Context(), q, []any{"a"}, func(scan func(...any) error) error {
		var id, parent, unused int
		var plan string
		err := scan(&id, &parent, &unused, &plan)
		if !strings.Contains(plan, "USING INDEX outbox_batch") {
			t.Errorf("plan: %s", plan)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
