package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/handlers"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/questions"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/openai"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// answerer answers texts without Teams: the same guard, intents and answers, no database.
type answerer struct {
	base func() *knowledge.Base
	mind *handlers.Understanding
}

func newAnswerer(base func() *knowledge.Base, model *openai.Client, lg *slog.Logger) *answerer {
	return &answerer{base, handlers.NewUnderstanding(base, kommune.New(), pointing(model), lg)}
}

func (c *cli) answerer() (*answerer, error) {
	cfg, err := c.config()
	if err != nil {
		return nil, err
	}
	library, err := openLibrary(cfg.KnowledgeDir)
	if err != nil {
		return nil, err
	}
	return newAnswerer(library.Base, newModel(c.logger(cfg), cfg), c.logger(cfg)), nil
}

// posted is a message, and what the same person wrote just before it, oldest first.
type posted struct {
	Text   string   `json:"text"`
	Before []string `json:"before"`
}

// answer is what the bot would make of the message at that time.
func (a *answerer) answer(ctx context.Context, q posted, now time.Time) (dialogue.Outcome, error) {
	req := dialogue.Request{Now: now}
	for _, text := range append(q.Before, q.Text) {
		req.Text, req.Lang = text, knowledge.DetectLangAfter(req.Lang, text)
		out, stopped := handlers.Check(text)
		if !stopped {
			var err error
			if out, err = a.mind.Consider(ctx, req); err != nil {
				return out, err
			}
		}
		switch out.Kind {
		case dialogue.KindAnswer:
			req.Previous, req.Figures = out.Topics[0].ID, nil
		case dialogue.KindUsage:
			req.Previous, req.Figures = "", &intent.Recognition{Period: out.Period, PeriodNamed: true, Kommuner: out.Kommuner}
		}
		if text == q.Text {
			return out, nil
		}
	}
	return dialogue.Outcome{}, nil
}

func (c *cli) askCommand() *cobra.Command {
	var lines bool
	var day string
	cmd := c.withJSON("print one JSON object a question", &cobra.Command{
		Use: "ask [QUESTION…]",
		RunE: func(cmd *cobra.Command, args []string) error {
			now, err := parseDay(day)
			if err != nil {
				return err
			}
			a, err := c.answerer()
			if err != nil {
				return err
			}
			c.asJSON = c.asJSON || lines
			return c.ask(strings.Join(args, " "), lines, func(q posted) error {
				start := time.Now()
				out, err := a.answer(cmd.Context(), q, now)
				if err != nil {
					return err
				}
				return c.showOutcome(out, time.Since(start), a.base())
			})
		},
	})
	cmd.Flags().BoolVar(&lines, "jsonl", false, "read one JSON object a line, print one a line")
	cmd.Flags().StringVar(&day, "now", "", "the day it is, such as 2026-11-23 (default today)")
	return cmd
}

// parseDay reads a day in Europe/Oslo; noon, so that no clock change moves it. Empty is now.
func parseDay(day string) (time.Time, error) {
	if day == "" {
		return time.Now(), nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, week.Location())
	if err != nil {
		return t, usageError{fmt.Errorf("--now %q is no day; write it as 2026-11-23", day)}
	}
	return t.Add(12 * time.Hour), nil
}

// ask has the question answered, or every line of standard input, which is an object when asObjects is set.
func (c *cli) ask(question string, asObjects bool, answer func(posted) error) error {
	if question != "" {
		return answer(posted{Text: question})
	}
	lines := lines(c.stdin)
	for n := 1; lines.Scan(); n++ {
		q := posted{Text: lines.Text()}
		if strings.TrimSpace(q.Text) == "" {
			continue
		}
		if asObjects {
			q = posted{}
			if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
				return fmt.Errorf("line %d is no object {\"text\":\"…\"}: %w", n, err)
			}
		}
		if err := answer(q); err != nil {
			return err
		}
	}
	return lines.Err()
}

// askJSON is the stable form of an outcome (design §3.3).
type askJSON struct {
	Kind        dialogue.Kind     `json:"kind"`
	Lang        knowledge.Lang    `json:"lang"`
	Topics      []string          `json:"topics"`
	LeftOut     []string          `json:"left_out"`
	Confidence  float64           `json:"confidence"`
	Text        string            `json:"text"`
	Sources     []sourceJSON      `json:"sources"`
	Suggestions []string          `json:"suggestions"`
	Slots       map[string]string `json:"slots"`
	Knowledge   string            `json:"knowledge"`
	TookUS      int64             `json:"took_us"`
}

type sourceJSON struct {
	Topic knowledge.TopicID `json:"topic"`
	Title string            `json:"title"`
	URL   string            `json:"url"`
}

// showOutcome prints an outcome. As JSON, with the same day, knowledge base and question, only took_us differs.
func (c *cli) showOutcome(out dialogue.Outcome, took time.Duration, base *knowledge.Base) error {
	if !c.asJSON {
		reply := out.Reply()
		m := shown{Text: reply.Text, Attachments: make([]attachment, 1)}
		if reply.Card != nil {
			if err := json.Unmarshal(reply.Card, &m.Attachments[0].Content); err != nil {
				return err
			}
		}
		newScreen(c.stdout).show(m)
		return nil
	}
	line := askJSON{
		Kind: out.Kind, Lang: out.Lang, Topics: topicIDs(out.Topics), Suggestions: []string{}, Text: out.Text,
		Confidence: float64(int(out.Confidence*1000+0.5)) / 1000, Sources: []sourceJSON{}, Slots: slots(out),
		Knowledge: base.Hash(), TookUS: took.Microseconds(), LeftOut: append([]string{}, out.LeftOut...),
	}
	if out.Kind == dialogue.KindSuggest {
		line.Suggestions = topicIDs(out.Suggestions)
	}
	for _, t := range out.Topics {
		source := sourceJSON{Topic: t.ID, Title: t.Title}
		if len(t.Links) > 0 {
			source.URL = t.Links[0].URL
		}
		line.Sources = append(line.Sources, source)
	}
	return c.encoder().Encode(line)
}

func topicIDs(topics []knowledge.Topic) []string {
	ids := make([]string, 0, len(topics))
	for _, t := range topics {
		ids = append(ids, string(t.ID))
	}
	return ids
}

// slots are the particulars of a request for usage figures.
func slots(out dialogue.Outcome) map[string]string {
	s := map[string]string{}
	if out.Kind != dialogue.KindUsage {
		return s
	}
	s["from"], s["to"] = out.Period.From.String(), out.Period.To.String()
	if len(out.Kommuner) == 1 {
		s["kommune"] = string(out.Kommuner[0])
	}
	return s
}

// newModel is the language model that is set up; nil for none.
func newModel(lg *slog.Logger, cfg config.Config) *openai.Client {
	o := cfg.OpenAI
	if !o.Enabled() {
		return nil
	}
	return openai.New(lg, openai.Options{
		Key: string(o.Key), BaseURL: o.BaseURL, Type: o.Type, Version: o.Version, Model: o.Model, DailyTokens: o.DailyTokens,
	})
}

// pointing lets the model choose sentences, or leaves the topics as they are when there is none.
func pointing(model *openai.Client) questions.Pointer {
	if model == nil {
		return nil // and no Pointer that holds no client
	}
	return model
}
