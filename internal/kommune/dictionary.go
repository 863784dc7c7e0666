package kommune

// Dictionary gives folded words a meaning and also finds the words that are a single letter away from one it knows: a
// letter left out, added or changed, or two neighbours swapped. It never changes after [NewDictionary].
type Dictionary[V comparable] struct {
	exact    map[string]V
	shorter  map[string][]string // a known word less one letter → the known words
	shortest int
}

// NewDictionary makes a dictionary of folded words. Words with fewer than shortest letters are found only when spelled right,
// because short words have too many neighbours. It keeps the map.
func NewDictionary[V comparable](entries map[string]V, shortest int) Dictionary[V] {
	d := Dictionary[V]{exact: entries, shorter: make(map[string][]string, 8*len(entries)), shortest: shortest}
	for word := range entries {
		if len(word) < shortest {
			continue
		}
		eachDeletion(word, func(short []byte) {
			d.shorter[string(short)] = append(d.shorter[string(short)], word)
		})
	}
	return d
}

// Find returns the meaning of the word as it is spelled.
func (d Dictionary[V]) Find(word string) (V, bool) {
	v, ok := d.exact[word]
	return v, ok
}

// Near returns the meaning of the words one letter away, if there are any and they all mean the same.
func (d Dictionary[V]) Near(word string) (V, bool) {
	var (
		found V
		n     int
		clash bool
	)
	consider := func(known string) {
		v := d.exact[known]
		clash = clash || n > 0 && v != found
		found = v
		n++
	}
	if len(word) < d.shortest-1 {
		return found, false
	}
	for _, known := range d.shorter[word] {
		consider(known) // the word lacks a letter
	}
	eachDeletion(word, func(short []byte) {
		if len(short) >= d.shortest {
			if _, ok := d.exact[string(short)]; ok {
				consider(string(short)) // the word has one too many
			}
		}
		for _, known := range d.shorter[string(short)] {
			if sameButOne(known, word) {
				consider(known)
			}
		}
	})
	return found, n > 0 && !clash
}

// sameButOne says whether two words of one length differ by one changed letter or two swapped neighbours. That both give the
// same when a letter is left out is not enough: `abc` and `bcd` share `bc`.
func sameButOne(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] == b[i] {
			continue
		}
		return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return true
}

// eachDeletion calls f with the word less one letter, for every letter. f must not keep the slice. Letters beyond ASCII
// count as their bytes, which is good enough: folded Norwegian has none.
func eachDeletion(word string, f func(short []byte)) {
	if len(word) > 40 {
		return // no word here is that long, and the work would grow with the square
	}
	var buf [40]byte
	for i := range len(word) {
		f(append(append(buf[:0], word[:i]...), word[i+1:]...))
	}
}
