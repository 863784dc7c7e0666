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
	if s.turned(earlier, later) || s.overtakes(earlier, later) || !s.precedes(one) {
		found = append(found, Finding{RuleOrder, one.plain})
	}
	for _, c := range one.clauses {
		if s.postpones(c) {
			found = append(found, Finding{RuleOrder, c.String()})
		}
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

// overtakes reports whether the sentence puts first what the topic says "afterwards" of, before something that the topic
// says earlier.
func (s *source) overtakes(earlier, later set) bool {
	if len(earlier) == 0 || len(later) == 0 {
		return false
	}
	for i, f := range s.facts {
		if !f.after && !f.listed || common(earlier, f.keys) < len(earlier) {
			continue
		}
		for _, past := range s.facts[:i] {
			if !past.title && (f.after || past.listed) && common(later, past.keys) == len(later) {
				return true
			}
		}
	}
	return false
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
	return s.any(func(f fact) bool { return f.earlier.hasAll(keys) || f.begins && f.keys.hasAll(keys) })
}

// postpones reports whether the clause says "after" of what the topic says "before" of.
func (s *source) postpones(c clause) bool {
	for i, t := range c {
		if what := next(c, i); t.is(after) && what != "" && s.any(func(f fact) bool {
			return f.later[what] && slices.ContainsFunc(f.tokens, func(t token) bool { return t.is(before) })
		}) {
			return true
		}
	}
	return false
}
