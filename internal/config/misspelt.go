package config

import (
	"slices"
	"strings"
)

// leastName is the shortest name that is looked at: shorter ones are like too many others.
const leastName = 6

// misspelt warns of variables that are set, are none of ours and are spelt like one.
func (r *reader) misspelt(names []string) {
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if r.read[name] || len(name) < leastName {
			continue
		}
		if near := r.nearest(name); near != "" {
			r.warnings = append(r.warnings, name+": is no setting and is not read; did you mean "+near+"?")
		}
	}
}

// nearest is the setting that a name is a slip of, "" for none.
func (r *reader) nearest(name string) string {
	best, least := "", 3
	for known := range r.read {
		d := distance(plainName(name), plainName(known))
		if d < least || d == least && known < best {
			best, least = known, d
		}
	}
	if least > len(best)/4 {
		return ""
	}
	return best
}

// plainName is a name without what people leave out or write otherwise.
func plainName(name string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, name))
}

// distance is how many letters must be put in, left out or changed to make one word of the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
