package membership

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/strictjson"
)

// fieldPick is the list of kommuner beside the field to write one in; kommuner is what the list is called, and
// mostOffered how many of it Teams shows.
const (
	fieldPick   = "pick"
	kommuner    = "kommuner"
	mostOffered = 15
	longestName = 100 // in bytes
)

// whichKommune are the fields in which somebody says where they belong.
func (m *Dialogue) whichKommune(t *texts.Figures) []any {
	if !m.offer {
		return []any{message.InputText(fieldKommune, t.MyKommune, t.MyKommune)}
	}
	return []any{message.InputTypeAhead(fieldPick, t.MyKommune, t.TypeKommune, kommuner),
		message.Field{ID: fieldKommune, Label: t.OrWrite, Most: 100}.Input()}
}

// TypeAhead answers somebody who types the name of a kommune.
func (m *Dialogue) TypeAhead(_ context.Context, c *dialogue.Call) error {
	typed, _ := strictjson.Read[struct { // what is of another form finds the first
		Text    string `json:"queryText"`
		Dataset string `json:"dataset"`
	}](c.Data)
	results := []message.Choice{}
	if typed.Dataset == kommuner && len(typed.Text) <= longestName {
		for _, k := range m.registry.Beginning(typed.Text, mostOffered) {
			results = append(results, message.Choice{Title: k.Name + ", " + k.Fylke, Value: string(k.Number)})
		}
	}
	c.Respond(map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse",
		"value": map[string]any{"results": results}})
	return nil
}
