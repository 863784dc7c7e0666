package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// SettleAnnouncement brings the copies of a Sending announcement to its goal, as far as they are not under way.
func (db *DB) SettleAnnouncement(ctx context.Context, id announce.ID) error {
	needed, err := db.unsettled(ctx, id)
	if err != nil || !needed {
		return err
	}
	return db.InTx(ctx, func(tx *Tx) error {
		a, err := readAnnouncement(ctx, tx, id, tx.engine.lockOne())
		if err != nil || a.State != announce.Sending {
			return err
		}
		return tx.settle(ctx, &a)
	})
}

// unsettled reports whether settling would change anything, without a lock: it is asked every second.
func (db *DB) unsettled(ctx context.Context, id announce.ID) (bool, error) {
	a, err := readAnnouncement(ctx, db.engine, id, "")
	if err != nil || a.State != announce.Sending {
		return false, err
	}
	busy, err := anyCopy(ctx, db.engine, id, underWay)
	if err != nil || !busy {
		return err == nil, err // it has come to its goal, or what is left is not under way
	}
	stale := fmt.Sprintf(`state = 'sent' AND activity <> '' AND version < %d`, a.Version)
	switch {
	case a.Goal == announce.Withdrawn:
		return anyCopy(ctx, db.engine, id, `kind <> 'delete' AND (state = 'pending' OR state = 'sent' AND activity <> '')`)
	case a.Goal == announce.Cancelled:
		return anyCopy(ctx, db.engine, id, stale+` OR state = 'pending'`)
	case a.Stopped:
		return anyCopy(ctx, db.engine, id, stale+` OR state = 'pending' AND kind IN ('send', 'open')`)
	case a.Corrected.IsZero():
		return false, nil // all say the same
	}
	return anyCopy(ctx, db.engine, id, stale)
}

// underWay are the rows that have not come to their end. A reminder that is being sent is among them: what it says may
// be old when it arrives.
const underWay = ledger + ` AND o.state IN ('pending', 'sending') OR o.batch = $2 AND o.state = 'sending'`

// anyCopy reports whether there is a copy or a reminder of that kind.
func anyCopy(ctx context.Context, q querier, id announce.ID, which string) (bool, error) {
	var found int64
	err := queryRow(ctx, q, `SELECT 1 FROM outbox o WHERE batch IN ($1, $2) AND (`+which+`) LIMIT 1`, batches(id), &found)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, failed("look at announcement "+string(id), err)
}

// reopen has an announcement settled again that had come to its end, because the end of a copy became known that was
// uncertain: if it has arrived, it must not keep an old text, or stay after a withdrawal.
func (tx *Tx) reopen(ctx context.Context, batch string) error {
	id, ok := strings.CutPrefix(batch, announce.Batch(""))
	if !ok {
		id, ok = strings.CutPrefix(batch, announce.ReminderBatch(""))
	}
	if !ok {
		return nil
	}
	return tx.do(ctx,
		`UPDATE announcements SET state = 'sending' WHERE id = $1 AND state IN ('done', 'cancelled', 'withdrawn')`, id)
}

// settle says what becomes of each copy that nobody is sending, and stores the announcement. It can be repeated at any
// time: what it has done already it does not find again. Copies under way are left alone and are found the next time.
func (tx *Tx) settle(ctx context.Context, a *announce.Announcement) error {
	// Claimers hold the gates of their tenants, so that nobody waits crosswise for the other's copies. Who is reminded
	// has a copy.
	if err := tx.lockGates(ctx, announce.Batch(a.ID)); err != nil {
		return err
	}
	now := tx.now()
	for _, batch := range []string{announce.Batch(a.ID), announce.ReminderBatch(a.ID)} {
		if a.Goal == announce.Withdrawn || a.Goal == announce.Cancelled || a.Stopped {
			if err := tx.stopBatch(ctx, batch, now); err != nil {
				return err
			}
		}
		var err error
		switch a.Goal {
		case announce.Cancelled:
			err = tx.keepOldText(ctx, batch, a.Version, now)
		case announce.Withdrawn:
			err = tx.redo(ctx, batch, outbox.Delete, `kind <> 'delete' AND state <> 'sending'`, now)
		default:
			// Those of an old text, and those that kept it because a correction did not get there.
			err = tx.redo(ctx, batch, outbox.Update, fmt.Sprintf(`kind IN ('send', 'update') AND state IN ('sent', 'failed', 'uncertain', 'cancelled')
				AND version < %d`, a.Version), now)
		}
		if err != nil {
			return err
		}
	}
	return tx.end(ctx, a)
}

// end stores an announcement as its goal when no copy is on its way, and as Sending when one is.
func (tx *Tx) end(ctx context.Context, a *announce.Announcement) error {
	if a.State == announce.Sending {
		counts, err := countCopies(ctx, tx, *a)
		if err != nil {
			return err
		}
		busy, err := anyCopy(ctx, tx, a.ID, underWay)
		if err != nil {
			return err
		}
		if counts.Unfinished() == 0 && !busy {
			a.State, a.Ended = a.Ending(), tx.now().UTC()
		}
	}
	return tx.writeAnnouncement(ctx, *a)
}

func (tx *Tx) lockGates(ctx context.Context, batch string) error {
	return tx.query(ctx, `
		SELECT tenant FROM gates WHERE tenant IN (SELECT DISTINCT tenant FROM outbox WHERE batch = $1)
		ORDER BY tenant`+tx.engine.lockOne(), []any{batch}, func(scan func(...any) error) error { var t string; return scan(&t) })
}

// keepOldText stops a correction: copies that wait for it, or would if it went on, keep what they say.
func (tx *Tx) keepOldText(ctx context.Context, batch string, version int, now time.Time) error {
	return tx.do(ctx, `UPDATE outbox SET kind = 'update', state = 'cancelled', reason = $1, finished = $2
		WHERE batch = $3 AND (kind = 'update' AND state = 'pending' OR state = 'sent' AND activity <> '' AND version < $4)`,
		announce.CodeOldText, now, batch, version)
}

// redo has the messages of copies that are in Teams replaced or deleted. One whose message has no known id can be
// neither, and says so.
func (tx *Tx) redo(ctx context.Context, batch string, kind outbox.Kind, which string, now time.Time) error {
	_, err := tx.exec(ctx, `
		UPDATE outbox SET kind = $1, state = 'pending', reason = '', finished = 0, not_before = $2, attempts = 0, owner = ''
		WHERE batch = $3 AND activity <> '' AND (`+which+`)`, kind, now, batch)
	if err != nil {
		return err
	}
	return tx.do(ctx, `
		UPDATE outbox SET kind = $1, state = 'failed', reason = $2, finished = $3
		WHERE batch = $4 AND activity = '' AND state = 'sent' AND (`+which+`)`, kind, announce.CodeNoID, now, batch)
}
