package usage

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

const (
	// usualWeeks before a week say what is usual, if at least fewestUsual of them have figures.
	usualWeeks  = 8
	fewestUsual = 3
	// factor is how far from the median of those weeks a figure must be to be asked about.
	factor = 3
	// smallFigure: where both are smaller, a factor says nothing.
	smallFigure = 10
)

// series is one kommune's totals by measure and week (see week.Week.Index), and which of them the import changes.
type series map[Measure]map[int]total

type total struct {
	week    week.Week
	value   int64
	changed bool
}

func (s series) put(k Key, value int64, changed bool) {
	if s[k.Measure] == nil {
		s[k.Measure] = map[int]total{}
	}
	s[k.Measure][k.Week.Index()] = total{k.Week, value, changed}
}

// reporters are the kommuner with figures of each week.
type reporters map[int]map[kommune.Number]bool

func (r reporters) put(n kommune.Number, week int) {
	if r[week] == nil {
		r[week] = map[kommune.Number]bool{}
	}
	r[week][n] = true
}

// plausibility collects what is odd about the figures of an import.
type plausibility struct {
	reg      *kommune.Registry
	this     week.Week
	warnings []Warning
	count    int
	future   map[week.Week]bool
	reported reporters // of the weeks that the import changes
}

func (p *plausibility) warn(n kommune.Number, w week.Week, format string, args ...any) {
	p.count++
	if p.count <= warningLimit {
		p.warnings = append(p.warnings, Warning{Kommune: n, Week: w.String(), Text: fmt.Sprintf(format, args...)})
	}
}

// told returns the warnings, the last of which says how many were left out.
func (p *plausibility) told() []Warning {
	if p.count <= warningLimit {
		return p.warnings
	}
	return append(p.warnings, Warning{Text: fmt.Sprintf("Og %d advarsler til.", p.count-warningLimit)})
}

// kommune checks the totals of one kommune.
func (p *plausibility) kommune(n kommune.Number, totals series) {
	for _, m := range Measures() {
		for _, i := range slices.Sorted(maps.Keys(totals[m])) {
			t := totals[m][i]
			if !t.changed {
				continue
			}
			p.reported.put(n, i)
			if p.this.Before(t.week) && !p.future[t.week] {
				p.future[t.week] = true
				p.warn("", t.week, "%s er ikke begynt ennå.", norsk.UpperFirst(t.week.LongLabel()))
			}
			p.compare(n, m, t, totals[m], i)
		}
	}
}

// blurred makes all numbers that may not be told the same one, so that no warning depends on which it is.
func blurred(n int64) int64 {
	if few(n) {
		return fewest - 1
	}
	return n
}

// told writes a number for the text of a warning.
func told(n int64) string {
	if few(n) {
		return "<5"
	}
	return norsk.Grouped(n)
}

// compare checks a figure against the median of the weeks before it.
func (p *plausibility) compare(n kommune.Number, m Measure, t total, all map[int]total, i int) {
	var before []int64
	for j := i - usualWeeks; j < i; j++ {
		if b, ok := all[j]; ok {
			before = append(before, blurred(b.value))
		}
	}
	if len(before) < fewestUsual {
		return
	}
	t.value = blurred(t.value)
	slices.Sort(before)
	twice := before[(len(before)-1)/2] + before[len(before)/2] // the median, doubled to stay whole
	if max(2*t.value, twice) < 2*smallFigure || 2*t.value <= factor*twice && twice <= factor*2*t.value {
		return
	}
	against := "mer enn tre ganger" // factor, in words
	if 2*t.value < twice {
		against = "mindre enn en tredel av"
	}
	usual := "(" + told(twice/2) + ")"
	if m.CountsPeople() {
		usual = "de siste ukene" // a median may lie between two small counts, so it is not told
	}
	p.warn(n, t.week, "%s, %s: %s %s, %s det vanlige %s.", p.reg.Name(n), t.week.Label(), told(t.value), m, against, usual)
}

// countKommuner warns of weeks, which are in order, with figures from fewer kommuner than the week before.
func (p *plausibility) countKommuner(ctx context.Context, store Store, weeks []week.Week) error {
	span := week.Period{From: weeks[0].Prev(), To: weeks[len(weeks)-1]}
	err := store.Totals(ctx, "", span, func(v Version) error {
		p.reported.put(v.Cell.key.Kommune, v.Cell.key.Week.Index())
		return nil
	})
	if err != nil {
		return err
	}
	for _, w := range weeks {
		now, before := len(p.reported[w.Index()]), len(p.reported[w.Index()-1])
		if now < before {
			p.warn("", w, "%s har tall fra færre kommuner enn uka før: %d mot %d.", norsk.UpperFirst(w.Label()), now, before)
		}
	}
	return nil
}
