// Package store keeps what must outlive the process, in SQLite or PostgreSQL, behind one type: DB. It is the only
// package that knows SQL.
//
// Every query is written once, with $1 placeholders, and gives the same answer on both engines. Times are stored as
// microseconds in UTC. What DB says is stored is on the disk: a method returns nil only after the commit.
//
// The locking rule: a use case is one DB.InTx, and inside it only the Tx is used. On SQLite there is one writer, and
// what waits for it is committed together (see writer); a second transaction inside the first would wait for ever,
// were it not bounded. On PostgreSQL rows are locked in the order tenant gate, conversation gate, message.
package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"
)

// Errors that a caller acts on.
var (
	// ErrNotFound: there is no such row.
	ErrNotFound = errors.New("not found")
	// ErrNewerSchema: the database was written by a newer version of the program, which alone may open it.
	ErrNewerSchema = errors.New("the database belongs to a newer version of kjernebot")
	// ErrOlderSchema: the database was written by an earlier version of the program, and was not to be changed.
	ErrOlderSchema = errors.New("the database belongs to an earlier version of kjernebot")
	// ErrNoDatabase: there is none, and none was to be made.
	ErrNoDatabase = errors.New("there is no database yet; 'kjernebot serve' makes one, and DATABASE_URL says where")
	// ErrUnavailable: the database could not do its work: it is away, full, locked, or has no connection free. Whether
	// a change was made is not known.
	ErrUnavailable = errors.New("the database is out of order")
	// ErrUnstorable: a text that not every engine can hold, or a key that is too long for an index.
	ErrUnstorable = errors.New("text cannot be stored")
)

// DB is an open database. Its methods may be called from several goroutines.
type DB struct {
	// Now tells the time, which on PostgreSQL is the server's; a test may replace it before the first call.
	Now func() time.Time

	lg     *slog.Logger
	engine engine
	shell  string                     // see Shell
	tell   func(time.Duration, error) // see Observe
	known  atomic.Pointer[generation] // that this process has seen last, or just before
	closed func() error
	lost   sync.Map // owners of claims that may be stored though nobody was told

	looks singleflight.Group // the one look of Ready that is under way
	wrote time.Time          // when one last did
}

// engine is what SQLite and PostgreSQL do each in their own way.
type engine interface {
	querier
	// soon is exec for what nobody waits for: it may share the commit of another statement. It is durable on return.
	soon(ctx context.Context, query string, args []any) error
	// inTx runs fn in a transaction. It may run it in another goroutine, but returns after fn has.
	inTx(ctx context.Context, fn func(run) error) error
	backup(ctx context.Context, path string) error // to an empty file
	close() error
	// space is how many bytes the disk has left; false for PostgreSQL, which does not tell, and where the system does not.
	space() (free uint64, known bool)
	// someRows is the clause that names so many rows of a table for which a condition holds, and giveBack gives the
	// space of those that were removed back to the system.
	someRows(table, keys, condition string, most int) string
	giveBack(ctx context.Context) error
	// scrub leaves nothing in the files of what was removed.
	scrub(ctx context.Context) error
	examine(ctx context.Context) (string, error)
	// now is the time that all who use the database agree on, and sync looks at it anew.
	now() time.Time
	sync(ctx context.Context) error
	// recognises reports whether a generation is the one that was last used in this place, and remember makes it so.
	// Whoever changes the row of generation sets signed too, and own finds the row only if it was signed here.
	recognises(tx *Tx, g generation) bool
	remember(g generation) error
	rowMarks() (signed, own string)
}

// Option says how a database is opened.
type Option func(*options)

type options struct {
	look  bool // nothing is changed
	any   bool // of whichever schema
	keep  bool // the schema stays as it is
	conns int  // to PostgreSQL
	aside bool // it is not taken for this place's own
	ours  bool // it is this place's own, whatever its marks say
	shell string

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

// Shell is the operating system's user for whom a command opens the database: the audit names them.
func Shell(user string) Option { return func(o *options) { o.shell = user } }

// Observe has told how long each piece of work took, and whether the database could do it (ErrUnavailable).
func Observe(tell func(time.Duration, error)) Option { return func(o *options) { o.observe = tell } }

// Conns is how many connections to PostgreSQL are used at most; 0 for the usual number.
func Conns(n int) Option { return func(o *options) { o.conns = cmp.Or(n, o.conns) } }

// Open opens the database that dsn names and brings its schema up to date: sqlite:PATH (file and folder are made when
// missing) or postgres://…. Options change that. Several processes may open the same database at the same time.
func Open(ctx context.Context, lg *slog.Logger, dsn string, opts ...Option) (*DB, error) {
	o := options{conns: connsUsual}
	for _, set := range opts {
		set(&o)
	}
	var e engine
	var err error
	switch scheme, rest, _ := strings.Cut(dsn, ":"); scheme {
	case "sqlite":
		e, err = openSQLite(ctx, lg, rest, o)
	case "postgres", "postgresql":
		e, err = openPostgres(ctx, dsn, o)
	default:
		err = errors.New("unknown kind of database: write sqlite:data/kjernebot.db or " +
			"postgres://user:password@host:5432/database")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := &DB{Now: e.now, lg: lg, engine: e, shell: o.shell, tell: o.observe, closed: sync.OnceValue(e.close)}
	db.known.Store(&generation{})
	if o.look {
		db.engine = looking{e}
	}
	if o.look || o.aside {
		return db, nil
	}
	if err := db.adopt(ctx, o.ours); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
	}
	return db, nil
}

// Close waits for what is being written and closes the database. Calling it again is fine.
func (db *DB) Close() error {
	return failed("close database", db.closed())
}

// leastSpace is what a disk must have left for an SQLite database to be written.
const leastSpace = 16 << 20

// readyAge is how long it counts that the database was written: strangers may ask too, and each time is a commit.
const readyAge = time.Second

// Ready reports whether the database can be read and written now: it reads, writes unless that went well a moment ago,
// and looks at the space that is left. Who asks while somebody else does gets the same answer.
func (db *DB) Ready(ctx context.Context) error {
	_, err, _ := db.looks.Do("", func() (any, error) {
		return nil, db.ready(context.WithoutCancel(ctx)) // others wait for the answer too, whatever becomes of the first
	})
	return err
}

func (db *DB) ready(ctx context.Context) error {
	r := db.run(ctx, "read database")
	if r.find(`SELECT count(*) FROM conversations WHERE tenant = ''`, nil, new(int64)); r.err != nil {
		return r.end()
	}
	if time.Since(db.wrote) >= readyAge {
		if err := db.set(ctx, "ready", strconv.FormatInt(micros(db.Now()), 10)); err != nil {
			return fmt.Errorf("write to database: %w", err)
		}
		db.wrote = time.Now()
	}
	if free, known := db.engine.space(); known && free < leastSpace {
		return fmt.Errorf("%w: %d MB left on the disk of the database", ErrUnavailable, free>>20)
	}
	return nil
}

// errLooking: a database that was opened with Look is to be changed, which is a mistake in the program.
var errLooking = errors.New("the database was opened to be looked at only")

// looking is an engine that changes nothing.
type looking struct{ engine }

func (looking) exec(context.Context, string, []any) (int64, error) { return 0, errLooking }
func (looking) soon(context.Context, string, []any) error          { return errLooking }
func (looking) inTx(context.Context, func(run) error) error        { return errLooking }
