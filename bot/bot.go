// Package bot is the Teams endpoint: it verifies a request, decodes it, makes one Turn of it, calls the one Handler,
// and sends replies through the Teams connector.
//
// What it promises:
//   - A request without a token that is right in every respect reaches no handler (validator.go). Without credentials
//     only clients and connectors on this machine are served (loopback.go).
//   - A message is answered once, however often it is delivered. The claim on it is stored before the reply leaves.
//     A crash between the two leaves the message unanswered rather than answered twice.
//   - A reply that did not arrive, or may not have, is sent again while the turn lasts: a person who reads an answer
//     twice is better off than one who reads none.
//   - Nothing that a person wrote is logged.
package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/core"
	"golang.org/x/time/rate"

	"kjernebot/bot/message"
)

// Limits of a request. A turn must end before Teams gives up and delivers the message again (about 15 s).
const (
	// MaxBody is the largest request body in bytes.
	MaxBody = 1 << 20
	// TurnTime is how long a turn may last.
	TurnTime = 10 * time.Second
)

// Options are the parts that a Bot is put together from. All but Now, Apology and Observe are needed.
type Options struct {
	// AppID is the bot's registration; empty when no credentials are configured, which serves this machine only.
	AppID string
	// Validator checks tokens: a *Validator, or a *Loopback when there are no credentials.
	Validator auth.TokenValidator
	// Sender sends replies: a *Connector.
	Sender Sender
	// ServiceURLs are prefixes of the addresses that a request may name; with a Loopback validator they are not looked
	// at, and only this machine is allowed.
	ServiceURLs []string
	// Tenants whose conversations are served, in lower case; "*" stands for all.
	Tenants []message.TenantID
	Ledger  Ledger
	// Seal is the connector's.
	Seal *Seal
	// Addresses keeps where the bot may write.
	Addresses AddressBook
	Handler   Handler
	// Apology tells the person that their turn failed for reasons of ours: by a Reply, or by Respond to an invoke.
	Apology func(ctx context.Context, t *Turn, cause error) error
	// Asides are the ways to answer one person where others read along.
	Asides Asides
	// Observe is told how each request ended, for metrics.
	Observe func(Observation)
	Now     func() time.Time
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
	lg        *slog.Logger
	refusals  refusals
	adapter   core.BotFrameworkAdapter
	appID     string
	sender    Sender
	services  serviceURLs
	tenants   map[message.TenantID]bool
	ledger    *steadyLedger
	addresses *addresses
	handler   Handler
	apology   func(context.Context, *Turn, error) error
	observe   func(Observation)
	asides    Asides
	signs     *rate.Limiter
	seal      *Seal
	now       func() time.Time
	work      sync.WaitGroup // what goes on after a request was answered
}

// New puts a Bot together. A service URL prefix that cannot be used is an error. It panics when a needed option is
// missing, which is a mistake in the wiring.
func New(lg *slog.Logger, opts Options) (*Bot, error) {
	if opts.Validator == nil || opts.Sender == nil || opts.Ledger == nil || opts.Addresses == nil || opts.Handler == nil ||
		opts.Seal == nil {
		panic("bot: Options lack a needed part")
	}
	_, local := opts.Validator.(*Loopback)
	services, err := newServiceURLs(opts.ServiceURLs, local)
	if err != nil {
		return nil, err
	}
	b := &Bot{
		lg: lg, refusals: refusals{lg: lg}, services: services, appID: opts.AppID, sender: opts.Sender,
		ledger: newSteadyLedger(lg, opts.Ledger), handler: opts.Handler, addresses: newAddresses(opts.Addresses),
		apology: opts.Apology, observe: opts.Observe, seal: opts.Seal, now: clockOr(opts.Now), asides: opts.Asides,
		signs:   newSigns(),
		tenants: map[message.TenantID]bool{},
		adapter: core.BotFrameworkAdapter{
			AdapterSetting: core.AdapterSetting{AppID: opts.AppID,
				CredentialProvider: auth.SimpleCredentialProvider{AppID: opts.AppID}},
			TokenValidator: opts.Validator,
		},
	}
	for _, t := range opts.Tenants {
		b.tenants[message.TenantID(strings.ToLower(string(t)))] = true
	}
	if b.apology == nil {
		b.apology = func(_ context.Context, _ *Turn, cause error) error { return cause }
	}
	if b.observe == nil {
		b.observe = func(Observation) {}
	}
	return b, nil
}

// Forget removes an address that leads nowhere any more. The next message from there brings it back.
func (b *Bot) Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	return b.addresses.forget(ctx, tenant, id)
}

// Drain waits for what goes on after requests were answered. Call it when no more requests come.
func (b *Bot) Drain() {
	b.work.Wait()
	b.ledger.close()
}

// ServeHTTP answers one request of Teams. See finish.go for the statuses.
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := b.now()
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
	if _, err := b.adapter.AuthenticateRequest(ctx, a.sdk(), r.Header.Get("Authorization"), b.adapter.CredentialProvider,
		b.adapter.ChannelService); err != nil {
		return nil, err
	}
	return a, b.allow(a)
}

// readBody reads a body of MaxBody at the most.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > MaxBody {
		return nil, errTooLarge
	}
	var body bytes.Buffer
	body.Grow(int(max(r.ContentLength, 0)) + bytes.MinRead) // a read more finds the end
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, MaxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%w: read body: %w", errBadRequest, err)
	}
	return body.Bytes(), nil
}

// verify checks the token before the body is read, where the validator can do that; what the token says about the
// activity is checked after decoding.
func (b *Bot) verify(ctx context.Context, r *http.Request) error {
	if len(r.Header.Values("Authorization")) > 1 {
		return fmt.Errorf("%w: more than one Authorization header", ErrUnauthorized)
	}
	switch v := b.adapter.TokenValidator.(type) {
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
	if _, err := b.services.parse(a.ServiceURL); err != nil {
		return fmt.Errorf("%w: %w", ErrUnauthorized, err)
	}
	tenant, ok := a.Tenant()
	if !ok {
		return fmt.Errorf("%w: two different tenants", ErrForbidden)
	}
	if !b.tenants["*"] && !b.tenants[tenant] {
		return fmt.Errorf("%w: tenant is not served", ErrForbidden)
	}
	if b.appID != "" && !strings.EqualFold(a.Recipient.ID, "28:"+b.appID) {
		return errOtherBot
	}
	return nil
}

// recordAnswer remembers the answer's id after the request was answered: nobody waits for it, and when it is lost an
// edited message gets a new answer instead of a changed one.
func (b *Bot) recordAnswer(ctx context.Context, key message.TurnKey, id message.ActivityID) {
	if id == "" {
		return
	}
	b.after(ctx, "record answer", func(ctx context.Context) error { return b.ledger.Answered(ctx, key, id) })
}

// after does something once the request is answered, with a time limit of its own; Drain waits for it.
func (b *Bot) after(ctx context.Context, what string, do func(context.Context) error) {
	ctx = context.WithoutCancel(ctx)
	b.work.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, TurnTime)
		defer cancel()
		if err := do(ctx); err != nil {
			b.lg.LogAttrs(ctx, slog.LevelError, what, slog.Any("error", err))
		}
	})
}
