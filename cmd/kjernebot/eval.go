package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/handlers"
	"kjernebot/internal/eval"
	"kjernebot/internal/kommune"
	"kjernebot/knowledge"
)

func (c *cli) evalCommand() *cobra.Command {
	var asJSON, fit bool
	cmd := &cobra.Command{
		Use:   "eval FILE…",
		Short: "Score question sets: per kind, language and style, and every miss",
		Long: "Scores each question set by what its questions should have got: right, soft (the right one was offered), " +
			"wrong or missed.\n" +
			"--fit asks each set of a knowledge base that was trained without it, and prints how well the confidence is " +
			"calibrated\n" +
			"and what other thresholds would give.",
		Args: atLeastOne("a question set (FILE)"),
		RunE: func(cmd *cobra.Command, files []string) error {
			if fit && asJSON {
				return usageError{errors.New("--fit prints a table; it does not go with --json")}
			}
			if fit {
				return c.fit(cmd.Context(), files)
			}
			a, err := c.answerer()
			if err != nil {
				return err
			}
			var all []eval.Result
			for _, file := range files {
				set, err := readSet(file)
				if err != nil {
					return err
				}
				results, err := eval.Run(cmd.Context(), set, a.outcome)
				if err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
				all = append(all, results...)
			}
			report := eval.NewReport(all)
			if asJSON {
				return report.WriteJSON(c.stdout)
			}
			return report.WriteText(c.stdout)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&fit, "fit", false, "ask each set of a base trained without it; print calibration and thresholds")
	return cmd
}

func readSet(file string) (eval.Set, error) {
	f, err := os.Open(file)
	if err != nil {
		return eval.Set{}, err
	}
	defer f.Close()
	set, err := eval.Read(f)
	if err != nil {
		return set, fmt.Errorf("%s: %w", file, err)
	}
	return set, nil
}

// fit asks each set of a knowledge base trained without it, scores that, and fits the confidence.
func (c *cli) fit(ctx context.Context, files []string) error {
	topics, err := topicFiles(c.getenv("KNOWLEDGE_DIR"))
	if err != nil {
		return usageError{err}
	}
	var results []eval.Result
	var samples []eval.Sample
	for fold, file := range files {
		set, err := readSet(file)
		if err != nil {
			return err
		}
		var texts []string
		for _, q := range set.Questions {
			texts = append(texts, q.Text)
		}
		base, err := knowledge.LoadWithout(topics, texts)
		if err != nil {
			return err
		}
		current := func() *knowledge.Base { return base }
		a := &answerer{mind: handlers.NewUnderstanding(current, kommune.New(), pointing(nil), slog.New(slog.DiscardHandler))}
		of, err := eval.Run(ctx, set, a.outcome)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		results = append(results, of...)
		for _, r := range of {
			if r.Outcome.Kind == eval.KindAnswer || r.Outcome.Kind == eval.KindSuggest || r.Outcome.Kind == eval.KindDecline {
				samples = append(samples, eval.Sample{Result: r, Evidence: base.Evidence(r.Question.Text), Fold: fold})
				continue
			}
			samples = append(samples, eval.Sample{Result: r, Fold: fold})
		}
	}
	if err := eval.NewReport(results).WriteText(c.stdout); err != nil {
		return err
	}
	return eval.FitConfidence(samples).WriteText(c.stdout)
}

// outcome is an answer in the terms of question sets.
func (a *answerer) outcome(ctx context.Context, q eval.Question, now time.Time) (eval.Outcome, error) {
	if now.IsZero() {
		now = time.Now()
	}
	out, err := a.answer(ctx, posted{Text: q.Text, Before: q.Before}, now)
	if err != nil {
		return eval.Outcome{}, err
	}
	o := eval.Outcome{Kind: string(out.Kind), Lang: string(out.Lang), Slots: slots(out), Confidence: out.Confidence}
	for _, id := range topicIDs(out.Topics) {
		o.Topics = append(o.Topics, string(id))
	}
	for _, id := range topicIDs(out.Suggestions) {
		o.Suggestions = append(o.Suggestions, string(id))
	}
	return o, nil
}
