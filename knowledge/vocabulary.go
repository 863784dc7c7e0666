package knowledge

// A vocabulary numbers what the indexes count with, so that they can be lists instead of maps: words, pairs of words,
// and runs of four letters. Numbers are given in the order in which things are first met, which is that of the files.
type vocabulary struct {
	words  map[string]int32
	pairs  map[uint64]int32
	runs   map[uint32]int32
	closed bool // nothing new gets a number: the base is built
}

// unmet is the number of what the files do not hold.
const unmet int32 = -1

// runSize is the length of a run of letters, in bytes.
const runSize = 4

// askMark sets a pair of an asking word and a later word apart from a pair of neighbours.
const askMark = 1 << 63

func newVocabulary() *vocabulary {
	return &vocabulary{words: map[string]int32{}, pairs: map[uint64]int32{}, runs: map[uint32]int32{}}
}

func numbered[K comparable](v *vocabulary, of map[K]int32, key K) int32 {
	id, ok := of[key]
	if ok {
		return id
	}
	if v.closed {
		return unmet
	}
	id = int32(len(of))
	of[key] = id
	return id
}

// number fills in the numbers of a term that do not hang on its neighbours.
func (v *vocabulary) number(t *term) {
	v.rename(t)
	if !t.filler {
		t.runs = v.runsOf(t.surface)
	}
}

// rename fills in the numbers of what the term counts as, and leaves its letters.
func (v *vocabulary) rename(t *term) {
	t.id, t.kindID = numbered(v, v.words, t.key), unmet
	if t.kind != "" && !t.filler {
		t.kindID = numbered(v, v.words, t.kind)
	}
}

// join fills in the pairs: each term with the one before it, and with the latest word that asks.
func (v *vocabulary) join(terms []term) []term {
	asked := unmet
	for i := range terms {
		t := &terms[i]
		t.pair, t.ask = unmet, unmet
		if i > 0 {
			t.pair = v.pairOf(terms[i-1].id, t.id, 0)
		}
		switch {
		case t.filler:
		case t.asking:
			asked = t.id
		case asked != unmet:
			t.ask = v.pairOf(asked, t.id, askMark)
		}
	}
	return terms
}

func (v *vocabulary) pairOf(x, y int32, mark uint64) int32 {
	if x == unmet || y == unmet {
		return unmet
	}
	return numbered(v, v.pairs, uint64(x)<<32|uint64(y)|mark)
}

// runsOf cuts a word into its runs of four letters, with a mark at both ends. A short word is one run.
func (v *vocabulary) runsOf(word string) []int32 {
	at := func(i int) uint32 {
		if i == 0 || i == len(word)+1 {
			return '_'
		}
		return uint32(word[i-1])
	}
	size := len(word) + 2
	var run uint32
	for i := range min(runSize, size) {
		run = run<<8 | at(i)
	}
	out := make([]int32, 0, max(size-runSize, 0)+1)
	out = append(out, numbered(v, v.runs, run))
	for i := runSize; i < size; i++ {
		run = run<<8 | at(i)
		out = append(out, numbered(v, v.runs, run))
	}
	return out
}
