package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// noVersion marks a message that takes its text from its batch and has none yet.
const noVersion = -1

// SetBatchText says what the Shared messages of a batch are to say: those that are sent from now on do, whenever they
// were stored. version orders the texts of a batch, from 1.
func (tx *Tx) SetBatchText(ctx context.Context, batch string, r message.Reply, version int) error {
	_, err := tx.exec(ctx, `
		INSERT INTO batch_texts (batch, reply, version) VALUES ($1, $2, $3)
		ON CONFLICT (batch) DO UPDATE SET reply = excluded.reply, version = excluded.version`,
		batch, asJSON{r}, version)
	return failed("text of batch", err)
}

// errStopped: nothing new of the message's batch may be sent.
var errStopped = errors.New("stopped")

// stopBatch lets nothing new of a batch be sent any more. What is under way and would be tried again is stopped when it
// is to be claimed; the caller holds the gates, so no claim has missed it.
func (tx *Tx) stopBatch(ctx context.Context, batch string, now time.Time) error {
	if _, err := tx.exec(ctx, `UPDATE batch_texts SET stopped = 1 WHERE batch = $1`, batch); err != nil {
		return err
	}
	return tx.do(ctx, `UPDATE outbox SET state = 'cancelled', reason = $1, finished = $2
		WHERE batch = $3 AND state = 'pending' AND kind IN ('send', 'open')`, outbox.ReasonCancelled, now, batch)
}

// batchText reads what a Shared message says now, or returns errStopped. It is read after the version was noted in the
// message's row: a text that is newer than its note is replaced once more in vain, one that is older would never be.
func (tx *Tx) batchText(ctx context.Context, m *outbox.Message) error {
	var text string
	var stopped bool
	err := queryRow(ctx, tx, `SELECT reply, stopped FROM batch_texts WHERE batch = $1`, []any{m.Batch}, &text, yes{&stopped})
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: message %d has no text", errBroken, m.ID)
	}
	if err != nil {
		return err
	}
	if stopped && m.Kind != outbox.Update {
		return errStopped
	}
	if err := json.Unmarshal([]byte(text), &m.Reply); err != nil {
		return fmt.Errorf("%w: text of batch %s: %w", errBroken, m.Batch, err)
	}
	return nil
}

// EnqueueAll is Enqueue for many messages, with fewer statements. Ones whose Key is known already are not
// stored again.
func (tx *Tx) EnqueueAll(ctx context.Context, messages []outbox.Message) error {
	tenants := map[message.TenantID]bool{}
	rows := tx.manyRows(`outbox (`+enqueueColumns+`)`, `ON CONFLICT (unique_key) DO NOTHING`)
	for _, m := range messages {
		if !tenants[m.To.Tenant] {
			tenants[m.To.Tenant] = true
			if err := tx.makeGate(ctx, m.To.Tenant); err != nil {
				return fmt.Errorf("enqueue messages: %w", err)
			}
		}
		args, err := tx.outboxArgs(m)
		if err == nil {
			err = rows.add(ctx, args...)
		}
		if err != nil {
			return fmt.Errorf("enqueue messages: %w", err)
		}
	}
	return failed("enqueue messages", rows.flush(ctx))
}
