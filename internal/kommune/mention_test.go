package kommune

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/norsk"
)

func TestInWords(t *testing.T) {
	r := New()
	for _, row := range []struct {
		text string
		want string // the text of each mention and its kommuner
	}{
		{"Vis brukstall for Trondheim i uke 46", "Trondheim=5001"},
		{"Trondheims tall forrige måned?", "Trondheims=5001"},
		{"brukstall tromsø uke 42-44", "tromsø=5501"},
		{"brukstall tromso uke 42-44", "tromso=5501"},
		{"brukstall tromsoe", "tromsoe=5501"},
		{"Kor mange oppslag hadde Guovdageaidnu førre veke?", "Guovdageaidnu=5612"},
		{"tall for indre østfold fra uke 41", "indre østfold=3118"},
		{"tall for Nordre-Follo", "Nordre-Follo=3207"},
		{"tall for nordrefollo", "nordrefollo=3207"},
		{"tall for Evje og Hornnes kommune", "Evje og Hornnes=4219"},
		{"kautokeino brukstall uke 47", "kautokeino=5612"},
		{"Deatnu - Tana", "Deatnu - Tana=5628"},
		{"5001 Trondheim", "5001 Trondheim=5001"},
		{"brukstall for kommune 5001 i uke 45", "5001=5001"},
		{"vi har 1505 ansatte", ""},
		{"møte kl. 15.15 i dag", ""},
		{"brukstall uke 45 2025", ""},
		// Homonyms.
		{"brukstall for Herøy", "Herøy=1515,1818"},
		{"brukstall for herøy i nordland", "herøy=1818"},
		{"Våler i Østfold, forrige uke", "Våler=3114"},
		{"tall for Våler kommune (3419)", "Våler=3419"},
		// Names that are everyday words.
		{"har du tid til en time i uka?", ""},
		{"Time kommune, uke 45", "Time=1121"},
		{"brukstall for Time", "Time=1121"},
		{"tallene for time for time", ""},
		{"vi trenger tall for Gran", "Gran=3446"},
		{"gran og furu", ""},
		{"det er en hole i veggen", ""},
		{"ha en fin dag", ""},
		{"Ha en fin dag", ""},
		{"Takk. Ha det bra i Os", "Os=3430"},
		{"Brukstall for Hå", "Hå=1119"},
		{"hå kommune", "hå=1119"},
		{"vi bor på nes", ""},
		{"brukstall rana uke 46", "rana=1833"},
		{"brukstall gran uke 46", "gran=3446"},
		{"gran forrige uke", "gran=3446"},
		{"det vokser gran her forrige uke", ""},
		{"Lom hittil i år", "Lom=3434"},
		{"lom er fint", ""},
		{"voss u41", "voss=4621"},
		{"uke 41 voss", "voss=4621"},
		{"sola uke 40", "sola=1124"},
		{"tinn q3", "tinn=4026"},
		{"Tinn 3. kvartal", "Tinn=4026"},
		{"flå okt.", "flå=3320"},
		{"hå siste uke", "hå=1119"},
		{"ha siste uke", ""},
		{"oppslag i hå i mai", "hå=1119"},
		{"brukstall ål", "ål=3328"},
		{"solkrem i sola", ""},
		{"brukstall for voss", "voss=4621"},
		{"Voss brukstall", "Voss=4621"},
		{"Lunds tall for uke 45", "Lunds=1112"},
		{"Lund sier at det er greit", ""},
		{"marker alle feltene", ""},
		{"brukstall for Marker", "Marker=3122"},
		{"sola skinner", ""},
		{"BRUKSTALL FOR BERGEN", "BERGEN=4601"},
		{"HAR DU TID TIL EN TIME", ""},
		{"How is the time in Oslo", "Oslo=0301"},
		{"as soon as possible", ""},
		{"i stad", ""},
		{"brukstall for bergen og moss", "bergen=4601 moss=3103"},
		{"Bodø’s figures", "Bodø=1804"},
		// Split compounds and a letter wrong.
		{"brukstall trond heim", "trond heim=5001"},
		{"tall for Lilehammer", "Lilehammer=3405?"},
		{"tall for stavagner", "stavagner=1103?"},
		{"tall for kristiansan", "kristiansan=4204?"},
		{"i avtalen står det noe", ""},
		{"for alle", ""},
		{"", ""},
	} {
		var got []string
		for _, m := range r.InWords(norsk.Words(row.text)) {
			var ns []string
			for _, n := range m.Numbers {
				ns = append(ns, string(n))
			}
			s := fmt.Sprintf("%s=%s", row.text[m.Start:m.End], strings.Join(ns, ","))
			if m.Guess {
				s += "?"
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(row.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("mentions in %q) (-want +got):\n%s", row.text, diff)
		}
	}
}

func TestEveryKommuneInWords(t *testing.T) {
	r := New()
	for _, k := range r.All() {
		for _, text := range []string{
			"Vis brukstall for " + k.Name + " i uke 45",
			"Hvor mange oppslag hadde " + k.Name + " kommune forrige uke?",
			"Kan jeg få tallene til " + k.Name + "?",
			k.Name + " kommune",
		} {
			got := r.InWords(norsk.Words(text))
			if len(got) != 1 || !strings.Contains(fmt.Sprint(got[0].Numbers), string(k.Number)) || got[0].Guess {
				t.Errorf("mentions in %q) = %v, want %s", text, got, k.Number)
			}
		}
		lower := r.InWords(norsk.Words("vis brukstall for " + strings.ToLower(k.Name) + " kommune"))
		if len(lower) != 1 {
			t.Errorf("%s in small letters before kommune: got %v", k.Name, lower)
		}
	}
}

func FuzzInWords(f *testing.F) {
	for _, s := range []string{
		"Trondheims tall", "brukstall 5001", "Ha\u030A", "Deatnu - Tana", "\xff\xfe", "Våler i Østfold", "i i i i",
	} {
		f.Add(s)
	}
	r := New()
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, m := range r.InWords(norsk.Words(text)) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("mention %v of %q overlaps or lies outside", m, text)
			}
			end = m.End
			if len(m.Numbers) == 0 {
				t.Fatalf("mention %v of %q names nobody", m, text)
			}
			for _, n := range m.Numbers {
				if _, ok := r.Get(n); !ok {
					t.Fatalf("no kommune %q", n)
				}
			}
		}
		_ = r.Lookup(text)
		_, _ = r.ByDomain(text)
	})
}

func BenchmarkInWords(b *testing.B) {
	r := New()
	b.ReportAllocs()
	for b.Loop() {
		r.InWords(norsk.Words("Hei! Skal legge fram status for kommunalsjefen på onsdag. Kan du hente brukstallene " +
			"for Indre Østfold fra uke 41 til og med uke 47?"))
	}
}

// TestWordsFile: the program knows every list of words.txt, and its words are as texts are compared.
func TestWordsFile(t *testing.T) {
	used := map[string]bool{}
	for _, file := range []string{"kommune.go", "mention.go"} {
		program, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, asked := range regexp.MustCompile(`lists\["(\w+)"\]\[`).FindAllSubmatch(program, -1) {
			used[string(asked[1])] = true
		}
	}
	for name := range used {
		if len(lists[name]) == 0 {
			t.Errorf("%s has no words", name)
		}
	}
	if len(used) < 11 {
		t.Errorf("the program asks for %v only", used)
	}
	for _, f := range New().Fylker() {
		used["fylke"+f.Number] = true
	}
	for name, list := range lists {
		if !used[name] {
			t.Errorf("%s: no such list", name)
		}
		for word := range list {
			if word == "" || norsk.Fold(word) != word {
				t.Errorf("%s: %q is not folded", name, word)
			}
		}
	}
}
