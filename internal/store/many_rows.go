package store

import (
	"context"
	"strconv"
	"strings"
)

// insertRows is how many rows are written with one statement. SQLite's driver looks for the name of each value among
// those before it, so more save nothing and 200 are three times slower.
const insertRows = 32

// manyRows inserts many rows with few statements; flush writes the last of them.
type manyRows struct {
	exec       func(ctx context.Context, query string, args ...any) (int64, error)
	into       string // the table with its columns
	onConflict string // the statement's end, "" for none
	args       []any
	columns    int
}

func (tx *Tx) manyRows(into, onConflict string) *manyRows {
	return &manyRows{exec: tx.exec, into: into, onConflict: onConflict}
}

// add takes the values of one row, and writes those taken when there are enough.
func (r *manyRows) add(ctx context.Context, row ...any) error {
	r.args = append(r.args, row...)
	r.columns = len(row)
	if len(r.args) < insertRows*r.columns {
		return nil
	}
	return r.flush(ctx)
}

// flush writes what is not written yet.
func (r *manyRows) flush(ctx context.Context) error {
	if len(r.args) == 0 {
		return nil
	}
	_, err := r.exec(ctx, "INSERT INTO "+r.into+" VALUES "+valuesOf(len(r.args)/r.columns, r.columns)+" "+r.onConflict,
		r.args...)
	r.args = r.args[:0]
	return err
}

// valuesOf is ($1, $2), ($3, $4) and so on.
func valuesOf(rows, columns int) string {
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	return b.String() + ")"
}
