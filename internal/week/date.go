package week

// date reads a day, or some days of one month: `12. oktober`, `12.10.2026`, `2026-10-12`, `October 12`, `1.–30. november`.
func (p *parser) date(i int) (unit, bool) {
	if u, ok := p.isoDate(i); ok {
		return u, true
	}
	if p.tag(i) == kMonth {
		return p.monthFirst(i)
	}
	d, ok := p.number(i, 1, 31)
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
	return checkedDate(unit{kind: uDate, year: y, n: p.words[i+1].Number, day: p.words[i+2].Number, next: i + 3})
}

// checkedDate refuses a date that the calendar does not have. Without a year 29 February is given the benefit of the doubt.
func checkedDate(u unit) (unit, bool) {
	year := u.year
	if year == 0 {
		year = 2024
	}
	return u, day(year, u.n, u.day).Day() == u.day
}

// monthFirst reads `October 12th, 2026`.
func (p *parser) monthFirst(i int) (unit, bool) {
	d, ok := p.number(i+1, 1, 31)
	if !ok || !p.near(i+1) {
		return unit{}, false
	}
	y, next := p.yearAfter(p.pastEnding(i + 2))
	return checkedDate(unit{kind: uDate, n: p.value(i), day: d, year: y, next: next})
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
	if g := p.gap(j); p.tag(j) != kMonth || g != "" && g != "." {
		return unit{}, false
	}
	y, next := p.yearAfter(j + 1)
	return checkedDate(unit{kind: uDate, n: p.value(j), day: d, year: y, next: next})
}

// numberedMonth reads `12.10.2026`, `12/10`, `12.10.`. Without a year it must stand where a date would: after from, since, to
// or a dash, or before one.
func (p *parser) numberedMonth(i, d int) (unit, bool) {
	sep := p.gap(i + 1)
	m, ok := p.number(i+1, 1, 12)
	if !ok || sep != "." && sep != "/" || len(p.words[i+1].Folded) > 2 {
		return unit{}, false
	}
	u := unit{kind: uDate, n: m, day: d, next: i + 2}
	if p.gap(i+2) == sep {
		if y, ok := p.number(i+2, 1990, 2099); ok {
			u.year, u.next = y, i+3
			return checkedDate(u)
		}
		if y, ok := p.number(i+2, 10, 99); ok {
			u.year, u.next = 2000+y, i+3
			return checkedDate(u)
		}
		return unit{}, false
	}
	before := p.tag(i - 1)
	placed := before == kFrom || before == kSince || before == kTo || before == kAnd || p.dash(i) || p.tag(i+2) == kTo ||
		i+2 < len(p.words) && (p.dash(i+2) || p.gap(i+2) == ".-" || p.gap(i+2) == ".–") || p.is(i-1, "perioden")
	if !placed {
		return unit{}, false
	}
	return checkedDate(u)
}

// dayRange reads `1.–30. november`, `fra 5. til 25.10.2026`: a day that borrows its month from the date after it.
func (p *parser) dayRange(i, d int) (unit, bool) {
	j := i + 1
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
	if !ok || end.day < d {
		return unit{}, false
	}
	end.kind, end.span, end.day = uDays, end.day, d
	return end, true
}
