package knowledge

import "strings"

// A message may ask two things. The second is answered too, or named as not covered, only when its own sentence leaves
// no doubt: a person who asked one thing should not get two answers.
const (
	secondAt    = 0.80
	subjectLead = 0.12
	leastPart   = 1.2 // how much a question must say to be a question of its own
)

// second looks for another question in the message than the one that a answers.
func (b *Base) second(a *Answer, spans []span) {
	b.eachPart(spans, func(part []span, scores []float32, s standing) bool {
		if s.topic < 0 || s.subjectScore-s.topicScore >= subjectLead {
			b.decline(a, s)
			return a.Declined == nil
		}
		id := b.index.classes[s.topic].topic
		if id == a.Topics[0].ID || b.index.confidence(part, scores, s) < secondAt {
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
	b.eachPart(spans, func(part []span, scores []float32, s standing) bool {
		if s.topic < 0 {
			return true
		}
		if c := b.index.confidence(part, scores, s); c >= secondAt {
			t, _ := b.Topic(b.index.classes[s.topic].topic, a.Lang)
			a.Kind, a.Topics, a.Confidence = KindAnswer, []Topic{t}, c
			return false
		}
		return true
	})
}

// eachPart calls f with every question of a message that asks several, until f returns false. A sentence that joins
// two questions by "og" counts as two.
func (b *Base) eachPart(spans []span, f func(part []span, scores []float32, s standing) bool) {
	var parts []span
	for _, s := range spans {
		if s.asks && strings.HasSuffix(s.text, "?") {
			parts = append(parts, b.index.clauses(s)...)
		}
	}
	if len(parts) < 2 {
		return
	}
	for i := range parts {
		part := parts[i : i+1]
		if b.index.weigh(part[0].query) < leastPart {
			continue
		}
		scores := b.index.combine(part)
		if !f(part, scores, b.index.stand(scores)) {
			return
		}
	}
}

// clauses reads the sentence of s by itself, in two parts where a second question word follows "og" or "and".
func (ix *index) clauses(s span) []span {
	for _, and := range []string{" og ", " and "} {
		for from := 0; ; {
			i := strings.Index(s.text[from:], and)
			if i < 0 {
				break
			}
			cut := from + i
			from = cut + len(and)
			second := ix.alone(s.text[from:])
			if len(second.terms) > 0 && second.terms[0].asking {
				return []span{ix.alone(s.text[:cut]), second}
			}
		}
	}
	return []span{ix.alone(s.text)}
}

// alone is a text as a span of its own, leaning on nothing.
func (ix *index) alone(text string) span {
	s := span{query: ix.query(text), text: text, share: 1}
	s.raw = ix.score(s.query)
	return s
}
