package questions

import (
	"encoding/json"
	"strings"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// maxFound is how many topics the search in the compose box shows.
const maxFound = 8

// LookUp answers the search in Teams' compose box: the topics that a text may be about, to be inserted as cards. An
// empty text gives the topics in the order of the guide. It reads nothing but memory, far within the five seconds that
// Teams waits.
func LookUp(base *knowledge.Base, t *bot.Turn) any {
	query := searchText(t.Data)
	lang := texts.LangOf(t.Conversation.Locale)
	if query != "" {
		lang = knowledge.DetectLang(query)
	}
	found := make([]any, 0, maxFound)
	for _, m := range base.Search(query, maxFound) {
		topic, ok := base.Topic(m.Topic.ID, lang)
		if !ok {
			continue
		}
		answer := knowledge.Answer{Kind: knowledge.KindAnswer, Lang: lang, Topics: []knowledge.Topic{topic}}
		found = append(found, map[string]any{
			"contentType": message.CardType, "content": topicsCard(answer),
			"preview": map[string]any{"contentType": "application/vnd.microsoft.card.thumbnail", "content": map[string]any{
				"title": topic.Title, "text": topic.Short,
			}},
		})
	}
	if len(found) == 0 {
		return dialogue.ExtensionMessage(texts.For(lang).SearchNone)
	}
	return map[string]any{"composeExtension": map[string]any{"type": "result", "attachmentLayout": "list",
		"attachments": found}}
}

// searchText is what somebody has typed so far. Teams' first request, before anything is typed, has another parameter.
func searchText(data json.RawMessage) string {
	query, _ := strictjson.Read[struct { // what is of another form searches nothing
		Parameters []struct {
			Name  string `json:"name"`
			Value any    `json:"value"`
		} `json:"parameters"`
	}](data)
	for _, p := range query.Parameters {
		if text, ok := p.Value.(string); ok && p.Name != "initialRun" {
			return strings.TrimSpace(text)
		}
	}
	return ""
}
