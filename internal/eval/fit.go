package eval

import (
	"fmt"
	"io"
	"strings"
)

// Bands are the two thresholds of confidence: from Answer a topic is the answer, from Suggest it is offered.
type Bands struct {
	Answer  float64
	Suggest float64
}

// Apply turns an outcome of kind answer, suggest or decline into what it would have been with the bands b. The
// outcome must carry its confidence, and the best topics in Suggestions whatever its kind.
func (b Bands) Apply(o Outcome) Outcome {
	switch o.Kind {
	case KindAnswer, KindSuggest, KindDecline:
	default:
		return o
	}
	out := Outcome{Kind: KindDecline, Suggestions: o.Suggestions, Confidence: o.Confidence}
	if len(o.Suggestions) == 0 {
		return out
	}
	switch {
	case o.Confidence >= b.Answer:
		out.Kind, out.Topics = KindAnswer, o.Suggestions[:1]
	case o.Confidence >= b.Suggest:
		out.Kind = KindSuggest
	}
	return out
}

// A Point is one threshold and what it would give.
type Point struct {
	Bands Bands
	Tally Tally
}

// Fit is a fitted pair of thresholds, the curve that they were taken from, and what to expect of them.
type Fit struct {
	Best  Bands
	Curve []Point // over the answer threshold, with the best suggest threshold
	// Folds and Held are the cross-validation: in each of Folds rounds the thresholds are fitted without one part and
	// judged on that part, so that no question is judged by thresholds that it helped to choose.
	Folds int
	Held  Tally
}

// wrongCosts says how many right answers one wrong answer costs when thresholds are chosen, and softGains what an
// offered choice is worth: the bot should rather ask than mislead.
const (
	wrongCosts = 3.0
	softGains  = 0.4
)

// FitBands chooses thresholds on results, which must be of kinds answer and decline, and cross-validates them.
func FitBands(results []Result, folds int) Fit {
	f := Fit{Best: best(results), Folds: folds}
	for _, a := range grid() {
		bands := Bands{Answer: a, Suggest: min(f.Best.Suggest, a)}
		f.Curve = append(f.Curve, Point{Bands: bands, Tally: tally(results, bands)})
	}
	for fold := range folds {
		var train, held []Result
		for i, r := range results {
			if i%folds == fold {
				held = append(held, r)
				continue
			}
			train = append(train, r)
		}
		f.Held.judge(held, best(train))
	}
	return f
}

// grid is every threshold that is tried.
func grid() []float64 {
	var out []float64
	for i := 2; i <= 18; i++ {
		out = append(out, float64(i)/20)
	}
	return out
}

func best(results []Result) Bands {
	var top Bands
	most := 0.0
	for _, a := range grid() {
		for _, s := range grid() {
			if s > a {
				break
			}
			b := Bands{Answer: a, Suggest: s}
			t := tally(results, b)
			if v := float64(t.Right) + softGains*float64(t.Soft) - wrongCosts*float64(t.Wrong); top == (Bands{}) || v > most {
				top, most = b, v
			}
		}
	}
	return top
}

func tally(results []Result, b Bands) (t Tally) {
	t.judge(results, b)
	return t
}

// judge counts what the results would have been with the bands b.
func (t *Tally) judge(results []Result, b Bands) {
	for _, r := range results {
		t.Add(Judge(r.Question, b.Apply(r.Outcome)))
	}
}

// WriteText writes the curve and the cross-validated figures for a person.
func (f Fit) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "best: answer from %.2f, suggest from %.2f\n", f.Best.Answer, f.Best.Suggest)
	fmt.Fprintf(&b, "%-7s %-7s %7s %7s %7s %7s\n", "answer", "suggest", "right", "soft", "wrong", "miss")
	for _, p := range f.Curve {
		fmt.Fprintf(&b, "%-7.2f %-7.2f %s\n", p.Bands.Answer, p.Bands.Suggest, p.Tally.row())
	}
	fmt.Fprintf(&b, "cross-validated in %d parts, %d questions\n%15s %s\n", f.Folds, f.Held.Total, "", f.Held.row())
	_, err := io.WriteString(w, b.String())
	return err
}
