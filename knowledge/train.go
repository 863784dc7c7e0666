package knowledge

import "math"

// maxLearned is the most classes that are trained for: time and memory grow with their number times that of the words.
// A bigger base is ranked without, and loses some points of accuracy.
const maxLearned = 400

// How the training goes. Chosen like rankingNow. It is deterministic: fixed order, fixed steps, no randomness.
const (
	trainLeast   = 2 // a feature must be met in so many questions, or it teaches a name by heart
	trainEpochs  = 2
	trainRate    = 8.0
	trainSlowing = 2.0
	trainEnough  = 0.95  // an example that is this sure teaches nothing more
	trainTrace   = 0.003 // and a class that is this unlikely learns nothing from it

	coverEpochs  = 5
	coverRate    = 3.0
	coverSlowing = 0.2
	coverBias    = 0.1

	trainStride = 7919 // a prime: the order of the examples mixes the classes
)

type example struct {
	features []feature
	class    int
	rests    bool // it was sure last time, and is left out once
}

// train learns from questions, listed by class. It returns nil where there is nothing to tell apart, or too much.
func train(voc *vocabulary, classes []class, questions [][][]term) *learned {
	if len(classes) < 2 || len(classes) > maxLearned {
		return nil
	}
	l := newLearned(voc, len(classes), questions)
	examples := l.examples(questions)
	l.trainClasses(examples)
	l.trainCover(examples, classes)
	return l
}

// newLearned gives a row to every feature that questions hold often enough.
func newLearned(voc *vocabulary, classes int, questions [][][]term) *learned {
	l := &learned{classes: classes}
	sizes := [featureSorts]int{len(voc.words), len(voc.words), len(voc.runs), len(voc.pairs)}
	for sort, size := range sizes {
		l.rows[sort] = make([]int32, size)
	}
	each(questions, func(_ int, terms []term) {
		eachFeature(terms, func(sort int, id int32, _ float32) {
			if id != unmet {
				l.rows[sort][id]++
			}
		})
	})
	for _, rows := range l.rows {
		for id, n := range rows {
			rows[id] = unmet
			if n >= trainLeast {
				rows[id] = int32(l.count)
				l.count++
			}
		}
	}
	l.weights, l.cover = make([]float32, l.count*classes), make([]float32, l.count)
	return l
}

func each(questions [][][]term, f func(class int, terms []term)) {
	for class, list := range questions {
		for _, terms := range list {
			f(class, terms)
		}
	}
}

func (l *learned) examples(questions [][][]term) []example {
	sc := &scratch{seenRows: marks{at: make([]uint32, l.count)}}
	var all []feature
	var out []example
	each(questions, func(class int, terms []term) {
		from := len(all)
		all = append(all, l.features(terms, sc)...)
		out = append(out, example{features: all[from:len(all):len(all)], class: class})
	})
	return out
}

// eachExample calls f with the examples in mixed order, epoch after epoch, and the size of the step.
func eachExample(examples []example, epochs int, rate, slowing float64, f func(ex *example, step float32)) {
	for epoch := range epochs {
		step := float32(rate / (1 + slowing*float64(epoch)))
		for k := range examples {
			f(&examples[(k*trainStride+epoch)%len(examples)], step)
		}
	}
}

func (l *learned) trainClasses(examples []example) {
	p := make([]float32, l.classes)
	learns := make([]int32, 0, l.classes)
	eachExample(examples, trainEpochs, trainRate, trainSlowing, func(ex *example, step float32) {
		if ex.rests {
			ex.rests = false
			return
		}
		l.probabilities(ex.features, p)
		if p[ex.class] > trainEnough {
			ex.rests = true
			return
		}
		p[ex.class]--
		learns = learns[:0]
		for c, v := range p {
			if v > trainTrace || v < 0 {
				learns = append(learns, int32(c))
			}
		}
		for _, f := range ex.features {
			row, by := l.row(f), f.value*step
			for _, c := range learns {
				row[c] -= float32(by * p[c])
			}
		}
	})
}

func (l *learned) trainCover(examples []example, classes []class) {
	eachExample(examples, coverEpochs, coverRate, coverSlowing, func(ex *example, step float32) {
		want := 0.0
		if classes[ex.class].topic != "" {
			want = 1
		}
		miss := want - 1/(1+math.Exp(-float64(l.covered(ex.features))))
		if math.Abs(miss) < 1-trainEnough {
			return
		}
		by := float32(miss) * step
		for _, f := range ex.features {
			l.cover[f.row] += float32(by * f.value)
		}
		l.bias += float32(by * coverBias)
	})
}
