package usage

import (
	"cmp"
	"iter"
	"maps"
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

// protect decides about the figures of one kommune and week, cell by cell, by the rules of doc.go. The Count of one
// that is not to be mentioned is missing.
func (w weekCells) protect() []Count {
	out := make([]Count, len(w.cells))
	all, parts := true, false
	sums := newSums(slices.Values(w.cells))
	small := sums.fewLeft || slices.ContainsFunc(w.cells, func(c Entry) bool { return few(c.Value) })
	for i, c := range w.cells {
		if !c.Key.total() {
			parts = true
			continue
		}
		out[i] = c.shown()
		all = all && !c.Held && !few(c.Value)
	}
	switch {
	case !parts || !all || w.changed && (w.small || small) || sums.mixed:
		return out // the totals alone
	case !small:
		for i, c := range w.cells {
			if sums.crossing || c.Key.kind() != byBoth {
				out[i] = known(c.Value)
			}
		}
		return out
	}
	units, professions := newLines(w.cells, byUnit), newLines(w.cells, byProfession)
	byUnits := units.hide()
	if byUnits {
		units.show(w.cells, out)
	}
	if professions.hide() && (!byUnits || units.fit(professions) && professions.fit(units)) {
		professions.show(w.cells, out)
	}
	return out
}

// shown is the total of a whole kommune as it may be shown: see rules 1 and 4 in the package comment.
func (c Entry) shown() Count {
	switch {
	case c.Held, few(c.Value) && !c.Key.Measure.CountsPeople():
		return Count{state: countHidden}
	case few(c.Value):
		return Count{state: countFew}
	}
	return known(c.Value)
}

type kind uint8

const (
	whole kind = iota
	byUnit
	byProfession
	byBoth
)

func (k Key) kind() kind {
	switch {
	case k.Unit == "" && k.Profession == "":
		return whole
	case k.Profession == "":
		return byUnit
	case k.Unit == "":
		return byProfession
	}
	return byBoth
}

// sums are how the sums of a table stand to the parts that they are of.
type sums struct {
	fewLeft bool // some exceed them by 1 to 4: these are people too
	// crossing: there are cells where units and professions cross, and they add up to all units, or none is stated, and so
	// with professions. mixed: there are others, and the total was added up from some of everything.
	crossing, mixed bool
}

type node struct {
	Key
	of kind
}

func (k Key) nodes() []node {
	all, unit, profession := k, k, k
	all.Unit, all.Profession, unit.Profession, profession.Unit = "", "", "", ""
	switch of := k.kind(); of {
	case whole:
		return nil
	case byBoth:
		return []node{{unit, byBoth}, {profession, byBoth}}
	default:
		return []node{{all, of}}
	}
}

func newSums(cells iter.Seq[Entry]) (s sums) {
	parts := map[node]int64{} // what they add up to
	crossed, summed, complete := false, false, true
	for c := range cells {
		crossed = crossed || c.Key.kind() == byBoth
		summed = summed || c.Summed
		for _, n := range c.Key.nodes() {
			parts[n] += c.Value
		}
	}
	stated := map[node]bool{}
	for c := range cells {
		for _, of := range []kind{byUnit, byProfession, byBoth} {
			n := node{c.Key, of}
			sum, ok := parts[n]
			s.fewLeft = s.fewLeft || ok && few(c.Value-sum)
			if k := c.Key.kind(); of == byBoth && (k == byUnit || k == byProfession) {
				complete = complete && ok && c.Value == sum
				stated[n] = true
			}
		}
	}
	for n := range parts { // sums of crossing cells that no cell states, though others of the kind are stated
		if n.of == byBoth && !stated[n] {
			_, some := parts[node{n.nodes()[0].Key, n.kind()}]
			complete = complete && !some
		}
	}
	return sums{fewLeft: s.fewLeft, crossing: crossed && complete, mixed: crossed && !complete && summed}
}

// lines are the figures of one kind, with both their measures.
type lines struct {
	kind
	list   []line
	of     map[Key]int // without their measure
	misfit bool        // there are users without lookups where there are both
}

func (t *lines) at(k Key) *line {
	k.Measure = ""
	i, ok := t.of[k]
	if !ok {
		i = len(t.list)
		t.of[k] = i
		t.list = append(t.list, line{})
	}
	return &t.list[i]
}

// newLines gathers the cells of a kind. If their sum exceeds them by 1 to 4, the rest is a line.
func newLines(cells []Entry, of kind) *lines {
	t := &lines{kind: of, of: map[Key]int{}}
	var rest, stated line
	for _, c := range cells {
		if c.Key.total() {
			c.amount(&rest).n += c.Value
		}
		if c.Key.kind() != of {
			continue
		}
		*c.amount(t.at(c.Key)) = amount{n: c.Value, stated: true}
		c.amount(&rest).n -= c.Value
		c.amount(&stated).stated = true
	}
	rest.users.stated = stated.users.stated && rest.users.n > 0
	rest.lookups.stated = stated.lookups.stated && rest.lookups.n > 0
	if rest.few() {
		rest.rest = true
		t.list = append(t.list, rest)
	}
	t.misfit = stated.users.stated && stated.lookups.stated &&
		slices.ContainsFunc(t.list, func(l line) bool { return l.users.stated != l.lookups.stated })
	return t
}

// amount is the one of a line that the cell is about.
func (c Entry) amount(l *line) *amount {
	if c.Key.Measure == Users {
		return &l.users
	}
	return &l.lookups
}

// hide hides what must be; false if the lines may not be shown.
func (t *lines) hide() bool {
	if !slices.ContainsFunc(t.list, line.few) {
		return true
	}
	return !t.misfit && hide(t.list)
}

// fit says whether each small number of users could be one person, who has one profession and works in one unit: all
// lookups of the line are then among those of one of the other lines, which must still have as many as users.
func (t *lines) fit(other *lines) bool {
	for _, l := range t.list {
		fits := func(o line) bool { return o.lookups.n-l.lookups.n >= o.users.n-1 }
		if l.users.few() && l.lookups.stated && !l.lookups.hidden && len(other.list) > 0 &&
			!slices.ContainsFunc(other.list, fits) {
			return false
		}
	}
	return true
}

func (t *lines) show(cells []Entry, out []Count) {
	for i, c := range cells {
		if c.Key.kind() != t.kind {
			continue
		}
		out[i] = known(c.Value)
		if a := c.amount(t.at(c.Key)); a.hidden {
			out[i] = Count{state: countHidden}
			if a.few() && c.Key.Measure.CountsPeople() {
				out[i].state = countFew
			}
		}
	}
}

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
	lines := lines{of: map[Key]int{}}
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
