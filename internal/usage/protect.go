package usage

import (
	"cmp"
	"slices"
)

// amount is one measure of a line.
type amount struct {
	n              int64
	stated, hidden bool
}

// line is a unit, a profession or a kommune among others of its kind: numbers whose sums a reader knows.
type line struct {
	users, lookups amount
	rest           bool // whoever is in no other line: nothing that is shown, but the difference of what is
}

// few says whether a number may not be told. Lookups from 1 to 4 are the work of 1 to 4 people.
func few(n int64) bool { return n > 0 && n < fewest }

func (a amount) few() bool { return a.stated && few(a.n) }

func (l line) few() bool { return l.users.few() || l.lookups.few() }

// consistent says whether the numbers can be true: nobody is a user without a lookup, and no lookup is nobody's.
func (l line) consistent() bool {
	return !l.users.stated || !l.lookups.stated || l.users.n <= l.lookups.n && (l.users.n == 0) == (l.lookups.n == 0)
}

// hide hides the small numbers of the lines, and then of one line after the other, those with most lookups first, until
// every small one is free. The largest give most room, so it is nearly always one. false: nothing of the lines may be
// shown.
func hide(lines []line) bool {
	var users, lookups bool // whether numbers of that measure are hidden
	var order []int
	for i := range lines {
		l := &lines[i]
		l.users.hidden, l.lookups.hidden = l.users.few(), l.lookups.few()
		users, lookups = users || l.users.hidden, lookups || l.lookups.hidden
		if !l.few() && !l.rest {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(lines[j].lookups.n, lines[i].lookups.n), cmp.Compare(lines[j].users.n, lines[i].users.n))
	})
	for _, i := range order {
		if free(lines) {
			return true
		}
		l := &lines[i]
		l.users.hidden = users && l.users.stated && l.users.n >= fewest
		l.lookups.hidden = lookups && l.lookups.stated && l.lookups.n >= fewest
	}
	return free(lines)
}

// free says whether each small number of the lines could be 1, 2, 3 or 4 as far as all that is shown tells: the numbers
// that are not hidden, what the hidden ones add up to, and that there are no more users than lookups.
func free(lines []line) bool {
	all := room{}
	for _, l := range lines {
		if (l.users.hidden || l.lookups.hidden) && !l.consistent() {
			return false
		}
		all.add(l.bounds(), 1)
		if l.users.hidden {
			all.users += l.users.n
		}
		if l.lookups.hidden {
			all.lookups += l.lookups.n
		}
	}
	for _, l := range lines {
		if l.few() && !all.frees(l) {
			return false
		}
	}
	return true
}

// bounds are between which numbers those of a line lie, as far as the line tells by itself. What is not hidden takes no
// room.
type bounds struct {
	users, lookups span
	coupled        bool // the users are limited by lookups that are hidden too
}

type span struct{ low, high int64 }

// endless is more than any number, and few enough to add many up.
const endless = 1 << 50

func (l line) bounds() (b bounds) {
	looks := func(a amount) span {
		switch {
		case !a.hidden:
			return span{}
		case a.few():
			return span{1, fewest - 1}
		}
		return span{fewest, endless}
	}
	b = bounds{users: looks(l.users), lookups: looks(l.lookups)}
	switch {
	case l.users.hidden && l.lookups.hidden:
		b.coupled = l.users.few() == l.lookups.few()
	case l.users.hidden && l.lookups.stated:
		b.users.high = min(b.users.high, l.lookups.n)
	case l.lookups.hidden && l.users.stated:
		b.lookups.low = max(b.lookups.low, l.users.n)
	}
	return b
}

// room adds up the bounds of lines, beside what their hidden numbers really add up to.
type room struct {
	users, lookups   int64
	allUsers         span  // without the most users of coupled lines
	allLookups       span  // of all lines
	coupled, uncoupl int64 // the most lookups of coupled lines, the fewest of the others
}

func (r *room) add(b bounds, times int64) {
	r.allUsers.low += times * b.users.low
	r.allLookups.low += times * b.lookups.low
	r.allLookups.high += times * b.lookups.high
	if b.coupled {
		r.coupled += times * b.lookups.high
		return
	}
	r.allUsers.high += times * b.users.high
	r.uncoupl += times * b.lookups.low
}

// possible says whether numbers within the bounds add up to what they really do. There are as many users in coupled
// lines as lookups at most, and these are most when the other lines have the fewest.
func (r room) possible() bool {
	most := r.allUsers.high + min(r.coupled, r.lookups-r.uncoupl)
	return r.allUsers.low <= r.users && r.users <= most && r.allLookups.low <= r.lookups && r.lookups <= r.allLookups.high
}

// frees says whether the small numbers of one of the lines can each be anything from 1 to 4.
func (r room) frees(l line) bool {
	b := l.bounds()
	r.add(b, -1)
	can := func(users, lookups span) bool {
		r := r
		r.add(bounds{users: users, lookups: lookups}, 1)
		return r.possible()
	}
	beside := func(few bool, b span, n int64) span { // a small number has to be chosen too
		if few {
			return span{n, n}
		}
		return b
	}
	for n := int64(1); n < fewest; n++ {
		users, lookups := !l.users.few(), !l.lookups.few()
		for m := int64(1); m < fewest; m++ {
			users = users || (m >= n || !l.lookups.few()) && can(span{n, n}, beside(l.lookups.few(), b.lookups, m))
			lookups = lookups || (m <= n || !l.users.few()) && can(beside(l.users.few(), b.users, m), span{n, n})
		}
		if !users || !lookups {
			return false
		}
	}
	return true
}
