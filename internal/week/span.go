package week

import (
	"strings"
)

// upTo reads `fram til uke 40`, `til og med uke 40` with nothing before it: from the start of that year.
func (p *parser) upTo(i, j int) (candidate, bool) {
	if p.tag(j) == kTo || p.is(j, "to") {
		j = p.pastOpener(j)
	}
	u, ok := p.unitAt(j)
	if !ok {
		return candidate{}, false
	}
	c := candidate{from: i, to: u.next, units: []unit{u}, weight: 55}
	return c.spanning(p.clock, func(now clock) Period {
		end := u.period(now).To
		return Period{From: Week{Year: end.Year, Week: 1}, To: end}
	}), true
}

// opened widens a unit by the word that opens it, where no other end is named.
func (p *parser) opened(c candidate, opener kind, i int) candidate {
	u := c.units[0]
	span := u.period
	switch opener {
	case kSince:
		span = func(now clock) Period { return now.upToNow(u.period(now).From) }
		c.weight += 5
	case kAfter:
		span = func(now clock) Period { return now.upToNow(u.period(now).To.Next()) }
		c.weight -= 10
	case kFrom:
		// `Tallene fra mai` are those of May; from a week or a day on it is up to now.
		onwards := p.is(i+1, "og") || p.is(i, "fom") || p.is(i, "f") || p.is(i, "starting")
		if onwards || u.kind == uWeek || u.kind == uDate {
			span = func(now clock) Period { return now.upToNow(u.period(now).From) }
		}
	}
	return c.spanning(p.clock, span)
}

// rest is what follows the first unit of a span.
type rest struct {
	units  []unit
	listed bool // joined by `og` or a comma somewhere
	now    bool // the span ends now; there are no units then
	next   int
}

// through reads the rest of a span after u.
func (p *parser) through(u unit) (rest, bool) {
	r := rest{next: u.next}
	for {
		j, join := p.connector(r.next)
		if join == kNone {
			break
		}
		if now, ok := p.nowAt(j); ok && join == kTo {
			return rest{now: true, next: now}, true
		}
		v, ok := p.second(u, j, join)
		if !ok || join == kAnd && u.kind != v.kind {
			break
		}
		if n := len(r.units); n > 0 && v.kind == r.units[n-1].kind && v.n < r.units[n-1].n {
			break
		}
		r.units, r.next, r.listed = append(r.units, v), v.next, r.listed || join == kAnd
		if join == kTo {
			break
		}
	}
	return r, len(r.units) > 0
}

// connector reads what joins two units: a dash, `til og med`, `og`, a comma. It returns the word after it.
func (p *parser) connector(i int) (int, kind) {
	if i >= len(p.words) {
		return i, kNone
	}
	if p.dash(i) {
		return i, kTo
	}
	switch p.gap(i) {
	case "/", "+", "&", ",", ".-", ".–":
		if p.gap(i) == "," && p.tag(i) != kNone && p.tag(i) != kWeek && p.tag(i) != kMonth {
			return i, kNone
		}
		if strings.ContainsAny(p.gap(i), "-–") {
			return i, kTo
		}
		return i, kAnd
	case "", ".":
	default:
		return i, kNone
	}
	j, up := i, false
	if p.tag(j) == kUntil || p.tag(j) == kAnd && p.tag(j+1) == kUntil { // `og fram til`
		j, up = j+1+btoi(p.tag(j) == kAnd), true
	}
	switch {
	case p.tag(j) == kTo, p.is(j, "to"):
		j++
		if p.tag(j) == kAnd && (p.is(j+1, "med") || p.is(j+1, "including")) {
			j += 2
		}
		return j, kTo
	case up:
		return j, kTo
	case p.is(j, "t") && p.is(j+1, "o") && p.is(j+2, "m"):
		return j + 3, kTo
	case against[p.folded(j)]:
		return j + 1, kAnd
	case p.tag(j) == kAnd:
		if p.tag(j+1) == kTo || p.is(j+1, "to") {
			return j + 2, kTo
		}
		return j + 1, kAnd
	}
	return i, kNone
}

// nowAt reads `nå`, `i dag`, `dags dato`, `og utover`.
func (p *parser) nowAt(i int) (int, bool) {
	switch {
	case p.tag(i) == kNow, p.is(i, "no"):
		return i + 1, true
	case p.is(i, "i") && p.is(i+1, "dag"):
		return i + 2, true
	case p.is(i, "dags") && p.is(i+1, "dato"):
		return i + 2, true
	}
	return i, false
}

// second reads the unit at i that ends a span begun with u, or goes on a list of such. After a week a bare number is
// a week too, and the end of a span even if there is no such week.
func (p *parser) second(u unit, i int, join kind) (unit, bool) {
	i = p.skip(i, kFill, kIn)
	if v, ok := p.unitAt(i); ok && (v.kind != uYear || u.kind == uYear) {
		return v, true
	}
	if u.kind == uFixed && u.fixed == p.clock.lastWeeks(1) && p.tag(i) == kThis {
		// `fra forrige uke til og med denne`
		return p.fixedAt(one(p.clock.running), i+1), true
	}
	most := 53
	if join == kTo {
		most = 99
	}
	n, ok := p.number(i, 1, most)
	if u.kind != uWeek || !ok || len(p.words[i].Folded) > 2 || countedThings[p.folded(i+1)] && p.near(i+1) {
		return unit{}, false
	}
	if i+1 < len(p.words) {
		// `45 %`, `45.5`
		if w := p.words[i+1]; strings.HasPrefix(p.gap(i+1), "%") || w.Gap == "." && !w.Upper {
			return unit{}, false
		}
	}
	y, next := p.yearAfter(i + 1)
	return unit{kind: uWeek, n: n, year: y, next: next}, true
}
