package bot

import (
	"context"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// Microsoft asks for fresh keys at least every 24 hours and may add one at any time.
const (
	keysEvery     = 12 * time.Hour   // between two refreshes in the background
	keysGrace     = 48 * time.Hour   // how long the last good set serves when it cannot be refreshed
	unknownKeyGap = time.Second      // between two refreshes that strangers' key ids cause,
	unknownKeys   = 5                // of which so many need not wait for each other
	noKeysGap     = time.Second      // between two attempts while there are no keys and requests wait for them
	retryFirst    = time.Second      // background: first wait after a failure, doubled with each one
	retryEmpty    = 30 * time.Second // background: longest wait while there are no keys
	retryHeld     = 10 * time.Minute // background: longest wait while the last good set serves
	fetchLimit    = 10 * time.Second // one attempt, both documents together
	keysWait      = 5 * time.Second  // how long a request waits for keys while there are none
)

// KeySetOptions tells a KeySet where the keys are.
type KeySetOptions struct {
	// MetadataURL is the OpenID metadata document. It and the address that it names must be https, unless both
	// are on loopback. Required.
	MetadataURL string
	// HTTP fetches the documents; its redirect policy is replaced. Default: a client of the KeySet's own.
	HTTP *http.Client
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

// KeySet holds the keys that sign requests to bots. It fetches them once for everybody: in the background while Run
// runs, and on demand when a token names a key that is not known, at once but seldom. The last good set serves for
// 48 hours when it cannot be refreshed. Safe for concurrent use.
type KeySet struct {
	lg     *slog.Logger
	client *http.Client
	url    string
	now    func() time.Time

	held  atomic.Pointer[signingKeys] // last good set, replaced as a whole
	nudge chan struct{}               // tells Run that an attempt has ended

	mu       sync.Mutex    // guards the rest
	running  *attempt      // nil when none is under way
	tried    time.Time     // when the last attempt ended
	unknown  *rate.Limiter // what unknown key ids may cause, see ask
	failures int           // attempts in a row that failed
	lastErr  error         // why the last one did
}

// signingKeys is one answer of the key server; it is never changed.
type signingKeys struct {
	byID    map[string]*signingKey
	fetched time.Time
}

// signingKey is one RSA key and the channels that it may sign for.
type signingKey struct {
	id           string
	public       *rsa.PublicKey
	endorsements []string
}

// endorses: a key that names no channel speaks for none.
func (k *signingKey) endorses(channel string) bool { return slices.Contains(k.endorsements, channel) }

// NewKeySet makes an empty set. It fetches nothing before Run, Refresh or the first token.
func NewKeySet(lg *slog.Logger, opts KeySetOptions) *KeySet {
	k := &KeySet{lg: lg, url: opts.MetadataURL, now: clockOr(opts.Now), nudge: make(chan struct{}, 1),
		unknown: rate.NewLimiter(rate.Every(unknownKeyGap), unknownKeys)}
	k.client = keyClient(opts.HTTP)
	return k
}

// Run keeps the set fresh until ctx ends: a first fetch at once, every 12 hours after, and soon after a failure.
func (k *KeySet) Run(ctx context.Context) {
	for {
		timer := time.NewTimer(k.untilNext())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-k.nudge:
			timer.Stop()
		case <-timer.C:
			_ = k.Refresh(ctx) // the attempt itself logs and decides when the next one is due
		}
	}
}

// Refresh fetches the keys now, or waits for the fetch that is under way. The last good set stays when it fails.
func (k *KeySet) Refresh(ctx context.Context) error {
	k.mu.Lock()
	a := k.running
	if a == nil {
		a = k.start(0)
	}
	k.mu.Unlock()
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrKeysUnavailable, ctx.Err())
	}
}

// Ready tells why nothing can be verified: nil, or ErrKeysUnavailable with the last cause. It asks nobody.
func (k *KeySet) Ready() error {
	if k.usable() != nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lastErr == nil {
		return fmt.Errorf("%w: none fetched yet", ErrKeysUnavailable)
	}
	return k.lastErr
}

// Fetched is when the keys in use were fetched; zero when there are none.
func (k *KeySet) Fetched() time.Time {
	if set := k.held.Load(); set != nil {
		return set.fetched
	}
	return time.Time{}
}

// find returns the key of that id. When it is not known, one fetch is shared by all who wait for it; while there are no
// keys at all the next one is waited for too. It gives ErrUnauthorized for an unknown key and ErrKeysUnavailable when
// there are none within keysWait.
func (k *KeySet) find(ctx context.Context, id string) (*signingKey, error) {
	if key := k.known(id); key != nil {
		return key, nil
	}
	ctx, cancel := context.WithTimeout(ctx, keysWait)
	defer cancel()
	for first := true; ; first = false {
		key, a, begun := k.ask(id)
		if key != nil {
			return key, nil
		}
		select {
		case <-a.done:
		case <-ctx.Done():
			return nil, fmt.Errorf("%w within %s: %w", ErrKeysUnavailable, keysWait, ctx.Err())
		}
		if k.usable() == nil {
			continue
		}
		if key = k.known(id); key != nil {
			return key, nil
		}
		// A fetch that had begun before this request came may be older than the key.
		if !first || !begun {
			return nil, unauthorized("unknown signing key")
		}
	}
}

// current returns the key as it is held now, nil when it is not any more. It never fetches.
func (k *KeySet) current(key *signingKey) *signingKey {
	now := k.known(key.id)
	if now == nil || now != key && !now.public.Equal(key.public) {
		return nil
	}
	return now
}

// known returns the key of that id among those that may be used now, or nil.
func (k *KeySet) known(id string) *signingKey {
	if set := k.usable(); set != nil {
		return set.byID[id]
	}
	return nil
}

func (k *KeySet) usable() *signingKeys {
	set := k.held.Load()
	if set == nil || k.now().Sub(set.fetched) > keysGrace {
		return nil
	}
	return set
}

// ask returns the attempt to wait for when a key is not known, and whether it had begun already; or the key, when an
// attempt that has just ended brought it, which only a look under the lock tells. Anybody can invent key
// ids, so they cause one fetch a second at the most; but who brings a new key that is real waits for that one, and is
// not refused because of strangers. With no keys at all it is the same, so that an outage at the start ends for those
// who wait.
func (k *KeySet) ask(id string) (key *signingKey, a *attempt, begun bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	switch key := k.known(id); {
	case key != nil:
		return key, nil, false
	case k.running != nil:
		return nil, k.running, k.running.begun
	case k.usable() == nil:
		return nil, k.start(noKeysGap - now.Sub(k.tried)), false
	}
	return nil, k.start(k.unknown.ReserveN(now, 1).DelayFrom(now)), false
}
