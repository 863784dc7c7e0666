package usage

import (
	"cmp"
	"context"
	"errors"
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
	Kommune  kommune.Number // the one asked for; empty for every one that the viewer may see
	Period   week.Period    // which weeks; the zero Period is all of them
	National bool           // adds the national totals, which have no kommune
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
	of := []kommune.Number{q.Kommune}
	if q.Kommune == "" && !v.every {
		of = v.Kommuner().All()
	}
	var out []Figure
	for _, n := range of {
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
	weeks, err := l.National(ctx, v, q.Period)
	for _, w := range weeks {
		for _, m := range measuresByName {
			if c := w.Count(m); !c.Missing() {
				out = append(out, Figure{Key: Key{Week: w.Week, Measure: m}, Count: c, Summed: true})
			}
		}
	}
	return out, err
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
	found, own := map[week.Week]WeekTotals{}, v.Kommuner().All()
	if v.every {
		own = nil // who sees every kommune learns nothing by taking some away
	}
	accepted := sync.OnceValues(func() (map[ImportID]time.Time, error) { return l.store.Accepted(ctx) })
	err := l.eachTotal(ctx, "", p, func(versions []Version) error {
		t, err := nationalTotal(versions, l.Now(), own, accepted)
		if !t.Missing() {
			found[t.Week] = t
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read national totals: %w", err)
	}
	return everyWeek(p, found), nil
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

// Newest is Latest of what the viewer sees unless they name something: the kommune that they mean, else any of their
// own, else any at all.
func (l *Ledger) Newest(ctx context.Context, v Viewer, today time.Time) (newest week.Week, ok bool, err error) {
	if v.Kommune() != "" || v.Kommuner() == "" {
		return l.Latest(ctx, v, v.Kommune(), today)
	}
	for _, n := range v.Kommuner().All() {
		w, some, failed := l.Latest(ctx, v, n, today)
		if err = errors.Join(err, failed); newest.Before(w) {
			newest, ok = w, some
		}
	}
	return newest, ok, err
}

// NewestWeek returns the newest complete week on that day for which any kommune has figures. It needs no viewer,
// because it tells no figures and of no kommune: for work that nobody asked for, such as sending the week to its
// subscribers.
func (l *Ledger) NewestWeek(ctx context.Context, today time.Time) (week.Week, bool, error) {
	return l.Latest(ctx, Viewer{every: true}, "", today)
}

// fewestKommuner is how many must have figures other than 0 for their sum to be told. fewestOthers is how many of them
// must not be the viewer's own, who takes those away.
const fewestKommuner, fewestOthers = 5, fewestKommuner - 1

// closes is when a week's figures have come, as far as the national total goes: a week after it has ended.
func closes(w week.Week) time.Time { return w.Add(2).Monday() }

// nationalTotal is the national total of a week: what the kommuner add up to in the first state of the ledger, since
// the week closed, in which the sum may be told. It depends on nothing that came later, but is not told any more when
// a figure in it was taken back, nor to whom own of the kommuner tell too much of the rest. versions are those of the
// week's totals; accepted says when each import came.
func nationalTotal(versions []Version, now time.Time, own []kommune.Number,
	accepted func() (map[ImportID]time.Time, error)) (WeekTotals, error) {
	w := versions[0].entry.Key.Week
	t := WeekTotals{Week: w}
	reported := map[kommune.Number]bool{}
	for _, v := range versions {
		if v.Undone == 0 {
			reported[v.entry.Key.Kommune] = true
			*t.count(v.entry.Key.Measure) = Count{state: countHidden}
		}
	}
	t.Kommuner = len(reported)
	if now.Before(closes(w)) {
		return t, nil
	}
	states, err := statesOf(w, versions, accepted)
	if err != nil {
		return t, err
	}
	c := &country{versions: versions, own: own, told: map[Measure]nationSum{}}
	for _, at := range states {
		for _, m := range Measures() {
			if _, known := c.told[m]; !known {
				c.tell(m, at)
			}
		}
	}
	for _, m := range Measures() {
		if told, ok := c.told[m]; ok && !told.undone && told.others >= fewestOthers {
			*t.count(m) = known(told.sum)
			t.Kommuner = told.kommuner
		}
	}
	return t, nil
}

// statesOf returns the entries in the list of imports after which the totals of a closed week looked otherwise than
// before, the first of which is the newest from before it closed.
func statesOf(w week.Week, versions []Version, accepted func() (map[ImportID]time.Time, error)) ([]ImportID, error) {
	entries := map[ImportID]bool{}
	for _, v := range versions {
		entries[v.Import] = true
		if v.Undone != 0 {
			entries[v.Undone] = true
		}
	}
	all := slices.Sorted(maps.Keys(entries))
	if len(all) < 2 {
		return all, nil
	}
	came, err := accepted()
	if err != nil {
		return nil, fmt.Errorf("read when imports came: %w", err)
	}
	first := 0
	for i, id := range all {
		if came[id].Before(closes(w)) {
			first = i
		}
	}
	return all[first:], nil
}

// country adds up one week's totals of the kommuner, in one state of the ledger after another.
type country struct {
	versions []Version
	own      []kommune.Number        // the viewer's
	small    map[kommune.Number]line // with a small number in a sum that is told
	told     map[Measure]nationSum
}

type nationSum struct {
	sum      int64
	kommuner int
	others   int  // kommuner with figures other than 0 that are not the viewer's own
	undone   bool // a figure in it was taken back
}

// tell tells the sum of a measure as it was after an entry, if it may be told: not of few kommuner, and only if each
// small number in it is free, together with the sum of the other measure if that is told. Of each kommune counts what
// was valid after the entry, and of a total that is held what was shown before.
func (c *country) tell(m Measure, at ImportID) {
	var (
		s       nationSum
		nonzero int
		small   = map[kommune.Number]line{}
	)
	maps.Copy(small, c.small)
	for v := range newest(c.versions, func(v Version) bool {
		valid := v.Import <= at && (v.Undone == 0 || v.Undone > at)
		return valid && !v.entry.Held && v.entry.Key.Measure == m
	}) {
		n := v.entry.Value
		s.sum, s.kommuner, s.undone = s.sum+n, s.kommuner+1, s.undone || v.Undone != 0
		if n != 0 {
			nonzero++
			if !slices.Contains(c.own, v.entry.Key.Kommune) {
				s.others++
			}
		}
		if l, known := small[v.entry.Key.Kommune]; known || few(n) {
			*v.entry.amount(&l) = amount{n: n, stated: true, hidden: few(n)}
			small[v.entry.Key.Kommune] = l
		}
	}
	if nonzero >= fewestKommuner && free(slices.Collect(maps.Values(small))) {
		c.small, c.told[m] = small, s
	}
}

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
