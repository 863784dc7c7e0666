package bot

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/big"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"
)

// Microsoft asks for fresh keys at least every 24 hours and may add one at any time.
const (
	keysEvery        = 12 * time.Hour   // between two refreshes in the background
	keysGrace        = 48 * time.Hour   // how long the last good set serves when it cannot be refreshed
	unknownKeyGap    = time.Second      // between two refreshes that strangers' key ids cause,
	unknownKeys      = 5                // of which so many need not wait for each other
	noKeysGap        = time.Second      // between two attempts while there are no keys and requests wait for them
	retryFirst       = time.Second      // background: first wait after a failure, doubled with each one
	retryEmpty       = 30 * time.Second // background: longest wait while there are no keys
	retryHeld        = 10 * time.Minute // background: longest wait while the last good set serves
	fetchLimit       = 10 * time.Second // one attempt, both documents together
	keysWait         = 5 * time.Second  // how long a request waits for keys while there are none
	keyDocumentLimit = 4 << 20          // bytes; the real set is a small part of it
	smallestKey      = 2048             // bits
	largestKey       = 8192             // bits; more would only cost time
)

// KeySetOptions tells a KeySet where the keys are.
type KeySetOptions struct {
	// MetadataURL is the OpenID metadata document. It and the address that it names must be https, unless both
	// are on loopback. Required.
	MetadataURL string
	Transport   http.RoundTripper // nil: http.DefaultTransport
	Now         func() time.Time  // nil: time.Now
}

// KeySet holds the keys that sign requests to bots. It fetches them once for everybody: in the background while Run
// runs, and on demand when a token names a key that is not known, at once but seldom. The last good set serves for
// 48 hours when it cannot be refreshed. Safe for concurrent use.
type KeySet struct {
	lg      *slog.Logger
	client  *http.Client
	url     string
	local   bool // the url is of this machine
	now     func() time.Time
	state   atomic.Pointer[keyState] // written by fetches only, of which there is one at a time
	flight  singleflight.Group       // the one fetch that is under way
	unknown *rate.Limiter            // what unknown key ids may cause
}

// keyState is what the attempts so far have brought; it is replaced as a whole.
type keyState struct {
	keys     map[string]*signingKey // by id: the last good set
	fetched  time.Time              // when it was; zero when there is none
	tried    time.Time              // when the last attempt ended
	failures int                    // attempts in a row that failed
	err      error                  // why the last one did
}

// signingKey is one RSA key and the channels that it may sign for; one that names none speaks for none.
type signingKey struct {
	id           string
	public       *rsa.PublicKey
	endorsements []string
}

// NewKeySet makes an empty set. It fetches nothing before Run, Refresh or the first token.
func NewKeySet(lg *slog.Logger, opts KeySetOptions) *KeySet {
	k := &KeySet{lg: lg, url: opts.MetadataURL, now: clockOr(opts.Now),
		client:  &http.Client{Transport: opts.Transport, CheckRedirect: checkHop},
		unknown: rate.NewLimiter(rate.Every(unknownKeyGap), unknownKeys)}
	if u, err := url.Parse(k.url); err == nil {
		k.local = loopbackHost(u.Hostname())
	}
	k.state.Store(&keyState{})
	return k
}

// Run keeps the set fresh until ctx ends: a first fetch at once, every 12 hours after, and soon after a failure.
func (k *KeySet) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(k.untilNext()):
		}
		if k.untilNext() <= 0 { // no token has made it fetch meanwhile
			_ = k.Refresh(ctx) // the attempt itself logs and decides when the next one is due
		}
	}
}

// untilNext is how long Run waits before its next fetch.
func (k *KeySet) untilNext() time.Duration {
	switch s := k.state.Load(); {
	case s.failures > 0:
		longest := retryHeld
		if k.usable() == nil {
			longest = retryEmpty
		}
		return min(retryFirst<<min(s.failures-1, 20), longest) - k.now().Sub(s.tried)
	case s.fetched.IsZero():
		return 0
	default:
		return keysEvery - k.now().Sub(s.fetched)
	}
}

// Refresh fetches the keys now, or waits for the fetch that is under way. The last good set stays when it fails.
func (k *KeySet) Refresh(ctx context.Context) error {
	_, err := k.attempt(ctx, func() time.Duration { return 0 })
	return err
}

// Ready tells why nothing can be verified: nil, or ErrKeysUnavailable with the last cause. It asks nobody.
func (k *KeySet) Ready() error {
	switch s := k.state.Load(); {
	case k.usable() != nil:
		return nil
	case s.err != nil:
		return s.err
	}
	return fmt.Errorf("%w: none fetched yet", ErrKeysUnavailable)
}

// Fetched is when the keys in use were fetched; zero when there are none.
func (k *KeySet) Fetched() time.Time { return k.state.Load().fetched }

// find returns the key of that id. When it is not known, one fetch is shared by all who wait for it; while there are no
// keys at all the next one is waited for too. It gives ErrUnauthorized for an unknown key and ErrKeysUnavailable when
// there are none within keysWait.
func (k *KeySet) find(ctx context.Context, id string) (*signingKey, error) {
	if key := k.usable()[id]; key != nil {
		return key, nil
	}
	ctx, cancel := context.WithTimeout(ctx, keysWait)
	defer cancel()
	for first := true; ; first = false {
		own, _ := k.attempt(ctx, func() time.Duration { return k.pause(id) })
		held := k.usable()
		switch key := held[id]; {
		case key != nil:
			return key, nil
		case ctx.Err() != nil:
			return nil, fmt.Errorf("%w within %s: %w", ErrKeysUnavailable, keysWait, ctx.Err())
		case held != nil && (own || !first): // a fetch that began before this request came may be older than the key
			return nil, unauthorized("unknown signing key")
		}
	}
}

// pause is how long to wait before a fetch because of a key id; negative when that has come meanwhile. Anybody can
// invent key ids, so they cause one fetch a second at the most; but who brings a new key that is real waits for that
// one, and is not refused because of strangers. With no keys at all it is the same, so that an outage at the start ends
// for those who wait.
func (k *KeySet) pause(id string) time.Duration {
	now := k.now()
	switch held := k.usable(); {
	case held[id] != nil:
		return -1
	case held == nil:
		return max(0, noKeysGap-now.Sub(k.state.Load().tried))
	}
	return k.unknown.ReserveN(now, 1).DelayFrom(now)
}

// attempt fetches after a pause, for which it asks when no fetch is under way; else it waits for that one. own tells
// which of the two it was. No caller's context reaches the fetch, because the others would lose it with the first who
// leaves; it ends by its own limit.
func (k *KeySet) attempt(ctx context.Context, pause func() time.Duration) (own bool, err error) {
	begun := false
	attempt := k.flight.DoChan("", func() (any, error) {
		begun = true
		wait := pause()
		if wait < 0 {
			return nil, nil
		}
		time.Sleep(wait) // a second or less
		ctx, cancel := context.WithTimeout(context.Background(), fetchLimit)
		defer cancel()
		keys, err := k.fetch(ctx)
		return nil, k.ended(keys, err)
	})
	select {
	case a := <-attempt:
		return begun, a.Err
	case <-ctx.Done():
		return false, fmt.Errorf("%w: %w", ErrKeysUnavailable, ctx.Err())
	}
}

// usable are the keys that may be used now, by id; nil when there are none.
func (k *KeySet) usable() map[string]*signingKey {
	s := k.state.Load()
	if k.now().Sub(s.fetched) > keysGrace {
		return nil
	}
	return s.keys
}

// ended takes in what an attempt brought.
func (k *KeySet) ended(keys map[string]*signingKey, err error) error {
	before := k.usable()
	s := *k.state.Load()
	s.tried = k.now()
	if err == nil {
		s = keyState{keys: keys, fetched: s.tried, tried: s.tried}
	} else {
		s.failures++
		s.err = fmt.Errorf("%w: %w", ErrKeysUnavailable, err)
	}
	k.state.Store(&s)
	switch {
	case err != nil && k.usable() == nil:
		k.lg.Error("no signing keys: every request is refused", "err", err, "failures", s.failures)
	case err != nil:
		k.lg.Warn("signing keys not refreshed, the last good ones serve", "err", err, "failures", s.failures,
			"age", s.tried.Sub(s.fetched).Round(time.Second))
	case !maps.EqualFunc(before, keys, func(*signingKey, *signingKey) bool { return true }): // other ids
		k.lg.Info("signing keys fetched", "keys", len(keys))
	}
	return s.err
}

// checkHop holds every hop of a redirect to the same rule as the first.
func checkHop(r *http.Request, via []*http.Request) error {
	if len(via) >= 3 {
		return errors.New("too many redirects")
	}
	return checkKeyURL(r.URL, loopbackHost(via[0].URL.Hostname()))
}

// fetch follows the discovery chain: metadata, then the keys that it names. The document's issuer is not read: whom
// this bot trusts is not for a download to say.
func (k *KeySet) fetch(ctx context.Context) (map[string]*signingKey, error) {
	var meta struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
	}
	if err := k.get(ctx, k.url, &meta); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	if len(meta.Algorithms) > 0 && !slices.Contains(meta.Algorithms, algorithm) {
		return nil, fmt.Errorf("metadata: %s is not among the algorithms", algorithm)
	}
	var doc struct {
		Keys []jsontext.Value `json:"keys"`
	}
	if err := k.get(ctx, meta.Keys, &doc); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	keys := make(map[string]*signingKey, len(doc.Keys))
	for _, raw := range doc.Keys {
		if key := parseKey(raw); key != nil && keys[key.id] == nil {
			keys[key.id] = key
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("no usable keys in the answer")
	}
	return keys, nil
}

func (k *KeySet) get(ctx context.Context, address string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if err := checkKeyURL(req.URL, k.local); err != nil {
		return err
	}
	resp, err := k.client.Do(req)
	if err != nil {
		return err
	}
	body, err := readAnswer(resp, keyDocumentLimit+1)
	switch {
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("status %d", resp.StatusCode)
	case err != nil:
		return err
	case len(body) > keyDocumentLimit:
		return errors.New("answer too large")
	}
	return json.Unmarshal(body, into)
}

// checkKeyURL allows https, and plain http between two loopback addresses, which is how tests and local tools run.
// local tells that the one that leads there is such.
func checkKeyURL(u *url.URL, local bool) error {
	here := local && u.Scheme == "http" && loopbackHost(u.Hostname())
	if u.Host == "" || u.Scheme != "https" && !here {
		return errors.New("address must be https")
	}
	return nil
}

// parseKey reads one entry of a key set. It gives nil for what cannot verify a token here: other kinds of keys, weak
// ones, those for other uses, broken ones. One strange entry never spoils the others.
func parseKey(raw []byte) *signingKey {
	var j struct {
		Type         string    `json:"kty"`
		Use          string    `json:"use"`
		Algorithm    string    `json:"alg"`
		ID           string    `json:"kid"`
		N            bigEndian `json:"n"`
		E            bigEndian `json:"e"`
		Endorsements []string  `json:"endorsements"`
	}
	n, e := &j.N.n, &j.E.n
	switch {
	case json.Unmarshal(raw, &j) != nil, j.Type != "RSA", j.ID == "":
	case j.Use != "" && j.Use != "sig", j.Algorithm != "" && j.Algorithm != algorithm:
	case n.BitLen() < smallestKey, n.BitLen() > largestKey, n.Bit(0) == 0:
	case e.BitLen() > 31, e.Bit(0) == 0, e.Int64() < 3:
	default:
		return &signingKey{id: j.ID, public: &rsa.PublicKey{N: n, E: int(e.Int64())}, endorsements: j.Endorsements}
	}
	return nil
}

// bigEndian is a number as a key set writes it.
type bigEndian struct{ n big.Int }

// UnmarshalText reads base64, with or without padding.
func (b *bigEndian) UnmarshalText(text []byte) error {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(string(text), "="))
	b.n.SetBytes(raw)
	return err
}

// loopbackHost reports whether a host name or address, without port, can only be this machine.
func loopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
