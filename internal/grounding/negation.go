package grounding

import "slices"

// negations stops a not that the topic does not say of the same words, and words that the topic has only under a not.
func (s *source) negations(c clause) Findings {
	at := slices.IndexFunc(c, func(t token) bool { return t.is(not) })
	if at < 0 {
		for _, k := range keysOf(c[:asks(c)], generic) {
			if s.negative[k] && !s.positive[k] {
				return Findings{{RuleNegation, c.String()}}
			}
		}
		return nil
	}
	if !s.denies(c) {
		return Findings{{RuleNegation, c.String()}}
	}
	return nil
}

// denies reports whether one sentence of the topic says not of the words of the clause. What the not stands before may
// also be said by the sentence that the topic points back at, but something must be its own.
func (s *source) denies(c clause) bool {
	c = withoutExceptions(c)
	at := slices.IndexFunc(c, func(t token) bool { return t.is(not) })
	ahead, behind := keysOf(c[:at], generic), keysOf(c[at:], generic)
	return s.any(func(f fact) bool {
		own, near := set{}, set{}
		for _, fc := range f.clauses {
			if fc.has(not) {
				for k := range carried(fc) {
					own[k], near[k] = true, true
				}
			}
		}
		if len(own) == 0 {
			return false
		}
		for k := range f.near {
			near[k] = true
		}
		if own.count(ahead)+own.count(behind) == 0 {
			return false
		}
		return s.deniedAhead(own, ahead) && near.hasAll(behind)
	})
}

// deniedAhead reports whether what stands before the not is denied in the topic too, in any of its sentences.
func (s *source) deniedAhead(own set, ahead []string) bool {
	for _, k := range ahead {
		if !own[k] && !s.negative[k] {
			return false
		}
	}
	return true
}

// asks finds where a clause stops saying and begins to ask ("om den er …"); its length when it does not.
func asks(c clause) int {
	for i := 0; i+1 < len(c); i++ {
		if c[i].is(whether) && c[i+1].is(back|generic|you) {
			return i
		}
	}
	return len(c)
}

// withoutExceptions leaves out the numbers behind "enn": "noe annet enn 86" is not said of 86.
func withoutExceptions(c clause) clause {
	at := slices.IndexFunc(c, func(t token) bool { return t.is(than) })
	if at < 0 {
		return c
	}
	out := append(clause{}, c[:at]...)
	for _, t := range c[at:] {
		if t.kind != number {
			out = append(out, t)
		}
	}
	return out
}
