package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// backup copies every table, as it stands at one moment, to an SQLite database of the same schema.
func (p *postgres) backup(ctx context.Context, path string) error {
	s, err := schemaOf(ctx, p.db, "postgres")
	if err != nil {
		return err
	}
	return withFile(fileURL(path)+"?_pragma=synchronous(FULL)", func(to *sql.DB) error {
		if err := migrateUp(ctx, to, "sqlite", s.have); err != nil {
			return err
		}
		tables, err := tablesOf(ctx, to, "sqlite")
		if err != nil {
			return err
		}
		_, err = copyAll(ctx, p.db, to, tables, false, func(int, int) {})
		return err
	})
}

// copyTable puts the rows of a table in the place of those of another database's table of that name, and compares.
func copyTable(ctx context.Context, from, to *sql.Tx, table, overriding string) (Copied, error) {
	target, source := run{ctx: ctx, on: statements{to}}, run{ctx: ctx, on: statements{from}}
	target.exec(`DELETE FROM ` + table)
	var copies *manyRows
	var here, there digest
	names := "*"
	source.each(`SELECT * FROM `+table, nil, func(rows *sql.Rows) error {
		columns, row, err := rowOf(rows)
		if err != nil {
			return err
		}
		if copies == nil {
			names = strings.Join(columns, ", ")
			copies = target.manyRows(table+` (`+names+`) `+overriding, "")
		}
		copies.add(row...)
		return errors.Join(target.err, here.add(row))
	})
	if copies != nil {
		copies.flush()
	}
	target.each(`SELECT `+names+` FROM `+table, nil, func(rows *sql.Rows) error {
		_, row, err := rowOf(rows)
		return errors.Join(err, there.add(row))
	})
	c, err := Copied{here.rows, here == there}, errors.Join(source.err, target.err)
	if err == nil && !c.Equal {
		err = errors.New("what arrived is not what was there")
	}
	return c, err
}

// isDump reports whether a file was made by pg_dump in its own format.
func isDump(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 5)
	_, err = io.ReadFull(f, head)
	return err == nil && bytes.Equal(head, []byte("PGDMP")), nil
}

// replaceByDump has PostgreSQL's own program restore what its pg_dump has written, all or nothing. The password goes by
// the environment, which others on the machine cannot read.
func replaceByDump(ctx context.Context, dsn, dump string) error {
	u, err := url.Parse(dsn)
	if err != nil {
		return errPostgresDSN
	}
	password, _ := u.User.Password()
	u.User = url.User(u.User.Username())
	q := u.Query()
	maps.DeleteFunc(q, func(name string, _ []string) bool { // what libpq does not know
		return !strings.HasPrefix(name, "ssl") && name != "host" && name != "port"
	})
	u.RawQuery = q.Encode()
	cmd := exec.CommandContext(ctx, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
		"--exit-on-error", "--dbname", u.String(), dump)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
	if out, err := cmd.CombinedOutput(); err != nil {
		why, _, _ := strings.Cut(string(out), "\n")
		return fmt.Errorf("pg_restore of %s: %w: %s", dump, err, why)
	}
	return nil
}

// quietTime is how long connections may take to end: a server notices a moment after their program has.
const quietTime = time.Second

// quiet gives errInUse while others are connected as this program is.
func quiet(ctx context.Context, dsn string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return errPostgresDSN
	}
	defer func() { _ = db.Close() }()
	for until := time.Now().Add(quietTime); ; time.Sleep(quietTime / 20) {
		var others int64
		err := db.QueryRowContext(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
			AND application_name = 'kjernebot' AND pid <> pg_backend_pid()`).Scan(&others)
		if err != nil || others == 0 {
			return err
		}
		if time.Now().After(until) {
			return errInUse
		}
	}
}

// replaceRows puts the rows of a backup in the place of those of a PostgreSQL, in one transaction. A backup of an
// earlier schema is brought up to date on the way.
func replaceRows(ctx context.Context, dsn, backup string) error {
	dir, err := os.MkdirTemp("", "kjernebot")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	current := filepath.Join(dir, "backup.db")
	if err := vacuumInto(ctx, backup, current); err != nil {
		return err
	}
	if err := migrateSQLite(ctx, current, options{}); err != nil {
		return err
	}
	e, err := openPostgres(ctx, dsn, options{conns: 4})
	if err != nil {
		return err
	}
	err = withFile(lookDSN(current), func(source *sql.DB) error {
		tables, err := tablesOf(ctx, source, "sqlite")
		if err != nil {
			return err
		}
		_, err = copyAll(ctx, source, e.(*postgres).db, tables, true, func(int, int) {})
		return err
	})
	return errors.Join(err, e.close())
}

// copyAll replaces every row of tables by those of another database, as they stand at one moment, all or nothing, and
// compares. step is told how many tables are done.
func copyAll(ctx context.Context, source, target *sql.DB, tables []string, toPostgres bool, step func(done, total int)) (
	map[string]Copied, error) {
	from, err := source.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Rollback() }()
	to, err := target.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = to.Rollback() }() // does nothing after the commit
	overriding, copied := "", map[string]Copied{}
	if toPostgres { // lets it take ids that it has not counted itself
		overriding = "OVERRIDING SYSTEM VALUE"
	}
	for i, table := range tables {
		step(i, len(tables))
		copied[table], err = copyTable(ctx, from, to, table, overriding)
		if err == nil && toPostgres {
			err = goOnCounting(ctx, to, table)
		}
		if err != nil {
			return copied, fmt.Errorf("%s: %w", table, err)
		}
	}
	return copied, to.Commit()
}

// goOnCounting lets the next id of a table follow those that it has.
func goOnCounting(ctx context.Context, tx *sql.Tx, table string) error {
	var counted bool
	r := run{ctx: ctx, on: statements{tx}}
	r.find(`SELECT count(*) FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 AND column_name = 'id' AND is_identity = 'YES'`, []any{table},
		&counted)
	if counted {
		r.exec(`SELECT setval(pg_get_serial_sequence($1, 'id'), coalesce(max(id), 0) + 1, false) FROM `+table, table)
	}
	return r.end()
}
