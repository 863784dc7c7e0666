package bot_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
)

func TestKeyDocuments(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*bottest.Issuer)
		want  string
	}{
		{"refuses", func(i *bottest.Issuer) { i.Answer(http.StatusForbidden, "") }, "metadata: status 403"},
		{"no JSON", func(i *bottest.Issuer) { i.Answer(http.StatusOK, "<html>") }, "metadata: jsontext: invalid character"},
		{"nothing", func(i *bottest.Issuer) { i.Answer(http.StatusOK, "") }, "metadata: jsontext: unexpected EOF"},
		{"no content", func(i *bottest.Issuer) { i.Answer(http.StatusNoContent, "") }, "metadata: status 204"},
		{"huge", func(i *bottest.Issuer) { i.Flood(5 << 20) }, "metadata: answer too large"},
		{"nested deep", func(i *bottest.Issuer) { i.Answer(http.StatusOK, strings.Repeat("[", 100000)) }, "metadata: "},
		{"cut", (*bottest.Issuer).Cut, "metadata: "},
		{"redirect to plain http elsewhere", func(i *bottest.Issuer) { i.Redirect("http://login.example.org/") },
			"address must be https"},
		{"redirect for ever", func(i *bottest.Issuer) { i.Redirect(i.MetadataURL()) }, "too many redirects"},
		{"no address", meta("jwks_uri", nil), "keys: address must be https"},
		{"address without host", meta("jwks_uri", "/keys"), "keys: address must be https"},
		{"address of a file", meta("jwks_uri", "file:///keys"), "keys: address must be https"},
		{"plain http elsewhere", meta("jwks_uri", "http://login.example.org/keys"), "keys: address must be https"},
		{"address is a number", meta("jwks_uri", 1), "metadata: "},
		{"other algorithms", meta("id_token_signing_alg_values_supported", []string{"ES256"}),
			"metadata: RS256 is not among the algorithms"},
		{"no usable keys", func(i *bottest.Issuer) { i.Key().Fields = map[string]any{"use": "enc"} }, "no usable keys"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			issuer := bottest.NewIssuer(t)
			tt.spoil(issuer)
			keys := keySet(issuer, nil)
			err := keys.Refresh(t.Context())
			if !errors.Is(err, bot.ErrKeysUnavailable) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want %v for %q", err, bot.ErrKeysUnavailable, tt.want)
			}
		})
	}
}

// TestKeysOnLoopbackOnlyFromLoopback: a document from elsewhere cannot send the bot to programs on its own machine.
func TestKeysOnLoopbackOnlyFromLoopback(t *testing.T) {
	issuer := bottest.NewIssuer(t)
	keys := offlineAt(issuer, "https://login.example.org/v1/.well-known/openidconfiguration")
	if err := keys.Refresh(t.Context()); err == nil || !strings.Contains(err.Error(), "keys: address must be https") {
		t.Errorf("got error %v, want one about the address of the keys", err)
	}
}

// TestMetadataIssuerIsNotTrusted: a document cannot say whom to believe.
func TestMetadataIssuerIsNotTrusted(t *testing.T) {
	b := newBench(t)
	meta("issuer", "https://api.example.org")(b.Issuer)
	b.verify(t, b.Bearer(bottest.Claim("iss", "https://api.example.org")), bot.ErrUnauthorized)
	b.verify(t, b.Bearer(), nil)
}

// TestUnusableKeys: strange entries are passed over, tokens that name them are refused, and the good key still counts.
func TestUnusableKeys(t *testing.T) {
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	elliptic, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point := elliptic.PublicKey().Bytes()
	enc := base64.RawURLEncoding.EncodeToString
	even := new(big.Int).Lsh(big.NewInt(1), 2047).Bytes()
	fields := map[string]map[string]any{
		"too short":             {"n": enc(weak.N.Bytes())},
		"too long":              {"n": strings.Repeat("_", 1400)},
		"even modulus":          {"n": enc(even)},
		"modulus of nothing":    {"n": ""},
		"modulus is no base64":  {"n": "!"},
		"modulus is a number":   {"n": 3},
		"exponent of one":       {"e": "AQ"},
		"even exponent":         {"e": "BA"},
		"exponent too long":     {"e": strings.Repeat("_", 8)},
		"no exponent":           {"e": nil},
		"for encryption":        {"use": "enc"},
		"for another algorithm": {"alg": "RS512"},
		"elliptic curve":        {"kty": "EC", "crv": "P-256", "x": enc(point[1:33]), "y": enc(point[33:])},
		"symmetric":             {"kty": "oct", "k": enc(even)},
		"no type":               {"kty": nil},
		"strange endorsements":  {"endorsements": "msteams"},
	}
	for name, changed := range fields {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			bad := b.AddKey(bottest.Endorsed)
			bad.Fields = changed
			b.Publish(`17`)
			b.Publish(`null`)
			_, err := b.v.Verify(t.Context(), b.Bearer(bottest.By(bad)))
			if !errors.Is(err, bot.ErrUnauthorized) || !strings.HasSuffix(err.Error(), "unknown signing key") {
				t.Errorf("got error %v, want %v for an unknown signing key", err, bot.ErrUnauthorized)
			}
			b.verify(t, b.Bearer(), nil)
		})
	}
	t.Run("usable after all", func(t *testing.T) {
		b := newBench(t)
		b.Key().Fields = map[string]any{"use": nil, "alg": "RS256", "x5t": 1, "e": "AQAB=="}
		b.verify(t, b.Bearer(), nil)
	})
}

// TestFirstKeyOfAnIDCounts: two keys under one id are not told apart by trying both.
func TestFirstKeyOfAnIDCounts(t *testing.T) {
	b := newBench(t)
	second := b.AddKey(bottest.Endorsed)
	second.ID = b.Key().ID
	b.verify(t, b.Bearer(), nil)
	b.verify(t, b.Bearer(bottest.By(second)), bot.ErrUnauthorized)
}

// TestGoodSetSurvivesBadOnes: what is held is replaced by a good answer only.
func TestGoodSetSurvivesBadOnes(t *testing.T) {
	b := newBench(t)
	b.verify(t, b.Bearer(), nil)
	for name, body := range map[string]string{"no JSON": "x", "no keys": `{"jwks_uri":"` + b.KeysURL() + `","keys":[]}`} {
		b.Answer(http.StatusOK, body)
		if err := b.keys.Refresh(t.Context()); !errors.Is(err, bot.ErrKeysUnavailable) {
			t.Errorf("%s: got error %v, want %v", name, err, bot.ErrKeysUnavailable)
		}
		b.verify(t, b.Bearer(), nil)
	}
}

func meta(name string, value any) func(*bottest.Issuer) {
	return func(i *bottest.Issuer) { i.Metadata(func(m map[string]any) { m[name] = value }) }
}
