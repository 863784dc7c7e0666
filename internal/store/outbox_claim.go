package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"kjernebot/internal/outbox"
)

// ClaimDue hands out messages that are due, tenant by tenant. It is outbox.Store's.
//
// A tenant's claimers queue at its gate, so the messages behind it could be claimed with one statement; they are
// looked at one by one because each passes the gate of its conversation too.
func (db *DB) ClaimDue(ctx context.Context, c outbox.Claim) (outbox.Batch, error) {
	if err := db.engine.sync(ctx, db.engine); err != nil {
		return outbox.Batch{}, fmt.Errorf("look at the clock: %w", err)
	}
	if err := db.takeBack(ctx); err != nil {
		return outbox.Batch{}, fmt.Errorf("take back claims: %w", err)
	}
	if err := db.expireLeases(ctx); err != nil {
		return outbox.Batch{}, fmt.Errorf("look after ended leases: %w", err)
	}
	now := db.Now()
	gates, err := db.waiting(ctx, c.Pace, now)
	if err != nil {
		return outbox.Batch{}, fmt.Errorf("find due messages: %w", err)
	}
	var b outbox.Batch
	tried := false
	for _, g := range gates {
		if g.due.After(now) || len(b.Messages) >= c.Limit {
			b.Next = earliest(b.Next, g.due)
			continue
		}
		tried = true
		var got []outbox.Claimed
		// Each claim has an owner of its own: a message may come back to the same runner, as often tried as before, once
		// a person has asked for more of it, and then the word about the first try is not one about the second.
		own := c
		own.Owner += "/" + strconv.FormatInt(micros(now), 36) + "." + strconv.FormatInt(db.claims.Add(1), 36)
		err := db.claimed(ctx, func(tx *Tx) (n int, err error) {
			got, err = tx.claimTenant(ctx, g.tenant, own, c.Limit-len(b.Messages))
			return len(got), err
		})
		if errors.Is(err, errCopied) {
			if err = db.adopt(ctx); err == nil {
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
	if !tried {
		return b, nil
	}
	if gates, err = db.waiting(ctx, c.Pace, now); err != nil { // again: gates have moved, messages were put off
		b.Next = now
		return b, nil //nolint:nilerr // the messages are the caller's already, and would be lost with an error
	}
	b.Next = time.Time{}
	for _, g := range gates {
		b.Next = earliest(b.Next, g.due)
	}
	return b, nil
}

// claimed runs a claim, and counts it when it hands out messages.
func (db *DB) claimed(ctx context.Context, claim func(*Tx) (int, error)) error {
	last := db.known.seen()
	now := last
	err := db.InTx(ctx, func(tx *Tx) error {
		n, err := claim(tx)
		if err == nil && n > 0 {
			now, err = tx.count(ctx, last)
		}
		return err
	})
	if err != nil || now == last {
		return err
	}
	db.known.note(now)
	if err := db.engine.remember(now); err != nil {
		db.lg.Warn("mark beside the database not written: a copy of it may go unnoticed", "error", err)
	}
	return nil
}

// waitingTenant is a tenant with pending messages, and when it is worth trying to claim one: now or later.
type waitingTenant struct {
	tenant string
	due    time.Time
}

// waiting reads the tenants that have pending messages, without a lock.
func (db *DB) waiting(ctx context.Context, p outbox.Pace, now time.Time) ([]waitingTenant, error) {
	type gate struct {
		tenant                         string
		slot, stopped, claimed, oldest time.Time
	}
	gates, err := list(ctx, db.engine, "gates", `
		SELECT tenant, slot, stopped, claimed, oldest FROM (
			SELECT tenant, slot, stopped, claimed,
				(SELECT min(not_before) FROM outbox o WHERE o.tenant = g.tenant AND o.state = 'pending') AS oldest
			FROM gates g) AS w
		WHERE oldest IS NOT NULL ORDER BY tenant`, nil, func(g *gate) []any {
		return []any{&g.tenant, moment{&g.slot}, moment{&g.stopped}, moment{&g.claimed}, moment{&g.oldest}}
	})
	all := make([]waitingTenant, len(gates))
	for i, g := range gates {
		all[i] = waitingTenant{g.tenant, latest(now, p.Opens(g.slot, now), g.stopped, g.oldest)}
		if wentBack(g.claimed, now) > 0 {
			all[i].due = now // nothing that is written can be trusted: see clockBack
		}
	}
	return all, err
}

// takeBack makes pending again what was claimed by owners whose claim failed: it may be stored, but nobody was told.
func (db *DB) takeBack(ctx context.Context) (err error) {
	db.lost.Range(func(owner, _ any) bool {
		_, err = db.engine.exec(ctx, `UPDATE outbox SET state = 'pending', owner = '', attempts = attempts - 1
			WHERE state = 'sending' AND owner = $1`, owner)
		if err == nil {
			db.lost.Delete(owner)
		}
		return err == nil
	})
	return err
}

// expireLeases ends the messages of runners that were not heard of again. A new message may have arrived, so it
// becomes uncertain; changing or deleting one can be done again.
func (db *DB) expireLeases(ctx context.Context) error {
	now := db.Now()
	var n int64
	err := queryRow(ctx, db.engine, `SELECT count(*) FROM outbox WHERE state = 'sending' AND lease < $1`, []any{now}, &n)
	if err != nil || n == 0 {
		return err
	}
	_, err = db.engine.exec(ctx, `
		UPDATE outbox SET
			state    = CASE WHEN kind = 'send' THEN 'uncertain' ELSE 'pending' END,
			finished = CASE WHEN kind = 'send' THEN CAST($1 AS BIGINT) ELSE 0 END,
			reason   = $2
		WHERE state = 'sending' AND lease < $1`, now, outbox.ReasonLease)
	return err
}

// claimTenant takes messages of one tenant as far as its gate and the limit allow.
func (tx *Tx) claimTenant(ctx context.Context, tenant string, c outbox.Claim, limit int) ([]outbox.Claimed, error) {
	var gate, stopped, claimed time.Time
	err := queryRow(ctx, tx, `SELECT slot, stopped, claimed FROM gates WHERE tenant = $1`+tx.engine.lockOne(),
		[]any{tenant}, moment{&gate}, moment{&stopped}, moment{&claimed})
	if err != nil {
		return nil, fmt.Errorf("gate: %w", err)
	}
	now := tx.now()
	if back := wentBack(claimed, now); back > 0 {
		if err := tx.clockBack(ctx, tenant, back, now); err != nil {
			return nil, fmt.Errorf("clock: %w", err)
		}
		stopped = stopped.Add(-back)
	}
	if stopped.After(now) {
		return nil, nil
	}
	var taken []outbox.Claimed
	for len(taken) < limit {
		slot, next, ok := c.Pace.Slot(gate, now)
		if !ok {
			break
		}
		m, err := tx.claimOne(ctx, tenant, c, slot, now)
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		taken = append(taken, outbox.Claimed{Message: m, Owner: c.Owner, SendAt: slot})
		gate = next
	}
	if len(taken) == 0 {
		return nil, nil
	}
	if _, err := tx.exec(ctx, `UPDATE gates SET slot = $1, claimed = $2 WHERE tenant = $3`, gate, now, tenant); err != nil {
		return nil, fmt.Errorf("gate: %w", err)
	}
	return taken, nil
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
func (tx *Tx) clockBack(ctx context.Context, tenant string, back time.Duration, now time.Time) error {
	for _, statement := range []string{
		`UPDATE outbox SET not_before = not_before - $1 WHERE tenant = $2 AND state = 'pending' AND not_before > $3`,
		`UPDATE outbox SET lease = lease - $1 WHERE tenant = $2 AND state = 'sending' AND lease > $3`,
		`UPDATE conversation_gates SET used = used - $1 WHERE tenant = $2 AND used > $3`,
		`UPDATE gates SET stopped = stopped - $1, claimed = $3 WHERE tenant = $2`,
	} {
		if _, err := tx.exec(ctx, statement, back.Microseconds(), tenant, now); err != nil {
			return err
		}
	}
	return nil
}

// earliest returns the earlier of two times, of which a zero one does not count.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func latest(times ...time.Time) time.Time {
	var last time.Time
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}
