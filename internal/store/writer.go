package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"
)

const (
	// batchJobs and batchTime end a batch, so that the first of it does not wait long for the last.
	batchJobs = 128
	batchTime = 20 * time.Millisecond
	// shareTime is how long a job that is in no hurry waits for others to commit.
	shareTime = 50 * time.Millisecond
	// jobTime bounds the statements of one job: behind it everybody waits.
	jobTime = 10 * time.Second
)

// writer is the one that changes a SQLite database. Jobs that wait while it is busy are committed together, so that
// they share one fsync; a single one never waits for company. Each job has a savepoint of its own, and its error undoes
// nothing but itself. When the commit fails, every job in it has failed.
//
// Statements run without the context of whoever waits: SQLite undoes the whole transaction of a statement that is
// interrupted, with everybody else's work in it. They are short, and jobTime stops a job between two of them.
type writer struct {
	lg    *slog.Logger
	db    *sql.DB
	most  int // jobs in a batch
	jobs  chan *job
	later chan *job // in no hurry: see soon
	stop  <-chan struct{}
	halt  func() // closes stop
	ended chan struct{}

	// what only the writer's goroutine touches
	conn  *sql.Conn
	stmts *cached // on conn
}

// job is one transaction as its caller sees it.
type job struct {
	fn    func(run) error // nil: one statement, which needs no savepoint
	query string
	args  []any

	begun   atomic.Bool // or given up: whoever sets it decides
	done    chan struct{}
	changed int64
	err     error
	panic   any
}

// mine reports whether nobody has begun a job or given it up before.
func (j *job) mine() bool { return j.begun.CompareAndSwap(false, true) }

// errClosed: the database was closed before the call.
var errClosed = errors.New("the database is closed")

// errBusy: others have kept the writer for too long.
var errBusy = fmt.Errorf("%w: the writer is busy: %w", ErrUnavailable, context.DeadlineExceeded)

// startWriter starts the goroutine that close ends. At most that many jobs are committed together.
func startWriter(lg *slog.Logger, db *sql.DB, most int) *writer {
	life, halt := context.WithCancel(context.Background())
	w := &writer{lg: lg, db: db, most: most, jobs: make(chan *job, batchJobs), later: make(chan *job, batchJobs),
		stop: life.Done(), halt: halt, ended: make(chan struct{})}
	go w.run()
	return w
}

// close commits what waits and ends the goroutine.
func (w *writer) close() error {
	w.halt()
	<-w.ended
	return w.db.Close()
}

// exec runs one statement, which is its own transaction.
func (w *writer) exec(ctx context.Context, query string, args []any) (int64, error) {
	j, err := statement(query, args)
	if err != nil {
		return 0, err
	}
	err = w.submit(ctx, j)
	return j.changed, err
}

// statement is a job of one, whose values can be stored: so it fails for all in a batch, or for none.
func statement(query string, args []any) (*job, error) {
	args, err := stored(args)
	return &job{query: query, args: args, done: make(chan struct{})}, err
}

// soon is exec for what nobody waits for: it goes along with the next commit, and makes one of its own only when none
// comes within shareTime.
func (w *writer) soon(ctx context.Context, query string, args []any) error {
	j, err := statement(query, args)
	if err != nil {
		return err
	}
	alone := time.NewTimer(shareTime)
	defer alone.Stop()
	select {
	case w.later <- j:
		select {
		case <-j.done:
			return j.err
		case <-alone.C:
		}
	case <-alone.C:
	}
	return w.submit(ctx, j) // the writer takes it from one place or the other
}

// inTx runs fn among the jobs of a batch.
func (w *writer) inTx(ctx context.Context, fn func(run) error) error {
	j := &job{fn: fn, done: make(chan struct{})}
	err := w.submit(ctx, j)
	if j.panic != nil {
		panic(j.panic) // where the caller's panic barrier is
	}
	return err
}

// submit queues a job and waits for its commit. ctx ends the wait only while the job has not begun.
func (w *writer) submit(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, sqliteLimit, errBusy)
	defer cancel()
	select {
	case w.jobs <- j:
		select {
		case <-j.done:
		case <-w.ended:
		case <-ctx.Done():
		}
	case <-w.stop:
	case <-ctx.Done():
	}
	if j.mine() {
		return cmp.Or(context.Cause(ctx), errClosed)
	}
	<-j.done
	return j.err
}

// run takes jobs until close, and then those that wait.
func (w *writer) run() {
	defer close(w.ended)
	defer w.drop()
	for {
		select {
		case j := <-w.jobs:
			w.batch(j)
		case <-w.stop:
			for {
				select {
				case j := <-w.jobs:
					w.batch(j)
				case j := <-w.later:
					w.batch(j)
				default:
					return
				}
			}
		}
	}
}

// batch commits j, the jobs that wait behind it, and those that are in no hurry.
func (w *writer) batch(j *job) {
	if j.begun.Load() {
		return
	}
	err := w.begin() // may wait for another process, and whoever waits for that may give up
	if !j.mine() {
		j = w.more()
	}
	var taken []*job
	started := time.Now()
	for j != nil {
		taken = append(taken, j)
		if err == nil {
			err = w.do(j)
		}
		j = nil
		if err == nil && len(taken) < w.most && time.Since(started) < batchTime {
			j = w.more()
		}
	}
	if err == nil {
		err = w.control("COMMIT")
	}
	if err != nil {
		w.lg.Error("database batch lost", "jobs", len(taken), "err", err)
		w.drop()
	}
	for _, t := range taken {
		if err != nil {
			t.changed, t.err = 0, fmt.Errorf("write: %w", unavailable(err))
		}
		close(t.done)
	}
}

// more returns a job that can share the commit, or nil.
func (w *writer) more() *job {
	if j := next(w.jobs); j != nil {
		return j
	}
	runtime.Gosched() // who is about to write goes first: a sixth less of the processor at 64 messages at a time
	if j := next(w.jobs); j != nil {
		return j
	}
	return next(w.later)
}

// next returns a job that waits, or nil.
func next(jobs chan *job) *job {
	for {
		select {
		case j := <-jobs:
			if j.mine() {
				return j
			}
		default:
			return nil
		}
	}
}

// do runs one job. An error means that the transaction is broken and everybody's work in it lost; what the job itself
// returns goes to job.err.
func (w *writer) do(j *job) error {
	if j.fn == nil {
		// The statement has no constraint to break, so an error is the disk's or the file's.
		n, err := statements{w.stmts}.exec(context.Background(), j.query, j.args)
		j.changed = n
		return err
	}
	if err := w.control("SAVEPOINT job"); err != nil {
		return err
	}
	if w.call(j); j.err != nil || j.panic != nil {
		if err := w.control("ROLLBACK TO job"); err != nil {
			return errors.Join(j.err, err)
		}
	}
	return w.control("RELEASE job")
}

// call runs a job's function and keeps its panic for its caller.
func (w *writer) call(j *job) {
	defer func() {
		if v := recover(); v != nil {
			j.panic = fmt.Sprintf("%v\n\nin a transaction:\n%s", v, debug.Stack())
		}
	}()
	j.err = j.fn(run{ctx: context.Background(), on: statements{w.stmts}, until: time.Now().Add(jobTime)})
}

// begin opens the batch's transaction, with a new connection when the last one broke.
func (w *writer) begin() error {
	if w.conn == nil {
		ctx, cancel := context.WithTimeout(context.Background(), sqliteLimit)
		defer cancel()
		conn, err := w.db.Conn(ctx)
		if err != nil {
			return err
		}
		w.conn, w.stmts = conn, &cached{conn: conn}
	}
	return w.control("BEGIN IMMEDIATE")
}

// drop undoes a batch that is not committed and closes the connection, so that the next one has a state that is known.
// Errors tell nothing new: SQLite may have undone the batch by itself.
func (w *writer) drop() {
	if w.conn == nil {
		return
	}
	_ = w.control("ROLLBACK")
	for _, st := range w.stmts.stmts.Range {
		_ = st.(*sql.Stmt).Close()
	}
	_ = w.conn.Close()
	w.conn = nil
}

// control runs a statement without values.
func (w *writer) control(query string) error {
	_, err := w.stmts.ExecContext(context.Background(), query)
	return err
}
