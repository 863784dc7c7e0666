package eval

import (
	"context"
	"os"
	"testing"
	"time"

	"kjernebot/knowledge"
)

// asked is the knowledge base as a system to be measured, without what recognises figures and greetings.
func asked(tb testing.TB) Ask {
	tb.Helper()
	b, err := knowledge.Load(knowledge.Files())
	if err != nil {
		tb.Fatal(err)
	}
	return func(ctx context.Context, q Question, _ time.Time) (Outcome, error) {
		a, err := b.Answer(ctx, knowledge.Question{Text: q.Text})
		if err != nil {
			return Outcome{}, err
		}
		return Outcome{Kind: string(a.Kind), Topics: ids(a.Topics), Suggestions: ids(a.Suggestions),
			Confidence: a.Confidence}, nil
	}
}

func ids(topics []knowledge.Topic) []string {
	var out []string
	for _, t := range topics {
		out = append(out, string(t.ID))
	}
	return out
}

func readSet(tb testing.TB, name string) Set {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	set, err := Read(f)
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// TestFloor holds what the knowledge base is known to reach; with -v it prints how much that is. Only the
// strangers' questions are not among those that it learned from.
func TestFloor(t *testing.T) {
	ask := asked(t)
	for _, tt := range []struct {
		file               string
		minRight, maxWrong float64
	}{
		{"testdata/tuning.jsonl", 0.97, 0.015},
		{"testdata/heldout.jsonl", 0.96, 0.015},
		{"testdata/strangers.jsonl", 0.92, 0.025},
		{"testdata/strangers2.jsonl", 0.90, 0.04},
		{"testdata/strangers3.jsonl", 0.92, 0.04},
		{"testdata/strangers4.jsonl", 0.92, 0.04},
		{"testdata/doubles.jsonl", 0.78, 0.13},
	} {
		set := readSet(t, tt.file)
		results, err := Run(t.Context(), set, ask, KindAnswer, KindDecline)
		if err != nil {
			t.Fatal(err)
		}
		all := NewReport(results).All
		right, wrong := all.Share(all.Right), all.Share(all.Wrong)
		t.Logf("%s: %d questions, %.1f %% right, %.1f %% wrong", tt.file, all.Total, 100*right, 100*wrong)
		if right < tt.minRight || wrong > tt.maxWrong {
			t.Errorf("%s: %.3f right, %.3f wrong; want at least %.3f and at most %.3f", tt.file, right, wrong, tt.minRight,
				tt.maxWrong)
		}
	}
}
