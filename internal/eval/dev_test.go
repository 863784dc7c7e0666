package eval

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"kjernebot/knowledge"
)

func tuneAsk(t *testing.T) Ask {
	b, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(ctx context.Context, text string, _ time.Time) (Outcome, error) {
		a, err := b.Answer(ctx, knowledge.Question{Text: text})
		o := Outcome{Kind: string(a.Kind), Confidence: a.Confidence}
		for _, x := range a.Topics {
			o.Topics = append(o.Topics, string(x.ID))
		}
		for _, x := range a.Suggestions {
			o.Suggestions = append(o.Suggestions, string(x.ID))
		}
		if a.Declined != nil {
			o.Slots = map[string]string{"declined": a.Declined.ID}
		}
		return o, err
	}
	return ask
}

func TestTune(t *testing.T) {
	ask := tuneAsk(t)
	for _, f := range strings.Fields(os.Getenv("SETS")) {
		r, _ := os.Open(f)
		set, err := Read(r)
		if err != nil {
			t.Fatal(f, err)
		}
		res, _ := Run(t.Context(), set, ask, "answer", "decline")
		n := map[string]int{}
		for _, x := range res {
			n[x.Question.Kind+" "+string(x.Verdict)]++
			n[x.Question.Kind+" n"]++
			n[string(x.Verdict)]++
			if x.Verdict != Right && os.Getenv("QUIET") == "" {
				d := ""
				if x.Outcome.Slots != nil {
					d = x.Outcome.Slots["declined"]
				}
				fmt.Printf("%-5s %-5s %.2f want %v got %s %v %s sug %v | %s\n", x.Question.ID, x.Verdict, x.Outcome.Confidence, x.Question.Expect, x.Outcome.Kind, x.Outcome.Topics, d, x.Outcome.Suggestions, x.Question.Text)
			}
		}
		fmt.Println(f, len(res), n)
	}
}

func TestCurve(t *testing.T) {
	b, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range strings.Fields(os.Getenv("SETS")) {
		r, _ := os.Open(f)
		set, _ := Read(r)
		var rows []string
		for _, q := range set.Questions {
			if q.Kind != "answer" && q.Kind != "decline" {
				continue
			}
			a, _ := b.Answer(t.Context(), knowledge.Question{Text: q.Text})
			if a.Declined != nil && len(a.Topics) == 0 {
				if q.Kind == "answer" {
					rows = append(rows, fmt.Sprintf("%.2f DECL %s %s", a.Confidence, a.Declined.ID, q.Text))
				}
				continue
			}
			ok := "offtopic"
			if q.Kind == "answer" {
				ok = "wrongtop"
				for _, e := range q.Expect {
					if len(a.Suggestions) > 0 && string(a.Suggestions[0].ID) == e {
						ok = "ok"
					}
				}
			}
			top := ""
			if len(a.Suggestions) > 0 {
				top = string(a.Suggestions[0].ID)
			}
			if ok != "ok" || a.Confidence < 0.4 {
				rows = append(rows, fmt.Sprintf("%.2f %s %v>%s %s", a.Confidence, ok, q.Expect, top, q.Text))
			}
		}
		sort.Strings(rows)
		fmt.Println(f)
		for _, r := range rows {
			fmt.Println(r)
		}
	}
}
