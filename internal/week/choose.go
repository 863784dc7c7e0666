package week

import (
	"cmp"
	"slices"
)

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
