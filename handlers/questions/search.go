package questions

import (
	"encoding/json"
	"strings"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

const (
	// maxFound is how many topics Teams' compose box shows at once: all of them, as it is.
	maxFound = 25
	// fits is how likely the best topic must be to show any, and mayFit how likely the others: what somebody types is
	// half a word most of the time.
	fits, mayFit = 0.25, 0.1
	// maxBegun is how much of a text is looked for in titles, in bytes: more than the longest has.
	maxBegun = 200
)

// LookUp answers the search in Teams' compose box: the topics that a text may be about, to be inserted as cards. An
// empty text gives all topics in the order of the guide. It reads nothing but memory, far within the five seconds that
// Teams waits.
func LookUp(base *knowledge.Base, t *bot.Turn) any {
	query := searchText(t.Data)
	lang := texts.LangOf(t.Conversation.Locale)
	if query != "" {
		lang = knowledge.DetectLang(query)
	}
	found := make([]any, 0, maxFound)
	for _, topic := range fitting(base, query, lang) {
		found = append(found, map[string]any{
			"contentType": message.CardType, "content": topicCard(topic),
			"preview": map[string]any{"contentType": "application/vnd.microsoft.card.thumbnail", "content": map[string]any{
				"title": topic.Title, "text": topic.Short,
			}},
		})
	}
	if len(found) == 0 {
		return dialogue.ExtensionMessage(texts.For(lang).SearchNone)
	}
	return inserted(found)
}

// inserted are cards for the compose box.
func inserted(cards []any) any {
	return map[string]any{"composeExtension": map[string]any{"type": "result", "attachmentLayout": "list",
		"attachments": cards}}
}

func topicCard(t knowledge.Topic) *message.Card {
	return topicsCard(knowledge.Answer{Kind: knowledge.KindAnswer, Lang: t.Lang, Topics: []knowledge.Topic{t}})
}

// fitting are the topics that a text may be about, the likeliest first; one whose title has a word that begins so is
// among them, for somebody is still typing.
func fitting(base *knowledge.Base, query string, lang knowledge.Lang) []knowledge.Topic {
	all := base.Search(query, maxFound)
	some := query == "" || len(all) > 0 && all[0].Score >= fits
	begun := " " + norsk.Fold(query[:min(len(query), maxBegun)])
	var found []knowledge.Topic
	for _, m := range all {
		topic, ok := base.Topic(m.Topic.ID, lang)
		titled := strings.Contains(" "+norsk.Fold(topic.Title+" "+topic.Button), begun)
		if ok && (titled || some && (query == "" || m.Score >= mayFit)) {
			found = append(found, topic)
		}
	}
	return found
}

// fieldTopic is the field of the dialog in which the answer to share is chosen.
const fieldTopic = "topic"

// ShareDialog answers «Del svar»: a dialog with all answers, in which the one that fits the message it was chosen on is
// chosen already.
func ShareDialog(base *knowledge.Base, c *dialogue.Call) any {
	said, _ := strictjson.Read[struct { // what is of another form chooses nothing
		Message struct {
			Body struct {
				Content string `json:"content"`
			} `json:"body"`
		} `json:"messagePayload"`
	}](c.Data)
	text, first := texts.For(c.Lang), ""
	if found := fitting(base, bot.TextOfHTML(said.Message.Body.Content), c.Lang); said.Message.Body.Content != "" &&
		len(found) > 0 {
		first = string(found[0].ID)
	}
	var choices []message.Choice
	for _, topic := range base.Topics(c.Lang) {
		choices = append(choices, message.Choice{Title: topic.Title, Value: string(topic.ID)})
	}
	card := message.NewCard(string(c.Lang), text.ShareAnswer).
		Add(message.InputSelect(fieldTopic, text.ShareWhich, first, choices)).
		AddActions(message.Primary(text.ShareInsert, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpTopic,
			Lang: c.Lang}))
	return dialogue.TaskCard(text.ShareAnswer, card)
}

// ShareChosen puts the answer that was chosen into the compose box.
func ShareChosen(base *knowledge.Base, c *dialogue.Call) any {
	chosen, _ := strictjson.Read[struct { // as above
		Data struct {
			Topic knowledge.TopicID `json:"topic"`
		} `json:"data"`
	}](c.Data)
	topic, ok := base.Topic(chosen.Data.Topic, c.Lang)
	if !ok {
		return dialogue.ExtensionMessage(texts.For(c.Lang).SearchNone)
	}
	return inserted([]any{map[string]any{"contentType": message.CardType, "content": topicCard(topic)}})
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
