package storetest

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"kjernebot/bot/message"
	"kjernebot/internal/store"
)

func runSchema(t *testing.T, newDSN func(testing.TB) string) {
	t.Run("replicas that start together", func(t *testing.T) {
		dsn := newDSN(t)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				db, err := store.Open(t.Context(), Logger(t), dsn)
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(db.Ready(t.Context()), db.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
	t.Run("a newer schema is refused", func(t *testing.T) {
		dsn := newDSN(t)
		must(t, Open(t, dsn).Close())
		execute(t, dsn, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9000, true)`)
		_, err := store.Open(t.Context(), Logger(t), dsn)
		if !errors.Is(err, store.ErrNewerSchema) || !strings.Contains(err.Error(), "9000") {
			t.Errorf("error %v, want ErrNewerSchema with the version", err)
		}
	})
	t.Run("the first schema is brought up to date", func(t *testing.T) {
		dsn := newDSN(t)
		engine, _, _ := strings.Cut(dsn, ":")
		script, err := os.ReadFile(filepath.Join("testdata", "first_schema."+engine+".sql"))
		must(t, err)
		execute(t, dsn, string(script))
		db := Open(t, dsn)
		wantAddress(t, db, message.Conversation{
			Tenant: "t1", ID: "a:1", Kind: message.Personal, ServiceURL: "https://service.example/", Bot: "28:b", User: "29:p",
			Object: "o1", Locale: "nb-NO", Seen: time.UnixMicro(1_700_000_000_000_001).UTC(),
		})
		if first, err := db.Welcomed(t.Context(), "t1", "a:1"); first || err != nil {
			t.Errorf("welcomed again: %v, %v", first, err)
		}
		key := message.TurnKey{Tenant: "t1", Conversation: "a:1", Activity: "1"}
		wantAnswer(t, db, key, "100")
		if claim(t, db, key) {
			t.Error("the claim is lost")
		}
	})
}

// execute runs statements behind the store's back.
func execute(t testing.TB, dsn, script string) {
	t.Helper()
	driver, name := "pgx", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, name = "sqlite", path
	}
	db, err := sql.Open(driver, name)
	must(t, err)
	_, err = db.ExecContext(t.Context(), script)
	must(t, errors.Join(err, db.Close()))
}
