package storetest

import (
	"maps"
	"slices"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// reader is somebody and all that they have read.
type reader struct {
	usage.Viewer
	who     string
	own     kommune.Numbers // whose figures they see; empty for everybody's
	facts   []fact
	sums    []nationalFact
	country map[usage.Key]int64
	given   map[usage.Key]bool
}

// fact limits one number of a table.
type fact struct {
	tableID
	number    int
	low, high int64
	shown     string
}

// nationalFact: these numbers add up to a total that was shown.
type nationalFact struct {
	week    week.Week
	numbers map[kommune.Number]int
	total   int64
}

// read lets everybody read everything.
func (w *world) read() {
	w.Helper()
	for k, n := range w.stored {
		if k.Unit == "" && k.Profession == "" && (len(w.past[k]) == 0 || w.past[k][len(w.past[k])-1] != n) {
			w.past[k] = append(w.past[k], n)
		}
	}
	for _, r := range w.readers {
		w.any()
		list, err := w.Figures(w.Context(), r.Viewer, usage.Query{National: true})
		must(w, err)
		shown := map[usage.Key]usage.Count{}
		for _, f := range list {
			if r.own == "" && f.Kommune != "" {
				w.count(f)
			}
			shown[f.Key] = f.Count
			if f.Kommune == "" {
				w.learnCountry(r, f)
			} else {
				w.learn(r, f)
			}
		}
		w.agrees(r, shown)
	}
}

// learn notes what a figure tells.
func (w *world) learn(r *reader, f usage.Figure) {
	w.Helper()
	n, ok := w.stored[f.Key]
	if !ok {
		w.Fatalf("%s is shown %v, which nobody imported", r.who, f.Key)
	}
	t := w.tables[tableID{f.Kommune, f.Week}]
	one := fact{tableID: tableID{f.Kommune, f.Week}, number: n, high: most, shown: f.Count.String()}
	v, known := f.Count.Int()
	part := f.Unit != "" || f.Profession != ""
	switch {
	case known:
		one.low, one.high = v, v
		r.given[f.Key] = true
		if v != t.likely[n] {
			w.Fatalf("%s: %v is shown as %d and is %d", r.who, f.Key, v, t.likely[n])
		}
	case one.shown == "<5":
		one.low, one.high = 1, 4
	case part && f.Measure == usage.Users: // as it looks
		one.low = 5
	case part:
		one.low = 1
	}
	r.facts = append(r.facts, one)
}

// learnCountry notes a national total when it is new.
func (w *world) learnCountry(r *reader, f usage.Figure) {
	w.Helper()
	v, known := f.Count.Int()
	if old, seen := r.country[f.Key]; !known || seen && old == v {
		return
	}
	r.country[f.Key] = v
	one := nationalFact{f.Week, map[kommune.Number]int{}, v}
	if !w.compose(f.Key, w.kommuner, v, one.numbers) {
		w.Fatalf("the national total of %v is %d, and nobody knows why", f.Key, v)
	}
	r.sums = append(r.sums, one)
}

// compose finds the numbers that a national total is made of: for each kommune the newest that was not held. Of lookups
// from 1 to 4 the look does not tell, so both are tried.
func (w *world) compose(k usage.Key, kommuner []kommune.Number, left int64, numbers map[kommune.Number]int) bool {
	if len(kommuner) == 0 {
		return left == 0
	}
	k.Kommune = kommuner[0]
	for _, n := range slices.Backward(w.counted[k]) {
		if n < 0 {
			delete(numbers, k.Kommune)
			if w.compose(k, kommuner[1:], left, numbers) {
				return true
			}
			continue
		}
		numbers[k.Kommune] = n
		if w.compose(k, kommuner[1:], left-w.tables[tableID{k.Kommune, k.Week}].likely[n], numbers) {
			return true
		}
	}
	return len(w.counted[k]) == 0 && w.compose(k, kommuner[1:], left, numbers)
}

// count notes which numbers of a kommune's total may count in the national one; -1 for none.
func (w *world) count(f usage.Figure) {
	n := w.stored[f.Key]
	v := w.tables[tableID{f.Kommune, f.Week}].likely[n]
	switch {
	case f.Unit != "" || f.Profession != "":
	case f.Count.String() != "–":
		w.counted[f.Key] = []int{n}
	case f.Measure == usage.Lookups && v >= 1 && v <= 4:
		if len(w.counted[f.Key]) == 0 {
			w.counted[f.Key] = []int{-1}
		}
		w.counted[f.Key] = append(slices.Clone(w.counted[f.Key]), n)
	}
}

// agrees asks in every other way: no answer says more than the list of figures.
func (w *world) agrees(r *reader, shown map[usage.Key]usage.Count) {
	w.Helper()
	ctx := w.Context()
	span := week.Period{From: w.weeks[0], To: w.weeks[len(w.weeks)-1]}
	same := func(what string, k usage.Key, c usage.Count) {
		w.Helper()
		if c != shown[k] {
			w.Fatalf("%s: %s tells %q of %v, the figures %q", r.who, what, c, k, shown[k])
		}
	}
	series := map[kommune.Number][]usage.WeekTotals{}
	var err error
	series[""], err = w.National(ctx, r.Viewer, span)
	must(w, err)
	for _, n := range w.kommuner {
		series[n], err = w.Series(ctx, r.Viewer, n, span)
		must(w, err)
	}
	all, err := w.Kommuner(ctx, r.Viewer, nil, span)
	must(w, err)
	for _, k := range all {
		if len(series[k.Kommune]) == 0 {
			w.Fatalf("%s is told of %s among others", r.who, k.Kommune)
		}
		series[k.Kommune] = append(series[k.Kommune], k.Weeks...)
	}
	for n, weeks := range series {
		for _, one := range weeks {
			for _, m := range usage.Measures() {
				same("the series", usage.Key{Kommune: n, Week: one.Week, Measure: m}, one.Count(m))
			}
		}
	}
}

// judge reckons with all that a reader knows, week by week.
func (w *world) judge(r *reader) {
	for _, wk := range w.weeks {
		s, at := w.knowledge(r, wk)
		if r.own == "" {
			w.judgeAll(r, wk, s, at)
			continue
		}
		for k, versions := range w.past {
			if k.Week != wk || r.own.Has(k.Kommune) {
				continue
			}
			for _, n := range versions {
				if w.certain(s, at[k.Kommune]+n) {
					w.spoils.others++
					w.Logf("%s knows %v: %d", r.who, k, s.likely[at[k.Kommune]+n])
				}
			}
		}
	}
}

// knowledge puts the tables of a week together, with what the reader knows of them. at is where each begins.
func (w *world) knowledge(r *reader, wk week.Week) (*solver, map[kommune.Number]int) {
	s, at := &solver{}, map[kommune.Number]int{}
	for _, n := range w.kommuner {
		t := w.tables[tableID{n, wk}]
		if !t.derived {
			t.derived = true
			t.derive()
		}
		from := len(s.low)
		at[n] = from
		for i := range t.low {
			s.number(t.likely[i])
		}
		for _, e := range t.sums {
			moved := make(sum, len(e))
			for i, x := range e {
				moved[i] = term{x.number + from, x.factor}
			}
			s.addSum(moved)
		}
		for _, p := range t.pairs {
			s.pair(p.users+from, p.lookups+from)
		}
	}
	for _, f := range r.facts {
		if f.week == wk {
			s.tells(at[f.kommune]+f.number, f.low, f.high)
		}
	}
	for _, f := range r.sums {
		if f.week == wk {
			total := s.number(f.total)
			s.tells(total, f.total, f.total)
			var parts []int
			for n, x := range f.numbers {
				parts = append(parts, at[n]+x)
			}
			slices.Sort(parts)
			s.add(total, parts...)
		}
	}
	return s, at
}

// judgeAll looks at every small head count of a week that was ever stored, and at what was hidden to protect it.
func (w *world) judgeAll(r *reader, wk week.Week, s *solver, at map[kommune.Number]int) {
	few, dash := map[int]bool{}, map[int]bool{}
	for _, f := range r.facts {
		if f.week == wk {
			few[at[f.kommune]+f.number] = f.shown == "<5"
			dash[at[f.kommune]+f.number] = f.shown == "–"
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(w.ever), func(a, b storedNumber) int { return a.compare(b) }) {
		k := w.ever[id]
		n := at[id.kommune] + id.number
		if id.week != wk {
			continue
		}
		if v := s.likely[n]; k.Measure != usage.Users || v < 1 || v > 4 {
			if dash[n] && w.certain(s, n) {
				w.spoils.dashes++
				w.Logf("%s knows what is hidden: %v is %d", r.who, k, v)
			}
			continue
		}
		w.spoils.small++
		if few[n] {
			w.spoils.shown++
		}
		w.judgeSmall(s, n, k, few[n])
	}
}

// judgeSmall: what is shown as <5 must be possible with each of 1 to 4, and so must what is known to lie there.
func (w *world) judgeSmall(s *solver, n int, k usage.Key, shown bool) {
	if w.certain(s, n) {
		w.spoils.told++
		w.Logf("told: %v is %d", k, s.likely[n])
		return
	}
	if !shown {
		if more, _ := s.possible(n, 5, most); more {
			return
		}
		if none, _ := s.possible(n, 0, 0); none {
			return
		}
	}
	for v := int64(1); v <= 4; v++ {
		possible, sure := s.possible(n, v, v)
		if !sure {
			w.spoils.unsure++
		} else if !possible {
			w.spoils.narrowed++
			w.Logf("narrowed: %v is %d and cannot be %d", k, s.likely[n], v)
			return
		}
	}
}

// certain says whether the number can be nothing else.
func (w *world) certain(s *solver, n int) bool {
	v := s.likely[n]
	less, sure1 := s.possible(n, 0, v-1)
	if less {
		return false
	}
	more, sure2 := s.possible(n, v+1, most)
	if !more && !(sure1 && sure2) {
		w.spoils.unsure++
		return false
	}
	return !more
}
