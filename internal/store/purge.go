package store

import (
	"context"
	_ "embed"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"kjernebot/internal/usage"
)

const (
	// purgeRows are removed with one statement, which takes some milliseconds.
	purgeRows = 200
	// purgeRest is the least pause between two of them, and purgeShare how many times as long as the last took the pause
	// is: who writes beside it waits for one at most.
	purgeRest  = 20 * time.Millisecond
	purgeShare = 4
)

// Retention says what has been kept long enough.
type Retention struct {
	Before time.Time // of what was over then: messages, announcements, questions
	Audit  time.Time // of who did what, and of addresses that nothing was heard of since
	Now    time.Time
}

// rule is when rows of a table have been kept long enough.
type rule struct {
	Table string
	Keys  string // the columns that name a row
	After string // which moment of a Retention
	Old   string // SQL; $1 is the moment
	Blank string // what is forgotten of the row; "" for the whole row
}

// at is the moment before which rows are old.
func (one rule) at(r Retention) time.Time {
	return map[string]time.Time{"over": r.Before, "audited": r.Audit, "waited": r.Now.Add(-usage.WaitingTime)}[one.After]
}

//go:embed forget.yaml
var forgetFile []byte

// forgetting is what forget.yaml says.
var forgetting = sync.OnceValue(func() (f struct {
	Ended     string
	Retention []rule
	Traces    []trace
}) {
	if err := yaml.UnmarshalWithOptions(forgetFile, &f, yaml.Strict()); err != nil {
		panic(err) // it is compiled in
	}
	for i, one := range f.Retention {
		f.Retention[i].Old = strings.ReplaceAll(one.Old, "ENDED", f.Ended)
	}
	return f
})

// Purge removes what has been kept long enough, a few rows at a time and with pauses, so that nobody waits for it. It
// returns how many rows of each table, also with an error: what is left is removed the next time.
func (db *DB) Purge(ctx context.Context, r Retention) (map[string]int64, error) {
	removed := map[string]int64{}
	for _, one := range forgetting().Retention {
		n, err := db.follow(ctx, one, one.at(r))
		removed[one.Table] += n
		if err != nil {
			return removed, err
		}
	}
	return removed, db.engine.giveBack(ctx)
}

// follow follows one rule to its end.
func (db *DB) follow(ctx context.Context, one rule, before time.Time) (removed int64, err error) {
	statement := removal(one.Table, one.Blank) + db.engine.someRows(one.Table, one.Keys, one.Old, purgeRows)
	for r := db.run(ctx, "purge "+one.Table); ; {
		began := time.Now()
		n := r.exec(statement, before)
		removed += n
		if r.err != nil || n < purgeRows {
			return removed, r.end()
		}
		r.fail(rest(ctx, began))
	}
}

// rest is the pause after a statement.
func rest(ctx context.Context, began time.Time) error {
	return wait(ctx, max(purgeRest, purgeShare*time.Since(began)))
}

// wait is a pause that ends when nobody waits for what comes behind it.
func wait(ctx context.Context, pause time.Duration) error {
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
