package usage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// Query is which figures are asked for.
type Query struct {
	// Kommune is the one asked for; empty for every one that the viewer may see.
	Kommune kommune.Number
	// Period is which weeks; the zero Period is all of them.
	Period week.Period
	// National adds the national totals, which have no kommune.
	National bool
}

var wholeTime = week.Period{From: week.Week{Year: 2000, Week: 1}, To: week.Week{Year: 2099, Week: 52}}

// Figures returns what the viewer may see, in the order of kommune, week, measure, unit and profession, national totals
// last. What the viewer may not see is left out, and nothing tells whether it exists.
func (l *Ledger) Figures(ctx context.Context, v Viewer, q Query) ([]Figure, error) {
	if !v.SeesAny() || q.Kommune != "" && !v.Sees(q.Kommune) {
		return nil, nil
	}
	if q.Period == (week.Period{}) {
		q.Period = wholeTime
	}
	n := q.Kommune
	if n == "" && !v.every {
		n = v.Kommune()
	}
	var out []Figure
	if n != "" || v.every {
		read := func(each func(Version) error) error { return l.store.Figures(ctx, n, q.Period, each) }
		names, err := l.store.UnitNames(ctx, n)
		if err == nil {
			err = grouped(read, kommuneWeek, func(versions []Version) error {
				w := newWeekCells(versions)
				for i, count := range w.protect() {
					if c := w.cells[i]; !count.Missing() {
						name := names[UnitID{c.Key.Kommune, c.Key.Unit}]
						out = append(out, Figure{Key: c.Key, UnitName: name, Count: count, Summed: c.Summed})
					}
				}
				return nil
			})
		}
		if err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
	}
	if !q.National {
		return out, nil
	}
	weeks, err := l.national(ctx, q.Period)
	if err != nil {
		return nil, err
	}
	for _, w := range slices.SortedFunc(maps.Keys(weeks), week.Week.Compare) {
		for _, m := range measuresByName {
			if c := weeks[w].Count(m); !c.Missing() {
				out = append(out, Figure{Key: Key{Week: w, Measure: m}, Count: c, Summed: true})
			}
		}
	}
	return out, nil
}

// kommuneWeek is the part of a key that the figures of one kommune and week have in common.
func kommuneWeek(k Key) Key { return Key{Kommune: k.Kommune, Week: k.Week} }

// eachTotal calls each for every week with the versions of the kommune's totals, or all kommuner's if n is empty, in
// the order of measure, kommune and import.
func (l *Ledger) eachTotal(ctx context.Context, n kommune.Number, p week.Period, each func([]Version) error) error {
	read := func(version func(Version) error) error { return l.store.Totals(ctx, n, p, version) }
	return grouped(read, func(k Key) Key { return Key{Week: k.Week} }, each)
}

// WeekTotals are the figures of a whole kommune, or of the country, in one week. Both are missing in a week that nobody
// has reported.
type WeekTotals struct {
	Week           week.Week
	Lookups, Users Count
	// Kommuner is how many are in the figures, or have reported where a national total is hidden; 0 or 1 for a single
	// kommune.
	Kommuner int
}

// Count returns the figure of a measure.
func (w WeekTotals) Count(m Measure) Count { return *w.count(m) }

func (w *WeekTotals) count(m Measure) *Count {
	if m == Users {
		return &w.Users
	}
	return &w.Lookups
}

// Missing says that nobody has reported anything for the week.
func (w WeekTotals) Missing() bool { return w.Lookups.Missing() && w.Users.Missing() }

// Series returns a kommune's totals for every week of the period, also those without figures. It is nil if the viewer
// may not see the kommune.
func (l *Ledger) Series(ctx context.Context, v Viewer, n kommune.Number, p week.Period) ([]WeekTotals, error) {
	if n == "" || !v.Sees(n) || !p.Valid() {
		return nil, nil
	}
	found, err := l.totals(ctx, n, p)
	if err != nil {
		return nil, fmt.Errorf("read series: %w", err)
	}
	return everyWeek(p, found[n]), nil
}

// totals reads a kommune's weeks with figures, or all kommuner's if n is empty, as they may be shown.
func (l *Ledger) totals(ctx context.Context, n kommune.Number, p week.Period) (
	map[kommune.Number]map[week.Week]WeekTotals, error) {
	found := map[kommune.Number]map[week.Week]WeekTotals{}
	err := l.eachTotal(ctx, n, p, func(versions []Version) error {
		for v := range current(versions) {
			k := v.entry.Key
			if found[k.Kommune] == nil {
				found[k.Kommune] = map[week.Week]WeekTotals{}
			}
			t := found[k.Kommune][k.Week]
			t.Kommuner = 1
			*t.count(k.Measure) = v.entry.shown()
			found[k.Kommune][k.Week] = t
		}
		return nil
	})
	return found, err
}

// everyWeek puts what was found of the period in order; a week without is missing.
func everyWeek(p week.Period, found map[week.Week]WeekTotals) []WeekTotals {
	out := make([]WeekTotals, 0, p.Len())
	for w := range p.Weeks() {
		t := found[w]
		t.Week = w
		out = append(out, t)
	}
	return out
}

// National returns the national totals for every week of the period, also those without figures. It is nil if the
// viewer may see nothing. The total of a week is hidden until the week closes, a week after it has ended, and until
// five kommuner have figures; then it stays what it is, whatever comes later. See rule 5 in the package comment.
func (l *Ledger) National(ctx context.Context, v Viewer, p week.Period) ([]WeekTotals, error) {
	if !v.SeesAny() || !p.Valid() {
		return nil, nil
	}
	found, err := l.national(ctx, p)
	if err != nil {
		return nil, err
	}
	return everyWeek(p, found), nil
}

func (l *Ledger) national(ctx context.Context, p week.Period) (map[week.Week]WeekTotals, error) {
	found := map[week.Week]WeekTotals{}
	accepted := sync.OnceValues(func() (map[ImportID]time.Time, error) { return l.store.Accepted(ctx) })
	err := l.eachTotal(ctx, "", p, func(versions []Version) error {
		t, err := nationalTotal(versions, l.Now(), accepted)
		if !t.Missing() {
			found[t.Week] = t
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read national totals: %w", err)
	}
	return found, nil
}

// Span returns the first and the last week for which the kommune has figures, of any kommune if n is empty. false:
// there are none, or the viewer may not know.
func (l *Ledger) Span(ctx context.Context, v Viewer, n kommune.Number) (week.Period, bool, error) {
	return l.spanUntil(ctx, v, n, wholeTime.To)
}

func (l *Ledger) spanUntil(ctx context.Context, v Viewer, n kommune.Number, last week.Week) (week.Period, bool, error) {
	if !v.SeesAny() || n != "" && !v.Sees(n) {
		return week.Period{}, false, nil
	}
	p, ok, err := l.store.Span(ctx, n, last)
	if err != nil {
		return week.Period{}, false, fmt.Errorf("find weeks: %w", err)
	}
	return p, ok, nil
}

// Latest returns the newest complete week on that day for which the kommune has figures, of any kommune if n is empty.
func (l *Ledger) Latest(ctx context.Context, v Viewer, n kommune.Number, today time.Time) (week.Week, bool, error) {
	p, ok, err := l.spanUntil(ctx, v, n, week.LatestComplete(today))
	return p.To, ok, err
}

// NewestWeek returns the newest complete week on that day for which any kommune has figures. It needs no viewer,
// because it tells no figures and of no kommune: for work that nobody asked for, such as sending the week to its
// subscribers.
func (l *Ledger) NewestWeek(ctx context.Context, today time.Time) (week.Week, bool, error) {
	return l.Latest(ctx, Viewer{some: true, every: true}, "", today)
}
