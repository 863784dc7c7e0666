package privacy

import "testing"

func TestFindVectors(t *testing.T) {
	for _, test := range []struct {
		text string
		want Kind
	}{
		{"02013299997", Fodselsnummer},
		{"02013299903", Fodselsnummer},
		{"01912450097", Syntetisk},
		{"01512450004", HNummer},
		{"01923299978", Syntetisk},
		{"01923299986", Syntetisk},
		{"81234567802", FHNummer},
		{"209912345608", DUF},
		{"12345678910", ""},
		{"52345678910", ""},
	} {
		hits := Find(test.text)
		var got Kind
		if len(hits) > 0 {
			got = hits[0].Kind
		}
		if got != test.want || len(hits) > 1 {
			t.Errorf("Find(vector %q) = %v, want %q", test.text, hits, test.want)
		}
	}
}
