package knowledge

import (
	"cmp"
	"context"
	"slices"
)

// Kind is what an [Answer] is.
type Kind string

// The kinds: one or more topics answer the question; a topic may, so the person should choose; none does.
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
	Topics      []Topic  // KindAnswer: in the order asked; several when the message asks several things
	Suggestions []Topic  // up to three topics, best first: to choose from, or to show that they exist
	Confidence  float64  // 0 to 1: how likely it is that the first topic is what was asked about
	LeftOut     []string // the questions of a message that were neither answered nor declined
	Declined    *Subject // what was recognised as not covered, or nil; set beside Topics when one part of a message is
}

const (
	maxSuggestions = 3
	maxTopics      = 4
	// partAt is how sure one of several questions must be to be answered, and besideAt where the message as a whole is
	// understood too.
	partAt   = 0.88
	besideAt = 0.50
	// withinAt is how sure a sentence must be that asks without a sign of it. Of 329 double questions that were not
	// learned from both are answered in 70 % with it and in 57 % without; one more single question in 70 gets an answer
	// that was not asked for.
	withinAt = 0.85
	// followConfidence is that of a short message known to point at one topic: "neste steg".
	followConfidence = 0.9
	// A subject is named in a decline when this is nearly certain.
	subjectAt = 0.7
)

// Answer finds the topics that answer q, or says that none does. It fails only when ctx is done.
func (b *Base) Answer(ctx context.Context, q Question) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	if q.Lang == "" {
		q.Lang = DetectLang(q.Text)
	}
	r, ok := b.heard.Get(q.Text)
	if !ok {
		r = b.understand(q.Text)
	}
	b.heard.Remove(q.Text)
	if id, ok := b.followed(q, r); ok {
		t, _ := b.Topic(id, q.Lang)
		return Answer{Kind: KindAnswer, Lang: q.Lang, Topics: []Topic{t}, Suggestions: []Topic{t},
			Confidence: followConfidence}, nil
	}
	return b.answer(q, r), nil
}

func (b *Base) answer(q Question, r *reading) Answer {
	a := Answer{Kind: KindDecline, Lang: q.Lang}
	a.Confidence = b.index.confidence(r)
	for _, m := range b.index.top(r.score, maxSuggestions, (*class).isTopic) {
		a.Suggestions = append(a.Suggestions, b.topicOf(m.class, q.Lang))
	}
	switch {
	case a.Confidence >= answerAt:
		a.Kind, a.Topics = KindAnswer, a.Suggestions[:1:1]
	case a.Confidence >= suggestAt:
		a.Kind = KindSuggest
	default:
		a.Declined = b.declined(r, q.Lang)
	}
	b.hearAll(&a, r)
	return a
}

// hearAll answers every question of a message that asks several, in the order asked. One that is surely about
// something else, or that was not understood, is named.
func (b *Base) hearAll(a *Answer, r *reading) {
	questions := b.questions(r)
	if len(questions) < 2 {
		return
	}
	var asked []*class
	var left []string
	least := partAt
	if a.Kind == KindAnswer || b.several(questions) {
		least = besideAt
	}
	for _, q := range questions {
		part, sure := b.part(q.text)
		if sure >= max(least, q.least) {
			if !slices.Contains(asked, part.topic.class) {
				asked = append(asked, part.topic.class)
			}
			continue
		}
		if q.least > 0 {
			continue // it was no question, then
		}
		if d := b.declined(part, a.Lang); d != nil && a.Declined == nil {
			a.Declined = d
			continue
		}
		left = append(left, q.text)
	}
	if a.Kind == KindAnswer && !slices.Contains(asked, r.topic.class) {
		asked = slices.Insert(asked, 0, r.topic.class) // what all of it is about, which no question says alone
		left = left[min(1, len(left)):]
	}
	if len(asked) == 0 {
		return
	}
	a.Kind, a.Topics, a.LeftOut = KindAnswer, nil, left
	for _, c := range asked[:min(len(asked), maxTopics)] {
		a.Topics = append(a.Topics, b.topicOf(c, a.Lang))
	}
	a.Confidence = max(a.Confidence, partAt)
}

// several reports whether two of the questions are understood as different ones.
func (b *Base) several(questions []question) bool {
	var first *class
	for _, q := range questions {
		switch part, sure := b.part(q.text); {
		case sure < max(besideAt, q.least):
		case first == nil:
			first = part.topic.class
		case first != part.topic.class:
			return true
		}
	}
	return false
}

// A question is what may be one of several in a message.
type question struct {
	text  string
	least float64 // how sure it must be before it counts, where it is marked as a question by nothing but its words
}

// questions are the questions of a message, those that are joined in one sentence apart.
func (b *Base) questions(r *reading) []question {
	spans := r.spans
	if len(spans) > 1 {
		spans = spans[:len(spans)-1]
	}
	var out []question
	for i := range spans {
		clauses, least := b.index.clauses(spans[i].text), 0.0
		// "Jeg lurer på om …" asks too; the lead-in is off by now.
		if len(clauses) == 1 && !isQuestion(clauses[0]) && !b.index.startsAsking(clauses[0]) {
			if !asksWithin(&spans[i]) {
				continue
			}
			least = withinAt
		}
		for _, clause := range clauses {
			for _, text := range b.halved(clause) {
				out = append(out, question{text, least})
			}
		}
	}
	return out
}

// halved parts a sentence that is surely two questions.
func (b *Base) halved(sentence string) []string {
	for _, h := range halves(sentence) {
		one, sure := b.part(h[0])
		if sure < besideAt {
			continue
		}
		if two, sure := b.part(h[1]); sure >= besideAt && two.topic.class != one.topic.class {
			return h[:]
		}
	}
	return []string{sentence}
}

// part reads one of several questions, and tells how sure it is what that is about.
func (b *Base) part(text string) (*reading, float64) {
	r, _ := b.read(text)
	return r, b.index.confidence(r)
}

func (b *Base) topicOf(c *class, lang Lang) Topic {
	t, _ := b.Topic(TopicID(c.id), lang)
	return t
}

// declined is the subject that was asked about, when that is nearly certain: the classifier is sure of it, and enough
// of the words are the subject's own, or those of the topics where it has to do with kjernejournal. The price of gold
// is no question of ours.
func (b *Base) declined(r *reading, lang Lang) *Subject {
	s := r.subject
	if s.class == nil || s.subject.Kind == kindUnnamed || s.odds < subjectAt ||
		s.score <= max(r.topic.score, r.intent.score) {
		return nil
	}
	near, least := len(s.subject.Contacts) > 0, farShare
	if near {
		least = nearShare
	}
	own := b.index.share(r, s, func(w *word) bool {
		return slices.Contains(w.Classes, int32(s.at)) || near && w.Written
	})
	if own < least {
		return nil
	}
	return s.subject.in(lang)
}

// How much of what was asked must be in a subject's own words before it is named, for one that has to do with
// kjernejournal and for one that has not.
const (
	nearShare = 0.6
	farShare  = 0.3
)

// share is how much of the sentence that fits the class best counts, by the weight of its words.
func (ix *index) share(r *reading, of best, counts func(*word) bool) float64 {
	s := slices.MaxFunc(r.spans, func(x, y span) int { return cmp.Compare(x.odds[of.at], y.odds[of.at]) })
	var part, all float32
	for i := range s.terms {
		t := &s.terms[i]
		if t.filler || t.asking {
			continue
		}
		w := ix.Words.of(t.key)
		all += w.IDF
		if counts(w) {
			part += w.IDF
		}
	}
	if all == 0 {
		return 0
	}
	return float64(part / all)
}

// Search lists the n topics that text is most likely about, best first, in the language of the text. An empty text
// gives the first n topics of the guide.
func (b *Base) Search(text string, n int) []Match {
	lang := DetectLang(text)
	r, _ := b.read(clip(text))
	var out []Match
	if len(r.spans) == 0 {
		for _, t := range b.Topics(lang)[:min(max(n, 0), len(b.order))] {
			out = append(out, Match{Topic: t})
		}
		return out
	}
	for _, m := range b.index.top(r.score, n, (*class).isTopic) {
		out = append(out, Match{Topic: b.topicOf(m.class, lang), Score: m.score})
	}
	return out
}

// A Wish is what a message wants besides an answer: an intent's id and kind, both empty for a question, and the words
// that were read, without what is only quoted or a signature.
type Wish struct {
	ID, Kind, Text string
}

// Wish recognises what a message wants. One without any word asks what there is.
func (b *Base) Wish(text string) Wish {
	r := b.understand(text)
	if len(r.spans) == 0 {
		return Wish{ID: "help", Kind: "help"}
	}
	b.heard.Add(text, r)
	w := Wish{Text: r.text}
	if one := b.intentOf(r); one != nil {
		w.ID, w.Kind = one.ID, one.Kind
	}
	return w
}

// intentOf is the intent that fits best, when that fits better than every topic and subject.
func (b *Base) intentOf(r *reading) *subject {
	s := r.intent
	if s.class == nil || s.score <= max(r.topic.score, r.subject.score) {
		return nil
	}
	least := leastWish
	if s.subject.Kind == "usage" || s.subject.Kind == "announce" {
		least = leastJob
	}
	if s.score < least {
		return nil
	}
	return s.subject
}

// Says is what the bot answers to an intent in its own words, empty where that is not written down.
func (b *Base) Says(intent string, lang Lang) string {
	for _, c := range b.index.classes {
		if c.subject != nil && c.id == intent && c.subject.Kind != "" {
			return c.subject.Text[lang]
		}
	}
	return ""
}

// The score from which a message wants something at all, and from which it wants one of the bot's other jobs: what only
// sounds like figures or an announcement is a question that is declined.
const (
	leastWish = 0.25
	leastJob  = 0.40
)

// followed recognises a message that points at a topic by the one before it, or at one that stands for that.
func (b *Base) followed(q Question, r *reading) (TopicID, bool) {
	previous, spoken := b.Topic(q.Previous, Bokmal)
	wish := b.intentOf(r)
	if wish == nil {
		return "", false
	}
	if !spoken {
		return wish.Topic, wish.Topic != ""
	}
	switch wish.Kind {
	case "more", "source", "repeat", "updated":
		return previous.ID, true
	case "next":
		if len(previous.Next) > 0 {
			return previous.Next[0], true
		}
	case "previous":
		for _, id := range b.order {
			if t := b.topics[id][Bokmal]; len(t.Next) > 0 && t.Next[0] == previous.ID {
				return id, true
			}
		}
	}
	return "", false
}
