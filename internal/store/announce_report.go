package store

import (
	"context"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// ledger is which rows of the outbox, o, are the ledger of an announcement, given its two batches as $1 and $2: the
// copies, and the reminders that are to be corrected or deleted until that is done.
const ledger = `(o.batch = $1 OR o.batch = $2 AND o.kind <> 'send' AND o.state <> 'sent')`

// batches are the arguments of ledger.
func batches(id announce.ID) []any { return []any{announce.Batch(id), announce.ReminderBatch(id)} }

// shownState is a copy's state as reports show it, given the announcement: a copy that was deleted is cancelled, and
// one that is sent but has still to be corrected or deleted is pending.
func shownState(a announce.Announcement) string {
	waits := "false"
	switch {
	case a.State != announce.Sending:
	case a.Goal == announce.Withdrawn:
		waits = "o.kind <> 'delete' AND o.activity <> ''"
	case a.Goal == announce.Done:
		waits = fmt.Sprintf("o.version < %d AND o.activity <> ''", a.Version)
	}
	return `CASE WHEN o.kind = 'delete' AND o.state = 'sent' THEN 'cancelled' WHEN o.state = 'sent' AND ` + waits +
		` THEN 'pending' ELSE o.state END`
}

// AnnouncementCounts counts the copies by their states.
func (db *DB) AnnouncementCounts(ctx context.Context, id announce.ID) (announce.Counts, error) {
	r := db.run(ctx, "count copies of announcement "+string(id))
	return r.countCopies(r.announcement(id, "")), r.end()
}

func (r *run) countCopies(a announce.Announcement) (c announce.Counts) {
	in := keyed(r, `SELECT `+shownState(a)+` AS shown, count(*) FROM outbox o WHERE `+ledger+` GROUP BY shown`, batches(a.ID),
		pair[outbox.State, int])
	for _, n := range in {
		c.Total += n
	}
	c.Pending, c.Sending, c.Sent = in[outbox.Pending], in[outbox.Sending], in[outbox.Sent]
	c.Failed, c.Uncertain, c.Cancelled = in[outbox.Failed], in[outbox.Uncertain], in[outbox.Cancelled]
	r.find(`SELECT count(*) FROM announcement_reads WHERE announcement = $1`, []any{a.ID}, &c.Read)
	return c
}

// AnnouncementCopies reads every copy, in the order in which they were written.
func (db *DB) AnnouncementCopies(ctx context.Context, id announce.ID) ([]announce.Copy, error) {
	r := db.run(ctx, "copies of announcement "+string(id))
	a := r.announcement(id, "")
	return list(r, `
		SELECT o.address, c.person, c.kommune, o.kind, `+shownState(a)+`,
			CASE WHEN o.kind = 'delete' AND o.state IN ('sent', 'cancelled') THEN '`+announce.CodeWithdrawn+`' ELSE o.reason END,
			o.activity, CASE WHEN o.version < 0 THEN 0 ELSE o.version END, o.finished,
			o.not_before, c.resent, CASE WHEN o.batch = $2 THEN 1 ELSE 0 END
		FROM outbox o JOIN announcement_copies c ON c.unique_key = CASE WHEN o.batch = $2 THEN substr(o.unique_key, $3) ELSE o.unique_key END
		WHERE `+ledger+` ORDER BY o.id`, append(batches(id), len(reminderKey)+1), func(c *announce.Copy) []any {
		to := &struct {
			ID *message.ConversationID `json:"id"`
		}{&c.Conversation}
		return []any{to, &c.Person, &c.Kommune, &c.Doing, &c.State, &c.Code, &c.Activity, &c.Version, &c.At, &c.NotBefore,
			&c.Resent, &c.Reminder}
	}), r.end()
}

// AnnouncementWait reads why copies are not sent.
func (db *DB) AnnouncementWait(ctx context.Context, id announce.ID) (announce.Wait, error) {
	const tenants = `SELECT tenant FROM outbox o WHERE ` + ledger + ` AND state = 'pending'`
	var w announce.Wait
	now, r := db.Now(), db.run(ctx, "wait of announcement "+string(id))
	r.find(`
		SELECT coalesce(sum(CASE WHEN state = 'pending' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'sending' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN state = 'pending' AND not_before <= $3 THEN 1 ELSE 0 END), 0),
			coalesce(min(CASE WHEN state = 'pending' THEN not_before END), 0), coalesce(max(CASE WHEN state = 'sending' THEN lease END), 0),
			coalesce(max(finished), 0)
		FROM outbox o WHERE `+ledger, append(batches(id), now), &w.Pending, &w.Sending, &w.Due, &w.Next, &w.Lease, &w.Progress)
	r.find(`SELECT coalesce(max(stopped), 0) FROM gates WHERE tenant IN (`+tenants+`)`, batches(id), &w.StoppedUntil)
	r.find(`
		SELECT count(*) FROM outbox WHERE state = 'pending' AND not_before <= $3 AND batch NOT IN ($1, $2) AND tenant IN (`+tenants+`)
		AND (priority < $4 OR priority = $4 AND not_before < $5)`, append(batches(id), now, outbox.Bulk, w.Next), &w.Ahead)
	r.find(`SELECT count(*) FROM announcements a, generation g
		WHERE a.id = $1 AND a.state = 'scheduled' AND a.changed <= g.restored`, []any{id}, &w.Held)
	return w, r.end()
}

// SettleAnnouncement brings the copies of a Sending announcement to its goal, as far as they are not under way.
func (db *DB) SettleAnnouncement(ctx context.Context, id announce.ID) error {
	return db.inTx(ctx, "settle announcement "+string(id), func(tx *Tx) {
		if a := tx.locked(id); a.State == announce.Sending {
			tx.settle(&a)
		}
	})
}

// underWay reports whether a row has not come to its end. A reminder that is being sent is among them: what it says may
// be old when it arrives.
func (r *run) underWay(id announce.ID) bool {
	return r.find(`SELECT 1 FROM outbox o WHERE batch IN ($1, $2) AND (`+ledger+` AND o.state IN ('pending', 'sending')
		OR o.batch = $2 AND o.state = 'sending') LIMIT 1`, batches(id), new(int64))
}

// reopen has an announcement settled again that had come to its end, because the end of a copy became known that was
// uncertain: if it has arrived, it must not keep an old text, or stay after a withdrawal.
func (tx *Tx) reopen(batch string) {
	if _, id, ok := strings.Cut(batch, ":"); ok { // see announce.Batch
		tx.exec(`UPDATE announcements SET state = 'sending' WHERE id = $1 AND state IN ('done', 'cancelled', 'withdrawn')`, id)
	}
}

// settle says what becomes of each copy that nobody is sending, and stores the announcement. It can be repeated at any
// time: what it has done already it does not find again. Copies under way are left alone and are found the next time.
func (tx *Tx) settle(a *announce.Announcement) {
	// Claimers hold the gates of their tenants, so that nobody waits crosswise for the other's copies. Who is reminded
	// has a copy.
	tx.lockGates(announce.Batch(a.ID))
	for _, batch := range []string{announce.Batch(a.ID), announce.ReminderBatch(a.ID)} {
		switch {
		case !a.Expired.IsZero():
			tx.stopBatch(batch, outbox.ReasonDeadline)
		case a.Goal == announce.Withdrawn || a.Goal == announce.Cancelled || a.Stopped:
			tx.stopBatch(batch, outbox.ReasonCancelled)
		}
		switch a.Goal {
		case announce.Cancelled:
			tx.keepOldText(batch, a.Version)
		case announce.Withdrawn:
			tx.redo(batch, outbox.Delete, `kind <> 'delete' AND state <> 'sending'`)
		default:
			// Those of an old text, and those that kept it because a correction did not get there.
			tx.redo(batch, outbox.Update, fmt.Sprintf(`kind IN ('send', 'update') AND state IN ('sent', 'failed', 'uncertain', 'cancelled')
				AND version < %d`, a.Version))
		}
	}
	tx.settled(a)
}

// settled stores an announcement as its goal when no copy is on its way, and as Sending when one is.
func (tx *Tx) settled(a *announce.Announcement) {
	if a.State == announce.Sending && tx.countCopies(*a).Unfinished() == 0 && !tx.underWay(a.ID) {
		a.State, a.Ended = a.Ending(), tx.now().UTC()
	}
	tx.writeAnnouncement(*a)
}

func (tx *Tx) lockGates(batch string) {
	list(&tx.run, `SELECT tenant FROM gates WHERE tenant IN (SELECT DISTINCT tenant FROM outbox WHERE batch = $1)
		ORDER BY tenant FOR UPDATE`, []any{batch}, only[string])
}

// keepOldText stops a correction: copies that wait for it, or would if it went on, keep what they say.
func (tx *Tx) keepOldText(batch string, version int) {
	tx.exec(`UPDATE outbox SET kind = 'update', state = 'cancelled', reason = $1, finished = $2
		WHERE batch = $3 AND (kind = 'update' AND state = 'pending' OR state = 'sent' AND activity <> '' AND version < $4)`,
		announce.CodeOldText, tx.now(), batch, version)
}

// redo has the messages of copies that are in Teams replaced or deleted. One whose message has no known id can be
// neither, and says so.
func (tx *Tx) redo(batch string, kind outbox.Kind, which string) {
	tx.exec(`
		UPDATE outbox SET kind = $1, state = 'pending', reason = '', finished = 0, not_before = $2, attempts = 0, owner = ''
		WHERE batch = $3 AND activity <> '' AND (`+which+`)`, kind, tx.now(), batch)
	tx.exec(`
		UPDATE outbox SET kind = $1, state = 'failed', reason = $2, finished = $3
		WHERE batch = $4 AND activity = '' AND state = 'sent' AND (`+which+`)`, kind, announce.CodeNoID, tx.now(), batch)
}
