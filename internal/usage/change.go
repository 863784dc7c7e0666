package usage

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"kjernebot/internal/kommune"
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

func (c Count) number() *int64 {
	if n, ok := c.Int(); ok {
		return &n
	}
	return nil
}

// changesOf tells which figures of one kommune's week become others. Both sides are hidden as a week is whose figures
// were corrected, because whoever reads this sees both. small: a version of a figure in it was 1 to 4.
func changesOf(have, after map[Key]Entry, figures []SheetFigure, small bool) []Change {
	var changed []Key
	for _, f := range figures {
		if old, known := have[f.Key]; known && !old.Summed && old.Value != f.Value {
			changed = append(changed, f.Key)
		}
		small = small || few(f.Value)
	}
	if len(changed) == 0 {
		return nil
	}
	shown := func(cells map[Key]Entry) map[Key]Count {
		sorted := slices.SortedFunc(maps.Values(cells), func(a, b Entry) int { return a.Key.Compare(b.Key) })
		counts := map[Key]Count{}
		for i, count := range (weekCells{cells: sorted, changed: true, small: small}).protect() {
			counts[sorted[i].Key] = count
		}
		return counts
	}
	hidden := Count{state: countHidden}
	old, now := shown(have), shown(after)
	var out []Change
	for _, k := range changed {
		out = append(out, Change{Key: k, Old: cmp.Or(old[k], hidden), New: cmp.Or(now[k], hidden)})
	}
	return out
}
