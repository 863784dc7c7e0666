package manifest

// search is the command that looks topics up in the compose box while a person
// writes to somebody else.
type search struct {
	ID          string // the command id that the bot gets; also the parameter's name, with "Text" behind
	Title       Text   // at most 32 characters
	Description Text   // at most 128 characters
	Field       Text   // what to type, at most 32 characters
}

func ownSearch() search {
	return search{
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

// extensions makes the search's part of manifest.json.
func extensions(botID string, l Language) []composeExtension {
	s := ownSearch()
	description := s.Description.In(l)
	return []composeExtension{{BotID: botID, Commands: []searchCommand{{
		ID: s.ID, Type: "query", Title: s.Title.In(l), Description: description, InitialRun: true,
		Context: []string{"compose", "commandBox"},
		Parameters: []searchArgument{{Name: s.ID + "Text", Title: s.Field.In(l), Description: description,
			InputType: "text"}},
	}}}}
}
