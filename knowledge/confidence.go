package knowledge

import "math"

// The three bands: from answerAt a topic is the answer; from suggestAt it is offered as a choice; below that the
// question is declined.
const (
	answerAt  = 0.55
	suggestAt = 0.30
)

// The weights of the confidence: a logistic regression on whether the best topic is the right one. It was fitted on
// the listed questions, each asked of an index built without it, and on the tuning questions.
const (
	weightBase    = -2.05
	weightCovered = 0.11 // the odds that any topic covers what was asked
	weightScore   = 1.04
	weightSubject = 4.98 // the lead over the best subject that is not covered; negative when that one is ahead
	weightTopic   = 4.75 // the lead over the next topic
	mostTopicLead = 0.3
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
func (ix *index) confidence(spans []span, scores []float32, s standing) float64 {
	z := weightBase +
		weightCovered*spanCovered(spans, s.topic) +
		weightScore*float64(s.topicScore) +
		weightSubject*float64(s.topicScore-s.subjectScore) +
		weightTopic*min(float64(s.topicScore-s.nextScore), mostTopicLead)
	return 1 / (1 + math.Exp(-z))
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
