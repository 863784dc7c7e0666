package announcing

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"kjernebot/internal/announce"
)

// longestTitle is how long the first sentence of an announcement that was written in one line may be to become its title.
const longestTitle = 100

var (
	// written is a whole announcement in a message.
	written = regexp.MustCompile(`(?is)^\s*(?:kunngjøring|kunngjering|kunngjør|kunngjer|kunngjøre|kunngjere)\s*:\s*(.+)$`)
	// firstSentence ends where a person would breathe.
	firstSentence = regexp.MustCompile(`(?s)^(.+?)[.!?]\s+(\S.*)$`)
)

// ReadWritten makes a draft of «kunngjøring: tittel», a line break and a text, or of one line with both; ok is false for
// everything else.
func ReadWritten(text string) (c announce.Content, ok bool) {
	m := written.FindStringSubmatch(text)
	if m == nil {
		return announce.Content{}, false
	}
	body := strings.TrimSpace(m[1])
	if title, rest, several := strings.Cut(body, "\n"); several {
		return announce.Content{Title: strings.TrimSpace(title), Text: strings.TrimSpace(rest)}, true
	}
	if s := firstSentence.FindStringSubmatch(body); s != nil && utf8.RuneCountInString(s[1]) <= longestTitle {
		return announce.Content{Title: s[1], Text: s[2]}, true
	}
	return announce.Content{Text: body}, true
}
