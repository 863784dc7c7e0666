package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuestion bounds, in bytes, how much of a message is searched: the longest honest story is far shorter.
const maxQuestion = 4000

// codeToken stands for a number shaped like an industry code (two digits, a point, one to three digits), so that every
// code counts as the same word. synonyms.yaml says what it means.
const codeToken = "kodetall"

// clip cuts text to maxQuestion bytes at a rune boundary and drops bytes that are no UTF-8.
func clip(text string) string {
	if len(text) > maxQuestion {
		cut := maxQuestion
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	return strings.ToValidUTF8(text, " ")
}

// words splits text into lower-case words of letters and digits. A hyphen or a point ends a word ("e-ID" is two), a
// number and a letter behind it stay together ("4a").
func words(text string) []string {
	var out []string
	start := -1
	lower := strings.ToLower(text)
	for i, r := range lower {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			out = append(out, lower[start:i])
			start = -1
		}
		if r == '.' && len(out) > 0 && isCode(lower, i) {
			out = append(out, codeToken)
		}
	}
	if start >= 0 {
		out = append(out, lower[start:])
	}
	return out
}

// isCode reports whether the point at text[i] sits in something like 87.102.
func isCode(text string, i int) bool {
	if i < 2 || i+1 >= len(text) || !digit(text[i-1]) || !digit(text[i-2]) || !digit(text[i+1]) {
		return false
	}
	return i == 2 || !digit(text[i-3]) && text[i-3] != '.'
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// fold makes words that are typed differently equal: æ, ø and å as on a foreign keyboard (a, o, a; also ae, oe, aa),
// accents off, doubled letters single ("oppkobbling", "tall" and "tal").
func fold(word string) string {
	if folded(word) {
		return word
	}
	return string(foldOnto(make([]byte, 0, len(word)), word))
}

// folded reports whether fold leaves the word as it is.
func folded(word string) bool {
	var last byte
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf || c == last && !digit(c) || c == 'e' && (last == 'a' || last == 'o') {
			return false
		}
		last = c
	}
	return true
}

// foldOnto folds word behind what buf holds, as if the two were one word.
func foldOnto(buf []byte, word string) []byte {
	last, _ := utf8.DecodeLastRune(buf)
	for _, r := range word {
		r = plain(r)
		if r == 'e' && (last == 'a' || last == 'o') && len(buf) > 0 {
			continue
		}
		if r == last && !unicode.IsDigit(r) && len(buf) > 0 {
			continue
		}
		buf = utf8.AppendRune(buf, r)
		last = r
	}
	return buf
}

func plain(r rune) rune {
	switch r {
	case 'æ', 'å', 'ä', 'à', 'á', 'â':
		return 'a'
	case 'ø', 'ö', 'ò', 'ó', 'ô':
		return 'o'
	case 'é', 'è', 'ê', 'ë':
		return 'e'
	case 'ü', 'ú', 'ù':
		return 'u'
	}
	return r
}

// sentences cuts text where a sentence ends. A point inside a number or an abbreviation such as "kl. 12" does not end one.
func sentences(text string) []string {
	var out []string
	start := 0
	for i, r := range text {
		if !endsSentence(text, i, r) {
			continue
		}
		end := i + utf8.RuneLen(r)
		if s := strings.TrimSpace(text[start:end]); s != "" {
			out = append(out, s)
		}
		start = end
	}
	if s := strings.TrimSpace(text[start:]); s != "" {
		out = append(out, s)
	}
	return out
}

func endsSentence(text string, i int, r rune) bool {
	switch r {
	case '?', '!', '\n':
		return true
	case '.':
		rest := text[i+1:]
		if !strings.HasPrefix(rest, " ") {
			return false
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
		return unicode.IsUpper(next)
	}
	return false
}
