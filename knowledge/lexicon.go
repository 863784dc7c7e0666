package knowledge

import (
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kljensen/snowball/english"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

const (
	maxPhrase = 3 // the longest phrase, in words, that the word lists may hold
	minJoined = 8 // the shortest word that two neighbours are joined to: "god dag" is two words, whoever writes "godag"
	minSlip   = 5 // the shortest word that is taken for a slip of another: short words have too many neighbours
	minEnding = 6 // the length in bytes from which an ending tells something

	nordic Lang = "no" // marks the words that bokmål and nynorsk share

	// Words that stand for a period and for a kommune, so that every one of them counts as the same word, and an example
	// with one week teaches about all weeks.
	periodMark  = "periodemerke"
	kommuneMark = "kommunemerke"
	kindMark    = "§" // sets kinds apart from words
	// codeMark stands for a number shaped like an industry code (two digits, a point, one to three digits), so that every
	// code counts as the same word. synonyms.yaml says what it means.
	codeMark = "kodetall"
	// stepMark begins the word that every way to name a step counts as: "steg fire a", "trinn 4a" and "4 a" are "§4a".
	stepMark = "§"
)

// A lexicon turns the words that people type into the words that are counted with: stemmed, folded, and one word for
// all that mean the same. It is written while a Base is built and only read after that.
type lexicon struct {
	canon    map[string]string // a folded word or phrase as typed -> the word that stands for it
	stemmed  map[string]string // the same by stems
	filler   map[string]bool   // words that say nothing about the subject
	asking   map[string]bool   // what words that ask count as
	kinds    map[string]string // what a word counts as -> the kind of thing it names
	steps    *steps
	registry *kommune.Registry

	// spelling knows the words of the files, each as the commonest of those that count as the same, which is what a slip
	// of any of them is read as. meant is what that one counts as. Both are empty while training.
	spelling norsk.Dictionary[string]
	meant    map[string]string
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
	listed  bool // stands in a word list
}

// lexicon is made of the word lists. It adds the problem of a word that stands in two groups.
func (src *source) lexicon() *lexicon {
	lx := &lexicon{
		canon: map[string]string{}, stemmed: map[string]string{}, filler: map[string]bool{}, asking: map[string]bool{},
		kinds: map[string]string{}, registry: kommune.New(), steps: &src.steps,
	}
	for _, line := range src.synonyms.Filler {
		for _, w := range words(line) {
			lx.filler[plain(w)] = true
		}
	}
	for i, group := range slices.Concat(src.synonyms.Asking, src.synonyms.Groups) {
		if len(group) == 0 {
			continue
		}
		if i < len(src.synonyms.Asking) {
			lx.asking[baseKey(group[0])] = true
		}
		for _, entry := range lx.addGroup(group) {
			src.demand(false, "synonyms.yaml", "["+group[0], "%q stands in two groups", entry)
		}
	}
	for _, from := range slices.Sorted(maps.Keys(src.glossary)) {
		lx.addTranslation(from, src.glossary[from])
	}
	for _, kind := range slices.Sorted(maps.Keys(src.kinds)) {
		for entry := range strings.SplitSeq(strings.Join(src.kinds[kind], ","), ",") {
			lx.addKind(kind, entry)
		}
	}
	return lx
}

// addGroup makes all of group count as its first entry. It returns the entries that already stand in another group.
// What was typed into a group wins over the stem of another group's word.
func (lx *lexicon) addGroup(group []string) (taken []string) {
	head := baseKey(group[0])
	for _, entry := range group {
		typed := foldAll(entry)
		if to, ok := lx.canon[typed]; ok && to != head {
			taken = append(taken, entry)
			continue
		}
		lx.canon[typed] = head
		for _, stem := range stemForms(entry) {
			addNew(lx.stemmed, stem, head)
		}
	}
	return taken
}

// addNew adds what is not there yet.
func addNew(to map[string]string, key, value string) {
	if _, ok := to[key]; !ok {
		to[key] = value
	}
}

// addTranslation makes an English word or phrase count as a Norwegian one. A word that the groups hold stays there.
func (lx *lexicon) addTranslation(from, to string) {
	target := baseKey(to)
	if t, ok := lx.lookup(foldAll(to), target); ok {
		target = t
	}
	for _, form := range append(stemForms(from), foldAll(from)) {
		if _, ok := lx.canon[form]; !ok {
			addNew(lx.stemmed, form, target)
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

// addKind says what kind of thing an entry names. A phrase becomes one word. The first kind of a word is the one.
func (lx *lexicon) addKind(kind, entry string) {
	key := baseKey(entry)
	if key == "" {
		return
	}
	if to, ok := lx.lookup(foldAll(entry), key); ok {
		key = to
	} else if strings.Contains(key, " ") {
		lx.canon[foldAll(entry)] = key
		lx.stemmed[key] = key
	}
	addNew(lx.kinds, key, kindMark+kind)
}

// stemForms lists the stems that an entry may be met as.
func stemForms(entry string) []string {
	forms := []string{baseKey(entry)}
	if ws := words(entry); len(ws) == 1 {
		forms = append(forms, plain(english.Stem(ws[0], true)))
	}
	return forms
}

// words are the words of a text, lower case and otherwise as written.
func words(text string) []string {
	var out []string
	for _, w := range norsk.Words(text) {
		out = append(out, lower(text, &w))
	}
	return out
}

func lower(text string, w *norsk.Word) string { return strings.ToLower(text[w.Start:w.End]) }

// plain folds a word, and its doubled letters and digraphs with it.
func plain(word string) string { return norsk.Loose(norsk.Fold(word)) }

// foldAll is the entry folded, word by word.
func foldAll(entry string) string { return eachWord(entry, plain) }

// baseKey is the entry stemmed and folded, before anything stands for it.
func baseKey(entry string) string { return eachWord(entry, stem) }

func eachWord(entry string, change func(string) string) string {
	ws := words(entry)
	for i, w := range ws {
		ws[i] = change(w)
	}
	return strings.Join(ws, " ")
}

func stem(word string) string { return plain(norsk.Stem(word)) }

// form is what a word by itself comes to.
func (lx *lexicon) form(word string) form {
	f := form{plain: plain(word), stem: stem(word)}
	f.term = lx.wordAt(word, f.plain, f.stem)
	to, ok := lx.corrected(f)
	if !ok {
		return f
	}
	f.plain, f.stem = to, stem(to)
	if key, ok := lx.meant[to]; ok {
		f.stem, f.term = key, lx.listed(key, to)
	} else {
		f.term = lx.wordAt(to, to, f.stem)
	}
	return f
}

func (lx *lexicon) wordAt(word, plainWord, stem string) term {
	t := term{key: stem, surface: plainWord}
	if lx.filler[plainWord] {
		t.filler = true
		return t
	}
	to, ok := lx.lookup(plainWord, stem)
	if !ok {
		to, ok = lx.stemmed[plain(english.Stem(word, true))]
	}
	if ok {
		t.key, t.asking, t.listed = to, lx.asking[to], true
	}
	t.kind = lx.kinds[t.key]
	return t
}

// corrected is the known word that an unknown one is a slip of.
func (lx *lexicon) corrected(f form) (string, bool) {
	if len(f.plain) < minSlip || f.term.filler || f.term.listed {
		return "", false
	}
	if to, ok := lx.spelling.Find(f.plain); ok {
		return to, lx.meant[to] != "" && lx.meant[to] != f.stem // doubled letters hide an ending: "mangleer"
	}
	return lx.spelling.Near(f.plain)
}

// listed makes a term of a known word.
func (lx *lexicon) listed(key, surface string) term {
	return term{key: key, surface: surface, asking: lx.asking[key], kind: lx.kinds[key], listed: true}
}

// terms turns text into terms: periods and kommuner as one word each, then steps, then the longest phrase of the word
// lists.
func (lx *lexicon) terms(text string) []term {
	ws := norsk.Words(text)
	hidden := masks(lx.registry, ws)
	forms := make([]form, len(ws))
	for i := range ws {
		forms[i] = lx.form(lower(text, &ws[i]))
	}
	out := make([]term, 0, len(ws))
	for i := 0; i < len(ws); {
		t, n := lx.termAt(ws, forms, hidden, i)
		out = append(out, t)
		i += n
	}
	return out
}

func (lx *lexicon) termAt(ws []norsk.Word, forms []form, hidden []mask, i int) (_ term, n int) {
	at := slices.IndexFunc(hidden, func(m mask) bool { return m.start <= ws[i].Start && ws[i].Start < m.end })
	if at >= 0 {
		for n = 1; i+n < len(ws) && ws[i+n].Start < hidden[at].end; n++ {
		}
		return lx.listed(hidden[at].mark, hidden[at].mark), n
	}
	if ref, n := lx.steps.at(ws, i); n > 0 {
		return lx.listed(stepMark+ref, stepMark+ref), n
	}
	if isCode(ws, i) {
		return lx.form(codeMark).term, 2
	}
	if t, n := lx.phraseAt(forms, i); n > 0 {
		return t, n
	}
	if i+1 < len(forms) {
		if t, ok := lx.joined(&forms[i], &forms[i+1]); ok {
			return t, 2
		}
	}
	return forms[i].term, 1
}

// joined makes one word of two neighbours that are one which was split: "nærings kode".
func (lx *lexicon) joined(a, b *form) (term, bool) {
	if a.term.listed && b.term.listed || len(a.plain) < 2 || len(a.plain)+len(b.plain) < minJoined {
		return term{}, false
	}
	surface := norsk.Loose(a.plain + b.plain)
	to, _ := lx.spelling.Find(surface)
	key, ok := lx.meant[to]
	if !ok {
		return term{}, false
	}
	return lx.listed(key, surface), true
}

// phraseAt finds the longest phrase of the word lists that starts at i; n is its length, 0 when there is none.
func (lx *lexicon) phraseAt(forms []form, i int) (_ term, n int) {
	for n := min(maxPhrase, len(forms)-i); n > 1; n-- {
		typed, stems := forms[i].plain, forms[i].stem
		for _, f := range forms[i+1 : i+n] {
			typed, stems = typed+" "+f.plain, stems+" "+f.stem
		}
		if to, ok := lx.lookup(typed, stems); ok {
			return lx.listed(to, strings.ReplaceAll(typed, " ", "")), n
		}
	}
	return term{}, 0
}

// isCode reports whether ws[i] begins something like 87.102.
func isCode(ws []norsk.Word, i int) bool {
	return i+1 < len(ws) && ws[i].Number >= 0 && ws[i].End-ws[i].Start == 2 && ws[i+1].Gap == "." && ws[i+1].Number >= 0 &&
		(i == 0 || ws[i].Gap != ".")
}

// A mask is a place in a text that counts as one word.
type mask struct {
	start, end int
	mark       string
}

// masks finds the periods and kommuner in a text. Which weeks are meant depends on the day, that a period is named
// does not.
func masks(reg *kommune.Registry, ws []norsk.Word) []mask {
	var out []mask
	if m, ok := week.MentionIn(ws, anyDay); ok {
		out = append(out, mask{m.Start, m.End, periodMark})
		for _, o := range m.Others {
			out = append(out, mask{o[0], o[1], periodMark})
		}
	}
	for _, k := range reg.InWords(ws) {
		out = append(out, mask{k.Start, k.End, kommuneMark})
	}
	return out
}

var anyDay = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// DetectLang tells the language of text by its function words, which no topic can hide. Dialect counts as bokmål, and
// so does a text that gives no sign. The words of an address are nobody's.
func DetectLang(text string) Lang { return DetectLangAfter("", text) }

// DetectLangAfter is [DetectLang] in a conversation that was in a language, or in none yet: a text that gives no sign
// is in that.
func DetectLangAfter(last Lang, text string) Lang {
	if text = clip(text); strings.Contains(text, "://") {
		text = webAddress.ReplaceAllString(text, " ")
	}
	found := map[Lang]int{}
	for _, w := range words(text) {
		if lang := langOf(w); lang != "" {
			found[lang]++
		}
	}
	switch {
	case found[English] > found[Bokmal]+found[Nynorsk]+found[nordic]:
		return English
	case found[Nynorsk] > found[Bokmal], found[Nynorsk] == found[Bokmal] && last == Nynorsk:
		return Nynorsk
	case last == English && len(found) == 0:
		return English
	}
	return Bokmal
}

var webAddress = regexp.MustCompile(`\w+://\S+`)

//go:embed languages.yaml
var languagesFile []byte

// signs are the words and the endings that tell the languages apart, and the language of each.
type signs struct{ words, endings map[string]Lang }

var signsOf = sync.OnceValue(func() signs {
	var file struct {
		Words   map[Lang]string `yaml:"words"`
		Endings map[Lang]string `yaml:"endings"`
	}
	if _, err := decodeYAML(languagesFile, &file); err != nil {
		panic(err) // it is compiled in
	}
	return signs{byWord(file.Words), byWord(file.Endings)}
})

// byWord turns lists into one table. A word in two lists belongs to none.
func byWord(lists map[Lang]string) map[string]Lang {
	table := map[string]Lang{}
	for lang, list := range lists {
		for w := range strings.FieldsSeq(list) {
			if other, ok := table[w]; ok && other != lang {
				table[w] = ""
				continue
			}
			table[w] = lang
		}
	}
	return table
}

// langOf is the language of one word, or empty.
func langOf(word string) Lang {
	s := signsOf()
	if lang, ok := s.words[word]; ok || len(word) < minEnding {
		return lang
	}
	for ending, lang := range s.endings {
		if strings.HasSuffix(word, ending) {
			return lang
		}
	}
	return ""
}

// steps are the ways that people name the steps of the road, from steps.yaml, and which steps there are.
type steps struct {
	Nouns             phrases
	Numbers, Ordinals map[string]phrases // by the number

	refs   map[string]bool // "4", "4a"
	parent string          // the step that has parts, when one has: "punkt c" is one of them
}

// find finds out which steps there are.
func (s *steps) find(topics []TopicID) {
	s.refs = map[string]bool{}
	for _, id := range topics {
		about, isStep := strings.CutPrefix(string(id), "steg-")
		ref, _, numbered := strings.Cut(about, "-") // 4a of "steg-4a-altinn"
		if !isStep || !numbered {
			continue
		}
		s.refs[ref] = true
		if len(ref) > 1 {
			s.parent = ref[:1]
		}
	}
}

// numberOf is the number that a word names, or empty.
func numberOf(names map[string]phrases, word string) string {
	for number, list := range names {
		if list.set[word] {
			return number
		}
	}
	return ""
}

// at recognises a step named by its number at ws[i]: "steg 4a", "step four", "det fjerde punktet". Parts of a step may
// be named alone ("4b", "fire b"), and so may their letters behind a word for a step ("punkt c"). n is the number of
// words, 0 where no step is named.
func (s *steps) at(ws []norsk.Word, i int) (ref string, n int) {
	at := func(k int) string {
		if i+k < len(ws) {
			return ws[i+k].Folded
		}
		return ""
	}
	part := func(number, letter string) bool { return number != "" && len(letter) == 1 && s.refs[number+letter] }
	number, next, ordinal := numberOf(s.Numbers, at(0)), numberOf(s.Numbers, at(1)), numberOf(s.Ordinals, at(0))
	// "De andre" are the other ones, not the second.
	others := i > 0 && at(0) == "andre" && slices.Contains([]string{"de", "dei", "dem"}, ws[i-1].Folded)
	switch {
	case part(number, at(1)):
		return number + at(1), 2
	case ordinal != "" && s.Nouns.set[at(1)] && !others:
		return ordinal, 2
	case !s.Nouns.set[at(0)] || at(0) == "step" && at(1) == "to":
		return "", 0
	case part(next, at(2)):
		return next + at(2), 3
	case part(s.parent, at(1)):
		return s.parent + at(1), 2
	case next != "":
		return next, 2
	}
	return "", 0
}

// StepsIn are the numbers of the steps that a text names, in its order: "steg 1 og 2" are two, and "steg 4" is none
// where the step has parts.
func (b *Base) StepsIn(text string) []string {
	s, ws := b.index.lx.steps, norsk.Words(text)
	var refs []string
	add := func(ref string) {
		if s.refs[ref] && ref != s.parent && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	for i := 0; i < len(ws); i++ {
		ref, n := s.at(ws, i)
		if n == 0 {
			continue
		}
		add(ref)
		for i += n; i < len(ws); i++ { // "steg 1, 2 og 3"
			if next := ws[i].Folded; s.refs[next] && s.parent != next { // digits: "steg 2 en gang til" names one
				add(next)
			} else if next != "og" && next != "and" {
				break
			}
		}
		i--
	}
	return refs
}
