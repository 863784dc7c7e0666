package eval

import (
	"os"
	"strings"
	"testing"
)

func TestFitNow(t *testing.T) {
	var all []Result
	for _, f := range strings.Fields(os.Getenv("SETS")) {
		r, _ := os.Open(f)
		set, _ := Read(r)
		res, _ := Run(t.Context(), set, tuneAsk(t), "answer", "decline")
		all = append(all, res...)
	}
	if len(all) > 0 {
		FitBands(all, 10).WriteText(os.Stdout)
	}
}
