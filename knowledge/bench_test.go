package knowledge_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"kjernebot/knowledge"
)

// grown is the compiled-in knowledge base with made-up topics beside it, n in all.
func grown(tb testing.TB, n int) fs.FS {
	tb.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(knowledge.Files(), "topics/*.md")
	if err != nil {
		tb.Fatal(err)
	}
	have := map[string]bool{}
	for _, name := range names {
		raw, err := fs.ReadFile(knowledge.Files(), name)
		if err != nil {
			tb.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: raw}
		id, _, _ := strings.Cut(strings.TrimPrefix(name, "topics/"), ".")
		have[id] = true
	}
	for i := len(have); i < n; i++ {
		id := fmt.Sprintf("emne-%05d", i)
		out["topics/"+id+".nb.md"] = &fstest.MapFile{Data: []byte(madeUp(id, i))}
	}
	return out
}

// madeUp writes a topic about things that no other topic is about.
func madeUp(id string, i int) string {
	syllables := []string{"bal", "dor", "fim", "gus", "hek", "jor", "kip", "lun", "mot", "nar", "pel", "rud", "sif", "tog",
		"vem"}
	word := func(k int) string {
		s := ""
		for range 3 {
			s += syllables[k%len(syllables)]
			k /= len(syllables)
		}
		return s
	}
	a, b, c := word(i), word(i*7+3), word(i*13+5)
	return fmt.Sprintf(`---
id: %s
title: Om %s
questions:
  - Hva er %s?
  - Hvordan bestiller vi %s til %s?
  - Hvem har ansvaret for %s?
claims: [S1]
owner: Kari Nordmann
checked: 2026-11-24
---
Bruk %s når %s skal settes opp.

Si fra til %s.
`, id, a, a, b, c, c, a, b, c)
}

func BenchmarkAnswer(b *testing.B) {
	questions := []string{
		"Hva slags e-ID trenger sykepleierne?",
		"konfigurasjons fil hvordan lese inn i epj",
		"Hvem gir systemansvarlig tilgang i Altinn?",
		"Hva koster det å ta i bruk kjernejournal?",
		"Jeg er ny systemansvarlig og har aldri vært borti dette før. Hvordan registrerer jeg enhetene våre? Haster.",
	}
	for _, n := range []int{24, 1000, 10000} {
		base, err := knowledge.Load(grown(b, n))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("topics=%d", n), func(b *testing.B) {
			ctx := b.Context()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := base.Answer(ctx, knowledge.Question{Text: questions[i%len(questions)]}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{24, 1000} {
		fsys := grown(b, n)
		b.Run(fmt.Sprintf("topics=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := knowledge.Load(fsys); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
