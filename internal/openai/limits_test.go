package openai_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"kjernebot/internal/openai"
)

func TestRetriesWhatIsSafe(t *testing.T) {
	for name, first := range map[string]func(w http.ResponseWriter){
		"500":                   func(w http.ResponseWriter) { fails(w, 500, "") },
		"429 for a moment":      func(w http.ResponseWriter) { w.Header().Set("Retry-After", "1"); fails(w, 429, "") },
		"503 with HTML":         func(w http.ResponseWriter) { fails(w, 503, "<html>") },
		"529 of another vendor": func(w http.ResponseWriter) { fails(w, 529, "{}") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
				if n == 1 {
					first(w)
					return
				}
				says(w, good)
			})
			c, _ := client(t, s, nil)
			if _, err := c.Point(t.Context(), question, sentences(t, "steg-1-avtale")); err != nil || len(s.got()) != 2 {
				t.Errorf("%d requests, %v", len(s.got()), err)
			}
		})
	}
}

func TestPausesAfterFailures(t *testing.T) {
	time0 := &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	ill := true
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		if ill {
			fails(w, 500, "")
			return
		}
		says(w, good)
	})
	c, _ := client(t, s, func(o *openai.Options) { o.Now = time0.Now })
	ask := func() string {
		_, err := c.Point(t.Context(), question, sentences(t, "steg-1-avtale"))
		return openai.Outcome(err)
	}
	for range 4 {
		if got := ask(); got != "failed" {
			t.Fatalf("got %s", got)
		}
	}
	before := len(s.got())
	if got := ask(); got != "paused" || len(s.got()) != before {
		t.Fatalf("got %s with %d requests more", got, len(s.got())-before)
	}
	ill = false
	time0.Add(21 * time.Second)
	for range 2 {
		if got := ask(); got != "ok" {
			t.Errorf("after the pause: %s", got)
		}
	}
}

func TestBusy(t *testing.T) {
	begun, done := make(chan bool), make(chan bool)
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		begun <- true
		<-done
		says(w, good)
	})
	c, _ := client(t, s, nil)
	given := sentences(t, "steg-1-avtale")
	first := make(chan error)
	for range openai.Concurrent {
		go func() {
			_, err := c.Point(t.Context(), question, given)
			first <- err
		}()
		<-begun
	}
	if _, err := c.Point(t.Context(), question, given); !errors.Is(err, openai.ErrBusy) {
		t.Errorf("got %v", err)
	}
	close(done)
	for range openai.Concurrent {
		if err := <-first; err != nil {
			t.Error(err)
		}
	}
}

func TestBudget(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	time0 := &clock{now: time.Date(2026, 11, 23, 23, 30, 0, 0, oslo)}
	tokens := 2500
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { saysWith(w, good, "stop", tokens) })
	c, _ := client(t, s, func(o *openai.Options) { o.Now, o.DailyTokens = time0.Now, 6000 })
	ask := func() string {
		_, err := c.Point(t.Context(), question, sentences(t, "steg-1-avtale"))
		return openai.Outcome(err)
	}
	if got := ask(); got != "ok" || c.TokensLeft() != 3500 {
		t.Fatalf("got %s, %d left", got, c.TokensLeft())
	}
	if got := ask(); got != "ok" || c.TokensLeft() != 1000 {
		t.Fatalf("got %s, %d left", got, c.TokensLeft())
	}
	if got := ask(); got != "budget" || len(s.got()) != 2 {
		t.Errorf("got %s after %d requests", got, len(s.got()))
	}
	time0.Add(time.Hour) // the next day in Oslo, not yet in UTC
	tokens = 0           // a server that counts nothing is estimated
	if got := ask(); got != "ok" || c.TokensLeft() >= 6000-300 || c.TokensLeft() < 3000 {
		t.Errorf("got %s, %d left", got, c.TokensLeft())
	}
	tokens = -1_000_000 // one that lies cannot give tokens back
	left := c.TokensLeft()
	if got := ask(); got != "ok" || c.TokensLeft() >= left {
		t.Errorf("got %s, %d left", got, c.TokensLeft())
	}
}
