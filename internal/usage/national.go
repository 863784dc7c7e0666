package usage

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// fewestKommuner is how many must have figures other than 0 for their sum to be told.
const fewestKommuner = 5

// closes is when a week's figures have come, as far as the national total goes: a week after it has ended.
func closes(w week.Week) time.Time { return w.Add(2).Monday() }

// nationalTotal is the national total of a week: what the kommuner add up to in the first state of the ledger, since
// the week closed, in which the sum may be told. It depends on nothing that came later, but is not told any more when
// a figure in it was taken back. versions are those of the week's totals; accepted says when each import came.
func nationalTotal(versions []Version, now time.Time, accepted func() (map[ImportID]time.Time, error)) (
	WeekTotals, error) {
	w := versions[0].entry.Key.Week
	t := WeekTotals{Week: w}
	reported := map[kommune.Number]bool{}
	for _, v := range versions {
		if v.Undone == 0 {
			reported[v.entry.Key.Kommune] = true
			*t.count(v.entry.Key.Measure) = Count{state: countHidden}
		}
	}
	t.Kommuner = len(reported)
	if now.Before(closes(w)) {
		return t, nil
	}
	states, err := statesOf(w, versions, accepted)
	if err != nil {
		return t, err
	}
	c := &country{versions: versions, told: map[Measure]nationSum{}}
	for _, at := range states {
		for _, m := range Measures() {
			if _, known := c.told[m]; !known {
				c.tell(m, at)
			}
		}
	}
	for _, m := range Measures() {
		if told, ok := c.told[m]; ok && !told.undone {
			*t.count(m) = known(told.sum)
			t.Kommuner = told.kommuner
		}
	}
	return t, nil
}

// statesOf returns the entries in the list of imports after which the totals of a closed week looked otherwise than
// before, the first of which is the newest from before it closed.
func statesOf(w week.Week, versions []Version, accepted func() (map[ImportID]time.Time, error)) ([]ImportID, error) {
	entries := map[ImportID]bool{}
	for _, v := range versions {
		entries[v.Import] = true
		if v.Undone != 0 {
			entries[v.Undone] = true
		}
	}
	all := slices.Sorted(maps.Keys(entries))
	if len(all) < 2 {
		return all, nil
	}
	came, err := accepted()
	if err != nil {
		return nil, fmt.Errorf("read when imports came: %w", err)
	}
	first := 0
	for i, id := range all {
		if came[id].Before(closes(w)) {
			first = i
		}
	}
	return all[first:], nil
}

// country adds up one week's totals of the kommuner, in one state of the ledger after another.
type country struct {
	versions []Version
	small    map[kommune.Number]line // with a small number in a sum that is told
	told     map[Measure]nationSum
}

type nationSum struct {
	sum      int64
	kommuner int
	undone   bool // a figure in it was taken back
}

// tell tells the sum of a measure as it was after an entry, if it may be told: not of few kommuner, and only if each
// small number in it is free, together with the sum of the other measure if that is told. Of each kommune counts what
// was valid after the entry, and of a total that is held what was shown before.
func (c *country) tell(m Measure, at ImportID) {
	var (
		s       nationSum
		nonzero int
		small   = map[kommune.Number]line{}
	)
	maps.Copy(small, c.small)
	for v := range newest(c.versions, func(v Version) bool {
		valid := v.Import <= at && (v.Undone == 0 || v.Undone > at)
		return valid && !v.entry.Held && v.entry.Key.Measure == m
	}) {
		n := v.entry.Value
		s.sum, s.kommuner, s.undone = s.sum+n, s.kommuner+1, s.undone || v.Undone != 0
		if n != 0 {
			nonzero++
		}
		if l, known := small[v.entry.Key.Kommune]; known || few(n) {
			*v.entry.amount(&l) = amount{n: n, stated: true, hidden: few(n)}
			small[v.entry.Key.Kommune] = l
		}
	}
	if nonzero >= fewestKommuner && free(slices.Collect(maps.Values(small))) {
		c.small, c.told[m] = small, s
	}
}
