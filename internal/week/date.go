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
	return nearestDate(unit{n: p.value(i), day: d, year: y, next: next}, ok && p.tag(i) == "month" && p.near(i+1))
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
	ok = ok && p.tag(j) == "month" && (p.gap(j) == "." || p.near(j) && 1 <= d && d <= 31)
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
		placed := p.tagged(i-1, "from", "since", "to", "and") || p.is(i-1, "perioden") || p.dash(i) || p.dash(i+2) ||
			p.tag(i+2) == "to"
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
	if p.tag(j) == "to" && (p.near(j) || p.gap(j) == ".") {
		j = p.past(p.skip(j+1, "and"), "med")
	} else {
		ok = ok && p.dash(j)
	}
	_, also := p.number(j, 1, 31)
	if !ok || !also || d < 1 || d > 31 {
		return unit{}, false
	}
	end, ok := p.first(j, (*parser).namedMonth, (*parser).numberedMonth)
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
	case p.tag(i) == "day back" && (placed || !p.is(i, "gar")): // `går` is a verb too
		return dayAt(p.clock.today.AddDate(0, 0, -p.value(i)), i+1), true
	case p.tag(i) == "weekend" && (placed || p.tagged(i-1, "last", "latest")):
		return unit{kind: uFixed, fixed: one(p.clock.latest), days: true, next: i + 1}, true
	}
	return unit{}, false
}

// partsOfMonth are the first and the last of their days.
var partsOfMonth = map[kind][2]int{"start": {1, 10}, "middle": {11, 20}, "end": {21, 31}}

// partOfMonth reads `starten av oktober`, `midten av`, `slutten av`.
func (p *parser) partOfMonth(i int) (unit, bool) {
	part, ok := partsOfMonth[p.tag(i)]
	if !ok {
		return unit{}, false
	}
	u, ok := p.month(p.skip(i+1, "fill", "in"))
	u.kind, u.day, u.span = uDays, part[0], min(part[1], daysIn(2024, u.n))
	return u, ok
}

// holiday reads `jul`, `romjula 2025`, `påske`.
func (p *parser) holiday(i int) (unit, bool) {
	y, next := p.yearAfter(i + 1)
	july := p.is(i, "jul") && (y != 0 || !p.tagged(i-1, "since", "after", "in", "from", "until"))
	if p.tag(i) != "holiday" && !p.is(i, "jul") || july {
		return unit{}, false
	}
	if p.tag(i) != "holiday" || p.value(i) == christmas {
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

// christmas and easter are the values of "holiday".
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
	case p.tag(i) == "ordinal" || p.at(i).Number >= 0:
		if (g == "" || g == "." || g == ".-") && p.tagged(i+1, "quarter", "half-year", "tertial") {
			span = monthsIn[p.tag(i+1)]
		}
	case p.tagged(i, "quarter", "quarter mark", "tertial") && g == "":
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
	if !p.tagged(j, "ordinal", "latest") || p.tag(j+1) != "week" || !p.near(j+1) ||
		p.tag(j+2) != "in" && !p.is(j+2, "of") {
		return unit{}, false
	}
	u, ok := p.month(j + 3)
	whole := months(cmp.Or(u.year, p.clock.yearOf(u.n)), u.n, 1)
	if p.tag(j) == "ordinal" {
		return fixedAt(one(whole.From.Add(p.value(j)-1)), u.next), ok
	}
	return fixedAt(one(whole.To), u.next), ok
}

// month reads a month's name with or without a year. Short names that are also a given name or an English verb need a
// word before them that a month follows, or a year.
func (p *parser) month(i int) (unit, bool) {
	y, next := p.yearAfter(i + 1)
	ok := p.tag(i) == "month" && (y != 0 || !p.listed(i, "doubtful months") || p.monthPlaced(i))
	return unit{kind: uMonths, n: p.value(i), span: 1, year: y, next: p.past(next, "maned", "manad")}, ok
}

// monthPlaced says that a month stands where one would: after a preposition, in a list or span, after a word for
// figures.
func (p *parser) monthPlaced(i int) bool {
	if p.at(i+1).Upper && p.near(i+1) && p.tag(i+1) == "" {
		return false // May Britt, Jan Olav
	}
	keyword := i > 0 && len(p.words) <= shortQuery && !p.at(i).Upper && !p.is(i, "may", "march") // `sauda des`
	return keyword || p.tagged(i-1, "in", "from", "to", "since", "and", "latest", "last", "month") ||
		p.dash(i) || p.dash(i+1) || p.tagged(i+1, "to", "and") || p.is(i+1, "maned") ||
		p.listed(i-1, "figures") && !p.is(i, "may")
}

// shortQuery is the longest text, in words, that is keywords rather than a sentence.
const shortQuery = 4

// lastYear reads `i fjor`, `fjoråret`, `i fjor høst`, `i forfjor`.
func (p *parser) lastYear(i int) (unit, bool) {
	j := p.skip(i, "in", "fill")
	last := p.clock.today.Year() - 1
	switch {
	case p.tag(j) == "year before":
		return unit{kind: uYear, year: last - 1, next: j + 1}, true
	case p.near(j+1) && (p.tag(j+1) == "season" || p.is(j+1, "var")): // vår is also `our`, so only here
		u := unit{kind: uMonths, n: cmp.Or(p.value(j+1), 3), span: 3, year: last, next: j + 2}
		return u, p.tag(j) == "last year"
	}
	return unit{kind: uYear, year: last, next: j + 1}, p.tag(j) == "last year"
}

// sameLastYear reads `samme uke i fjor`: the week that was named before, or the newest complete one, a year earlier.
func (p *parser) sameLastYear(i int) (unit, bool) {
	j := p.skip(i+2, "in", "fill")
	if !p.is(i, "samme", "same", "tilsvarende", "tilsvarande") || !p.tagged(i+1, "week", "month unit") || !p.near(i+1) ||
		p.tag(j) != "last year" {
		return unit{}, false
	}
	if p.tag(i+1) == "month unit" {
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
		p.tag(i) == "year" && !p.is(i, "year") && p.is(i-1, "hele", "heile"):
		return openAt(months(p.clock.today.Year(), 1, 12), i+1), true
	}
	return unit{}, false
}

// season reads `i høst`, `høsten 2025`, `this summer`.
func (p *parser) season(i int) (unit, bool) {
	y, next := p.yearAfter(i + 1)
	placed := y != 0 || strings.HasSuffix(p.at(i).Folded, "en") || p.tagged(i-1, "in", "since", "from", "this")
	return unit{kind: uMonths, n: p.value(i), span: 3, year: y, next: next}, p.tag(i) == "season" && placed
}

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
	case p.tag(said) == "this" && !counted:
		return p.thisUnit(p.past(j, "her"))
	case p.tag(said) == "next":
		return p.nextUnit(j, max(n, 1))
	case !p.tagged(said, "last", "latest", "before last"):
		return unit{}, false
	}
	if p.tagged(j, "latest", "last") { // `de siste foregående fire`
		j = p.fills(j + 1)
	}
	if m, ok := p.count(j); ok && !counted {
		n, counted, j = m, true, p.fills(j+1)
	}
	switch {
	case !p.near(j):
		return unit{}, false
	case !counted && p.tag(j) == "and" && p.tag(j+1) == "this" && p.tag(j+2) == "week": // `forrige og denne uka`
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
	if running := p.clock.running; p.tag(j) == "week" {
		return fixedAt(Period{From: running.Next(), To: running.Add(n)}, j+1), p.near(j)
	}
	length, ok := monthsIn[p.tag(j)]
	return fixedAt(p.clock.monthsFrom(length, length, n*length), j+1), ok && p.near(j)
}

// monthsIn is how many months the units have that are counted from January.
var monthsIn = map[kind]int{"month unit": 1, "quarter": 3, "tertial": 4, "half-year": 6, "year": 12}

// lastUnit reads the unit at j of a phrase that says the one before, or the newest, at said.
func (p *parser) lastUnit(said, j int) (unit, bool) {
	switch c := p.clock; p.tag(j) {
	case "days":
		return dayAt(c.today.AddDate(0, 0, -1), j+1), !p.twoBack(said) // `siste døgn`
	case "weekday":
		back := (int(c.today.Weekday())-p.value(j)+6)%7 + 1
		return dayAt(c.today.AddDate(0, 0, -back), j+1), !p.twoBack(said)
	case "month":
		u, ok := p.month(j)
		return u, ok && !p.twoBack(said)
	case "season":
		return unit{kind: uMonths, n: p.value(j), span: 3, next: j + 1}, !p.twoBack(said)
	case "week":
		newest := p.tag(said) == "latest" && !p.is(said, "last") || p.is(said-1, "the")
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
		return fixedAt(one(c.latest.Prev()), j+1), p.tag(j) == "week"
	case p.tag(j) == "week":
		return fixedAt(c.lastWeeks(n), j+1), true
	case p.tag(j) == "days":
		return unit{kind: uFixed, fixed: c.lastWeeks(max(1, (n+3)/7)), days: n%7 != 0, next: j + 1}, true
	case p.tag(j) == "year" && p.tag(said) != "last" && !p.is(said, "last", "sist"):
		return fixedAt(c.lastWeeks(52*n), j+1), true // `det siste året` runs up to now
	case p.is(j, "fortnight"):
		return fixedAt(c.lastWeeks(2*n), j+1), true
	case p.is(j, "halve") && p.tag(j+1) == "year":
		return fixedAt(c.monthsFrom(6, -6*n, 6*n), j+2), true
	}
	return fixedAt(c.monthsFrom(length, -n*length, n*length), j+1), ok
}

// thisUnit reads the unit at j of a phrase that says the running one.
func (p *parser) thisUnit(j int) (unit, bool) {
	c := p.clock
	length, ok := monthsIn[p.tag(j)]
	switch {
	case p.tag(j) == "and" && p.tagged(j+1, "last", "latest") && p.tag(j+2) == "week": // `denne og forrige uke`
		return fixedAt(Period{From: c.latest, To: c.running}, j+3), true
	case !p.near(j):
		return unit{}, false
	case p.tag(j) == "week":
		_, numbered := p.weekNumber(j)
		return fixedAt(one(c.running), j+1), !numbered && p.value(j) == 0
	case p.tag(j) == "season":
		return unit{kind: uMonths, n: p.value(j), span: 3, next: j + 1}, true
	}
	return openAt(c.monthsFrom(length, 0, length), j+1), ok
}

// beforeLast reads `uka før forrige`, `the week before last`, `måneden før det`: the unit before the newest complete
// one.
func (p *parser) beforeLast(i int) (unit, bool) {
	i = p.fills(i)
	ends := i+2 == len(p.words)
	if !p.tagged(i, "week", "month unit") || p.value(i) != 0 || !p.near(i+1) || !p.near(i+2) && !ends ||
		!p.is(i+1, "for", "before", "foran") {
		return unit{}, false
	}
	j, back := p.fills(i+2), 1
	switch {
	case p.tag(j) == "this" && (p.tagged(j+1, "week", "month unit") || p.is(j, "denne")):
		back = 0
	case p.tagged(j, "last", "latest"):
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
	if p.tag(i) == "week" {
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
	dated := p.tagged(i+3, "week", "month") && p.near(i+3) // `to uker siden uke 36`
	ago := p.is(i+2, "ago") || p.tag(i+2) == "since" && !dated
	switch unit := p.tag(i + 1); {
	case unit == "month unit" && ago:
		return fixedAt(p.clock.monthsFrom(1, -n, 1), i+3), true
	case unit == "week" && ago:
		return fixedAt(one(p.clock.running.Add(-n)), i+3), true
	}
	return fixedAt(p.clock.lastWeeks(n), i+3), p.tag(i+1) == "week" && p.tag(i+2) == "back"
}

// soFarThis reads `hittil i år`, `så langt denne uken`, `året så langt`, `year to date`.
func (p *parser) soFarThis(i int) (unit, bool) {
	j := i + 1
	switch {
	case p.tag(i) == "year" && (p.says(i+1, "to date") || p.says(i+1, "so far") || p.says(i+1, "sa langt")):
		return fixedAt(p.clock.thisYear(), i+3), true
	case p.is(i, "sa", "so") && p.listed(i+1, "so far"),
		p.tag(i) == "to" && p.tag(i+1) == "now" && p.tag(i+2) == "in" && p.tag(i+3) == "year": // `til nå i år`
		j = i + 2
	case p.tag(i) != "to date":
		return unit{}, false
	}
	k := p.skip(j, "in", "fill")
	if k == j && !p.near(k) {
		return fixedAt(p.clock.thisYear(), j), true
	}
	if p.tag(k) != "to date" && !p.is(k, "sa", "so") { // so that a text full of them is read in one pass
		if u, ok := p.unitAt(k); ok {
			return fixedAt(u.period(p.clock), u.next), true
		}
	}
	length, ok := monthsIn[p.tag(k)]
	switch {
	case p.tag(k) == "week":
		return fixedAt(one(p.clock.running), k+1), true
	case ok:
		return fixedAt(p.clock.begun(p.clock.monthsFrom(length, 0, length)), k+1), true
	}
	return fixedAt(p.clock.thisYear(), j), true
}
