package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kjernebot/internal/outbox"
)

// A copy of a database that is put in its place, from a backup or on another machine, holds as unsent what the original
// has sent. So a database knows which one it is, and the place where it is used knows it too: beside a SQLite file lies
// another one (mark), and a row of PostgreSQL tells whether it was restored (postgres_generation.go). Each time
// messages are handed out to be sent the database counts on, and the place notes how far.
//
// What is put in place is a copy if its lineage is not the one that is known there, or if it has counted less far. Then
// it gets a lineage of its own and sends nothing of what was decided before: its unsent messages are uncertain, as are
// the copies of announcements that wait for their time, until a person decides. A copy that has counted as far as the
// original is as good as the original: nothing was sent since.
//
// What cannot be noticed: a copy that was taken together with its mark (the whole folder, or the machine), and files
// of a PostgreSQL server that are put back without a recovery.

// generation is which database this is and how often it has handed out messages.
type generation struct {
	lineage string
	claims  int64
}

// known is the generation that this process has seen last.
type known struct {
	mu sync.Mutex
	generation
}

// Restoration tells of a copy that was noticed.
type Restoration struct {
	At            time.Time // zero: never
	Messages      int       // that were unsent and are uncertain
	Announcements int       // that wait for their time and will not be sent by themselves
	Told          bool      // the coordinators know
}

// errCopied: the database is not the one that was last written here.
var errCopied = errors.New("the database was restored or copied")

// adopt makes the database this place's own, and notices when it is a copy.
func (db *DB) adopt(ctx context.Context) error {
	db.known.mu.Lock()
	defer db.known.mu.Unlock()
	var found Restoration
	now := generation{}
	err := db.InTx(ctx, func(tx *Tx) (err error) {
		if err = queryRow(ctx, tx, `SELECT lineage, claims FROM generation`+tx.engine.lockOne(), nil, &now.lineage,
			&now.claims); err != nil {
			return err
		}
		same, err := tx.engine.recognises(ctx, tx, now)
		if err != nil {
			return err
		}
		if last := db.known.generation; last.lineage != "" && last.lineage == now.lineage && now.claims < last.claims {
			same = false // while this process was running
		}
		switch {
		case !same:
			if found, err = tx.startOver(ctx); err != nil {
				return err
			}
			now.lineage = rand.Text()
		case now.lineage == "":
			now.lineage = rand.Text()
		}
		return tx.engine.sign(ctx, tx, now)
	})
	if err != nil {
		return fmt.Errorf("recognise database: %w", err)
	}
	db.known.generation = now
	if found.Messages+found.Announcements > 0 {
		db.lg.LogAttrs(ctx, slog.LevelWarn,
			"the database was restored or copied: what was unsent in it is uncertain, and coordinators decide",
			slog.Int("messages", found.Messages), slog.Int("announcements", found.Announcements))
	}
	return nil
}

// startOver makes uncertain what was to be sent, and keeps the database from sending by itself what was decided before.
func (tx *Tx) startOver(ctx context.Context) (Restoration, error) {
	now := tx.now()
	n, err := tx.exec(ctx, `UPDATE outbox SET state = 'uncertain', reason = $1, finished = $2
		WHERE state IN ('pending', 'sending') AND kind IN ('send', 'open')`, outbox.ReasonRestored, now)
	if err != nil {
		return Restoration{}, err
	}
	var waiting int64
	if err := queryRow(ctx, tx, `SELECT count(*) FROM announcements WHERE state = 'scheduled'`, nil,
		&waiting); err != nil {
		return Restoration{}, err
	}
	// Who gets figures every week has had those that are here.
	if _, err := tx.exec(ctx, `UPDATE usage_subscriptions SET sent = w.newest FROM (SELECT max(week) AS newest FROM usage_figures) AS w
		WHERE sent < w.newest`); err != nil {
		return Restoration{}, err
	}
	_, err = tx.exec(ctx, `UPDATE generation SET restored = $1, messages = $2, announcements = $3, told = $4`,
		now, n, waiting, n+waiting == 0)
	return Restoration{Messages: int(n), Announcements: int(waiting)}, err
}

// count notes that messages are handed out. It gives errCopied when the database is not the one that this process
// knows.
func (tx *Tx) count(ctx context.Context, last generation) (now generation, err error) {
	err = tx.query(ctx, tx.engine.countClaim(), nil, func(scan func(...any) error) error {
		return scan(&now.lineage, &now.claims)
	})
	if err == nil && (now.lineage != last.lineage || now.claims <= last.claims) {
		err = errCopied
	}
	return now, err
}

// seen is the newest generation that this process knows.
func (k *known) seen() generation {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.generation
}

// note takes a newer one.
func (k *known) note(g generation) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if g.lineage == k.lineage && g.claims > k.claims {
		k.generation = g
	}
}

// LastRestoration tells when the database was last known as a copy, and what came of it.
func (db *DB) LastRestoration(ctx context.Context) (Restoration, error) {
	return lastRestoration(ctx, db.engine)
}

func lastRestoration(ctx context.Context, q querier) (Restoration, error) {
	r, err := one(ctx, q, `SELECT restored, messages, announcements, told FROM generation`, nil,
		func(r *Restoration) []any { return []any{moment{&r.At}, &r.Messages, &r.Announcements, yes{&r.Told}} })
	return r, failed("last restoration", err)
}

// TellRestoration stores messages to those who must know of the last restoration, once.
func (db *DB) TellRestoration(ctx context.Context, messages []outbox.Message) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `UPDATE generation SET told = 1 WHERE told = 0`)
		if err != nil || n == 0 {
			return err
		}
		if err := tx.engine.sign(ctx, tx, generation{}); err != nil {
			return err
		}
		return tx.EnqueueAll(ctx, messages)
	})
	return failed("tell restoration", err)
}
