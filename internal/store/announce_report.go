package store

import (
	"context"
	"fmt"

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
