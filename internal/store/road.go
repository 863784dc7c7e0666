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

const roadColumns = `id, at, since, kommune, step, state, why, by_tenant, by_person, project`

// DB keeps what is said of the road.
var _ road.Store = (*DB)(nil)

func roadMarks(ctx context.Context, q querier, where string, args ...any) ([]road.Mark, error) {
	return list(ctx, q, "read marks", `SELECT `+roadColumns+` FROM road_marks m WHERE `+where, args, func(m *road.Mark) []any {
		return []any{&m.ID, moment{&m.At}, moment{&m.Since}, &m.Kommune, &m.Step, &m.State, &m.Why, &m.By.Tenant,
			&m.By.Object, yes{&m.Project}}
	})
}

// newerMark finds what stands in front of a mark.
const newerMark = `EXISTS (SELECT 1 FROM road_marks newer
	WHERE newer.kommune = m.kommune AND newer.step = m.step AND newer.id > m.id)`

// Marks returns the newest mark of every step. It is road.Store's, like the three below.
func (db *DB) Marks(ctx context.Context, n kommune.Number) ([]road.Mark, error) {
	return roadMarks(ctx, db.engine, ofKommune(n)+` AND NOT `+newerMark, n)
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
func (db *DB) mark(ctx context.Context, m road.Mark, next func(last, before road.Mark) (road.Mark, error)) (
	added road.Mark, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		marks, err := roadMarks(ctx, tx, `kommune = $1 AND step = $2 ORDER BY id DESC LIMIT 2`, m.Kommune, m.Step)
		if err != nil {
			return err
		}
		marks = append(marks, road.Mark{}, road.Mark{})
		if added, err = next(marks[0], marks[1]); err != nil {
			return err
		}
		if added == marks[0] {
			added.ID = 0 // nothing was noted, so there is nothing of one's own to take back
			return nil
		}
		if added.At = fromMicros(micros(tx.now())); added.Since.IsZero() {
			added.Since = added.At
		}
		return queryRow(ctx, tx, `INSERT INTO road_marks (at, since, kommune, step, state, why, by_tenant, by_person, project)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`, []any{added.At, added.Since, m.Kommune, m.Step,
			added.State, added.Why, m.By.Tenant, m.By.Object, m.Project}, &added.ID)
	})
	return added, failed("mark step", err)
}

// FirstUse returns the first week in which each kommune looked something up.
func (db *DB) FirstUse(ctx context.Context, n kommune.Number) (map[kommune.Number]week.Week, error) {
	return keyed(ctx, db.engine, "read first use", `
		SELECT kommune, MIN(week) FROM usage_figures
		WHERE `+ofKommune(n)+` AND measure = 'oppslag' AND unit = '' AND profession = '' AND value > 0
			AND `+countingImports+` GROUP BY kommune`, []any{n}, func(k *kommune.Number, w *week.Week) []any {
		return []any{k, inWeek{w}}
	})
}

// roadRules forget who said what, and why, and what other marks have stood in front of for long. What counts stays.
var roadRules = []rule{
	{table: "road_marks", keys: "id", at: whenAudited, old: `at < $1 AND EXISTS (SELECT 1 FROM road_marks newer WHERE
		newer.kommune = road_marks.kommune AND newer.step = road_marks.step AND newer.id > road_marks.id AND newer.at < $1)`},
	{table: "road_marks", keys: "id", at: whenAudited, old: `at < $1 AND (by_person <> '' OR why <> '')`,
		blank: `by_tenant = '', by_person = '', why = ''`},
	{table: "road_nudges", keys: "kommune", at: whenAudited, old: `at < $1`},
	{table: "opt_outs", keys: "tenant, person, what", at: whenAudited, old: `at < $1 AND NOT EXISTS (SELECT 1 FROM conversations c
		WHERE c.tenant = opt_outs.tenant AND c.object = opt_outs.person)`},
}

// Nudge stores the messages that remind a kommune, unless it was reminded after a moment; false then. It is
// handlers/road's, like the three below.
func (db *DB) Nudge(ctx context.Context, n kommune.Number, after time.Time, messages []outbox.Message) (sent bool,
	err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		rows, err := tx.exec(ctx, `INSERT INTO road_nudges (kommune, at) VALUES ($1, $2)
			ON CONFLICT (kommune) DO UPDATE SET at = excluded.at WHERE road_nudges.at <= $3`, n, tx.now(), after)
		sent = rows > 0
		for _, m := range messages {
			if err != nil || !sent {
				break
			}
			_, err = tx.Enqueue(ctx, m)
		}
		return err
	})
	return sent && err == nil, failed("remind kommune", err)
}

// Nudged are the kommuner that were reminded after a moment.
func (db *DB) Nudged(ctx context.Context, after time.Time) (map[kommune.Number]bool, error) {
	return keyed(ctx, db.engine, "read reminders", `SELECT kommune, 1 FROM road_nudges WHERE at > $1`, []any{after},
		func(n *kommune.Number, there *bool) []any { return []any{n, yes{there}} })
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
	return keyed(ctx, db.engine, "read opt-outs", `SELECT tenant, person, 1 FROM opt_outs`, nil,
		func(p *message.Person, out *bool) []any { return []any{&p.Tenant, &p.Object, yes{out}} })
}
