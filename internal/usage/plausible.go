package usage

import (
	"cmp"
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

type series map[Key]total

type total struct {
	value   int64
	changed bool // by the import
}

// plausibility collects what is odd about the figures of an import.
type plausibility struct {
	reg      *kommune.Registry
	this     week.Week
	warnings []Warning
	count    int
	future   map[week.Week]bool
	reported map[Key]bool // the kommuner and weeks that the import changes
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

func (p *plausibility) kommune(totals series) {
	byMeasure := func(a, b Key) int { return cmp.Or(cmp.Compare(b.Measure, a.Measure), a.Week.Compare(b.Week)) }
	for _, k := range slices.SortedFunc(maps.Keys(totals), byMeasure) {
		if !totals[k].changed {
			continue
		}
		p.reported[kommuneWeek(k)] = true
		if p.this.Before(k.Week) && !p.future[k.Week] {
			p.future[k.Week] = true
			p.warn("", k.Week, "%s er ikke begynt ennå.", norsk.UpperFirst(k.Week.LongLabel()))
		}
		p.compare(k, totals)
	}
}

// blurred makes all numbers that may not be told the same one, so that no warning depends on which it is.
func blurred(n int64) int64 {
	if few(n) {
		return fewest - 1
	}
	return n
}

func told(n int64) string {
	if few(n) {
		return "<5"
	}
	return norsk.Grouped(n)
}

// compare checks a figure against the median of the weeks before it.
func (p *plausibility) compare(k Key, totals series) {
	var before []int64
	for w := range (week.Period{From: k.Week.Add(-usualWeeks), To: k.Week.Prev()}).Weeks() {
		if b, ok := totals[Key{Kommune: k.Kommune, Week: w, Measure: k.Measure}]; ok {
			before = append(before, blurred(b.value))
		}
	}
	if len(before) < fewestUsual {
		return
	}
	now := blurred(totals[k].value)
	slices.Sort(before)
	twice := before[(len(before)-1)/2] + before[len(before)/2] // the median, doubled to stay whole
	if max(2*now, twice) < 2*smallFigure || 2*now <= factor*twice && twice <= factor*2*now {
		return
	}
	against := "mer enn tre ganger" // factor, in words
	if 2*now < twice {
		against = "mindre enn en tredel av"
	}
	usual := "(" + told(twice/2) + ")"
	if k.Measure.CountsPeople() {
		usual = "de siste ukene" // a median may lie between two small counts, so it is not told
	}
	p.warn(k.Kommune, k.Week, "%s, %s: %s %s, %s det vanlige %s.", p.reg.Name(k.Kommune), k.Week.Label(), told(now),
		k.Measure, against, usual)
}

// countKommuner warns of weeks, which are in order, with figures from fewer kommuner than the week before.
func (p *plausibility) countKommuner(ctx context.Context, store Store, weeks []week.Week) error {
	span := week.Period{From: weeks[0].Prev(), To: weeks[len(weeks)-1]}
	err := store.Totals(ctx, "", span, func(v Version) error {
		p.reported[kommuneWeek(v.entry.Key)] = true
		return nil
	})
	if err != nil {
		return err
	}
	kommuner := map[week.Week]int{}
	for k := range p.reported {
		kommuner[k.Week]++
	}
	for _, w := range weeks {
		if now, before := kommuner[w], kommuner[w.Prev()]; now < before {
			p.warn("", w, "%s har tall fra færre kommuner enn uka før: %d mot %d.", norsk.UpperFirst(w.Label()), now, before)
		}
	}
	return nil
}
