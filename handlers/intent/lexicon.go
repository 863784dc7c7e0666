package intent

import (
	"fmt"
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// set holds the signatures of the words that an element accepts.
type set []uint64

func (s set) has(sig uint16) bool { return sig != 0 && s[sig/64]&(1<<(sig%64)) != 0 }

// meets says whether the two sets share a signature.
func (s set) meets(o set) bool {
	for i := range min(len(s), len(o)) {
		if s[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

// lexicon gives every word that a phrase or class mentions a signature: the same for words that all phrases treat alike, so
// that a misspelling between two forms of one word is still understood. Signature 0 is an unknown word.
type lexicon struct {
	words   norsk.Dictionary[uint16]
	classes map[string]set
	literal map[string]set
	size    int // of a set
}

// shortestMisspelled is the length from which a word is understood with one letter wrong.
const shortestMisspelled = 5

// newLexicon numbers the words of the classes and of the phrases. It panics on a class that does not exist, which is a
// mistake in the tables.
func newLexicon(classes map[string]string, phrases []string) lexicon {
	groups := map[string][]string{} // word → the groups it is in
	for name, words := range classes {
		for w := range strings.FieldsSeq(words) {
			w = norsk.Fold(w)
			if class := "<" + name + ">"; !slices.Contains(groups[w], class) {
				groups[w] = append(groups[w], class)
			}
		}
	}
	for _, p := range phrases {
		for part := range strings.FieldsSeq(p) {
			for w := range strings.SplitSeq(strings.TrimLeft(part, "?+"), "|") {
				switch {
				case isNotation(w):
				case w[0] == '<':
					if _, ok := classes[strings.Trim(w, "<>")]; !ok {
						panic(fmt.Sprintf("phrase %q: no class %s", p, w))
					}
				case !slices.Contains(groups[w], w):
					groups[w] = append(groups[w], w)
				}
			}
		}
	}
	return numbered(groups)
}

func isNotation(part string) bool {
	return part == "^" || part == "$" || part == ":" || part[0] == '*'
}

func numbered(groups map[string][]string) lexicon {
	words := make([]string, 0, len(groups))
	for w := range groups {
		words = append(words, w)
	}
	slices.Sort(words)
	signatures, entries := map[string]uint16{}, map[string]uint16{}
	for _, w := range words {
		slices.Sort(groups[w])
		key := strings.Join(groups[w], " ")
		if signatures[key] == 0 {
			signatures[key] = uint16(len(signatures) + 1)
		}
		entries[w] = signatures[key]
	}
	l := lexicon{words: norsk.NewDictionary(entries, shortestMisspelled), classes: map[string]set{}, literal: map[string]set{}}
	size := len(signatures)/64 + 1
	l.size = size
	for _, w := range words {
		for _, g := range groups[w] {
			into := l.literal
			if g[0] == '<' {
				into, g = l.classes, strings.Trim(g, "<>")
			}
			if into[g] == nil {
				into[g] = make(set, size)
			}
			into[g][entries[w]/64] |= 1 << (entries[w] % 64)
		}
	}
	return l
}
