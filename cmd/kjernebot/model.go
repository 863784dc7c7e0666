package main

import (
	"context"
	"log/slog"

	"kjernebot/handlers/questions"
	"kjernebot/internal/config"
	"kjernebot/internal/openai"
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

// pointing lets the model choose sentences, or leaves the topics as they are when there is none.
func pointing(model *openai.Client) questions.Pointer {
	if model == nil {
		return nil // and no Pointer that holds no client
	}
	return model
}

// checkModel asks the language model something, as far as one is set up.
func checkModel(ctx context.Context, up *checkup) finding {
	client, err := newModel(quiet, up.Config)
	if err == nil && client == nil {
		return good("none is set up; nothing leaves the house but what the bot writes in Teams")
	}
	if err == nil {
		err = client.Ready(ctx)
	}
	if err != nil {
		return bad(operator, "check OPENAI_…, or leave it empty: the bot answers without", "%v", err)
	}
	return good("answers; questions (without names, ids, kommune or history) and topic texts are sent to %s",
		client.Host())
}
