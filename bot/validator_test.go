package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
)

// check does what an endpoint does with a request: the token first, then whether it fits the activity.
func check(t *testing.T, v *bot.Validator, header, serviceURL, channel string) error {
	t.Helper()
	token, err := v.Verify(t.Context(), header)
	if err != nil {
		if token != nil {
			t.Error("Verify: got a token with an error")
		}
		return err
	}
	return token.Matches(serviceURL, channel)
}

func TestValidatorRefuses(t *testing.T) {
	i := newIdentity(t)
	v := newValidator(t, keySet(i.Issuer, nil), nil)
	for _, w := range wrongs() {
		t.Run(w.name, func(t *testing.T) {
			header := w.headerFor(i)
			serviceURL, channel := w.activityFor(i)
			for range 2 { // the second time by what was remembered, if anything was
				err := check(t, v, header, serviceURL, channel)
				if !errors.Is(err, w.want) || !strings.HasSuffix(err.Error(), ": "+w.reason) {
					t.Errorf("got error %v, want %v: %s", err, w.want, w.reason)
				}
			}
			if err := check(t, v, i.Bearer(), i.ServiceURL, bottest.Endorsed); err != nil {
				t.Errorf("good token afterwards: %v", err)
			}
		})
	}
	if n := len(wrongs()); n < 45 {
		t.Errorf("got %d ways to be wrong, want 45 at least", n)
	}
}

func TestValidatorAccepts(t *testing.T) {
	i := newIdentity(t)
	tests := []struct {
		name, header, serviceURL string
	}{
		{name: "plain", header: i.Bearer()},
		{name: "scheme in lower case", header: "bearer " + i.Token()},
		{name: "more spaces", header: "Bearer   " + i.Token()},
		{name: "no type", header: i.Bearer(bottest.TokenHeader("typ", nil))},
		{name: "audience array of one", header: i.Bearer(bottest.Claim("aud", []string{bottest.AppID}))},
		{name: "no beginning", header: i.Bearer(bottest.Without("nbf"))},
		{name: "expired 295 s ago", header: i.Bearer(i.Expires(-295 * time.Second))},
		{name: "valid in 295 s", header: i.Bearer(i.Begins(295 * time.Second))},
		{name: "issued at", header: i.Bearer(bottest.Claim("iat", time.Now().Unix()))},
		{name: "unknown claims", header: i.Bearer(bottest.Claim("x", map[string]any{"iss": "no"}),
			bottest.Claim("ISS", "no"))},
		{name: "service URL without the slash", header: i.Bearer(), serviceURL: strings.TrimSuffix(bottest.ServiceURL, "/")},
		{name: "claim without the slash", header: i.Bearer(bottest.Claim("serviceurl",
			strings.TrimSuffix(bottest.ServiceURL, "/")))},
		{name: "service URL in other case", header: i.Bearer(), serviceURL: strings.ToUpper(bottest.ServiceURL)},
	}
	v := newValidator(t, keySet(i.Issuer, nil), nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			serviceURL := tt.serviceURL
			if serviceURL == "" {
				serviceURL = bottest.ServiceURL
			}
			for range 2 {
				if err := check(t, v, tt.header, serviceURL, bottest.Endorsed); err != nil {
					t.Errorf("got error %v, want none", err)
				}
			}
		})
	}
	if meta, keys := i.Fetches(); meta != 1 || keys != 1 {
		t.Errorf("fetched %d and %d times, want once", meta, keys)
	}
}

// TestValidatorSkew looks at both sides of the two boundaries, to the second.
func TestValidatorSkew(t *testing.T) {
	clock := newClock()
	i := newIdentity(t)
	i.Now = clock.Now
	v := newValidator(t, keySet(i.Issuer, clock.Now), clock.Now)
	tests := []struct {
		name   string
		option bottest.TokenOption
		reason string
	}{
		{"expired 299 s ago", i.Expires(-299 * time.Second), ""},
		{"expired 300 s ago", i.Expires(-300 * time.Second), "expired"},
		{"valid in 300 s", i.Begins(300 * time.Second), ""},
		{"valid in 301 s", i.Begins(301 * time.Second), "not valid yet"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := check(t, v, i.Bearer(tt.option), i.ServiceURL, bottest.Endorsed)
			if tt.reason == "" && err != nil || tt.reason != "" && (err == nil || !strings.HasSuffix(err.Error(), tt.reason)) {
				t.Errorf("got error %v, want %q", err, tt.reason)
			}
		})
	}
}

// TestValidatorRemembers: a token that was good is not good for ever.
func TestValidatorRemembers(t *testing.T) {
	clock := newClock()
	i := newIdentity(t)
	i.Now = clock.Now
	keys := keySet(i.Issuer, clock.Now)
	v := newValidator(t, keys, clock.Now)
	short, long := i.Bearer(i.Expires(time.Minute)), i.Bearer(i.Expires(24*time.Hour))
	verify := func(header, reason string) {
		t.Helper()
		err := check(t, v, header, i.ServiceURL, bottest.Endorsed)
		if reason == "" && err != nil || reason != "" && (err == nil || !strings.HasSuffix(err.Error(), reason)) {
			t.Errorf("got error %v, want %q", err, reason)
		}
	}
	verify(short, "")
	verify(long, "")
	clock.Advance(time.Minute + 299*time.Second)
	verify(short, "")
	clock.Advance(time.Second)
	verify(short, "expired")

	i.Key().Endorsements = []string{"webchat"}
	verify(long, "") // not known here yet
	refresh(t, keys)
	verify(long, "key not endorsed for the channel")
	i.Key().Endorsements = []string{bottest.Endorsed}
	refresh(t, keys)
	verify(long, "")

	id := i.Key().ID
	i.Rotate().ID = id
	verify(long, "")
	refresh(t, keys)
	verify(long, "signature") // another key under the same id
	i.Rotate()
	refresh(t, keys)
	verify(long, "unknown signing key")
}

// TestValidatorVerifiesOnce: the costly part is done once for a token that is used again and again.
func TestValidatorVerifiesOnce(t *testing.T) {
	i := newIdentity(t)
	v := newValidator(t, keySet(i.Issuer, nil), nil)
	header := i.Bearer()
	first, err := v.Verify(t.Context(), header)
	if err != nil {
		t.Fatal(err)
	}
	second, err := v.Verify(t.Context(), header)
	if err != nil {
		t.Fatal(err)
	}
	if first != second {
		t.Error("the second time got another token, want the one that was verified")
	}
}

func TestNewValidator(t *testing.T) {
	i := newIdentity(t)
	if _, err := bot.NewValidator("", keySet(i.Issuer, nil), nil); err == nil {
		t.Error("no app id: got no error")
	}
	if _, err := bot.NewValidator(bottest.AppID, nil, nil); err == nil {
		t.Error("no keys: got no error")
	}
}

func TestAuthenticateRequest(t *testing.T) {
	i := newIdentity(t)
	v := newValidator(t, keySet(i.Issuer, nil), nil)
	activity := schema.Activity{ServiceURL: i.ServiceURL, ChannelID: bottest.Endorsed}
	mine := auth.SimpleCredentialProvider{AppID: bottest.AppID}

	identity, err := v.AuthenticateRequest(t.Context(), activity, i.Bearer(), mine, "")
	if err != nil {
		t.Fatal(err)
	}
	if !identity.IsAuthenticated() || identity.GetClaimValue("aud") != bottest.AppID ||
		identity.GetClaimValue("iss") != bottest.TokenFrom ||
		identity.GetClaimValue("serviceurl") != i.ServiceURL || identity.GetClaimValue("scp") != "" {
		t.Errorf("got identity %+v, want the token's claims", identity)
	}

	elsewhere := activity
	elsewhere.ServiceURL = "https://smba.example.org/"
	for name, call := range map[string]func() (auth.ClaimsIdentity, error){
		"bad token": func() (auth.ClaimsIdentity, error) {
			return v.AuthenticateRequest(t.Context(), activity, "Bearer x.y.z", mine, "")
		},
		"other activity": func() (auth.ClaimsIdentity, error) {
			return v.AuthenticateRequest(t.Context(), elsewhere, i.Bearer(), mine, "")
		},
		"credentials of another bot": func() (auth.ClaimsIdentity, error) {
			return v.AuthenticateRequest(t.Context(), activity, i.Bearer(), auth.SimpleCredentialProvider{AppID: "other"}, "")
		},
		"empty credentials": func() (auth.ClaimsIdentity, error) {
			return v.AuthenticateRequest(t.Context(), activity, i.Bearer(), auth.SimpleCredentialProvider{}, "")
		},
	} {
		if got, err := call(); !errors.Is(err, bot.ErrUnauthorized) || got != nil {
			t.Errorf("%s: got %v, %v, want nil, %v", name, got, err, bot.ErrUnauthorized)
		}
	}
}

// TestZeroToken: a Token that nobody verified fits nothing.
func TestZeroToken(t *testing.T) {
	token := &bot.Token{}
	for _, serviceURL := range []string{"", "/", bottest.ServiceURL, "http://localhost/"} {
		if err := token.Matches(serviceURL, bottest.Endorsed); !errors.Is(err, bot.ErrUnauthorized) {
			t.Errorf("Matches(%q): got error %v, want %v", serviceURL, err, bot.ErrUnauthorized)
		}
	}
	if token.IsAuthenticated() {
		t.Error("IsAuthenticated: got true")
	}
}

// FuzzVerify: of all headers that begin like a good token, only that token itself is accepted.
func FuzzVerify(f *testing.F) {
	i := newIdentity(f)
	v := newValidator(f, keySet(i.Issuer, nil), nil)
	good := i.Token()
	parts := strings.Split(good, ".")
	for _, seed := range []string{"Bearer " + good, "bearer  " + good, "Bearer " + parts[0] + "." + parts[1] + ".",
		"Bearer " + b64(`{"alg":"none"}`) + "." + parts[1] + "." + parts[2], "", "Bearer", "Bearer a.b.c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		_, err := v.Verify(t.Context(), header)
		if err == nil && !strings.HasSuffix(header, " "+good) {
			t.Errorf("accepted %q", header)
		}
		if err != nil && !errors.Is(err, bot.ErrUnauthorized) {
			t.Errorf("got error %v, want %v", err, bot.ErrUnauthorized)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	i := newIdentity(b)
	keys := keySet(i.Issuer, nil)
	header := i.Bearer()
	b.Run("RSA", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			// A validator that has seen nothing yet; making it costs a few nanoseconds.
			if _, err := newValidator(b, keys, nil).Verify(b.Context(), header); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("remembered", func(b *testing.B) {
		v := newValidator(b, keys, nil)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Verify(b.Context(), header); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("remembered parallel", func(b *testing.B) {
		v := newValidator(b, keys, nil)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := v.Verify(b.Context(), header); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
