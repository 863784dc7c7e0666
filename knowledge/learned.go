package knowledge

import "math"

// learned is what the listed questions teach about which words tell topics apart: a softmax classifier, trained on them
// when the index is built. BM25 knows that "hvor lenge" is rare; this knows that it turns a question about the
// configuration file into one that is not covered. Training is deterministic: fixed order, fixed steps, no randomness.
type learned struct {
	ids     [featureSorts]map[string]int32
	count   int
	weights []float32 // feature-major: weights[id*classes+class]
	classes int
}

// maxLearned is the most classes that are trained for: time and memory grow with their number times that of the words.
// A bigger base is ranked without, and loses some points of accuracy.
const maxLearned = 400

// How a term counts as a feature, and how the training goes. Chosen like rankingNow.
const (
	featureGram   = 0.2
	featureFiller = 0.5
	featureKind   = 0.7
	featurePair   = 0.5
	featureUnseen = 0.3 // share of a feature that was never met, in the length of a question
	trainEpochs   = 10
	trainEnough   = 0.95 // an example that is this sure teaches nothing more
	trainRate     = 6.0
	trainSlowing  = 0.2
	trainStride   = 7919 // a prime: the order of the examples mixes the classes
)

// The sorts of features; a word and a run of letters that look alike are two features.
const (
	sortWord = iota
	sortFiller
	sortGram
	featureSorts
)

type feature struct {
	id    int32
	value float32
}

type example struct {
	features []feature
	class    int
}

func eachLearnedFeature(terms []term, f func(sort int, key string, value float32)) {
	for i, t := range terms {
		if t.filler {
			f(sortFiller, t.key, featureFiller)
		} else {
			f(sortWord, t.key, 1)
			if t.kind != "" {
				f(sortWord, t.kind, featureKind)
			}
			for _, g := range t.grams {
				f(sortGram, g, featureGram)
			}
		}
		if i > 0 {
			f(sortWord, t.pair, featurePair)
		}
	}
}

// features is the text as a vector of length one. With grow, new features get a place.
func (l *learned) features(terms []term, grow bool) []feature {
	var out []feature
	var norm float64
	eachLearnedFeature(terms, func(sort int, key string, v float32) {
		id, ok := l.ids[sort][key]
		if !ok {
			if !grow {
				norm += square(v) * featureUnseen
				return
			}
			id = int32(l.count)
			l.count++
			l.ids[sort][key] = id
		}
		for _, f := range out { // short: cheaper than a map
			if f.id == id {
				return
			}
		}
		out = append(out, feature{id, v})
		norm += square(v)
	})
	if norm == 0 {
		return out
	}
	scale := float32(1 / math.Sqrt(norm))
	for i := range out {
		out[i].value *= scale
	}
	return out
}

// train learns from questions, listed by class. It returns nil where there is nothing to tell apart, or too much.
func train(questions [][][]term) *learned {
	if len(questions) < 2 || len(questions) > maxLearned {
		return nil
	}
	l := &learned{classes: len(questions)}
	for sort := range l.ids {
		l.ids[sort] = map[string]int32{}
	}
	var examples []example
	for class, list := range questions {
		for _, terms := range list {
			examples = append(examples, example{l.features(terms, true), class})
		}
	}
	l.weights = make([]float32, l.count*l.classes)
	p := make([]float32, l.classes)
	for epoch := range trainEpochs {
		rate := float32(trainRate / (1 + trainSlowing*float64(epoch)))
		for k := range examples {
			ex := examples[(k*trainStride+epoch)%len(examples)]
			l.probabilities(ex.features, p)
			if p[ex.class] > trainEnough {
				continue
			}
			p[ex.class]--
			for _, f := range ex.features {
				row := l.weights[int(f.id)*l.classes:][:l.classes]
				step := f.value * rate
				for c, v := range p {
					row[c] -= float32(step * v) // the conversion keeps every machine from fusing the two steps
				}
			}
		}
	}
	return l
}

// probabilities writes how likely each class is.
func (l *learned) probabilities(features []feature, out []float32) {
	clear(out)
	for _, f := range features {
		for c, w := range l.weights[int(f.id)*l.classes:][:l.classes] {
			out[c] += float32(w * f.value)
		}
	}
	most := out[0]
	for _, v := range out {
		most = max(most, v)
	}
	var sum float32
	for c, v := range out {
		out[c] = float32(math.Exp(float64(v - most)))
		sum += out[c]
	}
	for c := range out {
		out[c] /= sum
	}
}
