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
	stems   map[string]string // stems of words met while building, because stemming costs more than looking up
}

// A term is one word of a text as the index sees it.
type term struct {
	key     string // what it counts as
	surface string // the word as typed, folded; phrases and split words joined
	kind    string // the kind of thing it names, or empty
	filler  bool
	asking  bool
	known   bool // stands in a word list

	grams []string // the runs of letters of surface; none of a filler
	pair  string   // the word before and this one; empty for the first
}

// prepare fills in what the indexes look up, once for all of them.
func prepare(terms []term) []term {
	for i := range terms {
		t := &terms[i]
		if !t.filler {
			t.grams = gramsOf(t.surface)
		}
		if i > 0 {
			t.pair = terms[i-1].key + " " + t.key
		}
	}
	return terms
}

func newLexicon() *lexicon {
	return &lexicon{
		canon: map[string]string{}, stemmed: map[string]string{}, filler: map[string]bool{},
		asking: map[string]bool{}, kinds: map[string]string{}, stems: map[string]string{},
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

func (lx *lexicon) stem(word string) string {
	if s, ok := lx.stems[word]; ok {
		return s
	}
	return fold(norwegian.Stem(word, true))
}

// learn remembers the stems of ws.
func (lx *lexicon) learn(ws []string) {
	for _, w := range ws {
		if _, ok := lx.stems[w]; !ok {
			lx.stems[strings.Clone(w)] = lx.stem(w)
		}
	}
}

// terms turns text into terms, the longest phrase first.
func (lx *lexicon) terms(text string) []term {
	ws := words(text)
	plain := make([]string, len(ws))
	stems := make([]string, len(ws))
	for i, w := range ws {
		plain[i], stems[i] = fold(w), lx.stem(w)
	}
	out := make([]term, 0, len(ws))
	for i := 0; i < len(ws); {
		t, n := lx.phraseAt(plain, stems, i)
		if n == 0 {
			t, n = lx.wordAt(ws[i], plain[i], stems[i]), 1
		}
		out = append(out, t)
		i += n
	}
	return out
}

// phraseAt finds the longest phrase of the word lists that starts at i; n is its length, 0 when there is none.
func (lx *lexicon) phraseAt(plain, stems []string, i int) (_ term, n int) {
	var typed, stem [96]byte
	for n := min(maxPhrase, len(plain)-i); n > 1; n-- {
		to, ok := lx.canon[string(joined(typed[:0], plain[i:i+n]))]
		if !ok {
			to, ok = lx.stemmed[string(joined(stem[:0], stems[i:i+n]))]
		}
		if ok {
			return term{key: to, surface: strings.Join(plain[i:i+n], ""), known: true, asking: lx.asking[to], kind: lx.kinds[to]}, n
		}
	}
	return term{}, 0
}

func joined(buf []byte, ws []string) []byte {
	for i, w := range ws {
		if i > 0 {
			buf = append(buf, ' ')
		}
		buf = append(buf, w...)
	}
	return buf
}

func (lx *lexicon) wordAt(word, plain, stem string) term {
	t := term{key: stem, surface: plain}
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
