package usage

import (
	"maps"
	"slices"
)

// table is the head counts of one kommune and week as a graph: each unit and each profession is a node whose cells add up
// to its sum, and each cell is an edge between its unit and its profession. The kommune itself (unit "") and all
// professions (profession "") are nodes too, so sums are cells like others, with the opposite sign.
type table struct {
	edges []edge
	nodes [][]int // edges at each node; node 0 has no sum to keep
}

type edge struct {
	a, b  int   // the nodes
	sign  int64 // -1 for a sum at one of its ends, 1 otherwise
	value int64
	looks looks
	fixed bool // the kommune's total, which is always shown
}

// newTable makes the graph. The first len(cells) edges are the cells. A node whose cells are not in the sheet keeps
// nothing and is node 0; a sum that the sheet leaves out is an edge of its own, because a reader knows that it exists.
func newTable(cells []Cell) *table {
	t := &table{nodes: make([][]int, 3)}
	units, professions := map[string]int{"": 1}, map[string]int{"": 2}
	for _, c := range cells {
		if c.key.Unit == "" || c.key.Profession == "" {
			continue
		}
		t.node(units, c.key.Unit)
		t.node(professions, c.key.Profession)
	}
	stated := map[[2]int]bool{}
	for _, c := range cells {
		e := edge{a: units[c.key.Unit], b: professions[c.key.Profession], sign: 1, value: c.value, fixed: c.key.total()}
		if (c.key.Unit == "") != (c.key.Profession == "") {
			e.sign = -1
		}
		if People(c.value).Few() {
			e.looks = few
		}
		stated[[2]int{e.a, e.b}] = true
		t.add(e)
	}
	t.addUnstated(units, 2, stated)
	t.addUnstated(professions, 1, stated)
	return t
}

func (t *table) node(of map[string]int, name string) {
	if _, ok := of[name]; !ok {
		of[name] = len(t.nodes)
		t.nodes = append(t.nodes, nil)
	}
}

// addUnstated adds the sums of the nodes in of that are not among the cells; to is the node of all. The order of the
// nodes, and not that of the map, decides the order of the edges.
func (t *table) addUnstated(of map[string]int, to int, stated map[[2]int]bool) {
	for _, n := range slices.Sorted(maps.Values(of)) {
		if n < 3 || stated[[2]int{n, to}] || stated[[2]int{to, n}] {
			continue
		}
		var sum int64
		for _, i := range t.nodes[n] {
			sum += t.edges[i].value
		}
		t.add(edge{a: n, b: to, sign: -1, value: sum, looks: unknown})
	}
}

func (t *table) add(e edge) {
	i := len(t.edges)
	t.edges = append(t.edges, e)
	t.nodes[e.a] = append(t.nodes[e.a], i)
	t.nodes[e.b] = append(t.nodes[e.b], i)
}

// tableLimit bounds the work: no kommune has that many units times professions.
const tableLimit = 1000

// hide finds out how each cell is to look. false: no hiding protects the small ones.
func hide(cells []Cell) ([]looks, bool) {
	if len(cells) > tableLimit {
		return nil, false
	}
	t := newTable(cells)
	for i := range cells {
		if t.edges[i].looks != few {
			continue
		}
		if !t.protect(i, 1, fewest-1) || !t.protect(i, -1, 1) {
			return nil, false
		}
	}
	out := make([]looks, len(cells))
	for i := range cells {
		out[i] = t.edges[i].looks
	}
	return out, true
}

// protect shows that the small cell could have any count from its own to limit, hiding further cells where it must. What
// was shown about other cells before stays true: their cycles use cells that stay hidden.
func (t *table) protect(cell int, step, limit int64) bool {
	other := make([]int64, len(t.edges)) // another table that looks the same
	for i, e := range t.edges {
		other[i] = e.value
	}
	for other[cell] != limit {
		cycle, ok := t.cycle(cell, step, other)
		if !ok {
			return false
		}
		for _, s := range cycle {
			if t.edges[s.edge].looks == plain {
				t.edges[s.edge].looks = dash
			}
			other[s.edge] += s.change
		}
	}
	return true
}
