package handlers

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"kjernebot/bot/message"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// page builds a card and the same as text, side by side, so that neither says what the other leaves out.
type page struct {
	lang  knowledge.Lang
	title string
	card  *message.Card
	lines []string
}

func newPage(lang knowledge.Lang, title string) *page {
	return &page{lang: lang, title: title, card: message.NewCard(string(lang), "").FullWidth()}
}

func (p *page) line(text string) { p.lines = append(p.lines, text) }

// label is a short line above the heading.
func (p *page) label(text string) {
	p.card.Add(message.Label(text))
	p.line(text)
}

func (p *page) heading(text string) {
	p.card.Add(message.Heading(text))
	p.line("**" + text + "**")
}

// subheading begins a part of the page.
func (p *page) subheading(text string) {
	b := message.Text("**" + text + "**")
	b.Spacing = "Medium"
	p.card.Add(b)
	p.line("**" + text + "**")
}

func (p *page) text(text string) {
	if text != "" {
		p.card.Add(message.Text(text))
		p.line(text)
	}
}

func (p *page) facts(facts []message.Fact) {
	if len(facts) > 0 {
		p.card.Add(message.Facts(facts...))
		p.line(factLines(facts))
	}
}

// table shows rows under their headings, at most so many, and says how many more there are.
func (p *page) table(rows [][]string, limit int) {
	more := len(rows) - 1 - limit
	if more > 0 {
		rows = rows[:limit+1]
	}
	p.card.Add(newTable(rows))
	p.line(tableLines(rows))
	if more > 0 {
		p.notes(fmt.Sprintf(texts.FiguresFor(p.lang).More, more))
	}
}

// notes is the small print.
func (p *page) notes(text string) {
	if text != "" {
		p.card.Add(message.Note(text))
		p.line(text)
	}
}

// outcome is the page as a reply for the person alone.
func (p *page) outcome() Outcome {
	out := plainFigures(p.lang, paragraphs(p.lines))
	p.card.Fallback = out.Text
	out.Card, out.Summary, out.figures = p.card, p.title, true
	return out
}

// lowerFirst takes the capital from a word inside a sentence.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// upperFirst begins a sentence, or a name in a table.
func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(strings.TrimSpace(s))
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + strings.TrimSpace(s)[size:]
}
