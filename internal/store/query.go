package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kjernebot/internal/outbox"
)

// querier runs one statement; the engines are one, and what a transaction gives is. Values have passed stored when a
// statement reaches the driver.
type querier interface {
	// exec runs a statement and returns how many rows it changed. Outside a transaction it is durable on return.
	exec(ctx context.Context, query string, args []any) (int64, error)
	// query calls row for each row, which reads its columns with scan.
	query(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error
}

// run is some statements, one after the other. When one has failed, those behind it do nothing and give nothing, so
// only the end need ask how it went.
type run struct {
	ctx  context.Context
	on   querier
	what string // is said in front of an error
	err  error

	until time.Time                  // when no statement is begun any more; zero for none
	tell  func(time.Duration, error) // how long each took; nil for nobody
}

// Tx is a transaction under way. It ends with the function it was given to, and has failed when one of its statements
// has.
type Tx struct {
	run
	db *DB
}

func (tx *Tx) now() time.Time { return tx.db.Now() }

// run begins statements outside a transaction.
func (db *DB) run(ctx context.Context, what string) *run {
	return &run{ctx: ctx, on: db.engine, what: what, tell: db.tell}
}

// InTx runs a use case in one transaction: what fn did is stored if it returns nil, and nothing of it otherwise. fn
// uses tx only, no other method of DB, and may run in another goroutine; InTx returns after it. A ctx that ends while
// the transaction waits for its turn stops it; once fn has begun it is brought to its end.
func (db *DB) InTx(ctx context.Context, fn func(tx *Tx) error) error {
	return db.inTx(ctx, "", func(tx *Tx) { tx.fail(fn(tx)) })
}

// inTx is InTx for a fn that tells by fail when nothing is to be stored.
func (db *DB) inTx(ctx context.Context, what string, fn func(tx *Tx)) (err error) {
	defer told(db.tell, time.Now(), &err)
	return failed(what, db.engine.inTx(ctx, func(r run) error {
		tx := &Tx{r, db}
		fn(tx)
		return tx.err
	}))
}

// inTx gives what fn has found when that is stored, and nothing otherwise.
func inTx[T any](ctx context.Context, db *DB, what string, fn func(tx *Tx) T) (T, error) {
	var found, nothing T
	if err := db.inTx(ctx, what, func(tx *Tx) { found = fn(tx) }); err != nil {
		return nothing, err
	}
	return found, nil
}

// fail ends a run, unless it has failed before. nil does nothing.
func (r *run) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// end tells how it went.
func (r *run) end() error { return failed(r.what, r.err) }

// goesOn reports whether the next statement is run.
func (r *run) goesOn() bool {
	if r.err == nil && !r.until.IsZero() && time.Now().After(r.until) {
		r.err = fmt.Errorf("a transaction that takes too long: %w", context.DeadlineExceeded)
	}
	return r.err == nil
}

// exec runs a statement and returns how many rows it changed.
func (r *run) exec(query string, args ...any) (changed int64) {
	if r.goesOn() {
		defer told(r.tell, time.Now(), &r.err)
		changed, r.err = r.on.exec(r.ctx, query, args)
	}
	return changed
}

// each calls row for every row.
func (r *run) each(query string, args []any, row func(*sql.Rows) error) {
	if r.goesOn() {
		defer told(r.tell, time.Now(), &r.err)
		r.err = r.on.query(r.ctx, query, args, row)
	}
}

// find reads the first row into dest, and reports whether there is one. The query finds its row by an index.
func (r *run) find(query string, args []any, dest ...any) (found bool) {
	r.each(query, args, func(rows *sql.Rows) error {
		if found {
			return nil
		}
		found = true
		return scan(rows, dest...)
	})
	return found && r.err == nil
}

// need is find for a row that is there, or the run has failed with what is missing.
func (r *run) need(missing error, query string, args []any, dest ...any) {
	if !r.find(query, args, dest...) {
		r.fail(missing)
	}
}

// list reads every row, each into a T, whose fields take the columns.
func list[T any](r *run, query string, args []any, fields func(*T) []any) (all []T) {
	r.each(query, args, func(rows *sql.Rows) error {
		var v T
		err := scan(rows, fields(&v)...)
		all = append(all, v)
		return err
	})
	return all
}

// keyed reads every row, each into a key and its value.
func keyed[K comparable, V any](r *run, query string, args []any, fields func(*K, *V) []any) map[K]V {
	all := map[K]V{}
	r.each(query, args, func(rows *sql.Rows) error {
		var k K
		var v V
		err := scan(rows, fields(&k, &v)...)
		all[k] = v
		return err
	})
	return all
}

// only is the field of a T that is a whole row, and pair the fields of a key and a value that are.
func only[T any](v *T) []any          { return []any{v} }
func pair[K, V any](k *K, v *V) []any { return []any{k, v} }

// rowOf reads every column of a row, whichever they are.
func rowOf(rows *sql.Rows) (columns []string, values []any, err error) {
	if columns, err = rows.Columns(); err != nil {
		return nil, nil, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	return columns, values, rows.Scan(into...)
}

// did runs one statement by itself and reports whether it changed anything. what is said in front of an error.
func (db *DB) did(ctx context.Context, what, query string, args ...any) (bool, error) {
	r := db.run(ctx, what)
	return r.exec(query, args...) > 0, r.end()
}

// soon is do for what nobody waits for.
func (db *DB) soon(ctx context.Context, what, query string, args ...any) (err error) {
	defer told(db.tell, time.Now(), &err)
	return failed(what, db.engine.soon(ctx, query, args))
}

// told is deferred with the time when a piece of work began, and tells whoever is to know how it went.
func told(tell func(time.Duration, error), began time.Time, err *error) {
	if tell != nil {
		tell(time.Since(began), *err)
	}
}

// once is did with messages that are stored in the same transaction, if it changed anything.
func (db *DB) once(ctx context.Context, what string, messages []outbox.Message, query string, args ...any) (bool, error) {
	return inTx(ctx, db, what, func(tx *Tx) bool {
		changed := tx.exec(query, args...) > 0
		if changed {
			tx.EnqueueAll(messages)
		}
		return changed
	})
}

// do is did for who does not ask.
func (db *DB) do(ctx context.Context, what, query string, args ...any) error {
	_, err := db.did(ctx, what, query, args...)
	return err
}

// failed says in front of an error what was tried.
func failed(what string, err error) error {
	if err == nil || what == "" {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

// unavailable marks an error as the database's own.
func unavailable(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

// statements are run on a value of database/sql.
type statements struct {
	db interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
}

func (s statements) exec(ctx context.Context, query string, args []any) (int64, error) {
	args, err := stored(args)
	if err != nil {
		return 0, err
	}
	r, err := s.db.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, unavailable(err)
	}
	return r.RowsAffected()
}

func (s statements) query(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error {
	args, err := stored(args)
	if err != nil {
		return err
	}
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = rows.Close() }() // an error of reading is told by Err
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return failed("read rows", unavailable(rows.Err()))
}

// insertRows is how many rows are written with one statement. SQLite's driver looks for the name of each value among
// those before it, so more save nothing and 200 are three times slower.
const insertRows = 32

// manyRows inserts many rows with few statements; flush writes the last of them.
type manyRows struct {
	*run
	into       string // the table with its columns
	onConflict string // the statement's end, "" for none
	args       []any
	columns    int
}

func (r *run) manyRows(into, onConflict string) *manyRows {
	return &manyRows{run: r, into: into, onConflict: onConflict}
}

// add takes the values of one row, and writes those taken when there are enough.
func (m *manyRows) add(row ...any) {
	row, err := stored(row)
	m.fail(err)
	m.args = append(m.args, row...)
	m.columns = len(row)
	if len(m.args) >= insertRows*m.columns {
		m.flush()
	}
}

// flush writes what is not written yet.
func (m *manyRows) flush() {
	if m.err != nil || len(m.args) == 0 {
		return
	}
	m.exec("INSERT INTO "+m.into+" VALUES "+valuesOf(len(m.args)/m.columns, m.columns)+" "+m.onConflict, m.args...)
	m.args = m.args[:0]
}

// valuesOf is ($1, $2), ($3, $4) and so on.
func valuesOf(rows, columns int) string {
	all := make([]string, rows*columns)
	for i := range all {
		all[i] = "$" + strconv.Itoa(i+1)
	}
	var tuples []string
	for row := range slices.Chunk(all, columns) {
		tuples = append(tuples, "("+strings.Join(row, ", ")+")")
	}
	return strings.Join(tuples, ", ")
}

// insertInto is the statement that adds a row with values for some columns.
func insertInto(table, columns string) string {
	return `INSERT INTO ` + table + ` (` + columns + `) VALUES ` + valuesOf(1, strings.Count(columns, ",")+1) + ` `
}
