package grounding

import (
	"fmt"
	"strings"
)

// A sentence is a list of tokens, and where its clauses are.
type sentence struct {
	tokens  []token
	clauses []clause
	item    int    // its place in a numbered list, or 0
	listed  bool   // stands in a list
	plain   string // its words alone, to compare sentences by
	last    string // the mark that ends it, or empty
}

// A clause is a part of a sentence that says one thing.
type clause []token

// sentences takes lines apart into sentences. A number alone before a point ("4a.") belongs to what follows.
func (lx *lexicon) sentences(lines []line) (out []sentence, strange []rune) {
	for _, l := range lines {
		tokens, odd := lx.tokens(l.text)
		strange = append(strange, odd...)
		begin := 0
		for i, t := range tokens {
			if t.kind != mark || !strings.Contains(".!?", t.text) || loneNumber(tokens[begin:i]) {
				continue
			}
			out = lx.appendSentence(out, tokens[begin:i], l, t.text)
			begin = i + 1
		}
		out = lx.appendSentence(out, tokens[begin:], l, "")
	}
	return out, strange
}

// verbatim is what must be equal for two sentences to be the same, word for word: the words, the place in a numbered
// list, and whether it is asked or shouted.
func (s sentence) verbatim() string {
	if s.last == "?" || s.last == "!" {
		return fmt.Sprintf("%d %s%s", s.item, s.plain, s.last)
	}
	return fmt.Sprintf("%d %s", s.item, s.plain)
}

func loneNumber(tokens []token) bool { return len(tokens) == 1 && tokens[0].kind == number }

func (lx *lexicon) appendSentence(out []sentence, tokens []token, l line, last string) []sentence {
	s := sentence{tokens: tokens, item: l.item, listed: l.listed, last: last}
	var plain []string
	for _, t := range tokens {
		if t.kind != mark {
			plain = append(plain, t.text)
		}
	}
	if len(plain) == 0 {
		if (last == "?" || last == "!") && len(out) > 0 {
			out[len(out)-1].last = last
		}
		return out
	}
	s.plain = strings.Join(plain, " ")
	s.clauses = splitClauses(tokens)
	return append(out, s)
}

// splitClauses cuts a sentence where something new is said. A clause that says nothing of its own ("…, er ikke blant
// dem") belongs to the one before.
func splitClauses(tokens []token) []clause {
	var out []clause
	begin := 0
	for i := range tokens {
		if i > begin && (opensClause(tokens, i) || closesCondition(tokens[begin:i], tokens[i])) {
			out = append(out, clause(tokens[begin:i]))
			begin = i
		}
	}
	out = append(out, clause(tokens[begin:]))
	for i := len(out) - 1; i > 0; i-- {
		if !out[i].hasContent() {
			out[i-1] = append(append(clause{}, out[i-1]...), out[i]...)
			out = append(out[:i], out[i+1:]...)
		}
	}
	return out
}

func (c clause) hasContent() bool {
	for _, t := range c {
		if t.content() {
			return true
		}
	}
	return false
}

// opensClause reports whether a new clause begins at token i.
func opensClause(tokens []token, i int) bool {
	t, previous := tokens[i], tokens[i-1]
	if previous.kind == mark && strings.Contains(":;–—", previous.text) {
		return true
	}
	if t.is(when) {
		return true
	}
	afterComma := previous.kind == mark && previous.text == ","
	if t.is(joins) {
		next := i+1 < len(tokens) && tokens[i+1].is(not)
		return next || afterComma && saysMore(tokens[i+1:])
	}
	return afterComma && t.is(breaks|not)
}

// saysMore reports whether what follows "and", up to the next comma, is more than the last part of a list.
func saysMore(tokens []token) bool {
	for _, t := range tokens {
		if t.kind == mark && t.text == "," {
			return false
		}
		if t.is(must | shall | may | not | when | you | auto | breaks) {
			return true
		}
	}
	return false
}

// has reports whether any token of the clause does what c names.
func (c clause) has(what class) bool {
	for _, t := range c {
		if t.is(what) {
			return true
		}
	}
	return false
}

// closesCondition reports whether a comma ends a clause that begins with "når" or "før"; one in a list of codes does not.
func closesCondition(c clause, next token) bool {
	n := len(c)
	return n > 1 && c[0].is(when|before) && c[n-1].text == "," && (c[n-2].kind != number || next.kind != number)
}

// carried is the set of what the tokens count as. A verb carries its bare form too: who says "laste ned" says "laste".
func carried(tokens []token) set {
	out := set{}
	for _, k := range keysOf(tokens, 0) {
		out[k] = true
		if bare, _, ok := strings.Cut(k, "+"); ok {
			out[bare] = true
		}
	}
	return out
}

// keys lists what the tokens count as, leaving out those of the classes in except.
func keysOf(tokens []token, except class) []string {
	var out []string
	for _, t := range tokens {
		if !t.is(except) {
			out = append(out, t.keys...)
		}
	}
	return out
}

// scope is what an operator at token i of the clause governs: what follows it up to the next operator, or all that
// stands before when nothing follows.
func (c clause) scope(i int) []token {
	end := i + 1
	for end < len(c) && (!c[end].is(must|shall|not|only|when|before) || !c[i+1:end].hasContent()) {
		end++
	}
	closed := i+1 < len(c) && (c[i+1].kind == mark || c[i+1].is(joins))
	if after := c[i+1 : end]; !closed && after.hasContent() {
		return after
	}
	return c[:i]
}
