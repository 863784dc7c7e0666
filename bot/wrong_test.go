package bot_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
)

// identity is an issuer with the keys that the ways to be wrong need.
type identity struct {
	*bottest.Issuer
	webchat *bottest.Key // published, endorsed for another channel only
	bare    *bottest.Key // published, endorsed for nothing in particular
	foreign *bottest.Key // not published
}

func newIdentity(tb testing.TB) identity {
	tb.Helper()
	return identityOf(bottest.NewIssuer(tb))
}

func identityOf(i *bottest.Issuer) identity {
	return identity{Issuer: i, webchat: i.AddKey("webchat"), bare: i.AddKey(), foreign: i.NewKey(bottest.Endorsed)}
}

// keySet makes a KeySet of an issuer. A nil clock is the real one.
func keySet(i *bottest.Issuer, now func() time.Time) *bot.KeySet {
	return bot.NewKeySet(slog.New(slog.DiscardHandler),
		bot.KeySetOptions{MetadataURL: i.MetadataURL(), Transport: i.Client().Transport, Now: now})
}

func newValidator(tb testing.TB, keys *bot.KeySet, now func() time.Time) *bot.Validator {
	tb.Helper()
	v, err := bot.NewValidator(bottest.AppID, keys, now)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// wrong is one way for a request to be wrong in its token, or in how token and activity fit together.
type wrong struct {
	name       string
	header     func(i identity) string // default: a good one
	serviceURL string                  // of the activity; default: the token's
	noService  bool                    // the activity has none
	channel    string                  // of the activity; default: msteams
	noChannel  bool                    // the activity has none
	want       error
	reason     string // what the log says
	noHTTP     bool   // no HTTP client or server lets it through
}

// token is a wrong that consists in a signed token with something changed.
func token(opts ...bottest.TokenOption) func(identity) string {
	return func(i identity) string { return i.Bearer(opts...) }
}

// spoiled is a wrong that consists in a good token whose text was changed.
func spoiled(change func(parts []string) string) func(identity) string {
	return func(i identity) string { return "Bearer " + change(strings.Split(i.Token(), ".")) }
}

// b64 is the encoding of tokens.
func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// publicKey is the published key in a form that a careless HS256 check would take for a secret.
func publicKey(i identity, form string) []byte {
	public := &i.Key().Private.PublicKey
	pkix, _ := x509.MarshalPKIXPublicKey(public) // never fails for RSA
	switch form {
	case "PKIX DER":
		return pkix
	case "PKIX PEM":
		return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix})
	case "PKCS1 DER":
		return x509.MarshalPKCS1PublicKey(public)
	case "PKCS1 PEM":
		return pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(public)})
	}
	return public.N.Bytes()
}

func hs256(form string) func(identity) string {
	return func(i identity) string { return i.Bearer(bottest.HS256(publicKey(i, form))) }
}

// claimsWith is the JSON of good claims with something written in front.
func claimsWith(i identity, front string) bottest.TokenOption {
	good, _ := json.Marshal(map[string]any{ // never fails
		"iss": bottest.TokenFrom, "aud": bottest.AppID, "serviceurl": i.ServiceURL, "exp": i.Now().Add(time.Hour).Unix(),
	})
	return bottest.RawClaims("{" + front + string(good[1:]))
}

func rawClaims(front string) func(identity) string {
	return func(i identity) string { return i.Bearer(claimsWith(i, front)) }
}

func rawHeader(format string) func(identity) string {
	return func(i identity) string {
		return i.Bearer(bottest.RawHeader(strings.ReplaceAll(format, "KID", i.Key().ID)))
	}
}

// wrongs are the ways to be wrong. Each is refused for the reason that it is named for and for no other.
func wrongs() []wrong {
	var all []wrong
	for _, group := range [][]wrong{wrongHeaders(), wrongForms(), wrongAlgorithms(), wrongKeys(), wrongSignatures(),
		wrongIssuers(), wrongAudiences(), wrongTimes(), wrongClaims(), wrongBindings()} {
		all = append(all, group...)
	}
	return all
}

func wrongHeaders() []wrong {
	const scheme, parts, encoding = "scheme is not Bearer", "not a token of three parts", "encoding"
	return []wrong{
		{name: "no header", header: func(identity) string { return "" }, want: bot.ErrUnauthorized,
			reason: "no Authorization header"},
		{name: "other scheme", header: func(i identity) string { return "Basic " + i.Token() }, want: bot.ErrUnauthorized,
			reason: scheme},
		{name: "no scheme", header: func(i identity) string { return i.Token() }, want: bot.ErrUnauthorized, reason: scheme},
		{name: "scheme with something after", header: func(i identity) string { return "Bearers " + i.Token() },
			want: bot.ErrUnauthorized, reason: scheme},
		{name: "tab after the scheme", header: func(i identity) string { return "Bearer\t" + i.Token() },
			want: bot.ErrUnauthorized, reason: scheme},
		{name: "scheme only", header: func(identity) string { return "Bearer" }, want: bot.ErrUnauthorized, reason: parts},
		{name: "empty token", header: func(identity) string { return "Bearer  " }, want: bot.ErrUnauthorized, reason: parts},
		{name: "two tokens", header: func(i identity) string { return i.Bearer() + " " + i.Token() },
			want: bot.ErrUnauthorized, reason: parts},
		{name: "two tokens with a comma", header: func(i identity) string { return i.Bearer() + ", " + i.Bearer() },
			want: bot.ErrUnauthorized, reason: parts},
		{name: "scheme twice", header: func(i identity) string { return "Bearer " + i.Bearer() }, want: bot.ErrUnauthorized,
			reason: encoding},
		{name: "token in quotes", header: func(i identity) string { return `Bearer "` + i.Token() + `"` },
			want: bot.ErrUnauthorized, reason: encoding},
		{name: "space after the token", header: func(i identity) string { return i.Bearer() + " " },
			want: bot.ErrUnauthorized, reason: encoding, noHTTP: true},
		{name: "longer than 16 KiB", header: token(bottest.Claim("x", strings.Repeat("x", 16<<10))),
			want: bot.ErrUnauthorized, reason: "token too long"},
		{name: "header of 60,000 dots", header: func(identity) string { return "Bearer " + strings.Repeat(".", 60000) },
			want: bot.ErrUnauthorized, reason: "token too long"},
	}
}

func wrongForms() []wrong {
	const parts, encoding, object = "not a token of three parts", "encoding", "header: not a JSON object"
	return []wrong{
		{name: "without signature part", header: spoiled(func(p []string) string { return p[0] + "." + p[1] }),
			want: bot.ErrUnauthorized, reason: parts},
		{name: "extra part", header: spoiled(func(p []string) string { return strings.Join(p, ".") + ".e30" }),
			want: bot.ErrUnauthorized, reason: parts},
		{name: "encrypted token of five parts", header: func(identity) string { return "Bearer e30.e30.e30.e30.e30" },
			want: bot.ErrUnauthorized, reason: parts},
		{name: "empty signature", header: spoiled(func(p []string) string { return p[0] + "." + p[1] + "." }),
			want: bot.ErrUnauthorized, reason: encoding},
		{name: "empty claims", header: spoiled(func(p []string) string { return p[0] + ".." + p[2] }),
			want: bot.ErrUnauthorized, reason: encoding},
		{name: "base64 with padding", header: spoiled(func(p []string) string { return strings.Join(p, ".") + "==" }),
			want: bot.ErrUnauthorized, reason: encoding},
		{name: "base64 not canonical", header: spoiled(notCanonical), want: bot.ErrUnauthorized, reason: encoding},
		{name: "base64 of the other alphabet", header: spoiled(otherAlphabet), want: bot.ErrUnauthorized, reason: encoding},
		{name: "line break in the token",
			header: spoiled(func(p []string) string { return p[0] + "." + p[1] + ".\r\n" + p[2] }), want: bot.ErrUnauthorized,
			reason: encoding, noHTTP: true},
		{name: "percent encoding", header: spoiled(func(p []string) string { return p[0] + "%2E." + p[1] + "." + p[2] }),
			want: bot.ErrUnauthorized, reason: encoding},
		{name: "header is not JSON", header: rawHeader(`alg=RS256`), want: bot.ErrUnauthorized, reason: object},
		{name: "header is an array", header: rawHeader(`[{"alg":"RS256","kid":"KID"}]`), want: bot.ErrUnauthorized,
			reason: object},
		{name: "header is cut off", header: rawHeader(`{"alg":"RS256","kid":"KID"`), want: bot.ErrUnauthorized,
			reason: object},
		{name: "header is not UTF-8", header: rawHeader("{\"alg\":\"RS256\",\"kid\":\"KID\",\"x\":\"\xff\"}"),
			want: bot.ErrUnauthorized, reason: object},
		{name: "header with a member twice", header: rawHeader(`{"alg":"RS256","kid":"KID","kid":"KID"}`),
			want: bot.ErrUnauthorized, reason: "header: member given twice"},
		{name: "header with a member twice, escaped", header: rawHeader(`{"alg":"none","kid":"KID","\u0061lg":"RS256"}`),
			want: bot.ErrUnauthorized, reason: "header: member given twice"},
		{name: "header nested 5,000 deep", header: rawHeader(`{"alg":"RS256","kid":"KID","x":` + strings.Repeat("[",
			5000) + strings.Repeat("]", 5000) + `}`), want: bot.ErrUnauthorized, reason: "header: too large"},
		{name: "header with 100 members", header: rawHeader(`{"alg":"RS256","kid":"KID"` + members(100) + `}`),
			want: bot.ErrUnauthorized, reason: "header: too large"},
		{name: "other type of token", header: token(bottest.TokenHeader("typ", "at+jwt")), want: bot.ErrUnauthorized,
			reason: "header: type is not JWT"},
		{name: "type is a number", header: token(bottest.TokenHeader("typ", 1)), want: bot.ErrUnauthorized,
			reason: "header: not a string"},
		{name: "critical extension", header: token(bottest.TokenHeader("crit", []string{"b64"}),
			bottest.TokenHeader("b64", true)), want: bot.ErrUnauthorized, reason: "header: critical extension"},
	}
}

func wrongAlgorithms() []wrong {
	const reason = "header: algorithm is not RS256"
	return []wrong{
		{name: "none", header: token(bottest.Unsigned("none")), want: bot.ErrUnauthorized, reason: "encoding"},
		{name: "none with a signature", header: token(bottest.TokenHeader("alg", "none")), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "NoNe with a signature", header: token(bottest.TokenHeader("alg", "NoNe")), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "empty algorithm", header: token(bottest.TokenHeader("alg", "")), want: bot.ErrUnauthorized, reason: reason},
		{name: "HS256 with the public key (PKIX PEM)", header: hs256("PKIX PEM"), want: bot.ErrUnauthorized, reason: reason},
		{name: "HS256 with the public key (PKIX DER)", header: hs256("PKIX DER"), want: bot.ErrUnauthorized, reason: reason},
		{name: "HS256 with the public key (PKCS1 PEM)", header: hs256("PKCS1 PEM"), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "HS256 with the public key (PKCS1 DER)", header: hs256("PKCS1 DER"), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "HS256 with the modulus", header: hs256("modulus"), want: bot.ErrUnauthorized, reason: reason},
		{name: "HS256 with an empty secret", header: token(bottest.HS256(nil)), want: bot.ErrUnauthorized, reason: reason},
		{name: "HS256 signature called RS256", header: func(i identity) string {
			return i.Bearer(bottest.HS256(publicKey(i, "PKIX PEM")), bottest.TokenHeader("alg", "RS256"))
		}, want: bot.ErrUnauthorized, reason: "signature"},
		{name: "RS384", header: token(bottest.RSA("RS384", crypto.SHA384)), want: bot.ErrUnauthorized, reason: reason},
		{name: "RS512", header: token(bottest.RSA("RS512", crypto.SHA512)), want: bot.ErrUnauthorized, reason: reason},
		{name: "RS512 signature called RS256", header: token(bottest.RSA("RS256", crypto.SHA512)), want: bot.ErrUnauthorized,
			reason: "signature"},
		{name: "PS256", header: token(bottest.TokenHeader("alg", "PS256")), want: bot.ErrUnauthorized, reason: reason},
		{name: "ES256", header: token(bottest.TokenHeader("alg", "ES256")), want: bot.ErrUnauthorized, reason: reason},
		{name: "algorithm in lower case", header: token(bottest.TokenHeader("alg", "rs256")), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "no algorithm", header: token(bottest.TokenHeader("alg", nil)), want: bot.ErrUnauthorized, reason: reason},
		{name: "member ALG", header: token(bottest.TokenHeader("alg", nil), bottest.TokenHeader("ALG", "RS256")),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "algorithm is an array", header: token(bottest.TokenHeader("alg", []string{"RS256"})),
			want: bot.ErrUnauthorized, reason: "header: not a string"},
	}
}

func wrongKeys() []wrong {
	const unknown = "unknown signing key"
	return []wrong{
		{name: "unknown key id", header: func(i identity) string { return i.Bearer(bottest.By(i.foreign)) },
			want: bot.ErrUnauthorized, reason: unknown},
		{name: "key id in other case", header: func(i identity) string {
			return i.Bearer(bottest.TokenHeader("kid", strings.ToUpper(i.Key().ID)))
		}, want: bot.ErrUnauthorized, reason: unknown},
		{name: "key id is a path", header: token(bottest.TokenHeader("kid", "../../../../dev/null")),
			want: bot.ErrUnauthorized, reason: unknown},
		{name: "no key id", header: token(bottest.TokenHeader("kid", nil)), want: bot.ErrUnauthorized,
			reason: "header: no key id"},
		{name: "empty key id", header: token(bottest.TokenHeader("kid", "")), want: bot.ErrUnauthorized,
			reason: "header: no key id"},
		{name: "key id is a number", header: token(bottest.TokenHeader("kid", 0)), want: bot.ErrUnauthorized,
			reason: "header: not a string"},
		{name: "key id is null", header: rawHeader(`{"alg":"RS256","kid":null}`), want: bot.ErrUnauthorized,
			reason: "header: not a string"},
		{name: "member KID", header: rawHeader(`{"alg":"RS256","KID":"KID"}`), want: bot.ErrUnauthorized,
			reason: "header: no key id"},
		{name: "key in the token (jwk), key id unknown", header: func(i identity) string {
			return i.Bearer(bottest.By(i.foreign), bottest.TokenHeader("jwk", i.foreign.JWK()))
		}, want: bot.ErrUnauthorized, reason: unknown},
		{name: "key in the token (jwk), key id known", header: func(i identity) string {
			return i.Bearer(bottest.ForgedBy(i.foreign), bottest.TokenHeader("jwk", i.foreign.JWK()))
		}, want: bot.ErrUnauthorized, reason: "signature"},
		{name: "key elsewhere (jku)", header: func(i identity) string {
			return i.Bearer(bottest.ForgedBy(i.foreign), bottest.TokenHeader("jku", "https://login.example.org/keys"))
		}, want: bot.ErrUnauthorized, reason: "signature"},
		{name: "certificate in the token (x5c)", header: func(i identity) string {
			return i.Bearer(bottest.ForgedBy(i.foreign), bottest.TokenHeader("x5c",
				[]string{base64.StdEncoding.EncodeToString(publicKey(i, "PKIX DER"))}))
		}, want: bot.ErrUnauthorized, reason: "signature"},
	}
}

func wrongSignatures() []wrong {
	const reason = "signature"
	return []wrong{
		{name: "signed by another published key",
			header: func(i identity) string { return i.Bearer(bottest.ForgedBy(i.bare)) }, want: bot.ErrUnauthorized,
			reason: reason},
		{name: "signed by a foreign key", header: func(i identity) string { return i.Bearer(bottest.ForgedBy(i.foreign)) },
			want: bot.ErrUnauthorized, reason: reason},
		{name: "flipped bit in the signature",
			header: spoiled(func(p []string) string { return p[0] + "." + p[1] + "." + flip(p[2], 100) }),
			want:   bot.ErrUnauthorized, reason: reason},
		{name: "flipped bit in the claims", header: spoiled(func(p []string) string {
			return p[0] + "." + flip(p[1],
				20) + "." + p[2]
		}), want: bot.ErrUnauthorized, reason: reason},
		{name: "claims of another token", header: func(i identity) string {
			good, other := strings.Split(i.Token(), "."), strings.Split(i.Token(i.Expires(2*time.Hour)), ".")
			return "Bearer " + good[0] + "." + other[1] + "." + good[2]
		}, want: bot.ErrUnauthorized, reason: reason},
		{name: "header of another token", header: spoiled(func(p []string) string {
			return b64(`{"kid":"key-0","alg":"RS256"}`) + "." + p[1] + "." + p[2]
		}), want: bot.ErrUnauthorized, reason: reason},
		{name: "signature cut short",
			header: spoiled(func(p []string) string { return p[0] + "." + p[1] + "." + p[2][:len(p[2])-6] }),
			want:   bot.ErrUnauthorized, reason: reason},
		{name: "signature with more after it",
			header: spoiled(func(p []string) string { return p[0] + "." + p[1] + "." + p[2][:len(p[2])-2] + "AAAA" }),
			want:   bot.ErrUnauthorized, reason: reason},
		{name: "signature of zeros",
			header: spoiled(func(p []string) string { return p[0] + "." + p[1] + "." + b64(string(make([]byte, 256))) }),
			want:   bot.ErrUnauthorized, reason: reason},
		{name: "signature of one byte", header: spoiled(func(p []string) string { return p[0] + "." + p[1] + ".AA" }),
			want: bot.ErrUnauthorized, reason: reason},
	}
}

// activityFor returns what the activity of a wrong request says.
func (w wrong) activityFor(i identity) (serviceURL, channel string) {
	serviceURL, channel = i.ServiceURL, bottest.Endorsed
	if w.serviceURL != "" || w.noService {
		serviceURL = w.serviceURL
	}
	if w.channel != "" || w.noChannel {
		channel = w.channel
	}
	return serviceURL, channel
}

func (w wrong) headerFor(i identity) string {
	if w.header == nil {
		return i.Bearer()
	}
	return w.header(i)
}

// notCanonical spells the same signature in another way: the last letter has bits that mean nothing.
func notCanonical(p []string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	sig := p[2]
	last := strings.IndexByte(alphabet, sig[len(sig)-1])
	return p[0] + "." + p[1] + "." + sig[:len(sig)-1] + string(alphabet[last|1])
}

// otherAlphabet replaces the letters in which base64 for URLs differs. A signature of 256 bytes without any is rare,
// so one is put in.
func otherAlphabet(p []string) string {
	return p[0] + "." + p[1] + "." + strings.NewReplacer("-", "+", "_", "/").Replace("_"+p[2][1:])
}

// flip changes the lowest bit of one byte of an encoded part.
func flip(part string, at int) string {
	raw, _ := base64.RawURLEncoding.DecodeString(part) // it was just made
	raw = bytes.Clone(raw)
	raw[at] ^= 1
	return base64.RawURLEncoding.EncodeToString(raw)
}

func members(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"m` + strings.Repeat("m", i) + `":0`)
	}
	return b.String()
}
