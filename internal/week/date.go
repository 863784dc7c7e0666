package week

import "time"

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
