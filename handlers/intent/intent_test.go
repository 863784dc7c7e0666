package intent

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// monday is the day that the question sets are seen from, in 2026-W48.
var monday = time.Date(2026, time.November, 23, 9, 0, 0, 0, week.Location())

// recogniser is one of the compiled-in knowledge base.
func recogniser(tb testing.TB) *Recogniser {
	tb.Helper()
	base, err := knowledge.Load(knowledge.Files())
	if err != nil {
		tb.Fatal(err)
	}
	return &Recogniser{Registry: kommune.New(), Base: func() *knowledge.Base { return base }}
}

type intentQuestion struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Kind  string `json:"kind"`
	Lang  string `json:"lang"`
	Slots struct {
		From    string `json:"from"`
		To      string `json:"to"`
		Kommune string `json:"kommune"`
	} `json:"slots"`
}

func readIntents(t testing.TB, path string) []intentQuestion {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	var qs []intentQuestion
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var q intentQuestion
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		qs = append(qs, q)
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return qs
}

// wanted is the kind that a recognition may have for the question: everything that the knowledge base takes is one.
func (q intentQuestion) wanted() string {
	if q.Kind == "decline" {
		return "answer"
	}
	return q.Kind
}

func kindOf(i Intent) string {
	switch i {
	case Greeting, Thanks, Goodbye:
		return "help"
	}
	return string(i)
}

// right says whether the recognition is what the question asks for, slots included.
func (q intentQuestion) right(got Recognition) bool {
	if kindOf(got.Intent) != q.wanted() {
		return false
	}
	if q.Kind != "usage" {
		return true
	}
	kommune := ""
	if len(got.Kommuner) == 1 {
		kommune = string(got.Kommuner[0])
	}
	return len(got.Kommuner) < 2 && kommune == q.Slots.Kommune && got.Period.From.String() == q.Slots.From &&
		got.Period.To.String() == q.Slots.To
}

// scoreIntents returns right and total per kind, and logs what was not right.
func scoreIntents(t *testing.T, r *Recogniser, qs []intentQuestion) (right, total map[string]int) {
	t.Helper()
	right, total = map[string]int{}, map[string]int{}
	for _, q := range qs {
		total[q.wanted()]++
		got := r.Recognise(q.Text, monday)
		if q.right(got) {
			right[q.wanted()]++
			continue
		}
		t.Logf("%s %s want %s %v: got %s %v..%v %v", q.ID, q.Text, q.Kind, q.Slots, got.Intent, got.Period.From,
			got.Period.To, got.Kommuner)
	}
	return right, total
}

// TestIntentFloors holds the share that is recognised in each set. All but the held-out set were looked at while the
// words were chosen; a change that lowers a figure must say why. The wide set seeks out unusual wording, the voices set
// has many hands, and the set called more has follow-ups, keywords and questions that only sound like a wish.
func TestIntentFloors(t *testing.T) {
	r := recogniser(t)
	for _, set := range []struct {
		file  string
		floor map[string]float64
	}{
		{"testdata/intents-tuning.jsonl", map[string]float64{"usage": 0.97, "announce": 0.97, "help": 0.97, "answer": 0.97}},
		{"testdata/intents-wide.jsonl", map[string]float64{"usage": 0.94, "announce": 0.94, "help": 0.94, "answer": 0.97}},
		{"testdata/intents-more.jsonl", map[string]float64{"usage": 0.98, "announce": 0.98, "help": 0.98, "answer": 0.98}},
		{"testdata/intents-voices.jsonl", map[string]float64{"usage": 0.98, "announce": 0.98, "help": 0.98}},
		{"testdata/intents-heldout.jsonl", map[string]float64{"usage": 0.95, "announce": 0.95, "help": 0.95, "answer": 0.95}},
	} {
		right, total := scoreIntents(t, r, readIntents(t, set.file))
		for kind, floor := range set.floor {
			share := float64(right[kind]) / float64(total[kind])
			t.Logf("%s %s: %d of %d (%.3f)", set.file, kind, right[kind], total[kind], share)
			if share < floor || total[kind] == 0 {
				t.Errorf("%s %s: %.3f right, want at least %.2f", set.file, kind, share, floor)
			}
		}
	}
}

func TestRecogniseSlots(t *testing.T) {
	r := recogniser(t)
	wk := func(n int) week.Week { return week.Week{Year: 2026, Week: n} }
	latest := week.Period{From: wk(47), To: wk(47)}
	for _, row := range []struct {
		text string
		want Recognition
	}{
		{"brukstall", Recognition{Intent: Usage, Period: latest}},
		{"brukstall forrige uke", Recognition{Intent: Usage, Period: latest, PeriodNamed: true}},
		{"brukstall for Herøy", Recognition{Intent: Usage, Period: latest, Kommuner: []kommune.Number{"1515", "1818"},
			Ambiguous: true}},
		{"brukstall for Herøy i Nordland", Recognition{Intent: Usage, Period: latest, Kommuner: []kommune.Number{"1818"}}},
		{"brukstall for Hamar og Bergen", Recognition{Intent: Usage, Period: latest,
			Kommuner: []kommune.Number{"3403", "4601"}}},
		{"og Bergen?", Recognition{Intent: Usage, Period: latest, Kommuner: []kommune.Number{"4601"}, FollowUp: true}},
		{"Bergen", Recognition{Intent: Answer, Period: latest, Kommuner: []kommune.Number{"4601"}, FollowUp: true}},
		{"hva med uke 45?", Recognition{Intent: Usage, Period: week.Period{From: wk(45), To: wk(45)}, PeriodNamed: true,
			FollowUp: true}},
		{"og for Bodø i oktober?", Recognition{Intent: Usage, Period: week.Period{From: wk(40), To: wk(44)},
			PeriodNamed: true, Kommuner: []kommune.Number{"1804"}, FollowUp: true}},
		{"Hvor finner vi brukstall?", Recognition{Intent: Answer}},
		{"Hvem er ordfører i Bergen?", Recognition{Intent: Answer}},
		{"Hei!", Recognition{Intent: Greeting}},
		{"Tusen takk!", Recognition{Intent: Thanks}},
		{"Ha det bra", Recognition{Intent: Goodbye}},
		{"Hva kan du?", Recognition{Intent: Help}},
		{"👍", Recognition{Intent: Help}},
		{"", Recognition{Intent: Help}},
		{"Kunngjøring: brukstall for uke 45 er klare", Recognition{Intent: Announce}},
	} {
		if diff := cmp.Diff(row.want, r.Recognise(row.text, monday),
			cmpopts.IgnoreFields(Recognition{}, "Wish", "Text")); diff != "" {
			t.Errorf("Recognise(%q) (-want +got):\n%s", row.text, diff)
		}
	}
}

// TestRecogniseEveryKommune asks for the figures of every kommune in the ways that leave a name the least help.
func TestRecogniseEveryKommune(t *testing.T) {
	reg := kommune.New()
	r := recogniser(t)
	wk := func(n int) week.Week { return week.Week{Year: 2026, Week: n} }
	for _, k := range reg.All() {
		for _, row := range []struct {
			text     string
			from, to int
		}{
			{"Kan du hente brukstallene for " + k.Name + "?", 47, 47},
			{"Hvor mange oppslag hadde " + k.Name + " i mai?", 19, 22},
			{k.Name + " uke 45", 45, 45},
			{k.Name + " hittil i år", 1, 47},
			{"Og " + k.Name + "?", 47, 47},
			{"brukstall " + strings.ToLower(k.Name) + " oktober", 40, 44},
			{strings.ToLower(k.Name) + " siste fire uker", 44, 47},
		} {
			got := r.Recognise(row.text, monday)
			want := week.Period{From: wk(row.from), To: wk(row.to)}
			if got.Intent != Usage || got.Period != want || !slices.Contains(got.Kommuner, k.Number) || len(got.Kommuner) > 1 &&
				!got.Ambiguous {
				t.Errorf("Recognise(%q) = %s %v..%v %v", row.text, got.Intent, got.Period.From, got.Period.To, got.Kommuner)
			}
		}
	}
}

func FuzzRecognise(f *testing.F) {
	r := recogniser(f)
	for _, s := range []string{"brukstall uke 45", "Legg ut: møte", "hei", "og Bergen?", "\xff", ":", "a: b: c:",
		"hvor mange oppslag hadde vi i uke 53"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := r.Recognise(text, monday)
		if diff := cmp.Diff(got, r.Recognise(text, monday)); diff != "" {
			t.Fatalf("Recognise(%q) differs from itself:\n%s", text, diff)
		}
		if (got.Intent == Usage || got.FollowUp) != got.Period.Valid() {
			t.Fatalf("Recognise(%q) = %+v: a period belongs to figures alone", text, got)
		}
		if got.Ambiguous && len(got.Kommuner) < 2 {
			t.Fatalf("Recognise(%q) = %+v", text, got)
		}
	})
}

func BenchmarkRecognise(b *testing.B) {
	r := recogniser(b)
	for name, text := range map[string]string{
		"usage":    "Kan du hente brukstallene for Indre Østfold fra uke 41 til og med uke 47?",
		"answer":   "Hvilke virksomheter kan få tilgang til kjernejournal?",
		"announce": "Legg ut en melding i kanalen: Fagdag om kjernejournal på Lillehammer torsdag 3. desember kl. 10.",
		"help":     "Hei, hva kan du hjelpe meg med?",
		"long": "Vi har hatt mye fokus på kjernejournal på sykehjemmet etter sommeren, og nå lurer virksomhetslederen " +
			"på om det har blitt brukt mer. Kan du hente oppslagene for Ringsaker siden uke 34?",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Recognise(text, monday)
			}
		})
	}
}
