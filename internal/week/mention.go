package week

import (
	"time"

	"kjernebot/internal/norsk"
)

// Mention is a period named in a text.
type Mention struct {
	Period Period
	// Start and End are byte offsets into the text.
	Start, End int
	// Others are the places of the other periods that the text names, as start and end. None in most texts.
	Others [][2]int
}

// PeriodIn returns the weeks that the text asks for, seen from that moment in Europe/Oslo, and whether it names any. A text that
// names none means the latest complete week, and both its ends are that week.
//
// Months, quarters and years are the weeks whose Thursday lies in them; while they run they end with the latest complete
// week, and only `denne uka` is the running week. `Siste N uker` are the N latest complete weeks, and months, quarters and
// half-years likewise. `Hittil i år` and `siden uke N` go up to the latest complete week. A week or month that is still to
// come this year is last year's, and week 53 without a year is the newest that was. Where several periods are named, the one
// that stands with the figures counts, not that of a meeting or a deadline. The weeks returned always exist.
func PeriodIn(text string, today time.Time) (p Period, named bool) {
	if m, ok := MentionIn(norsk.Words(text), today); ok {
		return m.Period, true
	}
	return one(LatestComplete(today)), false
}

// maxWords is how much of a text is read. Nobody names a period later than that, and the time stays bounded.
const maxWords = 600

// MentionIn finds the period that a text asks for, as [PeriodIn] does, in the words that [norsk.Words] gives.
func MentionIn(words []norsk.Word, today time.Time) (Mention, bool) {
	words = words[:min(len(words), maxWords)]
	p := parser{words: words, tags: make([]meaning, len(words)), clock: newClock(today)}
	some := false
	for i, w := range words {
		p.tags[i] = means(w)
		some = some || p.tags[i].kind != kNone || w.Number >= 0
	}
	if !some {
		return Mention{}, false
	}
	found := p.candidates()
	if len(found) == 0 {
		return Mention{}, false
	}
	best := p.choose(found)
	m := Mention{Period: best.period, Start: words[best.from].Start, End: words[best.to-1].End}
	for _, c := range found {
		if c.from != best.from {
			m.Others = append(m.Others, [2]int{words[c.from].Start, words[c.to-1].End})
		}
	}
	return m, m.Period.Valid()
}

func means(w norsk.Word) meaning {
	if w.Number >= 0 {
		return meaning{}
	}
	if m, ok := vocabulary.Find(w.Folded); ok {
		return m
	}
	if notMisspelled[w.Folded] {
		return meaning{}
	}
	m, _ := vocabulary.Near(w.Folded)
	return m
}

// candidate is a period that the text may ask for, from one word up to another.
type candidate struct {
	period   Period
	from, to int
	weight   int // how clearly it is meant as the period of figures
	unit     unitKind
}

func (p *parser) candidates() []candidate {
	var found []candidate
	for i := 0; i < len(p.words); {
		c, ok := p.spanAt(i)
		if !ok || !c.period.Valid() {
			i++
			continue
		}
		found = append(found, c)
		i = c.to
	}
	return p.compared(found)
}

// spanAt reads what starts at word i: a unit, from one to another, since one, up to one.
func (p *parser) spanAt(i int) (candidate, bool) {
	opener, j := p.openerAt(i)
	if opener == kUntil {
		return p.upTo(i, j)
	}
	if p.tag(j) == kNewYear && opener != kNone {
		return candidate{period: p.clock.thisYear(), from: i, to: j + 1, weight: 60, unit: uYear}, true
	}
	u, ok := p.unitAt(j)
	if !ok || u.next <= j {
		return candidate{}, false
	}
	c := candidate{period: u.period(p.clock), from: i, to: u.next, weight: weights[u.kind], unit: u.kind}
	if v, open, ok := p.through(u); ok {
		c.to = v.next
		c.weight += 10
		if open {
			c.period = p.clock.upToNow(c.period.From)
			return c, true
		}
		c.period = u.through(v, p.clock)
		return c, true
	}
	return p.opened(c, opener, i), true
}

// openerAt reads `siden`, `fra (og med)`, `etter`, `fram til`, `til og med`, and the abbreviations of two of them.
func (p *parser) openerAt(i int) (kind, int) {
	switch k := p.tag(i); {
	case k == kSince, k == kAfter, k == kFrom, k == kUntil:
		return k, p.pastOpener(i)
	case k == kTo && p.tag(i+1) == kAnd && p.is(i+2, "med"):
		return kUntil, i + 3
	case p.is(i+1, "o") && p.is(i+2, "m") && p.is(i, "f"):
		return kFrom, i + 3
	case p.is(i+1, "o") && p.is(i+2, "m") && p.is(i, "t"):
		return kUntil, i + 3
	}
	return kNone, i
}

// weights says how likely a unit is to be the period of figures rather than something mentioned in passing.
var weights = map[unitKind]int{uWeek: 60, uFixed: 60, uMonths: 58, uDate: 45, uDays: 60, uYear: 40}

// pastOpener passes over `fra og med`, `fra perioden`, `siden begynnelsen av`.
func (p *parser) pastOpener(i int) int {
	j := i + 1
	if p.tag(j) == kAnd && p.is(j+1, "med") {
		j += 2
	}
	for p.near(j) && (p.tag(j) == kFill || p.tag(j) == kIn || p.is(j, "starten") || p.is(j, "begynnelsen") || p.is(j, "beginning") || p.is(j, "start")) {
		if _, ok := p.unitAt(j); ok {
			break
		}
		j++
	}
	return j
}
