package store

import (
	"context"
	"errors"
	"time"

	"kjernebot/internal/announce"
)

const announcementColumns = `id, version, content, audience, at, author, state, goal, stopped, approved, unreachable, created,
	changed, started, corrected, ended, reminded, typed, asked`

// CreateAnnouncement stores a new one. It is announce.Store's, like everything in the files named announce.
func (db *DB) CreateAnnouncement(ctx context.Context, a announce.Announcement) error {
	const what = "create announcement"
	if err := checkKey(string(a.ID)); err != nil {
		return failed(what, err)
	}
	return db.do(ctx, what, `INSERT INTO announcements (`+announcementColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`, announcementArgs(a)...)
}

// Announcement gives announce.ErrGone for one that is not there.
func (db *DB) Announcement(ctx context.Context, id announce.ID) (announce.Announcement, error) {
	a, err := readAnnouncement(ctx, db.engine, id, "")
	if err != nil {
		return a, err
	}
	return db.seen(ctx, a)
}

// Announcements are the newest, newest first.
func (db *DB) Announcements(ctx context.Context, limit int) ([]announce.Announcement, error) {
	all, err := list(ctx, db.engine, "list announcements",
		`SELECT `+announcementColumns+` FROM announcements ORDER BY created DESC, id LIMIT $1`, []any{limit}, announcementFields)
	for i := 0; err == nil && i < len(all); i++ {
		all[i], err = db.seen(ctx, all[i])
	}
	return all, err
}

// seen shows a Sending announcement as its goal when nothing is left to do, whether or not anybody has noted it yet.
func (db *DB) seen(ctx context.Context, a announce.Announcement) (announce.Announcement, error) {
	if a.State != announce.Sending {
		return a, nil
	}
	counts, err := countCopies(ctx, db.engine, a)
	if err == nil && counts.Unfinished() == 0 {
		a.State = a.Ending()
	}
	return a, err
}

// ChangeAnnouncement changes an announcement and settles its copies, in one transaction.
func (db *DB) ChangeAnnouncement(ctx context.Context, id announce.ID,
	change func(*announce.Announcement) (announce.Bodies, error)) (announce.Announcement, error) {
	var a announce.Announcement
	err := db.InTx(ctx, func(tx *Tx) (err error) {
		if a, err = readAnnouncement(ctx, tx, id, tx.engine.lockOne()); err != nil {
			return err
		}
		version := a.Version
		bodies, err := change(&a)
		if err != nil {
			return err
		}
		if a.Started.IsZero() {
			return tx.writeAnnouncement(ctx, a)
		}
		if a.Version != version {
			if err := tx.setTexts(ctx, a, bodies); err != nil {
				return err
			}
		}
		return tx.settle(ctx, &a)
	})
	return a, err
}

// setTexts says what the copies and the reminders are to say from now on.
func (tx *Tx) setTexts(ctx context.Context, a announce.Announcement, b announce.Bodies) error {
	err := tx.SetBatchText(ctx, announce.Batch(a.ID), b.Copy, a.Version)
	if err == nil && !a.Reminded.IsZero() {
		err = tx.SetBatchText(ctx, announce.ReminderBatch(a.ID), b.Reminder, a.Version)
	}
	return err
}

// DeleteAnnouncement removes one that was never sent.
func (db *DB) DeleteAnnouncement(ctx context.Context, id announce.ID) error {
	return db.InTx(ctx, func(tx *Tx) error {
		a, err := readAnnouncement(ctx, tx, id, tx.engine.lockOne())
		if err != nil {
			return err
		}
		if !a.Started.IsZero() {
			return announce.ErrState
		}
		return tx.do(ctx, `DELETE FROM announcements WHERE id = $1`, id)
	})
}

// DueAnnouncements are the confirmed ones whose time has come.
func (db *DB) DueAnnouncements(ctx context.Context, now time.Time) ([]announce.ID, error) {
	return db.announcementIDs(ctx, announce.Scheduled, now)
}

// SendingAnnouncements are those that have not come to their goal.
func (db *DB) SendingAnnouncements(ctx context.Context) ([]announce.ID, error) {
	return db.announcementIDs(ctx, announce.Sending, db.Now())
}

func (db *DB) announcementIDs(ctx context.Context, state announce.State, now time.Time) ([]announce.ID, error) {
	return list(ctx, db.engine, "find announcements",
		`SELECT id FROM announcements WHERE state = $1 AND at <= $2 ORDER BY at, id`, []any{state, now}, only[announce.ID])
}

// announceRules forget the announcements that ended, with their copies and readers, and drafts that nobody touched.
var announceRules = func() []rule {
	const ended = `SELECT id FROM announcements WHERE ended > 0 AND ended < $1 AND state IN ('done', 'cancelled', 'withdrawn')`
	const inBatch = `batch IN (SELECT 'announcement:' || id FROM (` + ended + `) AS a) OR batch IN (SELECT 'reminder:' || id FROM (` + ended + `) AS a)`
	const ofOne = `announcement IN (` + ended + `)`
	return []rule{
		{table: "outbox", keys: "id", old: inBatch, at: whenOver},
		{table: "batch_texts", keys: "batch", old: inBatch, at: whenOver},
		{table: "announcement_copies", keys: "unique_key", old: ofOne, at: whenOver},
		{table: "announcement_reads", keys: "announcement, tenant, person", old: ofOne, at: whenOver},
		{table: "announcement_resends", keys: "id", old: ofOne, at: whenOver},
		{table: "announcements", keys: "id", old: `id IN (` + ended + `)`, at: whenOver},
		{table: "announcements", keys: "id", old: `state = 'draft' AND changed < $1`, at: whenOver},
	}
}()

func readAnnouncement(ctx context.Context, q querier, id announce.ID, lock string) (announce.Announcement, error) {
	a, err := one(ctx, q, `SELECT `+announcementColumns+` FROM announcements WHERE id = $1`+lock, []any{id},
		announcementFields)
	if errors.Is(err, ErrNotFound) {
		return a, announce.ErrGone
	}
	return a, failed("announcement "+string(id), err)
}

// writeAnnouncement stores everything about one that is there.
func (tx *Tx) writeAnnouncement(ctx context.Context, a announce.Announcement) error {
	return tx.do(ctx, `
		UPDATE announcements SET version = $2, content = $3, audience = $4, at = $5, author = $6, state = $7, goal = $8,
			stopped = $9, approved = $10, unreachable = $11, created = $12, changed = $13, started = $14, corrected = $15,
			ended = $16, reminded = $17, typed = $18, asked = $19
		WHERE id = $1`, announcementArgs(a)...)
}
