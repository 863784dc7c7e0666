package knowledge

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// speller finds the known word that an unknown one is a slip of: one letter too many, too few, wrong, or two swapped.
type speller struct {
	keys    map[string]string // known word, folded -> what it counts as
	sorted  []string          // the known words
	deletes map[uint64]int32  // hash of a known word less one letter -> the first such word
}

// minSlip is the shortest word, in bytes, that is taken for a slip of another: short words have too many neighbours.
const minSlip = 5

// newSpeller knows the words of all texts, and those of the kinds.
func newSpeller(lx *lexicon, all [][][]term) *speller {
	sp := &speller{keys: map[string]string{}}
	for _, texts := range all {
		for _, terms := range texts {
			for i := range terms {
				if t := &terms[i]; !t.filler {
					sp.learn(t.surface, t.key)
				}
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(lx.kinds)) {
		if !strings.Contains(key, " ") {
			sp.learn(key, key)
		}
	}
	sp.finish()
	return sp
}

func (sp *speller) learn(word, key string) {
	if _, ok := sp.keys[word]; !ok {
		sp.keys[word] = key
	}
}

func (sp *speller) finish() {
	sp.sorted = slices.Sorted(maps.Keys(sp.keys))
	sp.deletes = make(map[uint64]int32, 8*len(sp.sorted))
	for i, w := range sp.sorted {
		if len(w) < minSlip {
			continue
		}
		eachDelete(w, func(d uint64, _, _ string) bool {
			if _, ok := sp.deletes[d]; !ok {
				sp.deletes[d] = int32(i)
			}
			return true
		})
	}
}

// eachDelete calls f with word less each of its letters but the first, as a hash and in two pieces, until f returns
// false. Slips seldom hit the first letter, and false friends often do.
func eachDelete(word string, f func(hash uint64, before, after string) bool) {
	start := hashSeed
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		if i > 0 && !f(hashOf(start, word[next:]), word[:i], word[next:]) {
			return
		}
		start = hashOf(start, word[i:next])
	}
}

// The hash is FNV-1a, which can be carried on from any letter of a word and is the same on every machine.
const hashSeed uint64 = 14695981039346656037

func hashOf(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// joined returns the word that two neighbouring words are when they are one that was split ("nærings kode").
func (sp *speller) joined(a, b *term) (surface, key string, ok bool) {
	if len(a.surface)+len(b.surface) < minSlip || len(a.surface) < 2 {
		return "", "", false
	}
	var buf [96]byte
	s := foldOnto(foldOnto(buf[:0], a.surface), b.surface)
	key, ok = sp.keys[string(s)]
	if !ok {
		return "", "", false
	}
	return string(s), key, true
}

// correct returns what an unknown word probably counts as.
func (sp *speller) correct(word string) (string, bool) {
	if key, ok := sp.keys[word]; ok {
		return key, true
	}
	if len(word) < minSlip {
		return "", false
	}
	if i, ok := sp.deletes[hashOf(hashSeed, word)]; ok { // a letter is missing
		return sp.keys[sp.sorted[i]], true
	}
	found := ""
	eachDelete(word, func(d uint64, before, after string) bool {
		if len(before)+len(after) >= minSlip { // a letter too many
			if _, ok := sp.keys[before+after]; ok {
				found = before + after
				return false
			}
		}
		if i, ok := sp.deletes[d]; ok { // wrong, or swapped
			found = sp.sorted[i]
		}
		return found == ""
	})
	if found == "" {
		return "", false
	}
	return sp.keys[found], true
}
