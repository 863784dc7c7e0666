package knowledge

import "math"

// learned is what the listed questions teach about which words tell topics apart: a softmax classifier over all classes,
// and beside it a logistic one that only tells what the guide covers from what it does not. BM25 knows that "hvor lenge"
// is rare; these know that it turns a question about the configuration file into one that is not covered.
type learned struct {
	rows    [featureSorts][]int32 // by sort and number: the row of weights, or unmet
	count   int                   // rows
	classes int
	weights []float32 // row by row, one weight a class
	cover   []float32 // one weight a row: for covered, against not covered
	bias    float32
}

// How a term counts as a feature. Chosen like rankingNow.
const (
	featureRun    = 0.2
	featureFiller = 0.5
	featureKind   = 0.7
	featurePair   = 0.5
	featureAsk    = 0.4 // a word that asks, with each word behind it
	featureUnseen = 0.6 // share of a feature that was never met, in the length of a question
)

// The sorts of features: a word counts apart from the same word as filler.
const (
	sortWord = iota
	sortFiller
	sortRun
	sortPair // and a word that asks with a later one
	featureSorts
)

type feature struct {
	row   int32
	value float32
}

// eachFeature calls f with everything that a text says. A number may be unmet.
func eachFeature(terms []term, f func(sort int, id int32, value float32)) {
	asked := false
	for i := range terms {
		t := &terms[i]
		if t.filler {
			f(sortFiller, t.id, featureFiller)
		} else {
			f(sortWord, t.id, 1)
			if t.kind != "" {
				f(sortWord, t.kindID, featureKind)
			}
			for _, r := range t.runs {
				f(sortRun, r, featureRun)
			}
			if asked && !t.asking {
				f(sortPair, t.ask, featureAsk)
			}
			asked = asked || t.asking
		}
		if i > 0 {
			f(sortPair, t.pair, featurePair)
		}
	}
}

// features is the text as a vector of length one. It is overwritten when sc is used again.
func (l *learned) features(terms []term, sc *scratch) []feature {
	out := sc.features[:0]
	var norm float64
	sc.seenRows.reset()
	eachFeature(terms, func(sort int, id int32, v float32) {
		row := unmet
		if id != unmet {
			row = l.rows[sort][id]
		}
		switch {
		case row == unmet:
			norm += square(v) * featureUnseen
		case sc.seenRows.first(row):
			out = append(out, feature{row, v})
			norm += square(v)
		}
	})
	sc.features = out
	if norm == 0 {
		return out
	}
	scale := float32(1 / math.Sqrt(norm))
	for i := range out {
		out[i].value *= scale
	}
	return out
}

// leastLogit is how far behind the likeliest class one counts as impossible.
const leastLogit = -12

// probabilities writes how likely each class is.
func (l *learned) probabilities(features []feature, out []float32) {
	l.sum(features, out)
	most := out[0]
	for _, v := range out {
		most = max(most, v)
	}
	var sum float32
	for c, v := range out {
		out[c] = 0
		if d := v - most; d > leastLogit {
			out[c] = float32(math.Exp(float64(d)))
			sum += out[c]
		}
	}
	for c := range out {
		out[c] /= sum
	}
}

// sum adds up the weights of the features, four rows at a time. The conversions keep every machine from fusing a
// product and a sum into one step, which rounds otherwise.
func (l *learned) sum(features []feature, out []float32) {
	clear(out)
	for len(features) >= 4 {
		a, b, c, d := features[0], features[1], features[2], features[3]
		ra, rb, rc, rd := l.row(a)[:len(out)], l.row(b)[:len(out)], l.row(c)[:len(out)], l.row(d)[:len(out)]
		for k := range out {
			out[k] += float32(ra[k]*a.value) + float32(rb[k]*b.value) + float32(rc[k]*c.value) + float32(rd[k]*d.value)
		}
		features = features[4:]
	}
	for _, f := range features {
		for k, w := range l.row(f)[:len(out)] {
			out[k] += float32(w * f.value)
		}
	}
}

func (l *learned) row(f feature) []float32 {
	return l.weights[int(f.row)*l.classes:][:l.classes]
}

// covered is the logarithm of the odds that any topic covers the text.
func (l *learned) covered(features []feature) float32 {
	z := l.bias
	for _, f := range features {
		z += float32(l.cover[f.row] * f.value)
	}
	return z
}
