package usage

import (
	"cmp"
	"encoding/json/v2"
	"strconv"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// Key says what a number is about.
type Key struct {
	Kommune kommune.Number // empty for the whole country
	Week    week.Week
	Measure Measure
	// Unit is a unit's organisation number, or its name where none is known. Empty for the whole kommune.
	Unit string
	// Profession is a profession in the singular, such as `sykepleier`. Empty for all of them.
	Profession string
}

// total says whether the key is that of a whole kommune, all professions.
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
	Value int64
	// Summed says that this package added the number up from its parts, because no sheet states it.
	Summed bool
	// Held says that the total may not be shown, because what it became tells a small part to who has seen what it was.
	Held bool
}

// Figure is one number as a viewer may see it.
type Figure struct {
	Key
	UnitName string // what people call the unit, if Unit is a number and a name is known
	Count    Count
	// Summed says that the sheet had only the parts. Somebody who works in two units is then counted in both.
	Summed bool
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
