package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// querier runs one statement; the engines and their transactions are one. Values have passed stored when
// a statement reaches the driver.
type querier interface {
	// exec runs a statement and returns how many rows it changed. Outside a transaction it is durable on return.
	exec(ctx context.Context, query string, args ...any) (int64, error)
	// query calls row for each row; scan takes the columns of that row.
	query(ctx context.Context, query string, args []any, row func(scan func(dest ...any) error) error) error
}

// queryRow reads the first row into dest, or returns ErrNotFound. The query finds its row by an index.
func queryRow(ctx context.Context, q querier, query string, args []any, dest ...any) error {
	found := false
	err := q.query(ctx, query, args, func(scan func(...any) error) error {
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

// one reads the first row into a T, whose fields take the columns; ErrNotFound when there is none.
func one[T any](ctx context.Context, q querier, query string, args []any, fields func(*T) []any) (T, error) {
	var v T
	err := queryRow(ctx, q, query, args, fields(&v)...)
	return v, err
}

// list reads every row, each into a T. what is said in front of an error.
func list[T any](ctx context.Context, q querier, what, query string, args []any, fields func(*T) []any) ([]T, error) {
	var all []T
	err := q.query(ctx, query, args, func(scan func(...any) error) error {
		var v T
		err := scan(fields(&v)...)
		all = append(all, v)
		return err
	})
	if err != nil {
		return nil, failed(what, err)
	}
	return all, nil
}

// keyed reads every row, each into a key and its value.
func keyed[K comparable, V any](ctx context.Context, q querier, what, query string, args []any,
	fields func(*K, *V) []any) (map[K]V, error) {
	all := map[K]V{}
	err := q.query(ctx, query, args, func(scan func(...any) error) error {
		var k K
		var v V
		err := scan(fields(&k, &v)...)
		all[k] = v
		return err
	})
	return all, failed(what, err)
}

// only is the field of a T that is a whole row.
func only[T any](v *T) []any { return []any{v} }

// exec runs one statement by itself and returns how many rows it changed. what is said in front of an error.
func (db *DB) exec(ctx context.Context, what, query string, args ...any) (int64, error) {
	n, err := db.engine.exec(ctx, query, args...)
	return n, failed(what, err)
}

// do is exec for who does not ask how many.
func (db *DB) do(ctx context.Context, what, query string, args ...any) error {
	_, err := db.exec(ctx, what, query, args...)
	return err
}

// do runs a statement in the transaction.
func (tx *Tx) do(ctx context.Context, query string, args ...any) error {
	_, err := tx.exec(ctx, query, args...)
	return err
}

// did is exec for who asks whether anything was changed.
func (db *DB) did(ctx context.Context, what, query string, args ...any) (bool, error) {
	n, err := db.exec(ctx, what, query, args...)
	return n > 0, err
}

// failed says in front of an error what was tried.
func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
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
	args, err := stored(args)
	if err != nil {
		return 0, err
	}
	return execStored(ctx, e, query, args)
}

// execStored is execOn with values that stored has given.
func execStored(ctx context.Context, e execer, query string, args []any) (int64, error) {
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
	args, err := stored(args)
	if err != nil {
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
