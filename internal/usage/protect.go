package usage

import "slices"

// protected is a cell as it may be shown by the rules of doc.go; given says whether it may be mentioned at all.
type protected struct {
	count Count
	given bool
}

// protect decides about the head counts of one kommune and week. The cells are current ones in the order of their keys.
// changed and small are those of [weekCells].
func protect(cells []Cell, changed, small bool) []protected {
	out := make([]protected, len(cells))
	total := slices.IndexFunc(cells, func(c Cell) bool { return c.key.total() })
	if total < 0 {
		return out // unreachable: an import adds up a total where the sheet has none
	}
	anySmall := slices.ContainsFunc(cells, func(c Cell) bool { return People(c.value).Few() })
	switch {
	case People(cells[total].value).Few():
		out[total] = protected{Count{state: countFew}, true}
		return out
	case changed && small:
		out[total] = protected{known(cells[total].value), true}
		return out
	case !anySmall:
		for i, c := range cells {
			out[i] = protected{known(c.value), true}
		}
		return out
	}
	if hidden, ok := hide(cells); ok {
		for i, c := range cells {
			out[i] = protected{hidden[i].show(c.value), true}
		}
		return out
	}
	out[total] = protected{known(cells[total].value), true}
	for _, part := range []func(Key) bool{
		func(k Key) bool { return k.Profession == "" }, // by unit
		func(k Key) bool { return k.Unit == "" },       // by profession
	} {
		showParts(cells, part, out)
	}
	return out
}

// showParts shows the parts of one kind if they can be protected by themselves: without the cells where both kinds
// cross, units and professions have nothing in common but the total, which is shown.
func showParts(cells []Cell, part func(Key) bool, out []protected) {
	var (
		some []Cell
		at   []int
	)
	for i, c := range cells {
		if part(c.key) {
			some, at = append(some, c), append(at, i)
		}
	}
	hidden, ok := hide(some)
	if !ok {
		return
	}
	for i, c := range some {
		out[at[i]] = protected{hidden[i].show(c.value), true}
	}
}

// looks is how a cell is shown.
type looks uint8

const (
	plain   looks = iota // the number
	few                  // `<5`
	dash                 // `–`: hidden to protect others, and 5 or more
	unknown              // not a cell of the table at all, but a sum that a reader knows to exist
)

func (l looks) show(value int64) Count {
	switch l {
	case few:
		return Count{state: countFew}
	case dash:
		return Count{state: countHidden}
	}
	return known(value)
}

// allows says whether a cell with these looks could have that value.
func (l looks) allows(value int64) bool {
	switch l {
	case few:
		return People(value).Few()
	case dash:
		return value >= fewest
	case unknown:
		return value >= 0
	}
	return false // a number that is shown is what it is
}

// nationalTotal adds up the whole kommuner's head counts of one week. With m small ones that sum up to s, one of them can
// be 4 only if the others, at least 1 each, leave it 4: s−4 ≥ m−1; and 1 only if the others can hold the rest:
// s−1 ≤ 4(m−1). If both hold, each small count can be anything from 1 to 4, and the total may be shown.
func nationalTotal(sum, small, smallSum int64) Count {
	if small == 0 || smallSum-4 >= small-1 && smallSum-1 <= 4*(small-1) {
		return known(sum)
	}
	return Count{state: countHidden}
}
