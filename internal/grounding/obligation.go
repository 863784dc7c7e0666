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
		for _, own := range f.clauses {
			for j, t := range own {
				if !t.is(strength) || deniedAt(own, j) != denied {
					continue
				}
				carried := set{}
				carried.add(keysOf(own, 0)...)
				if s.carries(carried, keys) {
					return true
				}
			}
		}
		return false
	})
}

// carries reports whether keys are all in carried or in the title, and the first that is not in the title is carried.
func (s *source) carries(carried set, keys []string) bool {
	own := 0
	for _, k := range keys {
		switch {
		case carried[k]:
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
		if c[j].is(not) && !clause(c[min(i, j):max(i, j)]).hasContent() {
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
			carried := set{}
			carried.add(keysOf(own, 0)...)
			if !carried.hasAll(keys) {
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
