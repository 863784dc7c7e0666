package privacy

import (
	_ "embed"
	"maps"
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// findStories looks for patients that the words around make recognisable, a sentence at a time. One thing carries over
// to the next sentence: who is named with a birth date in one may be ill in the next.
func findStories(text string, words []word) []Hit {
	var (
		hits  []Hit
		known span
	)
	for len(words) > 0 {
		end := 1
		for end < len(words) && end <= sentenceWords && !words[end].begins {
			end++
		}
		step := end
		if end > sentenceWords {
			end, step = sentenceWords, sentenceWords-overlapWords
		}
		hits, known = newSentence(text, words[:end]).judge(hits, known)
		words = words[step:]
	}
	return hits
}

// judge adds what the sentence tells of a patient, and returns who is named in it with a birth date.
func (s sentence) judge(hits []Hit, known span) ([]Hit, span) {
	if known.end > 0 && s.all&(health|patient) != 0 && s.all&office == 0 {
		hits = append(hits, story(known))
	}
	if !s.name && !(s.all&patient != 0 && s.number) || s.all&(patient|user|health|born) == 0 {
		return hits, span{}
	}
	if at, ok := s.nameless(); ok {
		return append(hits, story(at)), span{}
	}
	known = span{}
	for i := range s.words {
		p, ok := s.person(i)
		if !ok {
			continue
		}
		at := span{s.words[p.from].start, s.words[p.to-1].end}
		if s.told(p) {
			return append(hits, story(at)), span{}
		}
		if !p.initials && s.all&office == 0 && s.birthAfter(p) {
			known = at
		}
	}
	return hits, known
}

func story(at span) Hit { return Hit{Kind: Pasienthistorie, Start: at.start, End: at.end} }

// person is a name in a sentence: the words from up to to.
type person struct {
	from, to int
	common   bool // begins with a common first name, written with a capital
	pair     bool // two words with capitals
	initials bool
}

// person reads a name that begins with word i.
func (s sentence) person(i int) (person, bool) {
	w := s.words[i]
	p := person{from: i, to: i + 1}
	if w.number || w.hyphen && w.class&health != 0 {
		return p, false
	}
	if w.class&firstName != 0 && (w.capital || w.class&everyday == 0) {
		for p.to < len(s.words) && p.to-i < 4 && s.nameLike(p.to) && beside(s.words[p.to]) {
			p.to++
			p.pair = true
		}
		p.common = w.capital && (p.pair || i > 0 || w.class&everyday == 0)
		return p, true
	}
	if w.caps && s.nameLike(i) {
		p.initials = true
		for p.to < len(s.words) && p.to-i < 3 && s.words[p.to].caps && s.words[p.to].start-s.words[p.to-1].end <= 2 {
			p.to++
		}
		return p, w.end-w.start > 1 || p.to-i > 1
	}
	if s.nameLike(i) && i+1 < len(s.words) && s.nameLike(i+1) && beside(s.words[i+1]) {
		p.to, p.pair = i+2, true
		return p, true
	}
	return p, false
}

// nameLike reports whether word i can be a part of a name.
func (s sentence) nameLike(i int) bool {
	w := s.words[i]
	return w.capital && w.class&^(firstName|everyday) == 0
}

// beside reports whether nothing but a blank, a point or a hyphen parts a word from the one before it.
func beside(w word) bool {
	return w.gap != "" && slices.Contains([]string{"", "-", ".", "_"}, strings.TrimSpace(w.gap))
}

// told reports whether the sentence says of the person that they are a patient or what they suffer from. Each case is
// one way to say it.
func (s sentence) told(p person) bool {
	birth := s.birthAfter(p)
	switch {
	case p.initials: // K.N., f. 1942, KOLS
		return birth && s.all&(health|patient) != 0 && s.all&office == 0
	case s.afterNoun(p, patient) && (s.words[p.from].class&firstName != 0 ||
		p.pair && (birth || s.all&(room|naming) != 0 || s.isIll(p))): // "Patient Summary Record" is nobody
		return true
	case !p.common && !p.pair:
		return false
	case birth && s.all&(health|patient|room) != 0 && s.all&office == 0:
		return true
	case s.afterNoun(p, user) && (birth || s.all&(health|room) != 0):
		return true
	case !p.common:
		return false
	case s.isPatient(p), s.isIll(p):
		return true
	case s.is(p.from-1, asking) && s.healthWithin(p.to, 3): // Har Kari Nordmann KOLS
		return true
	}
	// Rom 12: Kari Nordmann, KOLS
	return s.all&office == 0 && s.is(p.from-2, room) && s.words[p.from-1].number && s.healthWithin(p.to, 4)
}

// next are at most n words from i.
func (s sentence) next(i, n int) []word {
	return s.words[min(i, len(s.words)):min(i+n, len(s.words))]
}

// afterNoun reports whether the name follows "pasienten", with words like "på rom 12 heter" between at most.
func (s sentence) afterNoun(p person, noun class) bool {
	for i := p.from - 1; i >= 0 && p.from-i <= 7; i-- {
		w := s.words[i]
		if w.class&noun != 0 {
			return true
		}
		if i == p.from-1 && w.class&place != 0 {
			return false // where, or with whom, and not who
		}
		if w.class&leading == 0 && !w.number {
			return false
		}
	}
	return false
}

// isPatient is "Kari Nordmann er pasient" and "Kari Nordmann, beboer", but not "Hei Kari, pasienten": who is spoken to
// is not who is spoken of.
func (s sentence) isPatient(p person) bool {
	is := false
	for i, w := range s.next(p.to, 4) {
		if w.class&patient != 0 {
			return is || p.pair && i == 0 && w.class&anyPatient != 0
		}
		is = is || w.class&being != 0
		if w.class&(leading|having) == 0 {
			return false
		}
	}
	return false
}

// isIll is "Kari har fått Marevan", also with "på rom 12" or an age before the verb.
func (s sentence) isIll(p person) bool {
	for i, w := range s.next(p.to, 7) {
		if w.class&verb != 0 {
			return s.healthWithin(p.to+i+1, 7)
		}
		if !w.number && w.class&(room|years|born|leading) == 0 {
			return false
		}
	}
	return false
}

// healthWithin reports whether an illness or a medicine comes within n words from i, with no other words before it
// than one has them with. The first part of a word like KOLS-kurset is none.
func (s sentence) healthWithin(i, n int) bool {
	for _, w := range s.next(i, n) {
		i++
		if w.class&health != 0 {
			return !w.hyphen || i == len(s.words) || s.words[i].end-s.words[i].start <= 2
		}
		if w.class&having == 0 && !w.number {
			return false
		}
	}
	return false
}

// birthAfter reports whether a birth date, a birth year or an age stands within four words from the person.
func (s sentence) birthAfter(p person) bool {
	for i, w := range s.next(p.to, 5) {
		switch {
		case w.class&born != 0 && s.birthNumber(p.to+i+1):
			return true
		case w.number && (s.is(p.to+i+1, years) || i == 0 && s.year(w) && s.bracketed(w)):
			return true
		case w.number || w.class&(born|leading|having) != 0:
		case w.class&place == 0 || p.initials: // "BPA for 82 år" names nobody
			return false
		}
	}
	return false
}

// birthNumber reports whether a date or a year is word i, or the next after "i".
func (s sentence) birthNumber(i int) bool {
	if s.is(i, place) {
		i++
	}
	if i >= len(s.words) || !s.words[i].number {
		return false
	}
	w := s.words[i]
	return s.year(w) || wholeDate(w) || w.end-w.start == 2
}

// is reports whether there is a word i of the class.
func (s sentence) is(i int, c class) bool {
	return i >= 0 && i < len(s.words) && s.words[i].class&c != 0
}

// nameless is "pasient født 01.02.1942 med KOLS": the whole birth date makes a patient recognisable without a name.
func (s sentence) nameless() (span, bool) {
	if s.all&patient == 0 || s.all&(health|room) == 0 {
		return span{}, false
	}
	for i := 1; i < len(s.words); i++ {
		if date := s.words[i]; s.is(i-1, born) && wholeDate(date) {
			return span{s.words[i-1].start, date.end}, true
		}
	}
	return span{}, false
}

func wholeDate(w word) bool { return w.number && w.end-w.start >= 6 }

func (s sentence) year(w word) bool {
	return w.end-w.start == 4 && slices.Contains([]string{"18", "19", "20"}, s.text[w.start:w.start+2])
}

func (s sentence) bracketed(w word) bool {
	return strings.HasSuffix(s.text[:w.start], "(") && strings.HasPrefix(s.text[w.end:], ")")
}

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
