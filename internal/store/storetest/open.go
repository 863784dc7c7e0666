// Package storetest is the behaviour that every database engine must show, as tests to be run on each of them.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"kjernebot/internal/store"
)

// PostgresVariable names the PostgreSQL server of the tests: a postgres:// address where schemas may be made. The
// script .ci/postgres starts one.
const PostgresVariable = "KJERNEBOT_TEST_POSTGRES"

// SQLiteDSN names a new, empty database that ends with the test.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "kjernebot.db")
}

// PostgresDSN names a new, empty schema that ends with the test. Without a server the test is skipped.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		t.Skipf("no PostgreSQL: set %s, or run the tests with .ci/postgres with go test", PostgresVariable)
	}
	schema := fmt.Sprintf("t%d_%d", os.Getpid(), time.Now().UnixNano())
	Exec(t, server, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { Exec(t, server, "DROP SCHEMA "+schema+" CASCADE") })
	sep := "?"
	if strings.Contains(server, "?") {
		sep = "&"
	}
	return server + sep + url.Values{"search_path": {schema}}.Encode()
}

// made names, like newDSN, a new database with nothing in it. Of SQLite its tables are there already, in a copy of a file
// that the program has made: making them takes longer than most tests. On PostgreSQL copying them takes as long.
func made(t testing.TB, newDSN func(testing.TB) string) func(testing.TB) string {
	t.Helper()
	first := newDSN(t)
	path, isFile := strings.CutPrefix(first, "sqlite:")
	if !isFile {
		return newDSN
	}
	must(t, Open(t, first).Close())
	execute(t, first, `UPDATE generation SET lineage = ''`) // so that the copies are originals
	file, err := os.ReadFile(path)
	must(t, err)
	return func(t testing.TB) string {
		t.Helper()
		dsn := newDSN(t)
		must(t, os.WriteFile(strings.TrimPrefix(dsn, "sqlite:"), file, 0o600))
		return dsn
	}
}

// Exec runs a statement of the test's own on a PostgreSQL.
func Exec(t testing.TB, server, statement string) {
	t.Helper()
	// Not the test's context: it has ended when the schema is dropped.
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Open opens a database and closes it at the end of the test.
func Open(t testing.TB, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), Logger(t), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// Logger writes to the test's log.
func Logger(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}
