package bot

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/schema"
)

const (
	issuer      = "https://api.botframework.com" // who signs the requests of Microsoft's public cloud
	algorithm   = "RS256"                        // the only one, whatever a token says
	clockSkew   = 5 * time.Minute                // that the clocks of Microsoft and this machine may differ
	tokenLimit  = 16 << 10                       // bytes
	teams       = "msteams"                      // the only channel served
	knownTokens = 1024                           // verified ones in memory; Teams uses one an hour for each service URL
	partLimit   = 4 << 10                        // bytes of a part, and so members and nesting. Real ones have 130 and 250
)

// Validator decides whether a request comes from Teams and is meant for this bot. It implements the TokenValidator of
// msbotbuilder-go; an endpoint uses Verify before it decodes a request's body and AuthenticateRequest after. Every
// error matches ErrUnauthorized, ErrForbidden or ErrKeysUnavailable and says for the log which check failed, never what
// the token contains. Safe for concurrent use.
type Validator struct {
	appID string
	keys  *KeySet
	now   func() time.Time
	// known are tokens whose signature and fixed claims were right, by their hash. Only good tokens get in, so strangers
	// cannot fill it; time and key are checked again on every use.
	known *lru.Cache[[sha256.Size]byte, *Token]
}

var _ auth.TokenValidator = (*Validator)(nil)

// NewValidator makes a Validator for the bot's Microsoft app id. An empty one is an error, because nothing could be
// checked against it. now is nil for time.Now.
func NewValidator(appID string, keys *KeySet, now func() time.Time) (*Validator, error) {
	if appID == "" || keys == nil {
		return nil, errors.New("validator: app id and keys are both needed")
	}
	known, _ := lru.New[[sha256.Size]byte, *Token](knownTokens) // it fails only when that is no size
	return &Validator{appID: appID, keys: keys, now: clockOr(now), known: known}, nil
}

// clockOr is the clock that was given, or the machine's.
func clockOr(now func() time.Time) func() time.Time {
	if now == nil {
		return time.Now
	}
	return now
}

// Verify checks the value of an Authorization header: form, signature, issuer, audience and time. It may wait for
// signing keys as long as ctx lasts. Whether the token fits the activity is for Token.Matches.
func (v *Validator) Verify(ctx context.Context, authHeader string) (*Token, error) {
	raw, err := bearer(authHeader)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(raw))
	if t, ok := v.known.Get(sum); ok {
		if key := v.keys.usable()[t.key.id]; key != nil && key.public.Equal(t.key.public) {
			if err := v.inTime(t.claims); err != nil {
				return nil, err
			}
			if key != t.key { // fetched anew: what it may sign for can have changed
				t = &Token{claims: t.claims, key: key}
			}
			return t, nil
		}
	}
	t, err := v.verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	v.known.Add(sum, t)
	return t, nil
}

// AuthenticateRequest is Verify and Token.Matches in one, as msbotbuilder-go's adapter calls it. Credentials of
// another app id are refused; the channel service is of no account.
func (v *Validator) AuthenticateRequest(ctx context.Context, activity schema.Activity, authHeader string,
	credentials auth.CredentialProvider, _ string) (auth.ClaimsIdentity, error) {
	if credentials != nil && !credentials.IsValidAppID(v.appID) {
		return nil, unauthorized("credentials of another app id")
	}
	t, err := v.Verify(ctx, authHeader)
	if err != nil {
		return nil, err
	}
	if err := t.Matches(activity.ServiceURL, activity.ChannelID); err != nil {
		return nil, err
	}
	return t, nil
}

// verify looks at nothing in the token before the step that makes it trustworthy: first its form, then the signature
// with a key that Microsoft has published, by an algorithm that is fixed here, and only then what it claims.
func (v *Validator) verify(ctx context.Context, raw string) (*Token, error) {
	header, payload, signature, err := decodeToken(raw)
	if err != nil {
		return nil, err
	}
	id, err := keyIDOf(header)
	if err != nil {
		return nil, err
	}
	key, err := v.keys.find(ctx, string(id))
	if err != nil {
		return nil, err
	}
	signed := raw[:strings.LastIndexByte(raw, '.')]
	if err := jwt.SigningMethodRS256.Verify(signed, signature, key.public); err != nil {
		return nil, unauthorized("signature")
	}
	var c claims
	if err := readPart("claims", payload, &c); err != nil {
		return nil, err
	}
	switch {
	case c.Issuer != issuer:
		return nil, unauthorized("issuer")
	case string(c.Audience) != v.appID:
		return nil, unauthorized("audience")
	case c.Expires == 0:
		return nil, unauthorized("no expiry")
	case plainURL(string(c.ServiceURL)) == "":
		return nil, unauthorized("no service URL")
	}
	if err := v.inTime(c); err != nil {
		return nil, err
	}
	return &Token{claims: c, key: key}, nil
}

func (v *Validator) inTime(c claims) error {
	now := v.now()
	if !now.Before(time.Unix(int64(c.Expires), 0).Add(clockSkew)) {
		return unauthorized("expired")
	}
	if now.Add(clockSkew).Before(time.Unix(int64(c.NotBefore), 0)) {
		return unauthorized("not valid yet")
	}
	return nil
}

// bearer takes the token out of an Authorization header: the scheme in any case, spaces, one token, nothing else.
func bearer(header string) (string, error) {
	if header == "" {
		return "", unauthorized("no Authorization header")
	}
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", unauthorized("scheme is not Bearer")
	}
	token := strings.TrimLeft(rest, " ")
	if len(token) > tokenLimit {
		return "", unauthorized("token too long")
	}
	return token, nil
}

// decodeToken splits a token into its three parts and decodes them. One token has one spelling only.
func decodeToken(raw string) (header, payload, signature []byte, err error) {
	if strings.Count(raw, ".") != 2 {
		return nil, nil, nil, unauthorized("not a token of three parts")
	}
	// The decoder would skip line breaks.
	if strings.ContainsAny(raw, "\r\n") {
		return nil, nil, nil, unauthorized("encoding")
	}
	var parts [3][]byte
	for i, part := range strings.SplitN(raw, ".", 3) {
		if parts[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil || part == "" {
			return nil, nil, nil, unauthorized("encoding")
		}
	}
	return parts[0], parts[1], parts[2], nil
}

func unauthorized(reason string) error { return fmt.Errorf("%w: %s", ErrUnauthorized, reason) }

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
	case t.key == nil || !sameServiceURL(string(t.claims.ServiceURL), serviceURL):
		return unauthorized("service URL")
	case channelID != teams:
		return fmt.Errorf("%w: channel", ErrForbidden)
	case !slices.Contains(t.key.endorsements, channelID):
		return fmt.Errorf("%w: key not endorsed for the channel", ErrForbidden)
	}
	return nil
}

// GetClaimValue returns the claim iss, aud or serviceurl, "" for any other.
func (t *Token) GetClaimValue(name string) string {
	return map[string]string{auth.IssuerClaim: string(t.claims.Issuer), auth.AudienceClaim: string(t.claims.Audience),
		auth.ServiceURLClaim: string(t.claims.ServiceURL)}[name]
}

// IsAuthenticated reports whether Microsoft has signed for the sender; false for a client on this machine.
func (t *Token) IsAuthenticated() bool { return t.key != nil }

// sameServiceURL compares without regard to case and one slash at the end, as Microsoft's own libraries for Teams do.
func sameServiceURL(a, b string) bool { return plainURL(a) != "" && plainURL(a) == plainURL(b) }

// plainURL is a service URL as it is compared. ASCII only: Unicode knows letters that become ASCII in lower case, such
// as the Kelvin sign.
func plainURL(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, strings.TrimSuffix(s, "/"))
}

// tokenHeader and claims are what the parts of a token say, as far as it matters here. encoding/json/v2 compares names
// exactly, and a member that is given twice or is not UTF-8 is an error. Where else a key might be found (jku, jwk,
// x5u, x5c) is never looked at. Whether what is claimed is right is for the Validator.
type (
	tokenHeader struct {
		Algorithm text           `json:"alg"`
		KeyID     text           `json:"kid"`
		Type      text           `json:"typ"`
		Critical  jsontext.Value `json:"crit"`
	}
	claims struct {
		Issuer     text     `json:"iss"`
		Audience   audience `json:"aud"`
		ServiceURL text     `json:"serviceurl"`
		Expires    seconds  `json:"exp"`
		NotBefore  seconds  `json:"nbf"`
		Issued     seconds  `json:"iat"` // says nothing about validity, but must make sense
	}
)

// keyIDOf returns the id of the key that is said to have signed a token.
func keyIDOf(header []byte) (text, error) {
	h := tokenHeader{Type: "JWT"} // may be missing
	err := readPart("header", header, &h)
	switch {
	case err != nil:
		return "", err
	case h.Critical != nil: // would change what the token means
		return "", unauthorized("header: critical extension")
	case h.Algorithm != algorithm:
		return "", unauthorized("header: algorithm is not " + algorithm)
	case h.Type != "JWT":
		return "", unauthorized("header: type is not JWT")
	case h.KeyID == "":
		return "", unauthorized("header: no key id")
	}
	return h.KeyID, nil
}

// readPart reads one part of a token. Its errors tell the log what was wrong and never what stood there.
func readPart(name string, data []byte, into any) error {
	if len(data) > partLimit {
		return unauthorized(name + ": too large")
	}
	err := json.Unmarshal(data, into)
	object := jsontext.Value(data).Kind() == '{'
	reason := "not a JSON object"
	switch wrong, typed := errors.AsType[*json.SemanticError](err); {
	case err == nil && object:
		return nil
	case errors.Is(err, jsontext.ErrDuplicateName):
		reason = "member given twice"
	case typed && object: // by the types below
		reason = wrong.Err.Error()
	}
	return unauthorized(name + ": " + reason)
}

// text is a string and nothing else, null neither.
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	if raw[0] != '"' {
		return errors.New("not a string")
	}
	return json.Unmarshal(raw, (*string)(t))
}

// audience is a text or an array of exactly one.
type audience text

func (a *audience) UnmarshalJSON(raw []byte) error {
	if raw[0] != '[' {
		return (*text)(a).UnmarshalJSON(raw)
	}
	var list []text
	if json.Unmarshal(raw, &list) != nil || len(list) != 1 {
		return errors.New("not exactly one audience")
	}
	*a = audience(list[0])
	return nil
}

// seconds is a time since 1970, 0 when missing: a whole positive number of at most eleven digits, which reaches beyond
// the year 5000. The standard allows fractions; the services that sign for Teams never write them.
type seconds int64

func (s *seconds) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n <= 0 || n >= 1e11 {
		return errors.New("not a whole number of seconds")
	}
	*s = seconds(n)
	return nil
}

// Loopback takes the place of a Validator when the bot has no credentials: local tools such as the Agents Playground
// send no token. It lets in only activities that are answered to this machine. It says nothing about where a request
// comes from; whoever uses it listens on loopback only and asks LoopbackRequest too.
type Loopback struct{}

var _ auth.TokenValidator = (*Loopback)(nil)

// AuthenticateRequest accepts an activity whose service URL is on this machine, and gives ErrUnauthorized otherwise.
func (*Loopback) AuthenticateRequest(_ context.Context, activity schema.Activity, _ string, _ auth.CredentialProvider,
	_ string) (auth.ClaimsIdentity, error) {
	if _, err := (serviceURLs{loopback: true}).parse(activity.ServiceURL); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnauthorized, err)
	}
	return &Token{}, nil
}

// proxyTraces are headers that proxies and tunnels add, in Go's spelling, beside all of X-Forwarded-.
var proxyTraces = []string{
	"Cdn-Loop", "Cf-Connecting-Ip", "Cf-Ray", "Client-Ip", "Fastly-Client-Ip", "Fly-Client-Ip", "Forwarded",
	"True-Client-Ip",
	"Via", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Envoy-External-Address", "X-Original-Host", "X-Real-Ip",
}

// LoopbackRequest reports whether a request was made by a program on this machine, for this machine. The connection
// alone does not tell: a web page can have its name resolve to 127.0.0.1 (so Host is checked) or simply post to it
// (so Origin is), and a tunnel or proxy here brings strangers' requests (so the traces of one are).
func LoopbackRequest(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return false
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Forwarded-") || slices.Contains(proxyTraces, name) {
			return false
		}
	}
	for _, origin := range r.Header.Values("Origin") {
		if u, err := url.Parse(origin); err != nil || !loopbackHost(u.Hostname()) {
			return false
		}
	}
	return loopbackHost((&url.URL{Host: r.Host}).Hostname())
}
