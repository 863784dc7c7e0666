package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kjernebot/internal/outbox"
)

// candidate is a message that is due, before it is known whether its conversation is free.
type candidate struct {
	id           outbox.ID
	conversation string
	deadline     time.Time
}

// claimOne takes the first message that may go, or returns ErrNotFound. Those before it that may not are put off.
func (tx *Tx) claimOne(ctx context.Context, tenant string, c outbox.Claim, slot, now time.Time) (outbox.Message, error) {
	for {
		var next candidate
		err := queryRow(ctx, tx, `
			SELECT id, conversation, deadline FROM outbox
			WHERE tenant = $1 AND state = 'pending' AND +not_before <= $2
			ORDER BY priority, not_before, id LIMIT 1`+tx.engine.lockRows(), // the plus keeps to the index of the order
			[]any{tenant, now}, &next.id, &next.conversation, moment{&next.deadline})
		if err != nil {
			return outbox.Message{}, err
		}
		if !next.deadline.IsZero() && !next.deadline.After(now) {
			if err := tx.giveUp(ctx, next.id, outbox.Failed, outbox.ReasonDeadline, now); err != nil {
				return outbox.Message{}, err
			}
			continue
		}
		free, err := tx.passConversation(ctx, tenant, next, c.Pace, slot)
		if err != nil {
			return outbox.Message{}, err
		}
		if !free {
			continue
		}
		m, err := tx.take(ctx, next.id, c, now)
		switch {
		case errors.Is(err, errStopped):
			err = tx.giveUp(ctx, next.id, outbox.Cancelled, outbox.ReasonCancelled, now)
		case errors.Is(err, errBroken): // must not stop all that wait behind it
			err = tx.giveUp(ctx, next.id, outbox.Failed, outbox.ReasonBroken, now)
		default:
			return m, err
		}
		if err != nil {
			return outbox.Message{}, err
		}
	}
}

// giveUp ends a message that is not sent.
func (tx *Tx) giveUp(ctx context.Context, id outbox.ID, state outbox.State, reason string, now time.Time) error {
	return tx.do(ctx, `UPDATE outbox SET state = $1, reason = $2, finished = $3 WHERE id = $4`,
		state, reason, now, id)
}

// passConversation lets a message through the gate of its conversation, or puts it off until that opens.
func (tx *Tx) passConversation(ctx context.Context, tenant string, m candidate, p outbox.Pace, slot time.Time) (bool,
	error) {
	var used time.Time
	err := queryRow(ctx, tx, `SELECT used FROM conversation_gates WHERE tenant = $1 AND conversation = $2`,
		[]any{tenant, m.conversation}, moment{&used})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, fmt.Errorf("conversation gate: %w", err)
	}
	newUsed, again, ok := p.Conversation(used, slot)
	if !ok {
		return false, tx.putOff(ctx, tenant, m.conversation, again)
	}
	if newUsed.Equal(used) {
		return true, nil
	}
	_, err = tx.exec(ctx, `
		INSERT INTO conversation_gates (tenant, conversation, used) VALUES ($1, $2, $3)
		ON CONFLICT (tenant, conversation) DO UPDATE SET used = excluded.used`,
		tenant, m.conversation, newUsed)
	return true, err
}

// putOff gives each message that waits for a conversation a time of its own, so that none is looked at in vain again.
func (tx *Tx) putOff(ctx context.Context, tenant, conversation string, from time.Time) error {
	return tx.do(ctx, `
		UPDATE outbox SET not_before = CAST($1 AS BIGINT) + turn.place * CAST($2 AS BIGINT)
		FROM (
			SELECT id, row_number() OVER (ORDER BY priority, not_before, id) - 1 AS place FROM outbox
			WHERE tenant = $3 AND conversation = $4 AND state = 'pending' AND not_before < $1
		) AS turn
		WHERE outbox.id = turn.id`,
		from, outbox.ConversationEvery.Microseconds(), tenant, conversation)
}

// take makes a message the runner's and gives it the newest address of its conversation.
func (tx *Tx) take(ctx context.Context, id outbox.ID, c outbox.Claim, now time.Time) (outbox.Message, error) {
	m, err := readMessage(ctx, tx, `
		UPDATE outbox SET state = 'sending', owner = $1, lease = $2, attempts = attempts + 1,
			version = CASE WHEN version = 0 THEN 0
				ELSE coalesce((SELECT t.version FROM batch_texts t WHERE t.batch = outbox.batch), version) END
		WHERE id = $3 RETURNING `+messageColumns,
		c.Owner, now.Add(c.Lease), id)
	if err != nil {
		return m, err
	}
	if m.Shared && m.Kind != outbox.Delete {
		if err := tx.batchText(ctx, &m); err != nil {
			return m, err
		}
	}
	var url string
	err = queryRow(ctx, tx, `SELECT service_url FROM conversations WHERE tenant = $1 AND id = $2`,
		[]any{m.To.Tenant, m.To.ID}, &url)
	if err == nil && url != "" {
		m.To.ServiceURL = url
	}
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return m, err
}
