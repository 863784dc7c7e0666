package week

import (
	"cmp"
	"strings"
)

// partOfYear reads `3. kvartal`, `tredje kvartal 2025`, `kvartal 3`, `Q3`, `første halvår`, `2. tertial`. For `5.
// kvartal` it gives the last there is.
func (p *parser) partOfYear(i int) (unit, bool) {
	n, span := max(p.at(i).Number, p.value(i)), 0
	switch g := p.gap(i + 1); {
	case p.tag(i) == kOrdinal || p.at(i).Number >= 0:
		if (g == "" || g == "." || g == ".-") && p.tagged(i+1, kQuarter, kHalf, kThird) {
			span = monthsIn[p.tag(i+1)]
		}
	case p.tagged(i, kQuarter, kQuarterMark, kThird) && g == "":
		n, span = p.at(i+1).Number, cmp.Or(monthsIn[p.tag(i)], 3)
	}
	if span == 0 || n < 0 {
		return unit{}, false
	}
	y, next := p.yearAfter(i + 2)
	nearest := max(1, min(n, 12/span))
	u := unit{kind: uMonths, n: (nearest-1)*span + 1, span: span, year: y, wrong: n != nearest, next: next}
	return u, n < 10
}

// weekOfMonth reads `første uka i november` and `siste uke i oktober`.
func (p *parser) weekOfMonth(i int) (unit, bool) {
	j := p.fills(i)
	if !p.tagged(j, kOrdinal, kLatest) || p.tag(j+1) != kWeek || !p.near(j+1) || p.tag(j+2) != kIn && !p.is(j+2, "of") {
		return unit{}, false
	}
	u, ok := p.month(j + 3)
	whole := months(cmp.Or(u.year, p.clock.yearOf(u.n)), u.n, 1)
	if p.tag(j) == kOrdinal {
		return fixedAt(one(whole.From.Add(p.value(j)-1)), u.next), ok
	}
	return fixedAt(one(whole.To), u.next), ok
}

// month reads a month's name with or without a year. Short names that are also a given name or an English verb need a
// word before them that a month follows, or a year.
func (p *parser) month(i int) (unit, bool) {
	y, next := p.yearAfter(i + 1)
	ok := p.tag(i) == kMonth && (y != 0 || !p.listed(i, "doubtful months") || p.monthPlaced(i))
	return unit{kind: uMonths, n: p.value(i), span: 1, year: y, next: p.past(next, "maned", "manad")}, ok
}

// monthPlaced says that a month stands where one would: after a preposition, in a list or span, after a word for
// figures.
func (p *parser) monthPlaced(i int) bool {
	if p.at(i+1).Upper && p.near(i+1) && p.tag(i+1) == kNone {
		return false // May Britt, Jan Olav
	}
	keyword := i > 0 && len(p.words) <= shortQuery && !p.at(i).Upper && !p.is(i, "may", "march") // `sauda des`
	return keyword || p.tagged(i-1, kIn, kFrom, kTo, kSince, kAnd, kLatest, kLast, kMonth) ||
		p.dash(i) || p.dash(i+1) || p.tagged(i+1, kTo, kAnd) || p.is(i+1, "maned") ||
		p.listed(i-1, "figures") && !p.is(i, "may")
}

// shortQuery is the longest text, in words, that is keywords rather than a sentence.
const shortQuery = 4

// lastYear reads `i fjor`, `fjoråret`, `i fjor høst`, `i forfjor`.
func (p *parser) lastYear(i int) (unit, bool) {
	j := p.skip(i, kIn, kFill)
	last := p.clock.today.Year() - 1
	switch {
	case p.tag(j) == kYearBefore:
		return unit{kind: uYear, year: last - 1, next: j + 1}, true
	case p.near(j+1) && (p.tag(j+1) == kSeason || p.is(j+1, "var")): // vår is also `our`, so only here
		u := unit{kind: uMonths, n: cmp.Or(p.value(j+1), 3), span: 3, year: last, next: j + 2}
		return u, p.tag(j) == kLastYear
	}
	return unit{kind: uYear, year: last, next: j + 1}, p.tag(j) == kLastYear
}

// sameLastYear reads `samme uke i fjor`: the week that was named before, or the newest complete one, a year earlier.
func (p *parser) sameLastYear(i int) (unit, bool) {
	j := p.skip(i+2, kIn, kFill)
	if !p.is(i, "samme", "same", "tilsvarende", "tilsvarande") || !p.tagged(i+1, kWeek, kMonthUnit) || !p.near(i+1) ||
		p.tag(j) != kLastYear {
		return unit{}, false
	}
	if p.tag(i+1) == kMonthUnit {
		return fixedAt(p.clock.monthsFrom(1, -12, 1), j+1), true
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
	y, ok := p.number(i, 2010, 2099)
	switch {
	case ok && !p.dateSpelled(i) && p.gap(i+1) != ".":
		return unit{kind: uYear, year: y, next: i + 1}, true
	case p.is(i, "arets"), p.is(i, "ar") && p.near(i) && p.is(i-1, "i", "sa"),
		p.tag(i) == kYearUnit && !p.is(i, "year") && p.is(i-1, "hele", "heile"):
		return openAt(months(p.clock.today.Year(), 1, 12), i+1), true
	}
	return unit{}, false
}

// season reads `i høst`, `høsten 2025`, `this summer`.
func (p *parser) season(i int) (unit, bool) {
	y, next := p.yearAfter(i + 1)
	placed := y != 0 || strings.HasSuffix(p.at(i).Folded, "en") || p.tagged(i-1, kIn, kSince, kFrom, kThis)
	return unit{kind: uMonths, n: p.value(i), span: 3, year: y, next: next}, p.tag(i) == kSeason && placed
}
