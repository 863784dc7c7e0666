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
	var err error
	if h.Outbox, err = keyed(ctx, db.engine, "health", `SELECT state, count(*) FROM outbox GROUP BY state`, nil,
		func(state *outbox.State, n *int64) []any { return []any{state, n} }); err != nil {
		return h, err
	}
	now := db.Now()
	var backup string
	err = queryRow(ctx, db.engine, `SELECT
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
		moment{&h.Due}, moment{&h.GateClosed}, &h.GateReason, &h.Late, inWeek{&h.NewestWeek}, moment{&h.Imported}, &backup,
		moment{&h.OldestKept}, &h.Inquiries, moment{&h.OldestAsked}, &h.Coordinators, yes{&h.Desk})
	if err != nil {
		return h, failed("health", err)
	}
	copied, _ := strconv.ParseInt(backup, 10, 64) // what is no number is none
	h.Backup = fromMicros(copied)
	h.Free, h.FreeKnown = db.engine.space()
	return h, nil
}

// settingBackup is the name of the setting that holds when the database was last copied.
const settingBackup = "backup"

// NoteBackup remembers that the database was copied.
func (db *DB) NoteBackup(ctx context.Context) error {
	return db.set(ctx, settingBackup, strconv.FormatInt(micros(db.Now()), 10))
}

// observed tells how long each piece of work took and whether the database did it.
type observed struct {
	engine
	tell func(time.Duration, error)
}

func (o observed) watch(work func() error) error {
	began := time.Now()
	err := work()
	o.tell(time.Since(began), err)
	return err
}

func (o observed) exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = o.watch(func() error { n, err = o.engine.exec(ctx, query, args...); return err })
	return n, err
}

func (o observed) soon(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = o.watch(func() error { n, err = o.engine.soon(ctx, query, args...); return err })
	return n, err
}

func (o observed) inTx(ctx context.Context, fn func(*Tx) error) error {
	return o.watch(func() error { return o.engine.inTx(ctx, fn) })
}

func (o observed) query(ctx context.Context, q string, args []any, row func(func(...any) error) error) error {
	return o.watch(func() error { return o.engine.query(ctx, q, args, row) })
}
