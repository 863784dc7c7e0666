package usage

import "container/heap"

// step is one cell of a cycle, and what happens to it: one person more or less.
type step struct {
	edge   int
	change int64
}

// place is where a search stands: a node, and the sign of the change with which it was reached. Signs are those of the
// equations: a change of an edge times its sign.
type place struct {
	node int
	sign int64
}

// cycle finds the cheapest way to change the cell by one person so that every sum stays: a path of hidden cells between
// its two nodes, along which the signs alternate. other is the table as changed so far.
func (t *table) cycle(cell int, change int64, other []int64) ([]step, bool) {
	e := t.edges[cell]
	own := e.sign * change
	start, end := place{e.a, own}, place{e.b, -own}
	if e.a == 0 && e.b == 0 {
		return nil, false // unreachable: a cell has its kommune or its sum to keep
	}
	type came struct {
		from place
		by   step
	}
	var (
		best  = map[place]int64{}
		via   = map[place]came{}
		queue = &frontier{}
	)
	visit := func(p place, cost int64, c came) {
		if old, seen := best[p]; seen && old <= cost {
			return
		}
		best[p], via[p] = cost, c
		heap.Push(queue, reached{p, cost})
	}
	best[start] = 0
	heap.Push(queue, reached{start, 0})
	if start.node == 0 {
		visit(place{0, -own}, 0, came{from: start, by: step{edge: -1}})
	}
	for queue.Len() > 0 {
		r := heap.Pop(queue).(reached)
		if r.cost > best[r.place] {
			continue
		}
		if r.place == end || end.node == 0 && r.node == 0 {
			return t.walked(cell, change, start, r.place, func(p place) (place, step) { c := via[p]; return c.from, c.by })
		}
		for _, i := range t.nodes[r.node] {
			if i == cell {
				continue
			}
			next := t.edges[i].a + t.edges[i].b - r.node
			delta := -r.sign * t.edges[i].sign
			cost, ok := t.cost(i, delta, other)
			if !ok {
				continue
			}
			c := came{r.place, step{i, delta}}
			visit(place{next, -r.sign}, r.cost+cost, c)
			if next == 0 {
				visit(place{0, r.sign}, r.cost+cost, c) // nothing to keep there: go on with either sign
			}
		}
	}
	return nil, false
}

// walked returns the steps of a finished search. A path that uses a cell twice is no cycle and is refused.
func (t *table) walked(cell int, change int64, start, at place, back func(place) (place, step)) ([]step, bool) {
	steps := []step{{cell, change}}
	used := map[int]bool{cell: true}
	for at != start {
		from, by := back(at)
		if by.edge >= 0 {
			if used[by.edge] {
				return nil, false
			}
			used[by.edge] = true
			steps = append(steps, by)
		}
		at = from
	}
	return steps, true
}

const (
	// stepCost makes short cycles cheaper, hideCost makes hiding another cell dearer than any detour.
	stepCost = 1
	hideCost = 1_000_000
	// roomy is a count that stays 5 or more whatever a small one beside it is.
	roomy = fewest + (fewest - 2)
)

// cost says what it takes to change an edge by one person, and whether it can be: a cell that is shown must be hidden
// first, the smallest that has room enough.
func (t *table) cost(i int, change int64, other []int64) (int64, bool) {
	e := t.edges[i]
	if e.fixed {
		return 0, false
	}
	if e.looks != plain {
		return stepCost, e.looks.allows(other[i] + change)
	}
	if e.value < fewest || e.value < roomy && change < 0 {
		return 0, false
	}
	return hideCost + min(e.value, hideCost/2), true
}

// frontier is the places that a search has reached, cheapest first.
type frontier []reached

type reached struct {
	place
	cost int64
}

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, j int) bool {
	a, b := f[i], f[j]
	if a.cost != b.cost {
		return a.cost < b.cost
	}
	if a.node != b.node {
		return a.node < b.node
	}
	return a.sign < b.sign
}
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }

// Push and Pop are those of container/heap.
func (f *frontier) Push(x any) { *f = append(*f, x.(reached)) }

// Pop removes the last place.
func (f *frontier) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}
