package openai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/openai"
)

// turn is the time that a whole turn has here; a real one has 10 s. The client must leave Reserve of it.
const turn = openai.Reserve + 1500*time.Millisecond

// Every way in which a server can be bad gives an error of the expected kind in time, and no text.
func TestHostileServer(t *testing.T) {
	plain := func(content string) func(http.ResponseWriter, *http.Request, int) {
		return func(w http.ResponseWriter, _ *http.Request, _ int) { says(w, content) }
	}
	status := func(code int, header ...string) func(http.ResponseWriter, *http.Request, int) {
		return func(w http.ResponseWriter, _ *http.Request, _ int) {
			if len(header) == 2 {
				w.Header().Set(header[0], header[1])
			}
			fails(w, code, `{"error":{"message":"`+question+` `+secret+`","type":"x","code":"x"}}`)
		}
	}
	tests := []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request, n int)
		want   string // the outcome
		most   int    // requests
	}{
		{"slow to begin", func(_ http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() }, "timeout", 1},
		{"never ending", drip, "timeout", 1},
		{"429 that lasts", status(429, "Retry-After", "60"), "failed", 1},
		{"429 without a word", status(429), "failed", 1},
		{"429 with nonsense", status(429, "Retry-After", "soon"), "failed", 1},
		{"500", status(500), "failed", 2},
		{"503 that asks to come back late", status(503, "Retry-After", "100"), "failed", 1},
		{"401 that repeats the key", status(401), "refused", 1},
		{"404", status(404), "refused", 1},
		{"400 to everything", status(400), "refused", 3},
		{"redirect", func(w http.ResponseWriter, r *http.Request, _ int) {
			http.Redirect(w, r, "https://evil.example/", http.StatusTemporaryRedirect)
		}, "refused", 1},
		{"connection cut before the answer", func(w http.ResponseWriter, _ *http.Request, _ int) { cut(w, "") }, "failed", 2},
		{"connection cut in the answer", func(w http.ResponseWriter, _ *http.Request, _ int) {
			cut(w, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"choices\":[{\"mess")
		}, "malformed", 1},
		{"not HTTP", func(w http.ResponseWriter, _ *http.Request, _ int) { cut(w, "hello\r\n\r\n") }, "failed", 2},
		{"not JSON", func(w http.ResponseWriter, _ *http.Request, _ int) { fails(w, 200, "<html>evil</html>") }, "malformed",
			1},
		{"empty", func(w http.ResponseWriter, _ *http.Request, _ int) { fails(w, 200, "") }, "malformed", 1},
		{"no choices", func(w http.ResponseWriter, _ *http.Request, _ int) { fails(w, 200, `{"choices":[]}`) }, "malformed",
			1},
		{"null", func(w http.ResponseWriter, _ *http.Request, _ int) { fails(w, 200, `null`) }, "malformed", 1},
		{"choices of another kind", func(w http.ResponseWriter, _ *http.Request,
			_ int) {
			fails(w, 200, `{"choices":"evil"}`)
		}, "malformed", 1},
		{"huge", func(w http.ResponseWriter, _ *http.Request, _ int) {
			says(w, strings.Repeat("Dere bestiller løsningen. ", 1<<16))
		}, "malformed", 1},
		{"deep", func(w http.ResponseWriter, _ *http.Request, _ int) { says(w, strings.Repeat(`{"a":`, 20000)) }, "malformed",
			1},
		{"cut by the length limit", func(w http.ResponseWriter, _ *http.Request, _ int) { saysWith(w, good, "length", 900) },
			"malformed", 1},
		{"stopped by a filter", func(w http.ResponseWriter, _ *http.Request,
			_ int) {
			saysWith(w, good, "content_filter", 10)
		}, "malformed", 1},
		{"prose", plain("Dere bestiller løsningen hos EPJ-leverandøren."), "malformed", 1},
		{"wrong schema", plain(`{"answer":"Dere bestiller løsningen."}`), "malformed", 1},
		{"wrong types", plain(`{"sentences":"x"}`), "malformed", 1},
		{"sentences of its own", plain(`{"sentences":[{"text":"Ring 24 20 00 00."}]}`), "malformed", 1},
		{"one lie among truths", plain(`{"sentences":[1,"Den er gratis."]}`), "malformed", 1},
		{"a number that was not given", plain(`{"sentences":[1,4711]}`), "malformed", 1},
		{"a huge number", plain(`{"sentences":[99999999999999999999]}`), "malformed", 1},
		{"a thousand numbers", plain(`{"sentences":[` + strings.Repeat("1,", 1000) + `1]}`), "malformed", 1},
	}
	given := sentences(t, "steg-1-avtale")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, tt.answer)
			c, log := client(t, s, nil)
			ctx, cancel := context.WithTimeout(t.Context(), turn)
			defer cancel()
			got, err := c.Point(ctx, question, given)
			if deadline, _ := ctx.Deadline(); time.Until(deadline) < openai.Reserve-500*time.Millisecond {
				t.Errorf("only %v of the turn is left", time.Until(deadline))
			}
			if openai.Outcome(err) != tt.want || got != nil {
				t.Errorf("got %v, %s (%v); want %s", got, openai.Outcome(err), err, tt.want)
			}
			if n := len(s.got()); n > tt.most {
				t.Errorf("%d requests, want at most %d", n, tt.most)
			}
			quiet(t, log, err)
		})
	}
}

// drip sends an answer that never comes to an end.
func drip(w http.ResponseWriter, r *http.Request, _ int) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"`)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			_, _ = io.WriteString(w, "steg ")
			w.(http.Flusher).Flush()
		}
	}
}

// cut writes raw bytes and hangs up.
func cut(w http.ResponseWriter, raw string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(fmt.Sprintf("hijack: %v", err))
	}
	_, _ = io.WriteString(conn, raw)
	_ = conn.Close()
}

// Nothing listens: two quick tries, then an error.
func TestNobodyThere(t *testing.T) {
	s := serve(t, nil)
	c, _ := client(t, s, nil)
	s.Close()
	_, err := c.Point(t.Context(), question, sentences(t, "steg-1-avtale"))
	if !errors.Is(err, openai.ErrFailed) {
		t.Errorf("got %v", err)
	}
	if left := c.TokensLeft(); left != openai.DefaultDailyTokens {
		t.Errorf("%d tokens left: a connection that was refused costs nothing", left)
	}
}

// Too little of the turn is left: no call is begun.
func TestNoTimeLeft(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { says(w, good) })
	c, _ := client(t, s, nil)
	ctx, cancel := context.WithTimeout(t.Context(), openai.Reserve+100*time.Millisecond)
	defer cancel()
	if _, err := c.Point(ctx, question, sentences(t, "steg-1-avtale")); !errors.Is(err, openai.ErrNoTime) {
		t.Errorf("got %v", err)
	}
	cancel()
	if _, err := c.Point(ctx, question, sentences(t, "steg-1-avtale")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(s.got()) != 0 {
		t.Error("the server was asked")
	}
}
