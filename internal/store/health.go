package store

import (
	"context"
	"strconv"
	"time"

	"kjernebot/internal/outbox"
	"kjernebot/internal/week"
)

// Health is what of the database tells whether the bot is well: numbers and times, nobody's name.
type Health struct {
	Outbox       map[outbox.State]int64 // messages by state
	Due          time.Time              // when the oldest unsent message should have gone; zero for none
	GateClosed   time.Time              // until when the service asked for no requests; zero for not
	GateReason   string
	Late         int64     // announcements whose time came more than five minutes ago and that wait
	NewestWeek   week.Week // with figures; zero for none
	Imported     time.Time // figures, last
	Backup       time.Time // last
	OldestKept   time.Time // of what RETENTION_DAYS ends
	Inquiries    int64     // passed on and not answered
	OldestAsked  time.Time // of those
	Coordinators int64     // by the member list
	Desk         bool
	Free         uint64 // bytes on the disk, where that is known
	FreeKnown    bool
}

// lateAnnouncement is how long after its time an announcement may begin.
const lateAnnouncement = 5 * time.Minute

// Health looks at the database. With many messages it takes some tens of milliseconds.
func (db *DB) Health(ctx context.Context) (Health, error) {
	var h Health
	r := db.run(ctx, "health")
	h.Outbox = keyed(r, `SELECT state, count(*) FROM outbox GROUP BY state`, nil, pair[outbox.State, int64])
	now := db.Now()
	var backup string
	r.find(`SELECT
		(SELECT coalesce(min(not_before), 0) FROM outbox WHERE state = 'pending' AND not_before < $1),
		(SELECT coalesce(max(stopped), 0) FROM gates WHERE stopped > $1),
		coalesce((SELECT reason FROM gates WHERE stopped > $1 ORDER BY stopped DESC LIMIT 1), ''),
		(SELECT count(*) FROM announcements WHERE state = 'scheduled' AND at < $2),
		(SELECT coalesce(max(week), 0) FROM usage_figures WHERE unit = '' AND profession = ''),
		(SELECT coalesce(max(accepted), 0) FROM usage_imports WHERE undone = 0),
		coalesce((SELECT value FROM settings WHERE name = $3), '0'),
		(SELECT coalesce(min(claimed), 0) FROM answered),
		(SELECT count(*) FROM inquiries WHERE ended = 0),
		(SELECT coalesce(min(asked), 0) FROM inquiries WHERE ended = 0),
		(SELECT count(*) FROM members WHERE role = 'coordinator'),
		(SELECT count(*) FROM settings WHERE name = $4)`,
		[]any{now, now.Add(-lateAnnouncement), settingBackup, settingDesk},
		&h.Due, &h.GateClosed, &h.GateReason, &h.Late, &h.NewestWeek, &h.Imported, &backup, &h.OldestKept, &h.Inquiries,
		&h.OldestAsked, &h.Coordinators, &h.Desk)
	copied, _ := strconv.ParseInt(backup, 10, 64) // what is no number is none
	h.Backup = fromMicros(copied)
	h.Free, h.FreeKnown = db.engine.space()
	return h, r.end()
}

// settingBackup is the name of the setting that holds when the database was last copied.
const settingBackup = "backup"

// NoteBackup remembers that the database was copied.
func (db *DB) NoteBackup(ctx context.Context) error {
	return db.set(ctx, settingBackup, strconv.FormatInt(micros(db.Now()), 10))
}
