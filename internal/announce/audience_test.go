package announce

import (
	"errors"
	"strings"
	"testing"

	"kjernebot/internal/kommune"
)

func TestParseAudience(t *testing.T) {
	registry := kommune.New()
	for _, c := range []struct{ text, want, problem string }{
		{"all", "all", ""},
		{" Channels ", "channels", ""},
		{"members", "members", ""},
		{"kommuner:5001,4601", "kommuner:4601,5001", ""},
		{"kommuner: 5001 ; 4601;5001", "kommuner:4601,5001", ""},
		{"kommuner:5001 4601\n301", "kommuner:0301,4601,5001", ""},
		{"kommuner:Kommunenr\t", "", `"Kommunenr" is no kommune`},
		{"kommuner:5001 Trondheim\n4601 Bergen\n0301\tOslo", "kommuner:0301,4601,5001", ""},
		{"kommuner:Trondheim, Indre Østfold", "kommuner:3118,5001", ""},
		{"kommuner:Herøy", "", "are several kommuner"},
		{"kommuner:1818 Herøy", "kommuner:1818", ""},
		{"kommuner:3024", "", "there is no kommune 3024"},
		{"kommuner:3024,Eksempelby,5001", "", `there is no kommune 3024; "Eksempelby" is no kommune`},
		{"kommuner:", "", "no number after kommuner and"},
		{"kommuner", "", "no number after kommuner and"},
		{"fylker:50", "fylker:50", ""},
		{"fylker:3,Trøndelag", "fylker:03,50", ""},
		{"fylker:50 Trøndelag", "fylker:50", ""},
		{"fylker:99", "", `"99" is no fylke`},
		{"all:5001", "", "takes no list"},
		{"alle", "", "write all, channels, members"},
		{"", "", "write all, channels, members"},
	} {
		a, err := ParseAudience(c.text, registry)
		if c.problem == "" {
			if err != nil || a.String() != c.want {
				t.Errorf("%q is %s, %v; want %s", c.text, a, err, c.want)
			}
			continue
		}
		if !errors.Is(err, ErrAudience) || !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%q: %v, want %s", c.text, err, c.problem)
		}
	}
}

func FuzzParseAudience(f *testing.F) {
	registry := kommune.New()
	for _, text := range []string{"all", "kommuner:5001,4601", "fylker:50", "kommuner:5001 Trondheim\n301", "kommuner:Herøy;;"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAudience(text, registry)
		if err != nil {
			if !errors.Is(err, ErrAudience) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		again, err := ParseAudience(a.String(), registry)
		if err != nil || again.String() != a.String() {
			t.Errorf("%q is %s, and that is %s, %v", text, a, again, err)
		}
	})
}
