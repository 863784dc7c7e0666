package grounding

import "slices"

// order stops what turns the order of things round: before for after, when for before, "afterwards" of what comes
// first, and numbered lists that the topic does not have or numbers otherwise.
func (s *source) order(one sentence) Findings {
	var found Findings
	if one.item > 0 && !s.any(func(f fact) bool { return f.item == one.item && f.keys.count(keysOf(one.tokens, generic)) > 0 }) {
		found = append(found, Finding{RuleOrder, one.plain})
	}
	earlier, later := timing(one.clauses)
	if s.turned(earlier, later) || !s.precedes(one) {
		found = append(found, Finding{RuleOrder, one.plain})
	}
	for _, c := range one.clauses {
		if c.has(then) && s.onlyEarlier(keysOf(c, generic)) {
			found = append(found, Finding{RuleOrder, c.String()})
		}
	}
	return found
}

// turned reports whether a sentence of the topic puts first what comes later here, and the other way round.
func (s *source) turned(earlier, later set) bool {
	if len(earlier) == 0 || len(later) == 0 {
		return false
	}
	return s.any(func(f fact) bool {
		return common(earlier, f.later) > common(earlier, f.earlier) && common(later, f.earlier) > common(later, f.later)
	})
}

func common(a, b set) int {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

// precedes reports whether the topic says before of the same words, if the sentence does.
func (s *source) precedes(one sentence) bool {
	for _, c := range one.clauses {
		for i, t := range c {
			if t.is(before) && !s.any(func(f fact) bool {
				return slices.ContainsFunc(f.tokens, func(t token) bool { return t.is(before) }) && f.later.hasAll(keysOf(c.scope(i), generic))
			}) {
				return false
			}
		}
	}
	return true
}

// onlyEarlier reports whether the topic puts all these words first and never later.
func (s *source) onlyEarlier(keys []string) bool {
	if len(keys) == 0 {
		return false
	}
	return s.any(func(f fact) bool { return f.earlier.hasAll(keys) })
}
