package store

import (
	"context"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// StartAnnouncement writes an announcement's step to Sending and all its copies, in one transaction.
func (db *DB) StartAnnouncement(ctx context.Context, s announce.Start) (began bool, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		a, err := readAnnouncement(ctx, tx, s.ID, tx.engine.lockOne())
		if err != nil || a.State != announce.Scheduled || a.Version != s.Version {
			return err
		}
		began = true
		confirmed, now := a.Changed, tx.now().UTC()
		a.State, a.Goal, a.Started, a.Changed, a.Unreachable = announce.Sending, announce.Done, now, now, s.Unreachable
		if err := tx.SetBatchText(ctx, announce.Batch(s.ID), s.Body, s.Version); err != nil {
			return err
		}
		if err := tx.enqueueCopies(ctx, s, now); err != nil {
			return err
		}
		if err := tx.holdCopies(ctx, s.ID, confirmed); err != nil {
			return err
		}
		return tx.end(ctx, &a)
	})
	return began && err == nil, err
}

// holdCopies makes the copies of an announcement uncertain that was confirmed before the database was known as a copy:
// the original sends them too, or has.
func (tx *Tx) holdCopies(ctx context.Context, id announce.ID, confirmed time.Time) error {
	last, err := lastRestoration(ctx, tx)
	if err != nil || last.At.IsZero() || confirmed.After(last.At) {
		return err
	}
	return tx.do(ctx,
		`UPDATE outbox SET state = 'uncertain', reason = $1, finished = $2 WHERE batch = $3 AND state = 'pending'`,
		outbox.ReasonRestored, tx.now(), announce.Batch(id))
}

func (tx *Tx) enqueueCopies(ctx context.Context, s announce.Start, now time.Time) error {
	messages := make([]outbox.Message, 0, len(s.Recipients))
	rows := tx.manyRows(`announcement_copies (unique_key, announcement, tenant, person, kommune)`,
		`ON CONFLICT (unique_key) DO NOTHING`)
	for _, r := range s.Recipients {
		m := outbox.Message{Key: r.Key(s.ID), Batch: announce.Batch(s.ID), Kind: outbox.Send, To: r.To, Shared: true,
			Priority: outbox.Bulk, NotBefore: now}
		person := ""
		if r.To.Kind == message.Personal {
			person = strings.ToLower(string(r.To.Object))
			if r.To.ID == "" {
				m.Kind = outbox.Open
			}
		}
		messages = append(messages, m)
		if err := rows.add(ctx, m.Key, s.ID, r.To.Tenant, person, r.Kommune); err != nil {
			return err
		}
	}
	if err := rows.flush(ctx); err != nil {
		return err
	}
	return tx.EnqueueAll(ctx, messages)
}
