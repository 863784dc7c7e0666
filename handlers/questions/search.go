package questions

import (
	"context"
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
	maxFound = 25 // how many topics Teams' compose box shows at once: all of them, as it is
	// fits is how likely the best topic must be to show any, and mayFit how likely the others: what somebody types is
	// half a word most of the time.
	fits, mayFit = 0.25, 0.1
	maxBegun     = 200 // how much of a text is looked for in titles, in bytes: more than the longest has
)

// LookUp answers the search in Teams' compose box: the topics that a text may be about, to be inserted as cards. An
// empty text gives all topics in the order of the guide. It reads nothing but memory, far within the five seconds that
// Teams waits.
func (a *Ask) LookUp(_ context.Context, c *dialogue.Call) error {
	query := searchText(c.Data)
	lang := texts.LangOf(c.Conversation.Locale)
	if query != "" {
		lang = knowledge.DetectLang(query)
	}
	found := make([]any, 0, maxFound)
	for _, topic := range fitting(a.Base(), query, lang) {
		found = append(found, map[string]any{
			"contentType": message.CardType, "content": topicCard(topic),
			"preview": map[string]any{"contentType": "application/vnd.microsoft.card.thumbnail", "content": map[string]any{
				"title": topic.Title, "text": topic.Short,
			}},
		})
	}
	insert(c, lang, found)
	return nil
}

// insert answers with cards for the compose box, or says that there are none.
func insert(c *dialogue.Call, lang knowledge.Lang, cards []any) {
	if len(cards) == 0 {
		c.Respond(dialogue.ExtensionMessage(texts.For(lang).SearchNone))
		return
	}
	c.Respond(map[string]any{"composeExtension": map[string]any{"type": "result", "attachmentLayout": "list",
		"attachments": cards}})
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
func (a *Ask) ShareDialog(_ context.Context, c *dialogue.Call) error {
	said, _ := strictjson.Read[struct { // what is of another form chooses nothing
		Message struct {
			Body struct {
				Content string `json:"content"`
			} `json:"body"`
		} `json:"messagePayload"`
	}](c.Data)
	base, text, first := a.Base(), texts.For(c.Lang), ""
	if content := said.Message.Body.Content; content != "" {
		if found := fitting(base, bot.TextOfHTML(content), c.Lang); len(found) > 0 {
			first = string(found[0].ID)
		}
	}
	var choices []message.Choice
	for _, topic := range base.Topics(c.Lang) {
		choices = append(choices, message.Choice{Title: topic.Title, Value: string(topic.ID)})
	}
	card := message.NewCard(string(c.Lang), text.ShareAnswer).
		Add(message.InputSelect(fieldTopic, text.ShareWhich, first, choices)).
		AddActions(message.Primary(text.ShareInsert, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpTopic,
			Lang: c.Lang}))
	c.Respond(dialogue.TaskCard(text.ShareAnswer, "medium", card))
	return nil
}

// ShareChosen puts the answer that was chosen into the compose box.
func (a *Ask) ShareChosen(_ context.Context, c *dialogue.Call) error {
	chosen, _ := strictjson.Read[struct { // as above
		Data struct {
			Topic knowledge.TopicID `json:"topic"`
		} `json:"data"`
	}](c.Data)
	var cards []any
	if topic, ok := a.Base().Topic(chosen.Data.Topic, c.Lang); ok {
		cards = []any{map[string]any{"contentType": message.CardType, "content": topicCard(topic)}}
	}
	insert(c, c.Lang, cards)
	return nil
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
