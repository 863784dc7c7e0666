package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// ranking holds the constants of the ranking. They are chosen by asking every listed question of an index that was
// built without it; see rankingNow for the figures.
type ranking struct {
	k1, b                        float64 // BM25: how fast repeating a word stops counting, how much long topics are held back
	words, pairs, grams, aliases float32 // the shares of a score
	learned                      float32 // the share of what was learned from the listed questions
	unseen                       float64 // how much a word or pair that no question holds counts against likeness
	telling, whole               float32 // see spans.go
	leansBelow                   float64
}

func rankingNow() ranking {
	return ranking{
		k1: 1.2, b: 0.7,
		words: 0.4, pairs: 0.1, grams: 0.25, aliases: 0.35, learned: 0.25,
		unseen:  0.3,
		telling: 0.5, whole: 0.35, leansBelow: 3,
	}
}

const gramSize = 4

// A class is what a question can be about: a topic, in all its languages, or a subject that is not covered.
type class struct {
	topic   TopicID // empty for a subject
	subject int     // index into Base.subjects, for a subject
}

type posting struct {
	doc    int32
	weight float32
}

// A field is an inverted index over the classes, scored by BM25.
type field struct {
	ids   map[string]int32
	lists [][]posting // by term: the classes that hold it, and what a hit is worth there
	idf   []float32
	rare  float32 // the idf of a term that no class holds
}

// index ranks classes for a question. It is read-only once built.
type index struct {
	rk      ranking
	lx      *lexicon
	classes []class
	words   *field
	pairs   *field
	grams   *field
	aliases *aliasIndex
	learned *learned // nil in a base too big for it
	spell   *speller
}

func newIndex(lx *lexicon, b *Base, rk ranking) *index {
	ix := &index{lx: lx, rk: rk}
	var wordDocs, pairDocs, gramDocs []map[string]float32
	var listed [][][]term
	ix.aliases = newAliasIndex()
	ix.spell = newSpeller()
	addClass := func(c class, texts, questions []string) {
		ix.classes = append(ix.classes, c)
		listed = append(listed, nil)
		w, p, g := map[string]float32{}, map[string]float32{}, map[string]float32{}
		for i, text := range slices.Concat(questions, texts) {
			lx.learn(words(text))
			terms := prepare(lx.terms(text))
			ix.spell.learn(terms)
			count(terms, w, p, g)
			if i < len(questions) {
				ix.aliases.add(len(ix.classes)-1, terms)
				listed[len(listed)-1] = append(listed[len(listed)-1], terms)
			}
		}
		wordDocs, pairDocs, gramDocs = append(wordDocs, w), append(pairDocs, p), append(gramDocs, g)
	}
	for _, id := range b.order {
		texts, questions := b.topicTexts(id)
		addClass(class{topic: id, subject: -1}, texts, questions)
	}
	for i, s := range b.subjects {
		addClass(class{subject: i}, nil, s.questions)
	}
	ix.words, ix.pairs, ix.grams = newField(wordDocs, rk), newField(pairDocs, rk), newField(gramDocs, rk)
	ix.aliases.finish()
	ix.learned = train(listed)
	ix.spell.learnKinds(lx)
	ix.spell.finish()
	return ix
}

// topicTexts is all that is written about a topic, in all languages.
func (b *Base) topicTexts(id TopicID) (texts, questions []string) {
	for _, lang := range Langs() {
		if t, ok := b.topics[id][lang]; ok {
			texts = append(texts, t.Title, t.Short, t.Details)
			questions = append(questions, t.questions...)
			questions = append(questions, t.Title)
		}
	}
	return texts, questions
}

// count adds the terms of one text to the counts of its class.
func count(terms []term, words, pairs, grams map[string]float32) {
	for i, t := range terms {
		if !t.filler {
			words[t.key]++
			if t.kind != "" {
				words[t.kind]++
			}
			for _, g := range t.grams {
				grams[g]++
			}
		}
		if i > 0 {
			pairs[t.pair]++
		}
	}
}

// gramsOf cuts a word into its runs of four letters, with a mark at both ends. Short words are one run.
func gramsOf(word string) []string {
	r := "_" + word + "_"
	if len(r) <= gramSize {
		return []string{r}
	}
	out := make([]string, 0, len(r)-gramSize+1)
	for i := 0; i+gramSize <= len(r); i++ {
		out = append(out, r[i:i+gramSize])
	}
	return out
}

func newField(docs []map[string]float32, rk ranking) *field {
	f := &field{ids: map[string]int32{}}
	lengths := make([]float64, len(docs))
	var total float64
	for i, d := range docs {
		for _, tf := range d {
			lengths[i] += float64(tf)
		}
		total += lengths[i]
	}
	mean := max(total/float64(max(len(docs), 1)), 1)
	for i, d := range docs {
		for _, key := range sortedKeys(d) {
			id, ok := f.ids[key]
			if !ok {
				id = int32(len(f.lists))
				f.ids[strings.Clone(key)] = id
				f.lists = append(f.lists, nil)
			}
			tf := float64(d[key])
			w := tf * (rk.k1 + 1) / (tf + rk.k1*(1-rk.b+rk.b*lengths[i]/mean))
			f.lists[id] = append(f.lists[id], posting{doc: int32(i), weight: float32(w / (rk.k1 + 1))})
		}
	}
	f.idf = make([]float32, len(f.lists))
	for id, list := range f.lists {
		f.idf[id] = idf(len(docs), len(list))
		for i := range list {
			list[i].weight *= f.idf[id]
		}
	}
	f.rare = idf(len(docs), 0)
	return f
}

// idf is BM25's weight of a term that df of n documents hold.
func idf(n, df int) float32 {
	return float32(math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5)))
}

// add scores one term into scores and returns the most that it could have been worth.
func (f *field) add(key string, weight float32, scores []float32) float32 {
	id, ok := f.ids[key]
	if !ok {
		return f.rare * weight
	}
	for _, p := range f.lists[id] {
		scores[p.doc] += p.weight * weight
	}
	return f.idf[id] * weight
}

// has reports whether the class holds the term.
func (f *field) has(key string, doc int32) bool {
	id, ok := f.ids[key]
	if !ok {
		return false
	}
	_, found := slices.BinarySearchFunc(f.lists[id], doc, func(p posting, d int32) int { return cmp.Compare(p.doc, d) })
	return found
}

// weight is the idf of a term.
func (f *field) weight(key string) float32 {
	if id, ok := f.ids[key]; ok {
		return f.idf[id]
	}
	return f.rare
}
