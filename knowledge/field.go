package knowledge

import (
	"cmp"
	"math"
	"slices"
)

type posting struct {
	doc    int32
	weight float32
}

// A field is an inverted index over the classes, scored by BM25. Terms are numbers of the vocabulary.
type field struct {
	start []int32 // by term: where its postings begin; one longer than there are terms
	posts []posting
	idf   []float32
	rare  float32 // the idf of a term that no class holds
}

// counts are the terms of one class, in the order in which they were met.
type counts struct {
	ids []int32
	tf  []float32
}

// A counter counts the terms of one class at a time.
type counter struct {
	tf  []float32
	ids []int32
}

func newCounter(size int) *counter { return &counter{tf: make([]float32, size)} }

func (c *counter) add(id int32) {
	if id == unmet {
		return
	}
	if c.tf[id] == 0 {
		c.ids = append(c.ids, id)
	}
	c.tf[id]++
}

// take returns what was counted and starts over.
func (c *counter) take() counts {
	out := counts{ids: slices.Clone(c.ids), tf: make([]float32, len(c.ids))}
	for i, id := range c.ids {
		out.tf[i] = c.tf[id]
		c.tf[id] = 0
	}
	c.ids = c.ids[:0]
	return out
}

// newField builds the index over docs, of which every term is below size.
func newField(docs []counts, size int, rk ranking) *field {
	f := &field{start: make([]int32, size+1), idf: make([]float32, size), rare: idf(len(docs), 0)}
	lengths := make([]float64, len(docs))
	var total float64
	for i, d := range docs {
		for k, id := range d.ids {
			f.start[id+1]++
			lengths[i] += float64(d.tf[k])
		}
		total += lengths[i]
	}
	for id := range size {
		f.idf[id] = idf(len(docs), int(f.start[id+1]))
		f.start[id+1] += f.start[id]
	}
	mean := max(total/float64(max(len(docs), 1)), 1)
	f.posts = make([]posting, f.start[size])
	next := slices.Clone(f.start)
	for i, d := range docs {
		long := rk.k1 * (1 - rk.b + rk.b*lengths[i]/mean)
		for k, id := range d.ids {
			tf := float64(d.tf[k])
			f.posts[next[id]] = posting{doc: int32(i), weight: float32(tf/(tf+long)) * f.idf[id]}
			next[id]++
		}
	}
	return f
}

// idf is BM25's weight of a term that df of n documents hold.
func idf(n, df int) float32 {
	return float32(math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5)))
}

// postings lists the classes that hold a term.
func (f *field) postings(id int32) []posting {
	if id < 0 || int(id) >= len(f.idf) {
		return nil
	}
	return f.posts[f.start[id]:f.start[id+1]]
}

// add scores one term into scores and returns the most that it could have been worth.
func (f *field) add(id int32, scores []float32) float32 {
	list := f.postings(id)
	for _, p := range list {
		scores[p.doc] += p.weight
	}
	if len(list) == 0 {
		return f.rare
	}
	return f.idf[id]
}

// holds reports whether any class holds the term.
func (f *field) holds(id int32) bool { return len(f.postings(id)) > 0 }

// has reports whether the class holds the term.
func (f *field) has(id, doc int32) bool {
	_, found := slices.BinarySearchFunc(f.postings(id), doc, func(p posting, d int32) int { return cmp.Compare(p.doc, d) })
	return found
}

// weight is the idf of a term.
func (f *field) weight(id int32) float32 {
	if f.holds(id) {
		return f.idf[id]
	}
	return f.rare
}
