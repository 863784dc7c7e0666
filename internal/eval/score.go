package eval

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Outcome is what a system did with a question.
type Outcome struct {
	Kind        string
	Topics      []string // of an answer, best first
	Suggestions []string // of KindSuggest
	Lang        string   // of the reply
	Slots       map[string]string
	Confidence  float64 // for fitting thresholds; 0 when there is none
}

// Ask puts a question to the system that is measured. now is the day that the set is asked on.
type Ask func(ctx context.Context, q Question, now time.Time) (Outcome, error)

// Verdict is how an outcome compares with what was called for.
type Verdict string

// The verdicts, see the package comment.
const (
	Right Verdict = "right"
	Soft  Verdict = "soft"
	Wrong Verdict = "wrong"
	Miss  Verdict = "miss"
)

// Judge compares an outcome with what q calls for.
func Judge(q Question, o Outcome) Verdict {
	expected := func(topic string) bool { return slices.Contains(q.Expect, topic) }
	switch {
	case q.Kind == KindAnswer && o.Kind == KindAnswer:
		return rightOr(Wrong, len(o.Topics) > 0 && expected(o.Topics[0]))
	case q.Kind == KindAnswer && o.Kind == KindSuggest && slices.ContainsFunc(o.Suggestions, expected),
		q.Kind == KindDecline && o.Kind == KindSuggest:
		return Soft
	case q.Kind == KindDecline:
		return rightOr(Wrong, o.Kind == KindDecline)
	case q.Kind == KindUsage && o.Kind == KindUsage:
		return rightOr(Wrong, maps.Equal(q.Slots, o.Slots))
	}
	return rightOr(Miss, o.Kind == q.Kind)
}

func rightOr(other Verdict, right bool) Verdict {
	if right {
		return Right
	}
	return other
}

// Result is one question, what became of it, and the verdict.
type Result struct {
	Question Question
	Outcome  Outcome
	Verdict  Verdict
}

// Run asks every question of set whose kind is in kinds, or every question when kinds is empty.
func Run(ctx context.Context, set Set, ask Ask, kinds ...string) ([]Result, error) {
	var out []Result
	for _, q := range set.Questions {
		if len(kinds) > 0 && !slices.Contains(kinds, q.Kind) {
			continue
		}
		o, err := ask(ctx, q, set.Now)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		out = append(out, Result{Question: q, Outcome: o, Verdict: Judge(q, o)})
	}
	return out, nil
}
