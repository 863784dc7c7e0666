package week

import (
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// parser reads units and spans of them from words. Its methods take the position of a word and say where they
// stopped.
type parser struct {
	words []norsk.Word
	tags  []meaning
	clock clock
}

func (p *parser) tag(i int) kind {
	if i < 0 || i >= len(p.tags) {
		return kNone
	}
	return p.tags[i].kind
}

func (p *parser) value(i int) int { return p.tags[i].value }

func (p *parser) is(i int, folded string) bool {
	return i >= 0 && i < len(p.words) && p.words[i].Folded == folded
}

// number returns the number that word i is, if it lies between from and to.
func (p *parser) number(i, from, to int) (int, bool) {
	if i < 0 || i >= len(p.words) {
		return 0, false
	}
	n := p.words[i].Number
	return n, n >= from && n <= to && len(p.words[i].Folded) <= len("2026")
}

// count is number in digits or letters.
func (p *parser) count(i int) (int, bool) {
	if p.tag(i) == kCount {
		return p.value(i), true
	}
	return p.number(i, 1, 999)
}

// gap is what stands before word i, trimmed; a sentence's end is never part of a period.
func (p *parser) gap(i int) string {
	if i < 0 || i >= len(p.words) {
		return "\n"
	}
	return strings.TrimSpace(p.words[i].Gap)
}

// near says that word i follows the one before it with nothing but space between.
func (p *parser) near(i int) bool { return p.gap(i) == "" }

func (p *parser) dash(i int) bool {
	return i > 0 && strings.ContainsAny(p.gap(i), "-–—‐‑−~") && len(p.gap(i)) <= len("–")+1
}

// skip passes over words of those kinds.
func (p *parser) skip(i int, kinds ...kind) int {
	for p.near(i) && slices.Contains(kinds, p.tag(i)) {
		i++
	}
	return i
}

// unitAt reads the unit that starts at word i.
func (p *parser) unitAt(i int) (unit, bool) {
	if i < 0 || i >= len(p.words) {
		return unit{}, false
	}
	for _, read := range [...]func(*parser, int) (unit, bool){
		(*parser).isoWeek, (*parser).weekNumber, (*parser).sameLastYear, (*parser).weekOfMonth,
		(*parser).beforeLast, (*parser).relative, (*parser).ago, (*parser).soFarThis,
		(*parser).partOfYear, (*parser).holiday, (*parser).recentDay, (*parser).partOfMonth,
		(*parser).date, (*parser).month, (*parser).lastYear, (*parser).year, (*parser).season, (*parser).bareWeeks,
	} {
		if u, ok := read(p, i); ok {
			return u, true
		}
	}
	return unit{}, false
}

// isoWeek reads `2026-W45` and `2026 uke 45`.
func (p *parser) isoWeek(i int) (unit, bool) {
	y, ok := p.number(i, 1990, 2099)
	if !ok || p.tag(i+1) != kWeek && p.tag(i+1) != kWeekMark {
		return unit{}, false
	}
	n, ok := p.number(i+2, 0, 99)
	return unit{kind: uWeek, year: y, n: n, next: i + 3}, ok && (p.near(i+2) || p.gap(i+2) == ".")
}

// weekNumber reads `uke 45`, `u45`, `week no. 45`, each with or without a year, and `uke 202645`. After a word for
// week the number may be one that no week has.
func (p *parser) weekNumber(i int) (unit, bool) {
	j, least, most := i+1, 1, 53
	switch p.tag(i) {
	case kWeek:
		least, most = 0, 999
		for p.tag(j) == kNumberMark {
			j++
		}
	case kWeekMark:
		if p.words[i].Folded == "v" && (j >= len(p.words) || p.words[j].Gap == " ") {
			return unit{}, false
		}
	default:
		return unit{}, false
	}
	if g := p.gap(j); g != "" && strings.Trim(g, ".:#-") != "" {
		return unit{}, false
	}
	if j < len(p.words) && most == 999 {
		if y, n := p.words[j].Number/100, p.words[j].Number%100; y >= 2000 && y <= 2099 {
			return unit{kind: uWeek, year: y, n: n, next: j + 1}, true
		}
	}
	n, ok := p.number(j, least, most)
	if !ok && p.tag(j) == kCount && p.value(j) > 1 && p.tag(i) == kWeek && p.near(j) {
		n, ok = p.value(j), true
	}
	if !ok {
		return unit{}, false
	}
	if y, next, ok := p.shortYear(j+1, n); ok {
		return unit{kind: uWeek, n: n, year: y, next: next}, true
	}
	y, next := p.yearAfter(j + 1)
	return unit{kind: uWeek, n: n, year: y, next: next}, true
}

// bareWeeks reads `brukstall 43-45`: numbers that could be weeks, in a text of a few words about figures.
func (p *parser) bareWeeks(i int) (unit, bool) {
	from, ok := p.number(i, 1, 53)
	to, also := p.number(i+1, 1, 53)
	if !ok || !also || from >= to || !p.near(i) || !p.dash(i+1) || len(p.words) > 2*shortQuery ||
		countedThings[p.folded(i+2)] {
		return unit{}, false
	}
	span := Period{From: p.clock.week(from), To: p.clock.week(to)}
	about := slices.ContainsFunc(p.words[:i], func(w norsk.Word) bool { return figureWords[w.Folded] })
	return p.fixedAt(span, i+2), about && span.Valid()
}

// shortYear reads the `/25` of `uke 45/25`. `uke 45/46` is two weeks.
func (p *parser) shortYear(i, week int) (year, next int, ok bool) {
	n, ok := p.number(i, 10, 53)
	if !ok || p.gap(i) != "/" || n > week || n < p.clock.today.Year()%100-10 {
		return 0, i, false
	}
	return 2000 + n, i + 1, true
}

// yearAfter reads what says the year of the unit before it: `2025`, `/2025`, `i 2025`, `i fjor`, `i år`. None is year
// 0.
func (p *parser) yearAfter(i int) (year, next int) {
	j := i
	if p.near(j) {
		j = p.skip(j, kIn, kFill)
	}
	if g := p.gap(j); g != "" && strings.Trim(g, ",/-.(") != "" {
		return 0, i
	}
	now := p.clock.today.Year()
	if y, ok := p.number(j, 1990, 2099); ok && !p.dateSpelled(j) {
		return y, j + 1
	}
	switch {
	case p.tag(j) == kLastYear:
		return now - 1, j + 1
	case p.tag(j) == kYearBefore, p.is(j, "for") && p.tag(j+1) == kLastYear:
		return now - 2, p.skip(j, kIn, kYearBefore, kLastYear)
	case p.is(j, "ar") && j > i, p.tag(j) == kThis && p.tag(j+1) == kYearUnit:
		return now, j + 1 + btoi(p.tag(j) == kThis)
	case (p.tag(j) == kLast || p.is(j, "last")) && p.tag(j+1) == kYearUnit:
		return now - 1, j + 2
	}
	return 0, i
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// dateSpelled says that the number at i starts a date such as 2026-10-12, so that it is no year by itself.
func (p *parser) dateSpelled(i int) bool {
	_, month := p.number(i+1, 0, 99)
	_, day := p.number(i+2, 0, 99)
	return month && day && p.gap(i+1) == "-" && p.gap(i+2) == "-"
}
