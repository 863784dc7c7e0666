package grounding

import (
	"strings"
	"unicode/utf8"
)

// The bounds of an answer, in characters. The longest curated text of a topic is below 700, and an answer cites at
// most a few topics; a phone shows about 900 without scrolling.
const (
	maxText     = 1500
	maxSentence = 400
	maxParts    = 14 // sentences and list items
	maxTopics   = 3
)

// letters that Norwegian and English are written with beside a to z.
const letters = "æøåÆØÅéèêóòôáàüöäÉÈÓÒÜÖÄ"

// marks that may stand between words. Everything else that is no letter or digit is a finding: markup, hidden and
// direction-changing characters, letters of other alphabets that look like ours, and pictures.
const marks = ".,:;-–—()«»\"'’“”?!"

func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 127 && strings.ContainsRune(letters, r)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// A line is one line of an answer without its markup.
type line struct {
	text   string
	item   int  // the place in a numbered list, or 0
	listed bool // an item of any list
}

// A link is a Markdown link as written.
type link struct{ text, url string }

// A shape is a text taken apart: its lines without markup, its links, and what was wrong with it.
type shape struct {
	lines    []line
	links    []link
	findings Findings
}

// shapeOf takes text apart in one pass over its lines. Links are replaced by their text.
func shapeOf(text string) shape {
	var s shape
	for raw := range strings.SplitSeq(text, "\n") {
		raw = strings.TrimSpace(raw)
		if raw == "" {
			continue
		}
		l := line{text: raw}
		if rest, ok := cutBullet(raw); ok {
			l.text, l.listed = rest, true
		} else if n, rest, ok := cutNumber(raw); ok {
			l.text, l.item, l.listed = rest, n, true
		}
		l.text = s.unlink(l.text)
		l.text = s.unbold(l.text)
		s.lines = append(s.lines, l)
	}
	return s
}

func (s *shape) found(rule Rule, at string) { s.findings = append(s.findings, Finding{rule, at}) }

func cutBullet(text string) (string, bool) {
	if rest, ok := strings.CutPrefix(text, "- "); ok {
		return strings.TrimSpace(rest), true
	}
	if rest, ok := strings.CutPrefix(text, "* "); ok {
		return strings.TrimSpace(rest), true
	}
	return text, false
}

// cutNumber takes "3. " off a line. Lists are short: one digit.
func cutNumber(text string) (int, string, bool) {
	if len(text) > 3 && '1' <= text[0] && text[0] <= '9' && text[1] == '.' && text[2] == ' ' {
		return int(text[0] - '0'), strings.TrimSpace(text[3:]), true
	}
	return 0, text, false
}

// unlink replaces each [text](url) by its text and keeps the pair. A bracket that belongs to no link is a finding.
func (s *shape) unlink(text string) string {
	var out strings.Builder
	for {
		open := strings.IndexByte(text, '[')
		if open < 0 {
			break
		}
		label, rest, ok := strings.Cut(text[open+1:], "](")
		url, after, closed := strings.Cut(rest, ")")
		if !ok || !closed || strings.ContainsAny(label, "[]") || strings.HasSuffix(text[:open], "!") {
			s.found(RuleMarkdown, "[")
			break
		}
		s.links = append(s.links, link{text: strings.TrimSpace(label), url: url})
		out.WriteString(text[:open])
		out.WriteString(label)
		text = after
	}
	out.WriteString(text)
	return out.String()
}

// unbold takes ** off. A star that is not half of a pair on its line is a finding.
func (s *shape) unbold(text string) string {
	if strings.Count(text, "**")%2 != 0 {
		s.found(RuleMarkdown, "**")
	}
	text = strings.ReplaceAll(text, "**", "")
	if strings.Contains(text, "*") {
		s.found(RuleMarkdown, "*")
	}
	return text
}

// bounds checks length; a text that is too long is not looked at further.
func bounds(text string) Findings {
	switch {
	case len(text) > 4*maxText || utf8.RuneCountInString(text) > maxText:
		return Findings{{RuleLength, "text"}}
	case !utf8.ValidString(text):
		return Findings{{RuleCharacter, "not UTF-8"}}
	case strings.TrimSpace(text) == "":
		return Findings{{RuleEmpty, ""}}
	}
	return nil
}
