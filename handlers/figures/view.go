package figures

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

const (
	// usualWeeks before a week make its mean.
	usualWeeks = 8
	// aroundWeeks are drawn up to a week that is asked for alone, since one bar shows no trend.
	aroundWeeks = 8
	// maxWeeks are shown at once: two years.
	maxWeeks = 106
)

// sight is what a viewer sees of one kommune. Everything in it has gone through the ledger's rules.
type sight struct {
	kommune     kommune.Kommune
	period      week.Period
	weeks       []usage.WeekTotals // every week of the period
	drawn       []usage.WeekTotals // the weeks of the picture
	past        []usage.WeekTotals // those before focus that are usual
	focus       usage.WeekTotals   // the newest week of the period with figures
	country     usage.WeekTotals   // in that week
	units       []part
	professions []part
	asOf        time.Time // of the newest import
	waiting     week.Week
	shortened   bool
}

// part is a unit or a profession in the week in focus.
type part struct {
	name           string
	lookups, users usage.Count
}

// look reads what the viewer sees of a kommune in the weeks; the zero Period is the newest week with figures. ok is
// false when there are no figures in it, and period then says which weeks that were.
func (u *Dialogue) look(ctx context.Context, v usage.Viewer, n kommune.Number, p week.Period) (s sight, ok bool,
	err error) {
	s.kommune, _ = u.registry.Get(n)
	complete := week.LatestComplete(u.now())
	if p == (week.Period{}) {
		newest, found, err := u.parts.Ledger.Latest(ctx, v, n, u.now())
		if err != nil || !found {
			s.period = week.Period{From: complete, To: complete}
			return s, false, err
		}
		p = week.Period{From: newest, To: newest}
		if newest.Before(complete) {
			s.waiting = complete
		}
	}
	if p.Len() > maxWeeks {
		p.From, s.shortened = p.To.Add(1-maxWeeks), true
	}
	s.period = p
	first := p.From
	if around := p.To.Add(1 - aroundWeeks); around.Before(first) {
		first = around
	}
	series, err := u.parts.Ledger.Series(ctx, v, n, week.Period{From: first.Add(-usualWeeks), To: p.To})
	if err != nil {
		return s, false, err
	}
	s.weeks = series[len(series)-p.Len():]
	at := lastReported(series)
	if at < len(series)-p.Len() {
		return s, false, nil
	}
	s.focus, s.past, s.drawn = series[at], series[max(0, at-usualWeeks):at], s.weeks
	if len(s.weeks) == 1 {
		s.drawn = fromFirst(series[len(series)-aroundWeeks:])
	}
	return s, true, u.fill(ctx, v, &s)
}

// fromFirst drops the weeks before the first with figures: nobody asked for them.
func fromFirst(weeks []usage.WeekTotals) []usage.WeekTotals {
	for len(weeks) > 1 && weeks[0].Missing() {
		weeks = weeks[1:]
	}
	return weeks
}

// lastReported is the newest week with figures, -1 for none.
func lastReported(series []usage.WeekTotals) int {
	for i := len(series) - 1; i >= 0; i-- {
		if !series[i].Missing() {
			return i
		}
	}
	return -1
}

// fill reads what belongs to the week in focus.
func (u *Dialogue) fill(ctx context.Context, v usage.Viewer, s *sight) error {
	week := week.Period{From: s.focus.Week, To: s.focus.Week}
	country, err := u.parts.Ledger.National(ctx, v, week)
	if err != nil {
		return err
	}
	if len(country) == 1 {
		s.country = country[0]
	}
	figures, err := u.parts.Ledger.Figures(ctx, v, usage.Query{Kommune: s.kommune.Number, Period: week})
	if err != nil {
		return err
	}
	s.units = parts(figures, func(f usage.Figure) string {
		if f.Unit == "" || f.Profession != "" {
			return ""
		}
		return cmp.Or(f.UnitName, f.Unit)
	})
	s.professions = parts(figures, func(f usage.Figure) string {
		if f.Unit != "" {
			return ""
		}
		return f.Profession
	})
	s.asOf, _, err = u.parts.Ledger.LastImport(ctx, v)
	return err
}

// parts gathers the figures that name gives a name to, those with most lookups first.
func parts(figures []usage.Figure, name func(usage.Figure) string) []part {
	var all []part
	at := map[string]int{}
	for _, f := range figures {
		called := name(f)
		if called == "" {
			continue
		}
		key := f.Unit + "\x00" + called
		i, known := at[key]
		if !known {
			i = len(all)
			at[key] = i
			all = append(all, part{name: called})
		}
		if f.Measure == usage.Users {
			all[i].users = f.Count
			continue
		}
		all[i].lookups = f.Count
	}
	slices.SortStableFunc(all, func(a, b part) int {
		x, _ := a.lookups.Int()
		y, _ := b.lookups.Int()
		return cmp.Compare(y, x)
	})
	return all
}

// missing are the weeks of the period that nobody has reported.
func (s sight) missing() []week.Week {
	var weeks []week.Week
	for _, w := range s.weeks {
		if w.Missing() {
			weeks = append(weeks, w.Week)
		}
	}
	return weeks
}

// hidden says whether a count that is shown is hidden.
func (s sight) hidden(some ...[]part) bool {
	hidden := s.focus.Users.Hidden() || s.focus.Lookups.Hidden() || s.country.Users.Hidden() && !s.country.Lookups.Hidden()
	for _, list := range some {
		hidden = hidden || slices.ContainsFunc(list, func(p part) bool { return p.users.Hidden() || p.lookups.Hidden() })
	}
	return hidden
}

// before is the number of lookups in the week before the one in focus.
func (s sight) before() (int64, bool) {
	if len(s.past) == 0 || s.past[len(s.past)-1].Week != s.focus.Week.Prev() {
		return 0, false
	}
	return s.past[len(s.past)-1].Lookups.Int()
}

// usual is the mean of the lookups in the eight weeks before, of those with figures.
func (s sight) usual() (int64, bool) { return usage.Mean(s.past) }
