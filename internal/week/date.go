package week

import "time"

// date reads a day, or some days of one month: `12. oktober`, `12.10.2026`, `2026-10-12`, `October 12`, `1.–30.
// november`.
func (p *parser) date(i int) (unit, bool) {
	if u, ok := p.isoDate(i); ok {
		return u, true
	}
	if p.tag(i) == kMonth {
		return p.monthFirst(i)
	}
	d, ok := p.number(i, 0, 99)
	if !ok || p.is(i-1, "kl") {
		return unit{}, false
	}
	if u, ok := p.namedMonth(i, d); ok {
		return u, true
	}
	if u, ok := p.numberedMonth(i, d); ok {
		return u, true
	}
	return p.dayRange(i, d)
}

func (p *parser) isoDate(i int) (unit, bool) {
	y, ok := p.number(i, 1990, 2099)
	if !ok || !p.dateSpelled(i) {
		return unit{}, false
	}
	month, d := p.words[i+1].Number, p.words[i+2].Number
	return nearestDate(unit{kind: uDate, year: y, n: month, day: d, next: i + 3}), true
}

// nearestDate is the date, or the nearest that the calendar has. Without a year there is a 29 February.
func nearestDate(u unit) unit {
	year := u.year
	if year == 0 {
		year = 2024
	}
	month := max(1, min(u.n, 12))
	d := max(1, min(u.day, day(year, month+1, 0).Day()))
	if u.day > d && month == 2 && u.year == 0 {
		d = 28 // which every year has
	}
	u.wrong = u.wrong || month != u.n || d != u.day
	u.n, u.day = month, d
	return u
}

// monthFirst reads `October 12th, 2026`.
func (p *parser) monthFirst(i int) (unit, bool) {
	d, ok := p.number(i+1, 1, 31)
	if !ok || !p.near(i+1) {
		return unit{}, false
	}
	y, next := p.yearAfter(p.pastEnding(i + 2))
	return nearestDate(unit{kind: uDate, n: p.value(i), day: d, year: y, next: next}), true
}

// pastEnding passes over the `th` of `12th`.
func (p *parser) pastEnding(i int) int {
	if p.is(i, "th") || p.is(i, "st") || p.is(i, "nd") || p.is(i, "rd") {
		return i + 1
	}
	return i
}

// namedMonth reads `12. oktober`, `12 okt 2025`, `12th of October`.
func (p *parser) namedMonth(i, d int) (unit, bool) {
	j := p.pastEnding(i + 1)
	if p.is(j, "of") {
		j++
	}
	if g := p.gap(j); p.tag(j) != kMonth || g != "" && g != "." || g == "" && (d < 1 || d > 31) {
		return unit{}, false
	}
	y, next := p.yearAfter(j + 1)
	return nearestDate(unit{kind: uDate, n: p.value(j), day: d, year: y, next: next}), true
}

// numberedMonth reads `12.10.2026`, `12/10`, `12.10.`. Without a year it must stand where a date would: after from,
// since, to or a dash, or before one.
func (p *parser) numberedMonth(i, d int) (unit, bool) {
	sep := p.gap(i + 1)
	m, ok := p.number(i+1, 0, 99)
	if !ok || sep != "." && sep != "/" || len(p.words[i+1].Folded) > 2 {
		return unit{}, false
	}
	plausible := 1 <= d && d <= 31 && 1 <= m && m <= 12
	u := unit{kind: uDate, n: m, day: d, next: i + 2}
	if p.gap(i+2) == sep {
		if y, ok := p.number(i+2, 1990, 2099); ok && (d <= 31 || m <= 12) {
			u.year, u.next = y, i+3
			if sep == "/" && m > 12 && d <= 12 { // `11/23/2026`
				u.n, u.day = d, m
			}
			return nearestDate(u), true
		}
		if y, ok := p.number(i+2, 10, 99); ok && plausible {
			u.year, u.next = 2000+y, i+3
			return nearestDate(u), true
		}
		return unit{}, false
	}
	before := p.tag(i - 1)
	placed := before == kFrom || before == kSince || before == kTo || before == kAnd || p.dash(i) ||
		p.tag(i+2) == kTo || p.is(i-1, "perioden") ||
		i+2 < len(p.words) && (p.dash(i+2) || p.gap(i+2) == ".-" || p.gap(i+2) == ".–")
	if !placed || !plausible {
		return unit{}, false
	}
	return nearestDate(u), true
}

// dayRange reads `1.–30. november`, `fra 5. til 25.10.2026`: a day that borrows its month from the date after it.
func (p *parser) dayRange(i, d int) (unit, bool) {
	j := i + 1
	if d < 1 || d > 31 {
		return unit{}, false
	}
	if p.tag(j) == kTo && (p.gap(j) == "" || p.gap(j) == ".") {
		j = p.skip(j+1, kAnd)
		if p.is(j, "med") {
			j++
		}
	} else if !p.dash(j) {
		return unit{}, false
	}
	last, ok := p.number(j, 1, 31)
	if !ok {
		return unit{}, false
	}
	end, ok := p.namedMonth(j, last)
	if !ok {
		end, ok = p.numberedMonth(j, last)
	}
	if !ok || end.day < d && !end.wrong {
		return unit{}, false
	}
	d = min(d, end.day)
	end.kind, end.span, end.day = uDays, end.day, d
	return end, true
}

// dayAt is a day as a unit.
func (p *parser) dayAt(t time.Time, next int) unit {
	return unit{kind: uDate, year: t.Year(), n: int(t.Month()), day: t.Day(), next: next}
}

// recentDay reads `i går`, `i forgårs`, `i helga`.
func (p *parser) recentDay(i int) (unit, bool) {
	if p.is(i, "i") && p.near(i+1) {
		i++
	}
	switch placed := p.is(i-1, "i"); {
	case p.tag(i) == kDayBack && (placed || !p.is(i, "gar")): // `går` is a verb too
		return p.dayAt(p.clock.today.AddDate(0, 0, -p.value(i)), i+1), true
	case p.tag(i) == kWeekend && (placed || p.tag(i-1) == kLast || p.tag(i-1) == kLatest):
		return unit{kind: uFixed, fixed: one(p.clock.latest), days: true, next: i + 1}, true
	}
	return unit{}, false
}

// partOfMonth reads `starten av oktober`, `midten av`, `slutten av`.
func (p *parser) partOfMonth(i int) (unit, bool) {
	if p.tag(i) != kStart && p.tag(i) != kMiddle && p.tag(i) != kEnd {
		return unit{}, false
	}
	u, ok := p.month(p.skip(i+1, kFill, kIn))
	if !ok {
		return unit{}, false
	}
	u.kind = uDays
	switch p.tag(i) {
	case kStart:
		u.day, u.span = 1, 10
	case kMiddle:
		u.day, u.span = 11, 20
	default:
		u.day, u.span = 21, day(2024, u.n+1, 0).Day()
	}
	return u, true
}

// holiday reads `jul`, `romjula 2025`, `påske`.
func (p *parser) holiday(i int) (unit, bool) {
	y, next := p.yearAfter(i + 1)
	switch {
	case p.is(i, "jul"): // also short for July
		switch p.tag(i - 1) {
		case kSince, kAfter, kIn, kFrom, kUntil:
		default:
			return unit{}, false
		}
		if y != 0 {
			return unit{}, false
		}
	case p.tag(i) != kHoliday:
		return unit{}, false
	case p.value(i) == easter:
		if y == 0 {
			y = p.clock.today.Year()
			if easterSunday(y).After(p.clock.today) {
				y--
			}
		}
		return p.dayAt(easterSunday(y), next), true
	}
	return unit{kind: uDays, n: 12, day: 24, span: 31, year: y, next: next}, true
}

// easter and christmas are the values of kHoliday.
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
