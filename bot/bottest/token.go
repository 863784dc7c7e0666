package bottest

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"
)

// TokenDraft is a token before it is signed. Options change it; values are written as JSON, json.RawMessage as it
// stands.
type TokenDraft struct {
	Header map[string]any
	Claims map[string]any
	Key    *Key

	rawHeader, rawClaims *string
	sign                 func(signed string) []byte
}

// TokenOption changes one thing about a token.
type TokenOption func(*TokenDraft)

// Claim sets a claim.
func Claim(name string, value any) TokenOption { return func(d *TokenDraft) { d.Claims[name] = value } }

// Without leaves claims out.
func Without(names ...string) TokenOption {
	return func(d *TokenDraft) {
		maps.DeleteFunc(d.Claims, func(name string, _ any) bool { return slices.Contains(names, name) })
	}
}

// Renamed writes a claim under another name.
func Renamed(from, to string) TokenOption {
	return func(d *TokenDraft) {
		d.Claims[to] = d.Claims[from]
		delete(d.Claims, from)
	}
}

// TokenHeader sets a member of the token's header; nil leaves it out.
func TokenHeader(name string, value any) TokenOption {
	return func(d *TokenDraft) {
		if d.Header[name] = value; value == nil {
			delete(d.Header, name)
		}
	}
}

// By signs with that key and names it.
func By(k *Key) TokenOption {
	return func(d *TokenDraft) { d.Key, d.Header["kid"] = k, k.ID }
}

// ForgedBy signs with that key, but names the one that was named before.
func ForgedBy(k *Key) TokenOption { return func(d *TokenDraft) { d.Key = k } }

// RawHeader replaces the header's JSON.
func RawHeader(json string) TokenOption { return func(d *TokenDraft) { d.rawHeader = &json } }

// RawClaims replaces the claims' JSON.
func RawClaims(json string) TokenOption { return func(d *TokenDraft) { d.rawClaims = &json } }

// HS256 names HS256 and signs with that secret, such as a public key.
func HS256(secret []byte) TokenOption {
	return func(d *TokenDraft) {
		d.Header["alg"] = "HS256"
		d.sign = func(signed string) []byte {
			mac := hmac.New(sha256.New, secret)
			mac.Write([]byte(signed))
			return mac.Sum(nil)
		}
	}
}

// RSA names another algorithm of the RSA family and signs by it: RS384 or RS512.
func RSA(alg string, hash crypto.Hash) TokenOption {
	return func(d *TokenDraft) {
		d.Header["alg"] = alg
		d.sign = func(signed string) []byte { return signRSA(d.Key.Private, hash, signed) }
	}
}

// Unsigned names an algorithm and leaves the signature empty.
func Unsigned(alg string) TokenOption {
	return func(d *TokenDraft) {
		d.Header["alg"] = alg
		d.sign = func(string) []byte { return nil }
	}
}

// Expires sets the end of the token's life relative to the issuer's clock.
func (i *Issuer) Expires(in time.Duration) TokenOption { return Claim("exp", i.Now().Add(in).Unix()) }

// Begins sets the beginning of the token's life relative to the issuer's clock.
func (i *Issuer) Begins(in time.Duration) TokenOption { return Claim("nbf", i.Now().Add(in).Unix()) }

// Token makes a token that is right in every respect, but for the options.
func (i *Issuer) Token(opts ...TokenOption) string {
	now := i.Now()
	key := i.Key()
	d := &TokenDraft{
		Key:    key,
		Header: map[string]any{"alg": "RS256", "typ": "JWT", "kid": key.ID, "x5t": key.ID},
		Claims: map[string]any{
			"iss": TokenFrom, "aud": AppID, "serviceurl": i.ServiceURL,
			"nbf": now.Add(-time.Minute).Unix(), "exp": now.Add(time.Hour).Unix(),
		},
	}
	for _, opt := range opts {
		opt(d)
	}
	if d.sign == nil {
		d.sign = func(signed string) []byte { return signRSA(d.Key.Private, crypto.SHA256, signed) }
	}
	signed := encode(d.Header, d.rawHeader) + "." + encode(d.Claims, d.rawClaims)
	return signed + "." + base64.RawURLEncoding.EncodeToString(d.sign(signed))
}

// Bearer is Token as the value of an Authorization header.
func (i *Issuer) Bearer(opts ...TokenOption) string { return "Bearer " + i.Token(opts...) }

func encode(members map[string]any, raw *string) string {
	if raw != nil {
		return base64.RawURLEncoding.EncodeToString([]byte(*raw))
	}
	data, err := json.Marshal(members)
	if err != nil {
		panic(err) // a test's value that is no JSON
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func signRSA(key *rsa.PrivateKey, hash crypto.Hash, signed string) []byte {
	h := hash.New()
	h.Write([]byte(signed))
	sig, err := rsa.SignPKCS1v15(nil, key, hash, h.Sum(nil))
	if err != nil {
		panic(err) // unreachable with keys of NewKey
	}
	return sig
}

// privateKeys makes the RSA keys once for all tests of a process: each takes a tenth of a second or more.
var privateKeys = [...]func() *rsa.PrivateKey{
	makeKey(), makeKey(), makeKey(), makeKey(), makeKey(), makeKey(), makeKey(), makeKey(),
}

func makeKey() func() *rsa.PrivateKey {
	return sync.OnceValue(func() *rsa.PrivateKey {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err) // unreachable: no source of randomness
		}
		return key
	})
}
