package knowledge

// scratch is the room that scoring one text needs. It is kept and used again, because a new one costs more than the
// scoring itself.
type scratch struct {
	words, pairs, runs, alias []float32 // by class
	dots                      []float32 // by listed question; all zero between uses
	hit                       []int32
	seenWords, seenPairs      marks
	seenRows                  marks
	features                  []feature
}

func (ix *index) newScratch() *scratch {
	n := len(ix.classes)
	room := make([]float32, 4*n)
	sc := &scratch{
		words: room[:n], pairs: room[n : 2*n], runs: room[2*n : 3*n], alias: room[3*n:],
		dots: make([]float32, len(ix.aliases.class)),
	}
	sc.seenWords.at = make([]uint32, len(ix.aliases.words.lists))
	sc.seenPairs.at = make([]uint32, len(ix.aliases.pairs.lists))
	if ix.learned != nil {
		sc.seenRows.at = make([]uint32, ix.learned.count)
	}
	return sc
}

func (sc *scratch) clear() {
	clear(sc.words)
	clear(sc.pairs)
	clear(sc.runs)
	clear(sc.alias)
}

// marks remembers which numbers were met since the last reset.
type marks struct {
	at  []uint32
	now uint32
}

func (m *marks) reset() {
	m.now++
	if m.now == 0 { // after four billion texts
		clear(m.at)
		m.now = 1
	}
}

// first reports whether id is met for the first time.
func (m *marks) first(id int32) bool {
	if m.at[id] == m.now {
		return false
	}
	m.at[id] = m.now
	return true
}
