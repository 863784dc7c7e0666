package usage

// Who works where is known to their colleagues, so a head count from 1 to 4 says something about persons. This file
// decides which head counts of one kommune and week are shown. It looks at nothing else but these figures, all of them,
// whatever was asked for; so every question by every viewer gets the same cells hidden, and answers cannot be combined.
//
//  1. A whole kommune's count of 1 to 4 shows as `<5`, and its parts (units, professions) are not given at all: each of
//     them being at least 1 would bound the total from below. The lookups are still given.
//  2. Otherwise the total is shown, so that no kommune loses its own number for the sake of another. Parts of 1 to 4 show
//     as `<5`. Further parts are hidden (`–`) until every small one could be 1, 2, 3 or 4 as far as all that is shown
//     tells. That is not estimated but proved: for each small part and each of the four counts, another table is
//     constructed that shows exactly the same and has that count there. Its building block is a cycle of hidden cells
//     through the table of units × professions with its sums, along which one person more and one less alternate, so no
//     sum that is shown changes; a `<5` stays within 1–4 and a `–` at 5 or more, which is what their looks tell.
//  3. Where no such hiding exists, the cells of unit × profession are not given; where there is still none, not the
//     parts of that kind.
//  4. A kommune's week in which a figure was corrected and any version had a small count shows no parts: what was shown
//     before and after could be compared. For the same reason older versions of head counts are shown only where no
//     version of the week has a small one.
//  5. The national total is the sum of the kommuner. It is hidden unless the small ones among them could each be
//     anything from 1 to 4; see [nationalTotal]. National head counts by profession are not given.
//
// Parts that do not add up to what the sheet states as their sum are treated as if a reader knew the difference, which
// is the worst case. Weeks have no sums in common, and none over several weeks are given, so other periods tell nothing
// new. Not covered: who noted a week's national total before and after somebody else's correction may compare them.

import "slices"

// protected is a cell as it may be shown; given says whether it may be mentioned at all.
type protected struct {
	count Count
	given bool
}

// protect decides about the head counts of one kommune and week. The cells are current ones in the order of their keys.
// corrected says that an older version of one of them exists, small that any version is 1 to 4.
func protect(cells []Cell, corrected, small bool) []protected {
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
	case corrected && small:
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
