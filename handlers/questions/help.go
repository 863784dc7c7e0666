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

// starters are the topics whose questions Teams offers to write on, in the order of the road; startTopics are offered
// to people who have not asked yet.
var (
	starters    = []knowledge.TopicID{"stegene", "yrkesgrupper", "steg-3-eid", "steg-4-oppkobling", "kontakt"}
	startTopics = []knowledge.TopicID{"stegene", "yrkesgrupper", "kontakt"}
)

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

// Offer is what the bot can do for somebody: a line for each thing, and buttons that ask for it.
type Offer struct {
	Lines   []string
	Buttons []any
}

// maxSet is how many buttons stand together: clients show no more.
const maxSet = 6

// Help answers greetings, thanks and questions about the bot itself, as a colleague would.
func (a *Ask) Help(r dialogue.Request, offer Offer) dialogue.Outcome {
	t := texts.For(r.Lang)
	text := a.Base().Says(r.Recognition.Wish, r.Lang)
	switch r.Recognition.Intent {
	case intent.Thanks:
		text = t.Thanks
	case intent.Goodbye:
		text = t.Goodbye
	case intent.Greeting:
		return a.WithStart(r.Lang, t.Greeting)
	}
	if text != "" {
		return dialogue.Plain(dialogue.KindHelp, r.Lang, text)
	}
	return a.List(r.Lang, t.HelpIntro, offer)
}

// List tells what the bot can do.
func (a *Ask) List(lang knowledge.Lang, intro string, offer Offer) dialogue.Outcome {
	t := texts.For(lang)
	list := ""
	for _, line := range offer.Lines {
		list += "- " + line + "\n"
	}
	text := dialogue.Paragraphs(intro, list, t.HelpOutro)
	out := dialogue.Plain(dialogue.KindHelp, lang, text).
		WithCard(t.HelpTitle, message.Heading(t.HelpTitle), message.Text(intro), message.Text(list))
	for set := range slices.Chunk(offer.Buttons, maxSet) {
		out.Card.Add(message.Buttons(set...))
	}
	out.Card.Add(message.Note(t.HelpOutro)).AddActions(topicButtons(a.Start(lang))...)
	return out
}

// WithStart is a text with buttons to begin with.
func (a *Ask) WithStart(lang knowledge.Lang, text string) dialogue.Outcome {
	out := dialogue.Plain(dialogue.KindHelp, lang, text).WithCard(dialogue.FirstLine(text), dialogue.Blocks(text)...)
	out.Card.AddActions(topicButtons(a.Start(lang))...)
	return out
}

// Start are the topics for people who have not asked yet.
func (a *Ask) Start(lang knowledge.Lang) []knowledge.Topic {
	return topicsOf(a.Base(), startTopics, lang)
}
