package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/handlers"
	"kjernebot/internal/eval"
	"kjernebot/internal/kommune"
	"kjernebot/knowledge"
)

func (c *cli) evalCommand() *cobra.Command {
	var fit bool
	cmd := c.withJSON("print one JSON object", &cobra.Command{
		Use:   "eval FILE…",
		Short: "Score question sets: per kind, language and style, and every miss",
		Long: `Scores each question set by what its questions should have got: right, soft (the right one was offered), wrong
or missed. --fit asks each set of a knowledge base that was trained without it, and prints how well the confidence is
calibrated and what other thresholds would give.`,
		Args: takes(1, many, "a question set (FILE)"),
		RunE: func(cmd *cobra.Command, files []string) error {
			if fit && c.asJSON {
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
				of, err := score(cmd.Context(), file, func(eval.Set) (*answerer, error) { return a, nil })
				if err != nil {
					return err
				}
				all = append(all, of...)
			}
			report := eval.NewReport(all)
			if c.asJSON {
				return report.WriteJSON(c.stdout)
			}
			return report.WriteText(c.stdout)
		},
	})
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

// score asks the questions of a file, of who is made for that set.
func score(ctx context.Context, file string, made func(eval.Set) (*answerer, error)) ([]eval.Result, error) {
	set, err := readSet(file)
	if err != nil {
		return nil, err
	}
	a, err := made(set)
	if err != nil {
		return nil, err
	}
	results, err := eval.Run(ctx, set, a.outcome)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return results, nil
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
		var base *knowledge.Base
		of, err := score(ctx, file, func(set eval.Set) (a *answerer, err error) {
			var texts []string
			for _, q := range set.Questions {
				texts = append(texts, q.Text)
			}
			base, err = knowledge.LoadWithout(topics, texts)
			current := func() *knowledge.Base { return base }
			return &answerer{mind: handlers.NewUnderstanding(current, kommune.New(), pointing(nil), quiet)}, err
		})
		if err != nil {
			return err
		}
		results = append(results, of...)
		for _, r := range of {
			sample := eval.Sample{Result: r, Fold: fold}
			switch r.Outcome.Kind {
			case eval.KindAnswer, eval.KindSuggest, eval.KindDecline:
				sample.Evidence = base.Evidence(r.Question.Text)
			}
			samples = append(samples, sample)
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
	return eval.Outcome{Kind: string(out.Kind), Lang: string(out.Lang), Slots: slots(out), Confidence: out.Confidence,
		Topics: topicIDs(out.Topics), Suggestions: topicIDs(out.Suggestions)}, err
}
