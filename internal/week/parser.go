package week

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"kjernebot/internal/norsk"
)

// parser reads units and spans of them from words. Its methods take the position of a word and say where they
// stopped.
type parser struct {
	words []word
	clock clock
}

type word struct {
	norsk.Word
	meaning
}

// beyond stands before the first word and after the last one.
var beyond = word{Word: norsk.Word{Gap: "|", Number: -1}}

func (p *parser) at(i int) *word {
	if i < 0 || i >= len(p.words) {
		return &beyond
	}
	return &p.words[i]
}

func (p *parser) tag(i int) kind { return p.at(i).kind }

func (p *parser) tagged(i int, kinds ...kind) bool { return slices.Contains(kinds, p.tag(i)) }

func (p *parser) value(i int) int { return p.at(i).value }

func (p *parser) is(i int, folded ...string) bool { return slices.Contains(folded, p.at(i).Folded) }

// says says that the words from i on are those of a phrase.
func (p *parser) says(i int, phrase string) bool {
	for w := range strings.FieldsSeq(phrase) {
		if !p.is(i, w) {
			return false
		}
		i++
	}
	return true
}

func (p *parser) listed(i int, list string) bool { return lists[list][p.at(i).Folded] }

// number returns the number that word i is, and whether it lies between from and to.
func (p *parser) number(i, from, to int) (int, bool) {
	n := p.at(i).Number
	return n, n >= from && n <= to && len(p.at(i).Folded) <= len("2026")
}

// count is number in digits or letters.
func (p *parser) count(i int) (int, bool) {
	if p.tag(i) == "count" {
		return p.value(i), true
	}
	return p.number(i, 1, 999)
}

// gap is what stands before word i, trimmed.
func (p *parser) gap(i int) string { return strings.TrimSpace(p.at(i).Gap) }

// near says that word i follows the one before it with nothing but space between.
func (p *parser) near(i int) bool { return p.gap(i) == "" }

func (p *parser) dash(i int) bool {
	return i > 0 && strings.ContainsAny(p.gap(i), "-–—‐‑−~") && len(p.gap(i)) <= len("–")+1
}

// skip passes over words of those kinds.
func (p *parser) skip(i int, kinds ...kind) int {
	for p.near(i) && p.tagged(i, kinds...) {
		i++
	}
	return i
}

// fills passes over words that say nothing.
func (p *parser) fills(i int) int { return p.skip(i, "fill") }

func (p *parser) past(i int, words ...string) int {
	if p.is(i, words...) {
		return i + 1
	}
	return i
}

// unitAt reads the unit that starts at word i.
func (p *parser) unitAt(i int) (unit, bool) {
	return p.first(i,
		(*parser).isoWeek, (*parser).weekNumber, (*parser).sameLastYear, (*parser).weekOfMonth,
		(*parser).beforeLast, (*parser).relative, (*parser).ago, (*parser).soFarThis, (*parser).partOfYear,
		(*parser).holiday, (*parser).recentDay, (*parser).partOfMonth, (*parser).isoDate, (*parser).monthFirst,
		(*parser).namedMonth, (*parser).numberedMonth, (*parser).dayRange, (*parser).month, (*parser).lastYear,
		(*parser).year, (*parser).season, (*parser).bareWeeks)
}

// first is what the first of the readers that understand word i makes of it. Readers bound to p would be made anew for
// every word.
func (p *parser) first(i int, readers ...func(*parser, int) (unit, bool)) (unit, bool) {
	for _, read := range readers {
		if u, ok := read(p, i); ok {
			return u, true
		}
	}
	return unit{}, false
}

// isoWeek reads `2026-W45` and `2026 uke 45`.
func (p *parser) isoWeek(i int) (unit, bool) {
	y, ok := p.number(i, 1990, 2099)
	n, also := p.number(i+2, 0, 99)
	ok = ok && also && p.tagged(i+1, "week", "week mark") && (p.near(i+2) || p.gap(i+2) == ".")
	return unit{kind: uWeek, year: y, n: n, next: i + 3}, ok
}

// weekNumber reads `uke 45`, `u45`, `week no. 45`, each with or without a year, and `uke 202645`. After a word for
// week the number may be one that no week has.
func (p *parser) weekNumber(i int) (unit, bool) {
	j, least, most, spelled := i+1, 0, 999, p.tag(i) == "week"
	for spelled && p.tag(j) == "number mark" {
		j++
	}
	if !spelled {
		least, most = 1, 53
	}
	if !spelled && p.tag(i) != "week mark" || p.is(i, "v") && p.at(j).Gap == " " || strings.Trim(p.gap(j), ".:#-") != "" {
		return unit{}, false
	}
	if y := p.at(j).Number / 100; spelled && y >= 2000 && y <= 2099 {
		return unit{kind: uWeek, year: y, n: p.at(j).Number % 100, next: j + 1}, true
	}
	n, ok := p.number(j, least, most)
	if spelled && p.tag(j) == "count" && p.value(j) > 1 && p.near(j) {
		n, ok = p.value(j), true
	}
	y, next := p.yearAfter(j + 1)
	short, two := p.number(j+1, 10, 53)
	if two && p.gap(j+1) == "/" && short <= n && short >= p.clock.today.Year()%100-10 { // `uke 45/25`, not `uke 45/46`
		y, next = 2000+short, j+2
	}
	return unit{kind: uWeek, n: n, year: y, next: next}, ok
}

// bareWeeks reads `brukstall 43-45`: numbers that could be weeks, in a text of a few words about figures.
func (p *parser) bareWeeks(i int) (unit, bool) {
	from, ok := p.number(i, 1, 53)
	to, also := p.number(i+1, 1, 53)
	if !ok || !also || from >= to || !p.near(i) || !p.dash(i+1) || len(p.words) > 2*shortQuery ||
		p.listed(i+2, "counted things") {
		return unit{}, false
	}
	span := Period{From: p.clock.week(from), To: p.clock.week(to)}
	about := slices.ContainsFunc(p.words[:i], func(w word) bool { return lists["figures"][w.Folded] })
	return fixedAt(span, i+2), about && span.Valid()
}

// yearAfter reads what says the year of the unit before it: `2025`, `/2025`, `i 2025`, `i fjor`, `i år`. None is year
// 0.
func (p *parser) yearAfter(i int) (year, next int) {
	j := p.skip(i, "in", "fill")
	if strings.Trim(p.gap(j), ",/-.(") != "" {
		return 0, i
	}
	now := p.clock.today.Year()
	switch y, ok := p.number(j, 1990, 2099); {
	case ok && !p.dateSpelled(j):
		return y, j + 1
	case p.tag(j) == "last year":
		return now - 1, j + 1
	case p.tag(j) == "year before", p.is(j, "for") && p.tag(j+1) == "last year":
		return now - 2, p.skip(j, "in", "year before", "last year")
	case p.is(j, "ar") && j > i:
		return now, j + 1
	case p.tag(j+1) != "year":
	case p.tag(j) == "this":
		return now, j + 2
	case p.tag(j) == "last", p.is(j, "last"):
		return now - 1, j + 2
	}
	return 0, i
}

// dateSpelled says that the number at i starts a date such as 2026-10-12, so that it is no year by itself.
func (p *parser) dateSpelled(i int) bool {
	_, month := p.number(i+1, 0, 99)
	_, day := p.number(i+2, 0, 99)
	return month && day && p.gap(i+1) == "-" && p.gap(i+2) == "-"
}

// kind is what a word does in the naming of a period, as words.txt calls it. Words that do nothing have none. A test
// holds the names that are asked for here to those.
type kind string

// meaning is a word's kind with what it counts for.
type meaning struct {
	kind  kind
	value int
}

// means finds what a word means. Where it may be one of several misspelled, it means nothing.
func means(w norsk.Word) meaning {
	m, known := vocabulary.Find(w.Folded)
	if !known && w.Number < 0 && !lists["not misspelled"][w.Folded] {
		m, _ = vocabulary.Near(w.Folded)
	}
	if m.kind == "month" && len(w.Folded) < w.End-w.Start {
		return meaning{} // `økt` is no October: no month has such letters
	}
	return m
}

//go:embed words.txt
var wordFile string

var (
	meanings, lists = readWords()
	vocabulary      = norsk.NewDictionary(meanings, 5)
)

func readWords() (meanings map[string]meaning, lists map[string]map[string]bool) {
	meanings, lists = map[string]meaning{}, map[string]map[string]bool{}
	for w, n := range norsk.NumberWords() {
		if n > 0 {
			meanings[w] = meaning{"count", n}
		}
	}
	for name, words := range norsk.Lists(strings.ReplaceAll(wordFile, "\n  ", " ")) {
		if list, ok := strings.CutPrefix(name, "list "); ok {
			lists[list] = norsk.Set(words)
			continue
		}
		name, number, _ := strings.Cut(name, "/")
		value, _ := strconv.Atoi(number) // 0 where there is none
		for w := range strings.FieldsSeq(words) {
			meanings[w] = meaning{kind(name), value}
		}
	}
	return meanings, lists
}

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
