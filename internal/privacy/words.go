package privacy

import (
	_ "embed"
	"maps"
	"strings"

	"kjernebot/internal/norsk"
)

// class is what a word can be in a sentence about a person; several at once.
type class uint32

const (
	patient    class = 1 << iota // says that somebody is a patient
	user                         // the same, but also said of users of a computer system
	health                       // a diagnosis, a medicine or a treatment
	born                         // comes before a birth date
	room                         // comes before a room number
	years                        // comes after an age
	firstName                    // a common first name
	everyday                     // a first name that is also an ordinary word
	leading                      // may stand between "pasienten" and the name
	verb                         // may stand between a name and the illness
	having                       // may stand between such a verb and the illness
	place                        // a name after it is a place, a ward or another person
	office                       // speaks of work with illness, or of somebody who works with it
	noName                       // written with a capital letter and no person
	asking                       // a verb that asks when it stands before the name
	being                        // a verb that says what somebody is
	anyPatient                   // a patient noun in the form that follows a name and a comma
	naming                       // announces a name
)

// entry is what a word is.
type entry struct {
	class class
	value int8 // of a number word, plus one
}

// classes are the names of the classes in words.txt.
var classes = map[string]class{
	"patient": patient, "any patient": anyPatient, "user": user, "illness": health, "medicine": health,
	"born": born, "room": room, "years": years, "first name": firstName, "everyday name": firstName | everyday,
	"leading": leading, "verb": verb, "having": having, "place": place, "office": office, "no name": noName,
	"asking": asking, "being": being, "naming": naming,
}

//go:embed words.txt
var wordsFile string

// lexicon has the listed words, folded; it is read only.
var lexicon = newLexicon()

func newLexicon() map[string]entry {
	lexicon := map[string]entry{}
	for meaning, words := range norsk.Lists(wordsFile) {
		for word := range norsk.Set(words) {
			lexicon[word] = entry{class: lexicon[word].class | classes[meaning]}
		}
	}
	for word, listed := range maps.Clone(lexicon) {
		for _, ending := range []string{"n", "s", "a", "t", "en", "et"} {
			if listed.class&health != 0 && len(word) >= 4 && lexicon[word+ending].class == 0 {
				lexicon[word+ending] = entry{class: health}
			}
		}
	}
	for word, n := range norsk.NumberWords() {
		lexicon[word] = entry{class: lexicon[word].class, value: int8(n) + 1}
	}
	return lexicon
}

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
