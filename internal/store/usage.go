package store

import (
	"context"
	"database/sql"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// DB keeps the figures. What is in the files named usage is usage.Store's.
var _ usage.Store = (*DB)(nil)

// countingImports keeps out the figures of imports under way, of those that were cut off, and of those taken back.
const countingImports = `import IN (SELECT id FROM usage_imports WHERE accepted > 0 AND undone = 0)`

// Figures calls each for every version of the kommune's figures, or of all kommuner's if n is empty.
func (db *DB) Figures(ctx context.Context, n kommune.Number, p week.Period, each func(usage.Version) error) error {
	if n != "" {
		return db.figuresOf(ctx, n, p, 1<<62-1, each)
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
func (db *DB) nextKommune(ctx context.Context, n kommune.Number) (next kommune.Number, err error) {
	r := db.run(ctx, "find kommuner")
	r.find(`SELECT COALESCE(min(kommune), '') FROM usage_figures WHERE kommune > $1`, []any{n}, &next)
	return next, r.end()
}

// figuresOf reads one kommune's figures as of an import.
func (db *DB) figuresOf(ctx context.Context, n kommune.Number, p week.Period, last usage.ImportID,
	each func(usage.Version) error) error {
	r := db.run(ctx, "read figures of "+string(n))
	r.each(`
		SELECT kommune, week, measure, unit, profession, import, value, summed, held, CASE WHEN undone <= $4 THEN undone ELSE 0 END
		FROM usage_figures JOIN usage_imports ON id = import
		WHERE kommune = $1 AND week BETWEEN $2 AND $3 AND import <= $4 AND accepted > 0
		ORDER BY kommune, week, measure, unit, profession, import`,
		[]any{n, p.From, p.To, last}, versions(each))
	return r.end()
}

// Totals calls each for every version of the whole kommuner's figures.
func (db *DB) Totals(ctx context.Context, p week.Period, each func(usage.Version) error) error {
	r := db.run(ctx, "read totals")
	// nearly always empty; joining the imports to each row takes half as long again
	undone := keyed(r, `SELECT id, undone FROM usage_imports WHERE undone > 0`, nil, pair[usage.ImportID, usage.ImportID])
	r.each(`
		SELECT kommune, week, measure, unit, profession, import, value, summed, held, 0 FROM usage_figures
		WHERE unit = '' AND profession = '' AND week BETWEEN $1 AND $2
			AND import IN (SELECT id FROM usage_imports WHERE accepted > 0)
		ORDER BY week, measure, kommune, import`,
		[]any{p.From, p.To}, versions(func(v usage.Version) error {
			v.Undone = undone[v.Import]
			return each(v)
		}))
	return r.end()
}

// versions scans rows of figures for each, all into the same variables: there are many.
func versions(each func(usage.Version) error) func(*sql.Rows) error {
	var (
		week, value  int64
		summed, held int64
		id, undone   usage.ImportID
		k            usage.Key
	)
	return func(rows *sql.Rows) error {
		if err := rows.Scan(&k.Kommune, &week, &k.Measure, &k.Unit, &k.Profession, &id, &value, &summed, &held, &undone); err != nil {
			return err
		}
		k.Week = weekOf(week)
		return each(usage.Version{Cell: usage.StoredCell(k, value, summed != 0, held != 0), Import: id, Undone: undone})
	}
}

// Span returns the first and the last week with figures.
func (db *DB) Span(ctx context.Context, n kommune.Number) (span week.Period, ok bool, err error) {
	where, args := `kommune = $1`, []any{n}
	if n == "" {
		where, args = `unit = '' AND profession = ''`, nil
	}
	r := db.run(ctx, "find first and last week")
	first := func(order string, w *week.Week) bool {
		return r.find(`SELECT week FROM usage_figures WHERE `+where+` AND `+countingImports+` ORDER BY week `+order+` LIMIT 1`, args, w)
	}
	ok = first("ASC", &span.From) && first("DESC", &span.To)
	return span, ok, r.end()
}

// UnitNames returns what units are called.
func (db *DB) UnitNames(ctx context.Context, n kommune.Number) (map[usage.UnitID]string, error) {
	r := db.run(ctx, "read names of units")
	return keyed(r, `SELECT kommune, unit, name FROM usage_units WHERE kommune = $1 OR $1 = ''`, []any{n},
		func(id *usage.UnitID, name *string) []any { return []any{&id.Kommune, &id.Unit, name} }), r.end()
}
