package openai

import (
	"context"
	"fmt"
	"slices"

	"kjernebot/knowledge"
)

const (
	maxSentences = 60 // that are sent
	maxPointed   = 5  // that an answer may have
)

// Point lets the model say which of the sentences answer the question, best first, as places in the list; none when it
// says that none does. The model gives numbers and nothing else: what a person reads is the sentences themselves, and
// at worst the wrong ones.
func (c *Client) Point(ctx context.Context, question string, sentences []knowledge.Sentence) ([]int, error) {
	sentences = sentences[:min(len(sentences), maxSentences)]
	if len(sentences) == 0 {
		return nil, nil
	}
	answer, err := c.ask(ctx, asked(question, sentences), false)
	if err != nil {
		return nil, fmt.Errorf("point: %w", err)
	}
	return pointed(answer, len(sentences))
}

// pointed reads the numbers in an answer. One that is not in the list, or comes twice, makes all of it worthless.
func pointed(answer string, sentences int) ([]int, error) {
	var form struct {
		Sentences *[]int `json:"sentences"`
	}
	malformed := fmt.Errorf("point: %w", ErrMalformed)
	if decode(answer, &form) != nil || form.Sentences == nil || len(*form.Sentences) > maxPointed {
		return nil, malformed
	}
	var places []int
	for _, n := range *form.Sentences {
		if n < 1 || n > sentences || slices.Contains(places, n-1) {
			return nil, malformed
		}
		places = append(places, n-1)
	}
	return places, nil
}
