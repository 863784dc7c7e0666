package message

import (
	"encoding/json"
	"fmt"
)

// Card is an Adaptive Card of version 1.5, the newest that all of Teams' clients show. Build one with NewCard, add
// elements in reading order, and put JSON into a Reply.
type Card struct {
	Type     string      `json:"type"`
	Schema   string      `json:"$schema"`
	Version  string      `json:"version"`
	Lang     string      `json:"lang,omitempty"`         // for screen readers: nb, nn or en
	Fallback string      `json:"fallbackText,omitempty"` // the whole content as text, where cards are not shown
	Body     []any       `json:"body"`
	Actions  []any       `json:"actions,omitempty"`
	Teams    *cardInTeam `json:"msteams,omitempty"`
}

type cardInTeam struct {
	Width string `json:"width"`
}

// NewCard starts a card in a language, with the text that stands in for it.
func NewCard(lang, fallback string) *Card {
	return &Card{Type: "AdaptiveCard", Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Version: "1.5",
		Lang: lang, Fallback: fallback, Body: []any{}}
}

// Add appends elements to the body.
func (c *Card) Add(elements ...any) *Card {
	c.Body = append(c.Body, elements...)
	return c
}

// AddActions appends buttons. Teams shows six at the most; the rest hides behind dots.
func (c *Card) AddActions(actions ...any) *Card {
	c.Actions = append(c.Actions, actions...)
	return c
}

// FullWidth lets the card use the whole width of the conversation, for tables and charts.
func (c *Card) FullWidth() *Card {
	c.Teams = &cardInTeam{Width: "Full"}
	return c
}

// JSON encodes the card. It panics on a value that cannot be encoded, which is a mistake in the program.
func (c *Card) JSON() json.RawMessage {
	b, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("bot: encode card: %v", err))
	}
	return b
}

// TextBlock is text in a card: the Markdown of links, lists, bold and italic.
type TextBlock struct {
	Type    string `json:"type"`
	Text    string `json:"text"`
	Wrap    bool   `json:"wrap"`
	Style   string `json:"style,omitempty"`
	Size    string `json:"size,omitempty"`
	Weight  string `json:"weight,omitempty"`
	Color   string `json:"color,omitempty"`
	Subtle  bool   `json:"isSubtle,omitempty"`
	Spacing string `json:"spacing,omitempty"`
}

// Text is a paragraph.
func Text(markdown string) TextBlock { return TextBlock{Type: "TextBlock", Text: markdown, Wrap: true} }

// Heading is a title that screen readers announce as one.
func Heading(text string) TextBlock {
	return TextBlock{Type: "TextBlock", Text: text, Wrap: true, Style: "heading", Size: "Medium", Weight: "Bolder"}
}

// Label is a short line above a heading.
func Label(text string) TextBlock {
	return TextBlock{Type: "TextBlock", Text: text, Wrap: true, Size: "Small", Weight: "Bolder", Color: "Accent",
		Spacing: "None"}
}

// Note is small print.
func Note(markdown string) TextBlock {
	return TextBlock{Type: "TextBlock", Text: markdown, Wrap: true, Size: "Small", Subtle: true}
}

// Wrong says by a field what is wrong with what stands in it.
func Wrong(text string) TextBlock {
	block := Label(Escape(text))
	block.Color = "Attention"
	return block
}

// Container groups elements.
type Container struct {
	Type      string `json:"type"`
	Style     string `json:"style,omitempty"`
	Spacing   string `json:"spacing,omitempty"`
	Separator bool   `json:"separator,omitempty"`
	Items     []any  `json:"items"`
}

// Group puts elements together under a line.
func Group(items ...any) Container {
	return Container{Type: "Container", Separator: true, Spacing: "Large", Items: items}
}

// Highlight is the part that is to be read first.
func Highlight(items ...any) Container {
	return Container{Type: "Container", Style: "emphasis", Items: items}
}

// Alarm is what keeps somebody from going on.
func Alarm(items ...any) Container {
	return Container{Type: "Container", Style: "attention", Items: items}
}

type openURL struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// OpenURL is a button that opens a page; Teams takes https addresses only.
func OpenURL(title, url string) any { return openURL{Type: "Action.OpenUrl", Title: title, URL: url} }

type submit struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Style  string       `json:"style,omitempty"` // positive for the one thing to do, destructive for what takes away
	Inputs string       `json:"associatedInputs,omitempty"`
	Data   any          `json:"data"`
	Teams  submitInTeam `json:"msteams"`
}

type submitInTeam struct {
	Feedback struct {
		Hide bool `json:"hide"`
	} `json:"feedback"`
}

// Submit is a button that comes back as a TurnSubmit with data, an object, and the card's inputs merged. Anyone who can
// see the card may click it, so it proves nothing about who does.
func Submit(title string, data any) any { return newSubmit(title, "", data) }

// Primary is a Submit that stands out: the one thing that the card is there for.
func Primary(title string, data any) any { return newSubmit(title, "positive", data) }

// Destructive is a Submit for what takes something away.
func Destructive(title string, data any) any { return newSubmit(title, "destructive", data) }

// Leave is a Submit that takes no field along, so that none has to be filled in.
func Leave(title string, data any) any {
	s := newSubmit(title, "", data)
	s.Inputs = "none"
	return s
}

func newSubmit(title, style string, data any) submit {
	s := submit{Type: "Action.Submit", Title: title, Style: style, Data: Sealed{data}}
	s.Teams.Feedback.Hide = true // the answer is the confirmation
	return s
}

// The elements below are structs and not maps, which take several times as long to encode. Their members come in the
// order of the alphabet.

type richText struct {
	Inlines []textRun `json:"inlines"`
	Type    string    `json:"type"`
}

type textRun struct {
	Text string `json:"text"`
	Type string `json:"type"`
}

// Verbatim is text that is shown as it is: what a person wrote, where Markdown would be mistaken.
func Verbatim(text string) any {
	return richText{Type: "RichTextBlock", Inlines: []textRun{{Type: "TextRun", Text: text}}}
}

// needed is a field that must be filled in.
type needed struct {
	Choices   []Choice `json:"choices,omitempty"`
	Missing   string   `json:"errorMessage"`
	ID        string   `json:"id"`
	Multiline bool     `json:"isMultiline,omitempty"`
	Required  bool     `json:"isRequired"`
	Label     string   `json:"label"`
	MaxLength int      `json:"maxLength,omitempty"`
	Hint      string   `json:"placeholder,omitempty"`
	Style     string   `json:"style,omitempty"`
	Type      string   `json:"type"`
}

// InputText is a field to write in; its content comes back under the id.
func InputText(id, label, placeholder string) any {
	return needed{
		Type: "Input.Text", ID: id, Label: label, Hint: placeholder, Missing: placeholder, Required: true, Multiline: true,
		MaxLength: 4000,
	}
}

// Choice is one of the things to choose from; Value comes back.
type Choice struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// InputChoice lets a person choose one; what they chose comes back under the id.
func InputChoice(id, label string, choices []Choice) any {
	return needed{
		Type: "Input.ChoiceSet", ID: id, Label: label, Missing: label, Required: true, Style: "expanded", Choices: choices,
	}
}

type showCard struct {
	Card  innerCard `json:"card"`
	Title string    `json:"title"`
	Type  string    `json:"type"`
}

type innerCard struct {
	Actions []any  `json:"actions,omitempty"`
	Body    []any  `json:"body"`
	Type    string `json:"type"`
	Version string `json:"version"`
}

// ShowCard is a button that opens a part of the card with fields and a button of its own.
func ShowCard(title string, body []any, actions ...any) any {
	return showCard{
		Type: "Action.ShowCard", Title: title, Card: innerCard{Type: "AdaptiveCard", Version: "1.5", Body: body,
			Actions: actions},
	}
}
