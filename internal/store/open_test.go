package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

func TestOpenSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	notADatabase := filepath.Join(dir, "text")
	if err := os.WriteFile(notADatabase, []byte(strings.Repeat("no database ", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dsn, want string }{
		{"", "write sqlite:data/kjernebot.db or postgres://"},
		{"mysql://x", "write sqlite:data/kjernebot.db or postgres://"},
		{"data/kjernebot.db", "write sqlite:data/kjernebot.db"},
		{"sqlite:", "write sqlite:data/kjernebot.db"},
		{"sqlite::memory:", "name a file"},
		{"sqlite://data/kjernebot.db", "write sqlite:data/kjernebot.db"},
		{"sqlite:data/kjernebot.db?mode=ro", "options after the file name"},
		{"sqlite:" + dir, "is a directory"},
		{"sqlite:" + notADatabase, "not a database"},
		{"sqlite:" + filepath.Join(notADatabase, "x.db"), "make folder"},
		{"postgres://user:s3cret@host:port/db", "write postgres://user:password@host:5432/database"},
		{"postgres://user:s3cret@127.0.0.1:1/db", "PostgreSQL at 127.0.0.1, database db"},
	} {
		db, err := store.Open(t.Context(), storetest.Logger(t), c.dsn)
		if err == nil {
			t.Errorf("%s: opened", c.dsn)
			_ = db.Close()
			continue
		}
		if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v; want %q and no password", c.dsn, err, c.want)
		}
	}
}

func TestSQLiteMakesAFileForItselfOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new folder", "æ #1%.db")
	db := storetest.Open(t, "sqlite:"+path)
	if err := db.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) != 4 {
		t.Fatalf("files %q, %v; want the database and its three companions", files, err)
	}
	for name, want := range map[string]fs.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600,
		path + "-shm": 0o600, path + ".generation": 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", name, got, want)
		}
	}
}

func TestABackupIsADatabaseOfItsOwn(t *testing.T) {
	db := storetest.Open(t, storetest.SQLiteDSN(t))
	if ok, err := db.Claim(t.Context(), crashKey("1"), time.Now()); !ok || err != nil {
		t.Fatal(ok, err)
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 600", info.Mode().Perm(), err)
	}
	if err := db.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a backup over another: %v, want ErrExist", err)
	}
	copied := storetest.Open(t, "sqlite:"+path)
	if ok, err := copied.Claim(t.Context(), crashKey("1"), time.Now()); ok || err != nil {
		t.Errorf("the claim is not in the backup: %v", err)
	}
	if ok, err := copied.Claim(t.Context(), crashKey("2"), time.Now()); !ok || err != nil {
		t.Errorf("the backup takes no claims: %v", err)
	}
}
