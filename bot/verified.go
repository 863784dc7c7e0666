package bot

import (
	"fmt"

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
