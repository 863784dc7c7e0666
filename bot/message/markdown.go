package message

import (
	"regexp"
	"strings"
)

var (
	tag    = regexp.MustCompile(`^<(?:[A-Za-z/!?]|[^\s<>]*@)`)
	entity = regexp.MustCompile(`^&#?[0-9A-Za-z]+;`)
	// lineMarks mean something at the beginning of a line: a quotation, a list, a heading, a line across.
	lineMarks = regexp.MustCompile(`(?m)^(\s*)(?:(>|(?:-+|\+|#{1,6})(?:\s|$))|(\d{1,9})([.)](?:\s|$)))`)
)

// Escape makes text show as it is where Markdown is shown, in a TextBlock or a Fact: a backslash stands before each
// sign that a client could take for markup, and before no other.
func Escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if isMark(text[i:]) {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return lineMarks.ReplaceAllString(b.String(), `$1$3\$2$4`)
}

// isMark reports whether a text begins with a sign that means something in Markdown wherever it stands.
func isMark(text string) bool {
	const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	switch text[0] {
	case '*', '_', '[', ']', '~', '`':
		return true
	case '\\': // takes the meaning from a sign behind it
		return len(text) == 1 || strings.IndexByte(punctuation+"\n", text[1]) >= 0
	case '<':
		return tag.MatchString(text)
	case '&':
		return entity.MatchString(text)
	}
	return false
}
