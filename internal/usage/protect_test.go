package usage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kjernebot/internal/week"
)

var week45 = week.Week{Year: 2026, Week: 45}

// sheetOf reads `unit/profession lookups users` and more of the kind, as one kommune's week. A dash is not stated, and
// a total of the unit `summed` was added up.
func sheetOf(t testing.TB, text string) (cells []Entry) {
	t.Helper()
	for one := range strings.SplitSeq(text, ", ") {
		var who string
		var counts [2]string
		if n, err := fmt.Sscan(one, &who, &counts[1], &counts[0]); n != 3 {
			t.Fatal(one, err)
		}
		unit, profession, _ := strings.Cut(who, "/")
		summed := unit == "summed"
		unit = strings.TrimPrefix(unit, "summed")
		for i, m := range []Measure{Users, Lookups} {
			var n int64
			if counts[i] == "-" {
				continue
			}
			if _, err := fmt.Sscan(counts[i], &n); err != nil {
				t.Fatal(err)
			}
			k := Key{Kommune: "5001", Week: week45, Measure: m, Unit: unit, Profession: profession}
			cells = append(cells, Entry{Key: k, Value: n, Summed: summed})
		}
	}
	slices.SortFunc(cells, func(a, b Entry) int { return a.Key.Compare(b.Key) })
	return cells
}

// place is what a cell is about beside its measure.
type place struct{ unit, profession string }

func (k Key) place() place { return place{k.Unit, k.Profession} }

// looked writes cells as they show, lookups first; `·` for those that are not given.
func looked(w weekCells) string {
	shown := map[place][2]string{}
	var order []place
	for i, p := range w.protect() {
		k := w.cells[i].Key
		if _, ok := shown[k.place()]; !ok {
			order = append(order, k.place())
		}
		two := shown[k.place()]
		two[k.Measure.index()] = "·"
		if !p.Missing() {
			two[k.Measure.index()] = p.String()
		}
		shown[k.place()] = two
	}
	var all []string
	for _, p := range order {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s/%s %s %s", p.unit, p.profession, shown[p][1], shown[p][0])))
	}
	return strings.Join(all, ", ")
}

func TestProtect(t *testing.T) {
	for name, c := range map[string]struct{ cells, want string }{
		"nothing small":        {"/ 90 20, A/ 9 5, B/ 81 15, C/ 0 0", "/ 90 20, A/ 9 5, B/ 81 15, C/ 0 0"},
		"small total":          {"/ 30 4, A/ 10 1, B/ 20 3", "/ 30 <5, A/ · ·, B/ · ·"},
		"small total, few":     {"/ 2 1", "/ – <5"},
		"lookups alone":        {"/ 3 -", "/ –"},
		"one small, one roomy": {"/ 300 52, A/ 30 3, B/ 70 9, C/ 200 40", "/ 300 52, A/ 30 <5, B/ 70 9, C/ 200 –"},
		"few lookups too": {"/ 406 36, Hjemme/ 5 5, Legevakt/ 400 30, Sykehjem/ 1 1",
			"/ 406 36, Hjemme/ 5 5, Legevakt/ – –, Sykehjem/ – <5"},
		"no room":              {"/ 80 8, A/ 30 3, B/ 50 5", "/ 80 8, A/ · ·, B/ · ·"},
		"no room for lookups":  {"/ 28 28, A/ 8 8, B/ 20 20, C/ 0 0", "/ 28 28, A/ 8 8, B/ 20 20, C/ 0 0"},
		"two small that bound": {"/ 290 28, A/ 40 4, B/ 50 4, C/ 200 20", "/ 290 28, A/ 40 <5, B/ 50 <5, C/ 200 –"},
		"two small and free":   {"/ 290 25, A/ 40 2, B/ 50 3, C/ 200 20", "/ 290 25, A/ 40 <5, B/ 50 <5, C/ 200 20"},
		"a limit by lookups":   {"/ 40 24, A/ 20 4, B/ 20 20", "/ 40 24, A/ · ·, B/ · ·"},
		"the rest is people":   {"/ 90 15, A/ 80 12", "/ 90 15, A/ 80 –"},
		"by profession":        {"/ 300 30, /lege 20 2, /sykepleier 280 28", "/ 300 30, /lege 20 <5, /sykepleier 280 –"},
		"both kinds": {"/ 300 30, /lege 20 2, /annen 280 28, A/ 100 10, B/ 200 20",
			"/ 300 30, /annen 280 –, /lege 20 <5, A/ 100 10, B/ 200 20"},
		"crossing cells":        {"/ 300 30, A/lege 20 2, A/annen 280 28", "/ 300 30, A/annen · ·, A/lege · ·"},
		"crossing, none small":  {"/ 300 30, A/lege 20 5, A/annen 280 25", "/ 300 30, A/annen 280 25, A/lege 20 5"},
		"users without lookups": {"/ 300 52, A/ 2 3, B/ 98 9, C/ 200 40", "/ 300 52, A/ · ·, B/ · ·, C/ · ·"},
	} {
		if got := looked(weekCells{cells: sheetOf(t, c.cells)}); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", name, got, c.want)
		}
	}
	corrected := weekCells{cells: sheetOf(t, "/ 300 52, A/ 100 12, B/ 200 40"), changed: true, small: true}
	if got, want := looked(corrected), "/ 300 52, A/ · ·, B/ · ·"; got != want {
		t.Errorf("corrected: got %s, want %s", got, want)
	}
}

// TestPartsThatCameLater: what was shown before a part was there may not tell the part. Here 12 of 15 were shown first.
func TestPartsThatCameLater(t *testing.T) {
	for name, c := range map[string]struct{ later, want string }{
		"a small one": {"B/ 30 3", "/ 150 15, A/ · ·, B/ · ·"},
		"none small":  {"B/ 30 5", "/ 150 15, A/ 120 12, B/ 30 5"},
	} {
		var versions []Version
		for _, c := range sheetOf(t, "/ 150 15, A/ 120 12") {
			versions = append(versions, Version{entry: c, Import: 1})
		}
		for _, c := range sheetOf(t, c.later) {
			versions = append(versions, Version{entry: c, Import: 2})
		}
		slices.SortFunc(versions, func(a, b Version) int { return a.entry.Key.Compare(b.entry.Key) })
		got := looked(newWeekCells(versions))
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// TestTotalsThatTell: what a total changes by is what came, went or changed.
func TestTotalsThatTell(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          bool
	}{
		"a small part came":                  {"/ 120 12, A/ 120 12", "/ 150 15, A/ 120 12, B/ 30 3", true},
		"with a larger one":                  {"/ 120 12, A/ 120 12", "/ 250 35, A/ 120 12, B/ 30 3, C/ 100 20", false},
		"none small came":                    {"/ 120 12, A/ 120 12", "/ 150 18, A/ 120 12, B/ 30 6", false},
		"became small":                       {"/ 200 20, A/ 120 12, B/ 80 8", "/ 110 11, A/ 30 3, B/ 80 8", true},
		"was small":                          {"/ 150 15, A/ 120 12, B/ 30 3", "/ 150 19, A/ 120 12, B/ 30 7", false},
		"a larger one beside a small":        {"/ 150 15, A/ 120 12, B/ 30 3", "/ 150 19, A/ 120 16, B/ 30 3", false},
		"the total of a sheet instead":       {"summed/ 120 12, A/ 120 12", "/ 150 15, A/ 120 12", true},
		"another total of the same parts":    {"/ 120 12, A/ 120 12", "/ 150 15, A/ 120 12", false},
		"a small part went":                  {"/ 150 15, A/ 120 12, B/ 30 3", "/ 120 12, A/ 120 12", true},
		"no parts":                           {"/ 120 12", "/ 30 3", false},
		"a crossing cell came":               {"/ 120 12, A/lege 120 12", "/ 150 15, A/lege 120 12, A/annen 30 3", true},
		"the same total":                     {"/ 150 15, A/ 120 12", "/ 150 15, A/ 120 12, B/ 30 3", false},
		"small ones that leave no choice":    {"/ 120 12, A/ 120 12", "/ 140 14, A/ 120 12, B/ 10 1, C/ 10 1", true},
		"small ones that could be any":       {"/ 120 12, A/ 120 12", "/ 140 17, A/ 120 12, B/ 10 1, C/ 10 4", false},
		"lookups alone, which limit the few": {"/ 150 20, A/ 100 17, B/ 50 3", "/ 68 20, A/ 18 17, B/ 50 3", true},
	} {
		weeks := [2]map[Key]Entry{{}, {}}
		for i, text := range []string{c.before, c.after} {
			for _, cell := range sheetOf(t, text) {
				weeks[i][cell.Key] = cell
			}
		}
		got := false
		for _, m := range Measures() {
			got = got || tells(weeks[0], weeks[1], Key{Kommune: "5001", Week: week45, Measure: m})
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestFree compares what free says with every way to fill in the hidden numbers.
func TestFree(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	agreed := map[bool]int{}
	for range 3000 {
		list := randomLines(dice)
		want := true
		for i, l := range list {
			for n := int64(1); n < fewest; n++ {
				want = want && (!l.users.few() || anyTable(list, i, Users, n)) &&
					(!l.lookups.few() || anyTable(list, i, Lookups, n))
			}
		}
		if got := free(list); got != want {
			t.Fatalf("%+v: free is %v, want %v", list, got, want)
		}
		agreed[want]++
	}
	if agreed[true] < 300 || agreed[false] < 300 {
		t.Errorf("the test tests little: %v", agreed)
	}
}

// randomLines are up to four lines, the small numbers of which are hidden, and some of the others.
func randomLines(dice *rand.Rand) (list []line) {
	for range 1 + dice.IntN(4) {
		users := 1 + dice.Int64N(4+dice.Int64N(6))
		l := line{users: amount{n: users, stated: dice.IntN(8) > 0},
			lookups: amount{n: users + dice.Int64N(5), stated: dice.IntN(8) > 0}}
		for _, a := range []*amount{&l.users, &l.lookups} {
			a.hidden = a.few() || a.stated && dice.IntN(2) == 0
		}
		list = append(list, l)
	}
	return list
}

// anyTable says whether the hidden numbers can be filled in with n in one place, so that all sums stay.
func anyTable(list []line, at int, m Measure, n int64) bool {
	var users, lookups int64 // what the hidden numbers add up to
	for _, l := range list {
		if l.users.hidden {
			users += l.users.n
		}
		if l.lookups.hidden {
			lookups += l.lookups.n
		}
	}
	candidates := func(a amount, most int64, fixed bool) (all []int64) {
		for v := int64(1); v <= most; v++ {
			switch {
			case fixed && v != n, !a.hidden && v != a.n, a.hidden && a.few() != few(v):
			default:
				all = append(all, v)
			}
		}
		return all
	}
	var fill func(i int, users, lookups int64) bool
	fill = func(i int, users, lookups int64) bool {
		if i == len(list) {
			return users == 0 && lookups == 0
		}
		l := list[i]
		us, ls := []int64{0}, []int64{0}
		if l.users.stated {
			us = candidates(l.users, max(users, l.users.n), i == at && m == Users)
		}
		if l.lookups.stated {
			ls = candidates(l.lookups, max(lookups, l.lookups.n), i == at && m == Lookups)
		}
		for _, u := range us {
			for _, v := range ls {
				left, leftLookups := users, lookups
				if l.users.hidden {
					left -= u
				}
				if l.lookups.hidden {
					leftLookups -= v
				}
				if left >= 0 && leftLookups >= 0 && (u <= v || !l.users.stated || !l.lookups.stated) &&
					fill(i+1, left, leftLookups) {
					return true
				}
			}
		}
		return false
	}
	return fill(0, users, lookups)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
