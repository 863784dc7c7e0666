package chart

import "math"

// scale is the value axis, from 0 to top in steps.
type scale struct {
	step, top int64
}

// lines is about how many steps the axis has.
const lines = 4

// newScale finds round steps that reach the largest value. Figures are whole, so the steps are.
func newScale(most int64) scale {
	if most < lines {
		return scale{step: 1, top: lines}
	}
	power := int64(math.Pow10(int(math.Log10(float64(most) / lines))))
	step := power
	for _, f := range []int64{1, 2, 5, 10} {
		if step = f * power; step*lines >= most {
			break
		}
	}
	return scale{step: step, top: (most + step - 1) / step * step}
}
