package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// begin opens the batch's transaction, with a new connection when the last one broke.
func (w *writer) begin() error {
	if w.conn == nil {
		ctx, cancel := context.WithTimeout(context.Background(), sqliteLimit)
		defer cancel()
		conn, err := w.db.Conn(ctx)
		if err != nil {
			return err
		}
		w.conn = conn
	}
	return w.control("BEGIN IMMEDIATE")
}

func (w *writer) commit() error { return w.control("COMMIT") }

// abandon undoes a batch and starts over with a new connection, whose state is known.
func (w *writer) abandon(cause error, jobs int) {
	w.lg.Error("database batch lost", "jobs", jobs, "err", cause)
	if w.conn != nil {
		_ = w.control("ROLLBACK") // SQLite may have done it by itself
	}
	w.drop()
}

// drop closes the connection with its statements. Their errors tell nothing new.
func (w *writer) drop() {
	for _, st := range w.stmts {
		_ = st.Close()
	}
	clear(w.stmts)
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

// control runs a statement without values.
func (w *writer) control(query string) error {
	_, err := w.ExecContext(context.Background(), query)
	return err
}

// ExecContext runs a statement on the writer's connection, prepared once.
func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

// QueryContext reads on the writer's connection, so that a job sees its own changes.
func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (w *writer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := w.stmts[query]; ok {
		return st, nil
	}
	st, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.stmts[query] = st
	return st, nil
}

// writerTx is what a job may do: statements, until its time is over.
type writerTx struct {
	w     *writer
	until time.Time
}

func (t *writerTx) exec(_ context.Context, query string, args ...any) (int64, error) {
	if err := t.late(); err != nil {
		return 0, err
	}
	return execOn(context.Background(), t.w, query, args)
}

func (t *writerTx) query(_ context.Context, query string, args []any, row func(func(...any) error) error) error {
	if err := t.late(); err != nil {
		return err
	}
	return queryOn(context.Background(), t.w, query, args, row)
}

func (t *writerTx) late() error {
	if time.Now().After(t.until) {
		return fmt.Errorf("a transaction of more than %s: %w", jobTime, context.DeadlineExceeded)
	}
	return nil
}
