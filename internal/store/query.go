package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// querier runs one statement; the engines and their transactions are one. Texts have passed checkArgs when a
// statement reaches the driver.
type querier interface {
	// exec runs a statement and returns how many rows it changed. Outside a transaction it is durable on return.
	exec(ctx context.Context, query string, args ...any) (int64, error)
	// query calls row for each row; scan takes the columns of that row.
	query(ctx context.Context, query string, args []any, row func(scan func(dest ...any) error) error) error
}

// unwatched is an engine that looks up single rows faster than it watches a context: see sqlite.lookup.
type unwatched interface {
	lookup(ctx context.Context, query string, args []any, row func(scan func(dest ...any) error) error) error
}

// queryRow reads the first row into dest, or returns ErrNotFound. The query finds its row by an index.
func queryRow(ctx context.Context, q querier, query string, args []any, dest ...any) error {
	found := false
	run := q.query
	if u, ok := q.(unwatched); ok {
		run = u.lookup
	}
	err := run(ctx, query, args, func(scan func(...any) error) error {
		if found {
			return nil
		}
		found = true
		return scan(dest...)
	})
	if err == nil && !found {
		return ErrNotFound
	}
	return err
}

// execer and rowser are the parts of database/sql's types that the engines build on.
type (
	execer interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	}
	rowser interface {
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
)

// execOn runs one statement on a database/sql value.
func execOn(ctx context.Context, e execer, query string, args []any) (int64, error) {
	if err := checkArgs(args); err != nil {
		return 0, err
	}
	r, err := e.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, unavailable(err)
	}
	return r.RowsAffected()
}

// unavailable marks an error as the database's own.
func unavailable(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

// queryOn reads rows from a database/sql value and calls row for each.
func queryOn(ctx context.Context, q rowser, query string, args []any, row func(func(...any) error) error) error {
	if err := checkArgs(args); err != nil {
		return err
	}
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = rows.Close() }() // an error of reading is told by Err
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read rows: %w", unavailable(err))
	}
	return nil
}
