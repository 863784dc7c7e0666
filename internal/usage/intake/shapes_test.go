package intake

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"kjernebot/internal/kommune"
)

// TestWeeksInHeadings: a sheet with a column for each week is read as one with a row for each, or asked about.
func TestWeeksInHeadings(t *testing.T) {
	const assumed = "? Ukene står i overskriftene, og det står ikke hva tallene er. Svarer du ja, leses de som oppslag.\n"
	for name, c := range map[string]struct{ sheet, want string }{
		"weeks alone": {"kommune;2026-W44;2026-W45\nTrondheim;10;20\n",
			"5001 2026-W44 oppslag / 10\n5001 2026-W45 oppslag / 20\n" + assumed},
		"one week": {"kommune;oppslag uke 45 2026;brukere uke 45 2026\nTrondheim;10;9\n",
			"5001 2026-W45 brukere / 9\n5001 2026-W45 oppslag / 10\n"},
		"both measures": {"kommune;Uke 44 2026 (oppslag);Oppslag - uke 45/2026\nTrondheim;10;20\n",
			"5001 2026-W44 oppslag / 10\n5001 2026-W45 oppslag / 20\n"},
		"a sum": {"kommune;oppslag uke 44 2026;oppslag uke 45 2026;Sum\nTrondheim;10;20;30\n",
			"5001 2026-W44 oppslag / 10\n5001 2026-W45 oppslag / 20\n- Ikke lest: «Sum».\n"},
		"a gap": {"kommune;oppslag uke 44 2026;oppslag uke 45 2026\nTrondheim;10;\n", "5001 2026-W44 oppslag / 10\n"},
		"a week that is not": {"kommune;oppslag 2026-W54;oppslag 2026-W45\nTrondheim;10;20\n",
			"5001 2026-W45 oppslag / 20\n? Kolonnen «oppslag 2026-W54» i fil.csv ble ikke forstått og er ikke med.\n"},
		"the year beside": {"kommune;år;oppslag uke 44;oppslag uke 45\nTrondheim;2025;10;20\n",
			"5001 2025-W44 oppslag / 10\n5001 2025-W45 oppslag / 20\n"},
		"a week twice": {"kommune;oppslag uke 44 2026;oppslag uke 44 2026\nTrondheim;10;20\n",
			"1 oppslag uke 44 2026: kolonnen betyr det samme som «oppslag uke 44 2026»: bare én av dem kan være med\n"},
		"a column of weeks too": {"kommune;uke;oppslag;oppslag uke 44 2026\nTrondheim;2026-W45;10;20\n",
			"5001 2026-W45 oppslag / 10\n? Kolonnen «oppslag uke 44 2026» i fil.csv ble ikke forstått og er ikke med.\n"},
		"a title": {"Oppslag uke 45 2026\nkommune;uke;oppslag\nTrondheim;2026-W45;10\n",
			"5001 2026-W45 oppslag / 10\n- «Oppslag uke 45 2026» over overskriftene er ikke lest.\n"},
		"other tables": {"kommune;oppslag uke 44 2026\nTrondheim;10\nTrøndelag;10\nBergen;\n",
			"5001 2026-W44 oppslag / 10\n? 1 rad har ingen tall og er ikke med (rad 4).\n- «Trøndelag» er en sum og er ikke med.\n"},
	} {
		if diff := cmp.Diff(c.want, said(read(t, c.sheet))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestTurnedSheetsSayTheSame: the same figures, a row a week or a column a week.
func TestTurnedSheetsSayTheSame(t *testing.T) {
	all := kommune.New().All()
	for seed := range uint64(200) {
		dice := rand.New(rand.NewPCG(seed, 3))
		weeks := 1 + dice.IntN(6)
		rows, turned := "kommunenummer;uke;oppslag;brukere\n", "kommunenummer"
		for w := range weeks {
			turned += fmt.Sprintf(";oppslag uke %d 2026;uke %d 2026 brukere", 20+w, 20+w)
		}
		turned += "\n"
		for _, i := range dice.Perm(len(all))[:1+dice.IntN(9)] {
			turned += string(all[i].Number)
			for w := range weeks {
				n := dice.IntN(9000)
				rows += fmt.Sprintf("%s;2026-W%d;%d;%d\n", all[i].Number, 20+w, n, n/9)
				turned += fmt.Sprintf(";%d;%d", n, n/9)
			}
			turned += "\n"
		}
		if diff := cmp.Diff(said(read(t, rows)), said(read(t, turned))); diff != "" {
			t.Fatalf("%s\n%s (-rows +turned)\n%s", rows, turned, diff)
		}
	}
}

// TestCellsOverSeveralRows: a kommune or a week over several rows is that of each of them, a figure of the first alone.
func TestCellsOverSeveralRows(t *testing.T) {
	raw := book(t, func(f *excelize.File, sheet string) {
		rows(t, f, sheet, []any{"kommune", "uke", "oppslag"}, []any{"Trondheim", "2026-W44", 10}, []any{nil, "2026-W45", 20},
			[]any{"Bergen", "2026-W44", 30}, []any{"Oslo", nil, 40}, []any{"Moss", "2026-W40", 50}, []any{"Moss", "2026-W41", nil})
		for _, m := range [][2]string{{"A2", "A3"}, {"B4", "B5"}, {"C6", "C7"}} {
			must(t, f.MergeCell(sheet, m[0], m[1]))
		}
	})
	want := "0301 2026-W44 oppslag / 40\n3103 2026-W40 oppslag / 50\n4601 2026-W44 oppslag / 30\n" +
		"5001 2026-W44 oppslag / 10\n5001 2026-W45 oppslag / 20\n? 1 rad har ingen tall og er ikke med (rad 7).\n"
	if diff := cmp.Diff(want, said(readBook(t, raw))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// Blank without being one cell: nobody knows.
	if s := read(t, "kommune;uke;oppslag\nTrondheim;2026-W44;10\n;2026-W45;20\n"); s.ProblemCount != 1 {
		t.Error(said(s))
	}
	// The headings in two rows, a week over its measures.
	raw = book(t, func(f *excelize.File, sheet string) {
		rows(t, f, sheet, []any{nil, "Uke 44 2026", nil, "Uke 45 2026", nil},
			[]any{"Kommune", "Oppslag", "Brukere", "Oppslag", "Brukere"}, []any{"Trondheim", 10, 5, 20, 6})
		must(t, f.MergeCell(sheet, "B1", "C1"))
		must(t, f.MergeCell(sheet, "D1", "E1"))
	})
	want = "5001 2026-W44 brukere / 5\n5001 2026-W44 oppslag / 10\n5001 2026-W45 brukere / 6\n5001 2026-W45 oppslag / 20\n"
	if diff := cmp.Diff(want, said(readBook(t, raw))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestUTF16WithoutAMark is how some programs write text.
func TestUTF16WithoutAMark(t *testing.T) {
	text := "kommune\tuke\toppslag\nTromsø\t2026-W45\t12\n"
	raw, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	must(t, err)
	if got := said(read(t, raw)); !strings.HasPrefix(got, "5501 2026-W45 oppslag / 12\n") {
		t.Error(got)
	}
}
