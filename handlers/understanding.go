package handlers

import (
	"context"
	"log/slog"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/questions"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/knowledge"
)

// Understanding is the part of the bot that needs nobody's identity and nothing stored: it recognises what a text wants
// and answers questions. `kjernebot ask` is made of it, and the Router builds on it.
type Understanding struct {
	recogniser *intent.Recogniser
	asking     *questions.Ask
}

// NewUnderstanding makes one of the knowledge base in force, which may change while the program runs.
func NewUnderstanding(
	base func() *knowledge.Base, registry *kommune.Registry, pointer questions.Pointer, lg *slog.Logger,
) *Understanding {
	return &Understanding{recogniser: &intent.Recogniser{Registry: registry, Base: base},
		asking: &questions.Ask{Base: base, Pointer: pointer, Log: lg}}
}

// Recognise finds out what a request wants; a short one may go on with the figures before.
func (u *Understanding) Recognise(req dialogue.Request) dialogue.Request {
	req.Recognition = intent.FollowUp(u.recogniser.Recognise(req.Text, req.Now), req.Figures)
	return req
}

// Consider makes an outcome of a text where nobody is known: figures and announcements are answered with where to ask,
// and what is told of the road as a question.
// The text must have passed the Guard.
func (u *Understanding) Consider(ctx context.Context, req dialogue.Request) (dialogue.Outcome, error) {
	req = u.Recognise(req)
	switch req.Recognition.Intent {
	case intent.Answer, intent.Road, intent.RoadDone, intent.RoadBegun, intent.RoadStuck, intent.Board, intent.Forward:
		return u.asking.Respond(ctx, req)
	case intent.Usage:
		out := dialogue.Plain(dialogue.KindUsage, req.Lang, texts.FiguresFor(req.Lang).Elsewhere)
		out.Period, out.Kommuner = req.Recognition.Period, req.Recognition.Kommuner
		return out, nil
	case intent.Announce:
		return dialogue.Plain(dialogue.KindAnnounce, req.Lang, texts.For(req.Lang).AnnounceHow), nil
	}
	t := texts.For(req.Lang)
	return u.asking.Help(req, questions.Offer{Lines: []string{t.HelpAsk, t.HelpUsage}}), nil
}
