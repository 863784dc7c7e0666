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
	err := db.InTx(ctx, func(tx *Tx) error {
		if !o.StopUntil.IsZero() {
			if err := tx.stopTenant(ctx, c.To.Tenant, o); err != nil {
				return err
			}
		}
		if o.Opened.ID != "" {
			return tx.opened(ctx, c, o)
		}
		if err := tx.finish(ctx, c, o); err != nil {
			return err
		}
		if o.State != outbox.Sent {
			return nil
		}
		if err := tx.confirmAddress(ctx, c.To); err != nil || c.Turn == (message.TurnKey{}) {
			return err
		}
		answer := o.Activity
		if c.Kind == outbox.Update {
			answer = c.Activity
		}
		return recordAnswer(ctx, tx.exec, c.Turn, answer, tx.now())
	})
	return failed(fmt.Sprintf("finish message %d", c.ID), err)
}

// confirmAge is how old an address may be before a message that arrived there confirms it.
const confirmAge = 30 * 24 * time.Hour

// confirmAddress keeps the address of who only reads from being forgotten.
func (tx *Tx) confirmAddress(ctx context.Context, to message.Conversation) error {
	now := tx.now()
	return tx.do(ctx, `UPDATE conversations SET seen = $1 WHERE tenant = $2 AND id = $3 AND seen < $4`,
		now, to.Tenant, to.ID, now.Add(-confirmAge))
}

// finish writes the outcome if the message is still the caller's. One that became uncertain because its lease ended
// is the caller's as long as nobody decided about it.
func (tx *Tx) finish(ctx context.Context, c outbox.Claimed, o outbox.Outcome) error {
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
		n, err := tx.exec(ctx, `
			UPDATE outbox SET state = $1, activity = $2, not_before = $3, reason = $4, finished = $5
			WHERE id = $6 AND owner = $7 AND attempts = $8 AND state = $9`,
			o.State, activity, notBefore, cut(o.Reason), finished, c.ID, c.Owner, c.Attempts, was)
		switch {
		case err != nil:
			return err
		case n > 0 && was == outbox.Uncertain:
			return tx.reopen(ctx, c.Batch)
		case n > 0:
			return nil
		}
	}
	return outbox.ErrLost
}

// opened makes a Send of an Open whose chat is known now, and remembers the chat for next time.
func (tx *Tx) opened(ctx context.Context, c outbox.Claimed, o outbox.Outcome) error {
	if err := checkKey(string(o.Opened.Tenant), string(o.Opened.ID)); err != nil {
		return err
	}
	n, err := tx.exec(ctx, `
		UPDATE outbox SET kind = 'send', conversation = $1, address = $2, state = 'pending', reason = '', finished = 0,
			not_before = $3, attempts = 0, owner = ''
		WHERE id = $4 AND owner = $5 AND attempts = $6 AND state IN ('sending', 'uncertain')`,
		o.Opened.ID, asJSON{o.Opened}, o.NotBefore, c.ID, c.Owner, c.Attempts)
	if err == nil && n == 0 {
		return outbox.ErrLost
	}
	if err != nil {
		return err
	}
	known := o.Opened
	known.Seen = tx.now()
	return tx.do(ctx, insertAddress+` ON CONFLICT (tenant, id) DO NOTHING`, addressArgs(known)...)
}

// stopTenant closes the tenant's gate for all replicas. A gate that is closed for longer stays so.
func (tx *Tx) stopTenant(ctx context.Context, tenant message.TenantID, o outbox.Outcome) error {
	return tx.do(ctx, `UPDATE gates SET stopped = $1, reason = $2 WHERE tenant = $3 AND stopped < $1`,
		o.StopUntil, cut(o.Reason), tenant)
}
