package main

import (
	"context"
	"errors"
	"log/slog"

	"kjernebot/handlers/questions"
	"kjernebot/internal/config"
	"kjernebot/internal/openai"
	"kjernebot/knowledge"
)

// newModel is the language model that is set up; nil for none.
func newModel(lg *slog.Logger, cfg config.Config) (*openai.Client, error) {
	o := cfg.OpenAI
	if !o.Enabled() {
		return nil, nil
	}
	return openai.New(lg, openai.Options{
		Key: string(o.Key), BaseURL: o.BaseURL, Type: o.Type, Version: o.Version, Model: o.Model, DailyTokens: o.DailyTokens,
	})
}

// composing words answers with the model, or quotes the topics when there is none.
func composing(model *openai.Client) questions.Composer {
	if model == nil {
		return questions.QuoteComposer{}
	}
	return composer{model}
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
		return "", nil, questions.ErrNoProse
	}
	return answer.Text, answer.Topics, err
}

// checkModel asks the language model something, as far as one is set up.
func checkModel(ctx context.Context, cfg config.Config) (string, error) {
	client, err := newModel(quiet, cfg)
	if err != nil {
		return "", err
	}
	if client == nil {
		return "none is set up; nothing leaves the house but what the bot writes in Teams", nil
	}
	if err := client.Ready(ctx); err != nil {
		return "", err
	}
	return "answers; questions (without names, ids, kommune or history) and topic texts are sent to " + client.Host(), nil
}
