package grounding

import (
	"bufio"
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/norwegian"

	"kjernebot/knowledge"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// class is what a word does in a sentence; a word may do several things.
type class uint64

const (
	neutral class = 1 << iota // carries no fact
	you                       // the reader
	me                        // the writer
	yesno
	must
	shall
	may
	not
	only
	all
	when
	before
	firstly
	start
	then
	auto
	example
	generic // a subject that any sentence may name
	actor   // somebody who does things
	breaks  // begins a clause behind a comma
	joins
	back // points at the sentence before
	via  // lets the one who acts stand second
	numeral
	than     // what follows is left out
	verb     // makes one word with a particle
	particle // inn, ned, opp
	deed     // is done by one to another
	at       // says where
	either
	frame // gives a sentence its frame and no more
	after
	other   // another than those named
	meets   // names whom the reader meets
	equals  // says that one thing is another
	opens   // as the first word of a sentence: afterwards
	whether // what follows is asked, not said, when it points back
)

// operators are the classes whose words are not looked up in the topic: the sentence as a whole is.
const operators = you | me | yesno | must | shall | may | not | only | all | when | before | firstly | then | auto

var classNames = map[string]class{
	"neutral": neutral, "you": you, "me": me, "yesno": yesno, "must": must, "shall": shall, "may": may, "not": not,
	"only": only, "all": all, "when": when, "before": before, "first": firstly, "start": start, "then": then, "auto": auto,
	"example": example, "generic": generic, "actor": actor, "breaks": breaks, "joins": joins, "back": back, "via": via, "than": than, "whether": whether, "verb": verb, "particle": particle,
	"deed": deed, "opens": opens, "at": at, "either": either, "frame": frame, "other": other, "meets": meets, "after": after, "equals": equals,
}

// A lexicon is what the check knows of one language.
type lexicon struct {
	lang    knowledge.Lang
	classes map[string]class    // by the word as written
	keys    map[string]class    // generic, actor, verb, deed and frame, by the key
	same    map[string]string   // word or stem -> the word that stands for all that mean the same
	parts   map[string][]string // one written word for several
	numbers map[string]string   // word -> digits
	town    string              // the key of the reader's municipality
}

// lexicons are read once; they are part of the program, so one that cannot be read is a programmer's mistake.
var lexicons = sync.OnceValue(func() map[knowledge.Lang]*lexicon {
	out := map[knowledge.Lang]*lexicon{}
	for _, lang := range knowledge.Langs() {
		data, err := lexiconFiles.ReadFile("lexicon/" + string(lang) + ".txt")
		if err != nil {
			panic(err)
		}
		lx, err := parseLexicon(lang, string(data))
		if err != nil {
			panic(err)
		}
		out[lang] = lx
	}
	return out
})

func parseLexicon(lang knowledge.Lang, text string) (*lexicon, error) {
	lx := &lexicon{
		lang: lang, classes: map[string]class{}, keys: map[string]class{}, same: map[string]string{},
		parts: map[string][]string{}, numbers: map[string]string{},
	}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(line, ":")
		if err := lx.add(name, strings.Fields(rest)); err != nil {
			return nil, fmt.Errorf("lexicon %s: %q: %w", lang, line, err)
		}
	}
	byKey := map[string]class{}
	for w, c := range lx.keys {
		byKey[lx.key(w)] |= c
	}
	lx.keys = byKey
	lx.town = lx.municipality()
	return lx, lines.Err()
}

func (lx *lexicon) add(name string, words []string) error {
	if len(words) == 0 {
		return fmt.Errorf("no words")
	}
	switch name {
	case "same":
		for _, w := range words {
			lx.same[w] = words[0]
			if stem := lx.stem(w); lx.same[stem] == "" {
				lx.same[stem] = words[0]
			}
		}
		return nil
	case "parts":
		lx.parts[words[0]] = words[1:]
		return nil
	case "number":
		for _, w := range words[1:] {
			lx.numbers[w] = words[0]
			lx.classes[w] |= numeral
		}
		return nil
	}
	c, ok := classNames[name]
	if !ok {
		return fmt.Errorf("no such class")
	}
	for _, w := range words {
		if c&(generic|actor|verb|deed|frame) != 0 {
			lx.keys[w] |= c
			continue
		}
		lx.classes[w] |= c
	}
	return nil
}

func (lx *lexicon) stem(word string) string {
	if lx.lang == knowledge.English {
		return english.Stem(word, false)
	}
	return norwegian.Stem(word, false)
}

// key is what a word counts as.
func (lx *lexicon) key(word string) string {
	if to, ok := lx.same[word]; ok {
		return to
	}
	stem := lx.stem(word)
	if to, ok := lx.same[stem]; ok {
		return to
	}
	return stem
}

// partKey is key for a part of a word; "verb+particle" is one already.
func (lx *lexicon) partKey(part string) string {
	if strings.Contains(part, "+") {
		return part
	}
	return lx.key(part)
}

// keyClass is what all words of a key do.
func (lx *lexicon) keyClass(key string) class { return lx.keys[key] }

// known counts the words of text that carry no facts in this language, and that the others may not have.
func (lx *lexicon) known(text string) int {
	n := 0
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		if lx.classes[strings.Trim(w, marks)] != 0 {
			n++
		}
	}
	return n
}

// municipality is the word for the reader's municipality.
func (lx *lexicon) municipality() string {
	if lx.lang == knowledge.English {
		return lx.key("municipality")
	}
	return lx.key("kommune")
}

// reader reports whether a token stands for the reader or the reader's municipality: what one does, the other does.
func (lx *lexicon) reader(t token) bool {
	return t.is(you) || t.is(actor) && t.is(generic) && t.keys[0] == lx.town
}
