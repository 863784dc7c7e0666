package handlers

import (
	"context"

	"kjernebot/handlers/texts"
)

// Usage understands a request for usage figures. There are no figures in this version, and it says so.
type Usage struct{}

// Respond tells where the figures are to be had.
func (*Usage) Respond(_ context.Context, r Request) (Outcome, error) {
	out := plain(KindUsage, r.Lang, texts.For(r.Lang).UsageLater)
	out.Period, out.Kommuner = r.Recognition.Period, r.Recognition.Kommuner
	return out, nil
}
