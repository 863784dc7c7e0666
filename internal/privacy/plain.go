package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain returns the text with a blank for every byte that is of no word, of
// the same length so that places stay: HTML tags and entities, signs outside
// ASCII such as « and –, invisible characters. Most texts have none.
func plain(text string) string {
	if !hasSign(text) {
		return text
	}
	b := []byte(text)
	for i := 0; i < len(b); {
		size := 0
		switch c := b[i]; {
		case c == '<':
			size = tagSize(text[i:])
		case c == '&':
			_, size = entity(text[i:])
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(text[i:]); unicode.IsLetter(r) || unicode.IsMark(r) {
				i += size
				continue
			}
		}
		for k := range size {
			b[i+k] = ' '
		}
		i += max(size, 1)
	}
	return string(b)
}

// hasSign reports whether the text may have something to blank. The letters of
// Norwegian start with one byte, which begins no sign but two.
func hasSign(text string) bool {
	letter := false
	for i := range len(text) {
		c := text[i]
		if c == '<' || c == '&' || c >= utf8.RuneSelf && c != 0xC3 && !letter {
			return true
		}
		letter = c == 0xC3
	}
	return false
}

// tagSize is the length of the HTML tag at the start of s, 0 if there is none.
func tagSize(s string) int {
	if len(s) < 2 || !(s[1] == '/' || s[1] == '!' || asciiLetter(s[1])) {
		return 0
	}
	end := strings.IndexByte(s[:min(len(s), tagLength)], '>')
	if end < 0 || strings.IndexByte(s[1:end], '<') >= 0 {
		return 0
	}
	return end + 1
}
