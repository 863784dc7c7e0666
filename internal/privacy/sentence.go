package privacy

import (
	"strings"

	"kjernebot/internal/norsk"
)

// word is a word or a number of a sentence.
type word struct {
	start, end int
	gap        string // what stands before it
	class      class
	capital    bool // starts with a capital letter
	caps       bool // all capitals, one to three letters: may be initials
	number     bool // digits, also with a point, a hyphen or the like inside
	hyphen     bool // followed by a hyphen and more letters
	begins     bool // a sentence
	value      int8 // of a number word, and -1
}

// Words are looked at a sentence at a time, and a sentence without end in pieces that overlap enough for a story to be
// whole in one of them.
const (
	sentenceWords = 64
	overlapWords  = 24
)

// sentence is the words of one, and what they are together.
type sentence struct {
	text   string
	words  []word
	all    class
	number bool
	name   bool // has a word that may start a name
}

func newSentence(text string, words []word) sentence {
	s := sentence{text: text, words: words}
	for i, w := range words {
		s.all |= w.class
		s.number = s.number || w.number
		s.name = s.name || w.class&firstName != 0 || w.caps || w.capital && i > 0
	}
	return s
}

// classed tells what the words of a text are.
func classed(words []norsk.Word) []word {
	out := make([]word, 0, len(words))
	for _, w := range words {
		last := len(out) - 1
		if w.Number >= 0 && last >= 0 && out[last].number && len(w.Gap) == 1 && strings.Contains("./-,", w.Gap) {
			out[last].end = w.End // 01.02.1942
			continue
		}
		if last >= 0 && w.Gap == "-" && w.Number < 0 {
			out[last].hyphen = true
		}
		entry := lexicon[w.Folded]
		out = append(out, word{
			start: w.Start, end: w.End, gap: w.Gap, begins: w.Begins,
			class:   entry.class,
			value:   entry.value - 1,
			capital: w.Upper,
			caps:    len(w.Folded) <= 3 && (w.AllCaps || w.Upper && len(w.Folded) == 1),
			number:  w.Number >= 0 || digitByte(w.Folded[0]),
		})
	}
	return out
}
