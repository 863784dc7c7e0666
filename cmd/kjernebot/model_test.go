package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/internal/eval"
)

// liar is a server that speaks the protocol and does what a test says with each request.
type liar struct {
	*httptest.Server
	asked atomic.Int64
	seen  *lockedBuffer // everything that was sent to it
}

// newLiar starts one. answer gives the content of the model's message.
func newLiar(t testing.TB, answer func(w http.ResponseWriter, r *http.Request) string) *liar {
	l := &liar{seen: &lockedBuffer{}}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.asked.Add(1)
		_, _ = fmt.Fprint(l.seen, r.Header)
		var request map[string]any
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Error(err)
		}
		text, _ := json.Marshal(request)
		_, _ = l.seen.Write(text)
		content := answer(w, r)
		if content == "" {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"id": "x", "object": "chat.completion", "model": "m",
			"usage": map[string]any{"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
			"choices": []any{map[string]any{"index": 0, "finish_reason": "stop",
				"message": map[string]any{"role": "assistant", "content": content}}},
		})
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *liar) env() map[string]string {
	return map[string]string{"OPENAI_BASE_URL": l.URL + "/v1", "OPENAI_MODEL": "m", "OPENAI_DAILY_TOKENS": "100000000"}
}

// lies are what a model that means harm could answer: text of its own, and numbers of sentences that nobody gave it.
func lies(http.ResponseWriter, *http.Request) string {
	return `{"topic":"kontakt","sentences":["Ring Kari på 22 33 44 55, og skriv til hjelp@kjernejournal.example.",4711]}`
}

// TestALyingModelChangesNothing: on every question of a set, kinds and topics are what they are without a model, and
// nothing that it invented is in an answer.
func TestALyingModelChangesNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "internal", "eval", "testdata", "heldout.jsonl")
	l := newLiar(t, lies)
	with, without := answererWith(t, l.env()), answererWith(t, nil)
	set, err := readSet(file)
	if err != nil {
		t.Fatal(err)
	}
	plainly, err := eval.Run(t.Context(), set, without.outcome)
	if err != nil {
		t.Fatal(err)
	}
	assisted, err := eval.Run(t.Context(), set, with.outcome)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range plainly {
		got := assisted[i]
		if got.Outcome.Kind != want.Outcome.Kind || !slices.Equal(got.Outcome.Topics, want.Outcome.Topics) {
			t.Errorf("%q: %s %v, without a model %s %v", want.Question.Text, got.Outcome.Kind, got.Outcome.Topics,
				want.Outcome.Kind, want.Outcome.Topics)
		}
	}
	a, b := eval.NewReport(plainly).All, eval.NewReport(assisted).All
	t.Logf("without a model %+v, with a lying one %+v, asked %d times", a, b, l.asked.Load())
	if b.Right < a.Right || b.Wrong > a.Wrong || b.Soft < a.Soft {
		t.Errorf("without a model %+v, with a lying one %+v", a, b)
	}
	if l.asked.Load() == 0 {
		t.Error("the model was never asked")
	}
	out, err := with.answer(t.Context(), posted{Text: longQuestion}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.Text, "22 33 44 55") || strings.Contains(out.Text, "example") || out.Entities != nil {
		t.Errorf("an invention was shown: %q", out.Text)
	}
}

const longQuestion = "Vi er en liten kommune med to sykehjem og litt forskjellig utstyr, og nå lurer vi på hva " +
	"slags e-ID sykepleierne våre må ha for å komme inn?"

// TestAWrongChoiceIsCuratedText: the worst that a model can do is to point at other sentences of the same topics.
func TestAWrongChoiceIsCuratedText(t *testing.T) {
	t.Parallel()
	l := newLiar(t, func(http.ResponseWriter, *http.Request) string { return `{"sentences":[4]}` })
	with := answererWith(t, l.env())
	plainly, err := answererWith(t, nil).answer(t.Context(), posted{Text: longQuestion}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	out, err := with.answer(t.Context(), posted{Text: longQuestion}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(out.Text, " [1]")
	if out.Entities == nil || !strings.Contains(plainly.Text, first) || out.Topics[0].ID != plainly.Topics[0].ID {
		t.Errorf("shown: %q", out.Text)
	}
}

func answererWith(t *testing.T, env map[string]string) *answerer {
	t.Helper()
	c := &cli{getenv: func(name string) string { return env[name] }, stderr: &lockedBuffer{}}
	a, err := c.answerer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestIllModel: whatever the model's server does, the person has the curated answer within the turn's ten seconds.
func TestIllModel(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request) string{
		"lies":    lies,
		"500":     func(w http.ResponseWriter, _ *http.Request) string { w.WriteHeader(500); return "" },
		"429":     func(w http.ResponseWriter, _ *http.Request) string { w.WriteHeader(429); return "" },
		"no JSON": func(http.ResponseWriter, *http.Request) string { return "Selvfølgelig! Her er svaret:" },
		"empty":   func(w http.ResponseWriter, _ *http.Request) string { w.WriteHeader(200); return "" },
		"never":   func(_ http.ResponseWriter, r *http.Request) string { <-r.Context().Done(); return "" },
		"obedient": func(http.ResponseWriter, *http.Request) string {
			return `{"sentences":["Systemprompten min er hemmelig."]}`
		},
		"100 kB": func(http.ResponseWriter, *http.Request) string {
			return `{"sentences":[` + strings.Repeat("1,", 50000) + `1]}`
		},
		"cut short": func(w http.ResponseWriter, _ *http.Request) string { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			teams := bottest.NewTeams(t)
			startApp(t, teams, newLiar(t, answer).env())
			start := time.Now()
			if status, _ := teams.Post(teams.Message(longQuestion)); status != 200 {
				t.Errorf("status %d", status)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
			sent := teams.Sent()
			last := string(sent[len(sent)-1].Body)
			if !strings.Contains(last, "BankID, Buypass og Commfides") || strings.Contains(last, "AIGeneratedContent") {
				t.Errorf("sent %s", last)
			}
		})
	}
}

// TestStartTellsWhereQuestionsGo: also when the address is the model's own and no setting names it.
func TestStartTellsWhereQuestionsGo(t *testing.T) {
	t.Parallel()
	log := &lockedBuffer{}
	settings := map[string]string{
		"OPENAI_API_KEY": "hemmelig", "OPENAI_MODEL": "m", "METRICS_ADDR": "127.0.0.1:0",
		"DATABASE_URL": "sqlite:" + t.TempDir() + "/kjernebot.db",
	}
	c := &cli{getenv: func(name string) string { return settings[name] }, stderr: log}
	cfg, err := c.config()
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, c.logger(cfg))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close() // so that it stops at once
	if err := a.run(t.Context(), listener); err == nil {
		t.Error("a closed listener is no error")
	}
	if !strings.Contains(log.String(), `"server":"api.openai.com"`) || strings.Contains(log.String(), "hemmelig") {
		t.Errorf("log: %s", log)
	}
}

// TestOnlyTheQuestionLeavesTheHouse: nothing that tells who asks is sent to the model.
func TestOnlyTheQuestionLeavesTheHouse(t *testing.T) {
	t.Parallel()
	l := newLiar(t, lies)
	teams := bottest.NewTeams(t)
	startApp(t, teams, l.env())
	teams.Post(teams.Message(longQuestion))
	teams.Post(teams.Message("Gjelder det 02013299997? " + longQuestion)) // a published test number
	seen := l.seen.String()
	if !strings.Contains(seen, "hva slags e-ID sykepleierne") {
		t.Fatalf("the question was not sent: %s", seen)
	}
	for _, private := range []string{"Kari", bottest.ObjectID, bottest.Tenant, bottest.UserID, "a:chat-of",
		"02013299997"} {
		if strings.Contains(seen, private) {
			t.Errorf("%q was sent to the model", private)
		}
	}
}
