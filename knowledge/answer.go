package knowledge

import (
	"cmp"
	"context"
	"slices"
)

// Kind is what an [Answer] is.
type Kind string

// The kinds: one or two topics answer the question; a topic may, so the person should choose; none does.
const (
	KindAnswer  Kind = "answer"
	KindSuggest Kind = "suggest"
	KindDecline Kind = "decline"
)

// Question is what a person wrote, and where in a conversation.
type Question struct {
	Text     string
	Lang     Lang    // the language to answer in; empty: that of the text
	Previous TopicID // the topic last answered in this conversation, or empty
}

// Answer is what the knowledge base has for a question. It says nothing of how that is shown.
type Answer struct {
	Kind        Kind
	Lang        Lang
	Topics      []Topic  // KindAnswer: best first; two when the message asks two things
	Suggestions []Topic  // up to three others to choose from, best first
	Confidence  float64  // 0 to 1: how much of the question the first topic accounts for
	Declined    *Subject // the subject recognised as not covered, or nil
}

// The three bands of confidence.
const (
	answerAt  = 0.45
	suggestAt = 0.30
)

const maxSuggestions = 3

// Answer finds the topics that answer q, or says that none does. It fails only when ctx is done.
func (b *Base) Answer(ctx context.Context, q Question) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	if q.Lang == "" {
		q.Lang = DetectLang(q.Text)
	}
	return b.answer(q), nil
}

func (b *Base) answer(q Question) Answer {
	spans := b.index.spans(clip(q.Text))
	scores := b.index.combine(spans)
	ranked := b.index.ranked(scores)
	a := Answer{Kind: KindDecline, Lang: q.Lang}
	if len(ranked) == 0 {
		return a
	}
	best := ranked[0]
	a.Confidence = b.index.confidence(spans, best)
	a.Suggestions = b.suggestions(ranked, q.Lang)
	c := b.index.classes[best]
	if c.topic == "" {
		a.Declined = b.subjects[c.subject].in(q.Lang)
		return a
	}
	switch {
	case a.Confidence >= answerAt:
		t, _ := b.Topic(c.topic, q.Lang)
		a.Kind, a.Topics = KindAnswer, []Topic{t}
	case a.Confidence >= suggestAt:
		a.Kind = KindSuggest
	}
	return a
}

// ranked lists the classes with any score, best first; equal scores in the order of the index.
func (ix *index) ranked(scores []float32) []int {
	var out []int
	for c, s := range scores {
		if s > 0 {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y int) int { return cmp.Compare(scores[y], scores[x]) })
	return out
}

func (b *Base) suggestions(ranked []int, lang Lang) []Topic {
	var out []Topic
	for _, c := range ranked {
		if id := b.index.classes[c].topic; id != "" && len(out) < maxSuggestions {
			t, _ := b.Topic(id, lang)
			out = append(out, t)
		}
	}
	return out
}

// Search lists the n topics that text is most likely about, best first, in the language of the text. An empty text
// gives the first n topics of the guide.
func (b *Base) Search(text string, n int) []Match {
	text = clip(text)
	lang := DetectLang(text)
	qu := b.index.query(text)
	if len(qu.terms) == 0 {
		var out []Match
		for _, t := range b.Topics(lang)[:min(max(n, 0), len(b.order))] {
			out = append(out, Match{Topic: t})
		}
		return out
	}
	scores := b.index.score(qu)
	var out []Match
	for _, c := range b.index.ranked(scores) {
		if id := b.index.classes[c].topic; id != "" && len(out) < n {
			t, _ := b.Topic(id, lang)
			out = append(out, Match{Topic: t, Score: float64(scores[c])})
		}
	}
	return out
}
