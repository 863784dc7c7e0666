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

// Announce understands a wish to post an announcement. None can be posted in this version, and it says so.
type Announce struct{}

// Respond says that it cannot be done yet.
func (*Announce) Respond(_ context.Context, r Request) (Outcome, error) {
	return plain(KindAnnounce, r.Lang, texts.For(r.Lang).AnnounceLater), nil
}
