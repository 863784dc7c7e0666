package knowledge

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"kjernebot/internal/norsk"
	"kjernebot/knowledge/classify"
)

const tab = "\t"

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

// Trained is what training makes of the files, as it is stored. Hash names the files that it belongs to. It is read at
// every start, so it is a few long lists: many small ones take ten times as long.
type trained struct {
	Hash  string
	Words *bm25
	Model *classify.Model // nil in a base too big for one
	// Spelled has a line for each word of the files: what it counts as, then the ways it is typed, the commonest first,
	// with tabs between.
	Spelled string
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
	t := trained{Hash: b.hash, Words: newBM25(docs, written), Spelled: met.lines()}
	if len(ix.classes) > 1 && len(ix.classes) <= maxClasses {
		t.Model = classify.Train(len(ix.classes), examples)
	}
	ix.open(t)
}

// open takes over what was trained, and makes what is not stored.
func (ix *index) open(t trained) {
	ix.trained = t
	ix.Words.open()
	known, meant := map[string]string{}, map[string]string{}
	for line := range strings.Lines(ix.Spelled) {
		key, typed, _ := strings.Cut(strings.TrimSuffix(line, "\n"), tab)
		commonest, _, _ := strings.Cut(typed, tab)
		for surface := range strings.SplitSeq(typed, tab) {
			known[surface] = commonest
		}
		meant[commonest] = key
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

// lines are the words that are known, as they are stored.
func (s spellings) lines() string {
	often := map[string]string{}
	for word, n := range s {
		if n >= oftenMet {
			often[word[0]] = word[0]
		}
	}
	usual := norsk.NewDictionary(often, minSlip)
	var all [][2]string
	for word, n := range s {
		_, slip := usual.Near(word[0])
		if n > 2 || !slip && (n > 1 || len(word[0]) >= longEnough) {
			all = append(all, word)
		}
	}
	by := func(part int) func(x, y [2]string) int {
		return func(x, y [2]string) int {
			return cmp.Or(strings.Compare(x[part], y[part]), cmp.Compare(s[y], s[x]), strings.Compare(x[1-part], y[1-part]))
		}
	}
	slices.SortFunc(all, by(0))
	all = slices.CompactFunc(all, func(x, y [2]string) bool { return x[0] == y[0] })
	slices.SortFunc(all, by(1))
	var out strings.Builder
	before := ""
	for _, word := range all {
		if word[1] != before {
			before = word[1]
			out.WriteString("\n" + before)
		}
		out.WriteString(tab + word[0])
	}
	return strings.TrimPrefix(out.String(), "\n")
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
	Words   string    // sorted, a line each
	Written []bool    // by word: the text of a topic uses it
	Holders []int32   // by word: how many classes hold it
	Classes []int32   // those of the first word, those of the next, …
	Weights []float32 // beside Classes
	IDF     []float32 // by word
	Rare    float32   // the IDF of a word that no class holds

	rare  word
	place map[string]*word
}

// A word is what the classes make of one.
type word struct {
	idf     float32 // how much it says
	written bool
	classes []int32
	weights []float32
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
	x := &bm25{Rare: idf(len(docs), 0)}
	mean := max(float64(total)/float64(max(len(docs), 1)), 1)
	names := slices.Sorted(maps.Keys(all))
	for _, name := range names {
		known := idf(len(docs), all[name])
		x.Written, x.Holders = append(x.Written, written[name]), append(x.Holders, int32(all[name]))
		x.IDF = append(x.IDF, known)
		for i, doc := range docs {
			if n := float64(doc[name]); n > 0 {
				long := bmK1 * (1 - bmB + bmB*lengths[i]/mean)
				x.Classes = append(x.Classes, int32(i))
				x.Weights = append(x.Weights, float32(n/(n+long))*known)
			}
		}
	}
	x.Words = strings.Join(names, "\n")
	return x
}

// open makes what is not stored.
func (x *bm25) open() {
	x.rare = word{idf: x.Rare}
	words := make([]word, len(x.Holders))
	x.place = make(map[string]*word, len(words))
	i, at := 0, int32(0)
	for name := range strings.Lines(x.Words) {
		end := at + x.Holders[i]
		words[i] = word{x.IDF[i], x.Written[i], x.Classes[at:end], x.Weights[at:end]}
		x.place[strings.TrimSuffix(name, "\n")] = &words[i]
		i, at = i+1, end
	}
}

// idf is BM25's weight of a word that df of n classes hold.
func idf(n, df int) float32 {
	return float32(math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5)))
}

// of is what is known of a word.
func (x *bm25) of(name string) *word { return cmp.Or(x.place[name], &x.rare) }

// add adds one word's weights to scores, and returns the most that it could have been worth.
func (x *bm25) add(name string, scores []float32) float32 {
	w := x.of(name)
	for k, class := range w.classes {
		scores[class] += w.weights[k]
	}
	return w.idf
}
