package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
)

// clock is a clock that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func refresh(t *testing.T, keys *bot.KeySet) {
	t.Helper()
	if err := keys.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// bench is an issuer with a validator on a clock that the test sets.
type bench struct {
	identity
	*clock
	keys *bot.KeySet
	v    *bot.Validator
}

func newBench(t *testing.T) bench {
	t.Helper()
	b := bench{identity: newIdentity(t), clock: newClock()}
	b.identity.Now = b.clock.Now
	b.keys = keySet(b.Issuer, b.clock.Now)
	b.v = newValidator(t, b.keys, b.clock.Now)
	return b
}

// verify checks how a token ends; nil stands for good.
func (b bench) verify(t *testing.T, header string, want error) {
	t.Helper()
	if _, err := b.v.Verify(t.Context(), header); !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

// fetches checks how often the keys have been asked for.
func (b bench) fetches(t *testing.T, want int) {
	t.Helper()
	if _, got := b.Fetches(); got != want {
		t.Errorf("keys fetched %d times, want %d", got, want)
	}
}

func TestKeyRollover(t *testing.T) {
	b := newBench(t)
	b.verify(t, b.Bearer(), nil)
	for range 3 { // as often as it happens, one after the other
		key := b.AddKey(bottest.Endorsed)
		b.verify(t, b.Bearer(bottest.By(key)), nil)
	}
	b.fetches(t, 4)
	refresh(t, b.keys) // by the clock and with nothing new, which does not count either
	b.verify(t, b.Bearer(bottest.By(b.AddKey(bottest.Endorsed))), nil)
	b.fetches(t, 6)
	b.verify(t, b.Bearer(), nil)
	b.fetches(t, 6)
}

// TestStrangersKeysNeverDelayANewOne: invented key ids cause a fetch a second at the most, and whoever comes with a new
// key meanwhile gets in.
func TestStrangersKeysNeverDelayANewOne(t *testing.T) {
	issuer := bottest.NewIssuer(t)
	headers := make([]string, 20) // signing is what takes the time here
	for n := range headers {
		headers[n] = issuer.Bearer(bottest.TokenHeader("kid", fmt.Sprint("unknown-", n)))
	}
	synctest.Test(t, func(t *testing.T) {
		v := newValidator(t, offline(issuer), nil)
		verify := func(header string, want error) {
			t.Helper()
			if _, err := v.Verify(t.Context(), header); !errors.Is(err, want) {
				t.Errorf("got error %v, want %v", err, want)
			}
		}
		verify(issuer.Bearer(), nil)
		_, before := issuer.Fetches()
		ctx, stop := context.WithCancel(t.Context())
		var strangers sync.WaitGroup
		for n := range 100 {
			strangers.Go(func() {
				for ctx.Err() == nil {
					_, err := v.Verify(ctx, headers[n%len(headers)])
					if !errors.Is(err, bot.ErrUnauthorized) && ctx.Err() == nil {
						t.Errorf("a stranger: got error %v, want %v", err, bot.ErrUnauthorized)
					}
				}
			})
		}
		start := time.Now()
		for range 6 {
			time.Sleep(10 * time.Second)
			came := time.Now()
			verify(issuer.Bearer(bottest.By(issuer.AddKey(bottest.Endorsed))), nil)
			if took := time.Since(came); took > 2*time.Second {
				t.Errorf("a new key had to wait %v", took)
			}
		}
		seconds := int(time.Since(start).Seconds())
		stop()
		strangers.Wait()
		time.Sleep(time.Minute) // a fetch that is under way ends
		if _, after := issuer.Fetches(); after-before > seconds+10 {
			t.Errorf("%d fetches in %d s", after-before, seconds)
		}
	})
}

func TestUnknownKeysAtOnce(t *testing.T) {
	b := newBench(t)
	b.verify(t, b.Bearer(), nil)
	good := b.Bearer(b.Expires(2 * time.Hour))
	unknown := b.Bearer(bottest.TokenHeader("kid", "unknown"))
	var wg sync.WaitGroup
	for n := range 1000 {
		wg.Go(func() {
			if n%2 == 0 {
				b.verify(t, unknown, bot.ErrUnauthorized)
				return
			}
			b.verify(t, good, nil)
		})
	}
	wg.Wait()
	if _, n := b.Fetches(); n > 9 {
		t.Errorf("keys fetched %d times within a second", n)
	}
}

// TestWaiters: many wait for one fetch, and one who leaves takes it from nobody.
func TestWaiters(t *testing.T) {
	b := newBench(t)
	arrived, release := b.Hold()
	header := b.Bearer()
	first, leave := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		_, err := b.v.Verify(first, header)
		left <- err
	}()
	<-arrived // the fetch that the first one caused
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { b.verify(t, header, nil) })
	}
	leave()
	if err := <-left; !errors.Is(err, bot.ErrKeysUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("who left: got error %v, want %v for %v", err, bot.ErrKeysUnavailable, context.Canceled)
	}
	release()
	wg.Wait()
	b.fetches(t, 1)
}

func TestOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.keys.Ready(); !errors.Is(err, bot.ErrKeysUnavailable) {
		t.Errorf("Ready before the first fetch: got %v, want %v", err, bot.ErrKeysUnavailable)
	}
	b.verify(t, b.Bearer(), nil)
	if err := b.keys.Ready(); err != nil {
		t.Errorf("Ready with keys: %v", err)
	}
	b.Answer(http.StatusInternalServerError, "")

	b.Advance(48 * time.Hour)
	if err := b.keys.Refresh(t.Context()); !errors.Is(err, bot.ErrKeysUnavailable) {
		t.Errorf("Refresh in an outage: got %v, want %v", err, bot.ErrKeysUnavailable)
	}
	b.verify(t, b.Bearer(), nil)
	remembered := b.Bearer(b.Expires(time.Hour))
	b.verify(t, remembered, nil)
	b.verify(t, b.Bearer(bottest.By(b.foreign)), bot.ErrUnauthorized)

	b.Advance(time.Second)
	b.verify(t, b.Bearer(), bot.ErrKeysUnavailable)
	b.Advance(time.Second)
	b.verify(t, remembered, bot.ErrKeysUnavailable)
	if err := b.keys.Ready(); !errors.Is(err, bot.ErrKeysUnavailable) || !strings.Contains(err.Error(), "status 500") {
		t.Errorf("Ready after 48 h: got %v, want %v for status 500", err, bot.ErrKeysUnavailable)
	}

	b.Repair()
	b.Advance(time.Second)
	b.verify(t, b.Bearer(), nil)
	b.verify(t, remembered, nil)
}

// TestOutageAtStart: who comes while there are no keys waits for them, for as long as Teams would not mind.
func TestOutageAtStart(t *testing.T) {
	issuer := bottest.NewIssuer(t)
	for name, tt := range map[string]struct{ repaired, waits time.Duration }{
		"soon":     {500 * time.Millisecond, time.Second},
		"later":    {2500 * time.Millisecond, 3 * time.Second},
		"too late": {time.Minute, 5 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			issuer.Answer(http.StatusBadGateway, "")
			v := newValidator(t, offline(issuer), nil)
			header := issuer.Bearer()
			time.AfterFunc(tt.repaired, issuer.Repair)
			start := time.Now()
			_, err := v.Verify(t.Context(), header)
			if late := tt.repaired > 5*time.Second; late != errors.Is(err, bot.ErrKeysUnavailable) || !late && err != nil {
				t.Errorf("%s: error %v", name, err)
			}
			if waited := time.Since(start); waited != tt.waits {
				t.Errorf("%s: waited %v, want %v", name, waited, tt.waits)
			}
			time.Sleep(time.Minute) // the fetch that is under way ends
		})
	}
}

func TestFetchEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		never := roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		keys := bot.NewKeySet(slog.New(slog.DiscardHandler), bot.KeySetOptions{
			MetadataURL: "https://login.example.net/metadata", Transport: never})
		start := time.Now()
		if err := keys.Refresh(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
		}
		if took := time.Since(start); took != 10*time.Second {
			t.Errorf("took %v, want 10s", took)
		}
	})
}

// TestRun follows the background refresh through two days: every 12 hours, soon after a failure, and not too often.
func TestRun(t *testing.T) {
	issuer := bottest.NewIssuer(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		issuer.Cut()
		keys := offline(issuer)
		ended := make(chan struct{})
		go func() { keys.Run(ctx); close(ended) }()

		at := func(d time.Duration, want int) {
			t.Helper()
			time.Sleep(d)
			synctest.Wait()
			if got, _ := issuer.Fetches(); got != want {
				t.Errorf("after %v more: %d attempts, want %d", d, got, want)
			}
		}
		at(0, 1)              // at once
		at(time.Second, 2)    // after 1 s,
		at(2*time.Second, 3)  // 2 s,
		at(4*time.Second, 4)  // 4 s,
		at(8*time.Second, 5)  // 8 s,
		at(16*time.Second, 6) // 16 s,
		at(30*time.Second, 7) // and then every 30 s
		at(300*time.Second, 17)
		if keys.Ready() == nil {
			t.Error("Ready without keys: got no error")
		}

		issuer.Repair()
		at(30*time.Second, 18)
		if err := keys.Ready(); err != nil {
			t.Error(err)
		}
		at(12*time.Hour-time.Second, 18)
		at(time.Second, 19)

		issuer.Cut()
		at(12*time.Hour, 20)
		at(time.Second, 21)
		at(24*time.Hour, 172) // doubling for 1,022 s, then every ten minutes
		if err := keys.Ready(); err != nil {
			t.Errorf("Ready a day into an outage: %v", err)
		}
		at(12*time.Hour+time.Minute, 244)
		if keys.Ready() == nil {
			t.Error("Ready after 48 h: got no error")
		}

		stop()
		<-ended
	})
}

func TestRunLearnsFromRequests(t *testing.T) {
	issuer := bottest.NewIssuer(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		keys := offline(issuer)
		ended := make(chan struct{})
		go func() { keys.Run(ctx); close(ended) }()
		time.Sleep(11 * time.Hour)
		refresh(t, keys) // such as an unknown key causes
		time.Sleep(11 * time.Hour)
		synctest.Wait()
		if got, _ := issuer.Fetches(); got != 2 {
			t.Errorf("got %d fetches, want 2: the clock starts anew", got)
		}
		stop()
		<-ended
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// offline is a KeySet that reaches an issuer without a network, so that synctest can tell when everybody waits.
func offline(issuer *bottest.Issuer) *bot.KeySet { return offlineAt(issuer, issuer.MetadataURL()) }

func offlineAt(issuer *bottest.Issuer, metadataURL string) *bot.KeySet {
	transport := roundTrip(func(r *http.Request) (resp *http.Response, err error) {
		defer func() {
			if recover() != nil { // Cut
				err = errors.New("connection reset")
			}
		}()
		w := httptest.NewRecorder()
		issuer.ServeHTTP(w, r)
		return w.Result(), nil
	})
	return bot.NewKeySet(slog.New(slog.DiscardHandler),
		bot.KeySetOptions{MetadataURL: metadataURL, Transport: transport})
}
