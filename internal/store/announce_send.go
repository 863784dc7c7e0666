package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
)

// StartAnnouncement writes an announcement's step to Sending and all its copies, in one transaction.
func (db *DB) StartAnnouncement(ctx context.Context, id announce.ID, version int, to []announce.Recipient,
	unreachable []announce.Unreachable) (began bool, err error) {
	return inTx(ctx, db, "start announcement "+string(id), func(tx *Tx) bool {
		a := tx.locked(id)
		if a.State != announce.Scheduled || a.Version != version {
			return false
		}
		tx.setTexts(a)
		confirmed, now := a.Changed, tx.now().UTC()
		a.State, a.Goal, a.Started, a.Changed, a.Unreachable = announce.Sending, announce.Done, now, now, unreachable
		tx.enqueueCopies(id, to, now)
		tx.holdCopies(id, confirmed)
		tx.settled(&a)
		var by message.Person // who confirmed it last
		for _, one := range a.Approved {
			by = one.Person
		}
		tx.audit(by, "announcement sent", string(id), "",
			fmt.Sprintf("copies %d, unreachable %d", len(to), len(unreachable)))
		return true
	})
}

// holdCopies makes the copies of an announcement uncertain that was confirmed before the database was known as a copy:
// the original sends them too, or has.
func (tx *Tx) holdCopies(id announce.ID, confirmed time.Time) {
	tx.exec(`UPDATE outbox SET state = 'uncertain', reason = $1, finished = $2 WHERE batch = $3 AND state = 'pending'
		AND EXISTS (SELECT 1 FROM generation WHERE restored > 0 AND restored >= $4)`,
		outbox.ReasonRestored, tx.now(), announce.Batch(id), confirmed)
}

func (tx *Tx) enqueueCopies(id announce.ID, to []announce.Recipient, now time.Time) {
	messages := make([]outbox.Message, 0, len(to))
	rows := tx.manyRows(`announcement_copies (unique_key, announcement, tenant, person, kommune)`,
		`ON CONFLICT (unique_key) DO NOTHING`)
	for _, r := range to {
		m := outbox.Message{Key: r.Key(id), Batch: announce.Batch(id), Kind: outbox.Send, To: r.To, Shared: true,
			Reply: message.Reply{Locale: r.Locale}, Priority: outbox.Bulk, NotBefore: now}
		person := ""
		if r.To.Kind == message.Personal {
			person = strings.ToLower(string(r.To.Object))
			if r.To.ID == "" {
				m.Kind = outbox.Open
			}
		}
		messages = append(messages, m)
		rows.add(m.Key, id, r.To.Tenant, person, r.Kommune)
	}
	rows.flush()
	tx.EnqueueAll(messages)
}

// reminderKey comes before the key of the copy that a reminder is about.
const reminderKey = "reminder "

// remind enqueues the one reminder to those of the kommuner who have a copy and have not read it, and returns how many
// they are.
func (tx *Tx) remind(a *announce.Announcement, kommuner []kommune.Number) int {
	if len(kommuner) == 0 {
		return 0
	}
	type copied struct {
		key  string
		to   message.Conversation
		lang message.Reply // of the copy, as Shared messages have it
		home kommune.Numbers
	}
	var messages []outbox.Message
	for _, c := range list(&tx.run, `
		SELECT o.unique_key, o.address, o.reply, c.kommune FROM outbox o JOIN announcement_copies c ON c.unique_key = o.unique_key
		WHERE o.batch = $1 AND o.state = 'sent' AND o.kind <> 'delete' AND c.person <> '' AND NOT EXISTS (
			SELECT 1 FROM announcement_reads r WHERE r.announcement = $2 AND r.tenant = c.tenant AND r.person = c.person)
		ORDER BY o.id`, []any{announce.Batch(a.ID), a.ID}, func(c *copied) []any { return []any{&c.key, &c.to, &c.lang, &c.home} }) {
		if slices.ContainsFunc(kommuner, c.home.Has) {
			messages = append(messages, outbox.Message{Key: reminderKey + c.key, Batch: announce.ReminderBatch(a.ID),
				Kind: outbox.Send, To: c.to, Reply: c.lang, Shared: true, Priority: outbox.Bulk})
		}
	}
	if len(messages) > 0 {
		a.Reminded = tx.now().UTC()
		tx.setTexts(*a)
		tx.EnqueueAll(messages)
		tx.writeAnnouncement(*a)
	}
	return len(messages)
}

// resend makes the copies in those states pending again, and returns how many they are.
func (tx *Tx) resend(a *announce.Announcement, by announce.Signature, states []outbox.State) int {
	if len(states) == 0 {
		return 0
	}
	tx.lockGates(announce.Batch(a.ID))
	which := `kind <> 'delete' AND state IN (''`
	if a.Goal == announce.Withdrawn {
		which = `kind = 'delete' AND activity <> '' AND state IN (''`
	}
	for _, s := range states {
		which += ", '" + string(s) + "'" // constants of package outbox
	}
	which += ")"
	uncertain := tx.exec(`UPDATE announcement_copies SET resent = resent + 1 WHERE unique_key IN (
		SELECT unique_key FROM outbox WHERE batch = $1 AND `+which+` AND state = 'uncertain' AND kind = 'send')`, announce.Batch(a.ID))
	// An update or deletion without the id of its message cannot succeed; see redo.
	n := tx.exec(`UPDATE outbox SET state = 'pending', reason = '', finished = 0, deadline = 0, not_before = $3,
		attempts = 0, owner = '' WHERE (batch = $1 AND kind IN ('send', 'open') OR batch IN ($1, $2) AND kind IN ('update', 'delete') AND activity <> '')
		AND `+which, append(batches(a.ID), tx.now())...)
	if n > 0 { // who decided that somebody may get a second copy
		tx.audit(by.Person, "announcement resent", string(a.ID), "",
			fmt.Sprintf("copies %d, of which may have arrived before %d", n, uncertain))
		a.State, a.Changed = announce.Sending, tx.now().UTC()
		tx.settle(a)
	}
	return int(n)
}
