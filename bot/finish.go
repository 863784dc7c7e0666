package bot

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"kjernebot/bot/message"
)

// Why a request was refused before anything was done with it. The answer to the client does not tell which check
// failed; the log does.
var (
	ErrUnauthorized = errors.New("not authenticated") // no token, or one that is not right in every respect. Status 401
	ErrForbidden    = errors.New("not allowed")       // a good token for what this bot does not serve. Status 403
	// ErrKeysUnavailable: no signing keys could be had, so nothing can be verified. Status 503.
	ErrKeysUnavailable = errors.New("signing keys unavailable")
)

// Why else a request ended without a turn.
var (
	errMethod      = errors.New("method is not POST")
	errBadRequest  = errors.New("bad request")
	errTooLarge    = errors.New("body is too large")
	errOtherBot    = errors.New("addressed to another bot")
	errIgnored     = errors.New("nothing to do")
	errUnknownType = errors.New("unknown activity type")
	errNoResponse  = errors.New("no handler responds to this invoke")
	errPanic       = errors.New("the handler panicked")
)

// RequestIDHeader carries the id that the router gives each request, so that its log lines can be found.
const RequestIDHeader = "X-Request-Id"

// ending is how a request ends: the status, with what Teams does when it sees it, a word for metrics, and how loud it
// is logged.
type ending struct {
	is      error
	status  int
	outcome string
	level   slog.Level
}

// endings is the one place that turns errors into answers; the first that matches counts.
var endings = []ending{
	{is: nil, status: http.StatusOK, outcome: "ok", level: slog.LevelInfo},
	// Teams shows an error once and does not try again.
	{is: errMethod, status: http.StatusMethodNotAllowed, outcome: "method", level: slog.LevelInfo},
	{is: errTooLarge, status: http.StatusRequestEntityTooLarge, outcome: "too_large", level: slog.LevelWarn},
	{is: errBadRequest, status: http.StatusBadRequest, outcome: "bad_request", level: slog.LevelWarn},
	// Not Teams, or a wrong configuration. The answer does not tell which check failed.
	{is: ErrUnauthorized, status: http.StatusUnauthorized, outcome: "unauthorized", level: slog.LevelWarn},
	{is: ErrForbidden, status: http.StatusForbidden, outcome: "forbidden", level: slog.LevelWarn},
	// Teams may deliver again, and by then there may be keys.
	{is: ErrKeysUnavailable, status: http.StatusServiceUnavailable, outcome: "no_keys", level: slog.LevelError},
	// Teams tells the person that the app cannot do this.
	{is: errNoResponse, status: http.StatusNotImplemented, outcome: "no_response", level: slog.LevelInfo},
	// Done as far as this bot is concerned; any other status would bring it again.
	{is: errOtherBot, status: http.StatusOK, outcome: "other_bot", level: slog.LevelWarn},
	{is: errIgnored, status: http.StatusOK, outcome: "ignored", level: slog.LevelDebug},
	{is: errDuplicate, status: http.StatusOK, outcome: "duplicate", level: slog.LevelInfo},
	{is: errUnknownType, status: http.StatusOK, outcome: "unknown_type", level: slog.LevelWarn},
	// The answer may have arrived, and was repeated as often as is sensible: a second delivery must not go on with it.
	{is: message.ErrUncertain, status: http.StatusOK, outcome: "uncertain", level: slog.LevelError},
	// The person is out of reach or Teams refuses the message: a second delivery would end the same.
	{is: message.ErrGone, status: http.StatusOK, outcome: "gone", level: slog.LevelWarn},
	{is: message.ErrRejected, status: http.StatusOK, outcome: "rejected", level: slog.LevelError},
	// The answer certainly did not arrive and could not be stored: let Teams deliver the message again.
	{is: message.ErrLater, status: http.StatusServiceUnavailable, outcome: "not_sent", level: slog.LevelError},
}

// internal is how a request ends that failed for a reason of ours, which the person is told.
var internal = ending{status: http.StatusInternalServerError, outcome: "internal", level: slog.LevelError}

// finish answers the request, logs its one line and counts it.
func (b *Bot) finish(ctx context.Context, w http.ResponseWriter, r *http.Request, a *Activity, t *Turn, err error,
	start time.Time) {
	e := internal
	if i := slices.IndexFunc(endings, func(e ending) bool { return errors.Is(err, e.is) }); i >= 0 {
		e = endings[i]
	}
	told := e == internal && t != nil && b.apologise(ctx, t, err)
	if told {
		e.status = http.StatusOK
	}
	if e.status == http.StatusUnauthorized {
		w.Header().Set("Connection", "close") // strangers keep none
	}
	b.write(w, e, t, told || err == nil)
	took := time.Since(start)
	seen := Observation{Kind: kindLabel(a), Outcome: e.outcome, Took: took}
	if t != nil {
		seen.About = t.About
	}
	b.opts.Observe(seen)
	attrs := []slog.Attr{slog.String("request", r.Header.Get(RequestIDHeader)), slog.String("outcome", e.outcome),
		slog.Int("status", e.status), slog.Duration("took", took), slog.String("about", seen.About)}
	if a != nil {
		attrs = append(attrs, slog.String("type", a.Type[:min(len(a.Type), 40)]), slog.String("activity", a.ID),
			slog.String("conversation", a.Conversation.ID))
	}
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	if a == nil {
		b.refusals.log(ctx, e.level, attrs)
		return
	}
	b.lg.LogAttrs(ctx, e.level, "turn", attrs...)
}

// apologise tells the person that something went wrong, unless an answer has left already. It reports whether the
// person knows.
func (b *Bot) apologise(ctx context.Context, t *Turn, cause error) bool {
	if t.spoken {
		return true
	}
	ctx, cancel := reserve(ctx)
	defer cancel()
	return b.opts.Apology(ctx, t, cause) == nil
}

// write sends the HTTP response. An invoke's answer is its body.
func (b *Bot) write(w http.ResponseWriter, e ending, t *Turn, well bool) {
	if !well || t == nil || t.Kind != TurnInvoke || t.response == nil {
		w.WriteHeader(e.status)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(e.status)
	body, err := json.Marshal(t.response)
	if err != nil {
		b.lg.Error("response not encoded", slog.Any("error", err)) // a mistake in the program
	}
	_, _ = w.Write(b.seal.Card(t.Conversation.ID, body)) // a client that is gone cannot be told
}

// refusalPause is how often refusals get a line in the log.
const refusalPause = time.Second

// refusals logs requests that were refused: the first as it is, and of those that follow within a second their number.
// Strangers can make many, and a log that they fill is of no use. Each one is in the log at level debug.
type refusals struct {
	lg   *slog.Logger
	seen atomic.Int64 // since the last line, which counts too; 0 when that was written a refusalPause ago
}

func (r *refusals) log(ctx context.Context, level slog.Level, attrs []slog.Attr) {
	if r.seen.Add(1) > 1 {
		level = slog.LevelDebug
	} else {
		time.AfterFunc(refusalPause, r.goOn)
	}
	r.lg.LogAttrs(ctx, level, "turn", attrs...)
}

// goOn says how many have come since the last line.
func (r *refusals) goOn() {
	if r.seen.CompareAndSwap(1, 0) {
		return
	}
	r.lg.Warn("more requests refused", "number", r.seen.Swap(1)-1)
	time.AfterFunc(refusalPause, r.goOn)
}

// Sign is a reaction that the bot puts on a message, by Teams' own name for it.
type Sign string

// The signs. Each stands beside words that say the same: a screen reader or an older client may never tell of it.
const (
	Passed   Sign = "1f4cc_pushpin"            // on to people
	Taken    Sign = "1f440_eyes"               // somebody is on it
	Answered Sign = "2705_whiteheavycheckmark" // by somebody
)

// signPace is how often a process puts a sign somewhere: Teams takes two a second of the whole bot, there may be a
// second process, and not all signs are as long on their way.
const signPace = 1100 * time.Millisecond

// Sign puts a sign on a message once the request is answered. What cannot be put there soon is left, and so is what
// Teams refuses.
func (t *Turn) Sign(ctx context.Context, where message.Conversation, id message.ActivityID, sign Sign) {
	if id == "" {
		return
	}
	t.After(ctx, "sign", func(ctx context.Context) error {
		err := t.bot.signs.Wait(ctx)
		if err == nil {
			err = t.bot.opts.Sender.React(ctx, where, id, string(sign))
		}
		if err != nil {
			t.Log.LogAttrs(ctx, slog.LevelDebug, "no sign", slog.Any("error", err))
		}
		return nil
	})
}
