package bot

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestParseClaims(t *testing.T) {
	full := claims{issuer: "i", audience: "a", serviceURL: "https://s/", expires: 1800000000, notBefore: 1700000000}
	const rest = `,"aud":"a","serviceurl":"https://s/","exp":1800000000,"nbf":1700000000`
	tests := []struct {
		name, json string
		want       claims
		err        error
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

		{name: "twice", json: `{"iss":"i","iss":"i"}`, err: errTwice},
		{name: "twice, escaped", json: `{"iss":"i","\u0069ss":"j"}`, err: errTwice},
		{name: "twice, escaped first", json: `{"is\u0073":"i","iss":"j"}`, err: errTwice},
		{name: "unknown member twice", json: `{"x":1,"iss":"i","x":2}`, err: errTwice},
		{name: "issuer is a number", json: `{"iss":1}`, err: errNotString},
		{name: "issuer is null", json: `{"iss":null}`, err: errNotString},
		{name: "issuer is an array", json: `{"iss":["i"]}`, err: errNotString},
		{name: "audience is an object", json: `{"aud":{"a":"a"}}`, err: errNotString},
		{name: "no audience in the array", json: `{"aud":[]}`, err: errAudiences},
		{name: "two audiences", json: `{"aud":["a","b"]}`, err: errAudiences},
		{name: "audience array of numbers", json: `{"aud":[1]}`, err: errAudiences},
		{name: "audience array in an array", json: `{"aud":[["a"]]}`, err: errAudiences},
		{name: "expiry is a string", json: `{"exp":"1800000000"}`, err: errNotSeconds},
		{name: "expiry is null", json: `{"exp":null}`, err: errNotSeconds},
		{name: "expiry has a fraction", json: `{"exp":1800000000.5}`, err: errNotSeconds},
		{name: "expiry has an exponent", json: `{"exp":18e8}`, err: errNotSeconds},
		{name: "expiry is negative", json: `{"exp":-1}`, err: errNotSeconds},
		{name: "expiry is zero", json: `{"exp":0}`, err: errNotSeconds},
		{name: "expiry is huge", json: `{"exp":180000000000}`, err: errNotSeconds},
		{name: "not before is a boolean", json: `{"nbf":true}`, err: errNotSeconds},
		{name: "issued at is a string", json: `{"iat":"now"}`, err: errNotSeconds},
		{name: "array", json: `[]`, err: errNotObject},
		{name: "string", json: `"iss"`, err: errNotObject},
		{name: "null", json: `null`, err: errNotObject},
		{name: "nothing", json: ``, err: errNotObject},
		{name: "cut off", json: `{"iss":"i"`, err: errNotObject},
		{name: "something after", json: `{"iss":"i"}{}`, err: errNotObject},
		{name: "comma at the end", json: `{"iss":"i",}`, err: errNotObject},
		{name: "not UTF-8", json: "{\"iss\":\"\xff\"}", err: errNotObject},
		{name: "byte order mark", json: "\ufeff{}", err: errNotObject},
		{name: "nested 12,000 deep", json: `{"x":` + strings.Repeat("[", 12000), err: errPartSize},
		{name: "twice in what nobody reads", json: `{"x":[{"y":1,"y":2}]}`, err: errTwice},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseClaims([]byte(tt.json))
			if !errors.Is(err, tt.err) {
				t.Fatalf("parseClaims: got error %v, want %v", err, tt.err)
			}
			if err == nil && got != tt.want {
				t.Errorf("parseClaims: got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestParseHeader(t *testing.T) {
	tests := []struct {
		name, json, want string
		err              error
	}{
		{name: "all", json: `{"alg":"RS256","kid":"k","typ":"JWT","x5t":"k"}`, want: "k"},
		{name: "no type", json: `{"alg":"RS256","kid":"k"}`, want: "k"},
		{name: "keys of its own are not looked at",
			json: `{"alg":"RS256","kid":"k","jwk":{"kty":"RSA"},"jku":"https://x","x5c":["x"],"x5u":"https://x"}`, want: "k"},
		{name: "no algorithm", json: `{"kid":"k"}`, err: errAlgorithm},
		{name: "none", json: `{"alg":"none","kid":"k"}`, err: errAlgorithm},
		{name: "lower case", json: `{"alg":"rs256","kid":"k"}`, err: errAlgorithm},
		{name: "algorithm by another name", json: `{"ALG":"RS256","kid":"k"}`, err: errAlgorithm},
		{name: "algorithm is an array", json: `{"alg":["RS256"],"kid":"k"}`, err: errNotString},
		{name: "no key id", json: `{"alg":"RS256"}`, err: errNoKeyID},
		{name: "empty key id", json: `{"alg":"RS256","kid":""}`, err: errNoKeyID},
		{name: "key id is a number", json: `{"alg":"RS256","kid":1}`, err: errNotString},
		{name: "key id in upper case", json: `{"alg":"RS256","KID":"k"}`, err: errNoKeyID},
		{name: "other type", json: `{"alg":"RS256","kid":"k","typ":"at+jwt"}`, err: errType},
		{name: "type is null", json: `{"alg":"RS256","kid":"k","typ":null}`, err: errNotString},
		{name: "critical extension", json: `{"alg":"RS256","kid":"k","crit":["b64"],"b64":false}`, err: errCritical},
		{name: "no critical extensions", json: `{"alg":"RS256","kid":"k","crit":[]}`, err: errCritical},
		{name: "algorithm twice", json: `{"alg":"RS256","kid":"k","alg":"none"}`, err: errTwice},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseHeader([]byte(tt.json))
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("parseHeader: got %q, %v, want %q, %v", got, err, tt.want, tt.err)
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
		if s, _ := want["iss"].(string); s != got.issuer {
			t.Errorf("iss: got %q, want %q", got.issuer, s)
		}
		if n, _ := want["exp"].(float64); int64(n) != got.expires {
			t.Errorf("exp: got %d, want %v", got.expires, n)
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
