// Package bot is the Teams endpoint: it verifies a request, decodes it, makes one Turn of it, calls the one Handler,
// and sends replies through the Teams connector.
//
// What it promises:
//   - A request without a token that is right in every respect reaches no handler, and without credentials only clients
//     and connectors on this machine are served (validator.go).
//   - A message is answered once, however often it is delivered. The claim on it is stored before the reply leaves.
//     A crash between the two leaves the message unanswered rather than answered twice.
//   - A reply that did not arrive, or may not have, is sent again while the turn lasts: a person who reads an answer
//     twice is better off than one who reads none.
//   - Nothing that a person wrote is logged.
package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/core"
	"github.com/infracloudio/msbotbuilder-go/schema"
	"golang.org/x/time/rate"

	"kjernebot/bot/message"
)

// Limits of a request. A turn must end before Teams gives up and delivers the message again (about 15 s).
const (
	MaxBody  = 1 << 20          // the largest request body in bytes
	TurnTime = 10 * time.Second // how long a turn may last
)

// Options are the parts that a Bot is put together from. All but AppID and Observe are needed.
type Options struct {
	AppID     string              // the bot's registration; empty without credentials, which serves this machine only
	Validator auth.TokenValidator // checks tokens: a *Validator, or a *Loopback when there are no credentials
	Sender    Sender              // writes and seals buttons; a request may name the service URLs that it may write to
	Tenants   []message.TenantID  // whose conversations are served; "*" stands for all
	Ledger    Ledger              // remembers what was answered and where the bot may write
	Handler   Handler             // does what a turn asks for
	Observe   func(Observation)   // is told how each request ended, for metrics
	// Apology tells the person that their turn failed for reasons of ours: by a Reply, or by Respond to an invoke.
	Apology func(ctx context.Context, t *Turn, cause error) error
}

// Observation is how one request ended.
type Observation struct {
	Kind    string // the activity's type, "other" for types unknown to Teams' documentation, "" when never decoded
	Outcome string // see finish.go
	About   string // what the turn was about: see Turn.About
	Took    time.Duration
}

// Bot is the endpoint. It is safe for concurrent use.
type Bot struct {
	lg       *slog.Logger
	opts     Options
	adapter  core.BotFrameworkAdapter
	refusals refusals
	ledger   *steadyLedger
	signs    *rate.Limiter
	seal     *Seal
	work     sync.WaitGroup                             // what goes on after a request was answered
	known    *expirable.LRU[message.Conversation, bool] // addresses that were stored lately, without Seen
}

// An address that changes nothing is written once in knownTime, to say that it is still good; so many are in memory, at
// 300 bytes each.
const (
	knownTime = time.Hour
	maxKnown  = 20_000
)

// New puts a Bot together. It panics when a needed option is missing, which is a mistake in the wiring.
func New(lg *slog.Logger, opts Options) *Bot {
	if opts.Validator == nil || opts.Ledger == nil || opts.Handler == nil || opts.Apology == nil ||
		opts.Sender.Connector == nil || opts.Sender.Chat == nil || opts.Sender.Told == nil || opts.Sender.opts.Seal == nil {
		panic("bot: Options lack a needed part")
	}
	if opts.Observe == nil {
		opts.Observe = func(Observation) {}
	}
	return &Bot{
		lg: lg, opts: opts, refusals: refusals{lg: lg}, ledger: newSteadyLedger(lg, opts.Ledger),
		signs: rate.NewLimiter(rate.Every(signPace), 1),
		seal:  opts.Sender.opts.Seal,
		known: expirable.NewLRU[message.Conversation, bool](maxKnown, nil, knownTime),
		adapter: core.BotFrameworkAdapter{
			AdapterSetting: core.AdapterSetting{AppID: opts.AppID,
				CredentialProvider: auth.SimpleCredentialProvider{AppID: opts.AppID}},
			TokenValidator: opts.Validator,
		},
	}
}

// Forget removes an address, so that the next message from there is stored anew.
func (b *Bot) Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	b.known.Purge() // seldom: the others are written once more
	return b.ledger.Forget(ctx, tenant, id)
}

// Drain waits for what goes on after requests were answered. Call it when no more requests come.
func (b *Bot) Drain() {
	b.work.Wait()
	b.ledger.close()
}

// ServeHTTP answers one request of Teams. See finish.go for the statuses.
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	ctx, cancel := context.WithTimeout(r.Context(), TurnTime)
	defer cancel()
	a, err := b.accept(ctx, w, r)
	var t *Turn
	if err == nil {
		t, err = b.dispatch(ctx, a)
	}
	b.finish(ctx, w, r, a, t, err, start)
}

// accept reads and checks a request. Nothing of its body is read before the token is found good: strangers cost a look
// at their headers.
func (b *Bot) accept(ctx context.Context, w http.ResponseWriter, r *http.Request) (*Activity, error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, errMethod
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return nil, fmt.Errorf("%w: content type is not application/json", errBadRequest)
	}
	if err := b.verify(ctx, r); err != nil {
		return nil, err
	}
	body, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	a, err := Decode(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBadRequest, err)
	}
	binding := schema.Activity{ServiceURL: a.ServiceURL, ChannelID: a.ChannelID}
	if _, err := b.adapter.AuthenticateRequest(ctx, binding, r.Header.Get("Authorization"), b.adapter.CredentialProvider,
		b.adapter.ChannelService); err != nil {
		return nil, err
	}
	return a, b.allow(a)
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > MaxBody {
		return nil, errTooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%w: read body: %w", errBadRequest, err)
	}
	return body, nil
}

// verify checks the token before the body is read, where the validator can do that; what the token says about the
// activity is checked after decoding.
func (b *Bot) verify(ctx context.Context, r *http.Request) error {
	if len(r.Header.Values("Authorization")) > 1 {
		return fmt.Errorf("%w: more than one Authorization header", ErrUnauthorized)
	}
	switch v := b.opts.Validator.(type) {
	case *Validator:
		_, err := v.Verify(ctx, r.Header.Get("Authorization"))
		return err
	case *Loopback:
		if !LoopbackRequest(r) {
			return fmt.Errorf("%w: not from this machine, and no credentials are configured", ErrUnauthorized)
		}
	}
	return nil
}

// allow checks what the token says nothing about: whose conversation it is, and that this bot is meant.
func (b *Bot) allow(a *Activity) error {
	if _, err := b.opts.Sender.allowed.parse(a.ServiceURL); err != nil {
		return fmt.Errorf("%w: %w", ErrUnauthorized, err)
	}
	tenant, ok := a.Tenant()
	if !ok {
		return fmt.Errorf("%w: two different tenants", ErrForbidden)
	}
	served := func(t message.TenantID) bool { return t == "*" || strings.EqualFold(string(t), string(tenant)) }
	if !slices.ContainsFunc(b.opts.Tenants, served) {
		return fmt.Errorf("%w: tenant is not served", ErrForbidden)
	}
	if b.opts.AppID != "" && !strings.EqualFold(a.Recipient.ID, "28:"+b.opts.AppID) {
		return errOtherBot
	}
	return nil
}

// After does something once the request is answered, with a time limit of its own; Drain waits for it.
func (t *Turn) After(ctx context.Context, what string, do func(context.Context) error) {
	ctx = context.WithoutCancel(ctx)
	t.bot.work.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, TurnTime)
		defer cancel()
		if err := do(ctx); err != nil {
			t.bot.lg.LogAttrs(ctx, slog.LevelError, what, slog.Any("error", err))
		}
	})
}

// Ledger remembers what was answered, so that a message that is delivered twice is answered once, and the conversations
// that the bot may write to. All replicas share one.
type Ledger interface {
	// Claim takes the right to answer. It reports false when it is already taken, by whomever; the time tells
	// claimers apart, so that who heard nothing may ask again. A claim that was taken survives a crash: the answer may
	// have left.
	Claim(ctx context.Context, key message.TurnKey, at time.Time) (bool, error)
	// Release gives a claim back, because certainly nothing reached the person: a second delivery is then answered.
	Release(ctx context.Context, key message.TurnKey) error
	// Answered records which message answered the activity, for later edits.
	Answered(ctx context.Context, key message.TurnKey, answer message.ActivityID) error
	// Answer returns the message that answered a message of that id (its key without Variant), "" when not known.
	Answer(ctx context.Context, key message.TurnKey) (message.ActivityID, error)
	// Postpone stores a reply that Teams would not take now, to be sent not before the given time and at most once.
	// key's answer is recorded when it is sent.
	Postpone(ctx context.Context, key message.TurnKey, to message.Conversation, r message.Reply, notBefore time.Time) error

	// Remember stores or refreshes an address; one row a tenant and conversation (threads are not addresses). It is
	// called for every message, and writes nothing for an address that is stored just so.
	Remember(ctx context.Context, c message.Conversation) error
	// Forget removes an address, because the app was removed from it. Unknown ones are no error.
	Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error
	// Welcomed reports whether this call is the first ever for the conversation since it was (last) remembered
	// anew, and marks it: the welcome is sent once, though Teams announces an installation twice.
	Welcomed(ctx context.Context, tenant message.TenantID, id message.ConversationID) (first bool, err error)
}
