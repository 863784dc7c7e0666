package handlers

import (
	"context"
	"log/slog"

	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// Ask answers questions from the knowledge base, or says that it does not know and whom to ask.
type Ask struct {
	base     func() *knowledge.Base
	composer Composer
	lg       *slog.Logger
}

// newAsk makes an Ask that answers from base, which may change while the program runs.
func newAsk(base func() *knowledge.Base, composer Composer, lg *slog.Logger) *Ask {
	return &Ask{base: base, composer: composer, lg: lg}
}

// Respond answers, suggests or declines.
func (a *Ask) Respond(ctx context.Context, r Request) (Outcome, error) {
	base := a.base()
	answer, err := base.Answer(ctx, knowledge.Question{Text: r.Text, Lang: r.Lang, Previous: r.Previous})
	if err != nil {
		return Outcome{}, err
	}
	if !a.composer.Works() {
		return outcomeOf(base, answer), nil
	}
	return a.assisted(ctx, base, r, answer)
}

// outcomeOf is what a person reads of an answer of the knowledge base, in its own words.
func outcomeOf(base *knowledge.Base, answer knowledge.Answer) Outcome {
	switch answer.Kind {
	case knowledge.KindAnswer:
		return answerOutcome(base, answer)
	case knowledge.KindSuggest:
		return suggestOutcome(answer)
	}
	return declineOutcome(answer)
}

// answerOutcome says what the topics say.
func answerOutcome(base *knowledge.Base, a knowledge.Answer) Outcome {
	card := topicsCard(a)
	for _, next := range nextTopics(base, a) {
		card.AddActions(topicButton(next))
	}
	return Outcome{
		Kind: KindAnswer, Lang: a.Lang, Topics: a.Topics, Suggestions: a.Suggestions, Confidence: a.Confidence,
		Text: card.Fallback, Card: card, Summary: a.Topics[0].Title,
	}
}

// suggestOutcome asks which of a few topics was meant.
func suggestOutcome(a knowledge.Answer) Outcome {
	card := suggestCard(a)
	return Outcome{
		Kind: KindSuggest, Lang: a.Lang, Suggestions: a.Suggestions, Confidence: a.Confidence,
		Text: card.Fallback, Card: card, Summary: texts.For(a.Lang).SuggestTitle,
	}
}

// declineOutcome says what is not known and whom to ask.
func declineOutcome(a knowledge.Answer) Outcome {
	card := declineCard(a)
	return Outcome{
		Kind: KindDecline, Lang: a.Lang, Suggestions: a.Suggestions, Confidence: a.Confidence,
		Text: card.Fallback, Card: card, Summary: texts.For(a.Lang).DeclineTitle,
	}
}

// plain is an outcome that is only text.
func plain(kind Kind, lang knowledge.Lang, text string) Outcome {
	return Outcome{Kind: kind, Lang: lang, Text: text}
}
