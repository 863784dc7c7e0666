package intake

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// grid is a sheet before it is written: rows of cells, the headings first.
type grid struct {
	rows  [][]string
	comma string
	tail  string // what stands behind the last row
}

func (g grid) String() string {
	var b strings.Builder
	for _, r := range g.rows {
		b.WriteString(strings.Join(r, g.comma) + "\n")
	}
	return strings.TrimSuffix(b.String(), g.tail)
}

// goodGrid is a sheet in order: some kommuner and weeks, and the figures that it says.
func goodGrid(dice *rand.Rand, all []kommune.Kommune) (grid, map[usage.Key]int64) {
	g := grid{comma: []string{";", ",", "\t"}[dice.IntN(3)],
		rows: [][]string{{"kommunenummer", "uke", "merknad", "oppslag", "brukere"}}}
	figures := map[usage.Key]int64{}
	for i := range 3 + dice.IntN(8) {
		k := all[dice.IntN(len(all))].Number
		w := week.Week{Year: 2026, Week: 20 + i}
		users := int64(5 + dice.IntN(90))
		lookups := 2 * users
		g.rows = append(g.rows, []string{string(k), w.String(), "ok", fmt.Sprint(lookups), fmt.Sprint(users)})
		figures[usage.Key{Kommune: k, Week: w, Measure: usage.Lookups}] = lookups
		figures[usage.Key{Kommune: k, Week: w, Measure: usage.Users}] = users
	}
	return g, figures
}

// damages are ways in which a sheet goes wrong between people and programs.
var damages = map[string]func(*rand.Rand, *grid){
	"a quote opened":        func(d *rand.Rand, g *grid) { c := g.cell(d); *c = `"` + *c },
	"a quote in two rows":   func(d *rand.Rand, g *grid) { a, b := g.cell(d), g.cell(d); *a, *b = `"`+*a, `"`+*b },
	"a quote closed only":   func(d *rand.Rand, g *grid) { c := g.cell(d); *c += `"` },
	"an empty quote opened": func(d *rand.Rand, g *grid) { a, b := g.row(d), g.row(d); a[2], b[2] = `"x`, `"` },
	"a value too many": func(d *rand.Rand, g *grid) {
		i := g.rowNumber(d)
		g.rows[i] = slices.Insert(g.rows[i],
			d.IntN(5), "7")
	},
	"a value too few": func(d *rand.Rand, g *grid) {
		i := g.rowNumber(d)
		g.rows[i] = slices.Delete(g.rows[i], 0,
			1+d.IntN(3))
	},
	"a value lost": func(d *rand.Rand, g *grid) {
		i, c := g.rowNumber(d), d.IntN(5)
		g.rows[i] = slices.Delete(g.rows[i], c, c+1)
	},
	"another separator": func(d *rand.Rand, g *grid) {
		i := g.rowNumber(d)
		g.rows[i] = []string{strings.Join(g.rows[i],
			"|")}
	},
	"two rows in one":     func(d *rand.Rand, g *grid) { i := g.rowNumber(d); g.rows[i] = append(g.rows[i], g.row(d)...) },
	"a comma in a number": func(d *rand.Rand, g *grid) { g.row(d)[3] = "1" + g.comma + "234" },
	"a decimal":           func(d *rand.Rand, g *grid) { g.row(d)[3] = "12.5" },
	"a letter O":          func(d *rand.Rand, g *grid) { g.row(d)[3] = "1O" },
	"a formula":           func(d *rand.Rand, g *grid) { g.row(d)[3] = "=SUM(A1:A3)" },
	"an error":            func(d *rand.Rand, g *grid) { g.row(d)[3] = "#REF!" },
	"no figure":           func(d *rand.Rand, g *grid) { r := g.row(d); r[3], r[4] = "", "" },
	"a hidden figure":     func(d *rand.Rand, g *grid) { g.row(d)[4] = "<5" },
	"a span":              func(d *rand.Rand, g *grid) { g.row(d)[1] = "01.05.2026 - 31.05.2026" },
	"two weeks":           func(d *rand.Rand, g *grid) { g.row(d)[1] = "uke 21-22 2026" },
	"a month":             func(d *rand.Rand, g *grid) { g.row(d)[1] = "mai 2026" },
	"a week too high":     func(d *rand.Rand, g *grid) { g.row(d)[1] = "2026-W60" },
	"half a week":         func(d *rand.Rand, g *grid) { g.row(d)[1] = "2026-W" },
	"week and more":       func(d *rand.Rand, g *grid) { g.row(d)[1] += " og 47" },
	"no week":             func(d *rand.Rand, g *grid) { g.row(d)[1] = "" },
	"no kommune":          func(d *rand.Rand, g *grid) { g.row(d)[0] = "" },
	"half a kommune":      func(d *rand.Rand, g *grid) { r := g.row(d); r[0] = r[0][:2] },
	"lost letters":        func(d *rand.Rand, g *grid) { g.row(d)[0] = "VÃ¦rÃ¸y" },
	"a name of two":       func(d *rand.Rand, g *grid) { g.row(d)[0] = "Bergen og Oslo" },
	"a row twice":         func(d *rand.Rand, g *grid) { g.rows = append(g.rows, slices.Clone(g.row(d))) },
	"headings lost":       func(_ *rand.Rand, g *grid) { g.rows = g.rows[1:] },
	"headings moved down": func(_ *rand.Rand, g *grid) { g.rows[0], g.rows[1] = g.rows[1], g.rows[0] },
	"headings swapped": func(_ *rand.Rand, g *grid) {
		g.rows = append(g.rows, []string{"kommune", "uke", "merknad", "brukere", "oppslag"}, g.rows[1])
	},
	"a heading lost":       func(_ *rand.Rand, g *grid) { g.rows[0][3] = "" },
	"a heading of its own": func(_ *rand.Rand, g *grid) { g.rows[0][3] = "oppslag (sykehjem)" },
	"two of a heading":     func(_ *rand.Rand, g *grid) { g.rows[0][4] = "oppslag" },
	"cut off": func(d *rand.Rand, g *grid) {
		r := g.rows[len(g.rows)-1]
		g.tail = strings.Join(r[1+d.IntN(3):], g.comma) + "\n"
	},
	"a broken line": func(d *rand.Rand, g *grid) { c := g.row(d); c[2] = "to\nlinjer" },
	"kommuner as columns": func(_ *rand.Rand, g *grid) {
		g.rows[0] = []string{"uke", "Bergen", "Oslo", "Trondheim", "Hamar"}
	},
	"kommuner over the headings": func(_ *rand.Rand, g *grid) {
		g.rows = slices.Insert(g.rows, 0, []string{"", "", "", "Bergen", "Oslo"})
	},
	"another kommune's column": func(_ *rand.Rand, g *grid) { g.rows[0][2] = "Trondheim" },
	"a total for all":          func(d *rand.Rand, g *grid) { g.row(d)[0] = "Alle" },
	"a fylke":                  func(d *rand.Rand, g *grid) { g.row(d)[0] = "Rogaland" },
	"a footnote mark":          func(d *rand.Rand, g *grid) { g.row(d)[3] += "*" },
	"about":                    func(d *rand.Rand, g *grid) { r := g.row(d); r[3] = "ca. " + r[3] },
	"in thousands":             func(d *rand.Rand, g *grid) { g.row(d)[3] = "1,2k" },
	"a percentage":             func(d *rand.Rand, g *grid) { g.row(d)[3] = "12 %" },
	"a negative figure":        func(d *rand.Rand, g *grid) { r := g.row(d); r[3] = "-" + r[3] },
	"two figures in a cell":    func(d *rand.Rand, g *grid) { g.row(d)[3] = "12/40" },
	"a power of ten":           func(d *rand.Rand, g *grid) { g.row(d)[3] = "1,2E+03" },
	"a figure of ages":         func(d *rand.Rand, g *grid) { g.row(d)[3] = strings.Repeat("9", 20) },
	"another table below": func(d *rand.Rand, g *grid) {
		g.rows = append(g.rows, []string{"", "", "", "", ""},
			[]string{"kommune", "uke", "merknad", "innlogginger", "ansatte"}, slices.Clone(g.row(d)))
		g.rows[len(g.rows)-1][1] = "2026-W02"
	},
	"a week left to the row above": func(d *rand.Rand, g *grid) { g.rows[len(g.rows)-1][1] = "" },
	"as above":                     func(d *rand.Rand, g *grid) { g.row(d)[0] = "″" },
	"a date of another week":       func(d *rand.Rand, g *grid) { r := g.row(d); r[1] += " (3. jan. 2026)" },
	"a week of two years":          func(d *rand.Rand, g *grid) { g.row(d)[1] = "2025/2026-W21" },
	"a row shifted": func(d *rand.Rand, g *grid) {
		i := g.rowNumber(d)
		g.rows[i] = append([]string{""}, g.rows[i][:4]...)
	},
	"bytes of nothing": func(d *rand.Rand, g *grid) { c := g.cell(d); *c += "\x00" },
}

func (g *grid) rowNumber(d *rand.Rand) int { return 1 + d.IntN(len(g.rows)-1) }
func (g *grid) row(d *rand.Rand) []string  { return g.rows[g.rowNumber(d)] }
func (g *grid) cell(d *rand.Rand) *string  { r := g.row(d); return &r[d.IntN(len(r))] }

// TestNoDamagedSheetIsTakenInPart: whatever happens to a sheet, either it still says all that it said, or a problem, a
// warning or a note says what is the matter.
func TestNoDamagedSheetIsTakenInPart(t *testing.T) {
	all := kommune.New().All()
	names := slices.Sorted(maps.Keys(damages))
	told := map[string]int{}
	const sheets = 1800
	for seed := range uint64(sheets) {
		dice := rand.New(rand.NewPCG(seed, 13))
		g, want := goodGrid(dice, all)
		if s := read(t, g.String()); s.ProblemCount+len(s.Warnings) > 0 || s.Figures.Len() != len(want) {
			t.Fatalf("sheet %d, undamaged:\n%s\n%s", seed, g, said(s))
		}
		name := names[int(seed)%len(names)]
		damages[name](dice, &g)
		s := read(t, g.String())
		if s.ProblemCount > 0 || len(s.Warnings) > 0 || len(s.Notes) > 1 { // one is that the remarks are not read
			told[name]++
			continue
		}
		got := map[usage.Key]int64{}
		for e := range s.Figures.All() {
			got[e.Key] = e.Value
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s, sheet %d: taken in part without a word:\n%s\n%s", name, seed, g, said(s))
		}
	}
	t.Logf("%d damaged sheets of %d kinds, told of: %v", sheets, len(names), told)
}
