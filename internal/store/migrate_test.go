package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestAuditTakesOver: who gave whom a right before there was the audit is in it.
func TestAuditTakesOver(t *testing.T) {
	const before = 41
	path := filepath.Join(t.TempDir(), "s.db")
	places := map[string]place{"sqlite": placeOf("sqlite:" + path)}
	if server := os.Getenv("KJERNEBOT_TEST_POSTGRES"); server != "" {
		admin, err := sql.Open("pgx", server)
		if err == nil {
			_, err = admin.ExecContext(t.Context(), `CREATE SCHEMA takes_over`)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_, _ = admin.ExecContext(context.Background(), `DROP SCHEMA takes_over CASCADE`)
			_ = admin.Close()
		})
		places["postgres"] = placeOf(server + "&search_path=takes_over")
	}
	for name, p := range places {
		old := p.open()
		err := migrateUp(t.Context(), old, p.engine, before)
		if err == nil {
			_, err = old.ExecContext(t.Context(), `INSERT INTO member_changes (at, by_tenant, by_person, how, tenant, person,
				before_kommune, before_role, after_kommune, after_role) VALUES (7, '', '', 'import', 't', 'kari', '', '', '5001', 'member'),
				(8, 't', 'ola', 'revoked', 't', 'kari', '5001', 'member', '', 'revoked')`)
		}
		if err = errors.Join(err, old.Close()); err != nil {
			t.Fatal(err)
		}
		db, err := Open(t.Context(), slog.New(slog.DiscardHandler), p.dsn)
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.Audit(t.Context(), time.Time{})
		want := []Audited{{fromMicros(7), "operator", "member import", "t/kari", "", "member 5001"},
			{fromMicros(8), "t/ola", "member revoked", "t/kari", "member 5001", "revoked"}}
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: audit %v (-want +got):\n%s", name, err, d)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
