package knowledge

import "math"

// aliasIndex finds the single question, of all that the topics and subjects list, that a text is most like. Words and
// pairs that are rare among the questions count most; likeness is the cosine.
type aliasIndex struct {
	words, pairs aliasField
	class        []int32   // by question
	norm         []float32 // by question
	rare         float32   // what a word that no question holds would weigh
}

// aliasField lists the questions that hold a term.
type aliasField struct {
	lists  [][]int32
	square []float32 // the squared idf
}

// newAliasIndex indexes questions, listed by class.
func newAliasIndex(voc *vocabulary, questions [][][]term) *aliasIndex {
	ai := &aliasIndex{}
	ai.words.lists, ai.pairs.lists = make([][]int32, len(voc.words)), make([][]int32, len(voc.pairs))
	for class, list := range questions {
		for _, terms := range list {
			ai.add(class, terms)
		}
	}
	ai.rare = idf(len(ai.class), 0)
	ai.words.weigh(len(ai.class))
	ai.pairs.weigh(len(ai.class))
	ai.measure()
	return ai
}

func (ai *aliasIndex) add(class int, terms []term) {
	alias := int32(len(ai.class))
	ai.class = append(ai.class, int32(class))
	put := func(f *aliasField, id int32) {
		if list := f.lists[id]; len(list) == 0 || list[len(list)-1] != alias {
			f.lists[id] = append(list, alias)
		}
	}
	for i := range terms {
		t := &terms[i]
		if !t.filler {
			put(&ai.words, t.id)
			if t.kindID != unmet {
				put(&ai.words, t.kindID)
			}
		}
		if t.pair != unmet {
			put(&ai.pairs, t.pair)
		}
	}
}

func (f *aliasField) weigh(n int) {
	f.square = make([]float32, len(f.lists))
	for id, list := range f.lists {
		f.square[id] = float32(square(idf(n, len(list))))
	}
}

// measure computes the length of every question.
func (ai *aliasIndex) measure() {
	sums := make([]float64, len(ai.class))
	for _, f := range []*aliasField{&ai.words, &ai.pairs} {
		for id, list := range f.lists {
			for _, alias := range list {
				sums[alias] += float64(f.square[id])
			}
		}
	}
	ai.norm = make([]float32, len(sums))
	for alias, sum := range sums {
		ai.norm[alias] = float32(math.Sqrt(sum))
	}
}

func square(x float32) float64 { return float64(x) * float64(x) }

// best writes each class's likeness, 0 to 1, to the question of it that the text is most like. unseen is how much a
// word or pair that no question holds counts against it: people always use a few.
func (ai *aliasIndex) best(terms []term, unseen float64, sc *scratch) {
	var norm float64
	met := func(f *aliasField, id int32, seen *marks) {
		if id == unmet || len(f.lists[id]) == 0 {
			norm += square(ai.rare) * unseen
			return
		}
		if !seen.first(id) {
			return
		}
		w := f.square[id]
		norm += float64(w)
		for _, alias := range f.lists[id] {
			if sc.dots[alias] == 0 {
				sc.hit = append(sc.hit, alias)
			}
			sc.dots[alias] += w
		}
	}
	sc.seenWords.reset()
	sc.seenPairs.reset()
	for i := range terms {
		t := &terms[i]
		if !t.filler {
			met(&ai.words, t.id, &sc.seenWords)
			if t.kind != "" {
				met(&ai.words, t.kindID, &sc.seenWords)
			}
		}
		if i > 0 {
			met(&ai.pairs, t.pair, &sc.seenPairs)
		}
	}
	root := float32(math.Sqrt(norm))
	for _, alias := range sc.hit {
		c := ai.class[alias]
		sc.alias[c] = max(sc.alias[c], sc.dots[alias]/float32(root*ai.norm[alias]))
		sc.dots[alias] = 0
	}
	sc.hit = sc.hit[:0]
}
