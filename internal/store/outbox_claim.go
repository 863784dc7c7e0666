package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// ClaimDue hands out messages that are due, tenant by tenant. It is outbox.Store's.
//
// A tenant's claimers queue at its gate, so the messages behind it could be claimed with one statement; they are
// looked at one by one because each passes the gate of its conversation too.
func (db *DB) ClaimDue(ctx context.Context, c outbox.Claim) (outbox.Batch, error) {
	r := db.run(ctx, "look for due messages")
	r.fail(failed("look at the clock", db.engine.sync(ctx)))
	db.takeBack(r)
	db.expireLeases(r)
	now := db.Now()
	gates := r.waiting(c.Pace, now)
	if r.err != nil {
		return outbox.Batch{}, r.end()
	}
	var b outbox.Batch
	tried := false
	for _, g := range gates {
		if g.due.After(now) || len(b.Messages) >= c.Limit {
			continue
		}
		tried = true
		// Each claim has an owner of its own: a message may come back to the same runner, as often tried as before, once
		// a person has asked for more of it, and then the word about the first try is not one about the second.
		own := c
		own.Owner += "/" + rand.Text()
		got, err := db.claimTenant(ctx, g.tenant, own, c.Limit-len(b.Messages))
		if errors.Is(err, errCopied) {
			if err = db.adopt(ctx, false); err == nil {
				b.Next = now // the next look finds what is left to send
				return b, nil
			}
		}
		if err != nil {
			db.lost.Store(own.Owner, true)
			if len(b.Messages) > 0 { // as below
				b.Next = now
				return b, nil
			}
			return outbox.Batch{}, fmt.Errorf("claim messages: %w", err)
		}
		b.Messages = append(b.Messages, got...)
	}
	if tried { // gates have moved, messages were put off
		if gates = r.waiting(c.Pace, now); r.err != nil {
			b.Next = now
			return b, nil //nolint:nilerr // the messages are the caller's already, and would be lost with an error
		}
	}
	if len(gates) > 0 {
		b.Next = slices.MinFunc(gates, func(a, b gate) int { return a.due.Compare(b.due) }).due
	}
	return b, nil
}

// claimTenant takes messages of one tenant as far as its gate and the limit allow, and counts the claim when there are
// some.
func (db *DB) claimTenant(ctx context.Context, tenant string, c outbox.Claim, limit int) ([]outbox.Claimed, error) {
	last := db.known.Load()
	var now generation
	taken, err := inTx(ctx, db, "", func(tx *Tx) []outbox.Claimed {
		taken := tx.claim(tenant, c, limit)
		if len(taken) > 0 {
			now = tx.count(*last)
		}
		return taken
	})
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	db.known.CompareAndSwap(last, &now)
	if err := db.engine.remember(now); err != nil {
		db.lg.Warn("mark beside the database not written: a copy of it may go unnoticed", "error", err)
	}
	return taken, nil
}

// gate is a tenant's pace.
type gate struct {
	tenant  string
	slot    time.Time // the last one that was given away
	stopped time.Time // until when Teams asked to wait
	claimed time.Time // when something last was
	due     time.Time // when it is worth trying to claim something
}

// waiting reads the gates of tenants that have pending messages, without a lock.
func (r *run) waiting(p outbox.Pace, now time.Time) []gate {
	gates := list(r, `
		SELECT tenant, slot, stopped, claimed, oldest FROM (
			SELECT tenant, slot, stopped, claimed,
				(SELECT min(not_before) FROM outbox o WHERE o.tenant = g.tenant AND o.state = 'pending') AS oldest
			FROM gates g) AS w
		WHERE oldest IS NOT NULL ORDER BY tenant`, nil, func(g *gate) []any {
		return []any{&g.tenant, &g.slot, &g.stopped, &g.claimed, &g.due}
	})
	for i, g := range gates {
		gates[i].due = slices.MaxFunc([]time.Time{now, p.Opens(g.slot, now), g.stopped, g.due}, time.Time.Compare)
		if wentBack(g.claimed, now) > 0 {
			gates[i].due = now // nothing that is written can be trusted: see clockBack
		}
	}
	return gates
}

// takeBack makes pending again what was claimed by owners whose claim failed: it may be stored, but nobody was told.
func (db *DB) takeBack(r *run) {
	for owner := range db.lost.Range {
		r.exec(`UPDATE outbox SET state = 'pending', owner = '', attempts = attempts - 1 WHERE state = 'sending' AND owner = $1`, owner)
		if r.err == nil {
			db.lost.Delete(owner)
		}
	}
}

// expireLeases ends the messages of runners that were not heard of again. A new message may have arrived, so it
// becomes uncertain; changing or deleting one can be done again.
func (db *DB) expireLeases(r *run) {
	var ended bool
	now := db.Now()
	if r.find(`SELECT count(*) FROM outbox WHERE state = 'sending' AND lease < $1`, []any{now}, &ended); ended {
		r.exec(`
			UPDATE outbox SET
				state    = CASE WHEN kind = 'send' THEN 'uncertain' ELSE 'pending' END,
				finished = CASE WHEN kind = 'send' THEN CAST($1 AS BIGINT) ELSE 0 END,
				reason   = $2
			WHERE state = 'sending' AND lease < $1`, now, outbox.ReasonLease)
	}
}

func (tx *Tx) claim(tenant string, c outbox.Claim, limit int) (taken []outbox.Claimed) {
	var g gate
	tx.need(fmt.Errorf("gate: %w", ErrNotFound), `SELECT slot, stopped, claimed FROM gates WHERE tenant = $1 FOR UPDATE`,
		[]any{tenant}, &g.slot, &g.stopped, &g.claimed)
	now := tx.now()
	if back := wentBack(g.claimed, now); back > 0 {
		tx.clockBack(tenant, back, now)
		g.stopped = g.stopped.Add(-back)
	}
	if g.stopped.After(now) {
		return nil
	}
	for len(taken) < limit {
		slot, next, ok := c.Pace.Slot(g.slot, now)
		if !ok {
			break
		}
		m, ok := tx.claimOne(tenant, c, slot, now)
		if !ok {
			break
		}
		taken = append(taken, outbox.Claimed{Message: m, Owner: c.Owner, SendAt: slot})
		g.slot = next
	}
	if len(taken) > 0 {
		tx.exec(`UPDATE gates SET slot = $1, claimed = $2 WHERE tenant = $3`, g.slot, now, tenant)
	}
	return taken
}

// wentBack is by how much the clock has gone back since the last claim; 0 when it has not.
func wentBack(claimed, now time.Time) time.Duration {
	if back := claimed.Sub(now); back > 2*outbox.ClockSlack {
		return back
	}
	return 0
}

// clockBack moves back what a clock wrote that was ahead: waits, stops and leases, so that none lasts longer than it
// was meant to.
func (tx *Tx) clockBack(tenant string, back time.Duration, now time.Time) {
	for _, statement := range []string{
		`UPDATE outbox SET not_before = not_before - $1 WHERE tenant = $2 AND state = 'pending' AND not_before > $3`,
		`UPDATE outbox SET lease = lease - $1 WHERE tenant = $2 AND state = 'sending' AND lease > $3`,
		`UPDATE conversation_gates SET used = used - $1 WHERE tenant = $2 AND used > $3`,
		`UPDATE gates SET stopped = stopped - $1, claimed = $3 WHERE tenant = $2`,
	} {
		tx.exec(statement, back.Microseconds(), tenant, now)
	}
}

// claimOne takes the first message that may go, false for none. Those before it that may not are put off, and those that
// another claimer holds are passed over.
func (tx *Tx) claimOne(tenant string, c outbox.Claim, slot, now time.Time) (outbox.Message, bool) {
	for {
		var id outbox.ID
		var conversation string
		var deadline time.Time
		if !tx.find(`
			SELECT id, conversation, deadline FROM outbox
			WHERE tenant = $1 AND state = 'pending' AND +not_before <= $2
			ORDER BY priority, not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED`, // the plus keeps to the index of the order
			[]any{tenant, now}, &id, &conversation, &deadline) {
			return outbox.Message{}, false
		}
		if !deadline.IsZero() && !deadline.After(now) {
			tx.giveUp(id, outbox.Failed, outbox.ReasonDeadline, now)
			continue
		}
		if !tx.passConversation(tenant, conversation, c.Pace, slot) {
			continue
		}
		m, stopped := tx.take(id, c, now)
		switch {
		case stopped:
			tx.giveUp(id, outbox.Cancelled, outbox.ReasonCancelled, now)
		case errors.Is(tx.err, errBroken): // must not stop all that wait behind it
			tx.err = nil
			tx.giveUp(id, outbox.Failed, outbox.ReasonBroken, now)
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
func (tx *Tx) passConversation(tenant, conversation string, p outbox.Pace, slot time.Time) bool {
	var used time.Time
	tx.find(`SELECT used FROM conversation_gates WHERE tenant = $1 AND conversation = $2`, []any{tenant, conversation}, &used)
	newUsed, again, ok := p.Conversation(used, slot)
	if !ok {
		tx.putOff(tenant, conversation, again)
	} else if !newUsed.Equal(used) {
		tx.exec(`
			INSERT INTO conversation_gates (tenant, conversation, used) VALUES ($1, $2, $3)
			ON CONFLICT (tenant, conversation) DO UPDATE SET used = excluded.used`, tenant, conversation, newUsed)
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
		var others map[string]message.Reply
		lang := m.Reply.Locale
		tx.need(fmt.Errorf("%w: message %d has no text", errBroken, m.ID), `
			SELECT reply, others, CASE WHEN until > 0 AND until <= $2 THEN 1 ELSE stopped END FROM batch_texts
			WHERE batch = $1`, []any{m.Batch, now}, &m.Reply, &others, &stopped)
		if own, ok := others[lang]; ok {
			m.Reply = own
		}
	}
	var url string
	if tx.find(`SELECT service_url FROM conversations WHERE tenant = $1 AND id = $2`, []any{m.To.Tenant, m.To.ID},
		&url) && url != "" {
		m.To.ServiceURL = url
	}
	return m, stopped && m.Kind != outbox.Update
}
