package knowledge

import (
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/norwegian"
)

// maxPhrase is the longest phrase, in words, that the word lists may hold.
const maxPhrase = 3

// A lexicon turns the words that people type into the words that the index counts with: stemmed, folded, and one word
// for all that mean the same. It is written while a Base is built and only read after that.
type lexicon struct {
	canon   map[string]string // a folded word or phrase as typed -> the word that stands for it
	stemmed map[string]string // the same by stems
	filler  map[string]bool   // words that say nothing about the subject
	asking  map[string]bool   // what words that ask count as
	kinds   map[string]string // what a word counts as -> the kind of thing it names
	first   map[string]bool   // folded words and stems that a phrase of the lists begins with

	voc *vocabulary
	met map[string]*form // words met while building, because looking up costs less than stemming
}

// A form is what a word by itself comes to.
type form struct {
	plain, stem string
	term        term
}

// A term is one word of a text as the index sees it.
type term struct {
	key     string // what it counts as
	surface string // the word as typed, folded; phrases and split words joined
	kind    string // the kind of thing it names, or empty
	filler  bool
	asking  bool
	known   bool // stands in a word list

	// Numbers of the vocabulary, or unmet.
	id, kindID int32
	pair       int32   // the word before and this one
	ask        int32   // the latest word that asks and this one
	runs       []int32 // the runs of letters of surface; none of a filler
}

func newLexicon() *lexicon {
	return &lexicon{
		canon: map[string]string{}, stemmed: map[string]string{}, filler: map[string]bool{},
		asking: map[string]bool{}, kinds: map[string]string{}, first: map[string]bool{},
		voc: newVocabulary(), met: map[string]*form{},
	}
}

// addGroup makes all of group count as its first entry. It returns the entries that already stand in another group.
// What was typed into a group wins over the stem of another group's word.
func (lx *lexicon) addGroup(group []string) (taken []string) {
	head := lx.baseKey(group[0])
	for _, entry := range group {
		typed := foldAll(entry)
		if to, ok := lx.canon[typed]; ok && to != head {
			taken = append(taken, entry)
			continue
		}
		lx.canon[typed] = head
		for _, stem := range lx.stemForms(entry) {
			if _, ok := lx.stemmed[stem]; !ok {
				lx.stemmed[stem] = head
			}
		}
	}
	return taken
}

// addTranslation makes an English word or phrase count as a Norwegian one. A word that the groups hold stays there.
func (lx *lexicon) addTranslation(from, to string) {
	target := lx.baseKey(to)
	if t, ok := lx.lookup(foldAll(to), target); ok {
		target = t
	}
	for _, form := range append(lx.stemForms(from), foldAll(from)) {
		if _, ok := lx.canon[form]; ok {
			continue
		}
		if _, ok := lx.stemmed[form]; !ok {
			lx.stemmed[form] = target
		}
	}
}

// lookup finds what a word or phrase counts as, by the form typed and by its stem.
func (lx *lexicon) lookup(typed, stem string) (string, bool) {
	if to, ok := lx.canon[typed]; ok {
		return to, true
	}
	to, ok := lx.stemmed[stem]
	return to, ok
}

// kindMark sets kinds apart from words.
const kindMark = "§"

// addKind says what kind of thing an entry names. A phrase becomes one word. The first kind of a word is the one.
func (lx *lexicon) addKind(kind, entry string) {
	key := lx.baseKey(entry)
	if key == "" {
		return
	}
	if to, ok := lx.lookup(foldAll(entry), key); ok {
		key = to
	} else if strings.Contains(key, " ") {
		lx.canon[foldAll(entry)] = key
		lx.stemmed[key] = key
	}
	if _, ok := lx.kinds[key]; !ok {
		lx.kinds[key] = kindMark + kind
	}
}

func (lx *lexicon) addFiller(word string) {
	for _, w := range words(word) {
		lx.filler[fold(w)] = true
	}
}

// stemForms lists the stems that an entry may be met as.
func (lx *lexicon) stemForms(entry string) []string {
	forms := []string{lx.baseKey(entry)}
	if ws := words(entry); len(ws) == 1 {
		forms = append(forms, fold(english.Stem(ws[0], true)))
	}
	return forms
}

func foldAll(entry string) string {
	ws := words(entry)
	for i, w := range ws {
		ws[i] = fold(w)
	}
	return strings.Join(ws, " ")
}

// baseKey is the entry stemmed and folded, before anything stands for it.
func (lx *lexicon) baseKey(entry string) string {
	ws := words(entry)
	for i, w := range ws {
		ws[i] = lx.stem(w)
	}
	return strings.Join(ws, " ")
}

func (lx *lexicon) stem(word string) string { return fold(norwegian.Stem(word, true)) }

// begin finds out which words phrases begin with. Call it when the lists are complete.
func (lx *lexicon) begin() {
	for _, phrases := range []map[string]string{lx.canon, lx.stemmed} {
		for phrase := range phrases {
			if word, _, ok := strings.Cut(phrase, " "); ok {
				lx.first[word] = true
			}
		}
	}
}

// form is what a word by itself comes to. While the base is built it is remembered.
func (lx *lexicon) form(word string) *form {
	f, ok := lx.met[word]
	if ok {
		return f
	}
	f = &form{plain: fold(word), stem: lx.stem(word)}
	f.term = lx.wordAt(word, f.plain, f.stem)
	lx.voc.number(&f.term)
	if !lx.voc.closed {
		word = strings.Clone(word)
		f.plain, f.stem, f.term.surface = strings.Clone(f.plain), strings.Clone(f.stem), strings.Clone(f.term.surface)
		lx.met[word] = f
	}
	return f
}

// listed makes a term of a known word.
func (lx *lexicon) listed(key, surface string) term {
	t := term{key: key, surface: surface, known: true, asking: lx.asking[key], kind: lx.kinds[key]}
	lx.voc.number(&t)
	return t
}

// read turns a text of the files into terms. What it holds is numbered.
func (lx *lexicon) read(text string) []term { return lx.voc.join(lx.terms(text)) }

// terms turns text into terms, the longest phrase first. Pairs are yet to be filled in.
func (lx *lexicon) terms(text string) []term {
	var room [48]*form
	ws := words(text)
	forms := room[:0]
	for _, w := range ws {
		forms = append(forms, lx.form(w))
	}
	out := make([]term, 0, len(ws))
	for i := 0; i < len(ws); {
		t, n := lx.phraseAt(ws, forms, i)
		if n == 0 {
			t, n = forms[i].term, 1
		}
		out = append(out, t)
		i += n
	}
	return out
}

// phraseAt finds the step, or else the longest phrase of the word lists, that starts at i; n is its length, 0 when there
// is none.
func (lx *lexicon) phraseAt(ws []string, forms []*form, i int) (_ term, n int) {
	if ref, n := stepAt(ws, i); n > 0 {
		return lx.listed(stepMark+ref, stepMark+ref), n
	}
	if !lx.first[forms[i].plain] && !lx.first[forms[i].stem] {
		return term{}, 0
	}
	var typed, stem [96]byte
	for n := min(maxPhrase, len(forms)-i); n > 1; n-- {
		a, b := typed[:0], stem[:0]
		for k := range n {
			if k > 0 {
				a, b = append(a, ' '), append(b, ' ')
			}
			a, b = append(a, forms[i+k].plain...), append(b, forms[i+k].stem...)
		}
		to, ok := lx.canon[string(a)]
		if !ok {
			to, ok = lx.stemmed[string(b)]
		}
		if ok {
			return lx.listed(to, strings.ReplaceAll(string(a), " ", "")), n
		}
	}
	return term{}, 0
}

func (lx *lexicon) wordAt(word, plain, stem string) term {
	t := term{key: stem, surface: plain, pair: unmet, ask: unmet}
	if lx.filler[plain] {
		t.filler = true
		return t
	}
	to, ok := lx.lookup(plain, stem)
	if !ok {
		to, ok = lx.stemmed[fold(english.Stem(word, true))]
	}
	if ok {
		t.key, t.known, t.asking = to, true, lx.asking[to]
	}
	t.kind = lx.kinds[t.key]
	t.known = t.known || t.kind != ""
	return t
}
