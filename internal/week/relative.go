package week

// relative reads what is reckoned from the day: `forrige uke`, `de siste fire ukene`, `4 siste uker`, `denne
// måneden`.
func (p *parser) relative(i int) (unit, bool) {
	said := p.fills(i)
	n, counted := p.count(said)
	if counted {
		said = p.fills(said + 1)
	}
	j := p.fills(said + 1)
	switch {
	case p.tag(said) == kThis && !counted:
		return p.thisUnit(p.past(j, "her"))
	case p.tag(said) == kNext:
		return p.nextUnit(j, max(n, 1))
	case !p.tagged(said, kLast, kLatest, kBeforeLast):
		return unit{}, false
	}
	if p.tagged(j, kLatest, kLast) { // `de siste foregående fire`
		j = p.fills(j + 1)
	}
	if m, ok := p.count(j); ok && !counted {
		n, counted, j = m, true, p.fills(j+1)
	}
	switch {
	case !p.near(j):
		return unit{}, false
	case !counted && p.tag(j) == kAnd && p.tag(j+1) == kThis && p.tag(j+2) == kWeek: // `forrige og denne uka`
		return fixedAt(Period{From: p.clock.latest, To: p.clock.running}, j+3), true
	case !counted:
		return p.lastUnit(said, j)
	}
	return p.lastUnits(said, j, n)
}

// nextUnit reads the unit at j of `neste uke`, `de neste to ukene`: it lies ahead.
func (p *parser) nextUnit(j, n int) (unit, bool) {
	if m, ok := p.count(j); ok {
		n, j = m, j+1
	}
	if running := p.clock.running; p.tag(j) == kWeek {
		return fixedAt(Period{From: running.Next(), To: running.Add(n)}, j+1), p.near(j)
	}
	length, ok := monthsIn[p.tag(j)]
	return fixedAt(p.clock.monthsFrom(length, length, n*length), j+1), ok && p.near(j)
}

// monthsIn is how many months the units have that are counted from January.
var monthsIn = map[kind]int{kMonthUnit: 1, kQuarter: 3, kThird: 4, kHalf: 6, kYearUnit: 12}

// lastUnit reads the unit at j of a phrase that says the one before, or the newest, at said.
func (p *parser) lastUnit(said, j int) (unit, bool) {
	switch c := p.clock; p.tag(j) {
	case kDay:
		return dayAt(c.today.AddDate(0, 0, -1), j+1), !p.twoBack(said) // `siste døgn`
	case kWeekday:
		back := (int(c.today.Weekday())-p.value(j)+6)%7 + 1
		return dayAt(c.today.AddDate(0, 0, -back), j+1), !p.twoBack(said)
	case kMonth:
		u, ok := p.month(j)
		return u, ok && !p.twoBack(said)
	case kSeason:
		return unit{kind: uMonths, n: p.value(j), span: 3, next: j + 1}, !p.twoBack(said)
	case kWeek:
		newest := p.tag(said) == kLatest && !p.is(said, "last") || p.is(said-1, "the")
		if newest && p.value(j) == 1 && !p.twoBack(said) {
			return fixedAt(c.lastWeeks(4), j+1), true // `de siste ukene`: a month is what people then look at
		}
	}
	return p.lastUnits(said, j, 1)
}

// twoBack says that what is said is `forforrige` or `nest siste`.
func (p *parser) twoBack(said int) bool {
	return p.is(said, "forforrige", "forforre") || p.is(said-1, "nest")
}

// lastUnits reads the unit at j of a phrase that says the n newest ones at said.
func (p *parser) lastUnits(said, j, n int) (unit, bool) {
	c := p.clock
	length, ok := monthsIn[p.tag(j)]
	switch {
	case p.twoBack(said):
		return fixedAt(one(c.latest.Prev()), j+1), p.tag(j) == kWeek
	case p.tag(j) == kWeek:
		return fixedAt(c.lastWeeks(n), j+1), true
	case p.tag(j) == kDay:
		return unit{kind: uFixed, fixed: c.lastWeeks(max(1, (n+3)/7)), days: n%7 != 0, next: j + 1}, true
	case p.tag(j) == kYearUnit && p.tag(said) != kLast && !p.is(said, "last", "sist"):
		return fixedAt(c.lastWeeks(52*n), j+1), true // `det siste året` runs up to now
	case p.is(j, "fortnight"):
		return fixedAt(c.lastWeeks(2*n), j+1), true
	case p.is(j, "halve") && p.tag(j+1) == kYearUnit:
		return fixedAt(c.monthsFrom(6, -6*n, 6*n), j+2), true
	}
	return fixedAt(c.monthsFrom(length, -n*length, n*length), j+1), ok
}

// thisUnit reads the unit at j of a phrase that says the running one.
func (p *parser) thisUnit(j int) (unit, bool) {
	c := p.clock
	length, ok := monthsIn[p.tag(j)]
	switch {
	case p.tag(j) == kAnd && p.tagged(j+1, kLast, kLatest) && p.tag(j+2) == kWeek: // `denne og forrige uke`
		return fixedAt(Period{From: c.latest, To: c.running}, j+3), true
	case !p.near(j):
		return unit{}, false
	case p.tag(j) == kWeek:
		_, numbered := p.weekNumber(j)
		return fixedAt(one(c.running), j+1), !numbered && p.value(j) == 0
	case p.tag(j) == kSeason:
		return unit{kind: uMonths, n: p.value(j), span: 3, next: j + 1}, true
	}
	return openAt(c.monthsFrom(length, 0, length), j+1), ok
}

// beforeLast reads `uka før forrige`, `the week before last`, `måneden før det`: the unit before the newest complete
// one.
func (p *parser) beforeLast(i int) (unit, bool) {
	i = p.fills(i)
	ends := i+2 == len(p.words)
	if !p.tagged(i, kWeek, kMonthUnit) || p.value(i) != 0 || !p.near(i+1) || !p.near(i+2) && !ends ||
		!p.is(i+1, "for", "before", "foran") {
		return unit{}, false
	}
	j, back := p.fills(i+2), 1
	switch {
	case p.tag(j) == kThis && (p.tagged(j+1, kWeek, kMonthUnit) || p.is(j, "denne")):
		back = 0
	case p.tagged(j, kLast, kLatest):
	case p.before(i+1) && p.listed(i-1, "comparing") && (ends || p.at(i+2).Begins):
		j = i + 1 // `forrige uke mot uka før`
	case p.is(j-1, "det"):
		j--
	case !p.is(j, "den", "that", "dette", "der"):
		return unit{}, false
	}
	next := j + 1
	if p.tag(next) == p.tag(i) && p.near(next) {
		if _, numbered := p.weekNumber(next); !numbered {
			next++ // `uka før forrige uke`
		}
	}
	if p.tag(i) == kWeek {
		return fixedAt(one(p.clock.latest.Add(-back)), next), true
	}
	return fixedAt(p.clock.monthsFrom(1, -1-back, 1), next), true
}

// ago reads `for to uker siden`, `two months ago`: that one week or month. `fire uker tilbake` is the four latest.
func (p *parser) ago(i int) (unit, bool) {
	n, ok := p.count(i)
	if !ok || !p.near(i+1) || !p.near(i+2) {
		return unit{}, false
	}
	dated := p.tagged(i+3, kWeek, kMonth) && p.near(i+3) // `to uker siden uke 36`
	ago := p.is(i+2, "ago") || p.tag(i+2) == kSince && !dated
	switch unit := p.tag(i + 1); {
	case unit == kMonthUnit && ago:
		return fixedAt(p.clock.monthsFrom(1, -n, 1), i+3), true
	case unit == kWeek && ago:
		return fixedAt(one(p.clock.running.Add(-n)), i+3), true
	}
	return fixedAt(p.clock.lastWeeks(n), i+3), p.tag(i+1) == kWeek && p.tag(i+2) == kBack
}

// soFarThis reads `hittil i år`, `så langt denne uken`, `året så langt`, `year to date`.
func (p *parser) soFarThis(i int) (unit, bool) {
	j := i + 1
	switch {
	case p.tag(i) == kYearUnit && (p.says(i+1, "to date") || p.says(i+1, "so far") || p.says(i+1, "sa langt")):
		return fixedAt(p.clock.thisYear(), i+3), true
	case p.is(i, "sa", "so") && p.listed(i+1, "so far"),
		p.tag(i) == kTo && p.tag(i+1) == kNow && p.tag(i+2) == kIn && p.tag(i+3) == kYearUnit: // `til nå i år`
		j = i + 2
	case p.tag(i) != kToDate:
		return unit{}, false
	}
	k := p.skip(j, kIn, kFill)
	if k == j && !p.near(k) {
		return fixedAt(p.clock.thisYear(), j), true
	}
	if p.tag(k) != kToDate && !p.is(k, "sa", "so") { // so that a text full of them is read in one pass
		if u, ok := p.unitAt(k); ok {
			return fixedAt(u.period(p.clock), u.next), true
		}
	}
	length, ok := monthsIn[p.tag(k)]
	switch {
	case p.tag(k) == kWeek:
		return fixedAt(one(p.clock.running), k+1), true
	case ok:
		return fixedAt(p.clock.begun(p.clock.monthsFrom(length, 0, length)), k+1), true
	}
	return fixedAt(p.clock.thisYear(), j), true
}
