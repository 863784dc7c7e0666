// Package norsk reads and writes Norwegian: words and their places, the folded form in which spellings are compared,
// where sentences begin, near-miss spelling, stems, and the names of months. It is the one way that running text is
// read, so that names, weeks and wishes are all found in the same words. Everything is a pure function of its
// arguments.
package norsk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/norwegian"
)

// Word is one run of letters, or one run of digits, of a running text.
// A run ends where letters meet digits, so that `u45` is the two words `u` and `45` with no gap between them.
type Word struct {
	// Folded is the word as [Fold] writes it: lower-case ASCII as far as it can be.
	Folded string
	// Gap is what stands between the word before (or the start of the text) and this one, as it was written.
	Gap string
	// Start and End are byte offsets into the text.
	Start, End int
	// Number is the value of a run of one to nine digits, and -1 for everything else.
	Number int
	// Upper says that the word begins with a capital letter, AllCaps that it is two or more letters and all capitals.
	Upper, AllCaps bool
	// Begins says that the word is the first of a sentence. The full stop of an abbreviation, of an ordinal (`1.
	// november`) or inside an address ends none, and neither does a colon.
	Begins bool
}

// Words cuts a text into its words. Bytes that are not UTF-8 count as gaps.
func Words(text string) []Word {
	words := cut(text)
	for i := range words {
		words[i].Begins = i == 0 || endsBetween(&words[i-1], &words[i])
	}
	return words
}

// cut is Words without the sentences.
func cut(text string) []Word {
	words := make([]Word, 0, 1+len(text)/5)
	last := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		kind := kindOf(r, size)
		if kind == sign || kind == mark {
			i += size
			continue
		}
		w := wordAt(text, i, kind)
		w.Gap, w.Upper = text[last:i], unicode.IsUpper(r)
		words = append(words, w)
		i, last = w.End, w.End
	}
	return words
}

// wordAt reads the run of letters or of digits that starts there.
func wordAt(text string, start int, first kind) Word {
	var (
		room           [32]byte
		folded         = room[:0]
		end            = start
		letters, lower int
		value, digits  int
	)
	for end < len(text) {
		if c := text[end]; first == letter && 'a' <= c && c <= 'z' { // nearly all
			folded, end = append(folded, c), end+1
			letters, lower = letters+1, lower+1
			continue
		}
		r, size := utf8.DecodeRuneInString(text[end:])
		kind := kindOf(r, size)
		if kind != first && kind != mark {
			break
		}
		end += size
		if kind == mark {
			continue
		}
		folded = utf8.AppendRune(folded, foldRune(r))
		switch {
		case '0' <= r && r <= '9':
			value, digits = value*10%1_000_000_000+int(r-'0'), digits+1
		case kind == letter && unicode.IsUpper(r):
			letters++
		case kind == letter:
			letters, lower = letters+1, lower+1
		}
	}
	w := Word{Folded: text[start:end], Start: start, End: end, Number: -1, AllCaps: letters > 1 && lower == 0}
	if w.Folded != string(folded) { // most words are folded as they stand, and cost no copy
		w.Folded = string(folded)
	}
	if 0 < digits && digits <= 9 {
		w.Number = value
	}
	return w
}

// kind is what a character is to a word.
type kind uint8

const (
	sign kind = iota // of no word
	letter
	digit
	mark // belongs to the letter before it: a text may come with `a` and a ring instead of `å`
)

// kindOf says what a character is, decoded from that many bytes.
func kindOf(r rune, size int) kind {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		return letter
	case '0' <= r && r <= '9':
		return digit
	case r < utf8.RuneSelf, r == utf8.RuneError && size <= 1:
		return sign
	case unicode.IsLetter(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	case unicode.Is(unicode.Mn, r):
		return mark
	}
	return sign
}

// Stem returns a lower-case word, not yet folded, without the ending that bends it, by the Snowball rules for bokmål:
// `virksomhetene` → `virksom`. Folded words have lost the letters that the rules look for.
func Stem(word string) string { return norwegian.Stem(word, true) }

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
