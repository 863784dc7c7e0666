package norsk

import (
	"hash/maphash"
	"iter"
	"math/bits"
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
	index    []uint64 // the hash of a form above, the place in known of its word below; a bucket after the other
	buckets  []int32  // where each bucket begins, and the end of the last
	shift    int      // a form's bucket is what this leaves of its hash
	shortest int
}

// longestWord bounds the work for one word, in bytes: no word that anybody means is longer.
const longestWord = 40

// NewDictionary makes a dictionary of folded words. Words with fewer than shortest letters are found only when
// spelled right, because short words have too many neighbours, or with a consonant doubled. It keeps the map.
func NewDictionary[V comparable](entries map[string]V, shortest int) Dictionary[V] {
	d := Dictionary[V]{meaning: entries, shortest: shortest}
	var forms []uint64
	for word := range entries {
		if len(word) < shortest-1 || len(word) > longestWord {
			continue
		}
		place := uint64(len(d.known))
		d.known = append(d.known, word)
		forms = append(forms, hash(word, "")|place)
		for i := range len(word) {
			if len(word) >= shortest {
				forms = append(forms, hash(word[:i], word[i+1:])|place)
			}
		}
	}
	size := bits.Len(uint(len(forms) / 4))
	d.index, d.buckets, d.shift = make([]uint64, len(forms)), make([]int32, 1<<size+1), 64-size
	for _, form := range forms {
		d.buckets[form>>d.shift+1]++
	}
	for i := range d.buckets[1:] {
		d.buckets[i+1] += d.buckets[i]
	}
	next := slices.Clone(d.buckets)
	for _, form := range forms {
		at := &next[form>>d.shift]
		d.index[*at] = form
		*at++
	}
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
	if len(d.index) == 0 || len(word) < d.shortest-1 || len(word) > longestWord {
		return none, false
	}
	best, clash := noEdit, false
	for i := range len(word) + 1 {
		form := hash(word[:i], word[min(i+1, len(word)):]) // the last is the word itself
		bucket := form >> d.shift
		for _, other := range d.index[d.buckets[bucket]:d.buckets[bucket+1]] {
			if other>>32 != form>>32 {
				continue
			}
			known := d.known[uint32(other)]
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
