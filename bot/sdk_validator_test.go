package bot_test

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
)

// sdkBench is what a TokenValidator, the library's or ours, is tried on: an issuer that is reached through the
// default transport (the library's metadata address is fixed), on a clock that stands still while somebody works.
type sdkBench struct {
	identity
	v        auth.TokenValidator
	activity schema.Activity
	unclosed int // answers whose bodies were not closed
	gates    chan chan struct{}
}

func (b *sdkBench) authenticate(header string) error {
	_, err := b.v.AuthenticateRequest(context.Background(), b.activity, header,
		auth.SimpleCredentialProvider{AppID: bottest.AppID}, "")
	return err
}

// RoundTrip answers every request from the issuer. While gates is set it tells of requests for keys and waits.
func (b *sdkBench) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.gates != nil && r.URL.String() == b.KeysURL() {
		gate := make(chan struct{})
		b.gates <- gate
		<-gate
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	resp := w.Result()
	b.unclosed++
	resp.Body = &closeCounter{ReadCloser: resp.Body, closed: func() { b.unclosed-- }}
	return resp, nil
}

type closeCounter struct {
	io.ReadCloser
	closed func()
}

func (c *closeCounter) Close() error {
	c.closed()
	c.closed = func() {}
	return c.ReadCloser.Close()
}

// sdkBehaviours are what a validator owes. Each returns how it was broken.
func sdkBehaviours() map[string]func(*sdkBench) error {
	return map[string]func(*sdkBench) error{
		"keys are refreshed within a day": func(b *sdkBench) error {
			old := b.Key()
			if err := b.authenticate(b.Bearer()); err != nil {
				return err
			}
			b.Rotate()
			time.Sleep(24 * time.Hour)
			return refused(b.authenticate(b.Bearer(bottest.By(old))), "a token of a key withdrawn a day ago")
		},
		"a new key is accepted when a token names it": func(b *sdkBench) error {
			if err := b.authenticate(b.Bearer()); err != nil {
				return err
			}
			return b.authenticate(b.Bearer(bottest.By(b.AddKey(bottest.Endorsed))))
		},
		"clocks may differ: a minute after expiry": func(b *sdkBench) error {
			return b.authenticate(b.Bearer(b.Expires(-time.Minute)))
		},
		"clocks may differ: a minute before validity": func(b *sdkBench) error {
			return b.authenticate(b.Bearer(b.Begins(time.Minute)))
		},
		"the key must be endorsed for the channel": func(b *sdkBench) error {
			return refused(b.authenticate(b.Bearer(bottest.By(b.webchat))), "a key for another channel")
		},
		"the channel must be the one that is served": func(b *sdkBench) error {
			b.activity.ChannelID = "webchat"
			return refused(b.authenticate(b.Bearer()), "another channel")
		},
		"nothing is fetched for each request": func(b *sdkBench) error {
			for range 10 {
				if err := b.authenticate(b.Bearer()); err != nil {
					return err
				}
			}
			if meta, keys := b.Fetches(); meta > 1 || keys > 1 {
				return fmt.Errorf("10 requests fetched metadata %d times, keys %d times", meta, keys)
			}
			return nil
		},
		"an outage of the key server is not one of the bot": func(b *sdkBench) error {
			if err := b.authenticate(b.Bearer()); err != nil {
				return err
			}
			b.Answer(http.StatusInternalServerError, "")
			return b.authenticate(b.Bearer())
		},
		"what is fetched is closed": func(b *sdkBench) error {
			err := b.authenticate(b.Bearer())
			if b.unclosed > 0 {
				return fmt.Errorf("%d answers left open", b.unclosed)
			}
			return err
		},
		"the key cache has a lock": func(b *sdkBench) error { return b.together() },
		"an empty app id opens nothing": func(b *sdkBench) error {
			_, err := b.v.AuthenticateRequest(context.Background(), b.activity, "anything", auth.SimpleCredentialProvider{}, "")
			return refused(err, "a header that is no token")
		},
		"the scheme is Bearer": func(b *sdkBench) error {
			return refused(b.authenticate(b.Token()), "a token without scheme")
		},
		"only RS256": func(b *sdkBench) error {
			return refused(b.authenticate(b.Bearer(bottest.RSA("RS512", crypto.SHA512))), "RS512")
		},
		"a token has an expiry": func(b *sdkBench) error {
			return refused(b.authenticate(b.Bearer(bottest.Without("exp"))), "a token without one")
		},
		"members are given once": func(b *sdkBench) error {
			return refused(b.authenticate(b.Bearer(claimsWith(b.identity, `"iss":"https://api.example.org",`))), "two issuers")
		},
		"a token without service URL does no harm": func(b *sdkBench) error {
			return refused(b.authenticate(b.Bearer(bottest.Without("serviceurl"))), "a token without service URL")
		},
		"an audience may be an array": func(b *sdkBench) error {
			return b.authenticate(b.Bearer(bottest.Claim("aud", []string{bottest.AppID})))
		},
	}
}

// together lets two requests need the keys at the same time. The library looks at its cache, fetches, and fills the
// cache, all without a lock: both are let in, and both write to what the other reads. That is a data race, which a
// test cannot show without tripping the race detector itself; that both are inside at once it can. They go on one
// after the other, so that this run is free of the race that it proves to be possible.
func (b *sdkBench) together() error {
	b.gates = make(chan chan struct{}, 2)
	header := b.Bearer()
	done := make(chan error)
	for range 2 {
		go func() { done <- b.authenticate(header) }()
		synctest.Wait() // it waits for the keys now, or for the other one's fetch
	}
	inside := len(b.gates)
	var errs []error
	for range inside {
		close(<-b.gates)
		errs = append(errs, <-done)
	}
	for range 2 - inside {
		errs = append(errs, <-done)
	}
	if inside > 1 {
		errs = append(errs, fmt.Errorf("%d fetch keys into one cache at the same time", inside))
	}
	return errors.Join(errs...)
}

func refused(err error, what string) error {
	if err == nil {
		return fmt.Errorf("accepted %s", what)
	}
	if _, panicked := err.(*panicked); panicked {
		return err
	}
	return nil
}

// panicked is a panic of the validator, which in a server costs the connection at best.
type panicked struct{ value any }

func (p *panicked) Error() string { return fmt.Sprintf("panicked: %v", p.value) }

// guarded turns a validator's panic into an error.
type guarded struct{ auth.TokenValidator }

func (g guarded) AuthenticateRequest(ctx context.Context, a schema.Activity, header string, c auth.CredentialProvider,
	service string) (_ auth.ClaimsIdentity, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &panicked{value}
		}
	}()
	return g.TokenValidator.AuthenticateRequest(ctx, a, header, c, service)
}

// TestSDKValidator runs each behaviour on the library's validator, which must fail it, and on ours, which must not.
// The first keeps the list of reasons for having our own honest: a library that is mended fails this test.
func TestSDKValidator(t *testing.T) {
	for name, behaves := range sdkBehaviours() {
		t.Run(name, func(t *testing.T) {
			err := onSDKBench(t, behaves, func(context.Context,
				*sdkBench) auth.TokenValidator {
				return auth.NewJwtTokenValidator()
			})
			if err == nil {
				t.Error("the library's validator does this right; nothing of ours is needed for it")
			}
			t.Log("library:", err)
			if err := onSDKBench(t, behaves, ourPart); err != nil {
				t.Errorf("ours: %v", err)
			}
		})
	}
}

// TestSDKValidatorWorks: both accept a good token on this bench, so that the failures above are the library's own.
func TestSDKValidatorWorks(t *testing.T) {
	good := func(b *sdkBench) error { return b.authenticate(b.Bearer()) }
	if err := onSDKBench(t, good, func(context.Context,
		*sdkBench) auth.TokenValidator {
		return auth.NewJwtTokenValidator()
	}); err != nil {
		t.Errorf("library: %v", err)
	}
	if err := onSDKBench(t, good, ourPart); err != nil {
		t.Errorf("ours: %v", err)
	}
}

func ourPart(ctx context.Context, b *sdkBench) auth.TokenValidator {
	keys := bot.NewKeySet(slog.New(slog.DiscardHandler), bot.KeySetOptions{MetadataURL: b.MetadataURL()})
	go keys.Run(ctx)
	synctest.Wait()
	v, err := bot.NewValidator(bottest.AppID, keys, nil)
	if err != nil {
		panic(err) // unreachable: all that is needed is there
	}
	return v
}

func onSDKBench(t *testing.T, behaves func(*sdkBench) error,
	part func(context.Context, *sdkBench) auth.TokenValidator) (err error) {
	t.Helper()
	b := &sdkBench{identity: newIdentity(t)}
	b.activity = schema.Activity{ServiceURL: b.ServiceURL, ChannelID: bottest.Endorsed}
	before := http.DefaultTransport
	http.DefaultTransport = b
	defer func() { http.DefaultTransport = before }()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		b.v = guarded{part(ctx, b)}
		err = behaves(b)
		stop()
		time.Sleep(time.Minute) // until the time limits of answers left open are over
	})
	return err
}
