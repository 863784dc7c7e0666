package store

import (
	"context"
	"errors"
	"fmt"

	"kjernebot/internal/kommune"
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
		if added, err = next(marks[0], marks[1]); err != nil || added == marks[0] {
			return err
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
		newer.kommune = road_marks.kommune AND newer.step = road_marks.step AND newer.id > road_marks.id)`},
	{table: "road_marks", keys: "id", at: whenAudited, old: `at < $1 AND (by_person <> '' OR why <> '')`,
		blank: `by_tenant = '', by_person = '', why = ''`},
}
