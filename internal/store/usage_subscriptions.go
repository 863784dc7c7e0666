package store

import (
	"context"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// Subscribe lets a person get the figures every week from now on, in that chat. A person who did so before keeps what
// was sent; only the chat changes.
func (db *DB) Subscribe(ctx context.Context, s usage.Subscription) error {
	if err := checkKey(string(s.Tenant), string(s.Object)); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	_, err := db.engine.exec(ctx, `
		INSERT INTO usage_subscriptions (tenant, person, conversation, since, sent) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tenant, person) DO UPDATE SET conversation = excluded.conversation`,
		s.Tenant, s.Object, s.Conversation, micros(db.Now()), weekNumber(s.Sent))
	if err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	return nil
}

// Unsubscribe ends it, and reports whether there was something to end.
func (db *DB) Unsubscribe(ctx context.Context, id message.Person) (bool, error) {
	n, err := db.engine.exec(ctx, `DELETE FROM usage_subscriptions WHERE tenant = $1 AND person = $2`, id.Tenant,
		id.Object)
	if err != nil {
		return false, fmt.Errorf("unsubscribe: %w", err)
	}
	return n > 0, nil
}

// DueSubscriptions returns those that have not been sent the week, in the order of tenant and person.
func (db *DB) DueSubscriptions(ctx context.Context, week week.Week) ([]usage.Subscription, error) {
	var list []usage.Subscription
	err := db.engine.query(ctx, `
		SELECT tenant, person, conversation, since, sent FROM usage_subscriptions WHERE sent < $1 ORDER BY tenant, person`,
		[]any{weekNumber(week)}, func(scan func(...any) error) error {
			var (
				s           usage.Subscription
				since, sent int64
			)
			err := scan(&s.Tenant, &s.Object, &s.Conversation, &since, &sent)
			s.Since, s.Sent = fromMicros(since), weekOf(sent)
			list = append(list, s)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("list subscriptions: %w", err)
	}
	return list, nil
}

// MarkSent notes that the person gets the week's figures, and reports whether this call is the first to do so. In one
// transaction with Enqueue the message is sent exactly if this is true.
func (tx *Tx) MarkSent(ctx context.Context, id message.Person, week week.Week) (first bool, err error) {
	n, err := tx.exec(ctx, `UPDATE usage_subscriptions SET sent = $1 WHERE tenant = $2 AND person = $3 AND sent < $1`,
		weekNumber(week), id.Tenant, id.Object)
	if err != nil {
		return false, fmt.Errorf("mark figures sent: %w", err)
	}
	return n == 1, nil
}
