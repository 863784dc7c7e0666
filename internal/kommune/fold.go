package kommune

import (
	"unicode"
	"unicode/utf8"
)

// Word is one run of letters, or one run of digits, of a running text.
// A run ends where letters meet digits, so that `u45` is the two words `u` and `45` with no gap between them.
type Word struct {
	// Folded is the word in lower-case ASCII as far as it can be: æ, ø, å and accented letters lose what
	// a phone keyboard or a foreign one leaves out (`Guovdageaidnu`, `Kåfjord` → `kafjord`, `Snåase` → `snaase`).
	Folded string
	// Gap is what stands between the word before (or the start of the text) and this one, as it was written.
	Gap string
	// Start and End are byte offsets into the text.
	Start, End int
	// Number is the value of a run of one to nine digits, and -1 for everything else.
	Number int
	// Upper says that the word begins with a capital letter, Shout that it is two or more letters and all capitals.
	Upper, Shout bool
}

// Words cuts a text into its words. It is the one way running text is read here, so that names,
// weeks and wishes are all found in the same words. Bytes that are not UTF-8 count as gaps.
func Words(text string) []Word {
	var (
		words  = make([]Word, 0, 8+len(text)/6)
		folded = make([]byte, 0, len(text)+len(text)/4)
		bounds = make([]int, 0, cap(words))
		last   int
	)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r, size) {
			i += size
			continue
		}
		w := Word{Start: i, Gap: text[last:i], Number: -1, Upper: unicode.IsUpper(r)}
		bounds = append(bounds, len(folded))
		folded, i = foldRun(folded, text, i, &w)
		last = i
		words = append(words, w)
	}
	all := string(folded)
	for i := range words {
		end := len(all)
		if i+1 < len(words) {
			end = bounds[i+1]
		}
		words[i].Folded = all[bounds[i]:end]
	}
	return words
}

// foldRun appends the folded word that starts at text[i] and returns where it ends.
func foldRun(folded []byte, text string, i int, w *Word) ([]byte, int) {
	first, _ := utf8.DecodeRuneInString(text[i:])
	digits, letters, lower := unicode.IsDigit(first), 0, false
	value, count := 0, 0
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r, size) || !unicode.Is(unicode.Mn, r) && unicode.IsDigit(r) != digits {
			break
		}
		if digits && r >= '0' && r <= '9' {
			value, count = value*10%1_000_000_000+int(r-'0'), count+1
		}
		if unicode.IsLetter(r) {
			letters++
			lower = lower || !unicode.IsUpper(r)
		}
		folded = appendFolded(folded, r)
		i += size
	}
	w.End = i
	w.Shout = letters > 1 && !lower
	if digits && count > 0 && count <= 9 {
		w.Number = value
	}
	return folded, i
}

// wordRune says whether r belongs to a word. Combining marks do: a text may come with `a` and a ring instead of `å`.
func wordRune(r rune, size int) bool {
	if r == utf8.RuneError && size <= 1 {
		return false
	}
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// Fold returns the form in which names are compared: lower case, without æ, ø, å and accents, one space between words.
func Fold(s string) string {
	var folded []byte
	for i, w := range Words(s) {
		if i > 0 && w.Gap != "" {
			folded = append(folded, ' ')
		}
		folded = append(folded, w.Folded...)
	}
	return string(folded)
}

func appendFolded(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	}
	if unicode.Is(unicode.Mn, r) {
		return b
	}
	r = unicode.ToLower(r)
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
