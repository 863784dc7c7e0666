package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// shown is a reply as it goes over the wire, as far as a terminal can show it. Fields without a tag are called the same
// there, but for the case of letters.
type shown struct {
	Type, Text  string
	Attachments []attachment
}

type attachment struct {
	Name    string // of a file
	Content card
}

// card is an Adaptive Card, read loosely.
type card struct {
	Body, Actions []element
	About         string `json:"description"` // of a file
}

// element is an element or an action of a card, with everything that any kind of them has.
type element struct {
	Type, Title, Text, AltText, URL string
	Weight, Color                   string
	Subtle                          bool `json:"isSubtle"`
	Items, Inlines, Actions         []element
	Facts                           []choice
	Fallback                        json.RawMessage // an element, or a word
	Data                            json.RawMessage
	Card                            *card  // of a button that opens more
	Inputs                          string `json:"associatedInputs"` // of an action: "none" takes no field along

	// Of a field.
	ID, Label, Value string
	Required         bool   `json:"isRequired"`
	Missing          string `json:"errorMessage"`
	Choices          []choice
}

// choice is one of those of a field, or a fact.
type choice struct{ Title, Value string }

// button is what a number does: what it sends, and the fields that are filled in first.
type button struct {
	data   json.RawMessage
	fields []element
}

// screen shows messages as text, with colours on a terminal.
type screen struct {
	out     io.Writer
	colour  bool
	fields  []element // of the card that is being shown
	buttons []button  // of the last message, in the order of their numbers
}

// width is where lines are broken, in characters.
const width = 80

func newScreen(out io.Writer) *screen { return &screen{out: out, colour: isTerminal(out)} }

// Terminal styles, as ECMA-48 numbers.
const (
	bold   = "1"
	faint  = "2"
	accent = "36"
)

func (s *screen) paint(style, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// ask prints a field: what it is called, what stands in it, and what it may be.
func (s *screen) ask(f element) {
	line := f.name()
	if v := f.shownValue(); v != "" {
		line += " [" + v + "]"
	}
	for i, c := range f.Choices {
		fmt.Fprintf(s.out, "  %d %s\n", i+1, c.Title)
	}
	if f.Type == "Input.Toggle" {
		line += " (ja/nei)"
	}
	fmt.Fprint(s.out, s.paint(accent, line+": "))
}

// show prints a message, with numbers for its buttons.
func (s *screen) show(m shown) {
	fmt.Fprintln(s.out)
	s.lines("", m.Text)
	s.buttons = nil
	for _, a := range m.Attachments {
		s.fields = inputs(a.Content.Body)
		for _, e := range a.Content.Body {
			s.element(e)
		}
		if a.Content.About != "" {
			s.lines("", a.Content.About+": "+a.Name)
		}
		s.actions(a.Content.Actions, "", s.fields)
	}
	fmt.Fprintln(s.out)
}

// inputs are the fields among elements, also within others.
func inputs(all []element) (fields []element) {
	for _, e := range all {
		if strings.HasPrefix(e.Type, "Input.") {
			fields = append(fields, e)
		}
		fields = append(fields, inputs(e.Items)...)
	}
	return fields
}

// actions prints buttons with their numbers, those inside others too, and keeps what they do. What opens a window of
// its own is left out: the form is here too.
func (s *screen) actions(actions []element, before string, fields []element) {
	for _, action := range actions {
		switch {
		case action.Type == "Action.OpenUrl":
			s.lines(faint, "→ "+before+action.Title+": "+action.URL)
		case action.Card != nil:
			for _, e := range action.Card.Body {
				if e.Type == "TextBlock" {
					s.lines(faint, "… "+before+action.Title+": "+e.Text)
				}
			}
			s.actions(action.Card.Actions, before+action.Title+": ", append(fields, inputs(action.Card.Body)...))
		case strings.Contains(string(action.Data), "task/fetch"):
		default:
			b := button{data: action.Data, fields: fields}
			if action.Inputs == "none" {
				b.fields = nil
			}
			s.buttons = append(s.buttons, b)
			fmt.Fprintln(s.out, s.paint(accent, fmt.Sprintf("[%d] %s", len(s.buttons), before+action.Title)))
		}
	}
}

// element prints an element with all that it says; of one that a terminal cannot show, that it is there.
func (s *screen) element(e element) {
	var instead element
	if json.Unmarshal(e.Fallback, &instead) == nil && instead.Type != "" {
		e = instead // what is drawn elsewhere is told here
	}
	for _, run := range e.Inlines {
		e.Text += run.Text
	}
	switch {
	case e.Type == "ActionSet":
		s.actions(e.Actions, "", s.fields)
	case e.Type == "Container":
		for _, item := range e.Items {
			s.element(item)
		}
	case e.Type == "FactSet":
		for _, f := range e.Facts {
			s.lines("", f.Title+": "+f.Value)
		}
		fmt.Fprintln(s.out)
	case e.Type == "Image":
		s.lines(faint, "(bilde: "+cmp.Or(e.AltText, e.URL)+")")
	case strings.HasPrefix(e.Type, "Input."):
		s.lines(faint, e.name()+": "+cmp.Or(e.shownValue(), "–"))
	case e.Type == "TextBlock" || e.Type == "RichTextBlock":
		s.text(e)
	default:
		s.lines(faint, "(her er det noe som terminalen ikke kan vise: "+e.Type+")")
	}
}

func (s *screen) text(e element) {
	style := ""
	switch {
	case e.Subtle:
		style = faint
	case e.Color == "Accent":
		style = accent
	case e.Weight == "Bolder":
		style = bold
	}
	s.lines(style, e.Text)
	if e.Text == "" || style != bold && e.Color != "Accent" { // what follows a heading belongs to it
		fmt.Fprintln(s.out)
	}
}

func (e element) name() string { return cmp.Or(e.Label, e.Title, e.ID) }

// shownValue is what stands in a field, in words.
func (e element) shownValue() string {
	if e.Type == "Input.Toggle" {
		return map[string]string{"true": "ja"}[e.Value]
	}
	for _, c := range e.Choices {
		if c.Value == e.Value {
			return c.Title
		}
	}
	return e.Value
}

var (
	markdownLink = regexp.MustCompile(`\[([^\]]*)\]\((?:mailto:)?([^)]*)\)`)
	markdownBold = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// lines prints Markdown as plain text, broken at width, and nothing of no text.
func (s *screen) lines(style, markdown string) {
	if markdown == "" {
		return
	}
	text := markdownLink.ReplaceAllStringFunc(markdown, func(link string) string {
		parts := markdownLink.FindStringSubmatch(link)
		if parts[1] == parts[2] {
			return parts[1]
		}
		return parts[1] + " (" + parts[2] + ")"
	})
	for line := range strings.SplitSeq(text, "\n") {
		for _, row := range wrap(line) {
			row = markdownBold.ReplaceAllStringFunc(row, func(b string) string { return s.paint(bold, strings.Trim(b, "*")) })
			fmt.Fprintln(s.out, s.paint(style, row))
		}
	}
}

// wrap breaks a line between words. A list item's further rows stand under its text.
func wrap(line string) []string {
	indent := ""
	if strings.HasPrefix(strings.TrimSpace(line), "- ") {
		indent = "  "
	}
	var rows []string
	row := ""
	for _, word := range strings.Fields(line) {
		switch {
		case row == "":
			row = word
		case utf8.RuneCountInString(row+word) >= width:
			rows, row = append(rows, row), indent+word
		default:
			row += " " + word
		}
	}
	return append(rows, row)
}
