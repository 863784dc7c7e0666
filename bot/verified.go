package bot

import (
	"fmt"
	"strings"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
)

// Token is what a request has proved about its sender. It is made by a Validator or a Loopback only; the zero value
// matches nothing.
type Token struct {
	claims claims
	key    *signingKey // nil for a client on this machine
}

var _ auth.ClaimsIdentity = (*Token)(nil)

// Matches checks that the token was issued for this very activity: its service URL, and a channel that the key may sign
// for and that this bot serves. Without the first a stolen token would bring the bot's answers, with its own token, to
// an address of the thief's choice. It gives ErrUnauthorized for the service URL, ErrForbidden for the channel.
func (t *Token) Matches(serviceURL, channelID string) error {
	switch {
	case t.key == nil || !sameServiceURL(t.claims.serviceURL, serviceURL):
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
	return map[string]string{auth.IssuerClaim: t.claims.issuer, auth.AudienceClaim: t.claims.audience,
		auth.ServiceURLClaim: t.claims.serviceURL}[name]
}

// IsAuthenticated reports whether Microsoft has signed for the sender; false for a client on this machine.
func (t *Token) IsAuthenticated() bool { return t.key != nil }

// sameServiceURL compares without regard to case and one slash at the end, as Microsoft's own libraries for Teams do.
func sameServiceURL(a, b string) bool { return plainURL(a) != "" && plainURL(a) == plainURL(b) }

// plainURL is a service URL as it is compared. ASCII only: Unicode knows letters that become ASCII in lower case, such as
// the Kelvin sign.
func plainURL(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, strings.TrimSuffix(s, "/"))
}
