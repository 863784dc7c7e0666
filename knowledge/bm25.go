package knowledge

import (
	"cmp"
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
	Words []word // sorted
	Rare  word   // stands for one that no class holds
	place map[string]*word
}

// A word is what the classes make of one.
type word struct {
	Word    string
	IDF     float32 // how much it says
	Written bool    // the text of a topic uses it
	Classes []int32 // those that hold it
	Weights []float32
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
	x := &bm25{Rare: word{IDF: idf(len(docs), 0)}}
	mean := max(float64(total)/float64(max(len(docs), 1)), 1)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w := word{Word: name, IDF: idf(len(docs), all[name]), Written: written[name]}
		for i, doc := range docs {
			if n := float64(doc[name]); n > 0 {
				long := bmK1 * (1 - bmB + bmB*lengths[i]/mean)
				w.Classes, w.Weights = append(w.Classes, int32(i)), append(w.Weights, float32(n/(n+long))*w.IDF)
			}
		}
		x.Words = append(x.Words, w)
	}
	return x
}

// open makes what is not stored.
func (x *bm25) open() {
	x.place = make(map[string]*word, len(x.Words))
	for i := range x.Words {
		x.place[x.Words[i].Word] = &x.Words[i]
	}
}

// idf is BM25's weight of a word that df of n classes hold.
func idf(n, df int) float32 {
	return float32(math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5)))
}

// of is what is known of a word.
func (x *bm25) of(name string) *word { return cmp.Or(x.place[name], &x.Rare) }

// add adds one word's weights to scores, and returns the most that it could have been worth.
func (x *bm25) add(name string, scores []float32) float32 {
	w := x.of(name)
	for k, class := range w.Classes {
		scores[class] += w.Weights[k]
	}
	return w.IDF
}
