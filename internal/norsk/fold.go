package norsk

import (
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
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Compact is [Fold] with nothing between the words: `Indre Østfold` → `indreostfold`.
func Compact(s string) string { return strings.ReplaceAll(Fold(s), " ", "") }

var digraphs = strings.NewReplacer("ae", "a", "oe", "o", "aa", "a")

// Digraphs reads `ae`, `oe` and `aa` in a folded text as the folded æ, ø and å: `baerum` → `barum`.
func Digraphs(folded string) string {
	return digraphs.Replace(digraphs.Replace(folded)) // twice, for `åa` written `aaa`
}

// Loose folds a folded word further: digraphs as [Digraphs] reads them, and doubled letters single, since the
// doubling of consonants is what Norwegians misspell most (`oppkobbling`, `tall` and `tal`). Digits stay.
func Loose(folded string) string {
	if isLoose(folded) {
		return folded
	}
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

func isLoose(folded string) bool {
	for i := 1; i < len(folded); i++ {
		if loosens(folded[i-1], folded[i]) {
			return false
		}
	}
	return true
}

// loosens says whether Loose leaves c out after last.
func loosens(last, c byte) bool {
	return c == last && 'a' <= c && c <= 'z' || c == 'e' && (last == 'a' || last == 'o')
}

func appendFolded(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	}
	switch {
	case 'À' <= r && r <= 'Þ' && r != '×':
		r += 'à' - 'À' // what ToLower does, without its search
	case r <= unicode.MaxLatin1:
	case unicode.Is(unicode.Mn, r):
		return b
	default:
		r = unicode.ToLower(r)
	}
	if plain := plainLetter(r); plain != 0 {
		return append(b, plain)
	}
	return utf8.AppendRune(b, r)
}

// plainLetter is the letter people write when they do not have r: those of Norwegian, Sami and Kven, and the
// neighbours' that occur in names. 0 means that there is none.
func plainLetter(r rune) byte {
	switch r {
	case 'æ', 'å', 'á', 'à', 'ä', 'â', 'ã':
		return 'a'
	case 'ø', 'ö', 'ó', 'ò', 'ô', 'õ':
		return 'o'
	case 'é', 'è', 'ê', 'ë':
		return 'e'
	case 'í', 'ì', 'î', 'ï':
		return 'i'
	case 'ú', 'ù', 'û', 'ü':
		return 'u'
	case 'ý', 'ÿ':
		return 'y'
	case 'č', 'ç':
		return 'c'
	case 'đ', 'ð':
		return 'd'
	case 'ŋ', 'ñ', 'ń':
		return 'n'
	case 'š':
		return 's'
	case 'ŧ':
		return 't'
	case 'ž':
		return 'z'
	}
	return 0
}
