package chart

import "math"

// lines is how many steps the value axis has. Clients that draw charts themselves part it in four too.
const lines = 4

// rounds are the steps that people read easily, between 1 and 10.
var rounds = []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10}

// Top is where the value axis ends: the smallest that reaches the largest value in four round steps. Figures are whole,
// so the steps are.
func Top(most int64) int64 {
	for power := 1.0; ; power *= 10 {
		for _, r := range rounds {
			if step := r * power; step == math.Trunc(step) && int64(step)*lines >= most {
				return int64(step) * lines
			}
		}
	}
}
