package grounding

import (
	"slices"
	"strings"
)

// actors stops somebody doing what the topic says of somebody else: who acts must stand in one sentence of the topic
// with the word that says what is done, and two who act may not change places.
func (s *source) actors(c clause) Findings {
	for i, t := range c {
		wrong := false
		switch {
		case s.lx.reader(t):
			wrong = !s.readerDoes(deedOf(c, i)) || !t.is(you) && !s.takesPart(c, i)
		case t.is(actor):
			wrong = !s.does(c, i)
		}
		if wrong {
			return Findings{{RuleActor, t.text + ": " + c.String()}}
		}
	}
	if s.swapped(c) || s.doneTo(c) {
		return Findings{{RuleActor, "order: " + c.String()}}
	}
	return nil
}

// deedOf is the word that says what the one at token i does: the next word, or the one before when there is none or
// when the one is named behind "hos", "av" and the like.
func deedOf(c clause, i int) string {
	if k := next(c, i); k != "" && !aside(c, i) {
		return k
	}
	return behind(c, i)
}

// behind is the nearest word before token i that says something and is not the first half of the same word.
func behind(c clause, i int) string {
	for j := i - 1; j >= 0; j-- {
		if c[j].content() && !c[j].is(generic|actor) && !c[j].part && (j+1 >= len(c) || c[j+1].text != "-") {
			return c[j].keys[0]
		}
	}
	return ""
}

// does reports whether the topic says in one sentence who and what. Where somebody does something to another, the topic
// must have them as the one who does it.
func (s *source) does(c clause, i int) bool {
	who, what := c[i].keys[0], deedOf(c, i)
	if what == "" || s.lx.keyClass(what)&generic != 0 {
		return true
	}
	verb, _, _ := strings.Cut(what, "+")
	active := s.lx.keyClass(verb)&deed != 0 && !aside(c, i)
	return s.any(func(f fact) bool {
		if active && !f.agents[who] {
			return false
		}
		if !active && !aside(c, i) && next(c, i) == what && s.misplaced(f, who, what) {
			return false
		}
		return f.actors[who] && (f.keys[what] || (f.about || aside(c, i)) && f.near[what])
	})
}

// misplaced reports whether a sentence of the topic names somebody only behind what is said of them here: "nivået
// «Tilgangsstyrer» gir systemansvarlig tilgang" does not give the level to the second. What the topic is about is free.
func (s *source) misplaced(f fact, who, what string) bool {
	if f.title || s.titleKeys[what] || s.lx.keyClass(what)&actor != 0 || !f.keys[what] || f.about {
		return false
	}
	return !follows(f.tokens, who, what)
}

// takesPart reports whether the topic has the municipalities do something, where a clause ends with them doing it.
func (s *source) takesPart(c clause, i int) bool {
	if next(c, i) != "" || aside(c, i) {
		return true
	}
	return s.any(func(f fact) bool {
		for j, t := range f.tokens {
			if s.lx.reader(t) && !t.is(you) && !aside(f.tokens, j) {
				return true
			}
		}
		return false
	})
}

// doneTo reports whether something is done to a name or to somebody that the topic does not do it to: "hjelper NHN".
// A verb that opens its clause is followed by the one who does it.
func (s *source) doneTo(c clause) bool {
	for i, t := range c {
		if !t.is(deed) || !c[:i].hasContent() && !c[:i].has(you) {
			continue
		}
		object := nextToken(c, i)
		if object == nil || !object.upper && !object.is(actor) || s.lx.reader(*object) {
			continue
		}
		if !s.any(func(f fact) bool { return follows(f.tokens, t.keys[0], object.keys[0]) }) {
			return true
		}
	}
	return false
}

// nextToken is the next word that says something, unless a word such as "hos" or a mark stands before it.
func nextToken(c clause, i int) *token {
	for j := i + 1; j < len(c); j++ {
		if c[j].is(via|at) || c[j].kind == mark {
			return nil
		}
		if c[j].content() {
			return &c[j]
		}
	}
	return nil
}

func follows(tokens []token, verb, object string) bool {
	at := slices.IndexFunc(tokens, func(t token) bool { return slices.Contains(t.keys, verb) })
	return at >= 0 && slices.ContainsFunc(tokens[at:], func(t token) bool { return slices.Contains(t.keys, object) })
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
		if t.is(actor|you) && !aside(tokens, i) && s.name(t) == name {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}
