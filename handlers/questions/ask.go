// Package questions is the dialogue about the onboarding: answers from the knowledge base, help, what is passed on to
// people, and what they say of the answers.
package questions

import (
	"context"
	"log/slog"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// Ask answers questions from the knowledge base, or says that it does not know and whom to ask.
type Ask struct {
	base    func() *knowledge.Base
	pointer Pointer
	lg      *slog.Logger
}

// NewAsk makes an Ask that answers from base, which may change while the program runs.
func NewAsk(base func() *knowledge.Base, pointer Pointer, lg *slog.Logger) *Ask {
	return &Ask{base: base, pointer: pointer, lg: lg}
}

// Respond answers, suggests or declines.
func (a *Ask) Respond(ctx context.Context, r dialogue.Request) (dialogue.Outcome, error) {
	base := a.base()
	answer, err := base.Answer(ctx, knowledge.Question{Text: r.Text, Lang: r.Lang, Previous: r.Previous})
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if !a.pointer.Works() {
		return outcomeOf(base, answer), nil
	}
	return a.assisted(ctx, base, r, answer)
}

// Topics shows topics, in the language of the button that asked for them.
func (a *Ask) Topics(ids []knowledge.TopicID, lang knowledge.Lang) dialogue.Outcome {
	base := a.base()
	answer := knowledge.Answer{Kind: knowledge.KindAnswer, Lang: lang, Confidence: 1,
		Topics: topicsOf(base, ids, lang)}
	if len(answer.Topics) == 0 {
		return dialogue.Plain(dialogue.KindHelp, lang, texts.For(lang).TopicGone)
	}
	return AnswerOutcome(base, answer)
}

// outcomeOf is what a person reads of an answer of the knowledge base, in its own words.
func outcomeOf(base *knowledge.Base, answer knowledge.Answer) dialogue.Outcome {
	switch answer.Kind {
	case knowledge.KindAnswer:
		return AnswerOutcome(base, answer)
	case knowledge.KindSuggest:
		return suggestOutcome(answer)
	}
	return declineOutcome(answer)
}

// AnswerOutcome says what the topics say.
func AnswerOutcome(base *knowledge.Base, a knowledge.Answer) dialogue.Outcome {
	card := topicsCard(a)
	following := nextTopics(base, a)
	for _, next := range following {
		card.AddActions(dialogue.TopicButton(next))
	}
	return dialogue.Outcome{
		Kind: dialogue.KindAnswer, Lang: a.Lang, Topics: a.Topics, Suggestions: a.Suggestions, Confidence: a.Confidence,
		LeftOut: a.LeftOut, Text: card.Fallback, Card: card, Summary: a.Topics[0].Title, Next: following,
	}
}

// suggestOutcome asks which of a few topics was meant.
func suggestOutcome(a knowledge.Answer) dialogue.Outcome {
	card := suggestCard(a)
	return dialogue.Outcome{
		Kind: dialogue.KindSuggest, Lang: a.Lang, Suggestions: a.Suggestions, Confidence: a.Confidence,
		Text: card.Fallback, Card: card, Summary: texts.For(a.Lang).SuggestTitle,
	}
}

// declineOutcome says what is not known and whom to ask.
func declineOutcome(a knowledge.Answer) dialogue.Outcome {
	card := declineCard(a)
	return dialogue.Outcome{
		Kind: dialogue.KindDecline, Lang: a.Lang, Suggestions: a.Suggestions, Confidence: a.Confidence,
		Text: card.Fallback, Card: card, Summary: texts.For(a.Lang).DeclineTitle,
	}
}
