package knowledge

import (
	"bytes"
	"cmp"
	"encoding/gob"
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
	topic   TopicID // empty for the others
	subject int     // index into Base.subjects; -1 for a topic
	intent  string  // the id of an intent
}

func (c class) isTopic() bool { return c.topic != "" }

// An index ranks the classes for a text. It is read-only once built.
type index struct {
	lx      *lexicon
	classes []class
	words   *bm25
	model   *classify.Model // nil in a base too big for one
	spelled []spelled
}

// Trained is what training makes of the files, as it is stored. Hash names the files that it belongs to.
type trained struct {
	Hash    string
	Words   *bm25
	Model   *classify.Model
	Spelled []spelled
}

func (b *Base) newIndex(lx *lexicon) *index {
	ix := &index{lx: lx}
	for _, id := range b.order {
		ix.classes = append(ix.classes, class{topic: id, subject: -1})
	}
	for i, s := range b.subjects {
		c := class{subject: i}
		if s.Kind != "" && s.Kind != kindUnnamed {
			c.intent = s.ID
		}
		ix.classes = append(ix.classes, c)
	}
	return ix
}

// train makes the parts of the index from what the files say. It is deterministic: the same files give the same bytes.
func (ix *index) train(b *Base) {
	ix.lx.met = map[string]form{}
	docs := make([]map[string]int, len(ix.classes))
	written, met := map[string]bool{}, spellings{}
	var examples []classify.Example
	for c, cl := range ix.classes {
		docs[c] = map[string]int{}
		texts, questions := b.material(cl)
		for _, text := range texts {
			terms := ix.lx.terms(text)
			count(docs[c], terms)
			met.add(terms)
			met.add(terms) // twice: a curated word is no slip, however short
			for i := range terms {
				written[terms[i].key] = true
			}
		}
		for _, text := range questions {
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
	ix.words = newBM25(docs, written)
	if len(ix.classes) > 1 && len(ix.classes) <= maxClasses {
		ix.model = classify.Train(len(ix.classes), examples)
	}
	ix.lx.met = nil
	ix.spelled = met.sorted()
	ix.open()
}

// open makes what is not stored.
func (ix *index) open() {
	ix.words.open()
	commonest, most := map[string]string{}, map[string]int{}
	for _, s := range ix.spelled {
		if s.Count > most[s.Key] {
			commonest[s.Key], most[s.Key] = s.Surface, s.Count
		}
	}
	known, meant := make(map[string]string, len(ix.spelled)), make(map[string]string, len(commonest))
	for _, s := range ix.spelled {
		known[s.Surface] = commonest[s.Key]
		meant[commonest[s.Key]] = s.Key
	}
	for w := range ix.lx.parts() {
		if _, ok := known[w]; !ok {
			known[w] = w
		}
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

// material is all that is written about a class, and the ways that people ask for it.
func (b *Base) material(c class) (texts, questions []string) {
	if c.subject >= 0 {
		return nil, b.subjects[c.subject].Questions
	}
	for _, lang := range Langs() {
		if t, ok := b.topics[c.topic][lang]; ok {
			texts = append(texts, t.Title, t.Short, t.Details)
			questions = append(questions, t.questions...)
		}
	}
	return texts, questions
}

// encode writes what was trained, for the files of that hash.
func (ix *index) encode(hash string) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(trained{Hash: hash, Words: ix.words, Model: ix.model, Spelled: ix.spelled})
	return b.Bytes(), err
}

// decode takes over what was trained for the files of that hash. It reports false when raw belongs to others.
func (ix *index) decode(raw []byte, hash string) bool {
	var t trained
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&t); err != nil || t.Hash != hash {
		return false
	}
	if t.Model != nil && t.Model.Classes != len(ix.classes) {
		return false
	}
	ix.words, ix.model, ix.spelled = t.Words, t.Model, t.Spelled
	ix.open()
	return true
}

// name is how a class is called in what people read about it.
func (b *Base) name(c class) string {
	if c.subject < 0 {
		return string(c.topic)
	}
	return b.subjects[c.subject].ID
}
