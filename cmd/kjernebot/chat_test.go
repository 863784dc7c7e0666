package main

import (
	"strings"
	"testing"
)

// TestTerminalShowsSignsAsTheyStand: what is no markup is shown as it was written, and an address once.
func TestTerminalShowsSignsAsTheyStand(t *testing.T) {
	var out strings.Builder
	newScreen(&out).lines("", `Se [https://www.nhn.no/a\_b](https://www.nhn.no/a_b), [NHN](https://www.nhn.no) og **5** \*3\* \<7`)
	if want := "Se https://www.nhn.no/a_b, NHN (https://www.nhn.no) og 5 *3* <7\n"; out.String() != want {
		t.Errorf("shown as %q, want %q", out.String(), want)
	}
}
