package grounding

import (
	"slices"
	"strings"
)

// smallNumber is below every industry code. Small numbers count things, so they must stand by the same word as in the
// topic; larger ones are codes, and of those a sentence must name all that the topic's sentence names.
const smallNumber = 2 // digits

// reach is how many words to each side of a small number are looked at.
const reach = 3

// numbers stops numbers that the topic does not have, that count something else there, and incomplete lists of codes.
func (s *source) numbers(one sentence) Findings {
	var found Findings
	for i, t := range one.tokens {
		if t.kind != number {
			continue
		}
		if !s.keys.hasAll(t.keys) || !s.counts(one.tokens, i) || !s.lists(one.tokens, t.keys[0]) {
			found = append(found, Finding{RuleNumber, t.text})
		}
	}
	if scattered(one.tokens) {
		found = append(found, Finding{RuleNumber, one.plain})
	}
	return append(found, s.items(one)...)
}

// counts reports whether a small number stands by a word that it stands by in the topic.
func (s *source) counts(tokens []token, i int) bool {
	n := tokens[i].keys[0]
	if len(n) >= smallNumber {
		return true
	}
	mine := around(tokens, i)
	return s.any(func(f fact) bool {
		for j, t := range f.tokens {
			if t.kind == number && t.keys[0] == n && slices.ContainsFunc(around(f.tokens, j), func(k string) bool { return slices.Contains(mine, k) }) {
				return true
			}
		}
		return false
	})
}

// around lists the nearest words of a number, on both sides.
func around(tokens []token, i int) []string {
	var out []string
	for j, n := i+1, 0; j < len(tokens) && n < reach; j++ {
		if tokens[j].kind == word {
			out = append(out, counted(tokens[j])...)
			n++
		}
	}
	for j, n := i-1, 0; j >= 0 && n < reach; j-- {
		if tokens[j].kind == word {
			out = append(out, counted(tokens[j])...)
			n++
		}
	}
	return out
}

// counted is what a word counts as next to a number; words such as "ting" count as themselves.
func counted(t token) []string {
	if t.is(neutral) && len(t.text) > 3 {
		return []string{t.text}
	}
	return t.keys
}

// lists reports whether the sentence names all the codes of some sentence of the topic that has this one.
func (s *source) lists(tokens []token, n string) bool {
	if !isCode(n) {
		return true
	}
	mine := set{}
	mine.add(keysOf(tokens, 0)...)
	return s.any(func(f fact) bool {
		return f.keys[n] && !slices.ContainsFunc(f.tokens, func(t token) bool { return t.kind == number && isCode(t.keys[0]) && !mine[t.keys[0]] })
	})
}

func isCode(n string) bool { return len(n) >= smallNumber && strings.Trim(n, "0123456789") == "" }

// items stops a sentence that says how many there are and then names another number of them, as in "fem: a og b".
func (s *source) items(one sentence) Findings {
	colon := slices.IndexFunc(one.tokens, func(t token) bool { return t.text == ":" })
	if colon < 0 {
		return nil
	}
	counted := slices.IndexFunc(one.tokens[:colon], func(t token) bool { return t.kind == number && len(t.keys[0]) == 1 })
	if counted < 0 {
		return nil
	}
	n, ok := countItems(one.tokens[colon+1:])
	if ok && one.tokens[counted].keys[0] != string(rune('0'+n)) {
		return Findings{{RuleNumber, one.plain}}
	}
	return nil
}

// countItems counts the parts of a list of single words; ok is false for anything longer.
func countItems(tokens []token) (n int, ok bool) {
	n = 1
	words := 0
	for _, t := range tokens {
		switch {
		case t.kind == mark && t.text == ",", t.is(joins):
			n++
			words = 0
		case t.content():
			if words++; words > 1 {
				return 0, false
			}
		case t.kind == word:
			return 0, false
		}
	}
	return n, n > 1
}

// scattered reports whether the codes of a sentence do not stand in one list: taken apart, each may be said of something else.
func scattered(tokens []token) bool {
	inside, done := false, false
	for _, t := range tokens {
		switch code := t.kind == number && isCode(t.keys[0]); {
		case code && done:
			return true
		case code:
			inside = true
		case inside && t.kind != mark && !t.is(joins|either):
			inside, done = false, true
		}
	}
	return false
}
