package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// solver finds out whether whole numbers exist that fulfil everything that somebody knows. It narrows the bounds of
// each number with every condition until nothing changes, and tries out what is left.
type solver struct {
	low, high []int64
	likely    []int64 // where to look first: a value of the truth, which fulfils everything
	sums      []sum
	pairs     []pair
	of        [][]int // conditions by number: sums first, then pairs
	effort    int     // how many guesses are left
	dice      *rand.Rand
}

// sum: the parts, each times its factor, add up to nothing.
type sum []term

type term struct {
	number int
	factor int64
}

// pair: there are at most as many users as lookups, and some of one where there are some of the other.
type pair struct{ users, lookups int }

// most is more than any number of a test.
const most = 100_000

// number makes a number that is 0 or more.
func (s *solver) number(likely int64) int {
	s.low, s.high, s.likely = append(s.low, 0), append(s.high, most), append(s.likely, likely)
	s.of = append(s.of, nil)
	return len(s.low) - 1
}

// add makes a condition: the first is the sum of the others.
func (s *solver) add(total int, parts ...int) {
	e := sum{{total, -1}}
	for _, p := range parts {
		e = append(e, term{p, 1})
	}
	s.addSum(e)
}

func (s *solver) addSum(e sum) {
	for _, t := range e {
		s.of[t.number] = append(s.of[t.number], len(s.sums))
	}
	s.sums = append(s.sums, e)
}

// derive adds what follows from two sums together and is short, twice: what the bounds of long sums do not tell.
func (s *solver) derive() {
	seen := map[string]bool{}
	for _, e := range s.sums {
		seen[fmt.Sprint(e)] = true
	}
	for range 2 {
		for i, a := range s.sums {
			for _, b := range s.sums[:i] {
				for _, times := range []int64{1, -1} {
					e := a.plus(b, times)
					if name := fmt.Sprint(e); len(e) > 0 && len(e) <= shortSum && len(e) < len(a)+len(b)-1 && !seen[name] {
						seen[name] = true
						s.addSum(e)
					}
				}
			}
		}
	}
}

const shortSum = 4

// plus adds two sums up, the first number with factor 1.
func (e sum) plus(o sum, times int64) (all sum) {
	factors := map[int]int64{}
	for _, t := range e {
		factors[t.number] += t.factor
	}
	for _, t := range o {
		factors[t.number] += times * t.factor
	}
	for _, n := range slices.Sorted(maps.Keys(factors)) {
		if f := factors[n]; f != 0 {
			all = append(all, term{n, f})
		}
	}
	for i := range all {
		if all[i].factor > 1 || all[i].factor < -1 {
			return nil
		}
	}
	if len(all) > 0 && all[0].factor < 0 {
		for i := range all {
			all[i].factor = -all[i].factor
		}
	}
	return all
}

// pair makes a condition of two numbers.
func (s *solver) pair(users, lookups int) {
	for _, n := range []int{users, lookups} {
		s.of[n] = append(s.of[n], -1-len(s.pairs))
	}
	s.pairs = append(s.pairs, pair{users, lookups})
}

// tells limits a number.
func (s *solver) tells(n int, low, high int64) {
	s.low[n], s.high[n] = max(s.low[n], low), min(s.high[n], high)
}

// possible says whether the number can lie in the bounds. sure is false when it was not found out. It guesses a little
// many times, each time otherwise, and then long.
func (s *solver) possible(n int, low, high int64) (possible, sure bool) {
	b := bounds{slices.Clone(s.low), slices.Clone(s.high)}
	b.low[n], b.high[n] = max(b.low[n], low), min(b.high[n], high)
	if b.low[n] > b.high[n] || !s.narrow(b, []int{n}) {
		return false, true
	}
	s.dice = rand.New(rand.NewPCG(uint64(n), uint64(low)))
	for try := range tries {
		s.effort = 40 * (1 + try/4)
		if try == tries-1 {
			s.effort = 20_000
		}
		if s.solve(bounds{slices.Clone(b.low), slices.Clone(b.high)}, nil) {
			return true, true
		}
		if s.effort > 0 {
			return false, true // all was tried
		}
	}
	return false, false
}

// tries is how often the solver begins anew.
const tries = 200

type bounds struct{ low, high []int64 }

// solve narrows and guesses. changed are the numbers whose bounds are new.
func (s *solver) solve(b bounds, changed []int) bool {
	if s.effort--; s.effort < 0 || !s.narrow(b, changed) {
		return false
	}
	n, v := s.disturbed(b)
	if n < 0 {
		return true
	}
	for _, r := range [][2]int64{{v, v}, {v + 1, b.high[n]}, {b.low[n], v - 1}} {
		if r[0] > r[1] {
			continue
		}
		next := bounds{slices.Clone(b.low), slices.Clone(b.high)}
		next.low[n], next.high[n] = r[0], r[1]
		if s.solve(next, []int{n}) {
			return true
		}
	}
	return false
}

// guess is the value within the bounds that is next to one.
func (b bounds) guess(n int, v int64) int64 { return min(max(v, b.low[n]), b.high[n]) }

// disturbed finds a condition that the numbers next to the likely ones do not fulfil, and returns an open number of it
// with the value that mends most; -1 if all are fulfilled.
func (s *solver) disturbed(b bounds) (n int, v int64) {
	n = -1
	var nearest int64
	alike := 0
	consider := func(i int, wish int64) {
		if b.low[i] == b.high[i] {
			return
		}
		at := b.guess(i, wish)
		off := max(at-wish, wish-at)
		if n >= 0 && off > nearest {
			return
		}
		if n < 0 || off < nearest {
			alike = 0
		}
		if alike++; s.dice.IntN(alike) == 0 { // any of those that mend as much
			n, v = i, at
		}
		nearest = off
	}
	from := s.dice.IntN(len(s.sums))
	for i := range s.sums {
		e := s.sums[(from+i)%len(s.sums)]
		var left int64
		for _, t := range e {
			left += t.factor * b.guess(t.number, s.likely[t.number])
		}
		if left == 0 {
			continue
		}
		for _, t := range e {
			consider(t.number, b.guess(t.number, s.likely[t.number])-t.factor*left)
		}
		return n, v
	}
	for _, p := range s.pairs {
		u, l := b.guess(p.users, s.likely[p.users]), b.guess(p.lookups, s.likely[p.lookups])
		if u <= l && (u > 0 || l == 0) {
			continue
		}
		consider(p.lookups, max(u, 0))
		consider(p.users, min(max(u, 1), l))
		return n, v
	}
	return -1, 0
}

// narrow makes the bounds as tight as each condition by itself allows. false: there is nothing between some.
func (s *solver) narrow(b bounds, changed []int) bool {
	var queue []int
	waiting := map[int]bool{}
	push := func(n int) {
		for _, c := range s.of[n] {
			if !waiting[c] {
				waiting[c] = true
				queue = append(queue, c)
			}
		}
	}
	set := func(n int, low, high int64) bool {
		low, high = max(low, b.low[n]), min(high, b.high[n])
		if low != b.low[n] || high != b.high[n] {
			b.low[n], b.high[n] = low, high
			push(n)
		}
		return low <= high
	}
	for _, n := range changed {
		push(n)
	}
	for len(queue) > 0 {
		c := queue[0]
		queue = queue[1:]
		waiting[c] = false
		var ok bool
		if c < 0 {
			p := s.pairs[-1-c]
			ok = set(p.users, min(b.low[p.lookups], 1), b.high[p.lookups]) && set(p.lookups, b.low[p.users], most) &&
				(b.high[p.users] > 0 || set(p.lookups, 0, 0))
		} else {
			ok = s.sums[c].narrow(b, set)
		}
		if !ok {
			return false
		}
	}
	return true
}

func (e sum) narrow(b bounds, set func(n int, low, high int64) bool) bool {
	var low, high int64
	for _, t := range e {
		x, y := t.span(b)
		low, high = low+x, high+y
	}
	for _, t := range e {
		x, y := t.span(b)
		from, to := -(high - y), -(low - x) // of factor × number
		if t.factor < 0 {
			from, to = -to, -from
		}
		if !set(t.number, from, to) {
			return false
		}
	}
	return true
}

func (t term) span(b bounds) (low, high int64) {
	if t.factor < 0 {
		return -b.high[t.number], -b.low[t.number]
	}
	return b.low[t.number], b.high[t.number]
}
