package store

import (
	"context"
	"fmt"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// Finish records how a claimed message ended, the answer that it was, and what the service asked of everybody. It is
// outbox.Store's.
func (db *DB) Finish(ctx context.Context, c outbox.Claimed, o outbox.Outcome) error {
	return db.inTx(ctx, fmt.Sprintf("finish message %d", c.ID), func(tx *Tx) {
		if !o.StopUntil.IsZero() { // all replicas; a gate that is closed for longer stays so
			tx.exec(`UPDATE gates SET stopped = $1, reason = $2 WHERE tenant = $3 AND stopped < $1`,
				o.StopUntil, cut(o.Reason), c.To.Tenant)
		}
		if o.Opened.ID != "" {
			tx.opened(c, o)
			return
		}
		tx.finish(c, o)
		if o.State != outbox.Sent {
			return
		}
		tx.confirmAddress(c.To)
		if c.Turn == (message.TurnKey{}) {
			return
		}
		answer := o.Activity
		if c.Kind == outbox.Update {
			answer = c.Activity
		}
		tx.exec(recordAnswer, append(turnArgs(c.Turn), answer, tx.now())...)
	})
}

// confirmAge is how old an address may be before a message that arrived there confirms it.
const confirmAge = 30 * 24 * time.Hour

// confirmAddress keeps the address of who only reads from being forgotten.
func (tx *Tx) confirmAddress(to message.Conversation) {
	now := tx.now()
	tx.exec(`UPDATE conversations SET seen = $1 WHERE tenant = $2 AND id = $3 AND seen < $4`,
		now, to.Tenant, to.ID, now.Add(-confirmAge))
}

// finish writes the outcome if the message is still the caller's. One that became uncertain because its lease ended
// is the caller's as long as nobody decided about it.
func (tx *Tx) finish(c outbox.Claimed, o outbox.Outcome) {
	notBefore, finished := c.NotBefore, time.Time{}
	if o.State == outbox.Pending {
		notBefore = o.NotBefore
	} else {
		finished = tx.now()
	}
	activity := c.Activity
	if c.Kind == outbox.Send {
		activity = o.Activity
	}
	for _, was := range []outbox.State{outbox.Sending, outbox.Uncertain} {
		if tx.exec(`
			UPDATE outbox SET state = $1, activity = $2, not_before = $3, reason = $4, finished = $5
			WHERE id = $6 AND owner = $7 AND attempts = $8 AND state = $9`,
			o.State, activity, notBefore, cut(o.Reason), finished, c.ID, c.Owner, c.Attempts, was) == 0 {
			continue
		}
		if was == outbox.Uncertain {
			tx.reopen(c.Batch)
		}
		return
	}
	tx.fail(outbox.ErrLost)
}

// opened makes a Send of an Open whose chat is known now, and remembers the chat for next time.
func (tx *Tx) opened(c outbox.Claimed, o outbox.Outcome) {
	if tx.exec(`
		UPDATE outbox SET kind = 'send', conversation = $1, address = $2, state = 'pending', reason = '', finished = 0,
			not_before = $3, attempts = 0, owner = ''
		WHERE id = $4 AND owner = $5 AND attempts = $6 AND state IN ('sending', 'uncertain')`,
		o.Opened.ID, o.Opened, o.NotBefore, c.ID, c.Owner, c.Attempts) == 0 {
		tx.fail(outbox.ErrLost)
	}
	known := o.Opened
	known.Seen = tx.now()
	tx.exec(insertInto("conversations", addressColumns)+`ON CONFLICT (tenant, id) DO NOTHING`, addressArgs(known)...)
}
