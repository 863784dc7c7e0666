package knowledge

import (
	"maps"
	"math"
	"slices"
)

// BM25's constants: how fast repeating a word stops counting, and how much long texts are held back. The usual ones.
const (
	bmK1 = 1.2
	bmB  = 0.7
)

// bm25 ranks the classes by the words that a question shares with their texts and examples (Robertson and Zaragoza,
// "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). It is exact where the classifier generalises: a word
// that only one class has leads there, and a word that none has shows that the question is about something else.
type bm25 struct {
	Words    []string // sorted
	Start    []int32  // by word: where its postings begin; one longer than Words
	Class    []int32
	Weight   []float32
	IDF      []float32
	RareIDF  float32 // of a word that no class holds
	Topics   []bool  // by word: whether the text of a topic uses it
	place    map[string]int32
	nClasses int
}

// newBM25 indexes what was counted: the words of each class.
func newBM25(docs []map[string]int, written map[string]bool) *bm25 {
	all := map[string]int{}
	total := 0
	lengths := make([]float64, len(docs))
	for i, doc := range docs {
		for w, n := range doc {
			all[w]++
			total += n
			lengths[i] += float64(n)
		}
	}
	x := &bm25{Words: slices.Sorted(maps.Keys(all)), RareIDF: idf(len(docs), 0), nClasses: len(docs)}
	mean := max(float64(total)/float64(max(len(docs), 1)), 1)
	for _, w := range x.Words {
		x.Start = append(x.Start, int32(len(x.Class)))
		weight := idf(len(docs), all[w])
		x.IDF, x.Topics = append(x.IDF, weight), append(x.Topics, written[w])
		for i, doc := range docs {
			if n := float64(doc[w]); n > 0 {
				long := bmK1 * (1 - bmB + bmB*lengths[i]/mean)
				x.Class, x.Weight = append(x.Class, int32(i)), append(x.Weight, float32(n/(n+long))*weight)
			}
		}
	}
	x.Start = append(x.Start, int32(len(x.Class)))
	return x
}

// open makes what is not stored.
func (x *bm25) open() {
	x.place = make(map[string]int32, len(x.Words))
	for i, w := range x.Words {
		x.place[w] = int32(i)
	}
}

// idf is BM25's weight of a word that df of n classes hold.
func idf(n, df int) float32 {
	return float32(math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5)))
}

// add adds one word's weights to scores, and returns the most that it could have been worth.
func (x *bm25) add(word string, scores []float32) float32 {
	i, ok := x.place[word]
	if !ok {
		return x.RareIDF
	}
	for k := x.Start[i]; k < x.Start[i+1]; k++ {
		scores[x.Class[k]] += x.Weight[k]
	}
	return x.IDF[i]
}

// idfOf is how much a word says.
func (x *bm25) idfOf(word string) float32 {
	if i, ok := x.place[word]; ok {
		return x.IDF[i]
	}
	return x.RareIDF
}

// holds reports whether any class holds the word.
func (x *bm25) holds(word string) bool {
	_, ok := x.place[word]
	return ok
}

// has reports whether the class holds the word.
func (x *bm25) has(word string, class int) bool {
	i, ok := x.place[word]
	if !ok {
		return false
	}
	_, found := slices.BinarySearch(x.Class[x.Start[i]:x.Start[i+1]], int32(class))
	return found
}

// written reports whether the text of a topic uses the word.
func (x *bm25) written(word string) bool {
	i, ok := x.place[word]
	return ok && x.Topics[i]
}
