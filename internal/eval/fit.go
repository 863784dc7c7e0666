package eval

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// A Sample is a question that was asked of a knowledge base trained without the set that it stands in.
type Sample struct {
	Result
	Evidence []float64 // what the confidence rests on; nil where the question was taken for a wish, not a question
	Fold     int       // the set

	sure float64 // the confidence that is tried
}

// right reports whether the best topic is what was asked about: what the confidence is to tell.
func (s *Sample) right() bool {
	return s.Question.Kind == KindAnswer && len(s.Outcome.Suggestions) > 0 &&
		slices.Contains(s.Question.Expect, s.Outcome.Suggestions[0])
}

// bands are the confidences from which a topic is the answer, and from which it is offered.
type bands struct{ answer, suggest float64 }

func (b bands) outcome(s *Sample) Outcome {
	o := s.Outcome
	if s.Evidence == nil {
		return o
	}
	o.Kind, o.Topics = KindDecline, nil
	switch {
	case len(o.Suggestions) == 0:
	case s.sure >= b.answer:
		o.Kind, o.Topics = KindAnswer, o.Suggestions[:1]
	case s.sure >= b.suggest:
		o.Kind = KindSuggest
	}
	return o
}

func (b bands) tally(samples []Sample) (t Tally) {
	for i := range samples {
		t.Add(Judge(samples[i].Question, b.outcome(&samples[i])))
	}
	return t
}

// WriteFit fits a logistic regression on whether the best topic is right, and the bands on top of it, and prints them
// with what other bands would give. Each sample is judged by a fit on the other sets alone (cross-validation that
// leaves one set out), so that what is printed is what a new set may expect. A single set is parted in five.
func WriteFit(w io.Writer, samples []Sample) error {
	var b strings.Builder
	b.WriteString("weights")
	for _, v := range regress(samples) {
		fmt.Fprintf(&b, " %.2f", v)
	}
	held := crossValidate(samples)
	best := bestBands(samples)
	fmt.Fprintf(&b, "\nbest: answer from %.2f, suggest from %.2f\n", best.answer, best.suggest)
	fmt.Fprintf(&b, "%-7s %-7s %7s %7s %7s %7s\n", "answer", "suggest", "right", "soft", "wrong", "miss")
	for _, answer := range grid() {
		other := bands{answer, min(best.suggest, answer)}
		fmt.Fprintf(&b, "%-7.2f %-7.2f %s\n", other.answer, other.suggest, other.tally(samples).row())
	}
	fmt.Fprintf(&b, "weights and bands of the other sets, %d questions\n%15s %s\n", held.Total, "", held.row())
	writeReliability(&b, samples)
	_, err := io.WriteString(w, b.String())
	return err
}

// crossValidate gives each sample the confidence of a fit that saw nothing of its set, and counts how they do with the
// bands of that fit.
func crossValidate(samples []Sample) (held Tally) {
	folds := 0
	for _, s := range samples {
		folds = max(folds, s.Fold+1)
	}
	if folds == 1 {
		folds = 5
		for i := range samples {
			samples[i].Fold = i % folds
		}
	}
	for fold := range folds {
		others := slices.DeleteFunc(slices.Clone(samples), func(s Sample) bool { return s.Fold == fold })
		weights := regress(others)
		for i := range others {
			others[i].sure = confidence(others[i].Evidence, weights)
		}
		best := bestBands(others)
		for i := range samples {
			if s := &samples[i]; s.Fold == fold {
				s.sure = confidence(s.Evidence, weights)
				held.Add(Judge(s.Question, best.outcome(s)))
			}
		}
	}
	return held
}

// writeReliability prints the diagram: is the program right as often as it says?
func writeReliability(b *strings.Builder, samples []Sample) {
	const bins = 10 // of the same width
	var n, sure, right [bins]float64
	loss, all := 0.0, 0.0
	for _, s := range samples {
		if s.Evidence == nil {
			continue
		}
		bin, hit := min(int(s.sure*bins), bins-1), 1-s.sure
		n[bin]++
		sure[bin] += s.sure
		if s.right() {
			right[bin]++
			hit = s.sure
		}
		loss -= math.Log(max(hit, 1e-9))
		all++
	}
	fmt.Fprintf(b, "reliability, log loss %.4f\n%-10s %6s %7s %7s\n", loss/max(all, 1), "sure", "n", "mean", "right")
	for i := range bins {
		if from, share := float64(i)/bins, right[i]/n[i]; n[i] > 0 {
			fmt.Fprintf(b, "%.1f–%.1f    %6.0f %6.1f%% %6.1f%% %s\n", from, from+0.1, n[i], 100*sure[i]/n[i], 100*share,
				strings.Repeat("#", int(40*share+0.5)))
		}
	}
}

// What a verdict is worth when bands are chosen: a wrong answer costs as much as three right ones gain.
const (
	wrongCosts = 3.0
	softGains  = 0.4
)

func grid() []float64 {
	var out []float64
	for i := 4; i <= 18; i++ {
		out = append(out, float64(i)/20)
	}
	return out
}

func bestBands(samples []Sample) (top bands) {
	most := math.Inf(-1)
	for _, a := range grid() {
		for _, s := range grid() {
			if s > a {
				break
			}
			b := bands{a, s}
			t := b.tally(samples)
			if v := float64(t.Right) + softGains*float64(t.Soft) - wrongCosts*float64(t.Wrong); v > most {
				top, most = b, v
			}
		}
	}
	return top
}

func confidence(evidence, weights []float64) float64 {
	z := 0.0
	for i, v := range evidence[:min(len(evidence), len(weights))] {
		z += weights[i] * v
	}
	return 1 / (1 + math.Exp(-z))
}

// Ridge and rounds of the regression. The ridge keeps the weights of things that say the same from running apart.
const (
	ridge  = 1.0
	rounds = 100
)

// regress is a logistic regression by Newton's method, one weight after the other (Friedman, Hastie and Tibshirani,
// "Regularization Paths for Generalized Linear Models via Coordinate Descent", 2010). Questions of sets that do not say
// what they are about teach nothing.
func regress(samples []Sample) []float64 {
	n := 0
	for i := range samples {
		n = max(n, len(samples[i].Evidence))
	}
	w := make([]float64, n)
	for range rounds {
		for k := range w {
			slope, curve := 0.0, 0.0
			if k > 0 {
				slope, curve = -ridge*w[k], ridge
			}
			for i := range samples {
				s := &samples[i]
				if s.Evidence == nil {
					continue
				}
				p, x := confidence(s.Evidence, w), s.Evidence[k]
				if s.right() {
					slope += x
				}
				slope -= p * x
				curve += p * (1 - p) * x * x
			}
			w[k] += slope / curve
		}
	}
	return w
}
