package week

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
	if b.from == a.to || b.from-a.to > 4 || a.kind() != b.kind() {
		return false
	}
	strong := false
	for i := a.to; i < b.from; i++ {
		w, compares := p.words[i], p.listed(i, "comparing")
		if w.Begins || !compares && !w.Upper {
			return false
		}
		strong = strong || compares && (len(w.Folded) > 2 && !p.is(i, "for", "til") || p.is(i, "og", "vs"))
	}
	return strong && !p.words[b.from].Begins
}

// choose picks the candidate that stands best: clear in itself, near a word for the figures, and not beside other
// business.
func (p *parser) choose(found []candidate) candidate {
	best, most := found[0], -1000
	for _, c := range found {
		if s := c.weight + p.standing(c); s > most {
			best, most = c, s
		}
	}
	return best
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
	for i, d := c.from-1, 1; i >= 0 && d <= reachFigures && !p.words[i+1].Begins; i, d = i-1, d+1 {
		look(i, d)
	}
	for i, d := c.to, 1; i < len(p.words) && d <= reachFigures && !p.words[i].Begins; i, d = i+1, d+1 {
		look(i, d)
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
