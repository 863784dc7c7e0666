package store

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

const subscriptionColumns = `tenant, person, conversation, since, sent`

// Subscribe lets a person get the figures every week from now on, in that chat. A person who did so before keeps what
// was sent; only the chat changes.
func (db *DB) Subscribe(ctx context.Context, s usage.Subscription) error {
	return db.do(ctx, "subscribe", insertInto("usage_subscriptions", subscriptionColumns)+`
		ON CONFLICT (tenant, person) DO UPDATE SET conversation = excluded.conversation`,
		key(s.Tenant), key(s.Object), s.Conversation, db.Now(), s.Sent)
}

// Unsubscribe ends it, and reports whether there was something to end.
func (db *DB) Unsubscribe(ctx context.Context, id message.Person) (bool, error) {
	return db.did(ctx, "unsubscribe", `DELETE FROM usage_subscriptions WHERE tenant = $1 AND person = $2`, id.Tenant,
		id.Object)
}

// DueSubscriptions returns those that have not been sent the week, in the order of tenant and person.
func (db *DB) DueSubscriptions(ctx context.Context, week week.Week) ([]usage.Subscription, error) {
	r := db.run(ctx, "list subscriptions")
	return list(r, `SELECT `+subscriptionColumns+` FROM usage_subscriptions WHERE sent < $1 ORDER BY tenant, person`,
		[]any{week}, func(s *usage.Subscription) []any {
			return []any{&s.Tenant, &s.Object, &s.Conversation, &s.Since, &s.Sent}
		}), r.end()
}

// MarkSent notes that the person gets the week's figures, and reports whether this call is the first to do so. In one
// transaction with Enqueue the message is sent exactly if this is true.
func (tx *Tx) MarkSent(id message.Person, week week.Week) (first bool) {
	return tx.exec(`UPDATE usage_subscriptions SET sent = $1 WHERE tenant = $2 AND person = $3 AND sent < $1`,
		week, id.Tenant, id.Object) > 0
}

// KeepSheet keeps a sheet for usage.WaitingTime. Of one person's the newest usage.MostWaiting are kept.
func (db *DB) KeepSheet(ctx context.Context, s usage.WaitingSheet) error {
	return db.inTx(ctx, "keep sheet", func(tx *Tx) {
		tx.exec(`INSERT INTO waiting_sheets (id, tenant, person, file, content, kept) VALUES ($1, $2, $3, $4, $5, $6)`,
			s.ID, s.By.Tenant, s.By.Object, s.File, s.Content, tx.now())
		tx.exec(`DELETE FROM waiting_sheets WHERE tenant = $1 AND person = $2 AND id NOT IN (
			SELECT id FROM waiting_sheets WHERE tenant = $1 AND person = $2 ORDER BY kept DESC, id LIMIT $3)`,
			s.By.Tenant, s.By.Object, usage.MostWaiting)
	})
}

// WaitingSheet is the sheet that a person dropped; ok is false when it is not there, or has waited too long.
func (db *DB) WaitingSheet(ctx context.Context, id string, by message.Person) (s usage.WaitingSheet, ok bool,
	err error) {
	r := db.run(ctx, "read waiting sheet")
	if ok = r.find(`SELECT file, content FROM waiting_sheets WHERE id = $1 AND tenant = $2 AND person = $3 AND kept >= $4`,
		[]any{id, by.Tenant, by.Object, db.Now().Add(-usage.WaitingTime)}, &s.File, &s.Content); ok {
		s.ID, s.By = id, by
	}
	return s, ok, r.end()
}

// ForgetSheet removes a sheet that waits no more.
func (db *DB) ForgetSheet(ctx context.Context, id string) error {
	return db.do(ctx, "forget sheet", `DELETE FROM waiting_sheets WHERE id = $1`, id)
}
