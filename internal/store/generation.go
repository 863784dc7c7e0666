package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// A copy of a database that is put in its place, from a backup or on another machine, holds as unsent what the original
// has sent. So a database knows which one it is, and the place where it is used knows it too: beside a SQLite file lies
// another one (markFile), and a row of PostgreSQL tells whether it was restored (rowMarks). Each time messages are
// handed out to be sent the database counts on, and the place notes how far.
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

// Restoration tells of a copy that was noticed.
type Restoration struct {
	At            time.Time // zero: never
	Messages      int       // that were unsent and are uncertain
	Announcements int       // that wait for their time and will not be sent by themselves
	Told          bool      // the coordinators know
}

// errCopied: the database is not the one that was last written here.
var errCopied = errors.New("the database was restored or copied")

// adopt makes the database this place's own, and notices when it is a copy, unless it is known to be none.
func (db *DB) adopt(ctx context.Context, ours bool) error {
	var found Restoration
	now, err := inTx(ctx, db, "recognise database", func(tx *Tx) (now generation) {
		tx.find(`SELECT lineage, claims FROM generation FOR UPDATE`, nil, &now.lineage, &now.claims)
		last := db.known.Load()
		copied := !ours && (!db.engine.recognises(tx, now) ||
			last.lineage != "" && last.lineage == now.lineage && now.claims < last.claims) // while this process was running
		if copied {
			found = tx.startOver()
		}
		if copied || now.lineage == "" {
			now.lineage = rand.Text()
		}
		signed, _ := db.engine.rowMarks()
		if tx.exec(`UPDATE generation SET lineage = $1`+signed, now.lineage); tx.err == nil {
			tx.fail(db.engine.remember(now))
		}
		return now
	})
	if err != nil {
		return err
	}
	db.known.Store(&now)
	if found.Messages+found.Announcements > 0 {
		db.lg.LogAttrs(ctx, slog.LevelWarn,
			"the database was restored or copied: what was unsent in it is uncertain, and coordinators decide",
			slog.Int("messages", found.Messages), slog.Int("announcements", found.Announcements))
	}
	return nil
}

// startOver makes uncertain what was to be sent, and keeps the database from sending by itself what was decided before.
func (tx *Tx) startOver() Restoration {
	now, waiting := tx.now(), 0
	n := int(tx.exec(`UPDATE outbox SET state = 'uncertain', reason = $1, finished = $2
		WHERE state IN ('pending', 'sending') AND kind IN ('send', 'open')`, outbox.ReasonRestored, now))
	tx.find(`SELECT count(*) FROM announcements WHERE state = 'scheduled'`, nil, &waiting)
	// Who gets figures every week has had those that are here.
	tx.exec(`UPDATE usage_subscriptions SET sent = w.newest FROM (SELECT max(week) AS newest FROM usage_figures) AS w
		WHERE sent < w.newest`)
	tx.exec(`UPDATE generation SET restored = $1, messages = $2, announcements = $3, told = $4`,
		now, n, waiting, n+waiting == 0)
	tx.audit(message.Person{}, "database is a copy", "", "", fmt.Sprintf("messages uncertain %d, announcements held %d", n,
		waiting))
	return Restoration{Messages: n, Announcements: waiting}
}

// count notes that messages are handed out. It fails with errCopied when the database is not the one that this process
// knows.
func (tx *Tx) count(last generation) (now generation) {
	signed, own := tx.db.engine.rowMarks()
	tx.find(`UPDATE generation SET claims = claims + 1`+signed+` WHERE `+own+` RETURNING lineage, claims`, nil, &now.lineage,
		&now.claims)
	if now.lineage != last.lineage || now.claims <= last.claims {
		tx.fail(errCopied)
	}
	return now
}

// LastRestoration tells when the database was last known as a copy, and what came of it.
func (db *DB) LastRestoration(ctx context.Context) (last Restoration, err error) {
	r := db.run(ctx, "last restoration")
	r.find(`SELECT restored, messages, announcements, told FROM generation`, nil, &last.At, &last.Messages,
		&last.Announcements, &last.Told)
	return last, r.end()
}

// TellRestoration stores messages to those who must know of the last restoration, once.
func (db *DB) TellRestoration(ctx context.Context, messages []outbox.Message) error {
	signed, _ := db.engine.rowMarks()
	_, err := db.once(ctx, "tell restoration", messages, `UPDATE generation SET told = 1`+signed+` WHERE told = 0`)
	return err
}

// markFile is what lies beside a database file and tells which one it is.
func markFile(path string) string { return path + ".generation" }

// remember is one write of one length, so that a process that is killed leaves the old mark or the new one. It is not
// forced to the disk: a mark that lags behind the database does no harm.
func (s *sqlite) remember(g generation) error {
	f, err := os.OpenFile(markFile(s.path), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s %020d\n", g.lineage, g.claims)
	return errors.Join(err, f.Close())
}

func (s *sqlite) recognises(tx *Tx, g generation) bool {
	text, err := os.ReadFile(markFile(s.path))
	if !errors.Is(err, fs.ErrNotExist) {
		tx.fail(failed("mark beside the database", err))
	}
	var mark generation
	if _, err := fmt.Sscanf(string(text), "%s %d", &mark.lineage, &mark.claims); err != nil {
		mark = generation{} // there is none that is whole
	}
	if g.lineage == "" { // a new one, or one that an earlier version of the program made
		return mark.claims == 0
	}
	return mark.lineage == g.lineage && mark.claims <= g.claims
}

// A mark beside the file says all.
func (s *sqlite) rowMarks() (signed, own string) { return ``, `true` }

// rowMarks: each row of PostgreSQL says which transaction wrote it (xmin) and in which table it stands (tableoid). The
// row of generation holds both as they were when it was last written here, so a restored one contradicts itself,
// whatever tool restored it.
func (p *postgres) rowMarks() (signed, own string) {
	return `, written = txid_current() & 4294967295, home = CAST(tableoid AS BIGINT), timeline = ` + p.timeline,
		`written = CAST(CAST(xmin AS TEXT) AS BIGINT) AND home = CAST(tableoid AS BIGINT)`
}

// timelineNow is the server's timeline, which is another one after a recovery to a point in time.
const timelineNow = `substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)`

// timelineOf is the expression for the timeline, or for none where the server does not tell.
func timelineOf(ctx context.Context, on querier) string {
	r := run{ctx: ctx, on: on}
	if r.find(`SELECT `+timelineNow, nil, new(string)) {
		return timelineNow
	}
	return `''`
}

func (p *postgres) recognises(tx *Tx, g generation) (own bool) {
	if g.lineage == "" {
		return true // a new one, or one that an earlier version of the program made
	}
	_, here := p.rowMarks()
	tx.find(`SELECT count(*) FROM generation WHERE `+here+` AND timeline = `+p.timeline, nil, &own)
	return own
}

func (p *postgres) remember(generation) error { return nil }
