package openai

import (
	"errors"

	api "github.com/sashabaranov/go-openai"
)

// spent is how many tokens a call cost for which so many were set aside: what the server says, kept within what is
// possible, or an estimate.
func spent(res api.ChatCompletionResponse, tr *trace, err error, sent, set int) int {
	switch {
	case errors.Is(err, errNoConnection), err != nil && tr.status >= 400:
		return 0 // servers do not charge for what they refuse
	case err != nil:
		return set
	case res.Usage.TotalTokens > 0:
		return min(res.Usage.TotalTokens, 8*set)
	case len(res.Choices) > 0:
		return tokensIn(sent) + tokensIn(len(res.Choices[0].Message.Content))
	}
	return set
}

// bytesPerToken is low for Norwegian, so that an estimate is rather too high: OpenAI's tokenizers give 3 to 3.5.
const bytesPerToken = 3

func tokensIn(bytes int) int { return bytes/bytesPerToken + 1 }

// content is the text of a complete answer.
func content(res api.ChatCompletionResponse) (string, error) {
	if len(res.Choices) == 0 {
		return "", ErrMalformed
	}
	one := res.Choices[0]
	if one.FinishReason == api.FinishReasonLength || one.FinishReason == api.FinishReasonContentFilter ||
		one.Message.Refusal != "" {
		return "", ErrMalformed
	}
	return one.Message.Content, nil
}
