package announce

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
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
		{"kommuner:5001 Trondheim\n4601 Bergen\n0301\tOslo", "kommuner:0301,4601,5001", ""},
		{"kommuner:301 Oslo", "kommuner:0301", ""},
		{"kommuner:Trondheim, Indre Østfold", "kommuner:3118,5001", ""},
		{"kommuner:- Trondheim\n- Bergen kommune\n• Oslo", "kommuner:0301,4601,5001", ""},

		{"kommuner:Bergen, Stavanger og Trondheim", "kommuner:1103,4601,5001", ""},
		{"kommuner:Bergen, Stavanger, og Trondheim.", "kommuner:1103,4601,5001", ""},
		{"kommuner:Nore og Uvdal", "kommuner:3338", ""},
		{"kommuner:Nore og Uvdal og Bergen samt Trondheim & Oslo", "kommuner:0301,3338,4601,5001", ""},
		{"kommuner:Bergen og Nore og Uvdal", "kommuner:3338,4601", ""},
		{"kommuner:5001 og 4601 og 0301 Oslo", "kommuner:0301,4601,5001", ""},
		{"kommuner:Bergen og Eksempelby og Oslo", "", `"Eksempelby" is no kommune`},
		{"fylker:Møre og Romsdal og Vestland", "fylker:15,46", ""},
		{"fylker:Møre og Romsdal", "fylker:15", ""},

		{"kommuner:kommunenummer\n4601\n1103", "kommuner:1103,4601", ""},
		{"kommuner:\nKommunenr\tKommune\r\n4601\tBergen\r\n", "kommuner:4601", ""},
		{"kommuner:4601\nkommunenummer", "", `"kommunenummer" is no kommune`},
		{"kommuner:Kommunenr\t", "", "no number after kommuner"},
		{"fylker:Fylke\nTrøndelag", "fylker:50", ""},

		{"kommuner:Herøy", "",
			`"Herøy" are several kommuner, use the number: 1515 Herøy (Møre og Romsdal) or 1818 Herøy (Nordland)`},
		{"kommuner:1818 Herøy (Nordland), Herøy i Møre og Romsdal", "kommuner:1515,1818", ""},
		{"kommuner:1818 Trondheim", "", `"1818 Trondheim" is no kommune`},
		{"kommuner:5001 Trondheim 4601 Bergen", "", `"5001 Trondheim 4601 Bergen" is no kommune`},
		{"kommuner:3024", "", `there is no kommune 3024`},
		{"kommuner:3024,Eksempelby,5001", "", `there is no kommune 3024; "Eksempelby" is no kommune`},
		{"kommuner:", "", "no number after kommuner"},
		{"kommuner", "", "no number after kommuner"},
		{"fylker:50", "fylker:50", ""},
		{"fylker:3,Trøndelag", "fylker:03,50", ""},
		{"fylker:50 Trøndelag", "fylker:50", ""},
		{"fylker:Trøndelag fylkeskommune, Vestland fylke", "fylker:46,50", ""},
		{"fylker:50 Vestland", "", `"50 Vestland" is no fylke`},
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

// TestEveryKommuneInAList: any kommuner, written in any of the ways that people write lists, are read as those
// kommuner.
func TestEveryKommuneInAList(t *testing.T) {
	registry := kommune.New()
	all := registry.All()
	r := rand.New(rand.NewPCG(9, 10))
	ways := []func(k kommune.Kommune) string{
		func(k kommune.Kommune) string { return string(k.Number) },
		func(k kommune.Kommune) string { return strings.TrimPrefix(string(k.Number), "0") },
		func(k kommune.Kommune) string { return string(k.Number) + " " + k.Name },
		func(k kommune.Kommune) string { return fmt.Sprintf("%s %s (%s)", k.Number, k.Name, k.Fylke) },
		func(k kommune.Kommune) string { return k.Name + " kommune" },
		func(k kommune.Kommune) string { return strings.ToLower(k.Name) },
		func(k kommune.Kommune) string { return k.Name },
	}
	betweens := []string{", ", "; ", "\n", "\r\n", "\n- ", " og ", ", og ", "\t", " | ", " samt "}
	for range 3000 {
		var list strings.Builder
		list.WriteString([]string{"", "", "Kommune\n", "kommunenummer;kommune\n"}[r.IntN(4)])
		var want []string
		for i := range 1 + r.IntN(6) {
			if i > 0 {
				list.WriteString(betweens[r.IntN(len(betweens))])
			}
			k := all[r.IntN(len(all))]
			way := r.IntN(len(ways))
			if len(registry.Lookup(k.Name)) > 1 {
				way = r.IntN(4) // the name alone says too little
			}
			list.WriteString(ways[way](k))
			want = append(want, string(k.Number))
		}
		slices.Sort(want)
		got, err := ReadAudience(Kommuner, list.String(), registry)
		if err != nil || !slices.Equal(got.Chosen, slices.Compact(want)) {
			t.Fatalf("%q is %s, %v; want %s", list.String(), got, err, want)
		}
	}
}

func FuzzParseAudience(f *testing.F) {
	registry := kommune.New()
	for _, text := range []string{"all", "kommuner:5001,4601", "fylker:50", "kommuner:5001 Trondheim\n301",
		"kommuner:Herøy;;"} {
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
