package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kjernebot/internal/outbox"
)

// ClaimDue hands out messages that are due, tenant by tenant. It is outbox.Store's.
//
// A tenant's claimers queue at its gate, so the messages behind it could be claimed with one statement; they are
// looked at one by one because each passes the gate of its conversation too.
func (db *DB) ClaimDue(ctx context.Context, c outbox.Claim) (outbox.Batch, error) {
	if err := db.engine.sync(ctx); err != nil {
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
		// Each claim has an owner of its own: a message may come back to the same runner, as often tried as before, once
		// a person has asked for more of it, and then the word about the first try is not one about the second.
		own := c
		own.Owner += "/" + strconv.FormatInt(micros(now), 36) + "." + strconv.FormatInt(db.claims.Add(1), 36)
		got, err := db.claimTenant(ctx, g.tenant, own, c.Limit-len(b.Messages))
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

// claimTenant takes messages of one tenant as far as its gate and the limit allow, and counts the claim when there are
// some.
func (db *DB) claimTenant(ctx context.Context, tenant string, c outbox.Claim, limit int) ([]outbox.Claimed, error) {
	last := db.known.seen()
	var now generation
	taken, err := inTx(ctx, db, "", func(tx *Tx) []outbox.Claimed {
		taken := tx.claim(tenant, c, limit)
		if len(taken) > 0 {
			now = tx.count(last)
		}
		return taken
	})
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	db.known.note(now)
	if err := db.engine.remember(now); err != nil {
		db.lg.Warn("mark beside the database not written: a copy of it may go unnoticed", "error", err)
	}
	return taken, nil
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
	r := db.run(ctx, "gates")
	gates := list(r, `
		SELECT tenant, slot, stopped, claimed, oldest FROM (
			SELECT tenant, slot, stopped, claimed,
				(SELECT min(not_before) FROM outbox o WHERE o.tenant = g.tenant AND o.state = 'pending') AS oldest
			FROM gates g) AS w
		WHERE oldest IS NOT NULL ORDER BY tenant`, nil, func(g *gate) []any {
		return []any{&g.tenant, &g.slot, &g.stopped, &g.claimed, &g.oldest}
	})
	all := make([]waitingTenant, len(gates))
	for i, g := range gates {
		all[i] = waitingTenant{g.tenant, slices.MaxFunc([]time.Time{now, p.Opens(g.slot, now), g.stopped, g.oldest}, time.Time.Compare)}
		if wentBack(g.claimed, now) > 0 {
			all[i].due = now // nothing that is written can be trusted: see clockBack
		}
	}
	return all, r.end()
}

// takeBack makes pending again what was claimed by owners whose claim failed: it may be stored, but nobody was told.
func (db *DB) takeBack(ctx context.Context) (err error) {
	db.lost.Range(func(owner, _ any) bool {
		err = db.do(ctx, "", `UPDATE outbox SET state = 'pending', owner = '', attempts = attempts - 1
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
	var n int64
	now, r := db.Now(), db.run(ctx, "")
	if r.find(`SELECT count(*) FROM outbox WHERE state = 'sending' AND lease < $1`, []any{now}, &n); n > 0 {
		r.exec(`
			UPDATE outbox SET
				state    = CASE WHEN kind = 'send' THEN 'uncertain' ELSE 'pending' END,
				finished = CASE WHEN kind = 'send' THEN CAST($1 AS BIGINT) ELSE 0 END,
				reason   = $2
			WHERE state = 'sending' AND lease < $1`, now, outbox.ReasonLease)
	}
	return r.end()
}

func (tx *Tx) claim(tenant string, c outbox.Claim, limit int) (taken []outbox.Claimed) {
	var gate, stopped, claimed time.Time
	if !tx.find(`SELECT slot, stopped, claimed FROM gates WHERE tenant = $1`+tx.db.engine.lockOne(), []any{tenant},
		&gate, &stopped, &claimed) {
		tx.fail(fmt.Errorf("gate: %w", ErrNotFound))
	}
	now := tx.now()
	if back := wentBack(claimed, now); back > 0 {
		tx.clockBack(tenant, back, now)
		stopped = stopped.Add(-back)
	}
	if stopped.After(now) {
		return nil
	}
	for len(taken) < limit {
		slot, next, ok := c.Pace.Slot(gate, now)
		if !ok {
			break
		}
		m, ok := tx.claimOne(tenant, c, slot, now)
		if !ok {
			break
		}
		taken = append(taken, outbox.Claimed{Message: m, Owner: c.Owner, SendAt: slot})
		gate = next
	}
	if len(taken) > 0 {
		tx.exec(`UPDATE gates SET slot = $1, claimed = $2 WHERE tenant = $3`, gate, now, tenant)
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

// earliest returns the earlier of two times, of which a zero one does not count.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
