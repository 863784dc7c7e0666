package openai

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	api "github.com/sashabaranov/go-openai"

	"kjernebot/knowledge"
)

const (
	maxSentences  = 60   // that are sent
	maxPointed    = 5    // that an answer may have
	maxQuestion   = 2000 // how many characters of the question are sent
	bytesPerToken = 3    // low for Norwegian, so that an estimate is rather too high: OpenAI's tokenizers give 3 to 3.5
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

// pointed reads the numbers in the JSON object of an answer, which models that were asked by words wrap in a code fence
// or a sentence. One that is not in the list, or comes twice, makes all of it worthless.
func pointed(answer string, sentences int) ([]int, error) {
	var form struct {
		Sentences *[]int `json:"sentences"`
	}
	malformed := fmt.Errorf("point: %w", ErrMalformed) // and no more: the decoder's error repeats parts of the answer
	begin, end := strings.IndexByte(answer, '{'), strings.LastIndexByte(answer, '}')
	if begin < 0 || end < begin || json.Unmarshal([]byte(answer[begin:end+1]), &form) != nil ||
		form.Sentences == nil || len(*form.Sentences) > maxPointed {
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

// Ready asks the model one small made-up question and reports what is wrong, and with which setting. It costs a few
// hundred tokens of the budget and does not look at the circuit breaker.
func (c *Client) Ready(ctx context.Context) error {
	trial := []knowledge.Sentence{{Topic: "trial", Text: "Dette er en prøve."}}
	answer, err := c.ask(ctx, asked("Er dette en prøve?", trial), true)
	if err != nil {
		return fmt.Errorf("language model at %s: %s: %w", c.host, advice(err), err)
	}
	if _, err := pointed(answer, len(trial)); err != nil {
		return fmt.Errorf("language model at %s: it answers, but not in the form that is asked for; try another "+
			"OPENAI_MODEL: %w", c.host, err)
	}
	return nil
}

// advice says what to look at.
func advice(err error) string {
	if status, ok := errors.AsType[*statusError](err); ok {
		switch status.status {
		case http.StatusUnauthorized, http.StatusForbidden:
			return "OPENAI_API_KEY is not accepted"
		case http.StatusNotFound:
			return "OPENAI_MODEL or OPENAI_BASE_URL is not known there"
		case http.StatusTooManyRequests:
			return "the quota of OPENAI_API_KEY is used up, or too much is asked at a time"
		}
	}
	switch {
	case errors.Is(err, ErrRefused):
		return "the request is refused; check OPENAI_API_TYPE, OPENAI_API_VERSION and OPENAI_BASE_URL"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrNoTime):
		return "no answer in time"
	case errors.Is(err, ErrBudget):
		return "OPENAI_DAILY_TOKENS is used up"
	}
	return "no usable answer; check OPENAI_BASE_URL"
}

// What is sent are the rules, the schema of the answer, and the question with the sentences as one JSON object.
// Whatever a question contains, it stays inside its string.
var (
	//go:embed prompts/point.txt
	rules string
	//go:embed prompts/point.schema.json
	schema string
)

// numbered is a sentence as the model sees it.
type numbered struct {
	Number int               `json:"number"`
	Topic  knowledge.TopicID `json:"topic"`
	Text   string            `json:"text"`
}

type input struct {
	Question  string     `json:"question"`
	Sentences []numbered `json:"sentences"`
}

// asked is the question with the sentences.
func asked(question string, sentences []knowledge.Sentence) string {
	in := input{Question: clip(question)}
	for i, s := range sentences {
		in.Sentences = append(in.Sentences, numbered{Number: i + 1, Topic: s.Topic, Text: s.Text})
	}
	raw, err := json.Marshal(in)
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(raw)
}

// size is how much is sent, in bytes.
func size(asked string) int { return len(rules) + len(asked) + len(schema) }

// clip bounds a question and drops what is not text.
func clip(question string) string {
	question = strings.ToValidUTF8(question, " ")
	if utf8.RuneCountInString(question) <= maxQuestion {
		return question
	}
	return string([]rune(question)[:maxQuestion])
}

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
