package questions

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// Pointer says which curated sentences answer a question. It sees the question and the sentences, and gives places in
// the list: what people read is curated text, whatever it does.
type Pointer interface {
	// Point gives the places of the sentences that answer the question, best first; none when none does.
	Point(ctx context.Context, question string, sentences []knowledge.Sentence) ([]int, error)
}

const (
	// pointFrom is the length of a question, in characters, from which the few sentences that answer it read better than
	// the whole topic.
	pointFrom = 90
	// pointBelow is the confidence below which they do.
	pointBelow = 0.8
)

// assisted lets the model order a choice when search is not sure, and pick sentences when the question is long or
// unusual. What is answered, offered or declined is decided by the search alone; whatever the model fails to do is left
// out.
func (a *Ask) assisted(ctx context.Context, base *knowledge.Base, r dialogue.Request,
	answer knowledge.Answer) (dialogue.Outcome, error) {
	plainly := utf8.RuneCountInString(r.Text) < pointFrom && answer.Confidence >= pointBelow
	if answer.Kind == knowledge.KindDecline || answer.Kind == knowledge.KindAnswer && plainly {
		return outcomeOf(base, answer), nil
	}
	if r.Working != nil {
		if err := r.Working(ctx); err != nil {
			return dialogue.Outcome{}, err
		}
	}
	suggests := answer.Kind == knowledge.KindSuggest
	topics := answer.Topics
	if suggests {
		topics = answer.Suggestions
	}
	var sentences []knowledge.Sentence
	for _, t := range topics {
		sentences = append(sentences, t.Sentences()...)
	}
	places, err := a.pointer.Point(ctx, r.Text, sentences)
	if err != nil { // what it was asked is not logged
		a.lg.LogAttrs(ctx, slog.LevelWarn, "language model left out", slog.Any("error", err))
	}
	if suggests {
		answer.Suggestions = ordered(topics, sentences, places)
		return outcomeOf(base, answer), nil
	}
	return pointedOutcome(outcomeOf(base, answer), sentences, places), nil
}

// ordered puts the topic of the sentence that the model points at first. The person still chooses: a model that is
// wrong, or lies, must not turn a question back into a wrong answer.
func ordered(topics []knowledge.Topic, sentences []knowledge.Sentence, places []int) []knowledge.Topic {
	if len(places) == 0 || places[0] < 0 || places[0] >= len(sentences) {
		return topics
	}
	first := sentences[places[0]].Topic
	i := slices.IndexFunc(topics, func(t knowledge.Topic) bool { return t.ID == first })
	return slices.Insert(slices.Delete(slices.Clone(topics), i, i+1), 0, topics[i])
}

// Limits that Teams sets for citations.
const (
	maxCitations = 20
	maxCiteName  = 80
	maxCiteText  = 160
)

// pointedOutcome is an answer of the sentences that were pointed at, marked as chosen by a machine, with the topics
// that they stand in. Without any the outcome stays as it was.
func pointedOutcome(out dialogue.Outcome, sentences []knowledge.Sentence, places []int) dialogue.Outcome {
	var lines []string
	used := map[knowledge.TopicID]bool{}
	for _, i := range places {
		if i < 0 || i >= len(sentences) {
			return out
		}
		lines = append(lines, sentences[i].Text)
		used[sentences[i].Topic] = true
	}
	var citations []any
	var sources []string
	for _, topic := range out.Topics {
		if !used[topic.ID] || len(citations) == maxCitations {
			continue
		}
		n := len(citations) + 1
		lines[len(lines)-1] += " [" + strconv.Itoa(n) + "]"
		sources = append(sources, sourceLine(topic, out.Lang))
		appearance := map[string]any{"@type": "DigitalDocument", "name": cutAt(topic.Title, maxCiteName-len(" …")),
			"abstract": cutAt(topic.Short, maxCiteText-len(" …"))}
		if len(topic.Links) > 0 {
			appearance["url"] = topic.Links[0].URL
		}
		citations = append(citations, map[string]any{"@type": "Claim", "position": n, "appearance": appearance})
	}
	entities, err := json.Marshal([]any{map[string]any{
		"type": "https://schema.org/Message", "@type": "Message", "@context": "https://schema.org", "@id": "",
		"additionalType": []string{"AIGeneratedContent"}, "citation": citations,
	}})
	if err != nil || len(citations) == 0 {
		return out
	}
	out.Card, out.Entities = nil, entities
	out.Text = dialogue.Paragraphs(strings.Join(lines, " "), strings.Join(sources, "\n\n"),
		texts.For(out.Lang).Composed)
	return out
}
