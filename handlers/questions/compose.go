package questions

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// Composer turns topics into prose, and says which one is the likeliest when search is not sure. It only ever sees the question and topics.
type Composer interface {
	// Works says whether there is one; the QuoteComposer says no, and nothing is shown of work.
	Works() bool
	// Choose picks the topic that a question is most likely about, or none of them.
	Choose(ctx context.Context, question string, candidates []knowledge.Topic) (knowledge.TopicID, bool, error)
	// Compose writes an answer from topics, in the language lang, and says which of them it rests on. Every language of a
	// topic is given. ErrNoProse: nothing was written that may be shown.
	Compose(ctx context.Context, question string, lang knowledge.Lang, topics []knowledge.Topic) (string, []knowledge.TopicID, error)
}

// ErrNoProse: the composer has nothing to show; the topics' own words serve.
var ErrNoProse = errors.New("nothing composed")

// QuoteComposer composes nothing: the topics' own words are the answer. It is used when no language model is set up.
type QuoteComposer struct{}

// Works says no.
func (QuoteComposer) Works() bool { return false }

// Choose picks none.
func (QuoteComposer) Choose(context.Context, string, []knowledge.Topic) (knowledge.TopicID, bool, error) {
	return "", false, nil
}

// Compose writes nothing.
func (QuoteComposer) Compose(context.Context, string, knowledge.Lang, []knowledge.Topic) (string, []knowledge.TopicID, error) {
	return "", nil, ErrNoProse
}

const (
	// composeFrom is the length of a question, in characters, from which prose reads better than the topic's own words.
	composeFrom = 90
	// composeBelow is the confidence below which it does.
	composeBelow = 0.8
)

// assisted lets the composer order a choice when search is not sure, and write when the question is long or unusual. What
// is answered, offered or declined is decided by the search alone; whatever the composer fails to do is left out.
func (a *Ask) assisted(ctx context.Context, base *knowledge.Base, r dialogue.Request, answer knowledge.Answer) (dialogue.Outcome, error) {
	plainly := utf8.RuneCountInString(r.Text) < composeFrom && answer.Confidence >= composeBelow
	if answer.Kind == knowledge.KindDecline || answer.Kind == knowledge.KindAnswer && plainly {
		return outcomeOf(base, answer), nil
	}
	if r.Working != nil {
		if err := r.Working(ctx); err != nil {
			return dialogue.Outcome{}, err
		}
	}
	answer = a.chosen(ctx, r, answer)
	out := outcomeOf(base, answer)
	if answer.Kind != knowledge.KindAnswer {
		return out, nil
	}
	text, used, err := a.composer.Compose(ctx, r.Text, r.Lang, everyLanguage(base, answer.Topics))
	if err != nil {
		a.failed(ctx, "compose", err)
		return out, nil
	}
	return composedOutcome(out, text, used), nil
}

// chosen puts the topic that the composer picks first among those that the person may choose from. The person still
// chooses: a model that is wrong, or lies, must not turn a question back into a wrong answer.
func (a *Ask) chosen(ctx context.Context, r dialogue.Request, answer knowledge.Answer) knowledge.Answer {
	if answer.Kind != knowledge.KindSuggest || len(answer.Suggestions) == 0 {
		return answer
	}
	id, ok, err := a.composer.Choose(ctx, r.Text, answer.Suggestions)
	if err != nil {
		a.failed(ctx, "choose", err)
		return answer
	}
	if i := slices.IndexFunc(answer.Suggestions, func(t knowledge.Topic) bool { return t.ID == id }); ok && i > 0 {
		rest := slices.Delete(slices.Clone(answer.Suggestions), i, i+1)
		answer.Suggestions = append([]knowledge.Topic{answer.Suggestions[i]}, rest...)
	}
	return answer
}

// failed logs that the composer failed, never what it was asked.
func (a *Ask) failed(ctx context.Context, what string, err error) {
	if !errors.Is(err, ErrNoProse) {
		a.lg.LogAttrs(ctx, slog.LevelWarn, "language model left out", slog.String("what", what), slog.Any("error", err))
	}
}

// everyLanguage is each topic in every language there is, since a text may name a thing as another language does.
func everyLanguage(base *knowledge.Base, topics []knowledge.Topic) []knowledge.Topic {
	var all []knowledge.Topic
	for _, t := range topics {
		for _, lang := range knowledge.Langs() {
			if v, ok := base.Topic(t.ID, lang); ok && v.Lang == lang {
				all = append(all, v)
			}
		}
	}
	return all
}

// Limits that Teams sets for citations.
const (
	maxCitations = 20
	maxCiteName  = 80
	maxCiteText  = 160
)

// composedOutcome is an answer in composed words, marked as written by a machine, with the topics it rests on.
func composedOutcome(out dialogue.Outcome, text string, used []knowledge.TopicID) dialogue.Outcome {
	t := texts.For(out.Lang)
	var citations []any
	var sources []string
	for _, topic := range out.Topics {
		if !slices.Contains(used, topic.ID) || len(citations) == maxCitations {
			continue
		}
		n := len(citations) + 1
		text += " [" + strconv.Itoa(n) + "]"
		sources = append(sources, sourceLine(topic, out.Lang))
		appearance := map[string]any{"@type": "DigitalDocument", "name": cut(topic.Title, maxCiteName), "abstract": cut(topic.Short, maxCiteText)}
		if len(topic.Links) > 0 {
			appearance["url"] = topic.Links[0].URL
		}
		citations = append(citations, map[string]any{"@type": "Claim", "position": n, "appearance": appearance})
	}
	entities, err := json.Marshal([]any{map[string]any{
		"type": "https://schema.org/Message", "@type": "Message", "@context": "https://schema.org", "@id": "",
		"additionalType": []string{"AIGeneratedContent"}, "citation": citations,
	}})
	if err != nil || len(citations) == 0 {
		return out // an answer that rests on nothing is not shown
	}
	out.Card, out.Entities = nil, entities
	out.Text = dialogue.Paragraphs([]string{text, strings.Join(sources, "\n\n"), t.Composed})
	return out
}

// cut shortens a text at a character, so that it has at most n.
func cut(text string, n int) string {
	if letters := []rune(text); len(letters) > n {
		return strings.TrimSpace(string(letters[:n-1])) + "…"
	}
	return text
}
