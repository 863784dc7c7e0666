package week

import (
	"strings"
)

// partOfYear reads `3. kvartal`, `tredje kvartal 2025`, `kvartal 3`, `Q3`, `første halvår`, `2. tertial`. For `5.
// kvartal` it gives the last there is.
func (p *parser) partOfYear(i int) (unit, bool) {
	var n, next int
	span := 3
	switch {
	case p.tag(i) == kOrdinal, p.words[i].Number >= 0:
		if n = p.words[i].Number; p.tag(i) == kOrdinal {
			n = p.value(i)
		}
		if g := p.gap(i + 1); g != "" && g != "." && g != ".-" {
			return unit{}, false
		}
		switch p.tag(i + 1) {
		case kQuarter:
		case kHalf:
			span = 6
		case kThird:
			span = 4
		default:
			return unit{}, false
		}
		next = i + 2
	case i+1 < len(p.words) && p.near(i+1) &&
		(p.tag(i) == kQuarter || p.tag(i) == kQuarterMark || p.tag(i) == kThird):
		n, next, span = p.words[i+1].Number, i+2, span+btoi(p.tag(i) == kThird)
	default:
		return unit{}, false
	}
	y, next := p.yearAfter(next)
	nearest := max(1, min(n, 12/span))
	u := unit{kind: uMonths, n: (nearest-1)*span + 1, span: span, year: y, wrong: n != nearest, next: next}
	return u, !u.wrong || n < 10
}

// weekOfMonth reads `første uka i november` and `siste uke i oktober`.
func (p *parser) weekOfMonth(i int) (unit, bool) {
	j := p.fills(i)
	if p.tag(j) != kOrdinal && p.tag(j) != kLatest {
		return unit{}, false
	}
	if p.tag(j+1) != kWeek || !p.near(j+1) || p.tag(j+2) != kIn && !p.is(j+2, "of") || p.tag(j+3) != kMonth {
		return unit{}, false
	}
	u, ok := p.month(j + 3)
	if !ok {
		return unit{}, false
	}
	year := u.year
	if year == 0 {
		year = p.clock.yearOf(u.n)
	}
	whole := months(year, u.n, 1)
	w := whole.To
	if p.tag(j) == kOrdinal {
		w = whole.From.Add(p.value(j) - 1)
	}
	return p.fixedAt(one(w), u.next), true
}

// month reads a month's name with or without a year. Short names that are also a given name or an English verb need a
// word before them that a month follows, or a year.
func (p *parser) month(i int) (unit, bool) {
	if p.tag(i) != kMonth {
		return unit{}, false
	}
	y, next := p.yearAfter(i + 1)
	if y == 0 && doubtfulMonths[p.words[i].Folded] && !p.monthPlaced(i) {
		return unit{}, false
	}
	if p.is(next, "maned") || p.is(next, "manad") {
		next++
	}
	return unit{kind: uMonths, n: p.value(i), span: 1, year: y, next: next}, true
}

// monthPlaced says that a month stands where one would: after a preposition, in a list or span, after a word for
// figures.
func (p *parser) monthPlaced(i int) bool {
	if next := i + 1; next < len(p.words) && p.words[next].Upper && p.near(next) && p.tag(next) == kNone {
		return false // May Britt, Jan Olav
	}
	switch p.tag(i - 1) {
	case kIn, kFrom, kTo, kSince, kAnd, kLatest, kLast, kMonth:
		return true
	}
	if i > 0 && len(p.words) <= shortQuery && !p.words[i].Upper && !p.is(i, "may") && !p.is(i, "march") {
		return true // `sauda des`
	}
	return p.dash(i) || p.dash(i+1) || p.tag(i+1) == kTo || p.tag(i+1) == kAnd || p.is(i+1, "maned") ||
		figureWords[p.folded(i-1)] && !p.is(i, "may")
}

// shortQuery is the longest text, in words, that is keywords rather than a sentence.
const shortQuery = 4

func (p *parser) folded(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i].Folded
}

// lastYear reads `i fjor`, `fjoråret`, `i fjor høst`, `i forfjor`.
func (p *parser) lastYear(i int) (unit, bool) {
	j := p.skip(i, kIn, kFill)
	now := p.clock.today.Year()
	switch {
	case p.tag(j) == kYearBefore:
		return unit{kind: uYear, year: now - 2, next: j + 1}, true
	case p.tag(j) != kLastYear:
		return unit{}, false
	case p.tag(j+1) == kSeason && p.near(j+1):
		return unit{kind: uMonths, n: p.value(j + 1), span: 3, year: now - 1, next: j + 2}, true
	case p.is(j+1, "var") && p.near(j+1): // vår is also `our`, so only here
		return unit{kind: uMonths, n: 3, span: 3, year: now - 1, next: j + 2}, true
	}
	return unit{kind: uYear, year: now - 1, next: j + 1}, true
}

// sameLastYear reads `samme uke i fjor`: the week that was named before, or the newest complete one, a year earlier.
func (p *parser) sameLastYear(i int) (unit, bool) {
	if !p.is(i, "samme") && !p.is(i, "same") && !p.is(i, "tilsvarende") && !p.is(i, "tilsvarande") {
		return unit{}, false
	}
	j := p.skip(i+2, kIn, kFill)
	if p.tag(i+1) != kWeek && p.tag(i+1) != kMonthUnit || !p.near(i+1) || p.tag(j) != kLastYear {
		return unit{}, false
	}
	if p.tag(i+1) == kMonthUnit {
		return p.fixedAt(p.clock.monthsFrom(1, -12, 1), j+1), true
	}
	u := unit{kind: uWeek, n: p.clock.latest.Week, year: p.clock.latest.Year - 1, next: j + 1}
	for k := i - 1; k >= 0; k-- {
		if named, ok := p.weekNumber(k); ok {
			u.n = named.n
			break
		}
	}
	return u, true
}

// year reads `i 2025`, `2025`, `i år`, `hele året`, `årets`.
func (p *parser) year(i int) (unit, bool) {
	if y, ok := p.number(i, 2010, 2099); ok && !p.dateSpelled(i) && p.gap(i+1) != "." {
		return unit{kind: uYear, year: y, next: i + 1}, true
	}
	if p.is(i, "year") && p.is(i+1, "so") && p.is(i+2, "far") {
		return p.fixedAt(p.clock.thisYear(), i+3), true
	}
	if p.tag(i) != kYearUnit || p.is(i, "year") {
		return unit{}, false
	}
	before := p.folded(i - 1)
	this := p.is(i, "ar") && p.near(i) && (before == "i" || before == "sa")
	if this || p.is(i, "arets") || before == "hele" || before == "heile" {
		return p.openAt(months(p.clock.today.Year(), 1, 12), i+1), true
	}
	if p.is(i, "aret") && (p.is(i+1, "sa") && p.is(i+2, "langt")) {
		return p.fixedAt(p.clock.thisYear(), i+3), true
	}
	return unit{}, false
}

// season reads `i høst`, `høsten 2025`, `this summer`.
func (p *parser) season(i int) (unit, bool) {
	if p.tag(i) != kSeason {
		return unit{}, false
	}
	y, next := p.yearAfter(i + 1)
	before := p.tag(i - 1)
	definite := strings.HasSuffix(p.words[i].Folded, "en")
	if y == 0 && !definite && before != kIn && before != kSince && before != kFrom && before != kThis {
		return unit{}, false
	}
	return unit{kind: uMonths, n: p.value(i), span: 3, year: y, next: next}, true
}
