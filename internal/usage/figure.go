package usage

import (
	"cmp"
	"encoding/json/v2"
	"slices"
	"strconv"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// Key says what a number is about.
type Key struct {
	Kommune    kommune.Number // empty for the whole country
	Week       week.Week
	Measure    Measure
	Unit       string // a unit's organisation number, or its name where none is known. Empty for the whole kommune
	Profession string // a profession in the singular, such as `sykepleier`. Empty for all of them
}

func (k Key) total() bool { return k.Unit == "" && k.Profession == "" }

// Compare orders keys by kommune, week, measure, unit and profession, so that a total comes before its parts.
func (k Key) Compare(o Key) int {
	return cmp.Or(
		cmp.Compare(k.Kommune, o.Kommune), k.Week.Compare(o.Week),
		cmp.Compare(k.Measure, o.Measure), cmp.Compare(k.Unit, o.Unit), cmp.Compare(k.Profession, o.Profession),
	)
}

// Entry is a number on its way from a sheet into the database, or out of it.
type Entry struct {
	Key
	Value  int64
	Summed bool // this package added the number up from its parts, because no sheet states it
	// Held says that the total may not be shown, because what it became tells a small part to who has seen what it was.
	Held bool
}

// Figure is one number as a viewer may see it.
type Figure struct {
	Key
	UnitName string // what people call the unit, if Unit is a number and a name is known
	Count    Count
	Summed   bool // the sheet had only the parts. Somebody who works in two units is then counted in both
}

// MarshalJSON writes the figure as `usage show --json` prints it. Encode it with SetEscapeHTML(false) for `<5` to stay
// so.
func (f Figure) MarshalJSON() ([]byte, error) {
	shown := f.Count.String()
	if n, ok := f.Count.Int(); ok {
		shown = strconv.FormatInt(n, 10) // without the spaces that people read
	}
	return json.Marshal(struct {
		Kommune    kommune.Number `json:"kommune"`
		Unit       string         `json:"unit"`
		Week       string         `json:"week"`
		Measure    Measure        `json:"measure"`
		Profession string         `json:"profession"`
		Value      *int64         `json:"value"`
		Shown      string         `json:"shown"`
	}{f.Kommune, f.Unit, f.Week.String(), f.Measure, f.Profession, f.Count.number(), shown})
}

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

var measuresByName = []Measure{Users, Lookups}

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
