package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
)

// RunUsage shows that the engine behind newDSN keeps figures as package usage promises.
func RunUsage(t *testing.T, newDSN func(testing.TB) string) {
	newDSN = made(t, newDSN)
	t.Run("an import is told as rows", func(t *testing.T) { importCounts(t, newDSN) })
	t.Run("warnings store nothing until accepted", func(t *testing.T) { importWarnings(t, newDSN) })
	t.Run("a correction supersedes and the older stays", func(t *testing.T) { corrections(t, newDSN) })
	t.Run("totals are added up where none is stated", func(t *testing.T) { summedTotals(t, newDSN) })
	t.Run("old and new stand side by side", func(t *testing.T) { changesTold(t, newDSN) })
	t.Run("an import is taken back", func(t *testing.T) { undo(t, newDSN) })
	t.Run("what was taken back was seen", func(t *testing.T) { undoneSmall(t, newDSN) })
	t.Run("two imports at once", func(t *testing.T) { importsAtOnce(t, newDSN) })
	t.Run("what is cut off is invisible and removed", func(t *testing.T) { cutOff(t, newDSN) })
	t.Run("every viewer", func(t *testing.T) { viewers(t, newDSN) })
	t.Run("overview, weeks and national totals", func(t *testing.T) { overviews(t, newDSN) })
	t.Run("several kommuner", func(t *testing.T) { severalKommuner(t, newDSN) })
	t.Run("the national total tells of no kommune", func(t *testing.T) { nationalTotals(t, newDSN) })
	t.Run("nothing small in anything that anybody reads", func(t *testing.T) { attack(t, newDSN) })
	t.Run("subscriptions", func(t *testing.T) { subscriptions(t, newDSN) })
	t.Run("waiting sheets", func(t *testing.T) { waitingSheets(t, newDSN) })
}

// figures is a ledger on a database of its own, on a day in week 48 of 2026.
type figures struct {
	testing.TB
	*usage.Ledger
	db  *store.DB
	reg *kommune.Registry
}

func newFigures(t testing.TB, dsn string) *figures {
	t.Helper()
	f := &figures{TB: t, db: Open(t, dsn), reg: kommune.New()}
	f.Ledger = usage.NewLedger(f.db, f.reg)
	f.Now = func() time.Time { return time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC) }
	f.db.Now = f.Now
	return f
}

// operator sees and does everything.
func operator() usage.Viewer { return usage.NewViewer(members.Operator(), usage.Own) }

// sheet reads a sheet that must be in order.
func (f *figures) sheet(text string) *usage.Sheet {
	f.Helper()
	s, err := intake.Read(f.Context(), "uke.csv", []byte(text), f.reg, f.Now())
	must(f, err)
	if s.ProblemCount > 0 {
		f.Fatalf("problems: %v", s.Problems)
	}
	return s
}

// importing stores a sheet and returns the report.
func (f *figures) importing(text string, o usage.Order) usage.Report {
	f.Helper()
	o.Sheets = append(o.Sheets, f.sheet(text))
	r, err := f.Import(f.Context(), operator(), o)
	must(f, err)
	return r
}

// put stores a sheet whatever the warnings.
func (f *figures) put(text string) {
	f.Helper()
	if r := f.importing(text, usage.Order{AcceptWarnings: true}); !r.Imported {
		f.Fatalf("not imported: %+v", r)
	}
}

// told writes what a viewer sees, a figure a line.
func (f *figures) told(v usage.Viewer, q usage.Query) string {
	f.Helper()
	list, err := f.Figures(f.Context(), v, q)
	must(f, err)
	return lines(list)
}

func lines(list []usage.Figure) string {
	var b strings.Builder
	for _, x := range list {
		fmt.Fprintf(&b, "%s %s %s %s/%s %s\n", x.Kommune, x.Week, x.Measure, x.Unit, x.Profession, x.Count)
	}
	return b.String()
}

func (f *figures) wants(got, want string) {
	f.Helper()
	if got != want {
		f.Errorf("got:\n%swant:\n%s", got, want)
	}
}

const week45 = "kommune,uke,oppslag,brukere\n5001,2026-W45,120,12\n0301,2026-W45,900,80\n"

func importCounts(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	counts := func(r usage.Report) string {
		return fmt.Sprint(r.Rows, r.New, r.Changed, r.Unchanged, r.Imported, r.ID != 0, r.Weeks)
	}
	f.wants(counts(f.importing(week45, usage.Order{DryRun: true})), "2 2 0 0 false false [2026-W45]")
	f.wants(f.told(operator(), usage.Query{}), "")
	var progress []string
	r := f.importing(week45, usage.Order{Progress: func(done,
		all int) {
		progress = append(progress, fmt.Sprintf("%d/%d", done, all))
	}})
	f.wants(counts(r), "2 2 0 0 true true [2026-W45]")
	f.wants(strings.Join(progress, " "), "0/4 4/4")
	f.wants(counts(f.importing(week45, usage.Order{})), "2 0 0 2 true false []")
	f.wants(counts(f.importing("kommune,uke,oppslag,brukere\n5001,2026-W45,121,12\n0301,2026-W45,900,\n4601,2026-W45,5,\n",
		usage.Order{})),
		"3 1 1 1 true true [2026-W45]")
	list, err := f.db.Imports(t.Context(), 10)
	must(t, err)
	if len(list) != 2 || list[0].Changed != 1 || list[1].New != 2 || !list[0].At.Equal(f.Now()) ||
		!slices.Equal(list[0].Files, []string{"uke.csv"}) {
		t.Errorf("imports %+v", list)
	}
}

func importWarnings(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	head := "kommune,uke,oppslag,brukere\n"
	for w := 37; w <= 44; w++ {
		f.put(head + fmt.Sprintf("5001,2026-W%d,100,20\n0301,2026-W%d,100,20\n", w, w))
	}
	for name, c := range map[string]struct{ sheet, want string }{
		"as usual": {"5001,2026-W45,300,40\n0301,2026-W45,34,8\n", ""},
		"far more": {"5001,2026-W45,301,20\n0301,2026-W45,100,20\n",
			"5001 2026-W45 Trondheim, uke 45 (2.–8. nov.): 301 oppslag, mer enn tre ganger det vanlige (100)."},
		"none any more": {"5001,2026-W45,0,20\n0301,2026-W45,100,20\n",
			"5001 2026-W45 Trondheim, uke 45 (2.–8. nov.): 0 oppslag, mindre enn en tredel av det vanlige (100).\n" +
				"5001 2026-W45 Trondheim, uke 45 (2.–8. nov.): flere brukere (20) enn oppslag (0). Er kolonnene byttet om?"},
		"more people than lookups": {"5001,2026-W45,60,61\n0301,2026-W45,100,20\n",
			"5001 2026-W45 Trondheim, uke 45 (2.–8. nov.): flere brukere (61) enn oppslag (60). Er kolonnene byttet om?\n" +
				"5001 2026-W45 Trondheim, uke 45 (2.–8. nov.): 61 brukere, mer enn tre ganger det vanlige de siste ukene."},
		"few people": {"5001,2026-W45,100,2\n0301,2026-W45,100,20\n",
			"5001 2026-W45 Trondheim, uke 45 (2.–8. nov.): <5 brukere, mindre enn en tredel av det vanlige de siste ukene."},
		"fewer kommuner": {"5001,2026-W45,100,20\n",
			" 2026-W45 Uke 45 (2.–8. nov.) har tall fra færre kommuner enn uka før: 1 mot 2."},
		"the future": {"5001,2026-W49,100,20\n", " 2026-W49 Uke 49 (30. nov. – 6. des. 2026) er ikke begynt ennå."},
	} {
		o := usage.Order{}
		r := f.importing(head+c.sheet, o)
		if c.want == "" {
			o.DryRun = true
		}
		var got []string
		for _, w := range r.Warnings {
			got = append(got, string(w.Kommune)+" "+w.Week+" "+w.Text)
		}
		if strings.Join(got, "\n") != c.want || r.Imported != (c.want == "") {
			t.Errorf("%s: warnings %q, imported %v; want %q", name, got, r.Imported, c.want)
		}
		if c.want == "" {
			f = newFigures(t, newDSN(t)) // the others compare with what was before
			for w := 37; w <= 44; w++ {
				f.put(head + fmt.Sprintf("5001,2026-W%d,100,20\n0301,2026-W%d,100,20\n", w, w))
			}
		}
	}
	f.wants(f.told(operator(), usage.Query{Period: week.Period{From: week.Week{Year: 2026, Week: 45},
		To: week.Week{Year: 2026, Week: 53}}}), "")
	if r := f.importing(head+"5001,2026-W45,301,20\n0301,2026-W45,100,20\n",
		usage.Order{AcceptWarnings: true}); !r.Imported {
		t.Errorf("accepted, but %+v", r)
	}
}

func corrections(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	f.put(week45)
	f.put("kommune,uke,oppslag\n5001,2026-W45,150\n")
	f.wants(f.told(operator(), usage.Query{Kommune: "5001"}), "5001 2026-W45 brukere / 12\n5001 2026-W45 oppslag / 150\n")
	// A head count that was small once: what it was before tells nothing, nor do its week's parts.
	f.put("kommune,uke,enhet,brukere\n4601,2026-W45,,20\n4601,2026-W45,A,3\n4601,2026-W45,B,17\n")
	f.put("kommune,uke,enhet,brukere\n4601,2026-W45,,23\n4601,2026-W45,A,6\n4601,2026-W45,B,17\n")
	f.wants(f.told(operator(), usage.Query{Kommune: "4601"}), "4601 2026-W45 brukere / 23\n")
}

func summedTotals(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	f.put("kommune,orgnr,virksomhet,uke,oppslag,brukere\n5001,974760673,Solbakken,2026-W45,100,10\n5001,991825827,Fjordgløtt,2026-W45,50,7\n")
	want := "5001 2026-W45 brukere / 17\n5001 2026-W45 brukere 974760673/ 10\n5001 2026-W45 brukere 991825827/ 7\n" +
		"5001 2026-W45 oppslag / 150\n5001 2026-W45 oppslag 974760673/ 100\n5001 2026-W45 oppslag 991825827/ 50\n"
	f.wants(f.told(operator(), usage.Query{}), want)
	list, err := f.Figures(t.Context(), operator(), usage.Query{Kommune: "5001"})
	must(t, err)
	if list[1].UnitName != "Solbakken" || !list[0].Summed || list[1].Summed {
		t.Errorf("figures %+v", list[:2])
	}
	f.put("kommune,orgnr,uke,oppslag\n5001,974760673,2026-W45,110\n")
	if got := f.told(operator(), usage.Query{}); !strings.Contains(got, "oppslag / 160\n") {
		t.Errorf("the sum did not follow:\n%s", got)
	}
	f.put("kommune,uke,brukere\n5001,2026-W45,16\n")
	if got := f.told(operator(), usage.Query{}); !strings.Contains(got, "brukere / 16\n") {
		t.Errorf("the stated total does not count:\n%s", got)
	}
}

func importsAtOnce(t *testing.T, newDSN func(testing.TB) string) {
	dsn := newDSN(t)
	f := newFigures(t, dsn)
	errs := make(chan error)
	const imports = 4
	for i := range imports {
		s := f.sheet(fmt.Sprintf("kommune,uke,oppslag\n5001,2026-W45,%d\n0301,2026-W45,%d\n", 100+i, 100+i))
		go func() {
			for {
				_, err := f.Import(t.Context(), operator(), usage.Order{Sheets: []*usage.Sheet{s}, AcceptWarnings: true})
				if !isStale(err) {
					errs <- err
					return
				}
			}
		}()
	}
	for range imports {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	list, err := f.Figures(t.Context(), operator(), usage.Query{})
	must(t, err)
	if len(list) != 2 || list[0].Count != list[1].Count {
		t.Errorf("figures of two imports:\n%s", lines(list))
	}
	past, err := f.db.Imports(t.Context(), 10)
	must(t, err)
	if len(past) != imports {
		t.Errorf("%d imports, want %d", len(past), imports)
	}
}
