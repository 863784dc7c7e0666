package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/eval"
)

// folds is in how many parts the cross-validation of the thresholds is done.
const folds = 5

func (c *cli) evalCommand() *cobra.Command {
	var asJSON, fit bool
	cmd := &cobra.Command{
		Use:   "eval FILE…",
		Short: "Score question sets: per kind, language and style, and every miss",
		Long: "Scores each question set by what its questions should have got: right, soft (the right one was offered), wrong or missed.\n" +
			"--fit prints how the figures change with the thresholds of confidence, and cross-validated figures beside them.",
		Args: atLeast(1, "a question set (FILE)"),
		RunE: func(cmd *cobra.Command, files []string) error {
			if fit && asJSON {
				return usageError{errors.New("--fit prints a table; it does not go with --json")}
			}
			a, err := c.answerer()
			if err != nil {
				return err
			}
			var all []eval.Result
			for _, file := range files {
				results, err := a.score(cmd.Context(), file)
				if err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
				all = append(all, results...)
			}
			if fit {
				return eval.FitBands(only(all, eval.KindAnswer, eval.KindDecline), folds).WriteText(c.stdout)
			}
			report := eval.NewReport(all)
			if asJSON {
				return report.WriteJSON(c.stdout)
			}
			return report.WriteText(c.stdout)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&fit, "fit", false, "print the thresholds' curve and cross-validated figures")
	return cmd
}

// score asks a question set and judges the answers.
func (a *answerer) score(ctx context.Context, file string) ([]eval.Result, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	set, err := eval.Read(f)
	if err != nil {
		return nil, err
	}
	return eval.Run(ctx, set, a.outcome)
}

// only keeps the results of some kinds of question.
func only(results []eval.Result, kinds ...string) []eval.Result {
	return slices.DeleteFunc(results, func(r eval.Result) bool { return !slices.Contains(kinds, r.Question.Kind) })
}

// outcome is an answer in the terms of question sets.
func (a *answerer) outcome(ctx context.Context, text string, now time.Time) (eval.Outcome, error) {
	if now.IsZero() {
		now = time.Now()
	}
	out, err := a.answer(ctx, text, now)
	if err != nil {
		return eval.Outcome{}, err
	}
	o := eval.Outcome{Kind: string(out.Kind), Slots: slots(out), Confidence: out.Confidence}
	for _, id := range topicIDs(out.Topics) {
		o.Topics = append(o.Topics, string(id))
	}
	for _, id := range topicIDs(out.Suggestions) {
		o.Suggestions = append(o.Suggestions, string(id))
	}
	return o, nil
}
