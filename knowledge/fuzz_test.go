package knowledge

import (
	"math"
	"testing"
	"unicode/utf8"
)

func FuzzAnswer(f *testing.F) {
	b, err := Load(files)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "?", "Hva koster det? Og hvem bestiller vi hos?", "e-ID 84.110.2", "\xff\xfe",
		"ÆØÅ æøå", "og og and ?", "....", "𐐷 ẞ İ"} {
		f.Add(s, "steg-3-eid")
	}
	f.Fuzz(func(t *testing.T, text, previous string) {
		q := Question{Text: text, Previous: TopicID(previous)}
		a, err := b.Answer(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if math.IsNaN(a.Confidence) || a.Confidence < 0 || a.Confidence > 1 {
			t.Errorf("confidence %v", a.Confidence)
		}
		if (a.Kind == KindAnswer) != (len(a.Topics) > 0) || len(a.Topics) > maxTopics || len(a.Suggestions) > maxSuggestions {
			t.Errorf("%s with topics %v and suggestions %v", a.Kind, a.Topics, a.Suggestions)
		}
		if a.Kind == KindSuggest && len(a.Suggestions) == 0 {
			t.Error("a choice of nothing")
		}
		again, _ := b.Answer(t.Context(), q)
		if again.Kind != a.Kind || again.Confidence != a.Confidence {
			t.Errorf("%v, then %v", a, again)
		}
	})
}

func FuzzSearch(f *testing.F) {
	b, err := Load(files)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("bankid", 3)
	f.Add("", -1)
	f.Add("nærings kode \x00", 1000)
	f.Fuzz(func(t *testing.T, text string, n int) {
		got := b.Search(text, n)
		if len(got) > max(n, 0) {
			t.Errorf("%d results, asked for %d", len(got), n)
		}
		for i := 1; i < len(got); i++ {
			if rounded(float32(got[i].Score)) > rounded(float32(got[i-1].Score)) {
				t.Errorf("result %d scores more than the one before", i)
			}
		}
	})
}

func FuzzDetectLang(f *testing.F) {
	f.Add("Kva er dette?")
	f.Add("\xf0\x28\x8c\xbc")
	f.Fuzz(func(t *testing.T, text string) {
		switch DetectLang(text) {
		case Bokmal, Nynorsk, English:
		default:
			t.Error("an unknown language")
		}
	})
}

func FuzzParseTopic(f *testing.F) {
	f.Add([]byte("---\nid: a\n---\ntext"))
	f.Add([]byte("---\r\nid: [\r\n---\r\n"))
	f.Add([]byte("\ufeff---\nid: a\ntitle: b\nquestions: [c]\nclaims: [S1]\nowner: d\nchecked: " +
		"2026-11-24\n---\nKort.\n\nLangt."))
	f.Fuzz(func(t *testing.T, raw []byte) {
		src := &source{raw: map[string][]byte{"x.nb.md": raw}}
		topic := src.parseTopic("x.nb.md", raw)
		if len(src.problems) == 0 && (topic.ID == "" || topic.Short == "" || topic.Checked.IsZero()) {
			t.Errorf("no problem with %+v", topic)
		}
		for _, p := range src.problems {
			if p.Line < 0 || p.Text == "" {
				t.Errorf("a problem that says nothing: %+v", p)
			}
		}
	})
}

func FuzzWords(f *testing.F) {
	f.Add("Næringskode 87.102, 4a og e-ID")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range words(clip(text)) {
			if w == "" || !utf8.ValidString(w) || !utf8.ValidString(plain(w)) {
				t.Errorf("word %q", w)
			}
		}
	})
}
