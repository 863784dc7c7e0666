package norsk

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold returns the form in which spellings are compared: lower case, without æ, ø, å and accents as a phone's or a
// foreign keyboard leaves them out (`Kåfjord` → `kafjord`, `Guovdageaidnu`), and one space between words. Letters
// that no neighbouring language has stay as they are.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var folded []byte
	for i, w := range cut(s) {
		if i > 0 && w.Gap != "" {
			folded = append(folded, ' ')
		}
		folded = append(folded, w.Folded...)
	}
	return string(folded)
}

// isFolded says of most single words whether Fold would change them, without reading them as text.
func isFolded(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) < 0
}

// Compact is [Fold] with nothing between the words: `Indre Østfold` → `indreostfold`.
func Compact(s string) string { return strings.ReplaceAll(Fold(s), " ", "") }

var digraphs = strings.NewReplacer("ae", "a", "oe", "o", "aa", "a")

// Digraphs reads `ae`, `oe` and `aa` in a folded text as the folded æ, ø and å: `baerum` → `barum`.
func Digraphs(folded string) string {
	return digraphs.Replace(digraphs.Replace(folded)) // twice, for `åa` written `aaa`
}

// NameKey is the form in which names are compared: [Compact], with ae, oe and aa read as æ, ø and å, as in `nordreland`.
func NameKey(name string) string { return Digraphs(Compact(name)) }

// Loose folds a folded word further: digraphs as [Digraphs] reads them, and doubled letters single, since the
// doubling of consonants is what Norwegians misspell most (`oppkobbling`, `tall` and `tal`). Digits stay.
func Loose(folded string) string {
	out := make([]byte, 0, len(folded))
	for i := range len(folded) {
		c := folded[i]
		if n := len(out); n > 0 && loosens(out[n-1], c) {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// loosens says whether Loose leaves c out after last.
func loosens(last, c byte) bool {
	return c == last && 'a' <= c && c <= 'z' || c == 'e' && (last == 'a' || last == 'o')
}

// foldRune is the lower-case letter that people write when they do not have r; of most it is the same.
func foldRune(r rune) rune {
	r = unicode.ToLower(r)
	if r < utf8.RuneSelf {
		return r
	}
	return cmp.Or(plainLetters[r], r)
}

// plainLetters are the letters that stand in for those of Norwegian, Sami and Kven, and for the neighbours' that occur
// in names.
var plainLetters = map[rune]rune{}

func init() {
	for _, row := range []string{"aæåáàäâã", "oøöóòôõ", "eéèêë", "iíìîï", "uúùûü", "yýÿ", "cčç", "dđð", "nŋñń", "sš", "tŧ",
		"zž"} {
		plain := rune(row[0])
		for _, letter := range row[1:] {
			plainLetters[letter] = plain
		}
	}
}
