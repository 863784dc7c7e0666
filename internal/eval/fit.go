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

// apply is what the bands make of a question of that confidence.
func (b Bands) apply(o Outcome, confidence float64) Outcome {
	out := Outcome{Kind: KindDecline, Suggestions: o.Suggestions, Confidence: confidence}
	switch {
	case len(o.Suggestions) == 0:
	case confidence >= b.Answer:
		out.Kind, out.Topics = KindAnswer, o.Suggestions[:1]
	case confidence >= b.Suggest:
		out.Kind = KindSuggest
	}
	return out
}

// A Point of the curve is what a threshold of answering would give.
type Point struct {
	Bands Bands
	Tally Tally
}

// A Bin is the questions of about the same confidence: how sure the program was, and how often it was right.
type Bin struct {
	From, Mean, Right float64
	N                 int
}

// A Fit is a confidence that was fitted, and how it did on the sets that it was fitted without.
type Fit struct {
	Weights []float64 // on all samples
	Bands   Bands
	Curve   []Point // over the answer threshold; every confidence is cross-validated
	Bins    []Bin
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
	samples = parted(samples)
	f := Fit{Weights: regress(samples)}
	held := make([]float64, len(samples))
	for fold := range folds(samples) {
		var train []Sample
		for _, s := range samples {
			if s.Fold != fold {
				train = append(train, s)
			}
		}
		weights := regress(train)
		bands := bestBands(train, confidences(train, weights))
		for i, s := range samples {
			if s.Fold != fold {
				continue
			}
			held[i] = confidence(s.Evidence, weights)
			f.Held.Add(Judge(s.Question, bands.outcome(&s, held[i])))
		}
	}
	f.Bands = bestBands(samples, held)
	for _, a := range grid() {
		b := Bands{Answer: a, Suggest: min(f.Bands.Suggest, a)}
		f.Curve = append(f.Curve, Point{b, b.tally(samples, held)})
	}
	f.reliability(samples, held)
	return f
}

func parted(samples []Sample) []Sample {
	const parts = 5
	if folds(samples) > 1 {
		return samples
	}
	samples = slices.Clone(samples)
	for i := range samples {
		samples[i].Fold = i % parts
	}
	return samples
}

func folds(samples []Sample) int {
	n := 0
	for _, s := range samples {
		n = max(n, s.Fold+1)
	}
	return n
}

func (b Bands) outcome(s *Sample, confidence float64) Outcome {
	if s.Evidence == nil {
		return s.Outcome
	}
	return b.apply(s.Outcome, confidence)
}

func (b Bands) tally(samples []Sample, held []float64) (t Tally) {
	for i := range samples {
		t.Add(Judge(samples[i].Question, b.outcome(&samples[i], held[i])))
	}
	return t
}

// reliability is the diagram: is the program right as often as it says?
func (f *Fit) reliability(samples []Sample, held []float64) {
	const bins = 10
	f.Bins = make([]Bin, bins)
	n := 0
	for i := range samples {
		if samples[i].Evidence == nil {
			continue
		}
		p := held[i]
		bin := &f.Bins[min(int(p*bins), bins-1)]
		bin.N, bin.Mean = bin.N+1, bin.Mean+p
		if samples[i].right() {
			bin.Right++
		} else {
			p = 1 - p
		}
		f.LogLoss -= math.Log(max(p, 1e-9))
		n++
	}
	for i := range f.Bins {
		bin := &f.Bins[i]
		bin.From = float64(i) / bins
		bin.Mean, bin.Right = bin.Mean/float64(max(bin.N, 1)), bin.Right/float64(max(bin.N, 1))
	}
	f.LogLoss /= float64(max(n, 1))
}

func grid() []float64 {
	var out []float64
	for i := 4; i <= 18; i++ {
		out = append(out, float64(i)/20)
	}
	return out
}

func bestBands(samples []Sample, held []float64) (top Bands) {
	most := math.Inf(-1)
	for _, a := range grid() {
		for _, s := range grid() {
			if s > a {
				break
			}
			b := Bands{Answer: a, Suggest: s}
			t := b.tally(samples, held)
			if v := float64(t.Right) + softGains*float64(t.Soft) - wrongCosts*float64(t.Wrong); v > most {
				top, most = b, v
			}
		}
	}
	return top
}

func confidences(samples []Sample, weights []float64) []float64 {
	out := make([]float64, len(samples))
	for i := range samples {
		out[i] = confidence(samples[i].Evidence, weights)
	}
	return out
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

// solve is Gauss's elimination with pivots.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		pivot := i
		for r := i + 1; r < n; r++ {
			if math.Abs(a[r][i]) > math.Abs(a[pivot][i]) {
				pivot = r
			}
		}
		a[i], a[pivot], b[i], b[pivot] = a[pivot], a[i], b[pivot], b[i]
		if a[i][i] == 0 {
			continue
		}
		for r := range n {
			if f := a[r][i] / a[i][i]; r != i && f != 0 {
				for c := i; c < n; c++ {
					a[r][c] -= f * a[i][c]
				}
				b[r] -= f * b[i]
			}
		}
	}
	for i := range n {
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
	for _, bin := range f.Bins {
		if bin.N > 0 {
			fmt.Fprintf(&b, "%.1f–%.1f    %6d %6.1f%% %6.1f%% %s\n", bin.From, bin.From+0.1, bin.N, 100*bin.Mean, 100*bin.Right,
				strings.Repeat("#", int(40*bin.Right+0.5)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
