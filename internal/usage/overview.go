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
	// Of is how many kommuner there are, with figures or without.
	Of int
	// Missing are the kommuner without, that usually report: those that had figures in any of the eight weeks before.
	Missing []kommune.Number
}

// OverviewRow is one kommune in an overview.
type OverviewRow struct {
	Kommune        kommune.Number
	Lookups, Users Count
	// Before are the lookups of the week before; Usual is their mean, rounded, over those of the eight weeks before that
	// are shown. Missing if there are none.
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
	o := Overview{Week: wk, National: WeekTotals{Week: wk}, Of: len(l.reg.All())}
	if !wk.Valid() {
		return o, nil
	}
	past := map[kommune.Number]*usual{}
	rows := map[kommune.Number]*OverviewRow{}
	n := &nations{ledger: l}
	err := l.eachTotal(ctx, week.Period{From: wk.Add(-usualWeeks), To: wk},
		func(w week.Week, versions []Version) (err error) {
			if w == wk {
				if o.National, err = n.total(ctx, w, versions); err != nil {
					return err
				}
			}
			for version := range current(versions) {
				c := version.Cell
				who := c.key.Kommune
				switch {
				case w != wk:
					if past[who] == nil {
						past[who] = &usual{}
					}
					past[who].add(c, w == wk.Prev())
					continue
				case rows[who] == nil:
					rows[who] = &OverviewRow{Kommune: who}
				}
				if c.key.Measure == Users {
					rows[who].Users = c.shown()
				} else {
					rows[who].Lookups = c.shown()
				}
			}
			return nil
		})
	if err != nil {
		return Overview{}, fmt.Errorf("read overview: %w", err)
	}
	for who, r := range rows {
		if p := past[who]; p != nil {
			r.Before, r.Usual = p.before, p.mean()
		}
		o.Rows = append(o.Rows, *r)
	}
	for who := range past {
		if rows[who] == nil {
			o.Missing = append(o.Missing, who)
		}
	}
	slices.Sort(o.Missing)
	slices.SortFunc(o.Rows, func(a, b OverviewRow) int { return cmp.Compare(a.Kommune, b.Kommune) })
	return o, nil
}

// usual is what a kommune's lookups were in the weeks before, of those that are shown.
type usual struct {
	sum, weeks int64
	before     Count // in the last of them
}

func (u *usual) add(c Cell, last bool) {
	if c.key.Measure != Lookups {
		return
	}
	count := c.shown()
	if last {
		u.before = count
	}
	if n, ok := count.Int(); ok {
		u.sum, u.weeks = u.sum+n, u.weeks+1
	}
}

func (u *usual) mean() Count {
	if u.weeks == 0 {
		return Count{}
	}
	return known((2*u.sum + u.weeks) / (2 * u.weeks))
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
