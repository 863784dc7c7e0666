// Package norsk reads and writes Norwegian: words and their places, the folded form in which spellings are compared,
// where sentences begin, near-miss spelling, stems, and the names of months. It is the one way that running text is
// read, so that names, weeks and wishes are all found in the same words. Everything is a pure function of its
// arguments.
package norsk

import (
	"unicode"
	"unicode/utf8"
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
	// Upper says that the word begins with a capital letter, Shout that it is two or more letters and all capitals.
	Upper, Shout bool
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
