package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"kjernebot/internal/outbox"
	"kjernebot/internal/week"
)

const (
	// LittleSpace is when to tell that a disk gets full.
	LittleSpace = 500 << 20
	// clockApart is how far this machine's clock may be from the server's before it is told.
	clockApart = 5 * time.Second
)

// Examine tells in a line how the database is, or what is wrong with it. It writes, and leaves nothing of that.
func (db *DB) Examine(ctx context.Context) (string, error) {
	found, err := db.engine.examine(ctx)
	if err != nil {
		return "", err
	}
	if free, known := db.engine.space(); known {
		if free < LittleSpace {
			return "", fmt.Errorf("only %d MB are left on its disk: whoever runs the machine makes room", free>>20)
		}
		found += fmt.Sprintf(", %d MB free", free>>20)
	}
	r, err := db.LastRestoration(ctx)
	if err == nil && !r.Told {
		found += fmt.Sprintf("; restored or copied: %d messages became uncertain, which the coordinators will be told",
			r.Messages)
	}
	return found, err
}

func (s *sqlite) examine(ctx context.Context) (string, error) {
	err := withFile(fileURL(s.path)+"?mode=rw&_txlock=immediate&_pragma=busy_timeout(5000)", func(db *sql.DB) error {
		if err := whole(ctx, db); err != nil {
			return fmt.Errorf("damaged (%w): stop the bot and put the last backup in its place with 'kjernebot restore FILE'",
				err)
		}
		return writeNothing(ctx, db)
	})
	if err != nil {
		return "", err
	}
	// A transaction that is undone needs no room, so whether there is some is tried beside it.
	if err := tryFile(filepath.Dir(s.path), 1<<20); err != nil {
		return "", fmt.Errorf("cannot write to the disk of the database: %w", err)
	}
	return "whole, writable, its tables up to date", nil
}

// tryFile writes a file of so many bytes to a folder, and leaves nothing.
func tryFile(dir string, size int) error {
	f, err := os.CreateTemp(dir, ".kjernebot-*")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, size))
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

func (p *postgres) examine(ctx context.Context) (string, error) {
	if err := writeNothing(ctx, p.db); err != nil {
		return "", err
	}
	if apart := time.Since(p.now()); apart.Abs() > clockApart {
		return "", fmt.Errorf("the clocks of this machine and of the server are %s apart: whoever runs them sets up time "+
			"synchronisation", apart.Round(time.Second))
	}
	var used, most int64
	r := run{ctx: ctx, on: p}
	r.find(`SELECT (SELECT count(*) FROM pg_stat_activity), CAST(current_setting('max_connections') AS BIGINT)`, nil, &used, &most)
	return fmt.Sprintf("writable, its tables up to date, %d of %d connections in use", used, most), r.end()
}

// whole gives an error for a damaged file.
func whole(ctx context.Context, db *sql.DB) error {
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil || said != "ok" {
		return errors.Join(err, errors.New(said))
	}
	return nil
}

// writeNothing writes in a transaction that is undone.
func writeNothing(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('doctor', '')`)
		err = errors.Join(err, tx.Rollback())
	}
	return failed("write to database", err)
}

// CouldMake tells why an SQLite database that is not there yet could not be made. It leaves nothing.
func CouldMake(dsn string) error {
	path, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok {
		return nil
	}
	dir := filepath.Dir(path)
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil {
			break
		}
	}
	return tryFile(dir, 0)
}

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
	r.find(`SELECT
		(SELECT coalesce(min(not_before), 0) FROM outbox WHERE state = 'pending' AND not_before < $1),
		(SELECT coalesce(max(stopped), 0) FROM gates WHERE stopped > $1),
		coalesce((SELECT reason FROM gates WHERE stopped > $1 ORDER BY stopped DESC LIMIT 1), ''),
		(SELECT count(*) FROM announcements WHERE state = 'scheduled' AND at < $2),
		(SELECT coalesce(max(week), 0) FROM usage_figures WHERE unit = '' AND profession = ''),
		(SELECT coalesce(max(accepted), 0) FROM usage_imports WHERE undone = 0),
		coalesce((SELECT CAST(value AS BIGINT) FROM settings WHERE name = $3), 0),
		(SELECT coalesce(min(claimed), 0) FROM answered),
		(SELECT count(*) FROM inquiries WHERE ended = 0),
		(SELECT coalesce(min(asked), 0) FROM inquiries WHERE ended = 0),
		(SELECT count(*) FROM members WHERE role = 'coordinator'),
		(SELECT count(*) FROM settings WHERE name = $4)`,
		[]any{now, now.Add(-lateAnnouncement), settingBackup, settingDesk},
		&h.Due, &h.GateClosed, &h.GateReason, &h.Late, &h.NewestWeek, &h.Imported, &h.Backup, &h.OldestKept, &h.Inquiries,
		&h.OldestAsked, &h.Coordinators, &h.Desk)
	h.Free, h.FreeKnown = db.engine.space()
	return h, r.end()
}

// settingBackup is the name of the setting that holds when the database was last copied.
const settingBackup = "backup"

// NoteBackup remembers that the database was copied.
func (db *DB) NoteBackup(ctx context.Context) error {
	return db.set(ctx, settingBackup, strconv.FormatInt(micros(db.Now()), 10))
}
