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
	// Upper says that the word begins with a capital letter, AllCaps that it is two or more letters and all capitals.
	Upper, AllCaps bool
	// Begins says that the word is the first of a sentence. The full stop of an abbreviation, of an ordinal (`1.
	// november`) or inside an address ends none, and neither does a colon.
	Begins bool

	folded int // the length of Folded, until all are known
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
		folded = make([]byte, 0, 64)
		last   int
	)
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		kind := kindOf(r, size)
		if kind == sign || kind == mark {
			i += size
			continue
		}
		words = append(words, Word{Start: i, Gap: text[last:i], Number: -1})
		w := &words[len(words)-1]
		if end := lower(text, i); end > 0 { // most words
			w.Folded, w.End = text[i:end], end
		} else {
			w.Upper = unicode.IsUpper(r)
			folded = foldRun(folded, text, w, kind)
		}
		i, last = w.End, w.End
	}
	all, at := string(folded), 0
	for i := range words {
		if w := &words[i]; w.Folded == "" {
			w.Folded = all[at : at+w.folded]
			at += w.folded
		}
	}
	return words
}

// lower returns where the word at start ends if it has the letters a to z alone, and so is folded as it stands.
func lower(text string, start int) int {
	end := start
	for end < len(text) && 'a' <= text[end] && text[end] <= 'z' {
		end++
	}
	if end < len(text) && (text[end] >= utf8.RuneSelf || 'A' <= text[end] && text[end] <= 'Z') {
		return 0
	}
	if end == start {
		return 0
	}
	return end
}

// foldRun appends the folded word that starts at w.Start, a run of letters or of digits, and completes w.
func foldRun(folded []byte, text string, w *Word, first kind) []byte {
	var (
		before        = len(folded)
		letters       int
		lower         bool
		value, digits int
	)
	i := w.Start
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		kind := kindOf(r, size)
		if kind != first && kind != mark {
			break
		}
		switch {
		case kind == letter:
			letters++
			lower = lower || !unicode.IsUpper(r)
		case '0' <= r && r <= '9':
			value, digits = value*10%1_000_000_000+int(r-'0'), digits+1
		}
		folded = appendFolded(folded, r)
		i += size
	}
	w.End, w.folded = i, len(folded)-before
	w.AllCaps = letters > 1 && !lower
	if first == digit && 0 < digits && digits <= 9 {
		w.Number = value
	}
	return folded
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
