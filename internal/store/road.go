package store

import (
	"context"
	"errors"
	"fmt"
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
	var list []road.Mark
	err := q.query(ctx, `SELECT `+roadColumns+` FROM road_marks m WHERE `+where, args,
		func(scan func(...any) error) error {
			var m road.Mark
			var at, since, project int64
			err := scan(&m.ID, &at, &since, &m.Kommune, &m.Step, &m.State, &m.Why, &m.By.Tenant, &m.By.Object, &project)
			m.At, m.Since, m.Project = fromMicros(at), fromMicros(since), project == 1
			list = append(list, m)
			return err
		})
	return list, err
}

// newerMark finds what stands in front of a mark.
const newerMark = `EXISTS (SELECT 1 FROM road_marks newer
	WHERE newer.kommune = m.kommune AND newer.step = m.step AND newer.id > m.id)`

// Marks returns the newest mark of every step. It is road.Store's, like the three below.
func (db *DB) Marks(ctx context.Context, n kommune.Number) ([]road.Mark, error) {
	marks, err := roadMarks(ctx, db.engine, ofKommune(n)+` AND NOT `+newerMark, string(n))
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	return marks, nil
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
		marks, err := roadMarks(ctx, tx, `kommune = $1 AND step = $2 ORDER BY id DESC LIMIT 2`, string(m.Kommune),
			string(m.Step))
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
		project := 0
		if m.Project {
			project = 1
		}
		return queryRow(ctx, tx, `INSERT INTO road_marks (at, since, kommune, step, state, why, by_tenant, by_person, project)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`, []any{micros(added.At), micros(added.Since),
			string(m.Kommune), string(m.Step), string(added.State), added.Why, m.By.Tenant, m.By.Object, project}, &added.ID)
	})
	if err != nil && !errors.Is(err, road.ErrChanged) {
		err = fmt.Errorf("mark step: %w", err)
	}
	return added, err
}

// FirstUse returns the first week in which each kommune looked something up.
func (db *DB) FirstUse(ctx context.Context, n kommune.Number) (map[kommune.Number]week.Week, error) {
	first := map[kommune.Number]week.Week{}
	err := db.engine.query(ctx, `
		SELECT kommune, MIN(week) FROM usage_figures
		WHERE `+ofKommune(n)+` AND measure = 'oppslag' AND unit = '' AND profession = '' AND value > 0
			AND `+countingImports+` GROUP BY kommune`, []any{string(n)}, func(scan func(...any) error) error {
		var k kommune.Number
		var w int64
		err := scan(&k, &w)
		first[k] = weekOf(w)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read first use: %w", err)
	}
	return first, nil
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
			ON CONFLICT (kommune) DO UPDATE SET at = excluded.at WHERE road_nudges.at <= $3`,
			string(n), micros(tx.now()), micros(after))
		sent = rows > 0
		for _, m := range messages {
			if err != nil || !sent {
				break
			}
			_, err = tx.Enqueue(ctx, m)
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("remind kommune: %w", err)
	}
	return sent, nil
}

// Nudged are the kommuner that were reminded after a moment.
func (db *DB) Nudged(ctx context.Context, after time.Time) (map[kommune.Number]bool, error) {
	all := map[kommune.Number]bool{}
	err := db.engine.query(ctx, `SELECT kommune FROM road_nudges WHERE at > $1`, []any{micros(after)},
		func(scan func(...any) error) error {
			var n kommune.Number
			err := scan(&n)
			all[n] = true
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	return all, nil
}

// OptOut notes that a person does not want to be reminded, or wants it again.
func (db *DB) OptOut(ctx context.Context, id message.Person, out bool) error {
	statement, args := `DELETE FROM opt_outs WHERE tenant = $1 AND person = $2`, []any{id.Tenant, id.Object}
	if out {
		statement = `INSERT INTO opt_outs (tenant, person, what, at) VALUES ($1, $2, 'nudge', $3) ON CONFLICT DO NOTHING`
		args = append(args, micros(db.Now()))
	}
	if _, err := db.engine.exec(ctx, statement, args...); err != nil {
		return fmt.Errorf("opt out: %w", err)
	}
	return nil
}

// OptedOut are the people who do not want to be reminded.
func (db *DB) OptedOut(ctx context.Context) (map[message.Person]bool, error) {
	all := map[message.Person]bool{}
	err := db.engine.query(ctx, `SELECT tenant, person FROM opt_outs`, nil, func(scan func(...any) error) error {
		var p message.Person
		err := scan(&p.Tenant, &p.Object)
		all[p] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read opt-outs: %w", err)
	}
	return all, nil
}
