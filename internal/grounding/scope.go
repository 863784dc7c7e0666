package grounding

import "slices"

// scoped stops only, before, first, by itself and for example where the topic does not say them of the same words.
func (s *source) scoped(c clause) Findings {
	var found Findings
	for i, t := range c {
		switch {
		case t.is(only) && !s.limits(c, i):
			found = append(found, Finding{RuleOnly, c.String()})
		case t.is(auto) && !s.sentenceHas(auto, append(keysOf(c[:i], generic), keysOf(c.scope(i), generic)...)):
			found = append(found, Finding{RuleActor, c.String()})
		case t.is(example) && !s.clauseHas(example, keysOf(c.scope(i), generic)):
			found = append(found, Finding{RuleOnly, c.String()})
		case (t.is(firstly) || starts(c, i)) && !s.comesFirst(keysOf(c.scope(i), generic)):
			found = append(found, Finding{RuleOrder, c.String()})
		}
	}
	return found
}

// limits reports whether the topic says only of all the words, and whether none is left out of what it says it of.
func (s *source) limits(c clause, i int) bool {
	keys, named := keysOf(c.scope(i), generic), keysOf(c, generic)
	return s.any(func(f fact) bool {
		for _, own := range f.clauses {
			at := slices.IndexFunc(own, func(t token) bool { return t.is(only) })
			if at < 0 {
				continue
			}
			if carried(own).hasAll(keys) && containsNames(named, own) {
				return true
			}
		}
		return false
	})
}

// containsNames reports whether every name of a clause is among keys.
func containsNames(keys []string, own clause) bool {
	for _, t := range own {
		if t.kind == word && t.upper && t.content() && !t.is(start) {
			for _, k := range t.keys {
				if !slices.Contains(keys, k) {
					return false
				}
			}
		}
	}
	return true
}

func (s *source) sentenceHas(what class, keys []string) bool {
	return s.any(func(f fact) bool {
		return slices.ContainsFunc(f.tokens, func(t token) bool { return t.is(what) }) && f.keys.hasAll(keys)
	})
}

func (s *source) clauseHas(what class, keys []string) bool {
	return s.any(func(f fact) bool {
		return slices.ContainsFunc(f.clauses, func(c clause) bool {
			return c.has(what) && carried(c).hasAll(keys)
		})
	})
}

// comesFirst reports whether the sentences that say first or start, or come first in a list, have all the words.
func (s *source) comesFirst(keys []string) bool {
	firsts := set{}
	for _, f := range s.facts {
		if f.first {
			for k := range f.keys {
				firsts[k] = true
			}
		}
	}
	return firsts.hasAll(keys)
}

// every stops an all or every that the topic does not say of the same word.
func (s *source) every(c clause) Findings {
	for i, t := range c {
		if t.is(all) && !s.any(func(f fact) bool { return saysAll(f.tokens, next(c, i)) }) {
			return Findings{{RuleAll, c.String()}}
		}
	}
	return nil
}

// next is the first key behind token i, or empty.
func next(c []token, i int) string {
	for _, t := range c[i+1:] {
		if t.content() {
			return t.keys[0]
		}
	}
	return ""
}

func saysAll(tokens []token, key string) bool {
	for i, t := range tokens {
		if t.is(all) && key != "" && next(tokens, i) == key {
			return true
		}
	}
	return false
}

// starts reports whether the word at token i says where to start ("start med"), and not that somebody has started.
func starts(tokens []token, i int) bool {
	return tokens[i].is(start) && i+1 < len(tokens) && (tokens[i+1].is(via) || tokens[i+1].text == "å")
}
