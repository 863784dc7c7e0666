package questions

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGroupAlike(t *testing.T) {
	got := GroupAlike([]Gap{
		{Kind: Declined, Text: "Hva koster kjernejournal?", Kommune: "5001", Nearest: "steg-1-avtale"},
		{Kind: Declined, Text: "Når åpner kundesenteret", Kommune: "0301", Nearest: "kontakt"},
		{Kind: Declined, Text: "hva koster kjernejournal for oss", Kommune: "4601", Nearest: "steg-1-avtale"},
		{Kind: Disliked, Reason: TooVague, Text: "Hva koster kjernejournalen", Kommune: "5001", Nearest: "stegene"},
		{Kind: Disliked, Reason: Other, Nearest: "stegene"}, // its question is not known any more
	})
	want := []Group{
		{Text: "Hva koster kjernejournal?", Nearest: "steg-1-avtale", Count: 3, Declined: 2, Disliked: 1, Kommuner: 2,
			Texts: []string{"Hva koster kjernejournal?", "hva koster kjernejournal for oss", "Hva koster kjernejournalen"}},
		{Text: "Når åpner kundesenteret", Nearest: "kontakt", Count: 1, Declined: 1, Kommuner: 1,
			Texts: []string{"Når åpner kundesenteret"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAlike holds what the threshold is chosen for: a group shows one of its texts only, so another question must not
// hide in it.
func TestAlike(t *testing.T) {
	for _, tt := range []struct {
		a, b   string
		groups int
	}{
		{"Hva koster det?", "hva koster det for oss", 1},
		{"Hva koster det?", "Kva kostar det?", 1},
		{"hva koster det", "hva betyr det", 2},
		{"Hva koster kjernejournal?", "Hvordan bruker vi kjernejournal?", 2},
	} {
		if got := GroupAlike([]Gap{{Text: tt.a}, {Text: tt.b}}); len(got) != tt.groups {
			t.Errorf("%q and %q make %d groups, want %d", tt.a, tt.b, len(got), tt.groups)
		}
	}
}

func FuzzGroupAlike(f *testing.F) {
	f.Add("Hva koster det?", "hva koster det", "ÆØÅ 😀")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		total, given := 0, 0
		all := []Gap{{Text: a, Kind: Declined}, {Text: b, Kind: Disliked}, {Text: c, Kind: Declined}}
		for _, g := range all {
			if g.Text != "" {
				given++
			}
		}
		for _, g := range GroupAlike(all) {
			total += g.Count
			if g.Count != g.Declined+g.Disliked {
				t.Errorf("counts do not add up: %+v", g)
			}
		}
		if total != given {
			t.Errorf("%d in groups, %d given", total, given)
		}
	})
}
