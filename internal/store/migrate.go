package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrationFiles holds one folder an engine with the same versions in both.
//
//go:embed migrations
var migrationFiles embed.FS

// schema is the version that a database has and the one that this program knows; 0 for a database without tables.
type schema struct{ have, want int64 }

// schemaOf reads the versions without changing anything.
func schemaOf(ctx context.Context, db *sql.DB, folder string) (schema, error) {
	var s schema
	files, _ := migrationFiles.ReadDir("migrations/" + folder) // embedded, and numbered
	number, _, _ := strings.Cut(files[len(files)-1].Name(), "_")
	s.want, _ = strconv.ParseInt(number, 10, 64)
	table := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if folder == "postgres" {
		table = `SELECT count(to_regclass('goose_db_version'))`
	}
	var made bool
	r := run{ctx: ctx, on: statements{db}, what: "read schema version"}
	if r.find(table, nil, &made); made {
		r.find(`SELECT coalesce(max(version_id), 0) FROM goose_db_version`, nil, &s.have)
	}
	return s, r.end()
}

// migrate has up bring the schema up to date, when that is to be done and there is something to do.
func migrate(ctx context.Context, db *sql.DB, folder string, o options, up func(schema) error) error {
	s, err := schemaOf(ctx, db, folder)
	if err == nil {
		err = s.check(o)
	}
	if err != nil || o.look || s.have == s.want {
		return err
	}
	return up(s)
}

// check tells what is wrong with a schema for somebody who opens the database so.
func (s schema) check(o options) error {
	switch {
	case s.have > s.want:
		return fmt.Errorf("schema version %d, this program knows %d: %w: start that version, or restore a backup from "+
			"before it", s.have, s.want, ErrNewerSchema)
	case s.have == 0 && (o.look || o.keep):
		return ErrNoDatabase
	case s.have < s.want && (o.keep || o.look && !o.any):
		return fmt.Errorf("schema version %d, this program needs %d: %w: 'kjernebot migrate' brings it up to date, and so "+
			"does 'kjernebot serve' when it starts", s.have, s.want, ErrOlderSchema)
	}
	return nil
}

// migrateUp brings a database to a version of the schema.
func migrateUp(ctx context.Context, db *sql.DB, folder string, version int64) error {
	files, _ := fs.Sub(migrationFiles, "migrations/"+folder) // embedded
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if folder == "postgres" { // one replica at a time, and the others look each second
		// An error is for times that are wrong.
		locker, _ := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, uint64(migrateLimit.Seconds())))
		dialect, opts = goose.DialectPostgres, append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, db, files, opts...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	_, err = p.UpTo(ctx, version)
	return failed("bring schema up to date", err)
}

// tablesOf lists the tables of a database that hold what the program keeps.
func tablesOf(ctx context.Context, db *sql.DB, folder string) ([]string, error) {
	tables := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`
	if folder == "postgres" {
		tables = `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`
	}
	r := run{ctx: ctx, on: statements{db}}
	return list(&r, `SELECT name FROM (`+tables+`) AS t WHERE name <> 'goose_db_version' ORDER BY name`, nil, only[string]),
		r.end()
}
