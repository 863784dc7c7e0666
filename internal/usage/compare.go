package usage

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// KommuneWeeks are a kommune's totals for every week of a period, also those without figures.
type KommuneWeeks struct {
	Kommune kommune.Number
	Weeks   []WeekTotals
}

// Total adds up the lookups that are shown, and says of how many weeks. Users are not added up: the same person may
// have looked things up every week.
func Total(weeks []WeekTotals) (sum, n int64) {
	for _, w := range weeks {
		if v, ok := w.Lookups.Int(); ok {
			sum, n = sum+v, n+1
		}
	}
	return sum, n
}

// Mean is the rounded mean of the lookups that are shown; false if there are none.
func Mean(weeks []WeekTotals) (int64, bool) {
	sum, n := Total(weeks)
	if n == 0 {
		return 0, false
	}
	return (2*sum + n) / (2 * n), true
}

// Usual is the mean before the last week; false: that or the last week's lookups are missing or hidden.
func (k KommuneWeeks) Usual() (now, usual int64, ok bool) {
	last := len(k.Weeks) - 1
	now, known := k.Weeks[last].Lookups.Int()
	usual, some := Mean(k.Weeks[:last])
	return now, usual, known && some
}

// BiggestChanges returns those whose last week differs most from what is usual, up or down, at most n.
func BiggestChanges(all []KommuneWeeks, n int) []KommuneWeeks {
	change := func(k KommuneWeeks) int64 {
		now, usual, ok := k.Usual()
		if !ok {
			return 0
		}
		return max(now-usual, usual-now)
	}
	changed := slices.DeleteFunc(slices.Clone(all), func(k KommuneWeeks) bool { return change(k) == 0 })
	slices.SortStableFunc(changed, func(a, b KommuneWeeks) int { return cmp.Compare(change(b), change(a)) })
	return changed[:min(n, len(changed))]
}

// Sum adds up, week by week, the lookups of kommuner that are shown. A week of which none is shown is hidden.
func Sum(p week.Period, all []KommuneWeeks) []WeekTotals {
	found := map[week.Week]WeekTotals{}
	for _, k := range all {
		for _, w := range k.Weeks {
			if w.Missing() {
				continue
			}
			t := found[w.Week]
			t.Kommuner++
			sum, _ := t.Lookups.Int()
			if n, ok := w.Lookups.Int(); ok {
				t.Lookups = known(sum + n)
			} else if t.Lookups.Missing() {
				t.Lookups = w.Lookups
			}
			found[w.Week] = t
		}
	}
	return everyWeek(p, found)
}

// Kommuner returns the weeks of each kommune that has figures in the period, in order of number: of those in among,
// such as a fylke's, or of all if it is nil. What the viewer may not see is left out.
func (l *Ledger) Kommuner(ctx context.Context, v Viewer, among []kommune.Number, p week.Period) ([]KommuneWeeks,
	error) {
	if !v.SeesAny() || !p.Valid() {
		return nil, nil
	}
	found, err := l.totals(ctx, "", p)
	if err != nil {
		return nil, fmt.Errorf("read kommuner: %w", err)
	}
	out := []KommuneWeeks{}
	for n, weeks := range found {
		if v.Sees(n) && (among == nil || slices.Contains(among, n)) {
			out = append(out, KommuneWeeks{n, everyWeek(p, weeks)})
		}
	}
	slices.SortFunc(out, func(a, b KommuneWeeks) int { return cmp.Compare(a.Kommune, b.Kommune) })
	return out, nil
}

// Ranked is a kommune's place by lookups.
type Ranked struct {
	Place   int // from 1; kommuner with as many lookups share it, and the next places are skipped
	Kommune kommune.Number
	Lookups int64
	Weeks   int // how many weeks of the period the lookups are of
}

// HasHidden says that the lookups of a week are hidden, so that what is shown is not all.
func (k KommuneWeeks) HasHidden() bool {
	return slices.ContainsFunc(k.Weeks, func(w WeekTotals) bool { return w.Lookups.Hidden() })
}

// Top ranks kommuner by their lookups, most first. It returns the first n and all that share the last of their places.
// A kommune of which a week is hidden has none.
func Top(all []KommuneWeeks, n int) []Ranked {
	var list []Ranked
	for _, k := range all {
		if sum, weeks := Total(k.Weeks); weeks > 0 && !k.HasHidden() {
			list = append(list, Ranked{Kommune: k.Kommune, Lookups: sum, Weeks: int(weeks)})
		}
	}
	slices.SortStableFunc(list, func(a, b Ranked) int { return cmp.Compare(b.Lookups, a.Lookups) })
	for i := range list {
		list[i].Place = i + 1
		if i > 0 && list[i].Lookups == list[i-1].Lookups {
			list[i].Place = list[i-1].Place
		}
		if list[i].Place > n {
			return list[:i]
		}
	}
	return list
}
