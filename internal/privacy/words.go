package privacy

import (
	_ "embed"
	"maps"

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
