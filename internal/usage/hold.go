package usage

import (
	"maps"
	"slices"
)

// tells says whether a total that changes, or comes when parts have been seen, gives a small part away to who has seen
// the week before: what the total changed by is what those parts add up to that came, went or changed, so the small
// ones among these must be free. So must those that were small when the total falls, which it does by what they were at
// most.
func tells(before, after map[Key]Entry, total Key) bool {
	old, known := before[total]
	now := after[total].Value
	switch {
	case known && old.Value == now, !hasParts(before) && !known:
		return false
	case few(now):
		return hasParts(before) // that each have users bound it
	case total.Measure == Lookups && known && hasParts(after):
		users := Key{Kommune: total.Kommune, Week: total.Week, Measure: Users}
		if few(before[users].Value) || few(after[users].Value) {
			return true // more parts with users bound them
		}
	}
	if known && !old.Summed && !after[total].Summed && !partsChanged(before, after, total.Measure) {
		return false // a sheet states another total of the same parts
	}
	if newSums(maps.Values(before)).mixed || newSums(maps.Values(after)).mixed {
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
		if lines, _ = changedLines(after, before, of); now < old.Value && !allFree(lines) {
			return true
		}
	}
	return false
}

func partsChanged(before, after map[Key]Entry, m Measure) bool {
	differs := func(from, to map[Key]Entry) bool {
		return anyPart(from, func(c Entry) bool {
			other, known := to[c.Key]
			return c.Key.Measure == m && (!known || other.Value != c.Value)
		})
	}
	return differs(before, after) || differs(after, before)
}

func allFree(lines []line) bool { return !slices.ContainsFunc(lines, line.few) || free(lines) }

func hasParts(cells map[Key]Entry) bool { return anyPart(cells, func(Entry) bool { return true }) }

func hasSmall(cells map[Key]Entry) bool {
	return anyPart(cells, func(c Entry) bool { return few(c.Value) })
}

func anyPart(cells map[Key]Entry, is func(Entry) bool) bool {
	for k, c := range cells {
		if !k.total() && is(c) {
			return true
		}
	}
	return false
}

// changedLines are the lines of a kind in which something came, went or changed, and in how many the lookups did. What
// did is hidden.
func changedLines(before, after map[Key]Entry, of kind) (list []line, lookups int) {
	lines := lines{of: map[place]int{}}
	var rests [2]line // how much more than its parts the total is, after and before
	for i, cells := range []map[Key]Entry{after, before} {
		for k, c := range cells {
			switch k.kind() {
			case whole:
				c.amount(&rests[i]).n += c.Value
				continue
			case of:
				c.amount(&rests[i]).n -= c.Value
			default:
				continue
			}
			changed := before[k].Value != after[k].Value || before[k].Key != after[k].Key
			if a := c.amount(lines.at(k)); !a.stated && (changed || !few(c.Value)) {
				*a = amount{n: c.Value, stated: true, hidden: changed && c.Value > 0}
				if changed && k.Measure == Lookups {
					lookups++
				}
			}
		}
	}
	if len(lines.list) == 0 {
		return nil, 0
	}
	rest, was := rests[0], rests[1]
	for _, a := range []struct{ now, was *amount }{{&rest.users, &was.users}, {&rest.lookups, &was.lookups}} {
		a.now.stated = a.now.n > 0 && a.now.n != a.was.n
		a.now.hidden = a.now.stated
	}
	list = append(lines.list, rest)
	return slices.DeleteFunc(list, func(l line) bool { return !l.users.hidden && !l.lookups.hidden }), lookups
}
