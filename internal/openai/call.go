package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"syscall"
	"time"

	api "github.com/sashabaranov/go-openai"
)

const (
	maxAnswerTokens = 900                    // of one answer: twice the longest that may be shown
	longestWait     = 2 * time.Second        // the longest Retry-After that is waited for inside a turn
	shortWait       = 150 * time.Millisecond // before a second try after a failure
	slotWait        = time.Second            // for a free slot
	leastTime       = 500 * time.Millisecond // no call is begun with less
)

// The formats that answers are asked for in, from the strictest: a schema, any JSON object, and only by words.
const (
	formatSchema int32 = iota
	formatObject
	formatWords
)

// A request is one use of the model.
type request struct {
	use    string // for logs: point, ready
	prompt prompt
	trial  bool // ask although the breaker is open, and say what is wrong as it is
}

// ask gets the model's answer as text. It fails with one of the package's errors, or the caller's context's.
func (c *Client) ask(ctx context.Context, r request) (answer string, err error) {
	begin := c.o.Now()
	tokens := 0
	defer func() {
		c.lg.LogAttrs(ctx, slog.LevelInfo, "language model", slog.String("use", r.use), slog.String("outcome", Outcome(err)),
			slog.Int("sent", r.prompt.size()), slog.Int("received", len(answer)), slog.Int("tokens",
				tokens), slog.Duration("took", c.o.Now().Sub(begin)))
	}()
	if !r.trial && !c.breaker.allow() {
		return "", ErrPaused
	}
	ctx, cancel, err := c.limit(ctx)
	if err != nil {
		c.breaker.giveUp()
		return "", err
	}
	defer cancel()
	release, err := c.slot(ctx)
	if err != nil {
		c.breaker.giveUp()
		return "", err
	}
	defer release()
	set := r.prompt.estimate() + maxAnswerTokens
	if !c.budget.take(set) {
		c.breaker.giveUp()
		return "", ErrBudget
	}
	res, tr, err := c.send(ctx, r.prompt)
	tokens = spent(res, tr, err, r.prompt, set)
	c.budget.settle(set, tokens)
	c.learn(err, tr)
	if err != nil {
		return "", err
	}
	return content(res)
}

// limit shortens the context so that the caller has time left.
func (c *Client) limit(ctx context.Context) (context.Context, context.CancelFunc, error) {
	end := time.Now().Add(c.o.Timeout)
	if deadline, ok := ctx.Deadline(); ok {
		if reserved := deadline.Add(-c.o.Reserve); reserved.Before(end) {
			end = reserved
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if time.Until(end) < leastTime {
		return nil, nil, ErrNoTime
	}
	ctx, cancel := context.WithDeadline(ctx, end)
	return ctx, cancel, nil
}

// slot waits a moment for a free one.
func (c *Client) slot(ctx context.Context) (release func(), err error) {
	timer := time.NewTimer(slotWait)
	defer timer.Stop()
	select {
	case c.slots <- struct{}{}:
		return func() { <-c.slots }, nil
	case <-timer.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// send makes the request, once more when that is safe, and in a plainer format when the server does not know the
// stricter one. The plainer one is remembered if it works.
func (c *Client) send(ctx context.Context, p prompt) (api.ChatCompletionResponse, *trace, error) {
	retried := false
	for format := c.format.Load(); ; {
		traced, tr := withTrace(ctx)
		res, err := c.api.CreateChatCompletion(traced, c.completion(p, format))
		err = plain(ctx, err, tr)
		if err == nil {
			c.format.Store(format)
			return res, tr, nil
		}
		if format < formatWords && (tr.status == http.StatusBadRequest || tr.status == http.StatusUnprocessableEntity) {
			format++
			continue
		}
		wait, again := mayRetry(err, tr)
		if retried || !again || !pause(ctx, wait) {
			return res, tr, err
		}
		retried = true
	}
}

// completion is the request on the wire. Temperature 0 would be left out of the JSON, so the smallest number stands for
// it; models that reason take none.
func (c *Client) completion(p prompt, format int32) api.ChatCompletionRequest {
	req := api.ChatCompletionRequest{
		Model: c.o.Model,
		Messages: []api.ChatCompletionMessage{
			{Role: api.ChatMessageRoleSystem, Content: p.system}, {Role: api.ChatMessageRoleUser, Content: p.user},
		},
	}
	if reasons(c.o.Model) {
		req.MaxCompletionTokens = 4 * maxAnswerTokens // what it thinks counts too
	} else {
		req.MaxTokens = maxAnswerTokens //nolint:staticcheck // deprecated by OpenAI, but the name that other servers know
		if format < formatWords {
			req.Temperature = math.SmallestNonzeroFloat32
		}
	}
	switch format {
	case formatSchema:
		req.ResponseFormat = &api.ChatCompletionResponseFormat{
			Type: api.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &api.ChatCompletionResponseFormatJSONSchema{Name: p.name, Schema: json.RawMessage(p.schema),
				Strict: true},
		}
	case formatObject:
		req.ResponseFormat = &api.ChatCompletionResponseFormat{Type: api.ChatCompletionResponseFormatTypeJSONObject}
	}
	return req
}

// reasons reports whether a model is of a kind that takes no temperature.
func reasons(model string) bool {
	for _, prefix := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(model, prefix) {
			return true
		}
	}
	return false
}

// plain turns what went wrong into one of the package's errors. The library's own are dropped: they repeat the server's
// body, which may hold the question or the key.
func plain(ctx context.Context, err error, tr *trace) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case tr.status == http.StatusTooManyRequests || tr.status >= 500:
		return &statusError{tr.status, ErrFailed}
	case tr.status >= 300:
		return &statusError{tr.status, ErrRefused}
	case tr.status != 0:
		return ErrMalformed
	case errors.Is(err, syscall.ECONNREFUSED):
		return errNoConnection
	}
	return ErrFailed
}

// errNoConnection: nothing was sent.
var errNoConnection = fmt.Errorf("connection refused: %w", ErrFailed)

// mayRetry reports whether the same request may be made again, and after how long. A request that was cut off or timed
// out is not repeated: the time is better spent on the curated text.
func mayRetry(err error, tr *trace) (time.Duration, bool) {
	switch {
	case tr.status == http.StatusTooManyRequests:
		return tr.retryAfter, tr.retryAfter > 0 && tr.retryAfter <= longestWait
	case tr.status >= 500, errors.Is(err, errNoConnection):
		return max(shortWait, tr.retryAfter), tr.retryAfter <= longestWait
	}
	return 0, false
}

// pause waits, or reports that too little time is left to go on.
func pause(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < d+leastTime {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// learn tells the breaker. A refusal will not go away by itself, so it pauses at once.
func (c *Client) learn(err error, tr *trace) {
	switch {
	case err == nil, errors.Is(err, ErrMalformed):
		c.breaker.succeed()
	case errors.Is(err, context.Canceled):
		c.breaker.giveUp()
	case errors.Is(err, ErrRefused):
		c.breaker.fail(firstPause)
	default:
		c.breaker.fail(tr.retryAfter)
	}
}
