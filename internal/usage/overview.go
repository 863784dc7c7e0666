package usage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// Overview is one week of all kommuner, for a coordinator. Everything in it is made of counts as they are shown.
type Overview struct {
	Week     week.Week
	National WeekTotals
	// Rows are the kommuner with figures for the week, in order of number.
	Rows []OverviewRow
	// Missing are the kommuner without, that had figures in any of the eight weeks before.
	Missing []kommune.Number
}

// OverviewRow is one kommune in an overview.
type OverviewRow struct {
	Kommune        kommune.Number
	Lookups, Users Count
	// Before are the lookups of the week before; Usual is their mean, rounded, over those of the eight weeks before that
	// have figures. Missing if there are none.
	Before, Usual Count
}

// Change returns by how many lookups the kommune differs from what is usual. false: one of the two is missing.
func (r OverviewRow) Change() (int64, bool) {
	now, ok1 := r.Lookups.Int()
	usual, ok2 := r.Usual.Int()
	return now - usual, ok1 && ok2
}

// BiggestChanges returns the rows that differ most from what is usual, up or down, at most n.
func (o Overview) BiggestChanges(n int) []OverviewRow {
	var rows []OverviewRow
	for _, r := range o.Rows {
		if c, ok := r.Change(); ok && c != 0 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b OverviewRow) int {
		x, _ := a.Change()
		y, _ := b.Change()
		return cmp.Compare(max(y, -y), max(x, -x))
	})
	return rows[:min(n, len(rows))]
}

// Overview returns one week of all kommuner. ErrNotAllowed: the viewer does not coordinate.
func (l *Ledger) Overview(ctx context.Context, v Viewer, wk week.Week) (Overview, error) {
	if !v.Coordinates() {
		return Overview{}, ErrNotAllowed
	}
	o := Overview{Week: wk, National: WeekTotals{Week: wk}}
	if !wk.Valid() {
		return o, nil
	}
	type past struct {
		sum, weeks int64
		before     Count
	}
	var (
		seen    = map[kommune.Number]*past{}
		rows    = map[kommune.Number]*OverviewRow{}
		period  = week.Period{From: wk.Add(-usualWeeks), To: wk}
		justNow = wk.Prev()
	)
	err := l.eachTotal(ctx, period, func(w week.Week, cells []Cell) error {
		if w == wk {
			o.National = national(w, cells)
		}
		for _, c := range cells {
			n := c.key.Kommune
			if seen[n] == nil {
				seen[n] = &past{}
			}
			if w != wk && c.key.Measure == Lookups {
				seen[n].sum, seen[n].weeks = seen[n].sum+c.value, seen[n].weeks+1
				if w == justNow {
					seen[n].before = known(c.value)
				}
			}
			if w == wk {
				r := rows[n]
				if r == nil {
					r = &OverviewRow{Kommune: n}
					rows[n] = r
				}
				if c.key.Measure == Users {
					r.Users = totalCount(c.value)
				} else {
					r.Lookups = known(c.value)
				}
			}
		}
		return nil
	})
	if err != nil {
		return Overview{}, fmt.Errorf("read overview: %w", err)
	}
	for n, p := range seen {
		r := rows[n]
		if r == nil {
			o.Missing = append(o.Missing, n)
			continue
		}
		r.Before = p.before
		if p.weeks > 0 {
			r.Usual = known((2*p.sum + p.weeks) / (2 * p.weeks))
		}
		o.Rows = append(o.Rows, *r)
	}
	slices.Sort(o.Missing)
	slices.SortFunc(o.Rows, func(a, b OverviewRow) int { return cmp.Compare(a.Kommune, b.Kommune) })
	return o, nil
}

// PastFigure is one version of a figure.
type PastFigure struct {
	Count  Count
	Import Record
	Summed bool
}

// History returns every version of a figure, oldest first, with the import that brought it. Versions of head counts before
// the newest are shown only in weeks where no version of one is small; see the package comment. Nil if the viewer may not see it.
func (l *Ledger) History(ctx context.Context, v Viewer, k Key) ([]PastFigure, error) {
	if k.Kommune == "" || !v.Sees(k.Kommune) || !k.Week.Valid() {
		return nil, nil
	}
	var (
		versions []Version
		newest   = Count{state: countHidden}
		clean    = true
	)
	weeks := byWeek{each: func(w weekCells) error {
		clean = !w.small
		for c, count := range w.shown() {
			if c.key == k {
				newest = count
			}
		}
		return nil
	}}
	err := l.store.Figures(ctx, k.Kommune, week.Period{From: k.Week, To: k.Week}, func(ver Version) error {
		if ver.Cell.key == k && !ver.Undone {
			versions = append(versions, ver)
		}
		return weeks.add(ver)
	})
	if err == nil {
		err = weeks.done()
	}
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	records, err := l.records(ctx)
	if err != nil {
		return nil, err
	}
	var out []PastFigure
	for i, ver := range versions {
		count := known(ver.Cell.value)
		if k.Measure.CountsPeople() && !clean {
			count = Count{state: countHidden}
		}
		if i == len(versions)-1 {
			count = newest
		}
		out = append(out, PastFigure{Count: count, Import: records[ver.Import], Summed: ver.Cell.summed})
	}
	return out, nil
}

// recordLimit is how many imports are kept in view; one a week makes 50 a year.
const recordLimit = 10_000

func (l *Ledger) records(ctx context.Context) (map[ImportID]Record, error) {
	list, err := l.store.Imports(ctx, recordLimit)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	byID := make(map[ImportID]Record, len(list))
	for _, r := range list {
		byID[r.ID] = r
	}
	return byID, nil
}

// Imports returns the newest imports, newest first, for a coordinator.
func (l *Ledger) Imports(ctx context.Context, v Viewer, limit int) ([]Record, error) {
	if !v.Coordinates() {
		return nil, ErrNotAllowed
	}
	list, err := l.store.Imports(ctx, limit)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	return list, nil
}

// LastImport returns when figures were last imported, for `per dato`. false: never, or the viewer sees nothing.
func (l *Ledger) LastImport(ctx context.Context, v Viewer) (at time.Time, ok bool, err error) {
	if !v.SeesAny() {
		return time.Time{}, false, nil
	}
	list, err := l.store.Imports(ctx, 1)
	if err != nil || len(list) == 0 {
		return time.Time{}, false, err
	}
	return list[0].At, true, nil
}
