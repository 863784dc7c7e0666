package usage

import (
	"encoding/json"
	"maps"
	"slices"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// Change is a stored figure that an import makes another one. Counts that may not be told are hidden, old and new.
type Change struct {
	Key
	Old, New Count
}

// MarshalJSON writes the change as `usage import --json` prints it: a hidden number is null.
func (c Change) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kommune    kommune.Number `json:"kommune"`
		Unit       string         `json:"unit,omitempty"`
		Week       string         `json:"week"`
		Measure    Measure        `json:"measure"`
		Profession string         `json:"profession,omitempty"`
		Old        *int64         `json:"old"`
		New        *int64         `json:"new"`
	}{c.Kommune, c.Unit, c.Week.String(), c.Measure, c.Profession, c.Old.number(), c.New.number()})
}

// number is the count for JSON.
func (c Count) number() *int64 {
	if n, ok := c.Int(); ok {
		return &n
	}
	return nil
}

// changesOf tells of one kommune's week which figures become others. Both sides are hidden as a week is whose figures
// were corrected, because whoever reads this sees both. small: a version of a figure in it was 1 to 4.
func changesOf(n kommune.Number, w week.Week, have, after map[Key]Cell, figures []SheetFigure, small bool) []Change {
	var changed []Key
	for _, f := range figures {
		if old, known := have[f.Key]; known && !old.summed && old.value != f.Value {
			changed = append(changed, f.Key)
		}
		small = small || few(f.Value)
	}
	if len(changed) == 0 {
		return nil
	}
	shown := func(cells map[Key]Cell) map[Key]Count {
		counts := map[Key]Count{}
		sorted := slices.SortedFunc(maps.Values(cells), func(a, b Cell) int { return a.key.Compare(b.key) })
		for c, count := range (weekCells{kommune: n, week: w, cells: sorted, changed: true, small: small}).shown() {
			counts[c.key] = count
		}
		return counts
	}
	told := func(counts map[Key]Count, k Key) Count {
		if c, ok := counts[k]; ok {
			return c
		}
		return Count{state: countHidden}
	}
	old, now := shown(have), shown(after)
	out := make([]Change, len(changed))
	for i, k := range changed {
		out[i] = Change{Key: k, Old: told(old, k), New: told(now, k)}
	}
	return out
}
