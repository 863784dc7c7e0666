package store

import (
	"context"
	"errors"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// countingImports keeps out the figures of imports under way, of those that were cut off, and of those taken back.
const countingImports = `import IN (SELECT id FROM usage_imports WHERE accepted > 0 AND undone = 0)`

// Figures calls each for every version of the kommune's figures, or of all kommuner's if n is empty. It is
// usage.Store's.
func (db *DB) Figures(ctx context.Context, n kommune.Number, p week.Period, each func(usage.Version) error) error {
	if n != "" {
		return db.figuresOf(ctx, n, p, 0, each)
	}
	// Kommune by kommune, so that no read is long; as of one import, so that they fit together.
	last, err := db.LastImport(ctx)
	if err != nil || last == 0 {
		return err
	}
	for {
		if n, err = db.nextKommune(ctx, n); err != nil || n == "" {
			return err
		}
		if err := db.figuresOf(ctx, n, p, last, each); err != nil {
			return err
		}
	}
}

// nextKommune is the first kommune with figures after another, "" after the last; the first of all comes after "".
func (db *DB) nextKommune(ctx context.Context, n kommune.Number) (kommune.Number, error) {
	var next kommune.Number
	err := queryRow(ctx, db.engine, `SELECT COALESCE(min(kommune), '') FROM usage_figures WHERE kommune > $1`, []any{n},
		&next)
	return next, failed("find kommuner", err)
}

// figuresOf reads one kommune's figures as of an import; 0 for the newest.
func (db *DB) figuresOf(ctx context.Context, n kommune.Number, p week.Period, last usage.ImportID,
	each func(usage.Version) error) error {
	if last == 0 {
		last = 1<<62 - 1
	}
	err := db.engine.query(ctx, `
		SELECT kommune, week, measure, unit, profession, import, value, summed, held, CASE WHEN undone <= $4 THEN undone ELSE 0 END
		FROM usage_figures JOIN usage_imports ON id = import
		WHERE kommune = $1 AND week BETWEEN $2 AND $3 AND import <= $4 AND accepted > 0
		ORDER BY kommune, week, measure, unit, profession, import`,
		[]any{n, p.From, p.To, last}, versions(each))
	return failed("read figures of "+string(n), err)
}

// Totals calls each for every version of the whole kommune's figures, or of all kommuner's if n is empty. It is
// usage.Store's.
func (db *DB) Totals(ctx context.Context, n kommune.Number, p week.Period, each func(usage.Version) error) error {
	// nearly always empty; joining the imports to each row takes half as long again
	undone, err := keyed(ctx, db.engine, "read what was taken back", `SELECT id, undone FROM usage_imports WHERE undone > 0`,
		nil, func(id, by *usage.ImportID) []any { return []any{id, by} })
	if err != nil {
		return err
	}
	where, args := ``, []any{p.From, p.To}
	if n != "" {
		where, args = ` AND kommune = $3`, append(args, n)
	}
	err = db.engine.query(ctx, `
		SELECT kommune, week, measure, unit, profession, import, value, summed, held, 0 FROM usage_figures
		WHERE unit = '' AND profession = '' AND week BETWEEN $1 AND $2`+where+`
			AND import IN (SELECT id FROM usage_imports WHERE accepted > 0)
		ORDER BY week, measure, kommune, import`,
		args, versions(func(v usage.Version) error {
			v.Undone = undone[v.Import]
			return each(v)
		}))
	return failed("read totals", err)
}

// versions scans rows of figures for each, all into the same variables: there are many.
func versions(each func(usage.Version) error) func(func(...any) error) error {
	var (
		week, value, summed, held int64
		id, undone                usage.ImportID
		n, unit, profession       string
		measure                   string
	)
	return func(scan func(...any) error) error {
		if err := scan(&n, &week, &measure, &unit, &profession, &id, &value, &summed, &held, &undone); err != nil {
			return err
		}
		k := usage.Key{Kommune: kommune.Number(n), Week: weekOf(week), Measure: usage.Measure(measure), Unit: unit,
			Profession: profession}
		return each(usage.Version{Cell: usage.StoredCell(k, value, summed != 0, held != 0), Import: id, Undone: undone})
	}
}

// Span returns the first and the last week with figures, up to one. It is usage.Store's.
func (db *DB) Span(ctx context.Context, n kommune.Number, until week.Week) (week.Period, bool, error) {
	where, args := `kommune = $2`, []any{until, n}
	if n == "" {
		where, args = `unit = '' AND profession = ''`, []any{until}
	}
	var span week.Period
	for order, to := range map[string]*week.Week{"ASC": &span.From, "DESC": &span.To} {
		err := queryRow(ctx, db.engine, `SELECT week FROM usage_figures WHERE week <= $1 AND `+where+` AND `+
			countingImports+` ORDER BY week `+order+` LIMIT 1`, args, inWeek{to})
		if errors.Is(err, ErrNotFound) {
			return week.Period{}, false, nil
		}
		if err != nil {
			return week.Period{}, false, failed("find first and last week", err)
		}
	}
	return span, true, nil
}

// UnitNames returns what units are called. It is usage.Store's.
func (db *DB) UnitNames(ctx context.Context, n kommune.Number) (map[usage.UnitID]string, error) {
	return keyed(ctx, db.engine, "read names of units", `
		SELECT kommune, unit, name FROM usage_units WHERE kommune = $1 OR $1 = ''`, []any{n},
		func(id *usage.UnitID, name *string) []any { return []any{&id.Kommune, &id.Unit, name} })
}

// DB keeps the figures.
var _ usage.Store = (*DB)(nil)
