package intent

import (
	"strconv"
	"strings"
)

// A phrase is a pattern over the words of one sentence, written in a small notation:
//
//	word      that word, folded; a|b is one or the other, <class> any word of a class (recognise_words.go), both may be mixed
//	?x        x or nothing
//	*3        up to three words of any kind
//	+<class>  any number of words of the class, or none
//	^         the start of the sentence, or the word after its greeting and its `og`, `men`, `ok`
//	$         the end of the sentence
//	:         a colon, before the next word
type phrase []element

type element struct {
	kind elementKind
	set  set // for a word
	max  int // for any words
	opt  bool
}

type elementKind uint8

const (
	oneWord elementKind = iota
	anyWords
	manyWords
	atStart
	atEnd
	atColon
)

// phrase compiles a pattern. Its words are in the lexicon already.
func (l lexicon) phrase(pattern string) phrase {
	var p phrase
	for part := range strings.FieldsSeq(pattern) {
		e := element{opt: part[0] == '?'}
		many := part[0] == '+'
		part = strings.TrimLeft(part, "?+")
		switch {
		case many:
			e.kind, e.set = manyWords, l.union(part)
		case part == "^":
			e.kind = atStart
		case part == "$":
			e.kind = atEnd
		case part == ":":
			e.kind = atColon
		case part[0] == '*':
			e.kind, e.max = anyWords, 3
			if n, err := strconv.Atoi(part[1:]); err == nil {
				e.max = n
			}
		default:
			e.set = l.union(part)
		}
		p = append(p, e)
	}
	return p
}

func (l lexicon) union(alternatives string) set {
	var all set
	for w := range strings.SplitSeq(alternatives, "|") {
		s := l.literal[w]
		if w[0] == '<' {
			s = l.classes[strings.Trim(w, "<>")]
		}
		if all == nil {
			all = make(set, len(s))
		}
		for i := range s {
			all[i] |= s[i]
		}
	}
	return all
}

func (l lexicon) phrases(patterns []string) []phrase {
	ps := make([]phrase, len(patterns))
	for i, p := range patterns {
		ps[i] = l.phrase(p)
	}
	return ps
}

// match finds the phrase in the sentence and returns the tokens it covers. With no such place ok is false.
func (p phrase) match(s sentence) (from, to int, ok bool) {
	if !p.possible(s) {
		return 0, 0, false
	}
	if p[0].kind == atStart {
		for _, from := range [...]int{s.lead, 0} {
			if to, ok := p[1:].matchAt(s, from); ok {
				return from, to, true
			}
		}
		return 0, 0, false
	}
	for from := range s.tokens {
		if p[0].kind == oneWord && !p[0].opt && !p[0].set.has(s.tokens[from].sig) {
			continue
		}
		if to, ok := p.matchAt(s, from); ok {
			return from, to, true
		}
	}
	return 0, 0, false
}

// possible says that the sentence has a word for every part of the phrase that needs one.
func (p phrase) possible(s sentence) bool {
	for _, e := range p {
		if e.kind == oneWord && !e.opt && !e.set.meets(s.present) {
			return false
		}
	}
	return true
}

func (p phrase) matchAt(s sentence, i int) (int, bool) {
	if len(p) == 0 {
		return i, true
	}
	e := p[0]
	switch e.kind {
	case atEnd:
		return i, i == len(s.tokens)
	case atColon:
		if i >= len(s.tokens) || !s.tokens[i].colon {
			return i, false
		}
		return p[1:].matchAt(s, i)
	case anyWords:
		for n := 0; n <= e.max && i+n <= len(s.tokens); n++ {
			if to, ok := p[1:].matchAt(s, i+n); ok {
				return to, true
			}
		}
		return i, false
	case manyWords:
		for ; ; i++ {
			if to, ok := p[1:].matchAt(s, i); ok {
				return to, true
			}
			if i >= len(s.tokens) || !e.set.has(s.tokens[i].sig) {
				return i, false
			}
		}
	}
	if i < len(s.tokens) && e.set.has(s.tokens[i].sig) {
		if to, ok := p[1:].matchAt(s, i+1); ok {
			return to, true
		}
	}
	if e.opt {
		return p[1:].matchAt(s, i)
	}
	return i, false
}

// anyMatch returns the place of the first of the phrases that the sentence has.
func anyMatch(ps []phrase, s sentence) (from, to int, ok bool) {
	for _, p := range ps {
		if from, to, ok := p.match(s); ok {
			return from, to, true
		}
	}
	return 0, 0, false
}
