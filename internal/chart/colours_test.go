package chart

import (
	"image/color"
	"math"
	"testing"
)

// TestContrast: what is written is read at 7 : 1 (WCAG 2.1, 1.4.6) and the bars stand out by more than 3 : 1 (1.4.11).
func TestContrast(t *testing.T) {
	for name, c := range map[string]struct {
		colour color.RGBA
		least  float64
	}{"numbers": {ink, 7}, "labels": {faint, 7}, "bars": {bar, 3}} {
		if got := (luminance(paper) + 0.05) / (luminance(c.colour) + 0.05); got < c.least {
			t.Errorf("%s stand out by %.2f : 1, want %v", name, got, c.least)
		}
	}
}

// luminance is the relative luminance of https://www.w3.org/TR/WCAG21/#dfn-relative-luminance.
func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 0xff
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
