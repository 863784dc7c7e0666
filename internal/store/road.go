package store

import (
	"context"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/road"
	"kjernebot/internal/week"
)

const roadColumns = `at, since, kommune, step, state, why, by_tenant, by_person, project`

// DB keeps what is said of the road.
var _ road.Store = (*DB)(nil)

func (r *run) marks(where string, args ...any) []road.Mark {
	return list(r, `SELECT id, `+roadColumns+` FROM road_marks m WHERE `+where, args, func(m *road.Mark) []any {
		return []any{&m.ID, &m.At, &m.Since, &m.Kommune, &m.Step, &m.State, &m.Why, &m.By.Tenant, &m.By.Object, &m.Project}
	})
}

// Marks returns the newest mark of every step. It is road.Store's, like the three below.
func (db *DB) Marks(ctx context.Context, n kommune.Number) ([]road.Mark, error) {
	r := db.run(ctx, "read marks")
	return r.marks(ofKommune(n)+` AND NOT EXISTS (SELECT 1 FROM road_marks newer
		WHERE newer.kommune = m.kommune AND newer.step = m.step AND newer.id > m.id)`, n), r.end()
}

// ofKommune is the condition for a kommune, $1, or for all; an index is of use to one.
func ofKommune(n kommune.Number) string {
	if n == "" {
		return `$1 = ''`
	}
	return `kommune = $1`
}

// AddMark adds a mark unless the newest one of its step says the same.
func (db *DB) AddMark(ctx context.Context, m road.Mark) (road.Mark, error) {
	return db.mark(ctx, m, func(last road.Mark, _ road.Mark) (road.Mark, error) {
		if last.State == m.State && last.Why == m.Why {
			return last, nil
		}
		return m, nil
	})
}

// UndoMark adds a mark that says what was said before the newest one of its step.
func (db *DB) UndoMark(ctx context.Context, m road.Mark) (road.Mark, error) {
	return db.mark(ctx, m, func(last, before road.Mark) (road.Mark, error) {
		if last.ID != m.ID {
			return m, road.ErrChanged
		}
		m.State, m.Why, m.Since = before.State, before.Why, before.Since
		return m, nil
	})
}

// mark adds what next makes of the newest two marks of a step, unless that is the newest one.
func (db *DB) mark(ctx context.Context, m road.Mark, next func(last, before road.Mark) (road.Mark, error)) (road.Mark,
	error) {
	return inTx(ctx, db, "mark step", func(tx *Tx) road.Mark {
		marks := append(tx.marks(`kommune = $1 AND step = $2 ORDER BY id DESC LIMIT 2`, m.Kommune, m.Step), road.Mark{}, road.Mark{})
		added, err := next(marks[0], marks[1])
		tx.fail(err)
		if added == marks[0] {
			added.ID = 0 // nothing was noted, so there is nothing of one's own to take back
			return added
		}
		if added.At = fromMicros(micros(tx.now())); added.Since.IsZero() {
			added.Since = added.At
		}
		tx.find(insertInto("road_marks", roadColumns)+`RETURNING id`, []any{added.At, added.Since, m.Kommune, m.Step, added.State,
			added.Why, m.By.Tenant, m.By.Object, m.Project}, &added.ID)
		if m.Project {
			tx.audit(m.By, "road step", string(m.Kommune)+" "+string(m.Step), string(marks[0].State), string(added.State))
		}
		return added
	})
}

// looked are the figures that tell that a kommune looked something up.
const looked = `measure = 'oppslag' AND unit = '' AND profession = '' AND value > 0 AND ` + countingImports

// FirstUse returns the first week in which each kommune looked something up.
func (db *DB) FirstUse(ctx context.Context, n kommune.Number) (map[kommune.Number]week.Week, error) {
	r := db.run(ctx, "read first use")
	return keyed(r, `SELECT kommune, MIN(week) FROM usage_figures WHERE `+ofKommune(n)+` AND `+looked+` GROUP BY kommune`,
		[]any{n}, pair[kommune.Number, week.Week]), r.end()
}

// Nudge stores the messages that remind a kommune, unless it was reminded after a moment; false then. It is
// handlers/road's, like the three below.
func (db *DB) Nudge(ctx context.Context, n kommune.Number, after time.Time, messages []outbox.Message) (sent bool,
	err error) {
	return db.once(ctx, "remind kommune", messages, `INSERT INTO road_nudges (kommune, at) VALUES ($1, $2)
		ON CONFLICT (kommune) DO UPDATE SET at = excluded.at WHERE road_nudges.at <= $3`, n, db.Now(), after)
}

// Nudged are the kommuner that were reminded after a moment.
func (db *DB) Nudged(ctx context.Context, after time.Time) (map[kommune.Number]bool, error) {
	r := db.run(ctx, "read reminders")
	return keyed(r, `SELECT kommune, 1 FROM road_nudges WHERE at > $1`, []any{after}, pair[kommune.Number, bool]), r.end()
}

// OptOut notes that a person does not want to be reminded, or wants it again.
func (db *DB) OptOut(ctx context.Context, id message.Person, out bool) error {
	if !out {
		return db.do(ctx, "opt in", `DELETE FROM opt_outs WHERE tenant = $1 AND person = $2`, id.Tenant, id.Object)
	}
	return db.do(ctx, "opt out", `INSERT INTO opt_outs (tenant, person, what, at) VALUES ($1, $2, 'nudge', $3)
		ON CONFLICT DO NOTHING`, id.Tenant, id.Object, db.Now())
}

// OptedOut are the people who do not want to be reminded.
func (db *DB) OptedOut(ctx context.Context) (map[message.Person]bool, error) {
	r := db.run(ctx, "read opt-outs")
	return keyed(r, `SELECT tenant, person, 1 FROM opt_outs`, nil,
		func(p *message.Person, out *bool) []any { return []any{&p.Tenant, &p.Object, out} }), r.end()
}
