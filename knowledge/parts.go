package knowledge

import "strings"

// A message may ask two things. The second is answered too, or named as not covered, only when its own sentence leaves
// no doubt: a person who asked one thing should not get two answers.
const (
	secondAt    = 0.80
	subjectLead = 0.12
	leastPart   = 0.8 // how much a question must say to be a question of its own
)

// second looks for another question in the message than the one that a answers.
func (b *Base) second(a *Answer, spans []span) {
	b.eachPart(spans, func(part []span, s standing) bool {
		if s.topic < 0 || s.subjectScore-s.topicScore >= subjectLead {
			b.decline(a, part, s)
			return a.Declined == nil
		}
		id := b.index.classes[s.topic].topic
		if id == a.Topics[0].ID || b.index.confidence(part, s) < secondAt {
			return true
		}
		t, _ := b.Topic(id, a.Lang)
		a.Topics = append(a.Topics, t)
		return false
	})
}

// rescue answers the one question of a declined message that leaves no doubt, and keeps what was declined beside it.
func (b *Base) rescue(a *Answer, spans []span) {
	if a.Declined == nil {
		return
	}
	b.eachPart(spans, func(part []span, s standing) bool {
		if s.topic < 0 {
			return true
		}
		if c := b.index.confidence(part, s); c >= secondAt {
			t, _ := b.Topic(b.index.classes[s.topic].topic, a.Lang)
			a.Kind, a.Topics, a.Suggestions, a.Confidence = KindAnswer, []Topic{t}, []Topic{t}, c
			return false
		}
		return true
	})
}

// eachPart calls f with every question of a message that asks several, until f returns false. A sentence that joins
// two questions by "og" counts as two.
func (b *Base) eachPart(spans []span, f func(part []span, s standing) bool) {
	var room [4]string
	texts := room[:0]
	for i := range spans {
		if s := &spans[i]; s.asks && strings.HasSuffix(s.text, "?") {
			texts = b.index.clauses(texts, s.text)
		}
	}
	if len(texts) < 2 {
		return
	}
	for _, text := range texts {
		q := b.index.query(text)
		if b.index.weigh(q) < leastPart {
			continue
		}
		part := span{query: q, text: text, share: 1}
		part.raw, part.covered = b.index.score(q)
		if !f([]span{part}, b.index.stand(part.raw)) {
			return
		}
	}
}

// clauses adds a sentence to texts, in two parts where a second question word follows "og" or "and".
func (ix *index) clauses(texts []string, sentence string) []string {
	for _, and := range []string{" og ", " and "} {
		for from := 0; ; {
			i := strings.Index(sentence[from:], and)
			if i < 0 {
				break
			}
			cut := from + i
			from = cut + len(and)
			if ix.startsAsking(sentence[from:]) {
				return append(texts, sentence[:cut], sentence[from:])
			}
		}
	}
	return append(texts, sentence)
}

// startsAsking reports whether text begins with a word that asks.
func (ix *index) startsAsking(text string) bool {
	terms := ix.lx.terms(firstWords(text, maxPhrase))
	return len(terms) > 0 && terms[0].asking
}

// firstWords is the beginning of text that holds n words.
func firstWords(text string, n int) string {
	for i := range len(text) {
		if text[i] != ' ' {
			continue
		}
		if n--; n == 0 {
			return text[:i]
		}
	}
	return text
}
