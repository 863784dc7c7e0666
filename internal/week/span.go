package week

import (
	"strings"
)

// spanAt reads what starts at word i: a unit, from one to another, since one, up to one.
func (p *parser) spanAt(i int) (candidate, bool) {
	opener, j := p.openerAt(i)
	if opener == "until" && (p.tag(j) == "to" || p.is(j, "to")) {
		j = p.pastOpener(j)
	}
	u, ok := p.unitAt(j)
	switch {
	case opener == "until": // with nothing before it: from the start of that year
		return candidate{from: i, to: u.next, units: []unit{u}, weight: 55}.spanning(p.clock, u.upTo), ok
	case opener != "" && p.tag(j) == "new year":
		u = fixedAt(p.clock.thisYear(), j+1)
		return candidate{from: i, to: j + 1, units: []unit{u}, weight: 60}.spanning(p.clock, u.period), true
	case !ok || u.next <= j:
		return candidate{}, false
	}
	c := candidate{from: i, to: u.next, units: []unit{u}, weight: weights[u.kind]}
	c.undated = u.year == 0 && u.kind != uFixed
	c.deadline = u.kind == uDate && p.before(i-1)
	now := p.through(&c)
	last := len(c.units) - 1
	switch {
	case now:
		c.weight += 10
		return c.spanning(p.clock, u.since), true
	case last == 0:
		return p.opened(c, opener, i), true
	}
	c.weight += 10
	c.apart = c.apart && opener != "from"
	c.undated = c.undated && c.units[last].year == 0
	u, v := u.sameYears(c.units[last], p.clock)
	c.units[0], c.units[last] = u, v
	return c.spanning(p.clock, func(now clock) Period { return u.through(v, now) }), true
}

// weights says how likely a unit is to be the period of figures rather than something mentioned in passing.
var weights = map[unitKind]int{uWeek: 60, uFixed: 60, uMonths: 58, uDate: 45, uDays: 60, uYear: 40}

// openerAt reads `siden`, `fra (og med)`, `etter`, `fram til`, `til og med`, and the abbreviations of two of them.
func (p *parser) openerAt(i int) (kind, int) {
	switch {
	case p.tagged(i, "since", "after", "from", "until"):
		return p.tag(i), p.pastOpener(i)
	case p.says(i, "f o m"):
		return "from", i + 3
	case p.says(i, "t o m"), p.tag(i) == "to" && p.tag(i+1) == "and" && p.is(i+2, "med"):
		return "until", i + 3
	}
	return "", i
}

// pastOpener passes over `fra og med`, `fra perioden`, `siden begynnelsen av`.
func (p *parser) pastOpener(i int) int {
	j := i + 1
	if p.tag(j) == "and" && p.is(j+1, "med") {
		j += 2
	}
	for p.near(j) && p.tagged(j, "fill", "in", "start") {
		if _, ok := p.unitAt(j); ok {
			break
		}
		j++
	}
	return j
}

// before says that word i is `før`, which is `for` when folded.
func (p *parser) before(i int) bool {
	return p.is(i, "before") || p.is(i, "for") && p.at(i).End-p.at(i).Start > len("for")
}

// opened widens a unit by the word that opens it, where no other end is named.
func (p *parser) opened(c candidate, opener kind, i int) candidate {
	u := c.units[0]
	switch opener {
	case "since":
		c.weight += 5
		return c.spanning(p.clock, u.since)
	case "after":
		c.weight -= 10
		return c.spanning(p.clock, func(now clock) Period { return now.upToNow(u.period(now).To.Next()) })
	case "from":
		// `Tallene fra mai` are those of May; from a week or a day on it is up to now.
		if u.kind == uWeek || u.kind == uDate || p.is(i+1, "og") || p.is(i, "fom", "f", "starting") {
			return c.spanning(p.clock, u.since)
		}
	}
	return c.spanning(p.clock, u.period)
}

// through reads the rest of a span after its first unit, or of a list of such. now: the span ends now.
func (p *parser) through(c *candidate) (now bool) {
	u := c.units[0]
	for join := kind("and"); join == "and"; {
		var j int
		j, join = p.connector(c.to)
		if next, ok := p.nowAt(j); ok && join == "to" {
			c.units, c.to, c.apart = c.units[:1], next, false
			return true
		}
		v, ok := p.second(u, j, join)
		last := c.units[len(c.units)-1]
		falls := len(c.units) > 1 && v.kind == last.kind && v.n < last.n
		if !ok || join == "" || join == "and" && u.kind != v.kind || falls {
			break
		}
		c.units, c.to, c.apart = append(c.units, v), v.next, c.apart || join == "and"
	}
	return false
}

// connector reads what joins two units: a dash, `til og med`, `og`, a comma. It returns the word after it.
func (p *parser) connector(i int) (int, kind) {
	switch g := p.gap(i); {
	case p.dash(i):
		return i, "to"
	case g == "," && !p.tagged(i, "", "week", "month"):
		return i, ""
	case g == "/", g == "+", g == "&", g == ",":
		return i, "and"
	case g != "" && g != ".":
		return i, ""
	}
	j := i
	if p.tag(j) == "and" && p.tag(j+1) == "until" { // `og fram til`
		j++
	}
	up := p.tag(j) == "until"
	if up {
		j++
	}
	switch {
	case p.tag(j) == "to", p.is(j, "to"):
		j++
		if p.tag(j) == "and" && p.is(j+1, "med", "including") {
			j += 2
		}
		return j, "to"
	case up:
		return j, "to"
	case p.says(j, "t o m"):
		return j + 3, "to"
	case p.tag(j) == "and" && (p.tag(j+1) == "to" || p.is(j+1, "to")):
		return j + 2, "to"
	case p.tag(j) == "and", p.listed(j, "against"):
		return j + 1, "and"
	}
	return i, ""
}

// nowAt reads `nå`, `i dag`, `dags dato`.
func (p *parser) nowAt(i int) (int, bool) {
	if p.says(i, "i dag") || p.says(i, "dags dato") {
		return i + 2, true
	}
	return i + 1, p.tag(i) == "now" || p.is(i, "no")
}

// second reads the unit at i that ends a span begun with u, or goes on a list of such. After a week a bare number is
// a week too, and the end of a span even if there is no such week.
func (p *parser) second(u unit, i int, join kind) (unit, bool) {
	i = p.skip(i, "fill", "in")
	if v, ok := p.unitAt(i); ok && (v.kind != uYear || u.kind == uYear) {
		return v, true
	}
	if u.kind == uFixed && u.fixed == p.clock.lastWeeks(1) && p.tag(i) == "this" {
		return fixedAt(one(p.clock.running), i+1), true // `fra forrige uke til og med denne`
	}
	most := 53
	if join == "to" {
		most = 99
	}
	n, ok := p.number(i, 1, most)
	counted := p.listed(i+1, "counted things") && p.near(i+1)
	other := strings.HasPrefix(p.gap(i+1), "%") || p.at(i+1).Gap == "." && !p.at(i+1).Upper // `45 %`, `45.5`
	y, next := p.yearAfter(i + 1)
	ok = ok && u.kind == uWeek && len(p.at(i).Folded) <= 2 && !counted && !other
	return unit{kind: uWeek, n: n, year: y, next: next}, ok
}
