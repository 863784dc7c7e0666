package knowledge

import "context"

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
	Suggestions []Topic  // up to three topics, best first: to choose from, or to show that they exist
	Confidence  float64  // 0 to 1: how likely it is that the first topic is what was asked about
	Declined    *Subject // what was recognised as not covered, or nil; set beside Topics when one part of a message is
}

const maxSuggestions = 3

// Answer finds the topics that answer q, or says that none does. It fails only when ctx is done.
func (b *Base) Answer(ctx context.Context, q Question) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	q.Text = clip(q.Text)
	if q.Lang == "" {
		q.Lang = DetectLang(q.Text)
	}
	id, ok := b.followed(q)
	if !ok {
		id, ok = b.pointed(q.Text)
	}
	if ok {
		t, _ := b.Topic(id, q.Lang)
		return Answer{Kind: KindAnswer, Lang: q.Lang, Topics: []Topic{t}, Suggestions: []Topic{t}, Confidence: followConfidence}, nil
	}
	return b.answer(q), nil
}

func (b *Base) answer(q Question) Answer {
	spans := b.index.spans(q.Text)
	scores := b.index.combine(spans)
	b.lean(q, spans, scores)
	s := b.index.stand(scores)
	a := Answer{Kind: KindDecline, Lang: q.Lang}
	if s.topic < 0 {
		b.decline(&a, spans, s)
		return a
	}
	a.Confidence = b.index.confidence(spans, s)
	a.Suggestions = b.suggestions(scores, q.Lang)
	switch {
	case a.Confidence >= answerAt:
		a.Kind = KindAnswer
		a.Topics = a.Suggestions[:1:1]
		b.second(&a, spans)
	case a.Confidence >= suggestAt:
		a.Kind = KindSuggest
	default:
		b.decline(&a, spans, s)
		b.rescue(&a, spans)
	}
	return a
}

// How good the evidence must be before a subject is named: what a decline says must fit what was asked.
const (
	nearEvidence = 0.6  // the share of the sentence that is about kjernejournal, or the subject's own
	farEvidence  = 0.3  // the share that is the subject's own, where that has nothing to do with kjernejournal
	farScore     = 0.35 // and the least score of such a subject
)

// decline names the subject, when one was recognised beyond doubt.
func (b *Base) decline(a *Answer, spans []span, s standing) {
	if s.subject < 0 || s.subjectScore <= s.topicScore {
		return
	}
	subject := &b.subjects[b.index.classes[s.subject].subject]
	q := spanOf(spans, s.subject).query
	own := func(t *term) bool { return b.index.words.has(t.id, int32(s.subject)) }
	if len(subject.Contacts) == 0 {
		if s.subjectScore < farScore || b.index.share(q, own) < farEvidence {
			return
		}
	} else if b.index.share(q, func(t *term) bool { return own(t) || b.index.familiar(t) }) < nearEvidence {
		return
	}
	a.Declined = subject.in(a.Lang)
}

func (b *Base) suggestions(scores []float32, lang Lang) []Topic {
	var out []Topic
	for _, c := range b.index.top(scores, maxSuggestions) {
		t, _ := b.Topic(b.index.classes[c].topic, lang)
		out = append(out, t)
	}
	return out
}

// Search lists the n topics that text is most likely about, best first, in the language of the text. An empty text
// gives the first n topics of the guide.
func (b *Base) Search(text string, n int) []Match {
	text = clip(text)
	lang := DetectLang(text)
	spans := b.index.spans(text)
	var out []Match
	if len(spans) == 0 {
		for _, t := range b.Topics(lang)[:min(max(n, 0), len(b.order))] {
			out = append(out, Match{Topic: t})
		}
		return out
	}
	scores := b.index.combine(spans)
	for _, c := range b.index.top(scores, n) {
		t, _ := b.Topic(b.index.classes[c].topic, lang)
		out = append(out, Match{Topic: t, Score: float64(scores[c])})
	}
	return out
}
