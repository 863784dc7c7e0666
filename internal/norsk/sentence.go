package norsk

import "strings"

// Sentences cuts a text where its sentences end, by [Word.Begins]. Each keeps its own signs and is trimmed; a text
// without words has none.
func Sentences(text string) []string {
	var out []string
	start := 0
	for i, w := range Words(text) {
		if i == 0 || !w.Begins {
			continue
		}
		end := w.Start - len(w.Gap) + strings.LastIndexAny(w.Gap, ".!?\n") + 1
		out = append(out, strings.TrimSpace(text[start:end]))
		start = end
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// endsBetween says whether a sentence ends between two words.
func endsBetween(before, w *Word) bool {
	if strings.ContainsAny(w.Gap, "!?\n") {
		return true
	}
	dot := strings.IndexByte(w.Gap, '.')
	if dot < 0 || len(w.Gap) == dot+1 {
		return false // nothing follows the stop: an address, a time
	}
	if w.Gap[dot+1] == '.' {
		return true // an ellipsis
	}
	if before.Number >= 0 {
		return w.Upper && !afterOrdinal[w.Folded]
	}
	return len(before.Folded) > 1 && !abbreviations[before.Folded]
}

// abbreviations end with a full stop that ends no sentence.
var abbreviations = Set("kl ca nr mnd feks eks bl osv mfl org st dr sr jf dvs evt inkl maks min tlf ev jan feb apr " +
	"aug sept okt nov des fom tom pga mht ift iht vedr etc spl hjsp no avd")

// afterOrdinal are the words that a number with a full stop goes before, capital or not: `1. November`.
var afterOrdinal = Set("januar februar mars april mai juni juli august september oktober november desember kvartal " +
	"halvar uke veke plass")

// Set holds the folded words of a list parted by blanks.
func Set(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[Fold(w)] = true
	}
	return set
}
