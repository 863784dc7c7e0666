package knowledge

import (
	"fmt"
	"os"
	"testing"
)

type held struct {
	class string
	text  string
}

// leaveOut builds the base without every fold-th listed question, and returns those.
func leaveOut(fold, folds int, rk ranking) (*Base, []held) {
	src := read(files)
	var out []held
	n := 0
	keep := func(class string, qs []string) []string {
		var kept []string
		for _, q := range qs {
			n++
			if (n*7919)%folds == fold && len(qs) > 3 {
				out = append(out, held{class, q})
				continue
			}
			kept = append(kept, q)
		}
		return kept
	}
	for i := range src.topics {
		t := &src.topics[i]
		t.questions = keep(string(t.ID), t.questions)
	}
	for i := range src.subjects {
		s := &src.subjects[i]
		s.Questions = keep("-"+s.ID, s.Questions)
	}
	b := src.build()
	lx := src.lexicon()
	b.index = newIndex(lx, b, rk)
	return b, out
}

func looScore(rk ranking, show bool) (right, wrongAnswer, n int) {
	for fold := range 5 {
		b, qs := leaveOut(fold, 5, rk)
		for _, h := range qs {
			spans := b.index.spans(h.text)
			scores := b.index.combine(spans)
			best := 0
			for c := range scores {
				if scores[c] > scores[best] {
					best = c
				}
			}
			n++
			got := ""
			if scores[best] > 0 {
				c := b.index.classes[best]
				got = string(c.topic)
				if got == "" {
					got = "-" + b.subjects[c.subject].id
				}
			}
			if got == h.class || (got != "" && got[0] == '-' && h.class[0] == '-') {
				right++
			} else {
				if got == "" || got[0] != '-' {
					wrongAnswer++
				}
				if show {
					fmt.Println(h.class, "got", got, "|", h.text)
				}
			}
		}
	}
	return
}

func TestLOO(t *testing.T) {
	if os.Getenv("LOO") == "" {
		t.Skip()
	}
	r, w, n := looScore(rankingNow(), os.Getenv("LOO") == "show")
	fmt.Println("LOO", r, w, n, float64(r)/float64(n))
}

func TestGrid(t *testing.T) {
	if os.Getenv("GRID") == "" {
		t.Skip()
	}
	base := rankingNow()
	try := func(name string, rk ranking) {
		r, w, n := looScore(rk, false)
		fmt.Printf("%s %.4f wrong %d\n", name, float64(r)/float64(n), w)
	}
	try("base", base)
	for _, v := range []float64{0.6, 2, 4} {
		rk := base
		rk.k1 = v
		try(fmt.Sprint("k1 ", v), rk)
	}
	for _, v := range []float64{0.1, 0.7} {
		rk := base
		rk.b = v
		try(fmt.Sprint("b ", v), rk)
	}
	for _, v := range []float32{0.1, 0.2, 0.5} {
		rk := base
		rk.words = v
		try(fmt.Sprint("words ", v), rk)
	}
	for _, v := range []float32{0, 0.2, 0.4} {
		rk := base
		rk.pairs = v
		try(fmt.Sprint("pairs ", v), rk)
	}
	for _, v := range []float32{0.1, 0.4, 0.6} {
		rk := base
		rk.grams = v
		try(fmt.Sprint("grams ", v), rk)
	}
	for _, v := range []float32{0.2, 0.6, 1} {
		rk := base
		rk.aliases = v
		try(fmt.Sprint("aliases ", v), rk)
	}
	for _, v := range []float64{0, 0.6, 1} {
		rk := base
		rk.unseen = v
		try(fmt.Sprint("unseen ", v), rk)
	}
}
