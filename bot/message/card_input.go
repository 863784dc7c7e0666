package message

import "strconv"

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
	i := input{Type: "Input.Text", ID: f.ID, Label: f.Label, Placeholder: f.Placeholder, Value: f.Value,
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
	return input{Type: "Input.ChoiceSet", ID: id, Label: label, Missing: label, Required: true, Style: "expanded",
		Choices: choices}
}

// InputSelect is InputChoice as a list that opens, with one chosen already.
func InputSelect(id, label, value string, choices []Choice) any {
	return input{Type: "Input.ChoiceSet", ID: id, Label: label, Value: value, Style: "compact", Choices: choices}
}

// InputToggle is a box to tick: "true" or "false" comes back.
func InputToggle(id, title string, on bool) any {
	return input{Type: "Input.Toggle", ID: id, Title: title, Value: strconv.FormatBool(on), Wrap: true}
}

// InputDate is a day, and InputTime a time of day; 2026-11-24 and 08:00 come back, or nothing.
func InputDate(id, label, value string) any {
	return input{Type: "Input.Date", ID: id, Label: label, Value: value}
}

// InputTime is a time of day; see InputDate.
func InputTime(id, label, value string) any {
	return input{Type: "Input.Time", ID: id, Label: label, Value: value}
}

// dataQuery asks for choices while somebody types.
type dataQuery struct {
	Type    string `json:"type"`
	Dataset string `json:"dataset"`
}

// InputTypeAhead is a choice among many: what somebody types is sent as an application/search for the dataset. Older
// clients show an empty list, so it stands beside a field to write in.
func InputTypeAhead(id, label, hint, dataset string) any {
	return input{Type: "Input.ChoiceSet", ID: id, Label: label, Placeholder: hint, Style: "filtered",
		Query: &dataQuery{Type: "Data.Query", Dataset: dataset}}
}
