package bot

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	xhtml "golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"kjernebot/internal/strictjson"
)

// mostCalls is how many ways of mentioning the bot in one message are looked at; real ones have one.
const mostCalls = 8

// quotedMark is the place of a quoted message in a reply: an id that a machine wrote, and no word of the person's.
var quotedMark = regexp.MustCompile(`(?i)</?quoted\b[^>]*>`)

// PlainText is what the person wrote: without the mention of the bot (others' mentions keep their names), with HTML
// entities decoded once, odd blanks made ordinary, in Unicode NFC. Where the text is empty it is taken from the HTML
// attachment that Teams adds to rich text, where emoji are pictures with an alt text.
func (a *Activity) PlainText() string {
	text := a.Text
	if strings.TrimSpace(text) == "" {
		text = a.htmlText()
	}
	if strings.Contains(text, "<") {
		text = a.withoutMentions(quotedMark.ReplaceAllString(text, " "))
	}
	return tidy(html.UnescapeString(text))
}

// withoutMentions takes the bot's own mention out, and the tags around everybody else's.
func (a *Activity) withoutMentions(text string) string {
	calls, names := a.called()
	for _, call := range calls {
		text = strings.ReplaceAll(text, call, " ")
	}
	// What is left is either somebody else, or the bot in a mention whose entity has no text: names with & do that.
	return eachMention(text, func(name string) string {
		name = html.UnescapeString(name)
		isBot := func(n string) bool { return n != "" && strings.EqualFold(n, strings.TrimSpace(name)) }
		if slices.ContainsFunc(names, isBot) {
			return " "
		}
		return html.EscapeString(name)
	})
}

// called is how the message mentions the bot: the literal texts, and the names.
func (a *Activity) called() (texts, names []string) {
	add := func(list []string, s string) []string {
		if s == "" || len(list) == mostCalls || slices.Contains(list, s) {
			return list
		}
		return append(list, s)
	}
	names = add(nil, a.Recipient.Name)
	for _, e := range a.Entities {
		if e.Type == "mention" && strings.EqualFold(e.Mentioned.ID, a.Recipient.ID) {
			texts, names = add(texts, e.Text), add(names, html.UnescapeString(e.Mentioned.Name))
		}
	}
	return texts, names
}

// eachMention replaces <at>name</at>, in any case and with attributes, by what is made of the name. It goes through the
// text once, whatever stands there: an end that is missing is looked for once.
func eachMention(text string, instead func(name string) string) string {
	const begin, end = "<at", "</at>"
	lower := lowerASCII(text) // of the same length
	var out strings.Builder
	done := 0
	for {
		at := strings.Index(lower[done:], begin)
		if at < 0 {
			break
		}
		at += done
		tag := at + len(begin)
		if tag < len(text) && !strings.ContainsRune("> \t\n\f\r", rune(text[tag])) { // <attachment
			out.WriteString(text[done:tag])
			done = tag
			continue
		}
		name := strings.IndexByte(text[tag:], '>') + 1 + tag
		length := strings.Index(lower[name:], end)
		if name == tag || length < 0 {
			break
		}
		out.WriteString(text[done:at])
		out.WriteString(instead(text[name : name+length]))
		done = name + length + len(end)
	}
	return out.String() + text[done:]
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}

// htmlText is the text of the first HTML attachment, with mentions in the form that the text of a message has.
func (a *Activity) htmlText() string {
	for _, att := range a.Attachments {
		if att.ContentType != "text/html" {
			continue
		}
		if content, err := strictjson.Read[string](att.Content); err == nil {
			return TextOfHTML(content)
		}
	}
	return ""
}

// TextOfHTML reads the text, the line breaks, the pictures' alt texts and the mentions out of HTML. The result has
// HTML entities, so that text that looks like a tag does not become one.
func TextOfHTML(content string) string {
	var out strings.Builder
	mentions := 0 // depth of open mention spans
	tokens := xhtml.NewTokenizer(strings.NewReader(content))
	for skip := ""; ; {
		kind := tokens.Next()
		token := tokens.Token()
		switch {
		case kind == xhtml.ErrorToken:
			return out.String()
		case skip != "":
			if kind == xhtml.EndTagToken && token.Data == skip {
				skip = ""
			}
		case kind == xhtml.TextToken:
			out.WriteString(html.EscapeString(token.Data))
		case kind == xhtml.StartTagToken && (token.Data == "script" || token.Data == "style"):
			skip = token.Data
		case token.Data == "img":
			out.WriteString(html.EscapeString(attribute(token, "alt")))
		case token.Data == "br", token.Data == "p", token.Data == "div", token.Data == "li":
			out.WriteByte('\n')
		case kind == xhtml.StartTagToken && strings.HasSuffix(attribute(token, "itemtype"), "/Mention"):
			mentions++
			out.WriteString("<at>")
		case kind == xhtml.EndTagToken && token.Data == "span" && mentions > 0:
			mentions--
			out.WriteString("</at>")
		}
	}
}

func attribute(t xhtml.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// tidy makes blanks and line breaks ordinary and removes what cannot be seen.
func tidy(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	blanks, lines := 0, 0
	for _, r := range norm.NFC.String(text) {
		switch {
		case r == '\n':
			lines++
		case r == '\r' || unicode.Is(unicode.Cf, r) && r != '\u200d': // the joiner holds emoji together
		case unicode.IsSpace(r):
			blanks++
		case unicode.IsControl(r):
		default:
			if out.Len() > 0 {
				out.WriteString(gap(blanks, lines))
			}
			blanks, lines = 0, 0
			out.WriteRune(r)
		}
	}
	return out.String()
}

// gap is what stands for a run of blanks and line breaks between two characters.
func gap(blanks, lines int) string {
	switch {
	case lines > 1:
		return "\n\n"
	case lines == 1:
		return "\n"
	case blanks > 0:
		return " "
	}
	return ""
}
