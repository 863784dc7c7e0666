package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	// postgresLimit bounds each statement, each transaction and connecting.
	postgresLimit = 5 * time.Second
	// migrateLimit bounds the wait for another replica that migrates, and the migration itself.
	migrateLimit = 5 * time.Minute
)

// postgres is the engine that several replicas share.
type postgres struct {
	outage
	clock
	db       *sql.DB
	timeline string // SQL for the server's timeline
}

// errPostgresDSN tells nothing of the address, which may hold a password.
var errPostgresDSN = errors.New("not an address of PostgreSQL: write postgres://user:password@host:5432/database, " +
	"with special characters of the password as %XX")

// openPostgres connects to a server. The cause of a bad address is kept out of the error: it may hold the password.
func openPostgres(ctx context.Context, dsn string, o options) (engine, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errPostgresDSN
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = postgresLimit
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "kjernebot"
	}
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(o.conns)
	db.SetMaxIdleConns(o.conns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	migrating, cancel := context.WithTimeout(ctx, migrateLimit)
	defer cancel()
	err = migrate(migrating, db, "postgres", o, func(s schema) error {
		return migrateUp(migrating, db, "postgres", s.want)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("PostgreSQL at %s, database %s: %w", cfg.Host, cfg.Database, err), db.Close())
	}
	p := &postgres{db: db}
	p.clock.on = p
	if err := p.sync(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	p.timeline = timelineOf(ctx, p)
	return p, nil
}

func (p *postgres) exec(ctx context.Context, query string, args []any) (n int64, err error) {
	err = p.again(ctx, func(ctx context.Context) error {
		n, err = statements{p.db}.exec(ctx, query, args)
		return err
	}, notBegun)
	return n, err
}

// soon: a server has several connections, and shares commits by itself.
func (p *postgres) soon(ctx context.Context, query string, args []any) error {
	_, err := p.exec(ctx, query, args)
	return err
}

// query reads again whatever went wrong, unless a row has been handed out.
func (p *postgres) query(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error {
	given := false
	return p.again(ctx, func(ctx context.Context) error {
		return statements{p.db}.query(ctx, query, args, func(rows *sql.Rows) error {
			given = true
			return row(rows)
		})
	}, func(err error) bool { return !given && errors.Is(err, ErrUnavailable) })
}

// inTx runs all statements before one limit, whatever becomes of the caller's context.
func (p *postgres) inTx(ctx context.Context, fn func(run) error) error {
	life, cancel := context.WithTimeout(context.WithoutCancel(ctx), postgresLimit)
	defer cancel()
	var tx *sql.Tx
	err := p.again(ctx, func(wait context.Context) (err error) {
		begun := context.AfterFunc(wait, cancel) // ctx ends the wait for a connection, not what fn has begun
		tx, err = p.db.BeginTx(life, nil)
		if !begun() {
			err = errors.Join(err, wait.Err())
		}
		return unavailable(err)
	}, notBegun)
	if tx != nil {
		defer func() { _ = tx.Rollback() }() // does nothing after the commit; also when fn panics
	}
	if err != nil {
		return errors.Join(ctx.Err(), err)
	}
	if err := fn(run{ctx: life, on: statements{tx}}); err != nil {
		return err
	}
	return unavailable(tx.Commit())
}

func (p *postgres) space() (uint64, bool) { return 0, false }

// scrub leaves it to the server, whose autovacuum writes over what was removed.
func (*postgres) scrub(context.Context) error { return nil }

// someRows names rows by where they stand, which needs no second look at an index.
func (p *postgres) someRows(table, _, condition string, most int) string {
	return fmt.Sprintf(` WHERE ctid = ANY(ARRAY(SELECT ctid FROM %s WHERE %s LIMIT %d))`, table, condition, most)
}

// giveBack is what autovacuum does.
func (p *postgres) giveBack(context.Context) error { return nil }

func (p *postgres) close() error { return p.db.Close() }

const (
	// againFirst is the pause before a second try; it doubles up to againMost.
	againFirst = 25 * time.Millisecond
	againMost  = 400 * time.Millisecond
	// againLimit is how long a statement that cannot begin is tried: as long as a server takes to start again.
	againLimit = 2 * time.Second
	// awayLimit bounds a statement while the server is away, but for one in each probeEvery: what somebody waits for
	// must not take postgresLimit each time.
	awayLimit  = 500 * time.Millisecond
	probeEvery = 2 * time.Second
)

// outage knows whether the server did its work when it was last asked.
type outage struct {
	away   atomic.Bool
	probed atomic.Int64 // when a statement was last given its whole time, in microseconds
}

// limit is how long a statement that begins now may take.
func (o *outage) limit() time.Duration {
	if !o.away.Load() {
		return postgresLimit
	}
	now, last := time.Now().UnixMicro(), o.probed.Load()
	if now-last > probeEvery.Microseconds() && o.probed.CompareAndSwap(last, now) {
		return postgresLimit
	}
	return awayLimit
}

// again does something, and does it again while repeat says that this is harmless and there may be an end to what ails
// the server.
func (o *outage) again(ctx context.Context, do func(context.Context) error, repeat func(error) bool) error {
	limit := o.limit()
	until := time.Now().Add(min(limit, againLimit))
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for pause := againFirst; ; pause = min(2*pause, againMost) {
		err := do(ctx)
		o.away.Store(errors.Is(err, ErrUnavailable))
		if err == nil || !repeat(err) || time.Now().Add(pause).After(until) {
			return err
		}
		if wait(ctx, pause) != nil {
			return err
		}
	}
}

// notBegun reports whether a statement certainly did nothing: there was no connection to be had, or the server undid
// it.
func notBegun(err error) bool {
	_, refused := errors.AsType[*pgconn.ConnectError](err)
	told, _ := errors.AsType[*pgconn.PgError](err)
	return refused || pgconn.SafeToRetry(err) || told != nil && slices.Contains([]string{
		"40001", "40P01", // gave way to another transaction
		"53300", "57P03", // no connection free; starting up or shutting down
	}, told.Code)
}

// clockAge is how old a look at the server's clock may be when messages are handed out.
const clockAge = 5 * time.Second

// clock is the server's, by which all replicas go: one whose own is wrong neither stops the others nor hurries. Between
// two looks it goes on by this machine's monotonic clock, which nobody sets.
type clock struct {
	on   querier
	last atomic.Pointer[clockLook]
}

type clockLook struct {
	there time.Time // what the server's clock said
	here  time.Time // when, with the monotonic reading
}

// sync looks at the server's clock unless that was done a moment ago.
func (c *clock) sync(ctx context.Context) error {
	if last := c.last.Load(); last != nil && time.Since(last.here) < clockAge {
		return nil
	}
	var there time.Time
	asked := time.Now()
	r := run{ctx: ctx, on: c.on}
	if r.find(`SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)`, nil, &there) {
		c.last.Store(&clockLook{there: there, here: asked.Add(time.Since(asked) / 2)})
	}
	return r.err
}

func (c *clock) now() time.Time {
	last := c.last.Load()
	return last.there.Add(time.Since(last.here))
}
