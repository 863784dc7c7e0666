package announcing

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"kjernebot/internal/announce"
	"kjernebot/internal/norsk"
)

// longestTitle is how long what becomes the title may be: a longer line is text.
const longestTitle = 100

// written is a whole announcement in a message.
var written = regexp.MustCompile(`(?is)^\s*(?:kunngjøring|kunngjering|kunngjør|kunngjer|kunngjøre|kunngjere)\s*:\s*(.+)$`)

// ReadWritten makes a draft of «kunngjøring: tittel», a line break and a text, or of one line whose first sentence is
// the title; ok is false for everything else. What is missing the form asks for.
func ReadWritten(text string) (c announce.Content, ok bool) {
	m := written.FindStringSubmatch(text)
	if m == nil {
		return announce.Content{}, false
	}
	body := strings.TrimSpace(m[1])
	title, rest, lines := strings.Cut(body, "\n")
	if !lines {
		title = norsk.Sentences(body)[0]
		if rest = body[len(title):]; rest != "" {
			title = strings.TrimSuffix(title, ".") // as titles are written
		}
	}
	if title = strings.TrimSpace(title); utf8.RuneCountInString(title) > longestTitle {
		return announce.Content{Text: body}, true
	}
	return announce.Content{Title: title, Text: strings.TrimSpace(rest)}, true
}
