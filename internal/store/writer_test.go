package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// newWriter makes a writer on a database with a table t of unique numbers, which must be in the table allowed when
// the transaction commits.
func newWriter(t testing.TB, most int) (w *writer, reader *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.db")
	open := func() *sql.DB {
		db, err := sql.Open("sqlite", sqliteDSN(path, "synchronous(FULL)"))
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db, reader := open(), open()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE allowed (n INTEGER PRIMARY KEY);
		CREATE TABLE t (n INTEGER PRIMARY KEY REFERENCES allowed DEFERRABLE INITIALLY DEFERRED);
		WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) INSERT INTO allowed SELECT n FROM c`); err != nil {
		t.Fatal(err)
	}
	w = startWriter(slog.New(slog.DiscardHandler), db, most)
	t.Cleanup(func() {
		if err := errors.Join(w.close(), reader.Close()); err != nil {
			t.Error(err)
		}
	})
	return w, reader
}

// work is what a job does.
type work = func(run) error

func insert(n int) work {
	return func(r run) error {
		r.exec(`INSERT INTO t VALUES ($1)`, n)
		return r.end()
	}
}

// hold keeps the writer busy until release is called, when the held job has ended well.
func hold(t *testing.T, w *writer) (release func()) {
	t.Helper()
	begun, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- w.inTx(t.Context(), func(run) error { close(begun); <-end; return nil })
	}()
	<-begun
	return func() { close(end); <-ended }
}

// queue starts jobs that wait behind a held one and returns how to get their errors.
func queue(t *testing.T, w *writer, jobs ...work) (results func() []error) {
	t.Helper()
	errs := make([]error, len(jobs))
	var wg sync.WaitGroup
	before := len(w.jobs)
	for i, fn := range jobs {
		wg.Go(func() { errs[i] = w.inTx(t.Context(), fn) })
		waitQueued(t, w, before+i+1) // in this order
	}
	return func() []error { wg.Wait(); return errs }
}

// waitQueued waits until that many jobs wait for the writer.
func waitQueued(t *testing.T, w *writer, n int) {
	t.Helper()
	for len(w.jobs) < n {
		if t.Context().Err() != nil {
			t.Fatal("the job was not queued")
		}
		runtime.Gosched()
	}
}

func rows(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM t`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWaitingJobsAreCommittedTogether(t *testing.T) {
	w, reader := newWriter(t, batchJobs)
	release := hold(t, w)
	var inside, outside int
	results := queue(t, w, insert(1), insert(2), func(r run) error {
		outside = rows(t, reader)
		r.find(`SELECT count(*) FROM t`, nil, &inside)
		return r.end()
	})
	release()
	if err := errors.Join(results()...); err != nil {
		t.Fatal(err)
	}
	if inside != 2 || outside != 0 {
		t.Errorf("the last job sees %d rows and others %d, want 2 and none yet", inside, outside)
	}
	if n := rows(t, reader); n != 2 {
		t.Errorf("%d rows are stored, want 2", n)
	}
}

func TestAnErrorUndoesItsOwnJobOnly(t *testing.T) {
	w, reader := newWriter(t, batchJobs)
	release := hold(t, w)
	oops := errors.New("oops")
	results := queue(t, w, insert(1), func(r run) error {
		return errors.Join(insert(2)(r), oops)
	}, insert(1), insert(3))
	release()
	errs := results()
	if errs[0] != nil || !errors.Is(errs[1], oops) || errs[2] == nil || errs[3] != nil {
		t.Errorf("errors %v; want none, its own, a broken constraint, none", errs)
	}
	if n := rows(t, reader); n != 2 {
		t.Errorf("%d rows are stored, want 2", n)
	}
}

func TestAFailedCommitFailsEveryJobInIt(t *testing.T) {
	w, reader := newWriter(t, batchJobs)
	release := hold(t, w)
	results := queue(t, w, insert(1), insert(5000), insert(2))
	release()
	for i, err := range results() {
		if err == nil {
			t.Errorf("job %d was told that it is stored", i)
		}
	}
	if n := rows(t, reader); n != 0 {
		t.Errorf("%d rows are stored, want none", n)
	}
	if err := w.inTx(t.Context(), insert(1)); err != nil {
		t.Errorf("after a lost batch: %v", err)
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	w, reader := newWriter(t, batchJobs)
	release := hold(t, w)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.inTx(ctx, insert(1)) }()
	waitQueued(t, w, 1)
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) { // while the writer is still held
		t.Errorf("error %v, want context.Canceled", err)
	}
	release()
	if err := w.inTx(t.Context(), insert(2)); err != nil {
		t.Fatal(err)
	}
	if n := rows(t, reader); n != 1 {
		t.Errorf("%d rows are stored, want the second job's only", n)
	}
}

func TestACloseKeepsWhatWaits(t *testing.T) {
	w, reader := newWriter(t, batchJobs)
	release := hold(t, w)
	results := queue(t, w, insert(1), insert(2))
	w.halt()
	release()
	if err := errors.Join(results()...); err != nil {
		t.Error(err)
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	if n := rows(t, reader); n != 2 {
		t.Errorf("%d rows are stored, want 2", n)
	}
	if err := w.inTx(t.Context(), insert(3)); !errors.Is(err, errClosed) {
		t.Errorf("after the end: %v, want errClosed", err)
	}
}

// A killed process does not show whether a commit reaches the disk; the settings do.
func TestConnectionSettings(t *testing.T) {
	e, err := openSQLite(t.Context(), slog.New(slog.DiscardHandler), filepath.Join(t.TempDir(), "s.db"), options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.close(); err != nil {
			t.Error(err)
		}
	}()
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1",
		"busy_timeout": "5000"} {
		var got string
		if err := e.inTx(t.Context(), func(r run) error {
			r.find("PRAGMA "+pragma, nil, &got)
			return r.end()
		}); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("the writer has %s %s, want %s", pragma, got, want)
		}
	}
	err = e.query(t.Context(), `INSERT INTO gates (tenant) VALUES ('t') RETURNING tenant`, nil,
		func(*sql.Rows) error { return nil })
	if err == nil {
		t.Error("a reader writes")
	}
}

// BenchmarkGroupCommit is one durable row a job, alone in its commit or with those that wait.
func BenchmarkGroupCommit(b *testing.B) {
	for name, most := range map[string]int{"alone": 1, "together": batchJobs} {
		for _, writers := range []int{1, 16, 64} {
			b.Run(fmt.Sprintf("%s/writers=%d", name, writers), func(b *testing.B) {
				w, _ := newWriter(b, most)
				var n atomic.Int64
				var wg sync.WaitGroup
				b.ResetTimer()
				for range writers {
					wg.Go(func() {
						for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
							if _, err := w.exec(b.Context(), `INSERT INTO allowed VALUES (NULL)`, nil); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// TestSoon: what nobody waits for goes along with the next commit, makes one of its own when none comes, and is not
// lost when the writer ends.
func TestSoon(t *testing.T) {
	w, reader := newWriter(t, batchJobs)
	stored := func() (n int) {
		if err := reader.QueryRowContext(t.Context(), `SELECT count(*) FROM t`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	soon := func(n int) (done chan error) {
		done = make(chan error, 1)
		go func() {
			done <- w.soon(t.Context(), `INSERT INTO t VALUES ($1)`, []any{n})
		}()
		for len(w.later) == 0 {
			runtime.Gosched()
		}
		return done
	}
	first := soon(1)
	if err := w.inTx(t.Context(), insert(2)); err != nil {
		t.Fatal(err)
	}
	if n := stored(); n != 2 {
		t.Errorf("%d rows after a commit, want 2", n)
	}
	second := soon(3)
	for _, done := range []chan error{first, second} {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := stored(); n != 3 {
		t.Errorf("%d rows though no other commit came, want 3", n)
	}
	last := soon(4)
	if err := w.close(); err != nil {
		t.Error(err)
	}
	if err := <-last; err != nil {
		t.Error(err)
	}
	if n := stored(); n != 4 {
		t.Errorf("%d rows after the end, want 4", n)
	}
}
