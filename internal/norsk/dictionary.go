package norsk

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// Dictionary gives folded words a meaning, and also finds the words that are one edit (Damerau–Levenshtein) from one
// it knows: a letter left out, added or changed, or two neighbours swapped. It never changes after [NewDictionary].
//
// Each known word is indexed under what is left of it when one letter is deleted (SymSpell's «symmetric delete»), so
// that looking up takes as many searches as the word has letters, however many words are known. The index holds
// hashes and no strings; a hit is compared letter by letter before it counts.
type Dictionary[V comparable] struct {
	meaning  map[string]V
	known    []string // the words that may be misspelled
	deleted  []uint64 // hash of a word less a letter above, its place in known below; sorted
	shortest int
}

// longestWord bounds the work for one word, in bytes: no word that anybody means is longer.
const longestWord = 40

// NewDictionary makes a dictionary of folded words. Words with fewer than shortest letters are found only when
// spelled right, because short words have too many neighbours. It keeps the map.
func NewDictionary[V comparable](entries map[string]V, shortest int) Dictionary[V] {
	d := Dictionary[V]{meaning: entries, shortest: shortest}
	for _, word := range slices.Sorted(maps.Keys(entries)) {
		if len(word) < shortest || len(word) > longestWord {
			continue
		}
		place := uint64(len(d.known))
		d.known = append(d.known, word)
		for i := range len(word) {
			d.deleted = append(d.deleted, hash(word[:i], word[i+1:])<<32|place)
		}
	}
	slices.Sort(d.deleted)
	d.deleted = slices.Compact(d.deleted)
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
	for known := range d.neighbours(word) {
		v, how := d.meaning[known], editOf(word, known)
		if len(known) < d.shortest && how != doubling {
			continue
		}
		if how < best {
			found, best, clash = v, how, false
		} else if how == best && v != found {
			clash = true
		}
	}
	if best == noEdit || clash {
		return none, false
	}
	return found, true
}

// neighbours are the known words one edit away, some of them twice, and a few others.
func (d Dictionary[V]) neighbours(word string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for known := range d.under(hash(word, "")) {
			if !yield(known) {
				return
			}
		}
		var buf [longestWord]byte
		for i := range len(word) {
			if len(word) >= d.shortest {
				short := append(append(buf[:0], word[:i]...), word[i+1:]...)
				if _, ok := d.meaning[string(short)]; ok && !yield(string(short)) {
					return
				}
			}
			for known := range d.under(hash(word[:i], word[i+1:])) {
				if !yield(known) {
					return
				}
			}
		}
	}
}

// under are the words of which a letter less has that hash.
func (d Dictionary[V]) under(hash uint64) iter.Seq[string] {
	return func(yield func(string) bool) {
		at, _ := slices.BinarySearch(d.deleted, hash<<32)
		for ; at < len(d.deleted) && d.deleted[at]>>32 == hash&0xFFFF_FFFF; at++ {
			if !yield(d.known[uint32(d.deleted[at])]) {
				return
			}
		}
	}
}

// hash is FNV-1a in 32 bits of two pieces read as one word.
func hash(before, after string) uint64 {
	h := uint32(2166136261)
	for i := range len(before) {
		h = (h ^ uint32(before[i])) * 16777619
	}
	for i := range len(after) {
		h = (h ^ uint32(after[i])) * 16777619
	}
	return uint64(h)
}

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
