package kommune

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/norsk"
)

func TestRegistryIsComplete(t *testing.T) {
	r := New()
	if got := len(r.All()); got != 357 {
		t.Errorf("kommuner: got %d, want 357", got)
	}
	if got := len(r.Fylker()); got != 15 {
		t.Errorf("fylker: got %d, want 15", got)
	}
	withMail := map[Number]bool{}
	for _, n := range r.domains {
		withMail[n] = true
	}
	for _, k := range r.All() {
		if !withMail[k.Number] {
			t.Errorf("%s %s has no verified mail domain", k.Number, k.Name)
		}
	}
}

// TestListsAreSound: what the registry takes from its lists as it stands there.
func TestListsAreSound(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range readRows(kommunerFile, "kommunenummer,navn,navn_alternativ,fylkesnummer,fylke") {
		n, err := ParseNumber(row[0])
		if err != nil || string(n) != row[0] || seen[row[0]] || row[3] != n.Fylke() || row[1] == "" || row[4] == "" {
			t.Errorf("kommuner.csv: bad row %q", row)
		}
		seen[row[0]] = true
	}
	for _, row := range readRows(domainsFile, "kommunenummer,domene,kilde") {
		if !seen[row[0]] || seen[row[1]] || !strings.Contains(row[1], ".") {
			t.Errorf("kommune-domener.csv: bad row %q", row)
		}
		seen[row[1]] = true
	}
}

func TestEveryNameIsFound(t *testing.T) {
	r := New()
	ways := map[string]func(string) string{
		"as written":   func(s string) string { return s },
		"lower case":   strings.ToLower,
		"upper case":   strings.ToUpper,
		"kommune":      func(s string) string { return s + " kommune" },
		"folded":       norsk.Fold,
		"two letters":  strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "Ø", "Oe", "Å", "Aa").Replace,
		"with number":  nil,
		"extra spaces": func(s string) string { return "  " + strings.ReplaceAll(s, " ", "  ") + " " },
	}
	homonyms := map[string]bool{"Herøy": true, "Våler": true}
	for _, k := range r.All() {
		for _, name := range r.official[k.Number] {
			for way, write := range ways {
				want := 1
				if homonyms[name] {
					want = 2
				}
				asked := string(k.Number) + " " + name
				if write != nil {
					asked = write(name)
				} else {
					want = 1
				}
				got := r.Lookup(asked)
				if len(got) != want || !holds(got, k.Number) {
					t.Errorf("%s, %s: Lookup(%q) = %v, want %d with "+
						"%s", name, way, asked, numbers(got), want, k.Number)
				}
			}
		}
	}
}

func holds(ks []Kommune, n Number) bool {
	for _, k := range ks {
		if k.Number == n {
			return true
		}
	}
	return false
}

func numbers(ks []Kommune) []Number {
	var out []Number
	for _, k := range ks {
		out = append(out, k.Number)
	}
	return out
}

func TestLookup(t *testing.T) {
	r := New()
	for _, row := range []struct {
		name string
		want []Number
	}{
		{"Herøy", []Number{"1515", "1818"}},
		{"Herøy i Nordland", []Number{"1818"}},
		{"heroy, møre og romsdal", []Number{"1515"}},
		{"Herøy (Nordland)", []Number{"1818"}},
		{"Herøy kommune i Nordland", []Number{"1818"}},
		{"1515 Herøy", []Number{"1515"}},
		{"Våler i Østfold", []Number{"3114"}},
		{"Våler i Hedmark", []Number{"3419"}},
		{"Våler i Nordland", nil},
		{"Guovdageaidnu", []Number{"5612"}},
		{"guovdageaidnu suohkan", []Number{"5612"}},
		{"Porsángu", []Number{"5622"}},
		{"Kaivuono", []Number{"5540"}},
		{"Oslove", []Number{"0301"}},
		{"Stientje", []Number{"5006"}},
		{"nord odal", []Number{"3414"}},
		{"Aurskog Høland", []Number{"3226"}},
		{"Ha\u030A", []Number{"1119"}}, // å as a and a combining ring
		{"Time", []Number{"1121"}},
		{"301", nil}, // a number that lost its zero is ParseNumber's business
		{"0301", []Number{"0301"}},
		{"Svalbard", nil},
		{"", nil},
		{"kommune", nil},
	} {
		if diff := cmp.Diff(row.want, numbers(r.Lookup(row.name))); diff != "" {
			t.Errorf("Lookup(%q) (-want +got):\n%s", row.name, diff)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for in, want := range map[string]Number{
		"0301": "0301", "301": "0301", " 5001 ": "5001", "50": "", "50011": "", "50a1": "", "": "",
	} {
		got, err := ParseNumber(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseNumber(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestByDomain(t *testing.T) {
	r := New()
	for _, row := range []struct {
		in     string
		number Number
	}{
		{"kari@oslo.kommune.no", "0301"},
		{"KARI@UDE.OSLO.KOMMUNE.NO", "0301"},
		{"notoslo.kommune.no", ""},
		{"kommune.no", ""},
		{"ahk.no", "3226"},
		{"kvam.no", ""},              // a website's, not confirmed for mail
		{"raelingen.kommune.no", ""}, // made from the name by rule
		{"x@heroy-no.kommune.no.", "1818"},
		{"", ""},
		{"@", ""},
		{"oslo.kommune.no.example.com", ""},
	} {
		n, ok := r.ByDomain(row.in)
		if n != row.number || ok != (row.number != "") {
			t.Errorf("ByDomain(%q) = %q, %v", row.in, n, ok)
		}
	}
}

func TestAllIsACopy(t *testing.T) {
	r := New()
	all := r.All()
	all[0].Name = "changed"
	if k, _ := r.Get("0301"); k.Name != "Oslo" || r.All()[0].Name != "Oslo" {
		t.Error("a caller could change the registry")
	}
}
