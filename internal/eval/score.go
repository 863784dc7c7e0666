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
	switch q.Kind {
	case KindAnswer:
		return judgeAnswer(q, o)
	case KindDecline:
		switch o.Kind {
		case KindDecline:
			return Right
		case KindSuggest:
			return Soft
		}
		return Wrong
	case KindUsage:
		if o.Kind != KindUsage {
			return Miss
		}
		if maps.Equal(q.Slots, o.Slots) {
			return Right
		}
		return Wrong
	}
	if o.Kind == q.Kind {
		return Right
	}
	return Miss
}

func judgeAnswer(q Question, o Outcome) Verdict {
	switch o.Kind {
	case KindAnswer:
		if len(o.Topics) > 0 && slices.Contains(q.Expect, o.Topics[0]) {
			return Right
		}
		return Wrong
	case KindSuggest:
		for _, id := range o.Suggestions {
			if slices.Contains(q.Expect, id) {
				return Soft
			}
		}
	}
	return Miss
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
