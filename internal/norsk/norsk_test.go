package norsk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Kåfjord":               "kafjord",
		"  Indre   Østfold ":    "indre ostfold",
		"Nord-Aurdal":           "nord aurdal",
		"u45":                   "u45",
		"KJÆRE":                 "kjare",
		"Ha\u030Aland":          "haland", // the ring by itself
		"Guovdageaidnu, Snåase": "guovdageaidnu snaase",
		"Đđŋŧž":                 "ddntz",
		"":                      "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"baerum": "barum", "aaaa": "a", "oeygarden": "oygarden"} {
		if got := Digraphs(in); got != want {
			t.Errorf("Digraphs(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"oppkobbling": "opkobling", "tall": "tal", "tal": "tal", "foerre": "fore", "aa": "a", "2211": "2211",
		"tilgang": "tilgang",
	} {
		if got := Loose(in); got != want {
			t.Errorf("Loose(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLinesAreSentences(t *testing.T) {
	got, want := Sentences("Linje én\n\n- linje to\n"), []string{"Linje én", "- linje to"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWords(t *testing.T) {
	var got []string
	for _, w := range Words("Se u45, KL. 12 på Ål") {
		got = append(got, fmt.Sprint(w.Gap, "|", w.Folded, " ", w.Number, " ", w.Upper, " ", w.AllCaps))
	}
	want := []string{
		"|se -1 true false", " |u -1 false false", "|45 45 false false", ", |kl -1 true true", ". |12 12 false false",
		" |pa -1 false false", " |al -1 true false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSentences(t *testing.T) {
	for _, want := range [][]string{
		{"Hei!", "Hva er steg 3?", "Takk."},
		{"Møtet er kl. 12.30 i dag.", "Kom!"},
		{"Vi starter 1. november.", "Greit?"},
		{"Det var i 2025.", "Nå er det nytt."},
		{"Frist 3. Desember, jf. avtalen."},
		{"Se www.nhn.no for mer.", "ok"},
		{"Bruk f.eks. BankID, pga. kravet."},
		{"vi ventet ...", "og så kom den"},
		{"spør leverandøren.", "de vet det"},
		{"Vi har «Profil».", "Hva nå?"},
	} {
		for _, between := range []string{" ", "  ", "\n", " \r\n\r\n"} {
			if got := Sentences(strings.Join(want, between)); !slices.Equal(got, want) {
				t.Errorf("with %q between: got %q, want %q", between, got, want)
			}
		}
	}
	if got := Sentences(" … \n"); len(got) > 1 {
		t.Errorf("nothing said: got %q", got)
	}
}

// TestDictionary looks words up in dictionaries made anew, since a map gives its words in another order each time.
func TestDictionary(t *testing.T) {
	entries := map[string]int{
		"brukstall": 1, "brukstal": 1, "kvartal": 2, "tertial": 3, "uke": 4, "uker": 9,
		"holde": 5, "holme": 6, "teppe": 7, "teppet": 8,
	}
	for range 50 {
		d := NewDictionary(maps.Clone(entries), 5)
		for word, want := range map[string]int{
			// A letter too many, too few, swapped, wrong.
			"bruksttall": 1, "bukstall": 1, "bruksatll": 1, "brukstalx": 1,
			"ukerr": 9, "vkartal": 2, "terttial": 3, "artial": 0, "ukee": 0,
			"hole":   0, // from holde or holme
			"holne":  0,
			"tepper": 7, "tepet": 8, "teppte": 8,
			"uka": 0, "ke": 0, // too short to guess at
			"brukkstal": 1,
			"xbruktall": 0, // two slips
			"":          0, strings.Repeat("a", 9000): 0,
		} {
			got, ok := d.Near(word)
			if got != want || ok != (want != 0) {
				t.Fatalf("Near(%q) = %d, %v, want %d", word, got, ok, want)
			}
		}
		if v, ok := d.Find("uke"); v != 4 || !ok {
			t.Fatalf("Find(uke) = %d, %v", v, ok)
		}
	}
}

func TestWrite(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 999: "999", 1000: "1\u00a0000", 1234567: "1\u00a0234\u00a0567", -100: "-100", -1000: "-1\u00a0000",
	} {
		if got := Grouped(n); got != want {
			t.Errorf("Grouped(%d) = %q, want %q", n, got, want)
		}
	}
	for in, want := range map[string]string{"": "", " åpen": "Åpen", "uke": "Uke", "4 uker": "4 uker"} {
		if got := UpperFirst(in); got != want {
			t.Errorf("UpperFirst(%q) = %q, want %q", in, got, want)
		}
	}
	if got := LowerFirst("Åpen"); got != "åpen" {
		t.Errorf("LowerFirst = %q", got)
	}
	names := Month(time.December) + " " + ShortMonth(time.September) + " " + Weekday(time.Sunday)
	if names != "desember sep. søndag" {
		t.Errorf("names of months and days: %s", names)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"u45", "2026-W45", "Ha\u030A", "\xff", "12.10.2026", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, w := range Words(text) {
			if w.Start < at || w.End <= w.Start || w.End > len(text) || text[at:w.Start] != w.Gap {
				t.Fatalf("word %+v of %q does not fit after %d", w, text, at)
			}
			if at = w.End; w.Folded == "" {
				t.Fatalf("word %+v of %q is empty", w, text)
			}
			if w.Number >= 0 && w.End-w.Start > 9 {
				t.Fatalf("number %d of %q is too long", w.Number, text)
			}
		}
	})
}
