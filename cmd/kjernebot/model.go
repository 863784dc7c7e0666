package main

import (
	"context"
	"errors"
	"log/slog"

	"kjernebot/handlers"
	"kjernebot/internal/config"
	"kjernebot/internal/openai"
	"kjernebot/knowledge"
)

// newComposer is the language model that is set up, or none.
func newComposer(lg *slog.Logger, cfg config.Config) (handlers.Composer, error) {
	if !cfg.OpenAI.Enabled() {
		return handlers.QuoteComposer{}, nil
	}
	client, err := newModelClient(lg, cfg)
	if err != nil {
		return nil, err
	}
	return composer{client}, nil
}

func newModelClient(lg *slog.Logger, cfg config.Config) (*openai.Client, error) {
	o := cfg.OpenAI
	return openai.New(lg, openai.Options{
		Key: string(o.Key), BaseURL: o.BaseURL, Type: o.Type, Version: o.Version, Model: o.Model, DailyTokens: o.DailyTokens,
	})
}

// composer is the model's client in the words of the handlers.
type composer struct{ client *openai.Client }

func (composer) Works() bool { return true }

func (c composer) Choose(ctx context.Context, question string, candidates []knowledge.Topic) (knowledge.TopicID, bool, error) {
	return c.client.Choose(ctx, question, candidates)
}

func (c composer) Compose(ctx context.Context, question string, lang knowledge.Lang, topics []knowledge.Topic) (string, []knowledge.TopicID, error) {
	answer, err := c.client.Compose(ctx, question, lang, topics)
	if errors.Is(err, openai.ErrUngrounded) {
		return "", nil, handlers.ErrNoProse
	}
	return answer.Text, answer.Topics, err
}

// checkModel asks the language model something, as far as one is set up.
func checkModel(ctx context.Context, cfg config.Config) (string, error) {
	if !cfg.OpenAI.Enabled() {
		return "none is set up; nothing leaves the house but replies to Teams", nil
	}
	client, err := newModelClient(quiet, cfg)
	if err != nil {
		return "", err
	}
	if err := client.Ready(ctx); err != nil {
		return "", err
	}
	return "answers; questions (without names, ids, kommune or history) and topic texts are sent to " + client.Host(), nil
}
