package knowledge

import (
	"strings"
	"unicode/utf8"
)

// speller finds the known word that an unknown one is a slip of: one letter too many, too few, wrong, or two swapped.
type speller struct {
	keys    map[string]string   // known word, folded -> what it counts as
	deletes map[string][]string // known word less one letter -> the words
}

// minSlip is the shortest word, in bytes, that is taken for a slip of another: short words have too many neighbours.
const minSlip = 5

func newSpeller() *speller {
	return &speller{keys: map[string]string{}, deletes: map[string][]string{}}
}

func (sp *speller) learn(terms []term) {
	for _, t := range terms {
		if !t.filler {
			sp.keys[t.surface] = t.key
		}
	}
}

// learnKinds makes the words of the kinds known as well.
func (sp *speller) learnKinds(lx *lexicon) {
	for _, key := range sortedKeys(lx.kinds) {
		if !strings.Contains(key, " ") {
			if _, ok := sp.keys[key]; !ok {
				sp.keys[key] = key
			}
		}
	}
}

func (sp *speller) finish() {
	for _, w := range sortedKeys(sp.keys) {
		if len(w) < minSlip {
			continue
		}
		eachDelete(w, func(d string) { sp.deletes[d] = append(sp.deletes[d], w) })
	}
}

// eachDelete calls f with word less each of its letters but the first: slips seldom hit it, and false friends often do.
func eachDelete(word string, f func(string)) {
	for i, r := range word {
		if i > 0 {
			f(word[:i] + word[i+utf8.RuneLen(r):])
		}
	}
}

// joined returns what two neighbouring words count as when they are one word that was split ("nærings kode").
func (sp *speller) joined(lx *lexicon, a, b term) (term, bool) {
	if len(a.surface)+len(b.surface) < minSlip || len(a.surface) < 2 {
		return term{}, false
	}
	s := fold(a.surface + b.surface)
	key, ok := sp.keys[s]
	return term{key: key, surface: s, known: true, kind: lx.kinds[key]}, ok
}

// correct returns what an unknown word probably counts as.
func (sp *speller) correct(word string) (string, bool) {
	if key, ok := sp.keys[word]; ok {
		return key, true
	}
	if len(word) < minSlip {
		return "", false
	}
	if ws := sp.deletes[word]; len(ws) > 0 { // a letter is missing
		return sp.keys[ws[0]], true
	}
	found := ""
	eachDelete(word, func(d string) {
		if found != "" {
			return
		}
		if _, ok := sp.keys[d]; ok && len(d) >= minSlip { // a letter too many
			found = d
			return
		}
		if ws := sp.deletes[d]; len(ws) > 0 { // wrong, or swapped
			found = ws[0]
		}
	})
	if found == "" {
		return "", false
	}
	return sp.keys[found], true
}
