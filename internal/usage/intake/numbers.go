package intake

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"kjernebot/internal/sheet"
)

// mostInAWeek bounds a figure: the whole country has some 50,000 lookups a week, so a larger one is a date, a number
// of something else, or two columns run together.
const mostInAWeek = 10_000_000

// missingMarks stand in sheets where there is no number.
var missingMarks = map[string]bool{
	"": true, "-": true, "–": true, "—": true, "−": true, ":": true, ".": true, "..": true, "...": true, "…": true,
	"n/a": true, "na": true, "null": true, "mangler": true,
}

// hiddenMark stands in sheets of ours, and of others, for a head count that is not told.
func hiddenMark(text string) bool { return text == "<5" || text == "< 5" }

// readCount reads a whole number of zero or more, as people write it: `1 234`, `1.234`, `1,234`, `12,0`. missing says
// that the cell stands for no number. A cell that a spreadsheet holds as a number has a point for decimals only.
func readCount(c sheet.Cell) (n int64, missing, ok bool) {
	text := c.Text
	if len(text) <= len("mangler") && missingMarks[strings.ToLower(text)] || hiddenMark(text) {
		return 0, true, true
	}
	digits, ok := joinThousands(text)
	if c.Number || !ok && noisy.MatchString(text) {
		n, ok := nearWhole(strings.Replace(text, ",", ".", 1))
		return n, false, ok
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, false, ok && err == nil && n <= mostInAWeek
}

// noisy is the sum of a computer, which may be off by the smallest part, as in 1233.9999999999998.
var noisy = regexp.MustCompile(`^\d*[.,]\d{7,}$`)

// nearWhole reads a number with a point for decimals.
func nearWhole(text string) (int64, bool) {
	f, err := strconv.ParseFloat(text, 64)
	whole := math.Round(f)
	if err != nil || !(math.Abs(f-whole) <= 1e-6) || whole < 0 || whole > mostInAWeek { // NaN is not near anything
		return 0, false
	}
	return int64(whole), true
}

// joinThousands takes the separators out of a whole number: one sign throughout, with three digits behind each, and
// decimals that are only zeros.
func joinThousands(s string) (string, bool) {
	if i := strings.LastIndexAny(s, ".,"); i > 0 && len(s)-i <= len(",00") && strings.Trim(s[i+1:], "0") == "" &&
		i+1 < len(s) {
		s = s[:i]
	}
	at := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if at < 0 {
		return s, s != ""
	}
	sep, size := utf8.DecodeRuneInString(s[at:])
	if at == 0 || at > 3 || !sheet.IsSpacing(sep) && !strings.ContainsRune(".,'’", sep) {
		return "", false
	}
	joined := s[:at]
	for group := range strings.SplitSeq(s[at+size:], string(sep)) {
		if len(group) != 3 || strings.Trim(group, "0123456789") != "" {
			return "", false
		}
		joined += group
	}
	return joined, true
}
