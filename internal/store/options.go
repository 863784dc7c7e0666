package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Option says how a database is opened.
type Option func(*options)

type options struct {
	look  bool // nothing is changed
	any   bool // of whichever schema
	keep  bool // the schema stays as it is
	conns int  // to PostgreSQL
	aside bool // it is not taken for this place's own

	observe func(time.Duration, error)
}

// connsUsual is how many connections to PostgreSQL a replica uses unless told. A server allows 100 unless told.
const connsUsual = 16

// Look opens a database without changing anything: it is not made when there is none (ErrNoDatabase), its schema is not
// brought up to date (ErrOlderSchema), and nothing can be written.
func Look(o *options) { o.look = true }

// LookAtAny is Look at a database of an earlier schema too, for what does not depend on it.
func LookAtAny(o *options) { o.look, o.any = true, true }

// KeepSchema refuses to bring the schema up to date (ErrOlderSchema) or to make a database (ErrNoDatabase).
func KeepSchema(o *options) { o.keep = true }

// Aside is KeepSchema for a note that is put into a database wherever it is, without looking whether it is a copy.
func Aside(o *options) { o.keep, o.aside = true, true }

// Observe has told how long each piece of work took, and whether the database could do it (ErrUnavailable).
func Observe(tell func(time.Duration, error)) Option { return func(o *options) { o.observe = tell } }

// Conns is how many connections to PostgreSQL are used at most.
func Conns(n int) Option { return func(o *options) { o.conns = n } }

// errLooking: a database that was opened with Look is to be changed, which is a mistake in the program.
var errLooking = errors.New("the database was opened to be looked at only")

// looking is an engine that changes nothing.
type looking struct{ engine }

func (looking) exec(context.Context, string, []any) (int64, error) { return 0, errLooking }
func (looking) soon(context.Context, string, []any) (int64, error) { return 0, errLooking }
func (looking) inTx(context.Context, func(context.Context, querier) error) error {
	return errLooking
}

// observed tells how long each piece of work took and whether the database did it.
type observed struct {
	engine
	tell func(time.Duration, error)
}

// told is deferred with the time when a piece of work began.
func (o observed) told(began time.Time, err *error) { o.tell(time.Since(began), *err) }

func (o observed) exec(ctx context.Context, query string, args []any) (n int64, err error) {
	defer o.told(time.Now(), &err)
	return o.engine.exec(ctx, query, args)
}

func (o observed) soon(ctx context.Context, query string, args []any) (n int64, err error) {
	defer o.told(time.Now(), &err)
	return o.engine.soon(ctx, query, args)
}

func (o observed) inTx(ctx context.Context, fn func(context.Context, querier) error) (err error) {
	defer o.told(time.Now(), &err)
	return o.engine.inTx(ctx, fn)
}

func (o observed) query(ctx context.Context, query string, args []any, row func(*sql.Rows) error) (err error) {
	defer o.told(time.Now(), &err)
	return o.engine.query(ctx, query, args, row)
}
