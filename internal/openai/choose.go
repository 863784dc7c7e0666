package openai

import (
	"context"
	"fmt"
	"slices"

	"kjernebot/knowledge"
)

// none is what the model answers when no topic fits.
const none = "none"

// Choose lets the model pick the candidate that answers the question. ok is false when it picks none. Candidates may be
// in any language; the first eight topics are shown. Whether to ask at all, and what to make of the choice, is the
// caller's decision.
func (c *Client) Choose(ctx context.Context, question string, candidates []knowledge.Topic) (id knowledge.TopicID, ok bool, err error) {
	if len(candidates) == 0 {
		return "", false, nil
	}
	p := choosePrompt(question, candidates)
	answer, err := c.ask(ctx, request{use: "choose", prompt: p})
	if err != nil {
		return "", false, fmt.Errorf("choose: %w", err)
	}
	return c.chosen(answer, candidates)
}

func (c *Client) chosen(answer string, candidates []knowledge.Topic) (knowledge.TopicID, bool, error) {
	var choice struct {
		Topic *knowledge.TopicID `json:"topic"`
	}
	if err := decode(answer, &choice); err != nil {
		return "", false, fmt.Errorf("choose: %w", err)
	}
	switch {
	case choice.Topic == nil:
		return "", false, fmt.Errorf("choose: %w", ErrMalformed)
	case *choice.Topic == none || *choice.Topic == "":
		return "", false, nil
	case !slices.ContainsFunc(candidates, func(t knowledge.Topic) bool { return t.ID == *choice.Topic }):
		return "", false, fmt.Errorf("choose: %w", ErrMalformed)
	}
	return *choice.Topic, true, nil
}
