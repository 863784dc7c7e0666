package bot

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// Reasons to refuse a part of a token, as the log tells them.
const (
	twice      = "member given twice"
	notString  = "not a string"
	notSeconds = "not a whole number of seconds"
	notObject  = "not a JSON object"
	audiences  = "not exactly one audience"
	noKeyID    = "no key id"
)

// refusedFor reports whether an error is the refusal for a reason, none for "".
func refusedFor(err error, reason string) bool {
	if err == nil || reason == "" {
		return err == nil && reason == ""
	}
	return errors.Is(err, ErrUnauthorized) && strings.HasSuffix(err.Error(), ": "+reason)
}

func parseClaims(data []byte) (c claims, err error) {
	err = readPart("claims", data, &c)
	return c, err
}

func TestParseClaims(t *testing.T) {
	full := claims{Issuer: "i", Audience: "a", ServiceURL: "https://s/", Expires: 1800000000, NotBefore: 1700000000}
	const rest = `,"aud":"a","serviceurl":"https://s/","exp":1800000000,"nbf":1700000000`
	tests := []struct {
		name, json string
		want       claims
		reason     string
	}{
		{name: "all", json: `{"iss":"i"` + rest + `}`, want: full},
		{name: "spaces",
			json: " {\n\t\"iss\" : \"i\" , \"aud\":[ \"a\" ] ,\"serviceurl\":\"https://s/\",\"exp\":1800000000 ,\"nbf\": " +
				"1700000000\r\n} ", want: full},
		{name: "escaped name and value", json: `{"\u0069ss":"\u0069"` + rest + `}`, want: full},
		{name: "unknown members of every kind",
			json: `{"x":{"iss":"no","y":[1,{"z":"}\"]"}]},"b":true,"n":null,"f":-1.5e3,"e":[],"iss":"i"` + rest + `}`,
			want: full},
		{name: "upper case is another name", json: `{"ISS":"i","Aud":"a","serviceUrl":"s","EXP":1}`, want: claims{}},
		{name: "the long s is another name", json: `{"iſs":"i"}`, want: claims{}},
		{name: "empty object", json: `{}`, want: claims{}},

		{name: "twice", json: `{"iss":"i","iss":"i"}`, reason: twice},
		{name: "twice, escaped", json: `{"iss":"i","\u0069ss":"j"}`, reason: twice},
		{name: "twice, escaped first", json: `{"is\u0073":"i","iss":"j"}`, reason: twice},
		{name: "unknown member twice", json: `{"x":1,"iss":"i","x":2}`, reason: twice},
		{name: "issuer is a number", json: `{"iss":1}`, reason: notString},
		{name: "issuer is null", json: `{"iss":null}`, reason: notString},
		{name: "issuer is an array", json: `{"iss":["i"]}`, reason: notString},
		{name: "audience is an object", json: `{"aud":{"a":"a"}}`, reason: notString},
		{name: "no audience in the array", json: `{"aud":[]}`, reason: audiences},
		{name: "two audiences", json: `{"aud":["a","b"]}`, reason: audiences},
		{name: "audience array of numbers", json: `{"aud":[1]}`, reason: audiences},
		{name: "audience array in an array", json: `{"aud":[["a"]]}`, reason: audiences},
		{name: "expiry is a string", json: `{"exp":"1800000000"}`, reason: notSeconds},
		{name: "expiry is null", json: `{"exp":null}`, reason: notSeconds},
		{name: "expiry has a fraction", json: `{"exp":1800000000.5}`, reason: notSeconds},
		{name: "expiry has an exponent", json: `{"exp":18e8}`, reason: notSeconds},
		{name: "expiry is negative", json: `{"exp":-1}`, reason: notSeconds},
		{name: "expiry is zero", json: `{"exp":0}`, reason: notSeconds},
		{name: "expiry is huge", json: `{"exp":180000000000}`, reason: notSeconds},
		{name: "not before is a boolean", json: `{"nbf":true}`, reason: notSeconds},
		{name: "issued at is a string", json: `{"iat":"now"}`, reason: notSeconds},
		{name: "array", json: `[]`, reason: notObject},
		{name: "string", json: `"iss"`, reason: notObject},
		{name: "null", json: `null`, reason: notObject},
		{name: "nothing", json: ``, reason: notObject},
		{name: "cut off", json: `{"iss":"i"`, reason: notObject},
		{name: "something after", json: `{"iss":"i"}{}`, reason: notObject},
		{name: "comma at the end", json: `{"iss":"i",}`, reason: notObject},
		{name: "not UTF-8", json: "{\"iss\":\"\xff\"}", reason: notObject},
		{name: "byte order mark", json: "\ufeff{}", reason: notObject},
		{name: "nested 12,000 deep", json: `{"x":` + strings.Repeat("[", 12000), reason: "too large"},
		{name: "twice in what nobody reads", json: `{"x":[{"y":1,"y":2}]}`, reason: twice},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseClaims([]byte(tt.json))
			if !refusedFor(err, tt.reason) {
				t.Fatalf("parseClaims: got error %v, want %q", err, tt.reason)
			}
			if err == nil && got != tt.want {
				t.Errorf("parseClaims: got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestKeyIDOf(t *testing.T) {
	tests := []struct {
		name, json string
		want       text
		reason     string
	}{
		{name: "all", json: `{"alg":"RS256","kid":"k","typ":"JWT","x5t":"k"}`, want: "k"},
		{name: "no type", json: `{"alg":"RS256","kid":"k"}`, want: "k"},
		{name: "keys of its own are not looked at",
			json: `{"alg":"RS256","kid":"k","jwk":{"kty":"RSA"},"jku":"https://x","x5c":["x"],"x5u":"https://x"}`, want: "k"},
		{name: "no algorithm", json: `{"kid":"k"}`, reason: "algorithm is not RS256"},
		{name: "none", json: `{"alg":"none","kid":"k"}`, reason: "algorithm is not RS256"},
		{name: "lower case", json: `{"alg":"rs256","kid":"k"}`, reason: "algorithm is not RS256"},
		{name: "algorithm by another name", json: `{"ALG":"RS256","kid":"k"}`, reason: "algorithm is not RS256"},
		{name: "algorithm is an array", json: `{"alg":["RS256"],"kid":"k"}`, reason: notString},
		{name: "no key id", json: `{"alg":"RS256"}`, reason: noKeyID},
		{name: "empty key id", json: `{"alg":"RS256","kid":""}`, reason: noKeyID},
		{name: "key id is a number", json: `{"alg":"RS256","kid":1}`, reason: notString},
		{name: "key id in upper case", json: `{"alg":"RS256","KID":"k"}`, reason: noKeyID},
		{name: "other type", json: `{"alg":"RS256","kid":"k","typ":"at+jwt"}`, reason: "type is not JWT"},
		{name: "type is null", json: `{"alg":"RS256","kid":"k","typ":null}`, reason: notString},
		{name: "critical extension", json: `{"alg":"RS256","kid":"k","crit":["b64"],"b64":false}`, reason: "critical extension"},
		{name: "no critical extensions", json: `{"alg":"RS256","kid":"k","crit":[]}`, reason: "critical extension"},
		{name: "algorithm twice", json: `{"alg":"RS256","kid":"k","alg":"none"}`, reason: twice},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := keyIDOf([]byte(tt.json))
			if got != tt.want || !refusedFor(err, tt.reason) {
				t.Errorf("keyIDOf: got %q, %v, want %q, %q", got, err, tt.want, tt.reason)
			}
		})
	}
}

// TestParseClaimsReasons: what a token contains is not for the log.
func TestParseClaimsReasons(t *testing.T) {
	for _, data := range []string{`{"iss":"s3cret","iss":"s3cret"}`, `{"exp":"s3cret"}`, `{"s3cret`,
		`{"aud":["s3cret","s3cret"]}`} {
		if _, err := parseClaims([]byte(data)); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("parseClaims(%s): got error %v, want one without the value", data, err)
		}
	}
}

// FuzzParseClaims holds the parser against encoding/json: it accepts no more, and sees the same values.
func FuzzParseClaims(f *testing.F) {
	for _, seed := range []string{
		`{"iss":"i","aud":"a","serviceurl":"s","exp":1,"nbf":2}`, `{"aud":["a"]}`, `{"\u0069ss":"\ud83d\ude00"}`,
		`{"x":[{"y":"\\\""}],"z":-1.5e3}`, `{"iss":"a","iss":"b"}`, `[]`, ` { } `, `{"a":{"b":[[[]]]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := parseClaims(data)
		if err != nil {
			return
		}
		var want map[string]any
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatalf("accepted what encoding/json refuses: %v", err)
		}
		if s, _ := want["iss"].(string); text(s) != got.Issuer {
			t.Errorf("iss: got %q, want %q", got.Issuer, s)
		}
		if n, _ := want["exp"].(float64); seconds(n) != got.Expires {
			t.Errorf("exp: got %d, want %v", got.Expires, n)
		}
	})
}

func BenchmarkParseClaims(b *testing.B) {
	data := []byte(`{"serviceurl":"https://smba.trafficmanager.net/emea/","nbf":1795392000,"exp":1795395600,"iss":"https://api.botframework.com","aud":"00000000-1111-4222-8333-444444444444"}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseClaims(data); err != nil {
			b.Fatal(err)
		}
	}
}
