package knowledge

import (
	"slices"
	"strings"
	"sync"
)

// ranking holds the constants of the ranking. They are chosen by asking every listed question of an index that was
// built without it; see TestLeftOutQuestionsFindTheirWay.
type ranking struct {
	k1, b                       float64 // BM25: how fast repeating a word stops counting, how much long topics are held back
	words, pairs, runs, aliases float32 // the shares of a score
	learned                     float32 // the share of what was learned from the listed questions
	unseen                      float64 // how much a word or pair that no question holds counts against likeness
	telling, whole              float32 // see spans.go
	leansBelow                  float64
}

func rankingNow() ranking {
	return ranking{
		k1: 1.2, b: 0.7,
		words: 0.4, pairs: 0.1, runs: 0.25, aliases: 0.35, learned: 0.25,
		unseen:  0.3,
		telling: 0.5, whole: 0.35, leansBelow: 3,
	}
}

// A class is what a question can be about: a topic, in all its languages, or a subject that is not covered.
type class struct {
	topic   TopicID // empty for a subject
	subject int     // index into Base.subjects, for a subject
}

// index ranks classes for a question. It is read-only once built.
type index struct {
	rk      ranking
	lx      *lexicon
	classes []class
	words   *field
	pairs   *field
	runs    *field
	aliases *aliasIndex
	learned *learned // nil in a base too big for it
	spell   *speller
	written []bool    // by word: whether the text of a topic uses it
	room    sync.Pool // of *scratch
}

// material is what an index is built from, by class: the listed questions, and everything that is written.
type material struct {
	questions [][][]term // whole questions
	asked     [][][]term // those, and the sentences in them that ask
	all       [][][]term
	written   [][]term // what the topics say
}

func newIndex(lx *lexicon, b *Base, rk ranking) *index {
	ix := &index{lx: lx, rk: rk}
	var m material
	for _, id := range b.order {
		texts, questions := b.topicTexts(id)
		ix.classes = append(ix.classes, class{topic: id, subject: -1})
		m.add(lx, texts, questions)
	}
	for i, s := range b.subjects {
		ix.classes = append(ix.classes, class{subject: i})
		m.add(lx, nil, s.Questions)
	}
	lx.voc.closed = true
	ix.build(m)
	ix.room.New = func() any { return ix.newScratch() }
	return ix
}

// add reads the texts of the next class.
func (m *material) add(lx *lexicon, texts, questions []string) {
	var listed, asked, all [][]term
	for _, text := range questions {
		terms := lx.read(text)
		listed = append(listed, terms)
		if parts := sentences(text); len(parts) > 1 {
			for _, p := range parts {
				if strings.HasSuffix(p, "?") {
					asked = append(asked, lx.read(p))
				}
			}
		}
	}
	all = append(all, listed...)
	for _, text := range texts {
		terms := lx.read(text)
		all, m.written = append(all, terms), append(m.written, terms)
	}
	m.questions = append(m.questions, listed)
	m.asked = append(m.asked, slices.Concat(listed, asked))
	m.all = append(m.all, all)
}

// build makes the parts of the index, side by side: none needs another.
func (ix *index) build(m material) {
	var wg sync.WaitGroup
	wg.Go(func() { ix.learned = train(ix.lx.voc, ix.classes, m.asked) })
	wg.Go(func() {
		ix.fields(m)
		ix.aliases = newAliasIndex(ix.lx.voc, m.questions)
		ix.spell = newSpeller(ix.lx, m.all)
	})
	wg.Wait()
}

func (ix *index) fields(m material) {
	voc := ix.lx.voc
	ix.written = make([]bool, len(voc.words))
	for _, terms := range m.written {
		for i := range terms {
			ix.written[terms[i].id] = true
		}
	}
	words, pairs, runs := newCounter(len(voc.words)), newCounter(len(voc.pairs)), newCounter(len(voc.runs))
	var wordDocs, pairDocs, runDocs []counts
	for _, texts := range m.all {
		for _, terms := range texts {
			count(terms, words, pairs, runs)
		}
		wordDocs, pairDocs, runDocs = append(wordDocs, words.take()), append(pairDocs, pairs.take()), append(runDocs, runs.take())
	}
	ix.words = newField(wordDocs, len(voc.words), ix.rk)
	ix.pairs = newField(pairDocs, len(voc.pairs), ix.rk)
	ix.runs = newField(runDocs, len(voc.runs), ix.rk)
}

// count adds the terms of one text to the counts of its class.
func count(terms []term, words, pairs, runs *counter) {
	for i := range terms {
		t := &terms[i]
		if !t.filler {
			words.add(t.id)
			words.add(t.kindID)
			for _, r := range t.runs {
				runs.add(r)
			}
		}
		pairs.add(t.pair)
	}
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

// familiar reports whether the texts of the topics use the word, and not only the stories of those who asked.
func (ix *index) familiar(t *term) bool { return t.id != unmet && ix.written[t.id] }
