package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// The three bands: from answerAt a topic is the answer; from suggestAt it is offered as a choice; below that the
// question is declined. On the sets left out everything from 0.60 to 0.70 is within half a point; offering from 0.45 on
// makes what would be missed a choice for people whose words are further from the examples.
const (
	answerAt  = 0.70
	suggestAt = 0.45
)

// weights of the confidence: a logistic regression on whether the best topic is the right one, fitted by `kjernebot
// eval --fit`. The three sets of internal/eval/testdata, 1,713 questions, each asked of a base trained without it, with
// the weights and bands of the other two: 93.5 % right, 2.2 % wrong, log loss 0.17; of 917 that it calls 90 to 100 %
// sure 97.3 % are right.
var weights = evidence{-0.81, 0.96, 0.19, 0.42, 2.09, 1.11, 0.65}

// evidence is what the confidence rests on: one; the log odds that any topic covers the message, and that the best
// does; its share of the words; how far it leads the best class that is no topic, in words and in odds; and how far it
// leads the next topic.
type evidence [evidences]float64

const evidences = 7

// mostLead is the lead over the next topic from which more says nothing.
const mostLead = 0.3

// A standing is where the best of each sort of class stand. Absent ones are -1.
type standing struct {
	topic, next, subject, intent int // classes
}

func (ix *index) stand(score []float32) standing {
	s := standing{-1, -1, -1, -1}
	beats := func(c, d int) bool { return d < 0 || score[c] > score[d] }
	for c, cl := range ix.classes {
		switch {
		case score[c] == 0:
		case cl.intent != "":
			if beats(c, s.intent) {
				s.intent = c
			}
		case cl.topic == "":
			if beats(c, s.subject) {
				s.subject = c
			}
		case beats(c, s.topic):
			s.topic, s.next = c, s.topic
		case beats(c, s.next):
			s.next = c
		}
	}
	return s
}

// rounded takes off the digits in which two machines may differ.
func rounded(v float32) float32 { return float32(math.Round(float64(v)*1e4) / 1e4) }

// of is the value of a class, 0 for an absent one.
func of(values []float32, class int) float64 {
	if class < 0 {
		return 0
	}
	return float64(values[class])
}

func (ix *index) evidence(r *reading) evidence {
	s, covered := r.best, 0.0
	for c, cl := range ix.classes {
		if cl.topic != "" {
			covered += float64(r.odds[c])
		}
	}
	return evidence{
		1,
		logOdds(covered),
		logOdds(of(r.odds, s.topic)),
		of(r.words, s.topic),
		of(r.words, s.topic) - max(of(r.words, s.subject), of(r.words, s.intent)),
		of(r.odds, s.topic) - max(of(r.odds, s.subject), of(r.odds, s.intent)),
		min(of(r.score, s.topic)-of(r.score, s.next), mostLead),
	}
}

// Evidence is what the confidence of a text rests on, for fitting its weights.
func (b *Base) Evidence(text string) []float64 {
	r := b.understand(text)
	if len(r.spans) == 0 {
		return nil
	}
	e := b.index.evidence(r)
	return e[:]
}

func logOdds(p float64) float64 {
	p = min(max(p, 0.001), 0.999)
	return math.Log(p / (1 - p))
}

// confidence is how likely it is that the best topic is what was asked about.
func (ix *index) confidence(r *reading) float64 {
	if r.best.topic < 0 {
		return 0
	}
	z := 0.0
	for i, v := range ix.evidence(r) {
		z += weights[i] * v
	}
	p := math.Round(1e4/(1+math.Exp(-z))) / 1e4
	if ix.unknownShare(r, r.best.topic) > mostUnknown {
		return min(p, belowAnswer)
	}
	return p
}

// Where most of what was asked is in words that nobody has used before, a topic is at best offered: the steps of a
// waltz are not ours.
const (
	mostUnknown = 0.5
	belowAnswer = answerAt - 0.01
)

// top lists the n classes that score best of those that count, best first.
func (ix *index) top(score []float32, n int, counts func(class) bool) []int {
	var out []int
	for c, cl := range ix.classes {
		if score[c] > 0 && counts(cl) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y int) int { return cmp.Compare(score[y], score[x]) })
	return out[:min(max(n, 0), len(out))]
}
