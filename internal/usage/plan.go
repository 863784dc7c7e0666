package usage

import (
	"context"
	"maps"
	"slices"

	"kjernebot/internal/week"
)

// plan is what an import would change, found by comparing the sheet with the ledger kommune by kommune.
type plan struct {
	ledger  *Ledger
	figures *FigureList
	rows    []rowState // by row of the sheets, from 0
	write   FigureList
	changes []Change
	weeks   map[week.Week]bool // with a new or changed figure
	checks  *plausibility
}

// rowState is what became of a row. The larger one of its figures' counts.
type rowState uint8

const (
	rowLeftOut rowState = iota // without a figure
	rowUnchanged
	rowNew
	rowChanged
)

func newPlan(l *Ledger, m merged) *plan {
	return &plan{ledger: l, figures: m.figures, rows: m.rows, weeks: map[week.Week]bool{}, checks: newPlausibility(l.reg,
		l.Now())}
}

// make compares everything.
func (p *plan) make(ctx context.Context) error {
	for from, to := range p.figures.runs(0, p.figures.Len(), sameKommune) {
		if err := p.compare(ctx, from, to); err != nil {
			return err
		}
	}
	if len(p.weeks) == 0 {
		return nil
	}
	return p.checks.countKommuner(ctx, p.ledger.store, slices.Collect(maps.Keys(p.weeks)))
}

// fill writes what was found into the report.
func (p *plan) fill(r *Report) {
	for _, s := range p.rows {
		switch s {
		case rowNew:
			r.New++
		case rowChanged:
			r.Changed++
		case rowUnchanged:
			r.Unchanged++
		default:
			r.LeftOut++
		}
	}
	r.Changes = append(r.Changes, p.changes...)
	r.Weeks = slices.SortedFunc(maps.Keys(p.weeks), week.Week.Compare)
	r.Warnings = append(r.Warnings, p.checks.told()...)
}

// compare finds what the figures of one kommune change, which are those of the list in that range.
func (p *plan) compare(ctx context.Context, from, to int) error {
	first := p.figures.At(from)
	n := first.Kommune
	span := week.Period{From: first.Week, To: p.figures.At(to - 1).Week}
	span.From = span.From.Add(-usualWeeks) // what is usual, to compare with
	have, seen := map[week.Week]map[Key]Cell{}, map[week.Week]map[Key]Cell{}
	small := map[week.Week]bool{} // with a number that may not be told, in any version
	totals := series{}
	err := p.ledger.store.Figures(ctx, n, span, func(v Version) error {
		k := v.Cell.key
		small[k.Week] = small[k.Week] || few(v.Cell.value)
		if have[k.Week] == nil {
			have[k.Week], seen[k.Week] = map[Key]Cell{}, map[Key]Cell{}
		}
		seen[k.Week][k] = v.Cell // the newest version comes last
		if v.Undone != 0 {
			return nil
		}
		have[k.Week][k] = v.Cell
		if k.total() && !v.Cell.held {
			totals.put(k, v.Cell.value)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var figures []SheetFigure
	for from, to := range p.figures.runs(from, to, sameWeek) {
		figures = figures[:0]
		for i := from; i < to; i++ {
			figures = append(figures, p.figures.At(i))
		}
		w, first := figures[0].Week, p.write.Len()
		p.compareWeek(have[w], figures, totals)
		after := p.holdTotals(first, have[w], seen[w])
		p.changes = append(p.changes, changesOf(n, w, have[w], after, figures, small[w])...)
	}
	p.checks.kommune(n, totals)
	return nil
}

// compareWeek finds what the figures of one kommune and week change, and adds up totals that the sheets leave out.
func (p *plan) compareWeek(have map[Key]Cell, figures []SheetFigure, totals series) {
	changed := map[Measure]bool{}
	for _, f := range figures {
		old, known := have[f.Key]
		switch {
		case !known || old.summed:
			p.rows[f.Row-1] = max(p.rows[f.Row-1], rowNew)
		case old.value != f.Value:
			p.rows[f.Row-1] = rowChanged
		default:
			continue
		}
		p.write.Add(f)
		p.weeks[f.Week] = true
		changed[f.Measure] = true
		if f.total() {
			totals.set(f.Key, f.Value)
		}
	}
	for _, m := range Measures() {
		if changed[m] {
			p.addTotal(Key{Kommune: figures[0].Kommune, Week: figures[0].Week, Measure: m}, have, figures, totals)
		}
	}
}

// holdTotals marks the totals that may not be shown among what is to be written from first on, which is all of one
// week. It returns the week as it will be. seen is like have, with what was taken back.
func (p *plan) holdTotals(first int, have, seen map[Key]Cell) map[Key]Cell {
	if len(seen) == 0 {
		return nil // nothing changes
	}
	after := maps.Clone(have)
	for i := first; i < p.write.Len(); i++ {
		f := p.write.At(i)
		after[f.Key] = Cell{key: f.Key, value: f.Value, summed: f.Summed}
	}
	for i := first; i < p.write.Len(); i++ {
		k := p.write.At(i).Key
		if k.total() && (seen[k].held || tells(have, after, k) || tells(seen, after, k)) {
			p.write.list[i].held = true
			c := after[k]
			c.held = true
			after[k] = c
		}
	}
	return after
}

// addTotal writes the sum of the parts where no sheet states one.
func (p *plan) addTotal(total Key, have map[Key]Cell, figures []SheetFigure, totals series) {
	parts := map[Key]int64{}
	for k, c := range have {
		if k.Measure == total.Measure && !c.summed {
			parts[k] = c.value
		}
	}
	for _, f := range figures {
		if f.Measure == total.Measure {
			parts[f.Key] = f.Value
		}
	}
	if _, stated := parts[total]; stated || len(parts) == 0 {
		return
	}
	sum := sumOfParts(parts)
	if old, known := have[total]; known && old.value == sum {
		return
	}
	p.write.Add(SheetFigure{Entry: Entry{Key: total, Value: sum, Summed: true}})
	totals.set(total, sum)
}

// sumOfParts adds up the units, or the professions, whichever is more: one of the two may be incomplete. A unit
// without a sum of its own counts with its professions.
func sumOfParts(parts map[Key]int64) int64 {
	units, crossing := map[string]int64{}, map[string]int64{}
	var byProfession int64
	for k, n := range parts {
		switch {
		case k.Unit != "" && k.Profession == "":
			units[k.Unit] = n
		case k.Unit != "":
			crossing[k.Unit] += n
		default:
			byProfession += n
		}
	}
	for u, n := range crossing {
		if _, stated := units[u]; !stated {
			units[u] = n
		}
	}
	var byUnit int64
	for _, n := range units {
		byUnit += n
	}
	return max(byUnit, byProfession)
}
