package store

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// ofCard finds the card of a subject that a person has, and shownCard that card as it was read.
const (
	ofCard    = `subject = $1 AND tenant = $2 AND person = $3`
	shownCard = ofCard + ` AND activity = $4 AND shown = $5 AND message = $6`
)

func cardArgs(c announce.LiveCard) []any {
	return []any{c.Subject, c.Owner.Tenant, c.Owner.Object, c.Activity, c.Shown, c.Message}
}

// PutCard stores a card, live, and returns the one that it takes the place of. It is announce.CardStore's, like the
// rest of this file.
func (db *DB) PutCard(ctx context.Context, c announce.LiveCard) (before announce.LiveCard, err error) {
	return inTx(ctx, db, "put card", func(tx *Tx) (before announce.LiveCard) {
		for _, known := range tx.liveCards(ofCard, cardArgs(c)[:3]...) {
			before = known
		}
		tx.exec(`
			INSERT INTO live_cards (subject, tenant, person, address, activity, shown, message, live) VALUES ($1, $2, $3, $4, $5, $6, 0, 1)
			ON CONFLICT (subject, tenant, person) DO UPDATE SET address = excluded.address, shown = excluded.shown, live = 1,
				message = CASE WHEN live_cards.activity = excluded.activity THEN live_cards.message ELSE 0 END, activity = excluded.activity`,
			key(c.Subject), key(c.Owner.Tenant), key(c.Owner.Object), c.To, c.Activity, c.Shown)
		return before
	})
}

// LiveCards are those that may have news.
func (db *DB) LiveCards(ctx context.Context) ([]announce.LiveCard, error) {
	r := db.run(ctx, "live cards")
	return r.liveCards(`live = 1 OR subject IN (SELECT id FROM announcements WHERE state = 'sending')`), r.end()
}

func (r *run) liveCards(where string, args ...any) []announce.LiveCard {
	return list(r, `SELECT subject, tenant, person, address, activity, shown, message FROM live_cards
		WHERE `+where+` ORDER BY subject, tenant, person`, args, func(c *announce.LiveCard) []any {
		return []any{&c.Subject, &c.Owner.Tenant, &c.Owner.Object, &c.To, &c.Activity, &c.Shown, &c.Message}
	})
}

// ChangeCard enqueues a change of a card, unless somebody else did or the last one is under way.
func (db *DB) ChangeCard(ctx context.Context, c announce.LiveCard, shown string, r message.Reply) (changed bool,
	err error) {
	return inTx(ctx, db, "change card", func(tx *Tx) bool {
		changed := tx.exec(`
			UPDATE live_cards SET shown = $7, live = 1 WHERE `+shownCard+` AND NOT EXISTS (
				SELECT 1 FROM outbox o WHERE o.id = live_cards.message AND o.state IN ('pending', 'sending'))`,
			append(cardArgs(c), shown)...) > 0
		if changed {
			id := tx.Enqueue(outbox.Message{
				Kind: outbox.Update, To: c.To, Activity: c.Activity, Reply: r, Priority: outbox.Conversational,
			})
			tx.exec(`UPDATE live_cards SET message = $4 WHERE `+ofCard, append(cardArgs(c)[:3], id)...)
		}
		return changed
	})
}

// RestCard says that a card shows the end.
func (db *DB) RestCard(ctx context.Context, c announce.LiveCard) error {
	return db.do(ctx, "rest card", `UPDATE live_cards SET live = 0 WHERE `+shownCard, cardArgs(c)...)
}
