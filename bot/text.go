package bot

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	xhtml "golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"kjernebot/internal/strictjson"
)

// atTag is a mention as it stands in the text of a message.
var atTag = regexp.MustCompile(`(?is)<at(?:\s[^>]*)?>(.*?)</at>`)

// PlainText is what the person wrote: without the mention of the bot (others' mentions keep their names), with HTML
// entities decoded once, odd blanks made ordinary, in Unicode NFC. Where the text is empty it is taken from the HTML
// attachment that Teams adds to rich text, where emoji are pictures with an alt text.
func (a *Activity) PlainText() string {
	text := a.Text
	if strings.TrimSpace(text) == "" {
		text = a.htmlText()
	}
	if strings.Contains(text, "<") {
		text = a.withoutMentions(text)
	}
	return tidy(html.UnescapeString(text))
}

// withoutMentions takes the bot's own mention out, and the tags around everybody else's.
func (a *Activity) withoutMentions(text string) string {
	for _, e := range a.Entities {
		if e.Type == "mention" && e.Text != "" && strings.EqualFold(e.Mentioned.ID, a.Recipient.ID) {
			text = strings.ReplaceAll(text, e.Text, " ")
		}
	}
	// What is left is either somebody else, or the bot in a mention whose entity has no text: names with & do that.
	return atTag.ReplaceAllStringFunc(text, func(tag string) string {
		name := html.UnescapeString(atTag.FindStringSubmatch(tag)[1])
		if a.isBotName(strings.TrimSpace(name)) {
			return " "
		}
		return html.EscapeString(name)
	})
}

// isBotName reports whether a mention of that name is a mention of the bot.
func (a *Activity) isBotName(name string) bool {
	if name == "" {
		return false
	}
	if strings.EqualFold(name, a.Recipient.Name) {
		return true
	}
	for _, e := range a.Entities {
		if e.Type == "mention" && strings.EqualFold(e.Mentioned.ID, a.Recipient.ID) && strings.EqualFold(html.UnescapeString(e.Mentioned.Name), name) {
			return true
		}
	}
	return false
}

// htmlText is the text of the first HTML attachment, with mentions in the form that the text of a message has.
func (a *Activity) htmlText() string {
	for _, att := range a.Attachments {
		if att.ContentType != "text/html" {
			continue
		}
		if content, err := strictjson.Read[string](att.Content); err == nil {
			return textOfHTML(content)
		}
	}
	return ""
}

// textOfHTML reads the text, the line breaks, the pictures' alt texts and the mentions out of HTML. The result has
// HTML entities, so that text that looks like a tag does not become one.
func textOfHTML(content string) string {
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
