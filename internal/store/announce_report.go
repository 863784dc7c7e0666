package store

import (
	"context"
	"encoding/json"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
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
	a, err := readAnnouncement(ctx, db.engine, id, "")
	if err != nil {
		return announce.Counts{}, err
	}
	return countCopies(ctx, db.engine, a)
}

func countCopies(ctx context.Context, q querier, a announce.Announcement) (announce.Counts, error) {
	var c announce.Counts
	err := q.query(ctx, `SELECT `+shownState(a)+` AS shown, count(*) FROM outbox o WHERE `+ledger+` GROUP BY shown`,
		batches(a.ID), func(scan func(...any) error) error {
			var state outbox.State
			var n int
			if err := scan(&state, &n); err != nil {
				return err
			}
			c.Total += n
			switch state {
			case outbox.Pending:
				c.Pending = n
			case outbox.Sending:
				c.Sending = n
			case outbox.Sent:
				c.Sent = n
			case outbox.Failed:
				c.Failed = n
			case outbox.Uncertain:
				c.Uncertain = n
			case outbox.Cancelled:
				c.Cancelled = n
			}
			return nil
		})
	if err == nil {
		err = queryRow(ctx, q, `SELECT count(*) FROM announcement_reads WHERE announcement = $1`, []any{string(a.ID)},
			&c.Read)
	}
	if err != nil {
		return c, fmt.Errorf("count copies of announcement %s: %w", a.ID, err)
	}
	return c, nil
}

// AnnouncementCopies reads every copy, in the order in which they were written.
func (db *DB) AnnouncementCopies(ctx context.Context, id announce.ID) ([]announce.Copy, error) {
	a, err := readAnnouncement(ctx, db.engine, id, "")
	if err != nil {
		return nil, err
	}
	var all []announce.Copy
	err = db.engine.query(ctx, `
		SELECT o.address, o.tenant, c.person, c.kommune, o.kind, `+shownState(a)+`, o.reason, o.activity, o.version, o.finished,
			o.not_before, c.resent, CASE WHEN o.batch = $2 THEN 1 ELSE 0 END
		FROM outbox o JOIN announcement_copies c ON c.unique_key = CASE WHEN o.batch = $2 THEN substr(o.unique_key, $3) ELSE o.unique_key END
		WHERE `+ledger+` ORDER BY o.id`, append(batches(id), int64(len(reminderKey)+1)), func(scan func(...any) error) error {
		c, err := scanCopy(scan)
		all = append(all, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("copies of announcement %s: %w", id, err)
	}
	return all, nil
}

func scanCopy(scan func(...any) error) (announce.Copy, error) {
	var c announce.Copy
	var address, number string
	var finished, notBefore, reminder int64
	if err := scan(&address, &c.Tenant, &c.Person, &number, &c.Doing, &c.State, &c.Code, &c.Activity, &c.Version,
		&finished,
		&notBefore, &c.Resent, &reminder); err != nil {
		return c, err
	}
	var to message.Conversation
	if err := json.Unmarshal([]byte(address), &to); err != nil {
		return c, fmt.Errorf("address: %w", err)
	}
	c.Conversation, c.Kind, c.Kommune = to.ID, to.Kind, kommune.Number(number)
	c.Version, c.Reminder = max(c.Version, 0), reminder != 0
	c.At, c.NotBefore = fromMicros(finished), fromMicros(notBefore)
	if c.Doing == outbox.Delete && c.State == outbox.Cancelled {
		c.Code = announce.CodeWithdrawn
	}
	return c, nil
}

// AnnouncementWait reads why copies are not sent.
func (db *DB) AnnouncementWait(ctx context.Context, id announce.ID) (announce.Wait, error) {
	var w announce.Wait
	now := micros(db.Now())
	var next, lease, progress, stopped int64
	err := queryRow(ctx, db.engine, `
		SELECT coalesce(sum(CASE WHEN state = 'pending' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'sending' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN state = 'pending' AND not_before <= $3 THEN 1 ELSE 0 END), 0),
			coalesce(min(CASE WHEN state = 'pending' THEN not_before END), 0), coalesce(max(CASE WHEN state = 'sending' THEN lease END), 0),
			coalesce(max(finished), 0)
		FROM outbox o WHERE `+ledger, append(batches(id), now), &w.Pending, &w.Sending, &w.Due, &next, &lease, &progress)
	const tenants = `SELECT tenant FROM outbox o WHERE ` + ledger + ` AND state = 'pending'`
	if err == nil {
		err = queryRow(ctx, db.engine, `SELECT coalesce(max(stopped), 0) FROM gates WHERE tenant IN (`+tenants+`)`,
			batches(id), &stopped)
	}
	if err == nil {
		err = queryRow(ctx, db.engine, `
			SELECT count(*) FROM outbox WHERE state = 'pending' AND not_before <= $3 AND batch NOT IN ($1, $2) AND tenant IN (`+tenants+`)
			AND (priority < $4 OR priority = $4 AND not_before < $5)`,
			append(batches(id), now, int64(outbox.Bulk), next), &w.Ahead)
	}
	var held int64
	if err == nil {
		err = queryRow(ctx, db.engine, `SELECT count(*) FROM announcements a, generation g
			WHERE a.id = $1 AND a.state = 'scheduled' AND a.changed <= g.restored`, []any{string(id)}, &held)
	}
	if err != nil {
		return w, fmt.Errorf("wait of announcement %s: %w", id, err)
	}
	w.Held = held > 0
	w.Next, w.Lease, w.Progress, w.StoppedUntil = fromMicros(next), fromMicros(lease), fromMicros(progress), fromMicros(stopped)
	return w, nil
}
