package usage

import (
	"context"
	"fmt"
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

// wholeTime is every week that can be asked for.
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
	if n == "" && !v.SeesEvery() {
		n = v.Kommune()
	}
	var out []Figure
	if n != "" || v.SeesEvery() {
		names, err := l.store.UnitNames(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
		err = l.eachWeek(ctx, n, q.Period, func(w weekCells) error {
			for c, count := range w.shown() {
				out = append(out, Figure{Key: c.key, UnitName: names[UnitID{w.kommune, c.key.Unit}], Count: count, Summed: c.summed})
			}
			return nil
		})
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
	for _, w := range weeks {
		for _, m := range []Measure{Users, Lookups} { // in the order of their keys
			if c := w.Count(m); !c.Missing() {
				out = append(out, Figure{Key: Key{Week: w.Week, Measure: m}, Count: c, Summed: true})
			}
		}
	}
	return out, nil
}

// eachWeek calls each for every week with figures, kommune by kommune.
func (l *Ledger) eachWeek(ctx context.Context, n kommune.Number, p week.Period, each func(weekCells) error) error {
	weeks := byWeek{each: each}
	if err := l.store.Figures(ctx, n, p, weeks.add); err != nil {
		return err
	}
	return weeks.done()
}

// WeekTotals are the figures of a whole kommune, or of the country, in one week. Both are missing in a week that nobody
// has reported.
type WeekTotals struct {
	Week           week.Week
	Lookups, Users Count
	// Kommuner is how many have reported; 0 or 1 for a single kommune.
	Kommuner int
}

// Count returns the figure of a measure.
func (w WeekTotals) Count(m Measure) Count {
	if m == Users {
		return w.Users
	}
	return w.Lookups
}

// Missing says that nobody has reported anything for the week.
func (w WeekTotals) Missing() bool { return w.Lookups.Missing() && w.Users.Missing() }

// Series returns a kommune's totals for every week of the period, also those without figures. It is nil if the viewer may
// not see the kommune.
func (l *Ledger) Series(ctx context.Context, v Viewer, n kommune.Number, p week.Period) ([]WeekTotals, error) {
	if n == "" || !v.Sees(n) || !p.Valid() {
		return nil, nil
	}
	found := map[week.Week]WeekTotals{}
	err := l.eachWeek(ctx, n, p, func(w weekCells) error {
		found[w.week] = w.totals()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read series: %w", err)
	}
	var out []WeekTotals
	for w := range p.Weeks() {
		t := found[w]
		t.Week = w
		out = append(out, t)
	}
	return out, nil
}

// totals are the week's figures for the whole kommune, as they may be shown.
func (w weekCells) totals() WeekTotals {
	t := WeekTotals{Week: w.week, Kommuner: 1}
	for _, c := range w.cells {
		if !c.key.total() {
			continue
		}
		if c.key.Measure == Users {
			t.Users = totalCount(c.value)
			continue
		}
		t.Lookups = known(c.value)
	}
	return t
}

// totalCount is how the head count of a whole kommune shows: see rules 1 and 2 in the package comment.
func totalCount(n int64) Count {
	if People(n).Few() {
		return Count{state: countFew}
	}
	return known(n)
}

// National returns the national totals for every week of the period, also those without figures. It is nil if the viewer
// may see nothing.
func (l *Ledger) National(ctx context.Context, v Viewer, p week.Period) ([]WeekTotals, error) {
	if !v.SeesAny() || !p.Valid() {
		return nil, nil
	}
	found, err := l.national(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []WeekTotals
	for w := range p.Weeks() {
		if len(found) > 0 && found[0].Week == w {
			out, found = append(out, found[0]), found[1:]
			continue
		}
		out = append(out, WeekTotals{Week: w})
	}
	return out, nil
}

// national adds up the totals of all kommuner in one week.
func national(week week.Week, cells []Cell) WeekTotals {
	var (
		sums            = map[Measure]int64{}
		kommuner        = map[kommune.Number]bool{}
		small, smallSum int64
	)
	for _, c := range cells {
		sums[c.key.Measure] += c.value
		kommuner[c.key.Kommune] = true
		if c.key.Measure.CountsPeople() && People(c.value).Few() {
			small, smallSum = small+1, smallSum+c.value
		}
	}
	t := WeekTotals{Week: week, Kommuner: len(kommuner)}
	if sum, ok := sums[Lookups]; ok {
		t.Lookups = known(sum)
	}
	if sum, ok := sums[Users]; ok {
		t.Users = nationalTotal(sum, small, smallSum)
	}
	return t
}

// national returns the weeks of the period with figures, in order.
func (l *Ledger) national(ctx context.Context, p week.Period) ([]WeekTotals, error) {
	var out []WeekTotals
	err := l.eachTotal(ctx, p, func(week week.Week, cells []Cell) error {
		out = append(out, national(week, cells))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read national totals: %w", err)
	}
	return out, nil
}

// eachTotal calls each for every week with the newest totals of all kommuner, in the order of measure and kommune.
func (l *Ledger) eachTotal(ctx context.Context, p week.Period, each func(week.Week, []Cell) error) error {
	var cells []Cell
	flush := func() error {
		if len(cells) == 0 {
			return nil
		}
		return each(cells[0].key.Week, cells)
	}
	err := l.store.Totals(ctx, p, func(v Version) error {
		if n := len(cells); n > 0 && cells[n-1].key == v.Cell.key {
			cells[n-1] = v.Cell // a newer version
			return nil
		}
		if len(cells) > 0 && cells[0].key.Week != v.Cell.key.Week {
			if err := flush(); err != nil {
				return err
			}
			cells = cells[:0]
		}
		cells = append(cells, v.Cell)
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// Span returns the first and the last week for which the kommune has figures, of any kommune if n is empty. false: there
// are none, or the viewer may not know.
func (l *Ledger) Span(ctx context.Context, v Viewer, n kommune.Number) (week.Period, bool, error) {
	if !v.SeesAny() || n != "" && !v.Sees(n) {
		return week.Period{}, false, nil
	}
	p, ok, err := l.store.Span(ctx, n)
	if err != nil {
		return week.Period{}, false, fmt.Errorf("find weeks: %w", err)
	}
	return p, ok, nil
}

// Latest returns the newest complete week on that day for which the kommune has figures, of any kommune if n is empty.
func (l *Ledger) Latest(ctx context.Context, v Viewer, n kommune.Number, today time.Time) (week.Week, bool, error) {
	p, ok, err := l.Span(ctx, v, n)
	if err != nil || !ok {
		return week.Week{}, false, err
	}
	complete := week.LatestComplete(today)
	if !complete.Before(p.To) {
		return p.To, true, nil
	}
	// The newest figures are of a week that has not ended, so the one looked for is nearly always just before it.
	for _, from := range []week.Week{complete.Add(-usualWeeks), p.From} {
		weeks, err := l.Weeks(ctx, v, n, week.Period{From: from, To: complete})
		if err != nil {
			return week.Week{}, false, err
		}
		if len(weeks) > 0 {
			return weeks[len(weeks)-1], true, nil
		}
	}
	return week.Week{}, false, nil
}

// NewestWeek returns the newest complete week on that day for which any kommune has figures. It needs no viewer, because it
// tells no figures and of no kommune: for work that nobody asked for, such as sending the week to its subscribers.
func (l *Ledger) NewestWeek(ctx context.Context, today time.Time) (week.Week, bool, error) {
	return l.Latest(ctx, Viewer{some: true, every: true}, "", today)
}

// Weeks returns the weeks of the period for which the kommune has figures, of any kommune if n is empty.
func (l *Ledger) Weeks(ctx context.Context, v Viewer, n kommune.Number, p week.Period) ([]week.Week, error) {
	if !v.SeesAny() || n != "" && !v.Sees(n) || !p.Valid() {
		return nil, nil
	}
	var weeks []week.Week
	note := func(w week.Week) {
		if len(weeks) == 0 || weeks[len(weeks)-1] != w {
			weeks = append(weeks, w)
		}
	}
	var err error
	if n == "" {
		err = l.eachTotal(ctx, p, func(w week.Week, _ []Cell) error { note(w); return nil })
	} else {
		err = l.eachWeek(ctx, n, p, func(w weekCells) error { note(w.week); return nil })
	}
	if err != nil {
		return nil, fmt.Errorf("find weeks: %w", err)
	}
	return weeks, nil
}
