package message

// Field is a field of a form to write in. What was written comes back under its ID, as everything in a form does: as
// text. A client that knows no Missing sends the form all the same, so what comes back is checked.
type Field struct {
	ID, Label, Placeholder string
	Value                  string // what stands there already
	Lines                  bool   // room for several lines
	Most                   int    // characters; 0 for no limit
	Address                bool   // an address on the web
	Missing                string // what stands by the field when it is left empty; "" where it may be
}

type inputText struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Label       string `json:"label"`
	Placeholder string `json:"placeholder,omitempty"`
	Value       string `json:"value,omitempty"`
	Multiline   bool   `json:"isMultiline,omitempty"`
	MaxLength   int    `json:"maxLength,omitempty"`
	Style       string `json:"style,omitempty"`
	Required    bool   `json:"isRequired,omitempty"`
	Missing     string `json:"errorMessage,omitempty"`
}

// Input is the field as an element of a card.
func (f Field) Input() any {
	i := inputText{Type: "Input.Text", ID: f.ID, Label: f.Label, Placeholder: f.Placeholder, Value: f.Value,
		Multiline: f.Lines, MaxLength: f.Most, Required: f.Missing != "", Missing: f.Missing}
	if f.Address {
		i.Style = "Url"
	}
	return i
}

// input is what the other fields have in common.
type input struct {
	Type    string   `json:"type"`
	ID      string   `json:"id"`
	Title   string   `json:"title,omitempty"`
	Label   string   `json:"label,omitempty"`
	Value   string   `json:"value,omitempty"`
	Style   string   `json:"style,omitempty"`
	Wrap    bool     `json:"wrap,omitempty"`
	Choices []Choice `json:"choices,omitempty"`
}

// InputToggle is a box to tick: "true" or "false" comes back.
func InputToggle(id, title string, on bool) any {
	value := "false"
	if on {
		value = "true"
	}
	return input{Type: "Input.Toggle", ID: id, Title: title, Value: value, Wrap: true}
}

// InputDate is a day, and InputTime a time of day; 2026-11-24 and 08:00 come back, or nothing.
func InputDate(id, label, value string) any {
	return input{Type: "Input.Date", ID: id, Label: label, Value: value}
}

// InputTime is a time of day; see InputDate.
func InputTime(id, label, value string) any {
	return input{Type: "Input.Time", ID: id, Label: label, Value: value}
}

// InputSelect is InputChoice as a list that opens, with one chosen already.
func InputSelect(id, label, value string, choices []Choice) any {
	return input{Type: "Input.ChoiceSet", ID: id, Label: label, Value: value, Style: "compact", Choices: choices}
}

// Fact is a line of Facts.
type Fact struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

type factSet struct {
	Type  string `json:"type"`
	Facts []Fact `json:"facts"`
}

// Facts are names with values, in two columns.
func Facts(facts ...Fact) any { return factSet{Type: "FactSet", Facts: facts} }

type actionSet struct {
	Actions []any  `json:"actions"`
	Type    string `json:"type"`
}

// Buttons are buttons in the body of a card. Those do not count among the six at its end.
func Buttons(actions ...any) any { return actionSet{Type: "ActionSet", Actions: actions} }

type dialogData struct {
	Data  any `json:"kjernebot"` // SealedName
	Teams struct {
		Type string `json:"type"`
	} `json:"msteams"`
}

type action struct {
	Inputs   string `json:"associatedInputs,omitempty"`
	Data     any    `json:"data"`
	Fallback any    `json:"fallback,omitempty"`
	Title    string `json:"title"`
	Type     string `json:"type"`
	Verb     string `json:"verb,omitempty"`
}

// OpenDialog is a button that opens a dialog: a task/fetch with data and none of the card's inputs, which would have to
// be filled in first. Clients without dialogs do nothing.
func OpenDialog(title string, data any) any {
	with := dialogData{Data: data}
	with.Teams.Type = "task/fetch"
	return action{Type: "Action.Submit", Title: title, Data: with, Inputs: "none"}
}

// Execute is a button whose answer comes in the HTTP response, so that nothing is posted where it was clicked; clients
// that do not know it send a Submit. Data proves nothing about who clicks.
func Execute(title string, data any) any {
	return action{Type: "Action.Execute", Title: title, Verb: "click", Data: Sealed{data}, Fallback: Submit(title, data)}
}
