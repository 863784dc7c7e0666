package usage

import (
	"slices"

	"kjernebot/internal/norsk"
)

// Measure is what a figure counts. Its value is the word that sheets, the database and `--json` use.
type Measure string

// The measures. Only [Users] counts people.
const (
	Lookups Measure = "oppslag" // lookups in kjernejournal
	Users   Measure = "brukere" // people with at least one lookup
)

// Measures returns every measure in the order in which they are shown.
func Measures() []Measure { return []Measure{Lookups, Users} }

// CountsPeople says whether figures of the measure are head counts, which are hidden from 1 to 4.
func (m Measure) CountsPeople() bool { return m == Users }

// measuresByName are the measures in the order of their names.
var measuresByName = []Measure{Users, Lookups}

// index is the place of the measure among those.
func (m Measure) index() int { return slices.Index(measuresByName, m) }

// fewest is the smallest number that is told. Enhetsregisteret hides head counts below it too.
const fewest = 5

type countState uint8

const (
	countMissing countState = iota
	countKnown
	countFew
	countHidden
)

// Count is a figure as somebody may see it: a number, `<5`, hidden, or missing. The zero Count is missing, which is not
// zero. What is hidden is not in it, so nothing computed from Counts can give it away.
type Count struct {
	n     int64
	state countState
}

// Int returns the number, and false if it is missing or hidden.
func (c Count) Int() (int64, bool) { return c.n, c.state == countKnown }

// Missing says that nobody has reported the figure.
func (c Count) Missing() bool { return c.state == countMissing }

// Hidden says that there is a figure which may not be told: 1 to 4 people, or a count that would give away such a one.
func (c Count) Hidden() bool { return c.state == countFew || c.state == countHidden }

// String is what a person reads: the number with a space between thousands, `<5`, `–` for a count hidden to
// protect another, and nothing for a missing one.
func (c Count) String() string {
	switch c.state {
	case countKnown:
		return norsk.Grouped(c.n)
	case countFew:
		return "<5"
	case countHidden:
		return "–"
	}
	return ""
}

func known(n int64) Count { return Count{n: n, state: countKnown} }
