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

// Probabilities writes how likely each class is. sums is room for as many numbers.
func (m *Model) Probabilities(features []Feature, sums []int32, out []float32) {
	clear(sums)
	n := m.Classes
	for len(features) >= 2 {
		a, b := features[0], features[1]
		ra, rb := m.Weights[int(a.Bucket)*n:][:n], m.Weights[int(b.Bucket)*n:][:n]
		va, vb := int32(a.Value), int32(b.Value)
		for c := range sums {
			sums[c] += int32(ra[c])*va + int32(rb[c])*vb
		}
		features = features[2:]
	}
	for _, f := range features {
		for c, x := range m.Weights[int(f.Bucket)*n:][:n] {
			sums[c] += int32(x) * int32(f.Value)
		}
	}
	for c, s := range sums {
		out[c] = float32(s) * m.Scale / unit
	}
	softmax(out)
}
