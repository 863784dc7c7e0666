package openai

import (
	"context"
	"fmt"
	"log/slog"

	"kjernebot/internal/grounding"
	"kjernebot/knowledge"
)

// Answer is a text that has passed the check, and the topics that carry it, in the order in which they come.
type Answer struct {
	Text   string // Markdown: bold, lists and the topics' own links
	Topics []knowledge.TopicID
}

// Compose lets the model word an answer to the question in lang from the topics alone. Pass the topics that were
// decided on, best first and at most three, each in every language there is; what the model is shown is the version in
// lang. Only text that grounding.CheckDraft passes is returned; the error is ErrUngrounded when it does not.
func (c *Client) Compose(ctx context.Context, question string, lang knowledge.Lang, topics []knowledge.Topic) (Answer, error) {
	p := composePrompt(question, lang, topics)
	answer, err := c.ask(ctx, request{use: "compose", prompt: p})
	if err != nil {
		return Answer{}, fmt.Errorf("compose: %w", err)
	}
	draft, err := draftOf(answer)
	if err != nil {
		return Answer{}, fmt.Errorf("compose: %w", err)
	}
	if err := grounding.CheckDraft(draft, lang, topics); err != nil {
		c.lg.LogAttrs(ctx, slog.LevelInfo, "language model's text refused", slog.Any("why", err))
		return Answer{}, fmt.Errorf("compose: %w: %w", ErrUngrounded, err)
	}
	return Answer{Text: draft.Text(), Topics: draft.Topics}, nil
}

// draftOf reads the model's answer. The topics that it lists are those of its sentences, or the check will say so.
func draftOf(answer string) (grounding.Draft, error) {
	var form struct {
		Topics    []knowledge.TopicID `json:"topics"`
		Sentences []struct {
			Text  string            `json:"text"`
			Topic knowledge.TopicID `json:"topic"`
		} `json:"sentences"`
	}
	if err := decode(answer, &form); err != nil {
		return grounding.Draft{}, err
	}
	d := grounding.Draft{Topics: form.Topics}
	for _, s := range form.Sentences {
		d.Sentences = append(d.Sentences, grounding.Sentence{Text: tidy(s.Text), Topic: s.Topic})
	}
	return d, nil
}
