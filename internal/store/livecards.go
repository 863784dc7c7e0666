package store

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// PutCard stores a card, live, and returns the one that it takes the place of. It is announce.CardStore's, like the rest
// of this file.
func (db *DB) PutCard(ctx context.Context, c announce.LiveCard) (before announce.LiveCard, err error) {
	const what = "put card"
	if err := checkKey(c.Subject, string(c.Owner.Tenant), string(c.Owner.Object)); err != nil {
		return before, failed(what, err)
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		known, err := liveCards(ctx, tx, `subject = $1 AND tenant = $2 AND person = $3`, c.Subject, c.Owner.Tenant,
			c.Owner.Object)
		if err != nil {
			return err
		}
		if len(known) > 0 {
			before = known[0]
		}
		return tx.do(ctx, `
			INSERT INTO live_cards (subject, tenant, person, address, activity, shown, message, live) VALUES ($1, $2, $3, $4, $5, $6, 0, 1)
			ON CONFLICT (subject, tenant, person) DO UPDATE SET address = excluded.address, shown = excluded.shown, live = 1,
				message = CASE WHEN live_cards.activity = excluded.activity THEN live_cards.message ELSE 0 END, activity = excluded.activity`,
			c.Subject, c.Owner.Tenant, c.Owner.Object, asJSON{c.To}, c.Activity, c.Shown)
	})
	return before, failed(what, err)
}

// LiveCards are those that may have news.
func (db *DB) LiveCards(ctx context.Context) ([]announce.LiveCard, error) {
	return liveCards(ctx, db.engine, `live = 1 OR subject IN (SELECT id FROM announcements WHERE state = 'sending')`)
}

func liveCards(ctx context.Context, q querier, where string, args ...any) ([]announce.LiveCard, error) {
	return list(ctx, q, "live cards", `SELECT subject, tenant, person, address, activity, shown, message FROM live_cards
		WHERE `+where+` ORDER BY subject, tenant, person`, args, func(c *announce.LiveCard) []any {
		return []any{&c.Subject, &c.Owner.Tenant, &c.Owner.Object, asJSON{&c.To}, &c.Activity, &c.Shown, &c.Message}
	})
}

// ChangeCard enqueues a change of a card, unless somebody else did or the last one is under way.
func (db *DB) ChangeCard(ctx context.Context, c announce.LiveCard, shown string, r message.Reply) (changed bool,
	err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `
			UPDATE live_cards SET shown = $1, live = 1
			WHERE subject = $2 AND tenant = $3 AND person = $4 AND activity = $5 AND shown = $6 AND message = $7 AND NOT EXISTS (
				SELECT 1 FROM outbox o WHERE o.id = live_cards.message AND o.state IN ('pending', 'sending'))`,
			shown, c.Subject, c.Owner.Tenant, c.Owner.Object, c.Activity, c.Shown, c.Message)
		if err != nil || n == 0 {
			return err
		}
		id, err := tx.Enqueue(ctx, outbox.Message{
			Kind: outbox.Update, To: c.To, Activity: c.Activity, Reply: r, Priority: outbox.Conversational,
		})
		if err != nil {
			return err
		}
		changed = true
		return tx.do(ctx, `UPDATE live_cards SET message = $1 WHERE subject = $2 AND tenant = $3 AND person = $4`,
			id, c.Subject, c.Owner.Tenant, c.Owner.Object)
	})
	return changed && err == nil, failed("change card", err)
}

// RestCard says that a card shows the end.
func (db *DB) RestCard(ctx context.Context, c announce.LiveCard) error {
	return db.do(ctx, "rest card", `
		UPDATE live_cards SET live = 0
		WHERE subject = $1 AND tenant = $2 AND person = $3 AND activity = $4 AND shown = $5 AND message = $6`,
		c.Subject, c.Owner.Tenant, c.Owner.Object, c.Activity, c.Shown, c.Message)
}

// cardRules forget the cards about announcements that are no more.
var cardRules = []rule{
	{table: "live_cards", keys: "subject, tenant, person", old: `subject NOT IN (SELECT id FROM announcements)`,
		at: whenOver},
}
