package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

const (
	// sqliteLimit bounds each read, each wait for another process that writes, and the wait for the writer's turn.
	sqliteLimit = 5 * time.Second
	// sqliteReaders is how many reads run at the same time. Each connection keeps 1 MB of pages.
	sqliteReaders = 8
	// migrateTries: processes that make the same file at once get in each other's way, migratePause is for the other.
	migrateTries = 5
	migratePause = 100 * time.Millisecond
)

// sqlite is the engine in a file: one connection that writes, a pool that reads.
type sqlite struct {
	*writer
	path    string
	readers *sql.DB
	reads   *cached // by the readers
}

// cached prepares each statement once on a connection, or once on each of a pool.
type cached struct {
	conn interface {
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	stmts sync.Map // query -> *sql.Stmt
}

// withoutLocks takes away what SQLite does not know: its one writer needs no locks on rows.
var withoutLocks = strings.NewReplacer(" FOR UPDATE SKIP LOCKED", "", " FOR UPDATE", "")

func (c *cached) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := c.stmts.Load(query); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := c.conn.PrepareContext(ctx, withoutLocks.Replace(query))
	if err != nil {
		return nil, err
	}
	if was, loaded := c.stmts.LoadOrStore(query, st); loaded {
		return was.(*sql.Stmt), st.Close()
	}
	return st, nil
}

func (c *cached) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (c *cached) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// openSQLite opens or makes the database file.
func openSQLite(ctx context.Context, lg *slog.Logger, path string, o options) (engine, error) {
	if err := sqlitePath(path); err != nil {
		return nil, err
	}
	if o.look || o.keep {
		if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
			return nil, fmt.Errorf("%s: %w", path, ErrNoDatabase)
		}
	} else if err := makeFile(path); err != nil {
		return nil, err
	}
	if err := migrateSQLite(ctx, path, o); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	dsn := sqliteDSN(path, "query_only(1)", "cache_size(-1024)")
	if o.look {
		dsn = lookDSN(path)
	}
	readers := connect(dsn, sqliteReaders)
	s := &sqlite{path: path, readers: readers, reads: &cached{conn: readers}}
	if o.look {
		return s, nil
	}
	s.writer = startWriter(lg, connect(sqliteDSN(path, "synchronous(FULL)"), 1), batchJobs)
	return s, nil
}

// sqlitePath says what is wrong with the part behind "sqlite:".
func sqlitePath(path string) error {
	switch {
	case path == "":
		return errors.New("no file: write sqlite:data/kjernebot.db")
	case path == ":memory:":
		return errors.New("a database in memory forgets what was answered: name a file, such as sqlite:data/kjernebot.db")
	case strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "///"):
		return fmt.Errorf("two slashes too many: write sqlite:%s", strings.TrimPrefix(path, "//"))
	case strings.ContainsAny(path, "?\x00"):
		return errors.New("options after the file name are not used here: write sqlite:data/kjernebot.db")
	}
	return nil
}

// sqliteDSN names the file and the settings of every connection. Transactions take the write lock when they begin:
// one that reads first and writes later could find the lock taken and would have to start over.
func sqliteDSN(path string, pragmas ...string) string {
	all := append([]string{
		"busy_timeout(" + strconv.FormatInt(sqliteLimit.Milliseconds(), 10) + ")", // first: the next ones may wait
		"journal_mode(WAL)", "foreign_keys(1)",
		"cache_size(-32768)", // 32 MB; an import of a million figures took a fifth less time than with 2
	}, pragmas...)
	return fileURL(path) + "?" + url.Values{"_txlock": {"immediate"}, "_pragma": all}.Encode()
}

// lookDSN names the file for somebody who changes nothing, not even how its journal is kept.
func lookDSN(path string) string {
	return fileURL(path) + "?mode=ro&_pragma=busy_timeout(" + strconv.FormatInt(sqliteLimit.Milliseconds(), 10) + ")"
}

// connect is a file with so many connections, which are made when they are needed.
func connect(dsn string, conns int) *sql.DB {
	db, _ := sql.Open("sqlite", dsn) // fails without a driver only
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db
}

// withFile opens a database file for a moment.
func withFile(dsn string, do func(*sql.DB) error) (err error) {
	db := connect(dsn, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}

func fileURL(path string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// makeFile makes the folder and an empty file that nobody else may read: it holds who wrote to the bot. The files
// that SQLite puts beside it get the same mode.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: let this user read and write the file, or name another one", err)
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// migrateSQLite brings the schema up to date, with a copy of the file from before. Another process may do the same at
// the same moment: each migration is one transaction, so the loser finds its table or its copy there, fails, and sees at
// the next look that there is nothing to do.
func migrateSQLite(ctx context.Context, path string, o options) error {
	dsn := sqliteDSN(path, "synchronous(FULL)")
	if o.look || o.keep {
		dsn = lookDSN(path) // there is nothing to be done but to check
	}
	return withFile(dsn, func(db *sql.DB) error {
		for tries := 1; ; tries++ {
			begun := false
			err := migrate(ctx, db, "sqlite", o, func(s schema) error {
				begun = true
				return upgrade(ctx, db, path, s)
			})
			busy := !o.look && !o.keep && errors.Is(err, ErrUnavailable) // who turns a new file into WAL waits for nobody
			if err == nil || !begun && !busy || tries == migrateTries || ctx.Err() != nil {
				return err
			}
			time.Sleep(migratePause)
		}
	})
}

// upgrade copies the file as it is and brings it up to date.
func upgrade(ctx context.Context, db *sql.DB, path string, s schema) error {
	if s.have > 0 {
		if err := copyBefore(ctx, path, s); err != nil {
			return fmt.Errorf("copy before the schema is brought up to date: %w", err)
		}
	}
	err := migrateUp(ctx, db, "sqlite", s.want)
	if err == nil {
		shrinkable(ctx, db)
	}
	return err
}

// shrinkable lets the file become shorter when rows are removed. That a file cannot be made so, because others use it,
// is no harm: it tries again with the next migration.
func shrinkable(ctx context.Context, db *sql.DB) {
	const incremental = 2
	var mode int
	if db.QueryRowContext(ctx, `PRAGMA auto_vacuum`).Scan(&mode) != nil || mode == incremental {
		return
	}
	if _, err := db.ExecContext(ctx, `PRAGMA auto_vacuum = INCREMENTAL`); err == nil {
		_, _ = db.ExecContext(ctx, `VACUUM`)
	}
}

// copyBefore copies the file as it is before a migration, in the place of the copy from before the last one.
func copyBefore(ctx context.Context, path string, s schema) error {
	var before string
	for version := range s.want + 1 {
		before = path + ".before-" + strconv.FormatInt(version, 10)
		if err := os.Remove(before); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return newFile(before, func() error { return vacuumInto(ctx, path, before) })
}

// query reads beside the writer: it sees what was committed when it began.
func (s *sqlite) query(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error {
	limited, cancel := context.WithTimeout(ctx, sqliteLimit)
	defer cancel()
	err := statements{s.reads}.query(limited, query, args, row)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // which is not the database's fault
	}
	return err
}

// The processes that use a file have this machine's clock.
func (s *sqlite) now() time.Time             { return time.Now() }
func (s *sqlite) sync(context.Context) error { return nil }

// backup copies the database beside its writer. It has no limit of time but ctx: a large file takes long. The
// connection is its own because those of the readers may not write, not even elsewhere.
func (s *sqlite) backup(ctx context.Context, path string) error {
	return vacuumInto(ctx, s.path, path)
}

// vacuumInto writes a consistent copy of a database to an empty file.
func vacuumInto(ctx context.Context, from, path string) error {
	return withFile(lookDSN(from), func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, `VACUUM INTO $1`, path)
		return err
	})
}

func (s *sqlite) someRows(table, keys, condition string, most int) string {
	return fmt.Sprintf(` WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT %d)`, keys, keys, table, condition, most)
}

// giveBackPages are cut off the file at a time.
const giveBackPages = 200

// giveBack shortens the file by what is free in it, a little at a time, and the log of changes beside it.
func (s *sqlite) giveBack(ctx context.Context) error {
	r := run{ctx: ctx, on: s}
	pages := func() (free int64) {
		r.find(`SELECT freelist_count FROM pragma_freelist_count`, nil, &free)
		return free
	}
	// What does not get less is a file of an earlier version, which keeps its free pages for itself.
	for was, free := int64(math.MaxInt64), pages(); free >= giveBackPages && free < was; was, free = free, pages() {
		began := time.Now()
		r.exec(`PRAGMA incremental_vacuum(` + strconv.Itoa(giveBackPages) + `)`)
		r.fail(rest(ctx, began))
	}
	_ = s.beside(ctx, emptyLog) // whoever reads just now keeps the log for the next time
	return cmp.Or(r.err, ctx.Err())
}

// emptyLog brings the log of changes into the file and cuts it to nothing.
const emptyLog = `PRAGMA wal_checkpoint(TRUNCATE)`

// scrub writes the file anew, without what lies in it of rows that were removed.
func (s *sqlite) scrub(ctx context.Context) error { return s.beside(ctx, `VACUUM`, emptyLog) }

// beside runs statements on a connection of their own, outside the writer's transactions.
func (s *sqlite) beside(ctx context.Context, statements ...string) error {
	return withFile(fileURL(s.path)+"?mode=rw&_pragma=busy_timeout(5000)", func(db *sql.DB) (err error) {
		for _, statement := range statements {
			if err == nil {
				_, err = db.ExecContext(ctx, statement)
			}
		}
		return err
	})
}

func (s *sqlite) space() (uint64, bool) { return spaceOf(filepath.Dir(s.path)) }

// close lets the writer finish first.
func (s *sqlite) close() error {
	if s.writer == nil {
		return s.readers.Close()
	}
	return errors.Join(s.writer.close(), s.readers.Close())
}
