package privacy

import "strings"

// plain returns the text with a blank for every byte of an HTML tag or entity, of the same length so that places stay.
// Most texts have none.
func plain(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	b := []byte(text)
	for i := 0; i < len(b); i++ {
		size := 0
		switch b[i] {
		case '<':
			size = tagSize(text[i:])
		case '&':
			_, size = entity(text[i:])
		}
		for ; size > 0; size-- {
			b[i+size-1] = ' '
		}
	}
	return string(b)
}

// tagLength is how far the end of an HTML tag is looked for, in bytes.
const tagLength = 300

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
