// Package openai lets a language model point at the curated sentences that answer a question. It never writes what a
// person reads. It is the only package that knows go-openai, and speaks to OpenAI, Azure OpenAI and any
// server with the same protocol.
//
// What it promises. No text of the model leaves the package: only places in the list that was given, checked by
// membership. Every failure is an error that the caller answers with the curated text, and comes early enough to do so:
// a call ends Reserve before the caller's deadline. What is sent is the question and the sentences of the topics,
// nothing else; the caller has stopped personal data before. Nothing of a call is kept, and logs tell sizes, times and
// outcomes, no more. The key is never printed, and never sent to another host than the one that is configured.
//
// The daily budget, the circuit breaker and the number of calls at a time are counted in this process: two replicas
// have one of each.
package openai

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	api "github.com/sashabaranov/go-openai"
	"golang.org/x/sync/semaphore"

	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// Options say which server, which model and how much of it. Only Model is always needed.
type Options struct {
	Key     string // may be empty for a server of one's own
	BaseURL string // empty: OpenAI; with TypeAzure the resource's address
	Type    string // TypeAzure; anything else: OpenAI, and what speaks as it does
	Version string // Azure's API version; empty: DefaultAzureVersion
	Model   string // with TypeAzure the name of the deployment

	DailyTokens int // a day in Europe/Oslo; 0: DefaultDailyTokens

	Now func() time.Time // nil: time.Now
}

// The kind of server that is not like OpenAI, the defaults and the limits.
const (
	TypeAzure = "azure"

	DefaultAzureVersion = "2024-10-21"
	DefaultDailyTokens  = 300_000

	Timeout    = 7 * time.Second // of one use, retries included
	Reserve    = 2 * time.Second // left of the caller's deadline for answering without the model
	Concurrent = 4               // calls at a time
)

const openAIBase = "https://api.openai.com/v1"

// Client is one server and model. Its methods may be called at the same time.
type Client struct {
	lg      *slog.Logger
	o       Options
	host    string
	next    *http.Transport
	breaker *breaker
	budget  *budget
	slots   *semaphore.Weighted
	format  atomic.Int32 // the first format that the server has taken
}

// New makes a client of settings that internal/config has checked, and connects to nothing.
func New(lg *slog.Logger, o Options) *Client {
	o.BaseURL, o.Version = cmp.Or(o.BaseURL, openAIBase), cmp.Or(o.Version, DefaultAzureVersion)
	o.DailyTokens = cmp.Or(o.DailyTokens, DefaultDailyTokens)
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Client{lg: lg, o: o, next: newTransport(), breaker: &breaker{now: o.Now},
		budget: &budget{now: o.Now, zone: week.Location(), limit: o.DailyTokens}, slots: semaphore.NewWeighted(Concurrent)}
	if base, err := url.Parse(o.BaseURL); err == nil {
		c.host = base.Host
	}
	return c
}

// api is the library's client for one request.
func (o Options) api(over api.HTTPDoer) *api.Client {
	cfg := api.DefaultConfig(o.Key)
	if o.Type == TypeAzure {
		cfg = api.DefaultAzureConfig(o.Key, o.BaseURL)
		cfg.APIVersion = o.Version
		cfg.AzureModelMapperFunc = func(model string) string { return model } // a deployment's name is used as it is
	}
	cfg.BaseURL, cfg.HTTPClient = o.BaseURL, over
	return api.NewClientWithConfig(cfg)
}

// Host is where questions and topic texts are sent, for the start-up log, doctor and the privacy notice.
func (c *Client) Host() string { return c.host }

const (
	breakAfter    = 4                // failures in a row before the server is left alone
	firstPause    = 20 * time.Second // how long, doubled each time a trial fails
	maxPause      = 5 * time.Minute
	maxSentences  = 60   // that are sent
	maxPointed    = 5    // that an answer may have
	maxQuestion   = 2000 // how many characters of the question are sent
	bytesPerToken = 3    // low for Norwegian, so that an estimate is rather too high: OpenAI's tokenizers give 3 to 3.5
)

// A breaker leaves a failing server alone for a while, then lets one call try it.
type breaker struct {
	now func() time.Time

	mu     sync.Mutex
	failed int // in a row
	pause  time.Duration
	until  time.Time // closed for calls before this
	trying bool      // one call is trying after a pause
}

// allow reports whether a call may be made. Every allowed call ends with succeed, fail or giveUp.
func (b *breaker) allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pause == 0 {
		return true
	}
	if b.trying || b.now().Before(b.until) {
		return false
	}
	b.trying = true
	return true
}

func (b *breaker) succeed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed, b.pause, b.trying = 0, 0, false
}

// fail counts a failure. A server that says when to come back is left alone until then, within bounds. A call that was
// under way when the pause began is no trial: it begins the pause anew and does not double it.
func (b *breaker) fail(after time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed++
	if b.pause == 0 && b.failed < breakAfter && after == 0 {
		return
	}
	if b.trying {
		b.trying, b.pause = false, 2*b.pause
	}
	b.pause = min(max(b.pause, firstPause, after), maxPause)
	b.until = b.now().Add(b.pause)
}

// giveUp ends a call that says nothing of the server, such as one that the caller cancelled.
func (b *breaker) giveUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trying = false
}

// A budget counts tokens a day, in Europe/Oslo.
type budget struct {
	now   func() time.Time
	zone  *time.Location
	limit int

	mu   sync.Mutex
	day  string
	used int
}

// take sets n tokens aside, or reports that the day's are used up.
func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if today := b.now().In(b.zone).Format(time.DateOnly); today != b.day {
		b.day, b.used = today, 0
	}
	if b.used+n > b.limit {
		return false
	}
	b.used += n
	return true
}

// settle corrects what was set aside when the true number is known. A call over midnight costs the new day nothing.
func (b *budget) settle(set, spent int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used = max(0, b.used+spent-set)
}

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
