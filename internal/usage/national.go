package usage

import (
	"context"
	"fmt"
	"iter"
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

// nations reads national totals.
type nations struct {
	ledger   *Ledger
	accepted map[ImportID]time.Time // read when it is needed
}

// total is the national total of a week: what the kommuner add up to in the first state of the ledger, since the week
// closed, in which the sum may be told. It depends on nothing that came later, but is not told any more when a figure
// in it was taken back. versions are those of the week's totals.
func (n *nations) total(ctx context.Context, w week.Week, versions []Version) (WeekTotals, error) {
	t := WeekTotals{Week: w}
	reported := map[kommune.Number]bool{}
	for _, v := range versions {
		if v.Undone == 0 {
			reported[v.Cell.key.Kommune] = true
			*t.count(v.Cell.key.Measure) = Count{state: countHidden}
		}
	}
	t.Kommuner = len(reported)
	if n.ledger.Now().Before(closes(w)) {
		return t, nil
	}
	states, err := n.states(ctx, w, versions)
	if err != nil {
		return t, err
	}
	c := &country{versions: versions}
	for _, at := range states {
		if c.look(at) {
			break
		}
	}
	for _, m := range Measures() {
		if told := c.told[m.index()]; told.kommuner > 0 && !told.undone {
			*t.count(m) = known(told.sum)
			t.Kommuner = told.kommuner
		}
	}
	return t, nil
}

// states returns the entries in the list of imports after which the totals of a closed week looked otherwise than
// before, the first of which is the newest from before it closed.
func (n *nations) states(ctx context.Context, w week.Week, versions []Version) ([]ImportID, error) {
	var all []ImportID
	for _, v := range versions {
		all = append(all, v.Import)
		if v.Undone != 0 {
			all = append(all, v.Undone)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) < 2 {
		return all, nil
	}
	if n.accepted == nil {
		var err error
		if n.accepted, err = n.ledger.store.Accepted(ctx); err != nil {
			return nil, fmt.Errorf("read when imports came: %w", err)
		}
	}
	first := 0
	for i, id := range all {
		if n.accepted[id].Before(closes(w)) {
			first = i
		}
	}
	return all[first:], nil
}

// country adds up one week's totals of the kommuner, in one state of the ledger after another.
type country struct {
	versions []Version
	small    map[kommune.Number]line // with a small number in a sum that is told
	told     [2]nationSum            // by measure
}

// nationSum is a sum that is told, if any kommuner are in it.
type nationSum struct {
	sum      int64
	kommuner int
	undone   bool // a figure in it was taken back
}

// look adds up the totals as they were after an entry, those measures that were not told before. true: all are told.
func (c *country) look(at ImportID) bool {
	all := true
	for _, m := range []Measure{Lookups, Users} {
		if c.told[m.index()].kommuner == 0 {
			all = c.tell(m, at) && all
		}
	}
	return all
}

// tell finds out whether the sum of a measure may be told: not of few kommuner, and only if each small number in it is
// free, together with the sum of the other measure if that is told.
func (c *country) tell(m Measure, at ImportID) bool {
	var (
		s       nationSum
		nonzero int
		small   = maps.Clone(c.small)
	)
	for v := range c.valid(m, at) {
		n := v.Cell.value
		s.sum, s.kommuner, s.undone = s.sum+n, s.kommuner+1, s.undone || v.Undone != 0
		if n != 0 {
			nonzero++
		}
		if l, known := small[v.Cell.key.Kommune]; known || few(n) {
			if small == nil {
				small = map[kommune.Number]line{}
			}
			*v.Cell.amount(&l) = amount{n: n, stated: true, hidden: few(n)}
			small[v.Cell.key.Kommune] = l
		}
	}
	if nonzero < fewestKommuner || !free(slices.Collect(maps.Values(small))) {
		return false
	}
	c.small, c.told[m.index()] = small, s
	return true
}

// valid yields the version of each kommune's total that counted after an entry. One that is held counts as what was
// shown before.
func (c *country) valid(m Measure, at ImportID) iter.Seq[Version] {
	return newest(c.versions, func(v Version) bool {
		counted := v.Import <= at && (v.Undone == 0 || v.Undone > at)
		return counted && !v.Cell.held && v.Cell.key.Measure == m
	})
}
