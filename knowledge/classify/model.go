package classify

import "math"

// A Model is trained and never changes.
type Model struct {
	Classes int
	Scale   float32 // what a weight of one means
	Weights []int8  // bucket by bucket, one a class
}

// quantise keeps each weight as one byte.
func quantise(classes int, w []float32) *Model {
	var most float32
	for _, v := range w {
		most = max(most, float32(math.Abs(float64(v))))
	}
	most = min(most, clipAt)
	m := &Model{Classes: classes, Scale: most / math.MaxInt8, Weights: make([]int8, len(w))}
	if most == 0 {
		return m
	}
	for i, v := range w {
		v = max(min(v, most), -most)
		m.Weights[i] = int8(math.Round(float64(v / m.Scale)))
	}
	return m
}

const clipAt = 12

// Probabilities is how likely each class is.
func (m *Model) Probabilities(features []Feature) []float32 {
	sums := make([]int32, m.Classes)
	for _, f := range features {
		for c, weight := range m.Weights[int(f.Bucket)*m.Classes:][:m.Classes] {
			sums[c] += int32(weight) * int32(f.Value)
		}
	}
	out := make([]float32, m.Classes)
	for c, s := range sums {
		out[c] = float32(s) * m.Scale / unit
	}
	softmax(out)
	return out
}
