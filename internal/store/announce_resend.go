package store

import (
	"context"
	"strings"

	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// ResendCopies makes copies pending again.
func (db *DB) ResendCopies(ctx context.Context, id announce.ID, by announce.Signature, states []outbox.State) (int,
	error) {
	var resent int64
	err := db.InTx(ctx, func(tx *Tx) error {
		a, err := readAnnouncement(ctx, tx, id, tx.engine.lockOne())
		if err != nil {
			return err
		}
		if a.Started.IsZero() || a.Stopped && a.Goal != announce.Withdrawn {
			return announce.ErrState
		}
		if err := tx.lockGates(ctx, announce.Batch(id)); err != nil {
			return err
		}
		if resent, err = tx.resend(ctx, a, by, states); err != nil || resent == 0 {
			return err
		}
		a.State, a.Changed = announce.Sending, tx.now().UTC()
		return tx.settle(ctx, &a)
	})
	return int(resent), err
}

func (tx *Tx) resend(ctx context.Context, a announce.Announcement, by announce.Signature, states []outbox.State) (int64,
	error) {
	which := `kind <> 'delete' AND state IN (`
	if a.Goal == announce.Withdrawn {
		which = `kind = 'delete' AND activity <> '' AND state IN (`
	}
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = "'" + string(s) + "'" // constants of package outbox
	}
	which += strings.Join(names, ", ") + ")"
	uncertain, err := tx.exec(ctx, `UPDATE announcement_copies SET resent = resent + 1 WHERE unique_key IN (
		SELECT unique_key FROM outbox WHERE batch = $1 AND `+which+` AND state = 'uncertain' AND kind = 'send')`, announce.Batch(a.ID))
	if err != nil {
		return 0, err
	}
	// An update or deletion without the id of its message cannot succeed; see redo.
	n, err := tx.exec(ctx, `UPDATE outbox SET state = 'pending', reason = '', finished = 0, deadline = 0, not_before = $3,
		attempts = 0, owner = '' WHERE (batch = $1 AND kind IN ('send', 'open') OR batch IN ($1, $2) AND kind IN ('update', 'delete') AND activity <> '')
		AND `+which, append(batches(a.ID), tx.now())...)
	if err != nil || n == 0 {
		return n, err
	}
	// Who decided that somebody may get a second copy.
	_, err = tx.exec(ctx,
		`INSERT INTO announcement_resends (announcement, by_whom, copies, uncertain, at) VALUES ($1, $2, $3, $4, $5)`,
		a.ID, asJSON{by}, n, uncertain, tx.now())
	return n, failed("record resend", err)
}
