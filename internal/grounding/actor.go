package grounding

import "slices"

// actors stops somebody doing what the topic says of somebody else: who acts must stand in one sentence of the topic
// with the word that says what is done, and two who act may not change places.
func (s *source) actors(c clause) Findings {
	for i, t := range c {
		wrong := false
		switch {
		case s.lx.reader(t):
			wrong = !s.readerDoes(deed(c, i))
		case t.is(actor):
			wrong = !s.does(t.keys[0], deed(c, i))
		}
		if wrong {
			return Findings{{RuleActor, t.text + ": " + c.String()}}
		}
	}
	if s.swapped(c) {
		return Findings{{RuleActor, "order: " + c.String()}}
	}
	return nil
}

// deed is the word that says what the one at token i does: the next word, or the one before when there is none.
func deed(c clause, i int) string {
	if k := next(c, i); k != "" {
		return k
	}
	for j := i - 1; j >= 0; j-- {
		if c[j].content() {
			return c[j].keys[0]
		}
	}
	return ""
}

func (s *source) does(who, what string) bool {
	if what == "" || s.lx.keyClass(what)&generic != 0 {
		return true
	}
	return s.any(func(f fact) bool { return f.actors[who] && (f.keys[what] || f.about && f.near[what]) })
}

// readerDoes reports whether the reader may be said to do it: the topic says so, or does not say who does.
func (s *source) readerDoes(what string) bool {
	known := false
	for _, f := range s.facts {
		for _, c := range f.clauses {
			if !slices.Contains(keysOf(c, 0), what) {
				continue
			}
			if f.you || f.title || !s.hasAgent(c) {
				return true
			}
			known = true
		}
	}
	return !known
}

// hasAgent reports whether somebody but the reader acts in a clause, and is not only the one it is done with or by.
func (s *source) hasAgent(c clause) bool {
	for i, t := range c {
		if t.is(actor) && !s.lx.reader(t) && !aside(c, i) {
			return true
		}
	}
	return false
}

// asideReach is how many words before somebody a word such as "hos" may stand: "hos den nye EPJ-leverandøren".
const asideReach = 3

// aside reports whether the one at token i is named behind a word such as "hos", "med" or "av".
func aside(c []token, i int) bool {
	for j, n := i-1, 0; j >= 0 && n < asideReach; j-- {
		switch {
		case c[j].is(via):
			return true
		case c[j].kind == mark && c[j].text == ",":
			return false
		case c[j].kind == word:
			n++
		}
	}
	return false
}

// swapped reports whether two who act stand in the other order than in every sentence of the topic that names both,
// with nothing before either that would allow it ("av rådmannen").
func (s *source) swapped(c clause) bool {
	var at []int
	for i, t := range c {
		if t.is(actor|you) && !aside(c, i) {
			at = append(at, i)
		}
	}
	for n := 1; n < len(at); n++ {
		if s.turnedRound(s.name(c[at[n-1]]), s.name(c[at[n]])) {
			return true
		}
	}
	return false
}

func (s *source) turnedRound(one, two string) bool {
	if one == two {
		return false
	}
	turned := false
	for _, f := range s.facts {
		firstOne, lastOne := s.places(f.tokens, one)
		firstTwo, lastTwo := s.places(f.tokens, two)
		if firstOne < 0 || firstTwo < 0 {
			continue
		}
		if firstOne < lastTwo {
			return false
		}
		turned = turned || firstTwo < lastOne
	}
	return turned
}

// name names one who acts; the reader is one, however addressed.
func (s *source) name(t token) string {
	if s.lx.reader(t) {
		return ""
	}
	return t.keys[0]
}

// places finds the first and the last token that names somebody, or -1.
func (s *source) places(tokens []token, name string) (first, last int) {
	first, last = -1, -1
	for i, t := range tokens {
		if t.is(actor|you) && s.name(t) == name {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}
