package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
)

const announcementColumns = `id, version, content, audience, at, author, state, goal, stopped, approved, unreachable, created,
	changed, started, corrected, ended, reminded, typed, asked, expires, expired, series`

// announcementFields take announcementColumns, and are their values.
func announcementFields(a *announce.Announcement) []any {
	return []any{&a.ID, &a.Version, &a.Content, audienceText{&a.Audience}, &a.At, &a.Author, &a.State, &a.Goal, &a.Stopped,
		&a.Approved, &a.Unreachable, &a.Created, &a.Changed, &a.Started, &a.Corrected, &a.Ended, &a.Reminded, &a.Typed,
		&a.Asked, &a.Expires, &a.Expired, &a.Series}
}

// audienceText is an audience as Audience.String writes it.
type audienceText struct{ *announce.Audience }

func (a audienceText) Scan(column any) error {
	kind, list, chosen := strings.Cut(fmt.Sprint(column), ":")
	a.Kind = announce.AudienceKind(kind)
	if chosen {
		a.Chosen = strings.Split(list, ",")
	}
	return nil
}

// CreateAnnouncement stores a new one. It is announce.Store's, like everything in the files named announce.
func (db *DB) CreateAnnouncement(ctx context.Context, a announce.Announcement) error {
	return db.do(ctx, "create announcement", insertInto("announcements", announcementColumns), announcementFields(&a)...)
}

// Announcement gives announce.ErrGone for one that is not there.
func (db *DB) Announcement(ctx context.Context, id announce.ID) (announce.Announcement, error) {
	r := db.run(ctx, "announcement "+string(id))
	return r.seen(r.announcement(id, "")), r.end()
}

// Announcements are those that wait for their time, then the newest, newest first.
func (db *DB) Announcements(ctx context.Context, limit int) ([]announce.Announcement, error) {
	r := db.run(ctx, "list announcements")
	all := list(r, `SELECT `+announcementColumns+` FROM announcements
		ORDER BY CASE WHEN state = 'scheduled' THEN 0 ELSE 1 END, created DESC, id LIMIT $1`, []any{limit}, announcementFields)
	for i, a := range all {
		all[i] = r.seen(a)
	}
	return all, r.end()
}

// LatestHad is the last announcement of which a copy arrived at a person or in the conversation where they ask.
func (db *DB) LatestHad(ctx context.Context, p message.Person, in message.ConversationID) (a announce.Announcement,
	err error) {
	r := db.run(ctx, "last announcement of a person")
	r.need(announce.ErrGone, `SELECT `+announcementColumns+` FROM announcements a WHERE goal <> 'withdrawn' AND EXISTS (
			SELECT 1 FROM announcement_copies c JOIN outbox o ON o.unique_key = c.unique_key
			WHERE c.announcement = a.id AND c.tenant = $1 AND c.person IN ($2, '') AND o.activity <> ''
			AND (c.person <> '' OR o.conversation = $3)
		) ORDER BY started DESC LIMIT 1`, []any{key(p.Tenant), key(strings.ToLower(string(p.Object))), key(in)},
		announcementFields(&a)...)
	return a, r.end()
}

// announcement reads one; announce.ErrGone when it is not there.
func (r *run) announcement(id announce.ID, lock string) (a announce.Announcement) {
	r.need(announce.ErrGone, `SELECT `+announcementColumns+` FROM announcements WHERE id = $1`+lock, []any{id},
		announcementFields(&a)...)
	return a
}

// locked reads one that is to be changed.
func (tx *Tx) locked(id announce.ID) announce.Announcement {
	return tx.announcement(id, " FOR UPDATE")
}

// seen shows a Sending announcement as its goal when nothing is left to do, whether or not anybody has noted it yet.
func (r *run) seen(a announce.Announcement) announce.Announcement {
	if a.State == announce.Sending && r.countCopies(a).Unfinished() == 0 {
		a.State = a.Ending()
	}
	return a
}

// standing is how far an announcement has come, as the audit has it.
func standing(a announce.Announcement) string {
	state, asked := a.State, ""
	if state == announce.Sending {
		state = a.Ending()
	}
	if a.Asked != nil {
		asked = ", asked for: " + string(a.Asked.Act)
	}
	return fmt.Sprintf("%s, version %d%s", state, a.Version, asked)
}

// ChangeAnnouncement changes an announcement and settles its copies, in one transaction.
func (db *DB) ChangeAnnouncement(ctx context.Context, by announce.Signature, what string, id announce.ID,
	change func(*announce.Announcement) (announce.Effects, error)) (a announce.Announcement, n int, err error) {
	a, err = inTx(ctx, db, "change announcement "+string(id), func(tx *Tx) announce.Announcement {
		a := tx.locked(id)
		if tx.err != nil {
			return a
		}
		version, before := a.Version, standing(a)
		effects, err := change(&a)
		tx.fail(err)
		tx.audit(by.Person, "announcement "+what, string(id), before, standing(a))
		if effects.Made != nil {
			tx.exec(insertInto("announcements", announcementColumns), announcementFields(effects.Made)...)
		}
		if a.Started.IsZero() {
			tx.writeAnnouncement(a)
			return a
		}
		if a.Version != version {
			tx.setTexts(a)
		}
		tx.settle(&a)
		n = tx.resend(&a, by, effects.Resend) + tx.remind(&a, effects.Remind)
		return a
	})
	return a, n, err
}

// setTexts has the copies of an announcement and the reminders, if there are any, say what is in force.
func (tx *Tx) setTexts(a announce.Announcement) {
	tx.SetBatchText(announce.Batch(a.ID), announce.Renderings(a), a.Version, a.Expires)
	if !a.Reminded.IsZero() {
		tx.SetBatchText(announce.ReminderBatch(a.ID), announce.Reminders(a), a.Version, a.Expires)
	}
}

// DeleteAnnouncement removes one that was never sent.
func (db *DB) DeleteAnnouncement(ctx context.Context, by announce.Signature, id announce.ID) error {
	return db.inTx(ctx, "delete announcement "+string(id), func(tx *Tx) {
		a := tx.locked(id)
		if !a.Started.IsZero() {
			tx.fail(announce.ErrState)
		}
		tx.audit(by.Person, "announcement delete", string(id), standing(a), "")
		tx.exec(`DELETE FROM announcements WHERE id = $1`, id)
	})
}

// DueAnnouncements are those in a state whose time has come.
func (db *DB) DueAnnouncements(ctx context.Context, state announce.State, now time.Time) ([]announce.ID, error) {
	r := db.run(ctx, "find announcements")
	return list(r, `SELECT id FROM announcements WHERE state = $1 AND at <= $2 ORDER BY at, id`, []any{state, now},
		only[announce.ID]), r.end()
}

// OutdatedAnnouncements are those of which the copies are to be marked, or never written.
func (db *DB) OutdatedAnnouncements(ctx context.Context, now time.Time) ([]announce.ID, error) {
	r := db.run(ctx, "find outdated announcements")
	return list(r, `SELECT id FROM announcements WHERE expired = 0 AND expires > 0 AND expires <= $1
		AND (state = 'scheduled' OR started > 0 AND goal <> 'withdrawn') ORDER BY expires, id`, []any{now},
		only[announce.ID]), r.end()
}

// writeAnnouncement stores everything about one that is there.
func (tx *Tx) writeAnnouncement(a announce.Announcement) {
	fields := announcementFields(&a)
	tx.exec(`UPDATE announcements SET (`+announcementColumns+`) = `+valuesOf(1, len(fields))+` WHERE id = $1`, fields...)
}

// AnnouncementAddresses are all conversations that the bot knows, of every tenant, with the reason of those where the
// last copy found that there is no way to them and nothing was heard from since.
func (db *DB) AnnouncementAddresses(ctx context.Context) ([]announce.Address, error) {
	r := db.run(ctx, "addresses")
	return list(r, `SELECT `+addressColumns+`, coalesce(reason, '') FROM conversations LEFT JOIN (
			SELECT tenant AS whose, conversation, reason, finished,
				row_number() OVER (PARTITION BY tenant, conversation ORDER BY finished DESC) AS place
			FROM outbox WHERE state = 'failed'
				AND reason IN ('ConversationBlockedByUser', 'BotNotInConversationRoster', 'ConversationNotFound')
		) AS failed ON whose = tenant AND conversation = id AND finished > seen AND place = 1
		ORDER BY tenant, id`, nil,
		func(a *announce.Address) []any { return append(addressFields(&a.Conversation), &a.Gone) }), r.end()
}

// MarkRead records a reader, once, and the newest answer.
func (db *DB) MarkRead(ctx context.Context, id announce.ID, who message.Person, answer string,
	otherwise kommune.Numbers) (bool, error) {
	return db.did(ctx, "mark as read", `
		INSERT INTO announcement_reads (announcement, tenant, person, kommune, version, at, answer)
		SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), coalesce((SELECT c.kommune FROM announcement_copies c
			WHERE c.announcement = $1 AND c.tenant = $2 AND c.person = $3 LIMIT 1), $4), version, CAST($5 AS BIGINT), CAST($6 AS TEXT)
		FROM announcements WHERE id = $1
		ON CONFLICT (announcement, tenant, person) DO UPDATE SET answer = excluded.answer, version = excluded.version, at = excluded.at
		WHERE excluded.answer <> '' AND excluded.answer <> announcement_reads.answer`,
		key(id), key(who.Tenant), key(strings.ToLower(string(who.Object))), otherwise, db.Now(), answer)
}

// Readers counts the persons who have read, by kommune and answer.
func (db *DB) Readers(ctx context.Context, id announce.ID) ([]announce.Readers, error) {
	r := db.run(ctx, "readers of announcement "+string(id))
	return list(r, `SELECT kommune, answer, count(*) FROM announcement_reads WHERE announcement = $1
		GROUP BY kommune, answer ORDER BY kommune, answer`, []any{id}, func(r *announce.Readers) []any {
		return []any{&r.Kommune, &r.Text, &r.Persons}
	}), r.end()
}

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
