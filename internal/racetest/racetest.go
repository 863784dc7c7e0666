// Package racetest tells tests whether the race detector watches, which makes everything ten times as dear: what
// measures a processor, or does much with one goroutine, has been run without it by then.
package racetest

import "testing"

// Skip passes over a test that the detector has nothing to find in.
func Skip(t testing.TB) {
	if On {
		t.Helper()
		t.Skip("measured, or long in one goroutine: runs without the race detector")
	}
}
