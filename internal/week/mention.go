package week

import (
	"cmp"
	"slices"
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
	p := parser{words: make([]word, 0, len(words)), clock: newClock(today)}
	for _, w := range words {
		p.words = append(p.words, word{w, means(w)})
	}
	found := p.compared(p.candidates())
	if len(found) == 0 {
		return Mention{Remarks: p.unread(nil)}, false
	}
	best := p.choose(found)
	m := Mention{Period: best.period, Remarks: p.remarks(best, found)}
	m.Start, m.End = p.place(best)
	for _, c := range found {
		if c.from != best.from {
			start, end := p.place(c)
			m.Others = append(m.Others, [2]int{start, end})
		}
	}
	return m, true
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

func (p *parser) place(c candidate) (start, end int) { return p.at(c.from).Start, p.at(c.to - 1).End }

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
	return found
}

// compared joins two periods that the text sets against each other: `flere i uke 46 enn i uke 45`.
func (p *parser) compared(found []candidate) []candidate {
	var joined []candidate
	for _, c := range found {
		if last := len(joined) - 1; last >= 0 && p.setAgainst(joined[last], c) {
			j := &joined[last]
			j.period, j.whole = hull(j.period, c.period), hull(j.whole, c.whole)
			j.units, j.apart, j.undated = append(j.units, c.units...), true, j.undated && c.undated
			j.to = c.to
			continue
		}
		joined = append(joined, c)
	}
	return joined
}

// setAgainst says that only comparing words and places stand between two periods (`uke 45 i Bergen mot uke 46`), and
// at least one word that is more than a preposition.
func (p *parser) setAgainst(a, b candidate) bool {
	strong := false
	for i := a.to; i < b.from; i++ {
		long := len(p.at(i).Folded) > 2 && !p.is(i, "for", "til")
		strong = strong || p.listed(i, "comparing") && (long || p.is(i, "og", "vs"))
	}
	return strong && a.kind() == b.kind() && p.between(a, b)
}

// between says that two periods are near each other in one sentence, with nothing between them but comparing words,
// places, and words of those kinds.
func (p *parser) between(a, b candidate, kinds ...kind) bool {
	for i := a.to; i < b.from; i++ {
		if w := p.at(i); w.Begins || !p.listed(i, "comparing") && !p.tagged(i, kinds...) && !w.Upper {
			return false
		}
	}
	return b.from-a.to <= 4 && !p.at(b.from).Begins
}

// choose picks the candidate that stands best: clear in itself, near a word for the figures, and not beside other
// business.
func (p *parser) choose(found []candidate) candidate {
	return slices.MaxFunc(found, func(a, b candidate) int {
		return cmp.Compare(a.weight+p.standing(a), b.weight+p.standing(b))
	})
}

// How far from a period its neighbours are read, in words, and what they weigh against the clarity of the period
// itself.
const (
	reachFigures, weighFigures = 14, 20
	reachOther, weighOther     = 5, 30
)

// standing weighs the words around a candidate within its sentence.
func (p *parser) standing(c candidate) int {
	figures, other := reachFigures+1, reachOther+1
	look := func(i, distance int) {
		if p.listed(i, "figures") {
			figures = min(figures, distance)
		} else if p.listed(i, "other business") {
			other = min(other, distance)
		}
	}
	for i := c.from - 1; i >= 0 && i >= c.from-reachFigures && !p.words[i+1].Begins; i-- {
		look(i, c.from-i)
	}
	for i := c.to; i < len(p.words) && i < c.to+reachFigures && !p.words[i].Begins; i++ {
		look(i, i-c.to+1)
	}
	weight := 0
	if p.is(c.to, "har") && p.is(c.to+1, "jeg", "vi", "eg", "me") {
		weight -= weighOther // `forrige måned har jeg`
	}
	if figures <= reachFigures {
		weight += weighFigures + reachFigures - figures
	}
	if other <= reachOther && other < figures {
		weight -= weighOther
	}
	return weight
}
