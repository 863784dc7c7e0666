// Package classify tells which class a short text belongs to: a multinomial logistic regression (softmax) over hashed
// features. It knows nothing of what the classes are.
//
// Hashing instead of a dictionary of features bounds the size of the model, needs no vocabulary beside it, and gives a
// misspelled word the features of the letter n-grams that it shares with the right one (Weinberger et al., "Feature
// Hashing for Large Scale Multitask Learning", 2009; Joulin et al., "Bag of Tricks for Efficient Text Classification",
// 2016). Weights are kept as one byte each and scores are sums of whole numbers, so that every machine gets the same.
package classify

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// Buckets is how many features there are. Two that share one cost less than they save: at 16k the held-out accuracy is
// that of 64k within 0.3 points.
const Buckets = 1 << 14

// unit is the length of a feature vector in whole numbers.
const unit = 1024

// A Feature is a bucket and how much it counts.
type Feature struct {
	Bucket uint16
	Value  int16
}

// A Builder collects the features of one text. The zero Builder is ready.
type Builder []weighed

type weighed struct {
	bucket uint16
	value  float32
}

// Hash is FNV-1a, which is the same on every machine, of one sort of feature: those of different sorts never mean the
// same.
func Hash(sort byte, parts ...string) uint64 {
	const offset, prime uint64 = 14695981039346656037, 1099511628211
	h := (offset ^ uint64(sort)) * prime
	for _, s := range parts {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime
		}
	}
	return h
}

// Add notes the feature of that hash.
func (b *Builder) Add(hash uint64, value float32) {
	hash ^= hash >> 29
	*b = append(*b, weighed{uint16((hash ^ hash>>17) % Buckets), value})
}

// Grams adds the letter n-grams of a word with a mark at both ends, of every length in sizes.
func (b *Builder) Grams(word string, value float32, sizes ...int) {
	marked := "_" + word + "_"
	for _, n := range sizes {
		n = min(n, len(marked))
		for i := 0; i+n <= len(marked); i++ {
			b.Add(Hash('g', marked[i:i+n]), value)
		}
	}
}

// Features is the text as a vector of length one, in whole numbers.
func (b *Builder) Features() []Feature {
	var norm float64
	for _, r := range *b {
		norm += float64(r.value) * float64(r.value)
	}
	scale := unit / math.Sqrt(norm)
	out := make([]Feature, len(*b))
	for i, r := range *b {
		out[i] = Feature{r.bucket, int16(math.Round(float64(r.value) * scale))}
	}
	return out
}

// A Model is trained and never changes.
type Model struct {
	Classes int
	Scale   float32 // what a weight of one means
	Weights []byte  // bucket by bucket, one a class: signed
}

// quantise keeps each weight as one byte.
func quantise(classes int, w []float32) *Model {
	var most float32
	for _, v := range w {
		most = max(most, float32(math.Abs(float64(v))))
	}
	most = min(most, clipAt)
	m := &Model{Classes: classes, Scale: most / math.MaxInt8, Weights: make([]byte, len(w))}
	if most == 0 {
		return m
	}
	for i, v := range w {
		v = max(min(v, most), -most)
		m.Weights[i] = byte(int8(math.Round(float64(v / m.Scale))))
	}
	return m
}

const clipAt = 12

// Probabilities is how likely each class is.
func (m *Model) Probabilities(features []Feature) []float32 {
	sums := make([]int32, m.Classes)
	row := func(f Feature) ([]byte, int32) {
		return m.Weights[int(f.Bucket)*len(sums):][:len(sums)], int32(f.Value)
	}
	for pair := range slices.Chunk(features, 2) { // as in scores
		a, x := row(pair[0])
		b, y := row(pair[len(pair)-1])
		if len(pair) == 1 {
			y = 0
		}
		for c := range sums {
			sums[c] += int32(int8(a[c]))*x + int32(int8(b[c]))*y
		}
	}
	out := make([]float32, m.Classes)
	for c, s := range sums {
		out[c] = float32(s) * m.Scale / unit
	}
	softmax(out)
	return out
}

// An Example is a text, as its features, and the class that it belongs to.
type Example struct {
	Features []Feature
	Class    int
}

// How training goes: stochastic gradient descent in a fixed mixed order, with a step that shrinks. The model is the
// mean of the weights after the later rounds, which is as good after six rounds as the last weights after eight (Polyak
// and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992). Chosen by leaving out whole sets.
const (
	epochs   = 6
	settled  = 2 // rounds whose weights do not count: much is not learned yet
	learners = 2
	rate     = 5.0
	slowing  = 0.4
	enough   = 0.97  // an example that is this sure teaches nothing more, and rests, longer each time
	trace    = 0.002 // a class that is this unlikely learns nothing from an example
)

// Train learns to tell the classes apart. The model is the mean of what several learn side by side, each in an order of
// its own: with one order alone a model is up to a point in a hundred better or worse than with another.
func Train(classes int, examples []Example) *Model {
	var group sync.WaitGroup
	sums := make([][]float32, learners)
	for i := range sums {
		group.Go(func() { sums[i] = learnAll(classes, examples, uint64(2*i+3)) })
	}
	group.Wait()
	for k := range sums[0] {
		for _, other := range sums[1:] {
			sums[0][k] += other[k]
		}
		sums[0][k] /= (epochs - settled) * learners
	}
	return quantise(classes, sums[0])
}

// learnAll is the sum of the weights after each round that counts.
func learnAll(classes int, examples []Example, salt uint64) []float32 {
	w := make([]float32, Buckets*classes)
	sum := make([]float32, len(w))
	p := make([]float32, classes)
	order := mixed(examples, salt)
	rests := make([]struct{ left, next int }, len(examples)) // an example that was sure rests for so many rounds
	for epoch := range epochs {
		step := float32(rate / (1 + slowing*float64(epoch)))
		for _, at := range order {
			ex, rest := &examples[at], &rests[at]
			if rest.left > 0 {
				rest.left--
				continue
			}
			scores(w, ex.Features, p)
			softmax(p)
			if p[ex.Class] > enough {
				rest.next = 2*rest.next + 1
				rest.left = rest.next
				continue
			}
			rest.next = 0
			learn(w, ex, p, step)
		}
		if epoch < settled {
			continue
		}
		for i, v := range w {
			sum[i] += v
		}
	}
	return sum
}

// mixed is an order in which the classes are mixed, and that stays as it is where examples are added or taken away.
func mixed(examples []Example, salt uint64) []int {
	order, keys := make([]int, len(examples)), make([]uint64, len(examples))
	for i, ex := range examples {
		order[i] = i
		for _, f := range ex.Features {
			keys[i] = (keys[i] ^ uint64(f.Bucket) ^ salt) * 1099511628211
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	return order
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
