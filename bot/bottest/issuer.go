// Package bottest is a Teams to test against: an issuer of tokens with its key server, and a connector. Everything
// runs over real HTTP on loopback. It is for tests only and stays out of the binary.
package bottest

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What tokens say unless a test wants otherwise.
const (
	AppID      = "00000000-1111-4222-8333-444444444444"
	ServiceURL = "https://smba.trafficmanager.net/emea/"
	TokenFrom  = "https://api.botframework.com"
	Endorsed   = "msteams"
)

const (
	metadataPath = "/v1/.well-known/openidconfiguration"
	keysPath     = "/v1/.well-known/keys"
)

// Issuer is a stand-in for Microsoft's side of inbound authentication: a metadata document and a key set, served over
// real HTTP on loopback, and the private keys to sign tokens with. Safe for concurrent use.
type Issuer struct {
	// Now is the clock that tokens are dated by. Set it before use; the default is time.Now.
	Now func() time.Time
	// ServiceURL is what tokens say unless told otherwise.
	ServiceURL string

	tb       testing.TB
	server   *httptest.Server
	metadata atomic.Int64
	keySets  atomic.Int64

	mu      sync.Mutex
	made    int
	keys    []*Key
	extra   []json.RawMessage
	broken  http.HandlerFunc
	changed func(meta map[string]any)
}

// Key is a signing key, and what the key set says about it.
type Key struct {
	ID           string
	Private      *rsa.PrivateKey
	Endorsements []string
	Fields       map[string]any // what the published key says otherwise; nil leaves a member out
}

// NewIssuer starts an issuer with one key that is endorsed for Teams. It stops with the test.
func NewIssuer(tb testing.TB) *Issuer {
	tb.Helper()
	i := &Issuer{tb: tb, Now: time.Now, ServiceURL: ServiceURL}
	i.server = httptest.NewServer(i)
	tb.Cleanup(i.server.Close)
	i.AddKey(Endorsed, "webchat")
	return i
}

// MetadataURL is where the discovery chain begins.
func (i *Issuer) MetadataURL() string { return i.server.URL + metadataPath }

// KeysURL is where the key set is.
func (i *Issuer) KeysURL() string { return i.server.URL + keysPath }

// Client is an HTTP client of its own; its connections end with the issuer.
func (i *Issuer) Client() *http.Client { return i.server.Client() }

// Fetches is how often each document was asked for.
func (i *Issuer) Fetches() (metadata, keySets int) {
	return int(i.metadata.Load()), int(i.keySets.Load())
}

// NewKey makes a key that is not published. Its numbers are those of no other key of this issuer.
func (i *Issuer) NewKey(endorsements ...string) *Key {
	i.tb.Helper()
	i.mu.Lock()
	n := i.made
	i.made++
	i.mu.Unlock()
	if n >= len(privateKeys) {
		i.tb.Fatalf("bottest: more than %d keys of one issuer", len(privateKeys))
	}
	return &Key{ID: "key-" + strconv.Itoa(n), Private: privateKeys[n](), Endorsements: endorsements}
}

// AddKey publishes one more key, endorsed for the channels given.
func (i *Issuer) AddKey(endorsements ...string) *Key {
	i.tb.Helper()
	k := i.NewKey(endorsements...)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = append(i.keys, k)
	return k
}

// Rotate replaces every published key by a new one that is endorsed for Teams, and returns it.
func (i *Issuer) Rotate() *Key {
	i.tb.Helper()
	k := i.NewKey(Endorsed)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = []*Key{k}
	return k
}

// Key is the one that signs unless told otherwise: the first that is published.
func (i *Issuer) Key() *Key {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.keys[0]
}

// Publish adds a raw entry to the key set.
func (i *Issuer) Publish(entry string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.extra = append(i.extra, json.RawMessage(entry))
}

// Metadata lets a test change the metadata document; nil changes nothing.
func (i *Issuer) Metadata(change func(meta map[string]any)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.changed = change
}

// ServeHTTP answers as login.botframework.com does.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	broken := i.broken
	i.mu.Unlock()
	switch r.URL.Path {
	case metadataPath:
		i.metadata.Add(1)
	case keysPath:
		i.keySets.Add(1)
	}
	if broken != nil {
		broken(w, r)
		return
	}
	i.serve(w, r)
}

func (i *Issuer) serve(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case metadataPath:
		i.writeMetadata(w)
	case keysPath:
		i.writeKeys(w)
	default:
		http.NotFound(w, r)
	}
}

func (i *Issuer) writeMetadata(w http.ResponseWriter) {
	meta := map[string]any{
		"issuer":                                TokenFrom,
		"authorization_endpoint":                "https://invalid.botframework.com",
		"jwks_uri":                              i.KeysURL(),
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"private_key_jwt"},
	}
	i.mu.Lock()
	if i.changed != nil {
		i.changed(meta)
	}
	i.mu.Unlock()
	writeJSON(w, meta)
}

func (i *Issuer) writeKeys(w http.ResponseWriter) {
	i.mu.Lock()
	entries := make([]any, 0, len(i.keys)+len(i.extra))
	for _, k := range i.keys {
		entries = append(entries, k.JWK())
	}
	for _, raw := range i.extra {
		entries = append(entries, raw)
	}
	i.mu.Unlock()
	writeJSON(w, map[string]any{"keys": entries})
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v) // the client's loss
}

// JWK is the key as the key set shows it.
func (k *Key) JWK() map[string]any {
	public := k.Private.PublicKey
	entry := map[string]any{
		"kty": "RSA", "use": "sig", "kid": k.ID, "x5t": k.ID, "endorsements": k.Endorsements,
		"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
	}
	for name, value := range k.Fields {
		if entry[name] = value; value == nil {
			delete(entry, name)
		}
	}
	return entry
}
