package knowledge

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"maps"
	"math"
	"slices"
	"strings"

	"kjernebot/internal/norsk"
	"kjernebot/knowledge/classify"
)

// maxClasses is the most classes that are trained for: time and memory grow with their number. A bigger base is ranked
// by words alone, and loses some points of accuracy.
const maxClasses = 400

// A class is what a message can be about: a topic in all its languages, a subject that is not covered, or an intent.
type class struct {
	id        string
	subject   *subject // nil for a topic
	texts     []string // all that is written about it
	questions []string // the ways that people ask for it
}

func (c *class) isTopic() bool { return c.subject == nil }

func (c *class) isIntent() bool {
	return c.subject != nil && c.subject.Kind != "" && c.subject.Kind != kindUnnamed
}

// An index ranks the classes for a text. It is read-only once built.
type index struct {
	lx      *lexicon
	classes []*class
	trained
}

// Trained is what training makes of the files, as it is stored. Hash names the files that it belongs to.
type trained struct {
	Hash    string
	Words   *bm25
	Model   *classify.Model // nil in a base too big for one
	Spelled []spelled
}

func newIndex(b *Base, subjects []subject, lx *lexicon) *index {
	ix := &index{lx: lx}
	for _, id := range b.order {
		c := &class{id: string(id)}
		for _, lang := range Langs() {
			if t, ok := b.topics[id][lang]; ok {
				c.texts = append(c.texts, t.Title, t.Short, t.Details)
				c.questions = append(c.questions, t.questions...)
			}
		}
		ix.classes = append(ix.classes, c)
	}
	for i := range subjects {
		s := &subjects[i]
		ix.classes = append(ix.classes, &class{id: s.ID, subject: s, questions: s.Questions})
	}
	return ix
}

// train makes the parts of the index from what the files say. It is deterministic: the same files give the same bytes.
func (ix *index) train(b *Base) {
	docs := make([]map[string]int, len(ix.classes))
	written, met := map[string]bool{}, spellings{}
	var examples []classify.Example
	for c, cl := range ix.classes {
		docs[c] = map[string]int{}
		for _, text := range cl.texts {
			terms := ix.lx.terms(text)
			count(docs[c], terms)
			met.add(terms)
			met.add(terms) // twice: a curated word is no slip, however short
			for i := range terms {
				written[terms[i].key] = true
			}
		}
		for _, text := range cl.questions {
			for k, part := range b.letters.lessons(text) {
				terms := ix.lx.terms(part)
				if k > 0 && !saysSomething(terms) {
					continue
				}
				examples = append(examples, classify.Example{Features: features(terms), Class: c})
				if k == 0 {
					count(docs[c], terms)
					met.add(terms)
				}
			}
		}
	}
	ix.Words = newBM25(docs, written)
	if len(ix.classes) > 1 && len(ix.classes) <= maxClasses {
		ix.Model = classify.Train(len(ix.classes), examples)
	}
	ix.Hash = b.hash
	ix.Spelled = met.sorted()
	ix.open()
}

// open makes what is not stored.
func (ix *index) open() {
	ix.Words.open()
	commonest, most := map[string]string{}, map[string]int{}
	for _, s := range ix.Spelled {
		if s.Count > most[s.Key] {
			commonest[s.Key], most[s.Key] = s.Surface, s.Count
		}
	}
	known, meant := make(map[string]string, len(ix.Spelled)), make(map[string]string, len(commonest))
	for _, s := range ix.Spelled {
		known[s.Surface] = commonest[s.Key]
		meant[commonest[s.Key]] = s.Key
	}
	for phrase := range ix.lx.canon { // a slip may hit a part of a phrase too
		for w := range strings.FieldsSeq(phrase) {
			addNew(known, w, w)
		}
	}
	for w := range ix.lx.filler {
		addNew(known, w, w)
	}
	ix.lx.spelling, ix.lx.meant = norsk.NewDictionary(known, minSlip), meant
}

// spelled is a word of the files as it is typed, what it counts as, and how often it was met.
type spelled struct {
	Surface, Key string
	Count        int
}

// spellings counts the words met.
type spellings map[[2]string]int

func (s spellings) add(terms []term) {
	for i := range terms {
		if t := &terms[i]; !t.filler && !strings.HasPrefix(t.surface, stepMark) {
			s[[2]string{t.surface, t.key}]++
		}
	}
}

// A word that was met once is known from so many letters on, since a shorter one may itself be a slip; and not when it
// is one letter from a word that was met so often, since people slip in examples too.
const (
	longEnough = 6
	oftenMet   = 5

	// How much each sort of feature counts, chosen by leaving out whole question sets.
	countWord   = 1.0
	countFiller = 0.5 // a word that says nothing about the subject tells intents apart: "kan du"
	countKind   = 0.7
	countGram   = 0.25
	countPair   = 0.7
	countAsk    = 0.4 // a word that asks, with each word behind it

	// BM25's constants: how fast repeating a word stops counting, and how much long texts are held back. The usual ones.
	bmK1 = 1.2
	bmB  = 0.7
)

func (s spellings) sorted() []spelled {
	often := map[string]string{}
	for word, n := range s {
		if n >= oftenMet {
			often[word[0]] = word[0]
		}
	}
	usual := norsk.NewDictionary(often, minSlip)
	var out []spelled
	for word, n := range s {
		_, slip := usual.Near(word[0])
		if n > 2 || !slip && (n > 1 || len(word[0]) >= longEnough) {
			out = append(out, spelled{word[0], word[1], n})
		}
	}
	slices.SortFunc(out, func(x, y spelled) int {
		return cmp.Or(strings.Compare(x.Surface, y.Surface), cmp.Compare(y.Count, x.Count), strings.Compare(x.Key, y.Key))
	})
	return slices.CompactFunc(out, func(x, y spelled) bool { return x.Surface == y.Surface })
}

// lessons is an example as the classifier learns it, read as messages are: whole, and its questions alone where it
// tells a story first.
func (l *letters) lessons(text string) []string {
	own, _ := l.separate(text)
	parts := l.sentences(own)
	out := []string{strings.Join(parts, " ")}
	for _, p := range parts {
		if len(parts) > 1 && isQuestion(p) {
			out = append(out, p)
		}
	}
	return out
}

// count adds the words of a text, and the kinds of things that it names.
func count(doc map[string]int, terms []term) {
	for i := range terms {
		doc[terms[i].key]++
		if kind := terms[i].kind; kind != "" {
			doc[kind]++
		}
	}
}

// decode takes over what was trained for the files of that hash. It reports false when raw belongs to others.
func (ix *index) decode(raw []byte, hash string) bool {
	var t trained
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&t); err != nil || t.Hash != hash ||
		t.Model != nil && t.Model.Classes != len(ix.classes) {
		return false
	}
	ix.trained = t
	ix.open()
	return true
}

// features is a text as the classifier sees it: its words as what they count as, the kinds of things that they name,
// the letter n-grams of the words as typed, neighbouring pairs, and the word that asks with every word behind it. The
// n-grams make slips, compounds and dialect count as what they resemble; the words carry the synonyms.
func features(terms []term) []classify.Feature {
	var b classify.Builder
	before, asked := "^", ""
	for i := range terms {
		t := &terms[i]
		if t.filler {
			b.Add(classify.Hash('f', t.key), countFiller)
			b.Grams(t.surface, 0.12, 3, 4, 5)
		} else {
			b.Add(classify.Hash('w', t.key), countWord)
			if t.kind != "" {
				b.Add(classify.Hash('w', t.kind), countKind)
			}
			b.Grams(t.surface, countGram, 3, 4, 5)
			if asked != "" && !t.asking {
				b.Add(classify.Hash('a', asked, t.key), countAsk)
			}
			if t.asking {
				asked = t.key
			}
		}
		b.Add(classify.Hash('p', before, " ", t.key), countPair)
		before = t.key
	}
	b.Add(classify.Hash('p', before, " ", "$"), countPair)
	return b.Features()
}

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
