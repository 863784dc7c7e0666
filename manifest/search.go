package manifest

// Search is the command that looks topics up in the compose box while a person
// writes to somebody else.
type Search struct {
	ID          string // the command id that the bot gets; also the parameter's name, with "Text" behind
	Title       Text   // at most 32 characters
	Description Text   // at most 128 characters
	Field       Text   // what to type, at most 32 characters
}

// DefaultSearch is Kjernebot's own search.
func DefaultSearch() Search {
	return Search{
		ID:    "sok",
		Title: Text{NB: "Søk i stegene", NN: "Søk i stega", EN: "Search the steps"},
		Description: Text{
			NB: "Finn et steg eller et svar, og sett det inn i meldingen",
			NN: "Finn eit steg eller eit svar, og set det inn i meldinga",
			EN: "Find a step or an answer and insert it in your message",
		},
		Field: Text{NB: "Hva gjelder det?", NN: "Kva gjeld det?", EN: "What is it about?"},
	}
}

const (
	maxSearchTitle       = 32
	maxSearchDescription = 128
	maxSearchField       = 32
)

type composeExtension struct {
	BotID    string          `json:"botId"`
	Commands []searchCommand `json:"commands"`
}

type searchCommand struct {
	ID          string           `json:"id"`
	Type        string           `json:"type"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	InitialRun  bool             `json:"initialRun"` // an empty search shows the steps
	Context     []string         `json:"context"`
	Parameters  []searchArgument `json:"parameters"`
}

type searchArgument struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	InputType   string `json:"inputType"`
}

// extensions makes the search's part of manifest.json; none without a search.
func extensions(o Options, l Language) []composeExtension {
	if o.Search.ID == "" {
		return nil
	}
	s := o.Search
	return []composeExtension{{BotID: o.BotID, Commands: []searchCommand{{
		ID: s.ID, Type: "query", Title: s.Title.In(l), Description: s.Description.In(l), InitialRun: true, Context: []string{"compose", "commandBox"},
		Parameters: []searchArgument{{Name: s.ID + "Text", Title: s.Field.In(l), Description: s.Description.In(l), InputType: "text"}},
	}}}}
}

// search checks the search's texts in one language.
func (c *checker) search(l Language, s Search) {
	if s.ID == "" {
		return
	}
	in := l.file() + ": composeExtensions[0].commands[0]."
	c.line(in+"title", s.Title.In(l), maxSearchTitle)
	c.line(in+"description", s.Description.In(l), maxSearchDescription)
	c.line(in+"parameters[0].title", s.Field.In(l), maxSearchField)
}
