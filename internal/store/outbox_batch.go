package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kjernebot/bot"
	"kjernebot/internal/outbox"
)

// noVersion marks a message that takes its text from its batch and has none yet.
const noVersion = -1

// enqueueRows is how many rows are written with one statement. More save nothing: SQLite looks through all parameters
// for each.
const enqueueRows = 32

// SetBatchText says what the Shared messages of a batch are to say: those that are sent from now on do, whenever they
// were stored. version orders the texts of a batch, from 1.
func (tx *Tx) SetBatchText(ctx context.Context, batch string, r bot.Reply, version int) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("text of batch: %w", err)
	}
	_, err = tx.exec(ctx, `
		INSERT INTO batch_texts (batch, reply, version) VALUES ($1, $2, $3)
		ON CONFLICT (batch) DO UPDATE SET reply = excluded.reply, version = excluded.version`,
		batch, string(text), int64(version))
	if err != nil {
		return fmt.Errorf("text of batch: %w", err)
	}
	return nil
}

// stopBatch lets nothing new of a batch be sent any more, also what is under way and would be tried again.
func (tx *Tx) stopBatch(ctx context.Context, batch string) error {
	_, err := tx.exec(ctx, `UPDATE batch_texts SET stopped = 1 WHERE batch = $1`, batch)
	return err
}

// batchStopped reports whether that was done.
func (tx *Tx) batchStopped(ctx context.Context, batch string) (bool, error) {
	var stopped int64
	err := queryRow(ctx, tx, `SELECT stopped FROM batch_texts WHERE batch = $1`, []any{batch}, &stopped)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return stopped != 0, err
}

// batchText reads what a Shared message says now. It is read after the version was noted in the message's row: a text
// that is newer than its note is replaced once more in vain, one that is older would never be.
func (tx *Tx) batchText(ctx context.Context, m *outbox.Message) error {
	var text string
	err := queryRow(ctx, tx, `SELECT reply FROM batch_texts WHERE batch = $1`, []any{m.Batch}, &text)
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: message %d has no text", errBroken, m.ID)
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), &m.Reply); err != nil {
		return fmt.Errorf("%w: text of batch %s: %w", errBroken, m.Batch, err)
	}
	return nil
}

// EnqueueAll is Enqueue for many messages, with fewer statements. Ones whose Key is known already are not
// stored again.
func (tx *Tx) EnqueueAll(ctx context.Context, messages []outbox.Message) error {
	tenants := map[bot.TenantID]bool{}
	for len(messages) > 0 {
		part := messages[:min(len(messages), enqueueRows)]
		messages = messages[len(part):]
		rows := &manyRows{}
		for _, m := range part {
			if !tenants[m.To.Tenant] {
				tenants[m.To.Tenant] = true
				if _, err := tx.exec(ctx, `INSERT INTO gates (tenant) VALUES ($1) ON CONFLICT DO NOTHING`, string(m.To.Tenant)); err != nil {
					return fmt.Errorf("enqueue messages: %w", err)
				}
			}
			args, err := tx.outboxArgs(m)
			if err != nil {
				return fmt.Errorf("enqueue messages: %w", err)
			}
			rows.add(args...)
		}
		if _, err := tx.exec(ctx, `INSERT INTO outbox (`+enqueueColumns+`) VALUES `+rows.text.String()+`
			ON CONFLICT (unique_key) DO NOTHING`, rows.args...); err != nil {
			return fmt.Errorf("enqueue messages: %w", err)
		}
	}
	return nil
}

// manyRows collects rows for one INSERT.
type manyRows struct {
	text strings.Builder
	args []any
}

func (r *manyRows) add(args ...any) {
	if r.text.Len() > 0 {
		r.text.WriteByte(',')
	}
	for i := range args {
		sep := byte(',')
		if i == 0 {
			sep = '('
		}
		r.text.WriteByte(sep)
		fmt.Fprintf(&r.text, "$%d", len(r.args)+i+1)
	}
	r.text.WriteByte(')')
	r.args = append(r.args, args...)
}
