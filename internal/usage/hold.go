package usage

import (
	"maps"
	"slices"
)

// tells says whether a total that changes, or comes when parts have been seen, gives a small part away to who has seen
// the week before: what the total changed by is what those parts add up to that came, went or changed, so the small
// ones among these must be free. So must those that were small when the total falls, which it does by what they were at
// most.
func tells(before, after map[Key]Cell, total Key) bool {
	old, known := before[total]
	now := after[total].value
	switch {
	case known && old.value == now, !hasParts(before) && !known:
		return false
	case few(now):
		return hasParts(before) // that each have users bound it
	case total.Measure == Lookups && known && hasParts(after):
		users := Key{Kommune: total.Kommune, Week: total.Week, Measure: Users}
		if few(before[users].value) || few(after[users].value) {
			return true // more parts with users bound them
		}
	}
	if known && !old.summed && !after[total].summed && !partsChanged(before, after, total.Measure) {
		return false // a sheet states another total of the same parts
	}
	if cellsOf(before).mixed || cellsOf(after).mixed {
		return true // it was added up from other parts than those that changed
	}
	for _, of := range []kind{byUnit, byProfession, byBoth} {
		lines, lookups := changedLines(before, after, of)
		if !allFree(lines) {
			return true
		}
		// A single number of lookups that is known limits the users of its line.
		if known && total.Measure == Lookups && lookups == 1 && (hasSmall(before) || hasSmall(after)) {
			return true
		}
		if lines, _ = changedLines(after, before, of); now < old.value && !allFree(lines) {
			return true
		}
	}
	return false
}

// partsChanged says whether a part of the measure came, went or changed.
func partsChanged(before, after map[Key]Cell, m Measure) bool {
	parts := func(cells map[Key]Cell) map[Key]int64 {
		values := map[Key]int64{}
		for k, c := range cells {
			if k.Measure == m && !k.total() {
				values[k] = c.value
			}
		}
		return values
	}
	return !maps.Equal(parts(before), parts(after))
}

func cellsOf(cells map[Key]Cell) sums { return newSums(slices.Collect(maps.Values(cells))) }

func allFree(lines []line) bool { return !slices.ContainsFunc(lines, line.few) || free(lines) }

func hasParts(cells map[Key]Cell) bool {
	for k := range cells {
		if !k.total() {
			return true
		}
	}
	return false
}

func hasSmall(cells map[Key]Cell) bool {
	for k, c := range cells {
		if !k.total() && few(c.value) {
			return true
		}
	}
	return false
}

// changedLines are the lines of a kind in which something came, went or changed, and in how many the lookups did. What
// did is hidden.
func changedLines(before, after map[Key]Cell, of kind) (list []line, lookups int) {
	var (
		at   = map[place]int{}
		rest line // how much more than its parts the total is, after; of the other state when that was different
		was  line
	)
	for _, cells := range []map[Key]Cell{after, before} {
		for k, c := range cells {
			if k.kind() != of {
				continue
			}
			changed := before[k].value != after[k].value || before[k].key != after[k].key
			i, ok := at[k.place()]
			if !ok {
				i = len(list)
				at[k.place()] = i
				list = append(list, line{})
			}
			if a := c.amount(&list[i]); !a.stated && (changed || !few(c.value)) {
				*a = amount{n: c.value, stated: true, hidden: changed && c.value > 0}
				if changed && k.Measure == Lookups {
					lookups++
				}
			}
		}
	}
	if len(list) == 0 {
		return nil, 0
	}
	for _, side := range []struct {
		cells map[Key]Cell
		rest  *line
	}{{after, &rest}, {before, &was}} {
		for k, c := range side.cells {
			switch k.kind() {
			case whole:
				c.amount(side.rest).n += c.value
			case of:
				c.amount(side.rest).n -= c.value
			}
		}
	}
	for _, a := range []struct{ now, was *amount }{{&rest.users, &was.users}, {&rest.lookups, &was.lookups}} {
		a.now.stated = a.now.n > 0 && a.now.n != a.was.n
		a.now.hidden = a.now.stated
	}
	list = append(list, rest)
	return slices.DeleteFunc(list, func(l line) bool { return !l.users.hidden && !l.lookups.hidden }), lookups
}
