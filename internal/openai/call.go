package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"slices"
	"strconv"
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
	// maxResponse bounds a response, in bytes; an answer of the longest kind with all its dressing is under 20 kB.
	maxResponse = 256 << 10
)

// The formats that answers are asked for in, from the strictest: a schema, any JSON object, and only by words.
const (
	formatSchema int32 = iota
	formatObject
	formatWords
)

// ask gets the model's answer as text. It fails with one of the package's errors, or the caller's context's. A trial is
// made although the breaker is open.
func (c *Client) ask(ctx context.Context, user string, trial bool) (answer string, err error) {
	began, tokens := c.o.Now(), 0
	defer func() {
		c.lg.LogAttrs(ctx, slog.LevelInfo, "language model", slog.Bool("trial", trial), slog.String("outcome", Outcome(err)),
			slog.Int("sent", size(user)), slog.Int("received", len(answer)), slog.Int("tokens", tokens),
			slog.Duration("took", c.o.Now().Sub(began)))
	}()
	if !trial && !c.breaker.allow() {
		return "", ErrPaused
	}
	var tr *trace // nil when nothing was sent
	defer func() { c.learn(err, tr) }()
	ctx, cancel, err := limit(ctx)
	if err != nil {
		return "", err
	}
	defer cancel()
	if err := c.slot(ctx); err != nil {
		return "", err
	}
	defer c.slots.Release(1)
	set := tokensIn(size(user)) + maxAnswerTokens
	if !c.budget.take(set) {
		return "", ErrBudget
	}
	res, tr, err := c.send(ctx, user)
	tokens = spent(res, tr, err, size(user), set)
	c.budget.settle(set, tokens)
	if err != nil {
		return "", err
	}
	return content(res)
}

// limit shortens the context so that the caller has time left.
func limit(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	end := time.Now().Add(Timeout)
	if deadline, ok := ctx.Deadline(); ok && deadline.Add(-Reserve).Before(end) {
		end = deadline.Add(-Reserve)
	}
	if time.Until(end) < leastTime {
		return nil, nil, ErrNoTime
	}
	ctx, cancel := context.WithDeadline(ctx, end)
	return ctx, cancel, nil
}

// slot waits a moment for a free one.
func (c *Client) slot(ctx context.Context) error {
	moment, cancel := context.WithTimeout(ctx, slotWait)
	defer cancel()
	if c.slots.Acquire(moment, 1) == nil {
		return nil
	}
	return cmp.Or(ctx.Err(), ErrBusy)
}

// send makes the request, once more when that is safe, and in a plainer format when the server does not know the
// stricter one. The plainer one is remembered if it works.
func (c *Client) send(ctx context.Context, user string) (api.ChatCompletionResponse, *trace, error) {
	retried := false
	for format := c.format.Load(); ; {
		tr := &trace{next: c.next}
		res, err := c.o.api(tr).CreateChatCompletion(ctx, c.completion(user, format))
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
func (c *Client) completion(user string, format int32) api.ChatCompletionRequest {
	req := api.ChatCompletionRequest{
		Model: c.o.Model,
		Messages: []api.ChatCompletionMessage{
			{Role: api.ChatMessageRoleSystem, Content: rules}, {Role: api.ChatMessageRoleUser, Content: user},
		},
	}
	kinds := []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} // of models that reason
	if slices.ContainsFunc(kinds, func(kind string) bool { return strings.HasPrefix(c.o.Model, kind) }) {
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
			JSONSchema: &api.ChatCompletionResponseFormatJSONSchema{Name: "point", Schema: json.RawMessage(schema),
				Strict: true},
		}
	case formatObject:
		req.ResponseFormat = &api.ChatCompletionResponseFormat{Type: api.ChatCompletionResponseFormatTypeJSONObject}
	}
	return req
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
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// learn tells the breaker. A refusal will not go away by itself, so it pauses at once.
func (c *Client) learn(err error, tr *trace) {
	switch {
	case tr == nil, errors.Is(err, context.Canceled):
		c.breaker.giveUp()
	case err == nil, errors.Is(err, ErrMalformed):
		c.breaker.succeed()
	case errors.Is(err, ErrRefused):
		c.breaker.fail(firstPause)
	default:
		c.breaker.fail(tr.retryAfter)
	}
}

// What may go wrong. The caller shows the curated text in every case; the difference is for logs, metrics and doctor.
var (
	ErrMalformed = errors.New("the model's answer has not the form that was asked for")
	ErrBudget    = errors.New("the day's tokens are used up")
	ErrPaused    = errors.New("the model has failed too often and is left alone for a while")
	ErrBusy      = errors.New("too many calls at a time")
	ErrNoTime    = errors.New("too little time is left")
	ErrRefused   = errors.New("the server refuses the request") // wrong key, model or address: somebody must look at it
	ErrFailed    = errors.New("the server failed")
)

// Outcome names what became of a call, for logs and metrics: one of a handful of fixed words.
func Outcome(err error) string {
	for _, o := range []struct {
		err  error
		name string
	}{
		{nil, "ok"}, {ErrMalformed, "malformed"}, {ErrBudget, "budget"}, {ErrPaused, "paused"},
		{ErrBusy, "busy"}, {ErrNoTime, "no_time"}, {ErrRefused, "refused"}, {ErrFailed, "failed"},
		{context.DeadlineExceeded, "timeout"}, {context.Canceled, "cancelled"},
	} {
		if errors.Is(err, o.err) {
			return o.name
		}
	}
	return "error"
}

// statusError is a status code that says the call failed. It keeps nothing of the body, which may repeat what was sent.
type statusError struct {
	status int
	kind   error
}

func (e *statusError) Error() string { return fmt.Sprintf("status %d: %v", e.status, e.kind) }
func (e *statusError) Unwrap() error { return e.kind }

// A trace carries one request and tells what happened on the wire. go-openai keeps neither header of a failed one.
type trace struct {
	next       http.RoundTripper
	status     int // 0 when no answer came
	retryAfter time.Duration
}

// Do is how go-openai makes a request. No redirect is followed: it would take the key and the question to an address
// that nobody chose.
func (t *trace) Do(req *http.Request) (*http.Response, error) {
	res, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	t.status, t.retryAfter = res.StatusCode, retryAfter(res.Header.Get("Retry-After"))
	res.Body = http.MaxBytesReader(nil, res.Body, maxResponse)
	return res, nil
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
		TLSHandshakeTimeout:    3 * time.Second,
		MaxIdleConnsPerHost:    Concurrent,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
		ForceAttemptHTTP2:      true,
	}
}

// retryAfter reads seconds; a date, nonsense or nothing is 0. An absurd number is a day.
func retryAfter(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return 0
	}
	return time.Duration(min(n, 86400)) * time.Second
}
