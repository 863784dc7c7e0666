package store

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// Subscribe lets a person get the figures every week from now on, in that chat. A person who did so before keeps what
// was sent; only the chat changes.
func (db *DB) Subscribe(ctx context.Context, s usage.Subscription) error {
	const what = "subscribe"
	if err := checkKey(string(s.Tenant), string(s.Object)); err != nil {
		return failed(what, err)
	}
	return db.do(ctx, what, `
		INSERT INTO usage_subscriptions (tenant, person, conversation, since, sent) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tenant, person) DO UPDATE SET conversation = excluded.conversation`,
		s.Tenant, s.Object, s.Conversation, db.Now(), s.Sent)
}

// Unsubscribe ends it, and reports whether there was something to end.
func (db *DB) Unsubscribe(ctx context.Context, id message.Person) (bool, error) {
	return db.did(ctx, "unsubscribe", `DELETE FROM usage_subscriptions WHERE tenant = $1 AND person = $2`, id.Tenant,
		id.Object)
}

// DueSubscriptions returns those that have not been sent the week, in the order of tenant and person.
func (db *DB) DueSubscriptions(ctx context.Context, week week.Week) ([]usage.Subscription, error) {
	return list(ctx, db.engine, "list subscriptions", `
		SELECT tenant, person, conversation, since, sent FROM usage_subscriptions WHERE sent < $1 ORDER BY tenant, person`,
		[]any{week}, func(s *usage.Subscription) []any {
			return []any{&s.Tenant, &s.Object, &s.Conversation, moment{&s.Since}, inWeek{&s.Sent}}
		})
}

// MarkSent notes that the person gets the week's figures, and reports whether this call is the first to do so. In one
// transaction with Enqueue the message is sent exactly if this is true.
func (tx *Tx) MarkSent(ctx context.Context, id message.Person, week week.Week) (first bool, err error) {
	n, err := tx.exec(ctx, `UPDATE usage_subscriptions SET sent = $1 WHERE tenant = $2 AND person = $3 AND sent < $1`,
		week, id.Tenant, id.Object)
	return n == 1, failed("mark figures sent", err)
}
