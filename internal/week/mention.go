package week

import (
	"time"

	"kjernebot/internal/norsk"
)

// Mention is a period named in a text.
type Mention struct {
	// Period is the weeks that are meant, as near as there are such weeks. They always exist.
	Period Period
	// Remarks are what a person has to be told where Period is not what they named, in order of place. None in most
	// texts.
	Remarks []Remark
	// Start and End are byte offsets into the text.
	Start, End int
	// Others are the places of the other periods that the text names, as start and end. None in most texts.
	Others [][2]int
}

// maxWords is how much of a text is read. Nobody names a period later than that, and the time stays bounded.
const maxWords = 600

// MentionIn finds the weeks that a text asks for, seen from that moment in Europe/Oslo, in the words that
// [norsk.Words] gives; false if it names none. Even then there may be a [Remark] of kind [Unread].
//
// Months, quarters and years are the weeks whose Thursday lies in them; while they run they end with the latest
// complete week, and only `denne uka` is the running week. `Siste N uker` are the N latest complete weeks, and
// months, quarters and half-years likewise. `Hittil i år` and `siden uke N` go up to the latest complete week. A week
// or month without a year is the newest that has begun. Where several periods are named, the one that stands with the
// figures counts, not that of a meeting or a deadline. Whatever could not be followed to the letter is in the
// remarks.
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
		return Mention{Remarks: p.unread(nil)}, false
	}
	best := p.choose(found)
	m := Mention{Period: best.period, Start: words[best.from].Start, End: words[best.to-1].End}
	for _, c := range found {
		if c.from != best.from {
			m.Others = append(m.Others, [2]int{words[c.from].Start, words[c.to-1].End})
		}
	}
	m.Remarks = p.remarks(best, found)
	return m, true
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
	m, _ := vocabulary.Near(w.Folded) // a tie has no meaning
	return m
}

// candidate is a period that the text may ask for, from one word up to another.
type candidate struct {
	from, to int
	period   Period
	whole    Period // with the part that has not come yet
	units    []unit // what is named in it
	apart    bool   // the units are named one by one, not as the ends of a span
	undated  bool   // no unit had a year
	deadline bool   // it says when something is wanted: `før 1. desember`
	weight   int    // how clearly it is meant as the period of figures
}

func (c candidate) kind() unitKind { return c.units[0].kind }

// spanning completes the candidate with what the span comes to.
func (c candidate) spanning(now clock, span func(clock) Period) candidate {
	c.period = span(now)
	now.whole = true
	c.whole = span(now)
	return c
}

func (p *parser) candidates() []candidate {
	var found []candidate
	for i := 0; i < len(p.words); {
		c, ok := p.spanAt(i)
		if !ok || !c.period.Valid() {
			i++
			continue
		}
		if !c.deadline {
			found = append(found, c)
		}
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
		u := p.fixedAt(p.clock.thisYear(), j+1)
		return candidate{from: i, to: j + 1, units: []unit{u}, weight: 60}.spanning(p.clock, u.period), true
	}
	u, ok := p.unitAt(j)
	if !ok || u.next <= j {
		return candidate{}, false
	}
	c := candidate{from: i, to: u.next, units: []unit{u}, weight: weights[u.kind]}
	c.undated = u.year == 0 && u.kind != uFixed
	c.deadline = u.kind == uDate && p.before(i-1)
	s, ok := p.through(u)
	if !ok {
		return p.opened(c, opener, i), true
	}
	c.to = s.next
	c.weight += 10
	if s.now {
		return c.spanning(p.clock, func(now clock) Period { return now.upToNow(u.period(now).From) }), true
	}
	v := s.units[len(s.units)-1]
	c.undated = c.undated && v.year == 0
	u, v = u.sameYears(v, p.clock)
	c.units, c.apart = append(append(c.units[:0], u), s.units...), s.listed && opener != kFrom
	c.units[len(s.units)] = v
	return c.spanning(p.clock, func(now clock) Period { return u.through(v, now) }), true
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

// before says that word i is `før`, which is `for` when folded.
func (p *parser) before(i int) bool {
	return p.is(i, "before") || p.is(i, "for") && p.words[i].End-p.words[i].Start > len("for")
}

// weights says how likely a unit is to be the period of figures rather than something mentioned in passing.
var weights = map[unitKind]int{uWeek: 60, uFixed: 60, uMonths: 58, uDate: 45, uDays: 60, uYear: 40}

// pastOpener passes over `fra og med`, `fra perioden`, `siden begynnelsen av`.
func (p *parser) pastOpener(i int) int {
	j := i + 1
	if p.tag(j) == kAnd && p.is(j+1, "med") {
		j += 2
	}
	for p.near(j) && (p.tag(j) == kFill || p.tag(j) == kIn || p.tag(j) == kStart) {
		if _, ok := p.unitAt(j); ok {
			break
		}
		j++
	}
	return j
}
