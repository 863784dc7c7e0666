package week

import "kjernebot/internal/norsk"

// relative reads what is reckoned from the day: `forrige uke`, `de siste fire ukene`, `4 siste uker`, `denne
// måneden`.
func (p *parser) relative(i int) (unit, bool) {
	j := p.fills(i)
	n, counted := p.count(j)
	if counted {
		j = p.fills(j + 1)
	}
	which := p.tag(j)
	if p.is(j-1, "nest") && which == kLatest {
		which = kBeforeLast
	}
	switch which {
	case kThis:
		if counted {
			return unit{}, false
		}
		next := p.fills(j + 1)
		return p.thisUnit(j, next+btoi(p.is(next, "her")))
	case kLast, kLatest, kBeforeLast:
	case kNext:
		return p.nextUnit(p.fills(j+1), max(n, 1))
	default:
		return unit{}, false
	}
	said := j
	j = p.fills(j + 1)
	if p.tag(j) == kLatest || p.tag(j) == kLast { // `de siste foregående fire`
		j = p.fills(j + 1)
	}
	if m, ok := p.count(j); ok && !counted {
		n, counted, j = m, true, p.fills(j+1)
	}
	if !p.near(j) {
		return unit{}, false
	}
	if !counted && p.tag(j) == kAnd && p.tag(j+1) == kThis && p.tag(j+2) == kWeek { // `forrige og denne uka`
		return p.fixedAt(hull(p.clock.lastWeeks(1), one(p.clock.running)), j+3), true
	}
	return p.lastUnit(said, j, n, counted)
}

// fills passes over words that say nothing.
func (p *parser) fills(i int) int { return p.skip(i, kFill) }

func (p *parser) fixedAt(span Period, next int) unit {
	return unit{kind: uFixed, fixed: span, next: next}
}

// openAt is fixedAt for a span that the day lies in.
func (p *parser) openAt(span Period, next int) unit {
	return unit{kind: uFixed, fixed: span, open: true, next: next}
}

// nextUnit reads the unit at j of `neste uke`, `de neste to ukene`: it lies ahead.
func (p *parser) nextUnit(j, n int) (unit, bool) {
	if m, ok := p.count(j); ok {
		n, j = m, j+1
	}
	if !p.near(j) {
		return unit{}, false
	}
	if running := p.clock.running; p.tag(j) == kWeek {
		return p.fixedAt(Period{From: running.Next(), To: running.Add(n)}, j+1), true
	}
	length, ok := monthsIn[p.tag(j)]
	return p.fixedAt(p.clock.monthsFrom(length, length, n*length), j+1), ok
}

// monthsIn is how many months the units have that are counted from January.
var monthsIn = map[kind]int{kMonthUnit: 1, kQuarter: 3, kThird: 4, kHalf: 6, kYearUnit: 12}

// lastUnit reads the unit at j of a phrase that says the one before, or the newest, at said.
func (p *parser) lastUnit(said, j, n int, counted bool) (unit, bool) {
	c := p.clock
	if p.is(said, "forforrige") || p.is(said, "forforre") || p.is(said-1, "nest") {
		if p.tag(j) != kWeek {
			return unit{}, false
		}
		return p.fixedAt(one(c.latest.Prev()), j+1), true
	}
	if !counted {
		n = 1
	}
	switch p.tag(j) {
	case kWeek:
		if !counted && p.value(j) == 1 && (p.tag(said) == kLatest && !p.is(said, "last") || p.is(said-1, "the")) {
			n = 4 // `de siste ukene`: a month is what people then look at
		}
		return p.fixedAt(c.lastWeeks(n), j+1), true
	case kDay:
		if !counted {
			return p.dayAt(c.today.AddDate(0, 0, -1), j+1), true // `siste døgn`
		}
		return unit{kind: uFixed, fixed: c.lastWeeks(max(1, (n+3)/7)), days: n%7 != 0, next: j + 1}, true
	case kWeekday:
		back := (int(c.today.Weekday())-p.value(j)+6)%7 + 1
		return p.dayAt(c.today.AddDate(0, 0, -back), j+1), !counted
	case kYearUnit:
		if p.tag(said) != kLast && !p.is(said, "last") && !p.is(said, "sist") {
			return p.fixedAt(c.lastWeeks(52*n), j+1), true // `det siste året` runs up to now
		}
	case kMonth:
		u, ok := p.month(j)
		return u, ok && !counted
	case kSeason:
		return unit{kind: uMonths, n: p.value(j), span: 3, next: j + 1}, !counted
	}
	switch {
	case p.is(j, "fortnight"):
		return p.fixedAt(c.lastWeeks(2*n), j+1), true
	case p.is(j, "halve") && p.tag(j+1) == kYearUnit:
		return p.fixedAt(c.monthsFrom(6, -6*n, 6*n), j+2), true
	}
	length, ok := monthsIn[p.tag(j)]
	return p.fixedAt(c.monthsFrom(length, -n*length, n*length), j+1), ok
}

// thisUnit reads the unit at j of a phrase that says the running one at said.
func (p *parser) thisUnit(said, j int) (unit, bool) {
	c := p.clock
	if p.tag(j) == kAnd && (p.tag(j+1) == kLast || p.tag(j+1) == kLatest) && p.tag(j+2) == kWeek {
		// `denne og forrige uke`
		return p.fixedAt(hull(c.lastWeeks(1), one(c.running)), j+3), true
	}
	if !p.near(j) || said+1 > j {
		return unit{}, false
	}
	switch p.tag(j) {
	case kWeek:
		if _, numbered := p.weekNumber(j); numbered || p.value(j) == 1 {
			return unit{}, false
		}
		return p.fixedAt(one(c.running), j+1), true
	case kSeason:
		return unit{kind: uMonths, n: p.value(j), span: 3, next: j + 1}, true
	}
	length, ok := monthsIn[p.tag(j)]
	return p.openAt(c.monthsFrom(length, 0, length), j+1), ok
}

// beforeLast reads `uka før forrige`, `the week before last`, `måneden før det`: the unit before the newest complete
// one.
func (p *parser) beforeLast(i int) (unit, bool) {
	i = p.fills(i)
	ends := i+2 == len(p.words)
	if p.tag(i) != kWeek && p.tag(i) != kMonthUnit || p.value(i) != 0 || !p.near(i+1) || !p.near(i+2) && !ends {
		return unit{}, false
	}
	if !p.is(i+1, "for") && !p.is(i+1, "before") && !p.is(i+1, "foran") {
		return unit{}, false
	}
	j, back := p.skip(i+2, kFill), 1
	switch {
	case p.tag(j) == kThis && (p.tag(j+1) == kWeek || p.tag(j+1) == kMonthUnit || p.is(j, "denne")):
		back = 0
	case p.tag(j) == kLast, p.tag(j) == kLatest:
	case p.before(i+1) && comparing[p.folded(i-1)] && (ends || p.words[i+2].Begins):
		j = i + 1 // `forrige uke mot uka før`
	case p.is(j, "den"), p.is(j, "that"), p.is(j, "dette"), p.is(j, "der"), p.is(j-1, "det"):
		j -= btoi(p.is(j-1, "det"))
	default:
		return unit{}, false
	}
	next := j + 1
	if p.tag(next) == p.tag(i) && p.near(next) {
		if _, numbered := p.weekNumber(next); !numbered {
			next++ // `uka før forrige uke`
		}
	}
	if p.tag(i) == kWeek {
		return p.fixedAt(one(p.clock.latest.Add(-back)), next), true
	}
	return p.fixedAt(p.clock.monthsFrom(1, -1-back, 1), next), true
}

// ago reads `for to uker siden`, `two months ago`: that one week or month. `fire uker tilbake` is the four latest.
func (p *parser) ago(i int) (unit, bool) {
	n, ok := p.count(i)
	if !ok || !p.near(i+1) || !p.near(i+2) {
		return unit{}, false
	}
	ago := p.is(i+2, "ago") || p.tag(i+2) == kSince && !p.dated(i+3) // not `to uker siden uke 36`
	switch back := p.tag(i+2) == kBack; {
	case p.tag(i+1) == kMonthUnit && ago:
		return p.fixedAt(p.clock.monthsFrom(1, -n, 1), i+3), true
	case p.tag(i+1) == kWeek && ago:
		return p.fixedAt(one(p.clock.running.Add(-n)), i+3), true
	case p.tag(i+1) == kWeek && back:
		return p.fixedAt(p.clock.lastWeeks(n), i+3), true
	}
	return unit{}, false
}

// dated says that a week or month follows directly.
func (p *parser) dated(i int) bool { return (p.tag(i) == kWeek || p.tag(i) == kMonth) && p.near(i) }

// soFarThis reads `hittil i år`, `så langt denne uken`, `year to date`.
func (p *parser) soFarThis(i int) (unit, bool) {
	var j int
	switch {
	case p.tag(i) == kToDate:
		j = i + 1
	case (p.is(i, "sa") || p.is(i, "so")) && soFar[p.folded(i+1)]:
		j = i + 2
	case p.tag(i) == kTo && p.tag(i+1) == kNow && p.tag(i+2) == kIn && p.tag(i+3) == kYearUnit: // `til nå i år`
		j = i + 2
	case p.tag(i) == kYearUnit && p.is(i+1, "to") && p.is(i+2, "date"):
		return p.fixedAt(p.clock.thisYear(), i+3), true
	default:
		return unit{}, false
	}
	k := j
	if p.near(k) {
		k = p.skip(k, kIn, kFill)
	}
	if p.near(k) || k > j {
		if u, ok := p.unitAfterSoFar(k); ok {
			return p.fixedAt(u.period(p.clock), u.next), true
		}
		if p.tag(k) == kWeek {
			return p.fixedAt(one(p.clock.running), k+1), true
		}
		if length, ok := monthsIn[p.tag(k)]; ok {
			return p.fixedAt(p.clock.begun(p.clock.monthsFrom(length, 0, length)), k+1), true
		}
	}
	return p.fixedAt(p.clock.thisYear(), j), true
}

// soFar follow `så`.
var soFar = norsk.Set("langt lant lang far")

// unitAfterSoFar reads a unit that does not itself begin with `hittil`, so that a text full of it is read in one
// pass.
func (p *parser) unitAfterSoFar(i int) (unit, bool) {
	if p.tag(i) == kToDate || p.is(i, "sa") || p.is(i, "so") {
		return unit{}, false
	}
	return p.unitAt(i)
}
