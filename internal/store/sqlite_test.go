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
	for _, where := range []string{`batch = $1 AND kind <> 'delete'`, ledger} {
		var plan strings.Builder
		err = db.engine.query(t.Context(), `EXPLAIN QUERY PLAN SELECT reason FROM outbox o WHERE `+where,
			[]any{"a", "b"}[:strings.Count(where, "$")], func(scan func(...any) error) error {
				var id, parent, unused int
				var step string
				err := scan(&id, &parent, &unused, &step)
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
