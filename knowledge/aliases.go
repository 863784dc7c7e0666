package knowledge

import "math"

// aliasIndex finds the single question, of all that the topics and subjects list, that a text is most like. Words that
// are rare among the questions count most; likeness is the cosine.
type aliasIndex struct {
	ids   map[string]int32
	lists [][]int32
	idf   []float32
	rare  float32
	class []int32
	norm  []float32

	building [][]int32
}

func newAliasIndex() *aliasIndex { return &aliasIndex{ids: map[string]int32{}} }

// add lists a question of class. Call finish after the last.
func (ai *aliasIndex) add(class int, terms []term) {
	seen := map[int32]bool{}
	var ids []int32
	eachFeature(terms, func(key string) {
		id, ok := ai.ids[key]
		if !ok {
			id = int32(len(ai.lists))
			ai.ids[key] = id
			ai.lists = append(ai.lists, nil)
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	})
	alias := int32(len(ai.class))
	ai.class = append(ai.class, int32(class))
	ai.building = append(ai.building, ids)
	for _, id := range ids {
		ai.lists[id] = append(ai.lists[id], alias)
	}
}

// eachFeature calls f with every word and every pair of neighbours.
func eachFeature(terms []term, f func(string)) {
	for i, t := range terms {
		if !t.filler {
			f(t.key)
			if t.kind != "" {
				f(t.kind)
			}
		}
		if i > 0 {
			f(t.pair)
		}
	}
}

func (ai *aliasIndex) finish() {
	ai.idf = make([]float32, len(ai.lists))
	for id, list := range ai.lists {
		ai.idf[id] = idf(len(ai.class), len(list))
	}
	ai.rare = idf(len(ai.class), 0)
	ai.norm = make([]float32, len(ai.class))
	for alias, ids := range ai.building {
		var sum float64
		for _, id := range ids {
			sum += square(ai.idf[id])
		}
		ai.norm[alias] = float32(math.Sqrt(sum))
	}
	ai.building = nil
}

func square(x float32) float64 { return float64(x) * float64(x) }

// best writes each class's likeness, 0 to 1, to the question of it that the text is most like. unseen is how much a
// word or pair that no question holds counts against it: people always use a few.
func (ai *aliasIndex) best(terms []term, unseen float64, scores []float32) {
	dots := make([]float32, len(ai.class))
	var norm float64
	seen := make(map[string]bool, 2*len(terms))
	eachFeature(terms, func(key string) {
		if seen[key] {
			return
		}
		seen[key] = true
		id, ok := ai.ids[key]
		if !ok {
			norm += square(ai.rare) * unseen
			return
		}
		w := ai.idf[id]
		norm += square(w)
		for _, alias := range ai.lists[id] {
			dots[alias] += w * w
		}
	})
	if norm == 0 {
		return
	}
	root := float32(math.Sqrt(norm))
	for alias, dot := range dots {
		if dot == 0 {
			continue
		}
		c := ai.class[alias]
		scores[c] = max(scores[c], dot/(root*ai.norm[alias]))
	}
}
