package norsk

import (
	"hash/maphash"
	"iter"
	"slices"
	"strings"
)

// Dictionary gives folded words a meaning, and also finds the words that are one edit (Damerau–Levenshtein) from one
// it knows: a letter left out, added or changed, or two neighbours swapped. It never changes after [NewDictionary].
//
// Each known word is indexed under itself and under what is left of it when one letter is deleted (SymSpell's
// «symmetric delete»), so that looking up takes as many searches as the word has letters, however many words are known.
// The index holds hashes and no strings; a hit is compared letter by letter before it counts.
type Dictionary[V comparable] struct {
	meaning  map[string]V
	known    []string // the words that may be misspelled
	index    []uint64 // the hash of a form above, the place in known of its word below; sorted
	shortest int
}

// longestWord bounds the work for one word, in bytes: no word that anybody means is longer.
const longestWord = 40

// NewDictionary makes a dictionary of folded words. Words with fewer than shortest letters are found only when
// spelled right, because short words have too many neighbours, or with a consonant doubled. It keeps the map.
func NewDictionary[V comparable](entries map[string]V, shortest int) Dictionary[V] {
	d := Dictionary[V]{meaning: entries, shortest: shortest}
	for word := range entries {
		if len(word) < shortest-1 || len(word) > longestWord {
			continue
		}
		place := uint64(len(d.known))
		d.known = append(d.known, word)
		d.index = append(d.index, hash(word, "")|place)
		for i := range len(word) {
			if len(word) >= shortest {
				d.index = append(d.index, hash(word[:i], word[i+1:])|place)
			}
		}
	}
	slices.Sort(d.index)
	return d
}

// Find returns the meaning of the word as it is spelled.
func (d Dictionary[V]) Find(word string) (V, bool) {
	v, ok := d.meaning[word]
	return v, ok
}

// Near returns the meaning of the word that is one edit away. Of several the likeliest edit counts: a consonant
// doubled wrongly, then two letters swapped, then one left out or added, then one changed. Where words that mean
// different things are equally likely nobody knows which is meant: then, as when there is none, the answer is the
// zero V and false.
func (d Dictionary[V]) Near(word string) (V, bool) {
	var found, none V
	if len(word) < d.shortest-1 || len(word) > longestWord {
		return none, false
	}
	best, clash := noEdit, false
	for i := range len(word) + 1 {
		form := hash(word[:i], word[min(i+1, len(word)):]) // the last is the word itself
		at, _ := slices.BinarySearch(d.index, form)
		for ; at < len(d.index) && d.index[at]>>32 == form>>32; at++ {
			known := d.known[uint32(d.index[at])]
			v, how := d.meaning[known], editOf(word, known)
			switch {
			case len(known) < d.shortest && how != doubling:
			case how < best:
				found, best, clash = v, how, false
			case how == best && v != found:
				clash = true
			}
		}
	}
	if best == noEdit || clash {
		return none, false
	}
	return found, true
}

var seed = maphash.MakeSeed()

// hash is the upper half of 64 bits, of two pieces read as one word.
func hash(before, after string) uint64 { return maphash.String(seed, before+after) >> 32 << 32 }

// edit is how one word became another, the likeliest first.
type edit uint8

const (
	doubling      edit = iota // a consonant once instead of twice, or the other way round: `tal`, `oppslagg`
	transposition             // two neighbours
	insertion                 // a letter left out or added
	substitution              // a letter for another
	initial                   // added to the others: people seldom miss the first letter
	noEdit        edit = 255
)

// editOf says how word became known; noEdit if by more than one edit.
func editOf(word, known string) edit {
	short, long := word, known
	if len(short) > len(long) {
		short, long = long, short
	}
	at := 0
	for at < len(short) && short[at] == long[at] {
		at++
	}
	how := noEdit
	switch rest := long[at:]; {
	case len(short) == len(long) && at < len(short):
		switch {
		case short[at+1:] == rest[1:]:
			how = substitution
		case len(rest) > 1 && short[at] == rest[1] && short[at+1] == rest[0] && short[at+2:] == rest[2:]:
			how = transposition
		}
	case len(short)+1 == len(long) && short[at:] == rest[1:]:
		how = insertion
		if at > 0 && long[at] == long[at-1] && strings.IndexByte("aeiouy", long[at]) < 0 {
			how = doubling
		}
	}
	if at == 0 && how != noEdit {
		how += initial
	}
	return how
}

// Lists goes through a text with lists of names, `meaning: name; name`, a meaning on as many lines as it needs, and
// gives each name with its meaning. Lines that begin with # are remarks.
func Lists(text string) iter.Seq2[string, string] {
	return func(yield func(meaning, name string) bool) {
		for line := range strings.Lines(text) {
			meaning, names, ok := strings.Cut(line, ":")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			for name := range strings.SplitSeq(names, ";") {
				if !yield(meaning, strings.TrimSpace(name)) {
					return
				}
			}
		}
	}
}

// Sets are the lists of such a text, by name: a meaning may name several, with blanks between. key gives the names the
// form in which they are compared.
func Sets(text string, key func(string) string) map[string]map[string]bool {
	sets := map[string]map[string]bool{}
	for meaning, name := range Lists(text) {
		for set := range strings.FieldsSeq(meaning) {
			if sets[set] == nil {
				sets[set] = map[string]bool{}
			}
			sets[set][key(name)] = true
		}
	}
	return sets
}
