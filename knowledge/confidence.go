package knowledge

import "math"

// The three bands: from answerAt a topic is the answer; from suggestAt it is offered as a choice; below that the
// question is declined. They are what `kjernebot eval --fit` finds best on the tuning and the held-out set.
const (
	answerAt  = 0.65
	suggestAt = 0.45
)

// The weights of the confidence: a logistic regression on whether the best topic is the right one. It was fitted on
// the listed questions, each asked of an index that was built without the questions of the same source, and with
// declines weighted as common as they are in real sets.
const (
	weightBase    = -1.77
	weightCovered = 0.11  // the odds that any topic covers what was asked
	weightStrange = -1.09 // the share of what was asked that nobody has said before
	weightScore   = 0.42
	weightSubject = 5.15 // the lead over the best subject that is not covered; negative when that one is ahead
	weightTopic   = 6.12 // the lead over the next topic
	mostTopicLead = 0.3

	// A sentence of which nobody has said most before is at best offered a choice: of the listed questions of that kind,
	// every second was about something else.
	mostStrange = 0.5
	belowAnswer = answerAt - 0.01
)

// A standing is where the best topic and the best subject stand. Absent ones are -1.
type standing struct {
	topic, subject           int // classes
	topicScore, subjectScore float32
	nextScore                float32 // of the second best topic
}

func (ix *index) stand(scores []float32) standing {
	s := standing{topic: -1, subject: -1}
	for c, v := range scores {
		v = rounded(v)
		if v == 0 {
			continue
		}
		switch {
		case ix.classes[c].topic == "":
			if s.subject < 0 || v > s.subjectScore {
				s.subject, s.subjectScore = c, v
			}
		case s.topic < 0 || v > s.topicScore || v == s.topicScore && ix.before(c, s.topic):
			s.nextScore = s.topicScore
			s.topic, s.topicScore = c, v
		default:
			s.nextScore = max(s.nextScore, v)
		}
	}
	return s
}

// confidence is how likely it is that the standing's topic is what was asked about.
func (ix *index) confidence(spans []span, s standing) float64 {
	sentence := spanOf(spans, s.topic)
	strange := ix.strange(sentence.query)
	z := weightBase +
		weightCovered*float64(sentence.covered) +
		weightStrange*strange +
		weightScore*float64(s.topicScore) +
		weightSubject*float64(s.topicScore-s.subjectScore) +
		weightTopic*min(float64(s.topicScore-s.nextScore), mostTopicLead)
	p := 1 / (1 + math.Exp(-z))
	if strange > mostStrange {
		return min(p, belowAnswer)
	}
	return p
}

// rounded takes off the digits in which two machines may differ.
func rounded(v float32) float32 {
	return float32(math.Round(float64(v)*1e4) / 1e4)
}

// before is the order of classes with equal scores.
func (ix *index) before(x, y int) bool { return ix.classes[x].topic < ix.classes[y].topic }

// top lists the n best topics' classes, best first.
func (ix *index) top(scores []float32, n int) []int {
	var out []int
	for c, v := range scores {
		if ix.classes[c].topic == "" || rounded(v) == 0 {
			continue
		}
		at := len(out)
		for at > 0 && ix.better(scores, c, out[at-1]) {
			at--
		}
		if at >= n {
			continue
		}
		out = append(out, 0)
		copy(out[at+1:], out[at:])
		out[at] = c
		if len(out) > n {
			out = out[:n]
		}
	}
	return out
}

func (ix *index) better(scores []float32, x, y int) bool {
	sx, sy := rounded(scores[x]), rounded(scores[y])
	return sx > sy || sx == sy && ix.before(x, y)
}
