package message

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Card is an Adaptive Card of version 1.5, the newest that all of Teams' clients show. Build one with NewCard, add
// elements in reading order, and put JSON into a Reply.
type Card struct {
	Type     string          `json:"type"`
	Schema   string          `json:"$schema,omitempty"`
	Version  string          `json:"version"`
	Lang     string          `json:"lang,omitempty"`         // for screen readers: nb, nn or en
	Fallback string          `json:"fallbackText,omitempty"` // the whole content as text, where cards are not shown
	Body     []any           `json:"body"`
	Actions  []any           `json:"actions,omitempty"`
	Teams    json.RawMessage `json:"msteams,omitempty"`
}

// What Teams adds to cards and buttons, as JSON.
var (
	wide = json.RawMessage(`{"width":"Full"}`)
	// quiet keeps Teams from saying that a click was received: the answer is the confirmation.
	quiet  = json.RawMessage(`{"feedback":{"hide":true}}`)
	dialog = json.RawMessage(`{"type":"task/fetch"}`)
)

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
	c.Teams = wide
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

// Group puts elements together under a line.
func Group(items ...any) any {
	return &holder{Type: "Container", Separator: true, Spacing: "Large", Items: items}
}

// Highlight is the part that is to be read first.
func Highlight(items ...any) any { return &holder{Type: "Container", Style: "emphasis", Items: items} }

// Alarm is what keeps somebody from going on.
func Alarm(items ...any) any { return &holder{Type: "Container", Style: "attention", Items: items} }

type action struct {
	Type     string          `json:"type"`
	Title    string          `json:"title"`
	Style    string          `json:"style,omitempty"` // positive for the one thing to do, destructive for what takes away
	URL      string          `json:"url,omitempty"`
	Inputs   string          `json:"associatedInputs,omitempty"`
	Verb     string          `json:"verb,omitempty"`
	Card     *Card           `json:"card,omitempty"`
	Targets  []string        `json:"targetElements,omitempty"`
	Data     any             `json:"data,omitempty"`
	Fallback any             `json:"fallback,omitempty"`
	Teams    json.RawMessage `json:"msteams,omitempty"`
}

// OpenURL is a button that opens a page; Teams takes https addresses only.
func OpenURL(title, url string) any { return &action{Type: "Action.OpenUrl", Title: title, URL: url} }

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

func newSubmit(title, style string, data any) *action {
	return &action{Type: "Action.Submit", Title: title, Style: style, Data: Sealed{data}, Teams: quiet}
}

type dialogData struct {
	Sealed
	Teams json.RawMessage `json:"msteams"`
}

// OpenDialog is a button that opens a dialog: a task/fetch with data and none of the card's inputs, which would have to
// be filled in first. Clients without dialogs do nothing.
func OpenDialog(title string, data any) any {
	return &action{Type: "Action.Submit", Title: title, Data: dialogData{Sealed{data}, dialog}, Inputs: "none"}
}

// Execute is a button whose answer comes in the HTTP response, so that nothing is posted where it was clicked; clients
// that do not know it send a Submit. Data proves nothing about who clicks.
func Execute(title string, data any) any {
	return &action{Type: "Action.Execute", Title: title, Verb: "click", Data: Sealed{data}, Fallback: Submit(title, data)}
}

// ShowCard is a button that opens a part of the card with fields and a button of its own.
func ShowCard(title string, body []any, actions ...any) any {
	return &action{Type: "Action.ShowCard", Title: title,
		Card: &Card{Type: "AdaptiveCard", Version: "1.5", Body: body, Actions: actions}}
}

// Fold is a button that shows and hides a part of the card, and that part. Its fields come back also when it is hidden.
func Fold(id, title string, open bool, items ...any) []any {
	toggle := &action{Type: "Action.ToggleVisibility", Title: title, Targets: []string{id}}
	return []any{Buttons(toggle), &holder{Type: "Container", ID: id, Visible: &open, Items: items}}
}

// holder is an element that holds others, under the name of their kind. A struct and not a map, which takes several
// times as long to encode, and elements are pointers to them, which are encoded without a copy.
type holder struct {
	Type      string    `json:"type"`
	ID        string    `json:"id,omitempty"`
	Visible   *bool     `json:"isVisible,omitempty"`
	Style     string    `json:"style,omitempty"`
	Spacing   string    `json:"spacing,omitempty"`
	Separator bool      `json:"separator,omitempty"`
	Items     []any     `json:"items,omitempty"`
	Inlines   []textRun `json:"inlines,omitempty"`
	Facts     []Fact    `json:"facts,omitempty"`
	Actions   []any     `json:"actions,omitempty"`
}

type textRun struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// Verbatim is text that is shown as it is: what a person wrote, where Markdown would be mistaken.
func Verbatim(text string) any {
	return &holder{Type: "RichTextBlock", Inlines: []textRun{{Type: "TextRun", Text: text}}}
}

// Fact is a line of Facts.
type Fact struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// Facts are names with values, in two columns.
func Facts(facts ...Fact) any { return &holder{Type: "FactSet", Facts: facts} }

type image struct {
	Type string `json:"type"`
	URL  string `json:"url"`
	Alt  string `json:"altText"`
	Size string `json:"size"`
}

// Image is a picture, what it shows for those who do not see it, and how large it is, in Teams' words.
func Image(url, alt, size string) any { return &image{Type: "Image", URL: url, Alt: alt, Size: size} }

// Buttons are buttons in the body of a card. Those do not count among the six at its end.
func Buttons(actions ...any) any { return &holder{Type: "ActionSet", Actions: actions} }

// SealedName is the member of a button's data under which what it carries travels; SealedMark is how it begins in JSON.
const (
	SealedName = "kjernebot"
	SealedMark = `"` + SealedName + `":`
)

// Sealed is what a button carries, an object. The endpoint puts a seal over it when the card leaves, and hands a click
// on only with what it sealed for that conversation; see bot.Seal. Submit and Execute seal their data by themselves.
type Sealed struct {
	Data any `json:"kjernebot"` // SealedName
}

// input is a field of any kind; what was filled in comes back under its ID, as text.
type input struct {
	Type        string     `json:"type"`
	ID          string     `json:"id"`
	Title       string     `json:"title,omitempty"`
	Label       string     `json:"label,omitempty"`
	Placeholder string     `json:"placeholder,omitempty"`
	Value       string     `json:"value,omitempty"`
	Style       string     `json:"style,omitempty"`
	Choices     []Choice   `json:"choices,omitempty"`
	Query       *dataQuery `json:"choices.data,omitempty"`
	MaxLength   int        `json:"maxLength,omitempty"`
	Multiline   bool       `json:"isMultiline,omitempty"`
	Wrap        bool       `json:"wrap,omitempty"`
	Required    bool       `json:"isRequired,omitempty"`
	Missing     string     `json:"errorMessage,omitempty"`
}

// Field is a field of a form to write in. A client that knows no Missing sends the form all the same, so what comes
// back is checked.
type Field struct {
	ID, Label, Placeholder string
	Value                  string // what stands there already
	Lines                  bool   // room for several lines
	Most                   int    // characters; 0 for no limit
	Address                bool   // an address on the web
	Missing                string // what stands by the field when it is left empty; "" where it may be
}

// Input is the field as an element of a card.
func (f Field) Input() any {
	i := &input{Type: "Input.Text", ID: f.ID, Label: f.Label, Placeholder: f.Placeholder, Value: f.Value,
		Multiline: f.Lines, MaxLength: f.Most, Required: f.Missing != "", Missing: f.Missing}
	if f.Address {
		i.Style = "Url"
	}
	return i
}

// InputText is a field to write in that must be filled in.
func InputText(id, label, placeholder string) any {
	return Field{ID: id, Label: label, Placeholder: placeholder, Missing: placeholder, Lines: true, Most: 4000}.Input()
}

// Choice is one of the things to choose from; Value comes back.
type Choice struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// InputChoice lets a person choose one, which they must.
func InputChoice(id, label string, choices []Choice) any {
	return &input{Type: "Input.ChoiceSet", ID: id, Label: label, Missing: label, Required: true, Style: "expanded",
		Choices: choices}
}

// InputSelect is InputChoice as a list that opens, with one chosen already.
func InputSelect(id, label, value string, choices []Choice) any {
	return &input{Type: "Input.ChoiceSet", ID: id, Label: label, Value: value, Style: "compact", Choices: choices}
}

// InputToggle is a box to tick: "true" or "false" comes back.
func InputToggle(id, title string, on bool) any {
	return &input{Type: "Input.Toggle", ID: id, Title: title, Value: strconv.FormatBool(on), Wrap: true}
}

// InputDate is a day, and InputTime a time of day; 2026-11-24 and 08:00 come back, or nothing.
func InputDate(id, label, value string) any {
	return &input{Type: "Input.Date", ID: id, Label: label, Value: value}
}

// InputTime is a time of day; see InputDate.
func InputTime(id, label, value string) any {
	return &input{Type: "Input.Time", ID: id, Label: label, Value: value}
}

// dataQuery asks for choices while somebody types.
type dataQuery struct {
	Type    string `json:"type"`
	Dataset string `json:"dataset"`
}

// InputTypeAhead is a choice among many: what somebody types is sent as an application/search for the dataset. Older
// clients show an empty list, so it stands beside a field to write in.
func InputTypeAhead(id, label, hint, dataset string) any {
	return &input{Type: "Input.ChoiceSet", ID: id, Label: label, Placeholder: hint, Style: "filtered",
		Query: &dataQuery{Type: "Data.Query", Dataset: dataset}}
}
