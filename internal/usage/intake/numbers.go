package intake

import (
	"math"
	"strconv"
	"strings"

	"kjernebot/internal/sheet"
)

// mostInAWeek bounds a figure: the whole country has some 50,000 lookups a week, so a larger one is a date, a number of
// something else, or two columns run together.
const mostInAWeek = 10_000_000

// missingMarks stand in sheets where there is no number. `<5` is there when a sheet of ours is read back: it is hidden,
// and so not known.
var missingMarks = map[string]bool{
	"": true, "-": true, "–": true, "—": true, "−": true, ":": true, ".": true, "..": true, "...": true, "…": true,
	"n/a": true, "na": true, "null": true, "mangler": true, "<5": true, "< 5": true,
}

// readCount reads a whole number of zero or more, as people write it: `1 234`, `1.234`, `1,234`, `12,0`. missing says
// that the cell stands for no number. A cell that a spreadsheet holds as a number has a point for decimals only.
func readCount(c sheet.Cell) (n int64, missing, ok bool) {
	text := strings.TrimFunc(c.Text, sheet.IsSpacing)
	if missingMarks[strings.ToLower(text)] {
		return 0, true, true
	}
	if c.Number {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f != math.Trunc(f) || f < 0 || f > mostInAWeek {
			return 0, false, false
		}
		return int64(f), false, true
	}
	digits, ok := joinThousands(text)
	if !ok {
		return 0, false, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, false, err == nil && n <= mostInAWeek
}

// joinThousands takes the separators out of a whole number. Each group after the first has three digits, and decimals
// are only zeros.
func joinThousands(s string) (string, bool) {
	groups := strings.FieldsFunc(s, func(r rune) bool { return sheet.IsSpacing(r) || strings.ContainsRune(".,'’", r) })
	if len(groups) == 0 {
		return "", false
	}
	if !strings.HasPrefix(s, groups[0]) {
		return "", false // it begins with a separator
	}
	if last := groups[len(groups)-1]; len(groups) > 1 && len(last) < 3 && strings.Trim(last, "0") == "" {
		before := strings.TrimSuffix(s, last)
		if !strings.HasSuffix(before, ",") && !strings.HasSuffix(before, ".") {
			return "", false
		}
		groups = groups[:len(groups)-1]
	}
	for i, g := range groups {
		if strings.Trim(g, "0123456789") != "" || i > 0 && len(g) != 3 || len(groups) > 1 && len(g) > 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}
