package week

import (
	"cmp"
	"strings"
	"time"
)

// isoDate reads `2026-10-12`.
func (p *parser) isoDate(i int) (unit, bool) {
	y, ok := p.number(i, 1990, 2099)
	month, d := p.at(i+1).Number, p.at(i+2).Number
	return nearestDate(unit{year: y, n: month, day: d, next: i + 3}, ok && p.dateSpelled(i))
}

// nearestDate is the date, if there is one, or the nearest that the calendar has. Without a year there is a 29
// February.
func nearestDate(u unit, ok bool) (unit, bool) {
	if !ok {
		return unit{}, false
	}
	year := u.year
	if year == 0 {
		year = 2024
	}
	month := max(1, min(u.n, 12))
	d := max(1, min(u.day, daysIn(year, month)))
	if u.day > d && month == 2 && u.year == 0 {
		d = 28 // which every year has
	}
	u.kind, u.wrong = uDate, u.wrong || month != u.n || d != u.day
	u.n, u.day = month, d
	return u, true
}

// monthFirst reads `October 12th, 2026`.
func (p *parser) monthFirst(i int) (unit, bool) {
	d, ok := p.number(i+1, 1, 31)
	y, next := p.yearAfter(p.past(i+2, "th", "st", "nd", "rd"))
	return nearestDate(unit{n: p.value(i), day: d, year: y, next: next}, ok && p.tag(i) == kMonth && p.near(i+1))
}

// dayNumber reads a number that may be a day of a month, or be meant as one.
func (p *parser) dayNumber(i int) (int, bool) {
	d, ok := p.number(i, 0, 99)
	return d, ok && !p.is(i-1, "kl")
}

// namedMonth reads `12. oktober`, `12 okt 2025`, `12th of October`.
func (p *parser) namedMonth(i int) (unit, bool) {
	d, ok := p.dayNumber(i)
	j := p.past(p.past(i+1, "th", "st", "nd", "rd"), "of")
	ok = ok && p.tag(j) == kMonth && (p.gap(j) == "." || p.near(j) && 1 <= d && d <= 31)
	y, next := p.yearAfter(j + 1)
	return nearestDate(unit{n: p.value(j), day: d, year: y, next: next}, ok)
}

// numberedMonth reads `12.10.2026`, `12/10`, `12.10.`. Without a year it must stand where a date would: after from,
// since, to or a dash, or before one.
func (p *parser) numberedMonth(i int) (unit, bool) {
	d, ok := p.dayNumber(i)
	m, also := p.number(i+1, 0, 99)
	sep := p.gap(i + 1)
	if !ok || !also || sep != "." && sep != "/" || len(p.at(i+1).Folded) > 2 {
		return unit{}, false
	}
	u, plausible := unit{n: m, day: d, next: i + 2}, 1 <= d && d <= 31 && 1 <= m && m <= 12
	if p.gap(i+2) != sep {
		placed := p.tagged(i-1, kFrom, kSince, kTo, kAnd) || p.is(i-1, "perioden") || p.dash(i) || p.dash(i+2) ||
			p.tag(i+2) == kTo
		return nearestDate(u, placed && plausible)
	}
	u.next = i + 3
	if u.year, ok = p.number(i+2, 1990, 2099); ok {
		if sep == "/" && m > 12 && d <= 12 { // `11/23/2026`
			u.n, u.day = d, m
		}
		return nearestDate(u, d <= 31 || m <= 12)
	}
	_, ok = p.number(i+2, 10, 99)
	u.year += 2000
	return nearestDate(u, ok && plausible)
}

// dayRange reads `1.–30. november`, `fra 5. til 25.10.2026`: a day that borrows its month from the date after it.
func (p *parser) dayRange(i int) (unit, bool) {
	d, ok := p.dayNumber(i)
	j := i + 1
	if p.tag(j) == kTo && (p.near(j) || p.gap(j) == ".") {
		j = p.past(p.skip(j+1, kAnd), "med")
	} else {
		ok = ok && p.dash(j)
	}
	_, also := p.number(j, 1, 31)
	if !ok || !also || d < 1 || d > 31 {
		return unit{}, false
	}
	end, ok := p.first(j, p.namedMonth, p.numberedMonth)
	ok = ok && (end.day >= d || end.wrong)
	end.kind, end.span, end.day = uDays, end.day, min(d, end.day)
	return end, ok
}

func dayAt(t time.Time, next int) unit {
	return unit{kind: uDate, year: t.Year(), n: int(t.Month()), day: t.Day(), next: next}
}

// recentDay reads `i går`, `i forgårs`, `i helga`.
func (p *parser) recentDay(i int) (unit, bool) {
	if p.is(i, "i") && p.near(i+1) {
		i++
	}
	switch placed := p.is(i-1, "i"); {
	case p.tag(i) == kDayBack && (placed || !p.is(i, "gar")): // `går` is a verb too
		return dayAt(p.clock.today.AddDate(0, 0, -p.value(i)), i+1), true
	case p.tag(i) == kWeekend && (placed || p.tagged(i-1, kLast, kLatest)):
		return unit{kind: uFixed, fixed: one(p.clock.latest), days: true, next: i + 1}, true
	}
	return unit{}, false
}

// partsOfMonth are the first and the last of their days.
var partsOfMonth = map[kind][2]int{kStart: {1, 10}, kMiddle: {11, 20}, kEnd: {21, 31}}

// partOfMonth reads `starten av oktober`, `midten av`, `slutten av`.
func (p *parser) partOfMonth(i int) (unit, bool) {
	part, ok := partsOfMonth[p.tag(i)]
	if !ok {
		return unit{}, false
	}
	u, ok := p.month(p.skip(i+1, kFill, kIn))
	u.kind, u.day, u.span = uDays, part[0], min(part[1], daysIn(2024, u.n))
	return u, ok
}

// holiday reads `jul`, `romjula 2025`, `påske`.
func (p *parser) holiday(i int) (unit, bool) {
	y, next := p.yearAfter(i + 1)
	july := p.is(i, "jul") && (y != 0 || !p.tagged(i-1, kSince, kAfter, kIn, kFrom, kUntil))
	if p.tag(i) != kHoliday && !p.is(i, "jul") || july {
		return unit{}, false
	}
	if p.tag(i) != kHoliday || p.value(i) == christmas {
		return unit{kind: uDays, n: 12, day: 24, span: 31, year: y, next: next}, true
	}
	if y == 0 {
		y = p.clock.today.Year()
		if easterSunday(y).After(p.clock.today) {
			y--
		}
	}
	return dayAt(easterSunday(y), next), true
}

// christmas and easter are the values of kHoliday.
const (
	christmas = iota
	easter
)

// easterSunday is reckoned by the «anonymous Gregorian» algorithm (Meeus, Astronomical Algorithms, chapter 8).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return day(year, n/31, n%31+1)
}

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
