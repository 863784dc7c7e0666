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

// Lookups adds up the lookups that are shown, and says of how many weeks. Users are not added up: the same person may
// have looked things up every week.
func (k KommuneWeeks) Lookups() (sum int64, weeks int) {
	for _, w := range k.Weeks {
		if n, ok := w.Lookups.Int(); ok {
			sum, weeks = sum+n, weeks+1
		}
	}
	return sum, weeks
}

// Kommuner returns the weeks of each kommune that has figures in the period, in order of number: of those in among,
// such as a fylke's, or of all if it is nil. What the viewer may not see is left out.
func (l *Ledger) Kommuner(ctx context.Context, v Viewer, among []kommune.Number, p week.Period) ([]KommuneWeeks,
	error) {
	if !v.SeesAny() || !p.Valid() {
		return nil, nil
	}
	found := map[kommune.Number]map[week.Week]WeekTotals{}
	err := l.eachTotal(ctx, p, func(w week.Week, versions []Version) error {
		for version := range current(versions) {
			c := version.Cell
			n := c.key.Kommune
			if !v.Sees(n) || among != nil && !slices.Contains(among, n) {
				continue
			}
			if found[n] == nil {
				found[n] = map[week.Week]WeekTotals{}
			}
			t := found[n][w]
			t.Kommuner = 1
			*t.count(c.key.Measure) = c.shown()
			found[n][w] = t
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read kommuner: %w", err)
	}
	out := make([]KommuneWeeks, 0, len(found))
	for n, weeks := range found {
		out = append(out, KommuneWeeks{n, everyWeek(p, weeks)})
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

// Top ranks kommuner by the lookups that are shown, most first. It returns the first n and all that share the last of
// their places; a kommune of which no week is shown has none.
func Top(all []KommuneWeeks, n int) []Ranked {
	var list []Ranked
	for _, k := range all {
		if sum, weeks := k.Lookups(); weeks > 0 {
			list = append(list, Ranked{Kommune: k.Kommune, Lookups: sum, Weeks: weeks})
		}
	}
	slices.SortStableFunc(list, func(a, b Ranked) int { return cmp.Compare(b.Lookups, a.Lookups) })
	for i := range list {
		list[i].Place = i + 1
		if i > 0 && list[i].Lookups == list[i-1].Lookups {
			list[i].Place = list[i-1].Place
		}
	}
	for i, r := range list {
		if r.Place > n {
			return list[:i]
		}
	}
	return list
}
