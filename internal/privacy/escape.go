package privacy

import (
	"encoding/hex"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longestEntity is enough for every name that HTML has and every number that is a character.
const longestEntity = 40

// entity decodes an HTML entity at the start of s, once or twice encoded. Size 0 means that s starts with none.
func entity(s string) (r rune, size int) {
	const twice = "&amp;"
	if strings.HasPrefix(s, twice) {
		if r, size = entity("&" + s[len(twice):min(len(s), len(twice)+longestEntity)]); size > 0 {
			return r, size + len(twice) - 1
		}
	}
	for _, name := range []string{"&nbsp", "&shy"} { // HTML allows these without the semicolon
		if strings.HasPrefix(s, name) && !strings.HasPrefix(s[len(name):], ";") {
			return ' ', len(name)
		}
	}
	size = 1 + strings.IndexByte(s[:min(len(s), longestEntity)], ';')
	if decoded := html.UnescapeString(s[:size]); decoded != s[:size] {
		r, _ = utf8.DecodeRuneInString(decoded)
		return r, size
	}
	return 0, 0
}

// escape decodes a character that was written for a URL (%C2%A0), a mail (=A0) or a program (\u00a0, \n) at the start
// of s. Size 0 means that there is none.
func escape(s string) (r rune, size int) {
	if s[0] == '\\' {
		return backslash(s)
	}
	const twice = "%25"
	if strings.HasPrefix(s, twice) {
		if r, size = escape("%" + s[len(twice):min(len(s), len(twice)+11)]); size > 0 {
			return r, size + len(twice) - 1
		}
	}
	var raw []byte
	for rest := s; len(rest) >= len("%A0") && rest[0] == s[0] && len(raw) < utf8.UTFMax; rest = rest[len("%A0"):] {
		b, err := hex.DecodeString(rest[1:len("%A0")])
		// What follows a "=" and no mail writes as an escape is a value, as in "id=23…".
		if err != nil || s[0] == '=' && b[0] < utf8.RuneSelf && strings.IndexByte(" \t\n\r=", b[0]) < 0 {
			break
		}
		raw = append(raw, b...)
	}
	r, size = utf8.DecodeRune(raw)
	return r, size * len("%A0")
}

func backslash(s string) (r rune, size int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case 'n', 'r':
		return '\n', 2
	case 't':
		return '\t', 2
	case 'u':
		size = len(`\u00a0`)
	case 'x':
		size = len(`\xa0`)
	}
	if size == 0 || len(s) < size {
		return 0, 0
	}
	n, err := strconv.ParseUint(s[2:size], 16, 32)
	if err != nil {
		return 0, 0
	}
	return rune(n), size
}

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
