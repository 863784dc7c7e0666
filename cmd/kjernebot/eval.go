package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/eval"
	"kjernebot/knowledge"
)

func (c *cli) evalCommand() *cobra.Command {
	var fit bool
	cmd := c.withJSON("print one JSON object", &cobra.Command{
		Use: "eval FILE…", Args: takes(1, many, "a question set (FILE)"),
		RunE: func(cmd *cobra.Command, files []string) error { return c.eval(cmd.Context(), files, fit) },
	})
	cmd.Flags().BoolVar(&fit, "fit", false, "ask each set of a base trained without it; print calibration and thresholds")
	return cmd
}

func (c *cli) eval(ctx context.Context, files []string, fit bool) error {
	if fit && c.asJSON {
		return usageError{errors.New("--fit prints a table; it does not go with --json")}
	}
	examinee, err := c.examinee(fit)
	if err != nil {
		return err
	}
	var results []eval.Result
	var samples []eval.Sample
	for fold, file := range files {
		set, err := readSet(file)
		if err != nil {
			return err
		}
		a, err := examinee(set)
		if err != nil {
			return err
		}
		of, err := eval.Run(ctx, set, a.outcome)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		results = append(results, of...)
		for _, r := range of {
			sample := eval.Sample{Result: r, Fold: fold}
			if k := r.Outcome.Kind; fit && (k == eval.KindAnswer || k == eval.KindSuggest || k == eval.KindDecline) {
				sample.Evidence = a.base().Evidence(r.Question.Text)
			}
			samples = append(samples, sample)
		}
	}
	report := eval.NewReport(results)
	if c.asJSON {
		return report.WriteJSON(c.stdout)
	}
	if err := report.WriteText(c.stdout); err != nil || !fit {
		return err
	}
	return eval.WriteFit(c.stdout, samples)
}

// examinee is who answers a set: the bot as it is set up, or with fit one that was trained without the set.
func (c *cli) examinee(fit bool) (func(eval.Set) (*answerer, error), error) {
	if !fit {
		a, err := c.answerer()
		return func(eval.Set) (*answerer, error) { return a, nil }, err
	}
	topics, err := topicFiles(c.getenv("KNOWLEDGE_DIR"))
	if err != nil {
		return nil, usageError{err}
	}
	return func(set eval.Set) (*answerer, error) {
		var texts []string
		for _, q := range set.Questions {
			texts = append(texts, q.Text)
		}
		base, err := knowledge.LoadWithout(topics, texts)
		return newAnswerer(func() *knowledge.Base { return base }, nil, quiet), err
	}, nil
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

// outcome is an answer in the terms of question sets.
func (a *answerer) outcome(ctx context.Context, q eval.Question, now time.Time) (eval.Outcome, error) {
	if now.IsZero() {
		now = time.Now()
	}
	out, err := a.answer(ctx, posted{Text: q.Text, Before: q.Before}, now)
	return eval.Outcome{Kind: string(out.Kind), Lang: string(out.Lang), Slots: slots(out), Confidence: out.Confidence,
		Topics: topicIDs(out.Topics), Suggestions: topicIDs(out.Suggestions)}, err
}
