package store

import (
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

// claimOne takes the first message that may go, false for none. Those before it that may not are put off.
func (tx *Tx) claimOne(tenant string, c outbox.Claim, slot, now time.Time) (outbox.Message, bool) {
	for {
		var next candidate
		if !tx.find(`
			SELECT id, conversation, deadline FROM outbox
			WHERE tenant = $1 AND state = 'pending' AND +not_before <= $2
			ORDER BY priority, not_before, id LIMIT 1`+tx.db.engine.lockRows(), // the plus keeps to the index of the order
			[]any{tenant, now}, &next.id, &next.conversation, &next.deadline) {
			return outbox.Message{}, false
		}
		if !next.deadline.IsZero() && !next.deadline.After(now) {
			tx.giveUp(next.id, outbox.Failed, outbox.ReasonDeadline, now)
			continue
		}
		if !tx.passConversation(tenant, next, c.Pace, slot) {
			continue
		}
		m, stopped := tx.take(next.id, c, now)
		switch {
		case stopped:
			tx.giveUp(next.id, outbox.Cancelled, outbox.ReasonCancelled, now)
		case errors.Is(tx.err, errBroken): // must not stop all that wait behind it
			tx.err = nil
			tx.giveUp(next.id, outbox.Failed, outbox.ReasonBroken, now)
		default:
			return m, tx.err == nil
		}
	}
}

// giveUp ends a message that is not sent.
func (tx *Tx) giveUp(id outbox.ID, state outbox.State, reason string, now time.Time) {
	tx.exec(`UPDATE outbox SET state = $1, reason = $2, finished = $3 WHERE id = $4`, state, reason, now, id)
}

// passConversation lets a message through the gate of its conversation, or puts it off until that opens.
func (tx *Tx) passConversation(tenant string, m candidate, p outbox.Pace, slot time.Time) bool {
	var used time.Time
	tx.find(`SELECT used FROM conversation_gates WHERE tenant = $1 AND conversation = $2`, []any{tenant, m.conversation}, &used)
	newUsed, again, ok := p.Conversation(used, slot)
	if !ok {
		tx.putOff(tenant, m.conversation, again)
	} else if !newUsed.Equal(used) {
		tx.exec(`
			INSERT INTO conversation_gates (tenant, conversation, used) VALUES ($1, $2, $3)
			ON CONFLICT (tenant, conversation) DO UPDATE SET used = excluded.used`, tenant, m.conversation, newUsed)
	}
	return ok
}

// putOff gives each message that waits for a conversation a time of its own, so that none is looked at in vain again.
func (tx *Tx) putOff(tenant, conversation string, from time.Time) {
	tx.exec(`
		UPDATE outbox SET not_before = CAST($1 AS BIGINT) + turn.place * CAST($2 AS BIGINT)
		FROM (
			SELECT id, row_number() OVER (ORDER BY priority, not_before, id) - 1 AS place FROM outbox
			WHERE tenant = $3 AND conversation = $4 AND state = 'pending' AND not_before < $1
		) AS turn
		WHERE outbox.id = turn.id`,
		from, outbox.ConversationEvery.Microseconds(), tenant, conversation)
}

// take makes a message the runner's and gives it the newest address of its conversation. It reports when nothing new of
// its batch may be sent.
func (tx *Tx) take(id outbox.ID, c outbox.Claim, now time.Time) (m outbox.Message, stopped bool) {
	m = tx.message(`
		UPDATE outbox SET state = 'sending', owner = $1, lease = $2, attempts = attempts + 1,
			version = CASE WHEN version = 0 THEN 0
				ELSE coalesce((SELECT t.version FROM batch_texts t WHERE t.batch = outbox.batch), version) END
		WHERE id = $3 RETURNING `+messageColumns,
		c.Owner, now.Add(c.Lease), id)
	// What a Shared message says is read after the version was noted in its row: a text that is newer than its note is
	// replaced once more in vain, one that is older would never be.
	if m.Shared && m.Kind != outbox.Delete {
		if !tx.find(`SELECT reply, stopped FROM batch_texts WHERE batch = $1`, []any{m.Batch}, &m.Reply, &stopped) {
			tx.fail(fmt.Errorf("%w: message %d has no text", errBroken, m.ID))
		}
	}
	var url string
	if tx.find(`SELECT service_url FROM conversations WHERE tenant = $1 AND id = $2`, []any{m.To.Tenant, m.To.ID},
		&url) && url != "" {
		m.To.ServiceURL = url
	}
	return m, stopped && m.Kind != outbox.Update
}
