package knowledge

import "strings"

// stepMark begins the word that every way to name a step counts as: "steg fire a", "trinn 4a" and "4 a" are "§4a".
const stepMark = "§"

// stepAt recognises a step of the road named by its number at ws[i]: "steg 4a", "step four", "det fjerde punktet". The
// parts of step 4 may be named alone ("4b", "fire b"), and so may its letters ("punkt c"). n is the number of words.
func stepAt(ws []string, i int) (ref string, n int) {
	at := func(k int) string {
		if i+k < len(ws) {
			return ws[i+k]
		}
		return ""
	}
	switch {
	case stepNoun(at(0)):
		return stepNumber(at(0), at(1), at(2))
	case stepOrdinal(at(0)) != "" && stepNoun(at(1)):
		if at(0) == "andre" && i > 0 && (ws[i-1] == "de" || ws[i-1] == "dei" || ws[i-1] == "dem") {
			return "", 0 // the other ones
		}
		return stepOrdinal(at(0)), 2
	case isPart(at(0), "4"):
		return at(0), 1
	case (at(0) == "4" || at(0) == "fire" || at(0) == "four") && stepLetter(at(1)):
		return "4" + at(1), 2
	}
	return "", 0
}

// stepNumber reads the two words that follow the word for a step. n counts that one too.
func stepNumber(noun, first, second string) (ref string, n int) {
	switch {
	case isPart(first, "1234"):
		return first, 2
	case stepLetter(first) && !strings.HasPrefix(noun, "step"):
		return "4" + first, 2 // "punkt c"
	case noun == "step" && first == "to":
		return "", 0 // "the next step to take"
	}
	number := stepCardinal(first)
	if number == "" {
		return "", 0
	}
	if number == "4" && stepLetter(second) {
		return number + second, 3
	}
	return number, 2
}

// isPart reports whether w is one of the numbers with a letter behind it.
func isPart(w, numbers string) bool {
	return len(w) == 2 && strings.IndexByte(numbers, w[0]) >= 0 && stepLetter(w[1:])
}

func stepLetter(w string) bool { return w == "a" || w == "b" || w == "c" }

func stepNoun(w string) bool {
	switch w {
	case "steg", "steget", "stege", "trinn", "trinnet", "trin", "punkt", "punktet", "pkt", "step", "stegg", "fase", "fasen":
		return true
	}
	return false
}

func stepCardinal(w string) string {
	switch w {
	case "1", "en", "én", "ein", "éin", "ett", "eitt", "one", "nr1":
		return "1"
	case "2", "to", "tvo", "two":
		return "2"
	case "3", "tre", "three":
		return "3"
	case "4", "fire", "four":
		return "4"
	}
	return ""
}

func stepOrdinal(w string) string {
	switch w {
	case "1", "første", "fyrste", "forste", "first", "1st":
		return "1"
	case "2", "andre", "annet", "second", "2nd":
		return "2"
	case "3", "tredje", "third", "3rd":
		return "3"
	case "4", "fjerde", "fourth", "siste", "last", "4th":
		return "4"
	}
	return ""
}
