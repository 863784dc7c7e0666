package main

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// message is a reply as it goes over the wire, as far as a terminal can show it.
type shown struct {
	Type        string       `json:"type"`
	Text        string       `json:"text"`
	Attachments []attachment `json:"attachments"`
}

type attachment struct {
	Name    string `json:"name"` // of a file
	Content card   `json:"content"`
}

// card is an Adaptive Card, read loosely.
type card struct {
	Body    []element `json:"body"`
	Actions []element `json:"actions"`
	About   string    `json:"description"` // of a file
}

type element struct {
	Type   string          `json:"type"`
	Text   string          `json:"text"`
	Weight string          `json:"weight"`
	Color  string          `json:"color"`
	Subtle bool            `json:"isSubtle"`
	Items  []element       `json:"items"`
	Title  string          `json:"title"`
	URL    string          `json:"url"`
	Data   json.RawMessage `json:"data"`
	Facts  []struct {
		Title string `json:"title"`
		Value string `json:"value"`
	} `json:"facts"`
	Fallback json.RawMessage `json:"fallback"` // an element, or a word
	Card     *card           `json:"card"`     // of a button that opens more
	Actions  []element       `json:"actions"`  // of buttons in the body
}

// screen shows messages as text, with colours on a terminal.
type screen struct {
	out    io.Writer
	colour bool
}

// width is where lines are broken, in characters.
const width = 80

func newScreen(out io.Writer, terminal bool) *screen {
	return &screen{out: out, colour: terminal}
}

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

func (s *screen) prompt() { fmt.Fprint(s.out, s.paint(bold, "Du: ")) }

// show prints a message and returns what its buttons send, in the order of the numbers printed.
func (s *screen) show(m shown) []json.RawMessage {
	fmt.Fprintln(s.out)
	if m.Text != "" {
		s.lines("", m.Text)
	}
	var buttons []json.RawMessage
	for _, a := range m.Attachments {
		for _, e := range a.Content.Body {
			buttons = s.element(e, buttons)
		}
		if a.Content.About != "" {
			s.lines("", a.Content.About+": "+a.Name)
		}
		buttons = s.actions(a.Content.Actions, "", buttons)
	}
	fmt.Fprintln(s.out)
	return buttons
}

// actions prints buttons with their numbers, those inside others too, and appends what they send.
func (s *screen) actions(actions []element, before string, buttons []json.RawMessage) []json.RawMessage {
	for _, action := range actions {
		switch {
		case action.Type == "Action.OpenUrl":
			s.lines(faint, "→ "+before+action.Title+": "+action.URL)
		case action.Card != nil:
			buttons = s.actions(action.Card.Actions, before+action.Title+": ", buttons)
		default:
			buttons = append(buttons, action.Data)
			fmt.Fprintln(s.out, s.paint(accent, fmt.Sprintf("[%d] %s", len(buttons), before+action.Title)))
		}
	}
	return buttons
}

// element prints a part of a card; see actions for the buttons.
func (s *screen) element(e element, buttons []json.RawMessage) []json.RawMessage {
	var instead element
	if json.Unmarshal(e.Fallback, &instead) == nil && instead.Type != "" {
		e = instead // what is drawn elsewhere is told here
	}
	switch {
	case e.Type == "Container":
		for _, item := range e.Items {
			buttons = s.element(item, buttons)
		}
	case e.Type == "ActionSet":
		buttons = s.actions(e.Actions, "", buttons)
	case e.Type == "FactSet":
		for _, f := range e.Facts {
			s.lines("", f.Title+": "+f.Value)
		}
		fmt.Fprintln(s.out)
	case e.Text == "":
	case e.Subtle:
		s.lines(faint, e.Text)
	case e.Color == "Accent":
		s.lines(accent, e.Text)
	case e.Weight == "Bolder":
		s.lines(bold, e.Text)
		return buttons // what follows a heading belongs to it
	default:
		s.lines("", e.Text)
	}
	if e.Type == "TextBlock" && e.Color != "Accent" {
		fmt.Fprintln(s.out)
	}
	return buttons
}

var (
	markdownLink = regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`)
	markdownBold = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// lines prints Markdown as plain text, broken at width.
func (s *screen) lines(style, markdown string) {
	text := markdownLink.ReplaceAllStringFunc(markdown, func(link string) string {
		parts := markdownLink.FindStringSubmatch(link)
		if address := strings.TrimPrefix(parts[2], "mailto:"); address != parts[1] {
			return parts[1] + " (" + address + ")"
		}
		return parts[1]
	})
	for _, line := range strings.Split(text, "\n") {
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
		if row != "" && utf8.RuneCountInString(row)+1+utf8.RuneCountInString(word) > width {
			rows = append(rows, row)
			row = indent + word
			continue
		}
		if row != "" {
			row += " "
		}
		row += word
	}
	return append(rows, row)
}
