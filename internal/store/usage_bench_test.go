package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store/storetest"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
)

// benchLast is the newest week of ten years of figures.
var benchLast = week.Week{Year: 2026, Week: 47}

// tenYears is 500,000 rows: all kommuner, 520 weeks, the total and at times two units and two professions.
func tenYears(b *testing.B) *usage.Sheet {
	b.Helper()
	const rows = 500_000
	reg := kommune.New()
	all := reg.All()
	dice := rand.New(rand.NewPCG(5, 6))
	var text strings.Builder
	text.WriteString("kommune,uke,enhet,yrke,oppslag,brukere\n")
	n := 0
	for week, i := benchLast, 0; i < 520; week, i = week.Prev(), i+1 {
		for _, k := range all {
			users := 5 + dice.IntN(60)
			fmt.Fprintf(&text, "%s,%s,,,%d,%d\n", k.Number, week, 3*users, users)
			n++
			for _, part := range []string{"Solbakken,", "Hjemmetjenesten,", ",lege", ",sykepleier"} {
				if i < 60 && n < rows || n+(520-i)*len(all) < rows && dice.IntN(2) == 0 {
					fmt.Fprintf(&text, "%s,%s,%s,%d,%d\n", k.Number, week, part, users, users/2)
					n++
				}
			}
		}
	}
	s, err := intake.Read(b.Context(), "ti-ar.csv", []byte(text.String()), reg, time.Now())
	if err != nil || s.ProblemCount > 0 {
		b.Fatal(err, s.Problems)
	}
	b.Logf("%d rows", s.Rows)
	return s
}

// BenchmarkUsage imports ten years and asks what is asked every day. Run it with -benchtime=1x -run=^$; the figures are
// those of its log.
func BenchmarkUsage(b *testing.B) {
	for name, newDSN := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN,
		"postgres": storetest.PostgresDSN} {
		b.Run(name, func(b *testing.B) {
			sheet := tenYears(b)
			dsn := newDSN(b)
			db := storetest.Open(b, dsn)
			ledger := usage.NewLedger(db, kommune.New())
			v := usage.NewViewer(members.Operator(), usage.Own)
			for _, what := range []string{"first import", "the same again"} {
				started := time.Now()
				r, err := ledger.Import(b.Context(), v, usage.Order{Sheets: []*usage.Sheet{sheet}, AcceptWarnings: true})
				if err != nil || !r.Imported {
					b.Fatal(err, r.Problems)
				}
				took := time.Since(started)
				b.Logf("%s: %d rows, %d figures in %.1f s: %.0f rows/s", what, r.Rows, sheet.Figures.Len(), took.Seconds(),
					float64(r.Rows)/took.Seconds())
			}
			twelve := week.Period{From: benchLast.Add(-11), To: benchLast}
			dice := rand.New(rand.NewPCG(7, 8))
			all := kommune.New().All()
			measure(b, "a kommune's 12 weeks", 1000, func() error {
				_, err := ledger.Figures(b.Context(), v, usage.Query{Kommune: all[dice.IntN(len(all))].Number, Period: twelve})
				return err
			})
			measure(b, "national totals of 12 weeks", 200, func() error {
				_, err := ledger.National(b.Context(), v, twelve)
				return err
			})
			measure(b, "12 weeks of all kommuner", 200, func() error {
				_, err := ledger.Kommuner(b.Context(), v, nil, twelve)
				return err
			})
			measure(b, "latest week of a kommune", 1000, func() error {
				_, _, err := ledger.Latest(b.Context(), v, all[dice.IntN(len(all))].Number, benchLast.Next().Monday())
				return err
			})
			measure(b, "everything", 1, func() error {
				_, err := ledger.Figures(b.Context(), v, usage.Query{National: true})
				return err
			})
		})
	}
}

// measure logs how long a call takes.
func measure(b *testing.B, what string, times int, call func() error) {
	b.Helper()
	took := make([]time.Duration, times)
	for i := range took {
		started := time.Now()
		if err := call(); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(started)
	}
	slices.Sort(took)
	b.Logf("%s: p50 %s, p99 %s", what, took[times/2], took[times*99/100])
}
