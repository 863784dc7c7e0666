package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

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

// rule is when rows of a table have been kept long enough. Each domain has its own, beside what it stores.
type rule struct {
	table string
	keys  string // the columns that name a row
	old   string // SQL; $1 is the moment
	at    func(Retention) time.Time
	blank string // what is forgotten of the row; "" for the whole row
}

// Moments of rules.
func whenOver(r Retention) time.Time    { return r.Before }
func whenAudited(r Retention) time.Time { return r.Audit }
func whenWaited(r Retention) time.Time  { return r.Now.Add(-usage.WaitingTime) }

// retention is every rule, in the order in which they are followed: what others hang on goes last.
func retention() []rule {
	return slices.Concat(answeredRules, outboxRules, announceRules, dialogueRules, cardRules, addressRules, memberRules,
		usageRules, roadRules)
}

// Purge removes what has been kept long enough, a few rows at a time and with pauses, so that nobody waits for it. It
// returns how many rows of each table, also with an error: what is left is removed the next time.
func (db *DB) Purge(ctx context.Context, r Retention) (map[string]int64, error) {
	removed := map[string]int64{}
	for _, one := range retention() {
		n, err := db.follow(ctx, one, one.at(r))
		removed[one.table] += n
		if err != nil {
			return removed, fmt.Errorf("purge %s: %w", one.table, err)
		}
	}
	return removed, db.engine.giveBack(ctx)
}

// follow follows one rule to its end.
func (db *DB) follow(ctx context.Context, r rule, before time.Time) (removed int64, err error) {
	var args []any
	if strings.Contains(r.old, "$1") {
		args = []any{before}
	}
	statement := removal(r.table, r.blank) + db.engine.someRows(r.table, r.keys, r.old, purgeRows)
	for {
		began := time.Now()
		n, err := db.engine.exec(ctx, statement, args)
		removed += n
		if err != nil || n < purgeRows {
			return removed, err
		}
		if err := rest(ctx, began); err != nil {
			return removed, err
		}
	}
}

// rest is the pause after a statement.
func rest(ctx context.Context, began time.Time) error {
	select {
	case <-time.After(max(purgeRest, purgeShare*time.Since(began))):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
