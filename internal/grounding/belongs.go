package grounding

import "slices"

// belongs stops an address that the topic gives for somebody else: the one named nearest before it must be the one
// that the topic names there.
func (s *source) belongs(one sentence) Findings {
	var found Findings
	for i, t := range one.tokens {
		if t.kind != address {
			continue
		}
		who := s.owners(one.tokens, i)
		if len(who) == 0 {
			continue
		}
		if !s.any(func(f fact) bool {
			at := slices.IndexFunc(f.tokens, func(o token) bool { return o.kind == address && o.keys[0] == t.keys[0] })
			return at >= 0 && slices.ContainsFunc(s.owners(f.tokens, at), func(k string) bool { return slices.Contains(who, k) })
		}) {
			found = append(found, Finding{RuleAddress, t.text})
		}
	}
	return found
}

// owners are those named nearest before token i, with nobody between: "NHN kundesenter" is two words for one.
func (s *source) owners(tokens []token, i int) []string {
	var out []string
	for j := i - 1; j >= 0; j-- {
		t := tokens[j]
		switch {
		case t.is(actor) && !s.lx.reader(t):
			out = append(out, t.keys[0])
		case len(out) > 0 && t.kind != mark, j == i-1 && t.is(joins|either):
			return out
		}
	}
	return out
}
