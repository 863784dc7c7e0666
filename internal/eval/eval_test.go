package eval

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestJudge(t *testing.T) {
	answer := Question{Kind: KindAnswer, Expect: []string{"a", "b"}}
	decline := Question{Kind: KindDecline}
	usage := Question{Kind: KindUsage, Slots: map[string]string{"from": "2026-W47", "to": "2026-W47"}}
	for _, tt := range []struct {
		name string
		q    Question
		o    Outcome
		want Verdict
	}{
		{"right topic first", answer, Outcome{Kind: KindAnswer, Topics: []string{"b", "x"}}, Right},
		{"right topic second", answer, Outcome{Kind: KindAnswer, Topics: []string{"x", "a"}}, Wrong},
		{"answer without topic", answer, Outcome{Kind: KindAnswer}, Wrong},
		{"offered among others", answer, Outcome{Kind: KindSuggest, Suggestions: []string{"x", "a"}}, Soft},
		{"offered, but not it", answer, Outcome{Kind: KindSuggest, Suggestions: []string{"x"}}, Miss},
		{"declined though known", answer, Outcome{Kind: KindDecline}, Miss},
		{"taken for figures", answer, Outcome{Kind: KindUsage}, Miss},
		{"declined", decline, Outcome{Kind: KindDecline}, Right},
		{"choices for what is not known", decline, Outcome{Kind: KindSuggest}, Soft},
		{"answered what is not known", decline, Outcome{Kind: KindAnswer, Topics: []string{"a"}}, Wrong},
		{"figures for what is not known", decline, Outcome{Kind: KindUsage}, Wrong},
		{"figures, same weeks", usage, Outcome{Kind: KindUsage,
			Slots: map[string]string{"from": "2026-W47", "to": "2026-W47"}}, Right},
		{"figures, other weeks", usage, Outcome{Kind: KindUsage,
			Slots: map[string]string{"from": "2026-W46", "to": "2026-W47"}}, Wrong},
		{"figures of a kommune nobody named", usage, Outcome{Kind: KindUsage,
			Slots: map[string]string{"from": "2026-W47", "to": "2026-W47", "kommune": "0301"}}, Wrong},
		{"figures answered as a question", usage, Outcome{Kind: KindAnswer}, Miss},
		{"greeting", Question{Kind: KindHelp}, Outcome{Kind: KindHelp}, Right},
		{"greeting declined", Question{Kind: KindHelp}, Outcome{Kind: KindDecline}, Miss},
	} {
		if got := Judge(tt.q, tt.o); got != tt.want {
			t.Errorf("%s: Judge = %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestReadSaysWhichLine(t *testing.T) {
	for text, want := range map[string]string{
		`{"id":"a","text":"x","kind":"help"}` + "\n{":                                        "line 2",
		`{"id":"a","text":"x","kind":"sing"}`:                                                `line 1: unknown kind "sing"`,
		`{"id":"a","text":"x","kind":"answer"}`:                                              "line 1: expect belongs",
		`{"id":"","text":"x","kind":"help"}`:                                                 "line 1: id and text",
		`{"id":"a","text":"x","kind":"help"}` + "\n" + `{"id":"a","text":"y","kind":"help"}`: "line 2: id",
		`{"id":"a","text":"x","kind":"help","note":"now=yesterday"}`:                         "first note",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%s) = %v, want an error with %q", text, err, want)
		}
	}
}

func TestReadFindsTheDay(t *testing.T) {
	set, err := Read(strings.NewReader(`{"id":"a","text":"x","kind":"help","note":"now=2026-11-23 (Monday)"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Now.Format(time.RFC3339); got != "2026-11-23T12:00:00+01:00" {
		t.Errorf("Now = %s", got)
	}
}

func TestRunAndReport(t *testing.T) {
	set := Set{Questions: []Question{
		{ID: "1", Text: "one", Lang: "nb", Style: "plain", Kind: KindAnswer, Expect: []string{"a"}},
		{ID: "2", Text: "two", Lang: "en", Style: "typo", Kind: KindDecline},
		{ID: "3", Text: "three", Lang: "nb", Style: "plain", Kind: KindHelp},
	}}
	ask := func(_ context.Context, q Question, _ time.Time) (Outcome, error) {
		text := q.Text
		if text == "one" {
			return Outcome{Kind: KindAnswer, Topics: []string{"a"}}, nil
		}
		return Outcome{Kind: KindAnswer, Topics: []string{"b"}, Confidence: 0.5}, nil
	}
	results, err := Run(t.Context(), set, ask, KindAnswer, KindDecline)
	if err != nil {
		t.Fatal(err)
	}
	r := NewReport(results)
	want := Report{
		All:   Tally{Total: 2, Right: 1, Wrong: 1},
		Kind:  map[string]Tally{"answer": {Total: 1, Right: 1}, "decline": {Total: 1, Wrong: 1}},
		Lang:  map[string]Tally{"nb": {Total: 1, Right: 1}, "en": {Total: 1, Wrong: 1}},
		Style: map[string]Tally{"plain": {Total: 1, Right: 1}, "typo": {Total: 1, Wrong: 1}},
		Misses: []MissLine{
			{ID: "2", Verdict: Wrong, Text: "two", Want: "decline", Got: "answer b", Confidence: 0.5},
		},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	var text strings.Builder
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"all                2   50.0%", "  typo",
		"2      wrong want decline, got answer b (0.50): two"} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("the text report lacks %q:\n%s", part, text.String())
		}
	}
}

func TestRunStopsOnAnError(t *testing.T) {
	set := Set{Questions: []Question{{ID: "7", Text: "x", Kind: KindHelp}}}
	broken := errors.New("broken")
	_, err := Run(t.Context(), set, func(context.Context, Question, time.Time) (Outcome, error) {
		return Outcome{},
			broken
	})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "question 7") {
		t.Errorf("err = %v", err)
	}
}

func TestFitFindsTheGap(t *testing.T) {
	var samples []Sample
	for i := range 60 {
		s := Sample{Fold: i % 3, Evidence: []float64{1, 2 + float64(i%7)/10}}
		s.Question = Question{Kind: KindAnswer, Expect: []string{"a"}}
		s.Outcome = Outcome{Kind: KindAnswer, Suggestions: []string{"a"}}
		if i%2 == 1 {
			s.Question, s.Evidence[1] = Question{Kind: KindDecline}, -s.Evidence[1]
		}
		samples = append(samples, s)
	}
	samples = append(samples, Sample{Result: Result{Question: Question{Kind: KindHelp}, Outcome: Outcome{Kind: KindHelp}}})
	if weights := regress(samples); weights[1] <= 0 {
		t.Errorf("weights %v do not tell the two kinds apart", weights)
	}
	if held := crossValidate(samples); held != (Tally{Total: 61, Right: 61}) {
		t.Errorf("cross-validated: %+v, want all 61 right", held)
	}
	var text strings.Builder
	if err := WriteFit(&text, samples); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"\nbest: answer from ", "\nweights and bands of the other sets, 61 questions\n",
		"\n0.0–0.1 ", "  0.0% \n", "\n0.9–1.0 ", " 100.0% " + strings.Repeat("#", 40) + "\n"} {
		if !strings.Contains(text.String(), line) {
			t.Errorf("the fit lacks %q:\n%s", line, text.String())
		}
	}
}
