package store

import (
	"context"
	"fmt"
	"time"
)

// Purge forgets the claims made and the messages ended before a time, and returns how many rows. Teams delivers a
// message again within minutes; the rest of the days are for edits of old messages. Messages whose batch has a text of
// its own are a ledger that stays whole: they go with what they belong to (PurgeAnnouncements).
func (db *DB) Purge(ctx context.Context, before time.Time) (int64, error) {
	return db.purge(ctx, "answered and sent", before,
		`DELETE FROM answered WHERE claimed < $1`,
		`DELETE FROM outbox WHERE finished > 0 AND finished < $1 AND version = 0`,
		`DELETE FROM conversation_gates WHERE used < $1`,
	)
}

// purge runs statements that remove rows from before a time, their only argument, all or none.
func (db *DB) purge(ctx context.Context, what string, before time.Time, statements ...string) (removed int64, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		for _, statement := range statements {
			n, err := tx.exec(ctx, statement, micros(before))
			if err != nil {
				return err
			}
			removed += n
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("purge %s: %w", what, err)
	}
	return removed, nil
}
