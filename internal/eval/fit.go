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

// Bands are the confidences from which a topic is the answer, and from which it is offered.
type Bands struct {
	Answer  float64
	Suggest float64
}

// outcome is what the bands make of a question.
func (b Bands) outcome(s *Sample) Outcome {
	o := s.Outcome
	if s.Evidence == nil {
		return o
	}
	o.Kind, o.Topics = KindDecline, nil
	switch {
	case len(o.Suggestions) == 0:
	case s.sure >= b.Answer:
		o.Kind, o.Topics = KindAnswer, o.Suggestions[:1]
	case s.sure >= b.Suggest:
		o.Kind = KindSuggest
	}
	return o
}

func (b Bands) tally(samples []Sample) (t Tally) {
	for i := range samples {
		t.Add(Judge(samples[i].Question, b.outcome(&samples[i])))
	}
	return t
}

// A Point of the curve is what a threshold of answering would give.
type Point struct {
	Bands Bands
	Tally Tally
}

// A Bin is the questions of about the same confidence: how sure the program was, and how often it was right.
type Bin struct {
	Mean, Right float64
	N           int
}

// bins is how many there are, of the same width.
const bins = 10

// A Fit is a confidence that was fitted, and how it did on the sets that it was fitted without.
type Fit struct {
	Weights []float64 // on all samples
	Bands   Bands
	Curve   []Point // over the answer threshold; every confidence is cross-validated
	Bins    [bins]Bin
	LogLoss float64
	Held    Tally // with weights and bands that saw nothing of the question's set
}

// What a verdict is worth when bands are chosen: a wrong answer costs as much as three right ones gain.
const (
	wrongCosts = 3.0
	softGains  = 0.4
)

// FitConfidence fits a logistic regression on whether the best topic is right, and the bands on top of it. Each sample
// is judged by a fit on the other sets alone (cross-validation that leaves one set out), so that what is printed is
// what a new set may expect. A single set is parted in five.
func FitConfidence(samples []Sample) Fit {
	samples, folds := parted(samples)
	f := Fit{Weights: regress(samples)}
	for fold := range folds {
		others := slices.DeleteFunc(slices.Clone(samples), func(s Sample) bool { return s.Fold == fold })
		weights := regress(others)
		for i := range others {
			others[i].sure = confidence(others[i].Evidence, weights)
		}
		bands := bestBands(others)
		for i := range samples {
			if s := &samples[i]; s.Fold == fold {
				s.sure = confidence(s.Evidence, weights)
				f.Held.Add(Judge(s.Question, bands.outcome(s)))
			}
		}
	}
	f.Bands = bestBands(samples)
	for _, a := range grid() {
		b := Bands{Answer: a, Suggest: min(f.Bands.Suggest, a)}
		f.Curve = append(f.Curve, Point{b, b.tally(samples)})
	}
	f.reliability(samples)
	return f
}

// parted is a copy of the samples, and how many folds they are in.
func parted(samples []Sample) (_ []Sample, folds int) {
	const parts = 5
	samples = slices.Clone(samples)
	for _, s := range samples {
		folds = max(folds, s.Fold+1)
	}
	if folds > 1 {
		return samples, folds
	}
	for i := range samples {
		samples[i].Fold = i % parts
	}
	return samples, parts
}

// reliability is the diagram: is the program right as often as it says?
func (f *Fit) reliability(samples []Sample) {
	n := 0.0
	for _, s := range samples {
		if s.Evidence == nil {
			continue
		}
		bin, hit := &f.Bins[min(int(s.sure*bins), bins-1)], 1-s.sure
		bin.N++
		bin.Mean += s.sure
		if s.right() {
			bin.Right++
			hit = s.sure
		}
		f.LogLoss -= math.Log(max(hit, 1e-9))
		n++
	}
	for i := range f.Bins {
		bin := &f.Bins[i]
		bin.Mean /= float64(max(bin.N, 1))
		bin.Right /= float64(max(bin.N, 1))
	}
	f.LogLoss /= max(n, 1)
}

// grid are the thresholds that are tried.
func grid() []float64 {
	var out []float64
	for i := 4; i <= 18; i++ {
		out = append(out, float64(i)/20)
	}
	return out
}

func bestBands(samples []Sample) (top Bands) {
	most := math.Inf(-1)
	for _, a := range grid() {
		for _, s := range grid() {
			if s > a {
				break
			}
			b := Bands{Answer: a, Suggest: s}
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

// Ridge and rounds of the regression. Newton's method needs few rounds; the ridge keeps the weights of things that say
// the same from running apart.
const (
	ridge  = 1.0
	rounds = 15
)

// regress is a logistic regression by Newton's method (Hastie, Tibshirani and Friedman, "The Elements of Statistical
// Learning", 4.4.1). Questions of sets that do not say what they are about teach nothing.
func regress(samples []Sample) []float64 {
	n := 0
	for i := range samples {
		n = max(n, len(samples[i].Evidence))
	}
	w := make([]float64, n)
	for range rounds {
		gradient, hessian := make([]float64, n), make([][]float64, n)
		for i := range hessian {
			hessian[i] = make([]float64, n)
			if i > 0 {
				gradient[i], hessian[i][i] = -ridge*w[i], ridge
			}
		}
		for i := range samples {
			s := &samples[i]
			if s.Evidence == nil {
				continue
			}
			p := confidence(s.Evidence, w)
			miss := -p
			if s.right() {
				miss++
			}
			for j, x := range s.Evidence {
				gradient[j] += miss * x
				for k, y := range s.Evidence {
					hessian[j][k] += p * (1 - p) * x * y
				}
			}
		}
		for i, step := range solve(hessian, gradient) {
			w[i] += step
		}
	}
	return w
}

// solve is Gauss's elimination. The matrix is symmetric with a heavy diagonal, so that no row need change places.
func solve(a [][]float64, b []float64) []float64 {
	for i := range b {
		for r := range b {
			if r == i || a[i][i] == 0 {
				continue
			}
			f := a[r][i] / a[i][i]
			for c := range b {
				a[r][c] -= f * a[i][c]
			}
			b[r] -= f * b[i]
		}
	}
	for i := range b {
		if a[i][i] != 0 {
			b[i] /= a[i][i]
		}
	}
	return b
}

// WriteText prints the fit for a person.
func (f Fit) WriteText(w io.Writer) error {
	var b strings.Builder
	b.WriteString("weights")
	for _, v := range f.Weights {
		fmt.Fprintf(&b, " %.2f", v)
	}
	fmt.Fprintf(&b, "\nbest: answer from %.2f, suggest from %.2f\n", f.Bands.Answer, f.Bands.Suggest)
	fmt.Fprintf(&b, "%-7s %-7s %7s %7s %7s %7s\n", "answer", "suggest", "right", "soft", "wrong", "miss")
	for _, p := range f.Curve {
		fmt.Fprintf(&b, "%-7.2f %-7.2f %s\n", p.Bands.Answer, p.Bands.Suggest, p.Tally.row())
	}
	fmt.Fprintf(&b, "weights and bands of the other sets, %d questions\n%15s %s\n", f.Held.Total, "", f.Held.row())
	fmt.Fprintf(&b, "reliability, log loss %.4f\n%-10s %6s %7s %7s\n", f.LogLoss, "sure", "n", "mean", "right")
	for i, bin := range f.Bins {
		if from := float64(i) / bins; bin.N > 0 {
			fmt.Fprintf(&b, "%.1f–%.1f    %6d %6.1f%% %6.1f%% %s\n", from, from+0.1, bin.N, 100*bin.Mean, 100*bin.Right,
				strings.Repeat("#", int(40*bin.Right+0.5)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
