package store_test

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// fingerprint is what a folder holds, to the byte; what SQLite puts beside a file that is open does not count.
func fingerprint(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "-shm") || strings.HasSuffix(path, "-wal") {
			return err
		}
		body, err := os.ReadFile(path)
		h.Write([]byte(path))
		h.Write(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(h.Sum(nil))
}

// firstSchema makes a database as the first version of the program left it.
func firstSchema(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "old.db")
	script, err := os.ReadFile(filepath.Join("testdata", "first_schema.sqlite.sql"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.ExecContext(t.Context(), string(script))
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLookingChangesNothing(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "folder", "none.db")
	old := firstSchema(t)
	now := filepath.Join(t.TempDir(), "now.db")
	if err := storetest.Open(t, "sqlite:"+now).Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path string
		how        store.Option
		want       error
	}{
		{"none", missing, store.Look, store.ErrNoDatabase},
		{"none, of any schema", missing, store.LookAtAny, store.ErrNoDatabase},
		{"none, to be served", missing, store.KeepSchema, store.ErrNoDatabase},
		{"old", old, store.Look, store.ErrOlderSchema},
		{"old, of any schema", old, store.LookAtAny, nil},
		{"old, to be served", old, store.KeepSchema, store.ErrOlderSchema},
		{"up to date", now, store.Look, nil},
	} {
		before := fingerprint(t, t.TempDir())
		if c.path != missing {
			before = fingerprint(t, filepath.Dir(c.path))
		}
		db, err := store.Open(t.Context(), storetest.Logger(t), "sqlite:"+c.path, c.how)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
		if err == nil {
			if err := db.SetDesk(t.Context(), message.Conversation{}); err == nil {
				t.Errorf("%s: something was written", c.name)
			}
			if err := db.Remember(t.Context(), message.Conversation{Tenant: "t", ID: "a:1"}); err == nil {
				t.Errorf("%s: something was written soon", c.name)
			}
			if err := db.Close(); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if c.path == missing {
			if _, err := os.Stat(filepath.Dir(missing)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: the folder was made: %v", c.name, err)
			}
		} else if fingerprint(t, filepath.Dir(c.path)) != before {
			t.Errorf("%s: files were changed", c.name)
		}
	}
}

func TestExamineLeavesNothing(t *testing.T) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN,
		"postgres": storetest.PostgresDSN} {
		t.Run(name, func(t *testing.T) {
			dsn := dsn(t)
			if err := storetest.Open(t, dsn).Close(); err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(t.Context(), storetest.Logger(t), dsn, store.Look)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			found, err := db.Examine(t.Context())
			if err != nil || !strings.Contains(found, "writable") {
				t.Errorf("%q, %v", found, err)
			}
			if again, err := db.Examine(t.Context()); err != nil {
				t.Errorf("again: %q, %v", again, err)
			}
			left, err := filepath.Glob(filepath.Join(filepath.Dir(strings.TrimPrefix(dsn, "sqlite:")), ".kjernebot-*"))
			if len(left) > 0 || err != nil {
				t.Errorf("left %q, %v", left, err)
			}
		})
	}
}

// TestCopyBeforeMigration: the database as it was before is beside it, and only that of the last migration.
func TestCopyBeforeMigration(t *testing.T) {
	path := firstSchema(t)
	if err := os.WriteFile(path+".before-1", []byte("of an earlier migration"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := storetest.Open(t, "sqlite:"+path).Close(); err != nil {
		t.Fatal(err)
	}
	copies, err := filepath.Glob(path + ".before-*")
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies %q, %v; want one", copies, err)
	}
	if _, err := store.Open(t.Context(), storetest.Logger(t), "sqlite:"+copies[0], store.Look); !errors.Is(err,
		store.ErrOlderSchema) {
		t.Errorf("the copy: %v, want ErrOlderSchema", err)
	}
}

// TestBackupAndRestore goes from each engine to each: what is there is there again, and what was unsent is uncertain.
func TestBackupAndRestore(t *testing.T) {
	engines := map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN}
	for from, dsn := range engines {
		for to, target := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				db := storetest.Open(t, dsn(t))
				letter := outbox.Message{Key: "a", Kind: outbox.Send, To: message.Conversation{Tenant: "t", ID: "a:1"}}
				id, err := db.Enqueue(t.Context(), letter)
				if err != nil {
					t.Fatal(err)
				}
				file := filepath.Join(t.TempDir(), "backup.db")
				if err := db.Backup(t.Context(), file); err != nil {
					t.Fatal(err)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				into := target(t)
				other := storetest.Open(t, into)
				if _, err := store.Restore(t.Context(), storetest.Logger(t), into, file); err == nil ||
					!strings.Contains(err.Error(), "in use") {
					t.Errorf("restored over a database in use: %v", err)
				}
				closed := make(chan error, 1)
				ends := func() { closed <- other.Close() }
				if to == "postgres" { // where a connection ends a moment after its program
					time.AfterFunc(200*time.Millisecond, ends)
				} else {
					ends()
				}
				r, err := store.Restore(t.Context(), storetest.Logger(t), into, file)
				if err = errors.Join(err, <-closed); err != nil {
					t.Fatal(err)
				}
				if r.Messages != 1 || (r.Replaced == "") != (to == "postgres") {
					t.Errorf("restored %+v", r)
				}
				restored := storetest.Open(t, into)
				m, err := restored.Message(t.Context(), id)
				if err != nil || m.State != outbox.Uncertain || m.Reason != outbox.ReasonRestored {
					t.Errorf("the message is %s (%s), %v", m.State, m.Reason, err)
				}
				letter.Key = "b"
				if next, err := restored.Enqueue(t.Context(), letter); err != nil || next <= id {
					t.Errorf("the next message is %d after %d, %v", next, id, err)
				}
			})
		}
	}
}

func TestRestoreLooksFirst(t *testing.T) {
	dsn := storetest.SQLiteDSN(t)
	db := storetest.Open(t, dsn)
	if ok, err := db.Claim(t.Context(), crashKey("1"), time.Now()); !ok || err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := func(name string, body []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	whole, err := os.ReadFile(strings.TrimPrefix(dsn, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	damaged := append([]byte{}, whole...)
	for i := len(damaged) / 4; i < len(damaged)*3/4; i++ {
		damaged[i] = 'x'
	}
	for name, file := range map[string]string{
		"nothing": filepath.Join(dir, "none"), "empty": path("empty", nil),
		"text": path("text", []byte(strings.Repeat("text ", 900))),
		"cut":  path("cut", whole[:len(whole)/2]), "damaged": path("damaged", damaged),
	} {
		if _, err := store.Restore(t.Context(), storetest.Logger(t), dsn, file); err == nil {
			t.Errorf("%s was restored", name)
		}
	}
	if ok, err := storetest.Open(t, dsn).Claim(t.Context(), crashKey("1"), time.Now()); ok || err != nil {
		t.Errorf("the database is not the old one: %v", err)
	}
}
