package questions

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/knowledge"
)

// Buttons of an answer, so that a phone shows them without scrolling.
const (
	maxLinks = 2
	maxNext  = 4
)

// answerText is an answer as Markdown: what to do, the details, the source and whom to ask.
func answerText(a knowledge.Answer) string {
	var parts []string
	for _, t := range a.Topics {
		parts = append(parts, "**"+t.Title+"**", t.Short, t.Details)
		for _, l := range t.Links {
			parts = append(parts, fmt.Sprintf("[%s](%s)", l.Title, l.URL))
		}
		parts = append(parts, contactLine(t, a.Lang), sourceLine(t, a.Lang))
	}
	parts = append(parts, unanswered(a)...)
	return dialogue.Paragraphs(parts)
}

// topicsCard is an answer as a card, with buttons for the links.
func topicsCard(a knowledge.Answer) *message.Card {
	card := message.NewCard(string(a.Lang), answerText(a))
	for i, t := range a.Topics {
		items := topicItems(t, a.Lang)
		if i == 0 {
			card.Add(items...)
		} else {
			card.Add(message.Group(items...))
		}
		for _, l := range t.Links[:min(len(t.Links), maxLinks)] {
			card.AddActions(message.OpenURL(cmp.Or(l.Button, l.Title), l.URL))
		}
	}
	for _, text := range unanswered(a) {
		card.Add(message.Note(text))
	}
	return card
}

// unanswered says what of the message the topics do not answer: what is not covered, and what was not understood.
func unanswered(a knowledge.Answer) []string {
	var out []string
	if a.Declined != nil {
		out = append(out, a.Declined.Text)
	}
	if len(a.LeftOut) > 0 {
		var quoted []string
		for _, q := range a.LeftOut {
			quoted = append(quoted, norsk.Quote(q))
		}
		out = append(out, fmt.Sprintf(texts.For(a.Lang).LeftOut, message.Escape(strings.Join(quoted, ", "))))
	}
	return out
}

// topicItems are the elements of one topic.
func topicItems(t knowledge.Topic, lang knowledge.Lang) []any {
	var items []any
	if t.Step != "" {
		items = append(items, message.Label(t.Step))
	}
	items = append(items, message.Heading(t.Title), message.Highlight(dialogue.Blocks(linked(t.Short))...))
	items = append(items, dialogue.Blocks(linked(t.Details))...)
	items = append(items, dialogue.Blocks(contactLine(t, lang))...)
	return append(items, message.Note(sourceLine(t, lang)))
}

// nextTopics are the topics that people go to from an answer, without those it has already given.
func nextTopics(base *knowledge.Base, a knowledge.Answer) []knowledge.Topic {
	var next []knowledge.Topic
	given := map[knowledge.TopicID]bool{}
	for _, t := range a.Topics {
		given[t.ID] = true
	}
	for _, t := range a.Topics {
		for _, id := range t.Next {
			topic, ok := base.Topic(id, a.Lang)
			if !ok || given[id] || len(next) == maxNext {
				continue
			}
			given[id] = true
			next = append(next, topic)
		}
	}
	return next
}

func suggestText(a knowledge.Answer) string {
	t := texts.For(a.Lang)
	parts := []string{t.SuggestTitle}
	for _, s := range a.Suggestions {
		parts = append(parts, "- "+s.Title)
	}
	return strings.Join(parts, "\n") + "\n\n" + t.SuggestNone
}

func suggestCard(a knowledge.Answer) *message.Card {
	t := texts.For(a.Lang)
	card := message.NewCard(string(a.Lang), suggestText(a)).Add(message.Heading(t.SuggestTitle),
		message.Note(t.SuggestNone))
	for _, s := range a.Suggestions {
		card.AddActions(dialogue.TopicButton(s))
	}
	return card
}

// declineCard says what is not in the guide, and whom to ask.
func declineCard(a knowledge.Answer) *message.Card {
	title := texts.For(a.Lang).DeclineTitle
	reason, contacts := declineReason(a)
	return message.NewCard(string(a.Lang), dialogue.Paragraphs([]string{"**" + title + "**", reason, contacts})).
		Add(message.Heading(title)).Add(dialogue.Blocks(reason)...).Add(dialogue.Blocks(contacts)...)
}

// declineReason is what is not known, and the people who may know; nobody when it is far from kjernejournal.
func declineReason(a knowledge.Answer) (reason, contacts string) {
	t := texts.For(a.Lang)
	reason, who := t.Decline, knowledge.Support(a.Lang)
	if a.Declined != nil {
		reason, who = a.Declined.Text, a.Declined.Contacts
	}
	return reason, contactList(t.Contact, who)
}

// contactLine tells whom to ask about a topic, unless its text has named them all.
func contactLine(t knowledge.Topic, lang knowledge.Lang) string {
	said := t.Short + "\n" + t.Details
	if !slices.ContainsFunc(t.Contacts, func(c knowledge.Contact) bool {
		return !strings.Contains(said, cmp.Or(c.Email, c.Name))
	}) {
		return ""
	}
	return contactList(texts.For(lang).AskMore, t.Contacts)
}

// bareAddress is a mail address in running text, which clients do not make a link of.
var bareAddress = regexp.MustCompile(`(^|[\s(«])([\w.+-]+@[\w-]+(?:\.[\w-]+)+)`)

// linked makes links of the mail addresses in a text.
func linked(text string) string { return bareAddress.ReplaceAllString(text, "$1[$2](mailto:$2)") }

// contactList is a list with a line above; empty when there is nobody to list.
func contactList(intro string, contacts []knowledge.Contact) string {
	if len(contacts) == 0 {
		return ""
	}
	lines := []string{}
	for _, c := range contacts {
		name := c.Name
		if c.Email != "" {
			name += fmt.Sprintf(": [%s](mailto:%s)", c.Email, c.Email)
		}
		lines = append(lines, "- "+name)
	}
	return intro + "\n\n" + strings.Join(lines, "\n")
}

// sourceLine names where an answer comes from.
func sourceLine(t knowledge.Topic, lang knowledge.Lang) string {
	text := texts.For(lang)
	if t.Step == "" {
		return text.Source + ": " + text.Guide
	}
	return text.Source + ": " + t.Step + ", " + text.Guide
}
