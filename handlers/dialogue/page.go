package dialogue

import (
	"fmt"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// Page builds a card and the same as text, side by side, so that neither says what the other leaves out.
type Page struct {
	Lang  knowledge.Lang
	title string
	Card  *message.Card
	lines []string
}

// NewPage begins a page in a language, under a title for the notification.
func NewPage(lang knowledge.Lang, title string) *Page {
	return &Page{Lang: lang, title: title, Card: message.NewCard(string(lang), "").FullWidth()}
}

// Say adds to the text what stands in the card already, put there by hand.
func (p *Page) Say(text string) { p.line(text) }

func (p *Page) line(text string) { p.lines = append(p.lines, text) }

// Label is a short line above the heading.
func (p *Page) Label(text string) {
	p.Card.Add(message.Label(text))
	p.line(text)
}

// Heading is the title as it is read.
func (p *Page) Heading(text string) {
	p.Card.Add(message.Heading(text))
	p.line("**" + text + "**")
}

// Subheading begins a part of the page.
func (p *Page) Subheading(text string) {
	b := message.Text("**" + text + "**")
	b.Spacing = "Medium"
	p.Card.Add(b)
	p.line("**" + text + "**")
}

// Text is a paragraph; nothing for an empty one.
func (p *Page) Text(text string) {
	if text != "" {
		p.Card.Add(message.Text(text))
		p.line(text)
	}
}

// Highlight is the part that is to be read first.
func (p *Page) Highlight(text string) {
	p.Card.Add(message.Highlight(Blocks(text)...))
	p.line(text)
}

// Facts are names with values, in two columns.
func (p *Page) Facts(facts []message.Fact) {
	if len(facts) > 0 {
		p.Card.Add(message.Facts(facts...))
		p.line(factLines(facts))
	}
}

// Table shows rows under their headings, at most so many, and says how many more there are.
func (p *Page) Table(rows [][]string, limit int) {
	more := len(rows) - 1 - limit
	if more > 0 {
		rows = rows[:limit+1]
	}
	p.Card.Add(newTable(rows))
	p.line(tableLines(rows))
	if more > 0 {
		p.Notes(fmt.Sprintf(texts.FiguresFor(p.Lang).More, more))
	}
}

// Notes is the small print.
func (p *Page) Notes(text string) {
	if text != "" {
		p.Card.Add(message.Note(text))
		p.line(text)
	}
}

// Outcome is the page as a reply for the person alone.
func (p *Page) Outcome() Outcome {
	out := PlainFigures(p.Lang, Paragraphs(p.lines))
	p.Card.Fallback = out.Text
	out.Card, out.Summary, out.Figures = p.Card, p.title, true
	return out
}

// Help is the page as a reply without figures, for the person alone.
func (p *Page) Help() Outcome {
	out := p.Outcome()
	out.Kind, out.Figures = KindHelp, false
	return out
}

// Blocks are the paragraphs of a text as elements of a card: within one element Teams puts no space between them.
func Blocks(markdown string) []any {
	var all []any
	for _, paragraph := range strings.Split(markdown, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			all = append(all, message.Text(paragraph))
		}
	}
	return all
}

// Paragraphs joins what is not empty with blank lines.
func Paragraphs(parts []string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n\n")
}

// PlainFigures is a reply about figures that is only text, for the person alone.
func PlainFigures(lang knowledge.Lang, text string) Outcome {
	out := Plain(KindUsage, lang, text)
	out.Private = true
	return out
}

// FirstLine is a text up to its first line break.
func FirstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
