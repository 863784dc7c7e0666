package questions

import (
	"slices"
	"unicode/utf8"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// starters are the topics whose questions Teams offers to write on, in the order of the road.
var starters = []knowledge.TopicID{"stegene", "yrkesgrupper", "steg-3-eid", "steg-4-oppkobling", "kontakt"}

// maxTitle is how long a command's title may be, in characters, so that every client shows it whole.
const maxTitle = 32

// Starters are questions to begin with, as Teams offers them: by the question itself where it is short enough.
func Starters(base *knowledge.Base, lang knowledge.Lang) []texts.Command {
	var all []texts.Command
	for _, topic := range topicsOf(base, starters, lang) {
		title := topic.Question()
		if utf8.RuneCountInString(title) > maxTitle {
			title = topic.Button
		}
		all = append(all, texts.Command{Title: title, About: topic.Title, Prompt: topic.Question()})
	}
	return all
}

// startTopics are offered to people who have not asked yet.
var startTopics = []knowledge.TopicID{"stegene", "yrkesgrupper", "kontakt"}

// Help answers greetings, thanks and questions about the bot itself, as a colleague would.
type Help struct{ base func() *knowledge.Base }

// NewHelp makes a Help whose buttons show topics of base.
func NewHelp(base func() *knowledge.Base) *Help { return &Help{base: base} }

// Offer is what the bot can do for somebody: a line for each thing, and buttons that ask for it.
type Offer struct {
	Lines   []string
	Buttons []any
}

// maxSet is how many buttons stand together: clients show no more.
const maxSet = 6

// Respond greets back, or tells what the bot can do.
func (h *Help) Respond(r dialogue.Request, offer Offer) dialogue.Outcome {
	t := texts.For(r.Lang)
	switch r.Recognition.Intent {
	case intent.Thanks:
		return dialogue.Plain(dialogue.KindHelp, r.Lang, t.Thanks)
	case intent.Goodbye:
		return dialogue.Plain(dialogue.KindHelp, r.Lang, t.Goodbye)
	case intent.Greeting:
		return WithStart(h.base(), dialogue.KindHelp, r.Lang, t.Greeting)
	}
	if text := h.base().Says(r.Recognition.Wish, r.Lang); text != "" {
		return dialogue.Plain(dialogue.KindHelp, r.Lang, text)
	}
	return h.List(r.Lang, t.HelpIntro, offer)
}

// List tells what the bot can do.
func (h *Help) List(lang knowledge.Lang, intro string, offer Offer) dialogue.Outcome {
	t := texts.For(lang)
	list := ""
	for _, line := range offer.Lines {
		list += "- " + line + "\n"
	}
	text := dialogue.Paragraphs([]string{intro, list, t.HelpOutro})
	out := dialogue.Plain(dialogue.KindHelp, lang, text)
	out.Summary = t.HelpTitle
	out.Card = message.NewCard(string(lang), text).
		Add(message.Heading(t.HelpTitle), message.Text(intro), message.Text(list))
	for set := range slices.Chunk(offer.Buttons, maxSet) {
		out.Card.Add(message.Buttons(set...))
	}
	out.Card.Add(message.Note(t.HelpOutro)).AddActions(startButtons(h.base(), lang)...)
	return out
}

// WithStart is a text with buttons to begin with.
func WithStart(base *knowledge.Base, kind dialogue.Kind, lang knowledge.Lang, text string) dialogue.Outcome {
	out := dialogue.Plain(kind, lang, text)
	out.Card = message.NewCard(string(lang), text).Add(dialogue.Blocks(text)...).AddActions(startButtons(base, lang)...)
	out.Summary = dialogue.FirstLine(text)
	return out
}

func startButtons(base *knowledge.Base, lang knowledge.Lang) []any {
	var buttons []any
	for _, topic := range Start(base, lang) {
		buttons = append(buttons, dialogue.TopicButton(topic))
	}
	return buttons
}

// Start are the topics for people who have not asked yet.
func Start(base *knowledge.Base, lang knowledge.Lang) []knowledge.Topic {
	return topicsOf(base, startTopics, lang)
}

func topicsOf(base *knowledge.Base, ids []knowledge.TopicID, lang knowledge.Lang) []knowledge.Topic {
	var all []knowledge.Topic
	for _, id := range ids {
		if topic, ok := base.Topic(id, lang); ok {
			all = append(all, topic)
		}
	}
	return all
}
