package grounding

// obligations stops a must or shall that the topic does not lay on the same thing, and a may where the topic says must.
func (s *source) obligations(c clause) Findings {
	var found Findings
	for i, t := range c {
		ok := true
		switch {
		case t.is(must):
			ok = s.obliges(c, i, must)
		case t.is(shall):
			ok = s.obliges(c, i, must|shall)
		case t.is(may):
			ok = !s.weakens(c, i)
		}
		if !ok {
			found = append(found, Finding{RuleObligation, c.String()})
		}
	}
	return found
}

// obliges reports whether a clause of the topic lays the obligation at token i on the same words. The words of the
// topic's title may stand there too, because the topic says "it" for what it is about, but not alone.
func (s *source) obliges(c clause, i int, strength class) bool {
	denied := deniedAt(c, i)
	keys := keysOf(c.scope(i), generic)
	if len(keys) == 0 {
		keys = keysOf(c.scope(i), 0)
	}
	return s.any(func(f fact) bool {
		if c.namesReader(s.lx) && !f.keys[s.lx.town] {
			return false
		}
		for _, own := range f.clauses {
			for j, t := range own {
				if !t.is(strength) || deniedAt(own, j) != denied {
					continue
				}
				if s.carries(carried(own), keys) {
					return true
				}
			}
		}
		return false
	})
}

// carries reports whether keys are all in said or in the title, and at least half of them in said.
func (s *source) carries(said set, keys []string) bool {
	own := 0
	for _, k := range keys {
		switch {
		case said[k]:
			own++
		case !s.titleKeys[k] || !s.positive[k]:
			return false
		}
	}
	return own > 0 && own*2 >= len(keys)
}

// deniedAt reports whether a not follows the obligation at token i closely: "må ikke", "trenger ikke", "do not have to".
func deniedAt(c clause, i int) bool {
	for j := max(0, i-2); j < len(c) && j <= i+3; j++ {
		if c[j].is(not) && !c[min(i, j):max(i, j)].hasContent() {
			return true
		}
	}
	return false
}

// weakens reports whether the topic says must of what the clause says may of.
func (s *source) weakens(c clause, i int) bool {
	keys := keysOf(c.scope(i), generic)
	if len(keys) == 0 {
		return false
	}
	obliged := false
	for _, f := range s.facts {
		if f.title {
			continue
		}
		for _, own := range f.clauses {
			if !carried(own).hasAll(keys) {
				continue
			}
			if own.has(may) {
				return false
			}
			obliged = obliged || own.has(must)
		}
	}
	return obliged
}

// namesReader reports whether the clause names the municipality as the one who acts; what must be done by "the
// organisation" need not be done by it.
func (c clause) namesReader(lx *lexicon) bool {
	for i, t := range c {
		if lx.reader(t) && !t.is(you) && !aside(c, i) {
			return true
		}
	}
	return false
}
