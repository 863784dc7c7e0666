package storetest

import (
	"maps"
	"math/rand/v2"
	"slices"

	"kjernebot/internal/usage"
)

// truth is what really happened in one kommune and week, and what everybody knows of such tables without having read
// any.
type truth struct {
	solver
	units, professions       []string
	stated, byUnit, byOthers bool // whether the sheet has the total, the units, the professions
	crossing                 bool // and the cells where these cross
	now                      map[place]int
	summed                   map[int]bool // totals that the database made
	coupled                  map[pair]bool
	derived                  bool
}

// place is a cell: empty for all units or professions. The unit rest is nobody's in the sheet.
type place struct {
	unit, profession string
	measure          usage.Measure
}

const rest = "rest"

func newTruth(dice *rand.Rand) *truth {
	t := &truth{now: map[place]int{}, summed: map[int]bool{}, coupled: map[pair]bool{}}
	t.units = []string{"A", "B", "C", "D"}[:dice.IntN(5)]
	t.professions = []string{"lege", "sykepleier", "vernepleier"}[:dice.IntN(4)]
	t.byUnit, t.byOthers = len(t.units) > 0, len(t.professions) > 0
	t.stated = !t.byUnit && !t.byOthers || dice.IntN(4) > 0
	t.crossing = t.byUnit && t.byOthers && dice.IntN(3) == 0
	if t.byUnit && dice.IntN(3) == 0 || !t.byUnit {
		t.units = append(slices.Clone(t.units), rest)
	}
	if !t.byOthers {
		t.professions = []string{"alle"}
	}
	largest, busy := []int64{4, 12, 60}[dice.IntN(3)], []int64{2, 4, 30}[dice.IntN(3)]
	for _, u := range t.units {
		for _, p := range t.professions {
			users := dice.Int64N(largest + 1)
			if dice.IntN(3) == 0 {
				users = dice.Int64N(5)
			}
			t.now[place{u, p, usage.Users}] = t.number(users)
			t.now[place{u, p, usage.Lookups}] = t.number(lookupsOf(dice, users, busy))
		}
	}
	t.sum(maps.Clone(t.now))
	return t
}

// lookupsOf: everybody who is counted has made at least one.
func lookupsOf(dice *rand.Rand, users, busy int64) (lookups int64) {
	for range users {
		lookups += 1 + dice.Int64N(busy)
	}
	return lookups
}

// sum makes the numbers of the sums of all cells in one of which something is new.
func (t *truth) sum(fresh map[place]int) {
	inner := func(k place) bool { return k.unit != "" && k.profession != "" }
	sums := map[place][]int{}
	isNew := map[place]bool{}
	for k, n := range t.now {
		if !inner(k) {
			continue
		}
		for _, s := range []place{{k.unit, "", k.measure}, {"", k.profession, k.measure}, {"", "", k.measure}} {
			sums[s] = append(sums[s], n)
			_, changed := fresh[k]
			isNew[s] = isNew[s] || changed
		}
	}
	for s, parts := range sums {
		if !isNew[s] {
			continue
		}
		var v int64
		for _, n := range parts {
			v += t.likely[n]
		}
		n := t.number(v)
		t.add(n, parts...)
		t.now[s] = n
	}
	for _, m := range usage.Measures() { // sums of sums follow, but are found sooner so
		t.follows(place{"", "", m}, isNew, func(k place) bool { return k.unit != "" && k.profession == "" })
		t.follows(place{"", "", m}, isNew, func(k place) bool { return k.unit == "" && k.profession != "" })
	}
	for k, n := range t.now {
		p := pair{n, t.now[place{k.unit, k.profession, usage.Lookups}]}
		if k.measure == usage.Users && !t.coupled[p] {
			t.coupled[p] = true
			t.pair(p.users, p.lookups)
		}
	}
}

func (t *truth) follows(total place, isNew map[place]bool, part func(place) bool) {
	if !isNew[total] {
		return
	}
	var parts []int
	for k, n := range t.now {
		if k.measure == total.measure && part(k) {
			parts = append(parts, n)
		}
	}
	t.add(t.now[total], parts...)
}

// rows are the figures of the sheet.
func (t *truth) rows(id tableID) []row {
	var rows []row
	for k, n := range t.now {
		if t.reported(k) {
			rows = append(rows, row{usage.Key{Kommune: id.kommune, Week: id.week, Measure: k.measure, Unit: k.unit,
				Profession: k.profession}, n})
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return a.Compare(b.Key) })
	return rows
}

func (t *truth) reported(k place) bool {
	switch {
	case k.unit == rest || k.profession == "alle":
		return false
	case k.unit == "" && k.profession == "":
		return t.stated
	case k.profession == "":
		return t.byUnit
	case k.unit == "":
		return t.byOthers
	}
	return t.crossing
}

// correct changes what happened in one cell, and returns the rows that are other ones then.
func (t *truth) correct(dice *rand.Rand, id tableID) []row {
	before := maps.Clone(t.now)
	var cells []place
	for k := range t.now {
		if k.unit != "" && k.profession != "" && k.measure == usage.Users {
			cells = append(cells, k)
		}
	}
	slices.SortFunc(cells, func(a, b place) int {
		return slices.Compare([]string{a.unit, a.profession}, []string{b.unit, b.profession})
	})
	k := cells[dice.IntN(len(cells))]
	users := dice.Int64N(12)
	look := place{k.unit, k.profession, usage.Lookups}
	t.now[k], t.now[look] = t.number(users), t.number(lookupsOf(dice, users, 1+dice.Int64N(8)))
	t.sum(map[place]int{k: 0, look: 0})
	var rows []row
	for _, r := range t.rows(id) {
		if before[place{r.Unit, r.Profession, r.Measure}] != r.number {
			rows = append(rows, r)
		}
	}
	return rows
}
