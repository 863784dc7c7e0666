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

// NewPage begins a page in a language, under a title and a label above it where there is one.
func NewPage(lang knowledge.Lang, label, title string) *Page {
	p := &Page{Lang: lang, title: title, Card: message.NewCard(string(lang), "").FullWidth()}
	p.Label(label)
	p.add("**"+title+"**", message.Heading(title))
	return p
}

// add puts elements into the card, and what they say into the text; nothing where they say nothing.
func (p *Page) add(text string, elements ...any) {
	if text != "" {
		p.Card.Add(elements...)
		p.lines = append(p.lines, text)
	}
}

// Say adds to the text what stands in the card already, put there by hand.
func (p *Page) Say(text string) { p.add(text) }

// Label is a short line that stands out; nothing for an empty one, as with all of these.
func (p *Page) Label(text string) { p.add(text, message.Label(text)) }

// Subheading begins a part of the page.
func (p *Page) Subheading(text string) {
	b := message.Text("**" + text + "**")
	b.Spacing = "Medium"
	p.add(b.Text, b)
}

// Text is a paragraph.
func (p *Page) Text(text string) { p.add(text, message.Text(text)) }

// Highlight is the part that is to be read first.
func (p *Page) Highlight(text string) { p.add(text, message.Highlight(Blocks(text)...)) }

// Facts are names with values, in two columns.
func (p *Page) Facts(facts []message.Fact) { p.add(factLines(facts), message.Facts(facts...)) }

// Notes is the small print.
func (p *Page) Notes(text string) { p.add(text, message.Note(text)) }

// Table shows rows under their headings, at most so many, and says how many more there are.
func (p *Page) Table(rows [][]string, limit int) {
	more := len(rows) - 1 - limit
	if more > 0 {
		rows = rows[:limit+1]
	}
	facts := rowFacts(rows)
	p.add(factLines(facts), newTable(rows, facts))
	if more > 0 {
		p.Notes(fmt.Sprintf(texts.FiguresFor(p.Lang).More, more))
	}
}

// Outcome is the page as a reply for the person alone.
func (p *Page) Outcome() Outcome {
	p.Card.Fallback = Paragraphs(p.lines...)
	return Outcome{Kind: KindHelp, Lang: p.Lang, Text: p.Card.Fallback, Card: p.Card, Summary: p.title, Private: true}
}

// Blocks are the paragraphs of a text as elements of a card: within one element Teams puts no space between them.
func Blocks(markdown string) []any {
	var all []any
	for paragraph := range strings.SplitSeq(markdown, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			all = append(all, message.Text(paragraph))
		}
	}
	return all
}

// Paragraphs joins what is not empty with blank lines, and Join with what stands between.
func Paragraphs(parts ...string) string { return Join("\n\n", parts...) }

// Join puts what is not empty together.
func Join(between string, parts ...string) string {
	some := slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == "" })
	return strings.Join(some, between)
}

// Mapped is what a function makes of each of some.
func Mapped[T, U any](some []T, of func(T) U) (all []U) {
	for _, one := range some {
		all = append(all, of(one))
	}
	return all
}

// Listed puts a word before the last of a list, and commas between the others.
func Listed(all []string, word string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " " + word + " " + all[last]
}

// FirstLine is a text up to its first line break.
func FirstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// factLines are facts as Markdown.
func factLines(facts []message.Fact) string {
	return strings.Join(Mapped(facts, func(f message.Fact) string { return "- " + f.Title + ": " + f.Value }), "\n")
}

// rowFacts are the rows of a table in a line each: `Hjemmetjenesten: Oppslag 182, Brukere 26`.
func rowFacts(rows [][]string) (facts []message.Fact) {
	for _, row := range rows[1:] {
		var values []string
		for i, v := range row[1:] {
			if v != "" {
				values = append(values, rows[0][i+1]+" "+v)
			}
		}
		facts = append(facts, message.Fact{Title: message.Escape(row[0]), Value: strings.Join(values, ", ")})
	}
	return facts
}

// table is a table in a card. Clients that cannot draw one show its fallback.
type table struct {
	Type     string        `json:"type"`
	Columns  []tableColumn `json:"columns"`
	Rows     []tablePart   `json:"rows"`
	Headers  bool          `json:"firstRowAsHeaders"`
	Grid     bool          `json:"showGridLines"`
	Fallback any           `json:"fallback"`
}

type tableColumn struct {
	Width int    `json:"width"`
	Align string `json:"horizontalCellContentAlignment,omitempty"`
}

// tablePart is a row, which has cells, or a cell, which has elements.
type tablePart struct {
	Type  string      `json:"type"`
	Cells []tablePart `json:"cells,omitempty"`
	Items []any       `json:"items,omitempty"`
}

// newTable makes a table of rows, the first of which holds the headings. The first column is for names, the others for
// numbers. Cells hold no Markdown of ours, since names come from other people's files.
func newTable(rows [][]string, facts []message.Fact) table {
	t := table{Type: "Table", Headers: true, Columns: []tableColumn{{Width: 2}}, Fallback: message.Facts(facts...)}
	for range rows[0][1:] {
		t.Columns = append(t.Columns, tableColumn{Width: 1, Align: "Right"}) // room for a heading on a phone
	}
	for i, r := range rows {
		row := tablePart{Type: "TableRow"}
		for _, text := range r {
			cell := message.Text(message.Escape(text))
			if i == 0 {
				cell.Weight, cell.Size = "Bolder", "Small"
			}
			row.Cells = append(row.Cells, tablePart{Type: "TableCell", Items: []any{cell}})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
