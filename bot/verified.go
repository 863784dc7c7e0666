package bot

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
)

// Token is what a request has proved about its sender. It is made by Validator.Verify or Loopback.Verify only; the
// zero value matches nothing.
type Token struct {
	claims claims
	key    *signingKey // nil for a client on this machine
	local  bool        // a client on this machine, without a real token
}

var _ auth.ClaimsIdentity = (*Token)(nil)

// Matches checks that the token was issued for this very activity: its service URL, and a channel that the key may sign
// for and that this bot serves. Without the first a stolen token would bring the bot's answers, with its own token, to
// an address of the thief's choice. It gives ErrUnauthorized for the service URL, ErrForbidden for the channel.
func (t *Token) Matches(serviceURL, channelID string) error {
	switch {
	case t.local:
		return matchesLoopback(serviceURL)
	case t.key == nil || !sameServiceURL(string(t.claims.ServiceURL), serviceURL):
		return unauthorized("service URL")
	case channelID != teams:
		return fmt.Errorf("%w: channel", ErrForbidden)
	case !t.key.endorses(channelID):
		return fmt.Errorf("%w: key not endorsed for the channel", ErrForbidden)
	}
	return nil
}

// GetClaimValue returns the claim iss, aud or serviceurl, "" for any other.
func (t *Token) GetClaimValue(name string) string {
	switch name {
	case auth.IssuerClaim:
		return string(t.claims.Issuer)
	case auth.AudienceClaim:
		return string(t.claims.Audience)
	case auth.ServiceURLClaim:
		return string(t.claims.ServiceURL)
	}
	return ""
}

// IsAuthenticated reports whether Microsoft has signed for the sender; false for a client on this machine.
func (t *Token) IsAuthenticated() bool { return t.key != nil }

// sameServiceURL compares without regard to case and one slash at the end, as Microsoft's own libraries for Teams do.
func sameServiceURL(a, b string) bool {
	a, b = trimSlash(a), trimSlash(b)
	if len(a) != len(b) || a == "" {
		return false
	}
	// ASCII only: Unicode knows letters that become ASCII in lower case, such as the Kelvin sign.
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func trimSlash(s string) string {
	if n := len(s); n > 0 && s[n-1] == '/' {
		return s[:n-1]
	}
	return s
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// knownTokens is how many verified tokens are remembered. Teams uses one for an hour or so for each service URL.
const knownTokens = 1024

// tokenCache remembers tokens whose signature and fixed claims were right, by their hash. Only good tokens get in,
// so strangers cannot fill it; time and key are checked again on every use.
type tokenCache struct {
	mu     sync.RWMutex
	tokens map[[sha256.Size]byte]*Token
}

func newTokenCache() *tokenCache {
	return &tokenCache{tokens: make(map[[sha256.Size]byte]*Token)}
}

// get returns a token that was verified before, nil when it was not or when its key is no longer held.
func (c *tokenCache) get(sum [sha256.Size]byte, keys *KeySet) *Token {
	c.mu.RLock()
	t := c.tokens[sum]
	c.mu.RUnlock()
	if t == nil {
		return nil
	}
	key := keys.current(t.key)
	if key == t.key {
		return t
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if key == nil {
		delete(c.tokens, sum)
		return nil
	}
	// The same key, fetched anew: what it may sign for can have changed.
	t = &Token{claims: t.claims, key: key}
	c.tokens[sum] = t
	return t
}

// put remembers a verified token. When there is no room the expired ones go, and if none are, any one.
func (c *tokenCache) put(sum [sha256.Size]byte, t *Token, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.tokens) >= knownTokens {
		c.makeRoom(now)
	}
	c.tokens[sum] = t
}

func (c *tokenCache) makeRoom(now time.Time) {
	for sum, t := range c.tokens {
		if now.After(time.Unix(int64(t.claims.Expires), 0).Add(clockSkew)) {
			delete(c.tokens, sum)
		}
	}
	for sum := range c.tokens {
		if len(c.tokens) < knownTokens {
			return
		}
		delete(c.tokens, sum)
	}
}
