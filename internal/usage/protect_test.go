package usage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kjernebot/internal/week"
)

// head is a cell of users of one kommune and week.
func head(unit, profession string, n int64) Cell {
	return StoredCell(Key{Kommune: "5001", Week: week.Week{Year: 2026, Week: 45}, Measure: Users, Unit: unit, Profession: profession}, n, false)
}

// looked writes cells as they show, `·` for those that are not given.
func looked(cells []Cell, corrected, small bool) string {
	var b strings.Builder
	for i, p := range protect(cells, corrected, small) {
		shown := "·"
		if p.given {
			shown = p.count.String()
		}
		fmt.Fprintf(&b, "%s/%s=%s ", cells[i].key.Unit, cells[i].key.Profession, shown)
	}
	return strings.TrimSpace(b.String())
}

func TestProtect(t *testing.T) {
	for name, c := range map[string]struct {
		cells     []Cell
		corrected bool
		want      string
	}{
		"nothing small":        {[]Cell{head("", "", 20), head("A", "", 5), head("B", "", 15), head("C", "", 0)}, false, "/=20 A/=5 B/=15 C/=0"},
		"small total":          {[]Cell{head("", "", 4), head("A", "", 1), head("B", "", 3)}, false, "/=<5 A/=· B/=·"},
		"total alone":          {[]Cell{head("", "", 1)}, false, "/=<5"},
		"one small, one roomy": {[]Cell{head("", "", 52), head("A", "", 3), head("B", "", 9), head("C", "", 40)}, false, "/=52 A/=<5 B/=– C/=40"},
		"no room":              {[]Cell{head("", "", 8), head("A", "", 3), head("B", "", 5)}, false, "/=8 A/=· B/=·"},
		"two small that bound": {[]Cell{head("", "", 28), head("A", "", 4), head("B", "", 4), head("C", "", 20)}, false, "/=28 A/=<5 B/=<5 C/=–"},
		"two small and free":   {[]Cell{head("", "", 25), head("A", "", 2), head("B", "", 3), head("C", "", 20)}, false, "/=25 A/=<5 B/=<5 C/=20"},
		"all ones":             {[]Cell{head("", "", 5), head("A", "", 1), head("B", "", 1), head("C", "", 1), head("D", "", 1), head("E", "", 1)}, false, "/=5 A/=· B/=· C/=· D/=· E/=·"},
		"zero cannot help":     {[]Cell{head("", "", 3), head("A", "", 3), head("B", "", 0)}, false, "/=<5 A/=· B/=·"},
		"by profession":        {[]Cell{head("", "", 30), head("", "lege", 2), head("", "sykepleier", 28)}, false, "/=30 /lege=<5 /sykepleier=–"},
		"units do not help professions": {[]Cell{head("", "", 30), head("", "lege", 2), head("", "vernepleier", 28), head("A", "", 10), head("B", "", 20)}, false,
			"/=30 /lege=<5 /vernepleier=– A/=10 B/=20"},
		"one unit by profession": {[]Cell{head("", "", 30), head("", "lege", 2), head("", "sykepleier", 28), head("A", "", 30), head("A", "lege", 2), head("A", "sykepleier", 28)}, false,
			"/=30 /lege=<5 /sykepleier=– A/=30 A/lege=<5 A/sykepleier=–"},
		"crossing cells alone": {[]Cell{head("", "", 30), head("A", "lege", 2), head("A", "sykepleier", 28)}, false, "/=30 A/lege=<5 A/sykepleier=–"},
		"corrected":            {[]Cell{head("", "", 52), head("A", "", 12), head("B", "", 40)}, true, "/=52 A/=· B/=·"},
	} {
		if got := looked(c.cells, c.corrected, c.corrected); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", name, got, c.want)
		}
	}
}

// TestPartsThatCameLater: what was shown before a part was there may not tell the part. Here 12 of 15 were shown first.
func TestPartsThatCameLater(t *testing.T) {
	for name, c := range map[string]struct {
		later Cell
		want  string
	}{
		"a small one": {head("B", "", 3), "/=15 "},
		"none small":  {head("B", "", 5), "/=15 A/=12 B/=5 "},
	} {
		got := ""
		weeks := byWeek{each: func(w weekCells) error {
			for cell, count := range w.shown() {
				got += fmt.Sprintf("%s/%s=%s ", cell.key.Unit, cell.key.Profession, count)
			}
			return nil
		}}
		for _, v := range []Version{{head("", "", 15), 1, false}, {head("A", "", 12), 1, false}, {c.later, 2, false}} {
			must(t, weeks.add(v))
		}
		must(t, weeks.done())
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestNationalTotal(t *testing.T) {
	for _, c := range []struct {
		small []int64
		shown bool
	}{
		{nil, true}, {[]int64{3}, false}, {[]int64{1, 4}, true}, {[]int64{4, 4}, false}, {[]int64{1, 1}, false},
		{[]int64{1, 1, 4}, true}, {[]int64{1, 1, 1, 1, 1}, false}, {[]int64{4, 4, 4, 4, 4}, false}, {[]int64{2, 3, 3, 2}, true},
	} {
		var sum int64 = 100
		for _, n := range c.small {
			sum += n
		}
		got := nationalTotal(sum, int64(len(c.small)), sum-100)
		if _, shown := got.Int(); shown != c.shown {
			t.Errorf("%v: shown %v, want %v", c.small, shown, c.shown)
		}
	}
}

// TestNoSmallCountCanBeComputed is an attacker who knows the rules, sees everything that is given of a kommune's week,
// and looks for every table that could be behind it. Each `<5` must be possible with each of 1, 2, 3 and 4.
func TestNoSmallCountCanBeComputed(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	shown, withheld := 0, 0
	for range 4000 {
		cells := randomTable(dice)
		out := protect(cells, false, false)
		for i, p := range out {
			if !p.given {
				withheld++
				continue
			}
			if People(cells[i].value).Few() != (p.count.state == countFew) {
				t.Fatalf("%s: cell %d has %d", looked(cells, false, false), i, cells[i].value)
			}
			if p.count.state != countFew || cells[i].key.total() {
				continue
			}
			shown++
			for n := int64(1); n <= 4; n++ {
				if !newAttacker(cells, out).possible(i, n) {
					t.Fatalf("%s: cell %d cannot be %d (it is %d)", looked(cells, false, false), i, n, cells[i].value)
				}
			}
		}
	}
	if shown < 500 || withheld < 500 {
		t.Errorf("%d small cells were shown and %d cells withheld: the test tests little", shown, withheld)
	}
}

// randomTable makes units and professions with all their sums, or only some of them.
func randomTable(dice *rand.Rand) []Cell {
	units, professions := []string{"A", "B", "C"}[:1+dice.IntN(3)], []string{"lege", "spl", "vpl"}[:1+dice.IntN(3)]
	form := dice.IntN(4)
	var cells []Cell
	sums := map[[2]string]int64{}
	for _, u := range units {
		for _, p := range professions {
			n := dice.Int64N(12)
			if dice.IntN(3) == 0 {
				n = dice.Int64N(5)
			}
			sums[[2]string{u, p}] = n
			for _, k := range [][2]string{{u, ""}, {"", p}, {"", ""}} {
				sums[k] += n
			}
		}
	}
	for k, n := range sums {
		cross, unit, profession := k[0] != "" && k[1] != "", k[0] != "" && k[1] == "", k[0] == "" && k[1] != ""
		if form == 0 && (cross || profession) || form == 1 && cross || form == 2 && (unit || profession) && dice.IntN(2) == 0 {
			continue
		}
		cells = append(cells, head(k[0], k[1], n))
	}
	slices.SortFunc(cells, func(a, b Cell) int { return a.key.Compare(b.key) })
	return cells
}

// attacker solves for the hidden cells: every cell has bounds, every sum relates some of them.
type attacker struct {
	low, high []int64
	sums      []equation
}

// equation: the first cell is the sum of the others.
type equation []int

// most is more than any cell of a test.
const most = 200

func newAttacker(cells []Cell, out []protected) *attacker {
	a := &attacker{}
	at := map[[2]string]int{}
	cell := func(u, p string) int {
		k := [2]string{u, p}
		i, ok := at[k]
		if !ok {
			i = len(a.low)
			at[k] = i
			a.low, a.high = append(a.low, 0), append(a.high, most)
		}
		return i
	}
	for i, c := range cells {
		cell(c.key.Unit, c.key.Profession)
		if !out[i].given {
			continue
		}
		switch n, ok := out[i].count.Int(); {
		case ok:
			a.low[i], a.high[i] = n, n
		case out[i].count.state == countFew:
			a.low[i], a.high[i] = 1, 4
		default:
			a.low[i] = 5
		}
	}
	rows, columns := map[string][]int{}, map[string][]int{}
	for i, c := range cells {
		if c.key.Unit != "" && c.key.Profession != "" {
			rows[c.key.Unit] = append(rows[c.key.Unit], i)
			columns[c.key.Profession] = append(columns[c.key.Profession], i)
		}
	}
	var units, professions []int
	for u, parts := range rows {
		a.sums = append(a.sums, append(equation{cell(u, "")}, parts...))
	}
	for p, parts := range columns {
		a.sums = append(a.sums, append(equation{cell("", p)}, parts...))
	}
	for k, i := range at {
		if k[0] != "" && k[1] == "" {
			units = append(units, i)
		}
		if k[0] == "" && k[1] != "" {
			professions = append(professions, i)
		}
	}
	for _, parts := range [][]int{units, professions} {
		if len(parts) > 0 {
			a.sums = append(a.sums, append(equation{cell("", "")}, parts...))
		}
	}
	return a
}

// possible says whether a table exists that shows the same and has n in the cell.
func (a *attacker) possible(cell int, n int64) bool {
	low, high := slices.Clone(a.low), slices.Clone(a.high)
	if n < low[cell] || n > high[cell] {
		return false
	}
	low[cell], high[cell] = n, n
	return a.solve(low, high)
}

// solve narrows the bounds with every sum until nothing changes, then tries the values of the narrowest open cell.
func (a *attacker) solve(low, high []int64) bool {
	for changed := true; changed; {
		changed = false
		for _, e := range a.sums {
			var sumLow, sumHigh int64
			for _, i := range e[1:] {
				sumLow, sumHigh = sumLow+low[i], sumHigh+high[i]
			}
			narrow := func(i int, l, h int64) {
				if l > low[i] {
					low[i], changed = l, true
				}
				if h < high[i] {
					high[i], changed = h, true
				}
			}
			narrow(e[0], sumLow, sumHigh)
			for _, i := range e[1:] {
				narrow(i, low[e[0]]-(sumHigh-high[i]), high[e[0]]-(sumLow-low[i]))
			}
			for _, i := range e {
				if low[i] > high[i] {
					return false
				}
			}
		}
	}
	open := -1
	for i := range low {
		if low[i] < high[i] && (open < 0 || high[i]-low[i] < high[open]-low[open]) {
			open = i
		}
	}
	if open < 0 {
		return true
	}
	for n := low[open]; n <= high[open]; n++ {
		l, h := slices.Clone(low), slices.Clone(high)
		l[open], h[open] = n, n
		if a.solve(l, h) {
			return true
		}
	}
	return false
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
