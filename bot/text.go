package bot

import (
	"cmp"
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

var (
	// quotedMark is the place of a quoted message in a reply: an id that a machine wrote, and no word of the person's.
	quotedMark = regexp.MustCompile(`(?i)</?quoted\b[^>]*>`)
	// mention is <at>name</at>, in any case and with attributes.
	mention = regexp.MustCompile(`(?is)<at(?:\s[^>]*)?>.*?</at>`)
)

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
	names := []string{a.Recipient.Name}
	for _, e := range a.mentions() {
		if e.Text != "" {
			text = strings.ReplaceAll(text, e.Text, " ")
		}
		names = append(names, html.UnescapeString(e.Mentioned.Name))
	}
	// What is left is either somebody else, or the bot in a mention whose entity has no text: names with & do that.
	return mention.ReplaceAllStringFunc(text, func(tag string) string {
		_, name, _ := strings.Cut(tag, ">")
		name = html.UnescapeString(name[:len(name)-len("</at>")])
		isBot := func(n string) bool { return n != "" && strings.EqualFold(n, strings.TrimSpace(name)) }
		if slices.ContainsFunc(names, isBot) {
			return " "
		}
		return html.EscapeString(name)
	})
}

// mentions are those of the bot, mostCalls at the most.
func (a *Activity) mentions() (of []Entity) {
	for _, e := range a.Entities {
		if e.Type == "mention" && strings.EqualFold(e.Mentioned.ID, a.Recipient.ID) && len(of) < mostCalls {
			of = append(of, e)
		}
	}
	return of
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
	gap, lines := "", 0
	for _, r := range norm.NFC.String(text) {
		switch {
		case r == '\n':
			lines++
			gap = strings.Repeat("\n", min(lines, 2))
		case r == '\r' || unicode.Is(unicode.Cf, r) && r != '\u200d': // the joiner holds emoji together
		case unicode.IsSpace(r):
			gap = cmp.Or(gap, " ")
		case unicode.IsControl(r):
		default:
			if out.Len() > 0 {
				out.WriteString(gap)
			}
			gap, lines = "", 0
			out.WriteRune(r)
		}
	}
	return out.String()
}
