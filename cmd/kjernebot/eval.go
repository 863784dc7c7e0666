package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/eval"
)

func (c *cli) evalCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "eval FILE…",
		Short: "Score question sets: per kind, language and style, and every miss",
		Args:  atLeast(1, "a question set (FILE)"),
		RunE: func(cmd *cobra.Command, files []string) error {
			cfg, err := c.config()
			if err != nil {
				return err
			}
			a, err := newAnswerer(cfg)
			if err != nil {
				return err
			}
			for _, file := range files {
				if err := c.eval(cmd.Context(), a, file); err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
			}
			return nil
		},
	}
}

func (c *cli) eval(ctx context.Context, a *answerer, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	set, err := eval.Read(f)
	if err != nil {
		return err
	}
	results, err := eval.Run(ctx, set, a.outcome)
	if err != nil {
		return err
	}
	_ = results
	return nil
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
