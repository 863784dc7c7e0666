package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"kjernebot/bot/message"
)

// Copied is what became of a table whose rows were copied.
type Copied struct {
	Rows  int64 `json:"rows"`
	Equal bool  `json:"equal"` // both have the same rows, counted and hashed
}

// Move puts everything of a database into another one, which is new or empty, of whichever engine: all of it, compared
// table by table, or nothing. step is told how many of how many tables are done.
//
// What waits to be sent is sent from there, and only from there. Nobody can write where it came from meanwhile, and what
// is left there is a copy to whoever uses it afterwards (see generation.go), of which nothing is sent unasked. Only then
// does the new place take the database for its own: a move that is cut off leaves two copies, never two originals.
func Move(ctx context.Context, lg *slog.Logger, from, to string, step func(done, total int), opts ...Option) (
	map[string]Copied, error) {
	a, b := placeOf(from), placeOf(to)
	if err := mayMove(ctx, lg, a, b); err != nil {
		return nil, fmt.Errorf("move database: %w", err)
	}
	tables, err := moveRows(ctx, a, b, step)
	if err != nil {
		return tables, fmt.Errorf("move database: %w", err)
	}
	return tables, within(ctx, lg, to, func(db *DB) error {
		return db.inTx(ctx, "", func(tx *Tx) { tx.audit(message.Person{}, "database move", "", a.engine, b.engine) })
	}, append(opts, func(o *options) { o.ours = true })...)
}

// moveRows copies the rows, and makes of what stays behind a copy.
func moveRows(ctx context.Context, from, to place, step func(done, total int)) (map[string]Copied, error) {
	source, target := from.open(), to.open()
	defer func() { _, _ = source.Close(), target.Close() }()
	left, err := source.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = left.Rollback() }() // does nothing after the commit
	// PostgreSQL's mark, and on both engines a lock.
	if _, err := left.ExecContext(ctx, `UPDATE generation SET written = -1`); err != nil {
		return nil, err
	}
	names, err := tablesOf(ctx, source, from.engine)
	if err == nil {
		err = empty(ctx, target, names)
	}
	if err != nil {
		return nil, err
	}
	tables, err := copyAll(ctx, source, target, names, to.engine == "postgres", step)
	if err == nil {
		err = left.Commit()
	}
	if err == nil && from.path != "" {
		err = os.Remove(markFile(from.path))
	}
	return tables, err
}

// mayMove looks at both databases, and makes the second when there is none.
func mayMove(ctx context.Context, lg *slog.Logger, from, to place) error {
	open := func(p place, how Option) error { return within(ctx, lg, p.dsn, func(*DB) error { return nil }, how) }
	if from == to {
		return errors.New("both are the same database")
	}
	if err := open(from, KeepSchema); err != nil { // which notices that it is a copy itself
		return err
	}
	if err := from.unused(ctx); err != nil {
		return err
	}
	if err := open(to, Look); err != nil && !errors.Is(err, ErrNoDatabase) {
		return err
	}
	return open(to, func(o *options) { o.aside = true })
}

// empty gives an error when there are rows in a database besides those that it is made with.
func empty(ctx context.Context, db *sql.DB, tables []string) error {
	r := run{ctx: ctx, on: statements{db}}
	for _, table := range tables {
		if table != "generation" && table != "usage_head" && r.find(`SELECT 1 FROM `+table+` LIMIT 1`, nil, new(int64)) {
			r.fail(fmt.Errorf("the place is taken, there are %s in it: name a new database, or an empty one", table))
		}
	}
	return r.err
}

// place is where a database is.
type place struct{ dsn, engine, path string } // path is that of SQLite's file

func placeOf(dsn string) place {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return place{dsn, "sqlite", path}
	}
	return place{dsn: dsn, engine: "postgres"}
}

// open is for work that takes longer than an engine allows, on a database that an engine has opened before.
func (p place) open() *sql.DB {
	if p.path != "" {
		return connect(sqliteDSN(p.path, "synchronous(FULL)"), sqliteReaders)
	}
	db, _ := sql.Open("pgx", p.dsn) // fails for an address that cannot be read
	return db
}

// unused gives errInUse while others use the database.
func (p place) unused(ctx context.Context) error {
	if p.path != "" {
		return unused(ctx, p.path)
	}
	return quiet(ctx, p.dsn)
}

// digest tells whether two tables have the same rows, in whatever order.
type digest struct {
	rows int64
	sum  [4]uint64
}

func (d *digest) add(row []any) error {
	text, err := json.Marshal(row)
	hash := sha256.Sum256(text)
	for i := range d.sum {
		d.sum[i] += binary.LittleEndian.Uint64(hash[8*i:])
	}
	d.rows++
	return err
}
