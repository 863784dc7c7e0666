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

// asked is the wish to write one, in words that say nothing of what it is about.
var asked = regexp.MustCompile(`(?is)^\s*(?:hei[,!]?\s+)?(?:(?:kan du|vil du|jeg vil|eg vil|vi vil|vi skal|jeg skal|eg skal)\s+)?` +
	`(?:(?:sende?|lage?|skrive?|legge?)\s+(?:ut\s+)?)?(?:(?:en|ei)\s+)?(?:ny\s+)?` +
	`(?:kunngjøring|kunngjering|kunngjøre|kunngjere|kunngjør|kunngjer)(?:\s+(?:noe|noko|at|om)|[,:])*(?:\s+|$)`)

// ReadWritten reports whether a message is a whole announcement: «kunngjøring: tittel», and a text or not.
func ReadWritten(text string) bool { return written.MatchString(text) }

// contentOf is what a message says of the announcement that it begins: after «kunngjøring:» a title, a line break and a
// text, or one line whose first sentence is the title; what stands behind «kunngjør» the same way. What is missing the
// form asks for.
func contentOf(text string) announce.Content {
	body := ""
	if m := written.FindStringSubmatch(text); m != nil {
		body = m[1]
	} else if wish := asked.FindString(text); wish != "" {
		body = norsk.UpperFirst(text[len(wish):])
	}
	if body = strings.TrimSpace(body); body == "" {
		return announce.Content{}
	}
	title, rest, lines := strings.Cut(body, "\n")
	if !lines {
		title = norsk.Sentences(body)[0]
		if rest = body[len(title):]; rest != "" {
			title = strings.TrimSuffix(title, ".") // as titles are written
		}
	}
	if title = strings.TrimSpace(title); utf8.RuneCountInString(title) > longestTitle {
		return announce.Content{Text: body}
	}
	return announce.Content{Title: title, Text: strings.TrimSpace(rest)}
}
