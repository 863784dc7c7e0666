package bot

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

const (
	keyDocumentLimit = 4 << 20 // bytes; the real set is a small part of it
	smallestKey      = 2048    // bits
	largestKey       = 8192    // bits; more would only cost time
)

var errKeyAddress = errors.New("address must be https")

// checkHop holds every hop of a redirect to the same rule as the first.
func checkHop(r *http.Request, via []*http.Request) error {
	if len(via) >= 3 {
		return errors.New("too many redirects")
	}
	return checkKeyURL(r.URL, via[0].URL)
}

// fetch follows the discovery chain: metadata, then the keys that it names. The document's issuer is not read: whom
// this bot trusts is not for a download to say.
func (k *KeySet) fetch(ctx context.Context) (map[string]*signingKey, error) {
	origin, err := url.Parse(k.url)
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	var meta struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
	}
	if err := k.get(ctx, origin, origin, &meta); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	if len(meta.Algorithms) > 0 && !slices.Contains(meta.Algorithms, algorithm) {
		return nil, fmt.Errorf("metadata: %s is not among the algorithms", algorithm)
	}
	address, err := url.Parse(meta.Keys)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	var doc struct {
		Keys []jsontext.Value `json:"keys"`
	}
	if err := k.get(ctx, address, origin, &doc); err != nil {
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

func (k *KeySet) get(ctx context.Context, from, origin *url.URL, into any) error {
	if err := checkKeyURL(from, origin); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from.String(), nil)
	if err != nil {
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
func checkKeyURL(u, origin *url.URL) error {
	if u.Host == "" {
		return errKeyAddress
	}
	if u.Scheme == "https" || u.Scheme == "http" && loopbackHost(u.Hostname()) && loopbackHost(origin.Hostname()) {
		return nil
	}
	return errKeyAddress
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
