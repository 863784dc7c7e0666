package store

import (
	"context"
	"slices"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
)

// reminderKey comes before the key of the copy that a reminder is about.
const reminderKey = "reminder "

// RemindAnnouncement enqueues the one reminder to those of the kommuner who have a copy and have not read it.
func (db *DB) RemindAnnouncement(ctx context.Context, id announce.ID, body func(announce.Announcement) message.Reply,
	kommuner []kommune.Number) (int, error) {
	n := 0
	err := db.InTx(ctx, func(tx *Tx) error {
		a, err := readAnnouncement(ctx, tx, id, tx.engine.lockOne())
		switch {
		case err != nil:
			return err
		case a.Started.IsZero() || a.Goal == announce.Withdrawn:
			return announce.ErrState
		case !a.Reminded.IsZero():
			return announce.ErrReminded
		}
		messages, err := tx.toRemind(ctx, id, kommuner)
		if err != nil || len(messages) == 0 {
			return err
		}
		n = len(messages)
		a.Reminded = tx.now().UTC()
		if err := tx.SetBatchText(ctx, announce.ReminderBatch(id), body(a), a.Version); err != nil {
			return err
		}
		if err := tx.EnqueueAll(ctx, messages); err != nil {
			return err
		}
		return tx.writeAnnouncement(ctx, a)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (tx *Tx) toRemind(ctx context.Context, id announce.ID, kommuner []kommune.Number) ([]outbox.Message, error) {
	type copied struct {
		key  string
		to   message.Conversation
		home kommune.Number
	}
	copies, err := list(ctx, tx, "copies", `
		SELECT o.unique_key, o.address, c.kommune FROM outbox o JOIN announcement_copies c ON c.unique_key = o.unique_key
		WHERE o.batch = $1 AND o.state = 'sent' AND o.kind <> 'delete' AND c.person <> '' AND NOT EXISTS (
			SELECT 1 FROM announcement_reads r WHERE r.announcement = $2 AND r.tenant = c.tenant AND r.person = c.person)
		ORDER BY o.id`, []any{announce.Batch(id), id},
		func(c *copied) []any { return []any{&c.key, asJSON{&c.to}, &c.home} })
	var messages []outbox.Message
	for _, c := range copies {
		if slices.Contains(kommuner, c.home) {
			messages = append(messages, outbox.Message{Key: reminderKey + c.key, Batch: announce.ReminderBatch(id),
				Kind: outbox.Send, To: c.to, Shared: true, Priority: outbox.Bulk})
		}
	}
	return messages, err
}
