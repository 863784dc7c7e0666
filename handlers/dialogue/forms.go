package dialogue

import (
	"encoding/json"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/strictjson"
)

// Fields gives what somebody wrote in each field of a card.
func Fields(form json.RawMessage) func(field string) string {
	fields, _ := strictjson.Read[map[string]any](form) // what is no form has no fields
	return func(field string) string {
		value, _ := fields[field].(string)
		return strings.TrimSpace(value)
	}
}

// TaskMessage is a line in the place of a dialog.
func TaskMessage(text string) map[string]any {
	return map[string]any{"task": map[string]any{"type": "message", "value": text}}
}

// TaskCard is a card in a dialog.
func TaskCard(title string, card *message.Card) any {
	return map[string]any{"task": map[string]any{"type": "continue", "value": map[string]any{
		"title": title, "height": "medium", "width": "medium",
		"card": map[string]any{"contentType": message.CardType, "content": card},
	}}}
}

// ActionMessage is a short answer to an Action.Execute, which the client shows to who clicked.
func ActionMessage(text string) any {
	return map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}
}

// ExtensionMessage is a line in the place of what a search finds.
func ExtensionMessage(text string) any {
	return map[string]any{"composeExtension": map[string]any{"type": "message", "text": text}}
}
