package classify

import (
	"math"
	"slices"
)

// An Example is a text, as its features, and the class that it belongs to.
type Example struct {
	Features []Feature
	Class    int
	rests    int // for so many rounds more, because it was sure
	rest     int
}

// How training goes: stochastic gradient descent in a fixed mixed order, with a step that shrinks. The model is the
// mean of the weights after each round, which is as good after five rounds as the last weights after eight (Polyak and
// Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992). Chosen by leaving out whole question sets.
const (
	epochs  = 5
	rate    = 5.0
	slowing = 0.4
	enough  = 0.97  // an example that is this sure teaches nothing more, and rests, longer each time
	trace   = 0.002 // a class that is this unlikely learns nothing from an example
	stride  = 7919  // a prime: the order of the examples mixes the classes
)

// Train learns to tell the classes apart.
func Train(classes int, examples []Example) *Model {
	w := make([]float32, Buckets*classes)
	sum := make([]float32, len(w))
	p := make([]float32, classes)
	for epoch := range epochs {
		step := float32(rate / (1 + slowing*float64(epoch)))
		for k := range examples {
			ex := &examples[(k*stride+epoch)%len(examples)]
			if ex.rests > 0 {
				ex.rests--
				continue
			}
			scores(w, ex.Features, p)
			softmax(p)
			if p[ex.Class] > enough {
				ex.rest = 2*ex.rest + 1
				ex.rests = ex.rest
				continue
			}
			ex.rest = 0
			learn(w, ex, p, step)
		}
		for i, v := range w {
			sum[i] += v
		}
	}
	for i := range sum {
		sum[i] /= epochs
	}
	return quantise(classes, sum)
}

// scores sums the weights of the features, class by class in p. Two features at a time, which takes half the time.
func scores(w []float32, features []Feature, p []float32) {
	clear(p)
	n := len(p)
	row := func(f Feature) ([]float32, float32) { return w[int(f.Bucket)*n:][:n], float32(f.Value) / unit }
	for pair := range slices.Chunk(features, 2) {
		a, x := row(pair[0])
		b, y := row(pair[len(pair)-1])
		if len(pair) == 1 {
			y = 0
		}
		for c := range p {
			p[c] += float32(a[c]*x) + float32(b[c]*y)
		}
	}
}

// softmax turns scores into probabilities.
func softmax(p []float32) {
	most := p[0]
	for _, v := range p {
		most = max(most, v)
	}
	var sum float32
	for c, v := range p {
		p[c] = 0
		if d := v - most; d > -14 {
			p[c] = float32(math.Exp(float64(d)))
			sum += p[c]
		}
	}
	for c := range p {
		p[c] /= sum
	}
}

// learn moves the weights towards the class of the example; p is its probabilities, and is used up.
func learn(w []float32, ex *Example, p []float32, step float32) {
	p[ex.Class]--
	var learns []int
	for c, v := range p {
		if v > trace || v < 0 {
			learns = append(learns, c)
		}
	}
	for _, f := range ex.Features {
		row, by := w[int(f.Bucket)*len(p):][:len(p)], float32(f.Value)/unit*step
		for _, c := range learns {
			row[c] -= float32(by * p[c])
		}
	}
}
