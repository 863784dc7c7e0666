package intake

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// The days that a spreadsheet may count to: 2000-01-01 to 2099-12-31. Five digits, so never mixed up with a week.
const (
	firstSerial = 36526
	lastSerial  = 73050
)

// errNoYear says that a week number stands alone.
var errNoYear = errors.New("mangler år: skriv for eksempel 2026-W45, eller ha en kolonne «år»")

// weekWords may stand beside the numbers of a week.
var weekWords = map[string]bool{
	"uke": true, "uka": true, "uken": true, "ukenr": true, "veke": true, "veka": true, "vekenr": true, "week": true, "wk": true, "nr": true,
	"u": true, "v": true, "w": true, "ar": true, "i": true, "t": true, "iso": true,
}

// sheetWeek reads a week as sheets have it: `2026-W45`, `uke 45/2026`, `202645`, a date, or `45` when year (0 for none)
// stands in another column. The error is for people.
func sheetWeek(c sheet.Cell, year int, date1904 bool) (week.Week, error) {
	text := strings.TrimFunc(c.Text, sheet.IsSpacing)
	if text == "" {
		return week.Week{}, errors.New("mangler uke: skriv for eksempel 2026-W45")
	}
	if day, ok := sheetDate(c, date1904); ok {
		return week.WeekOf(day), nil
	}
	var numbers []int
	for _, w := range norsk.Words(strings.TrimSuffix(text, ".0")) {
		if w.Number >= 0 {
			numbers = append(numbers, w.Number)
			continue
		}
		if !weekWords[w.Folded] {
			return week.Week{}, notAWeek(text)
		}
	}
	switch {
	case len(numbers) == 1 && numbers[0] > 200000 && numbers[0] < 210000:
		numbers = []int{numbers[0] / 100, numbers[0] % 100}
	case len(numbers) == 1 && numbers[0] <= 53:
		if year == 0 {
			return week.Week{}, errNoYear
		}
		numbers = []int{year, numbers[0]}
	}
	if len(numbers) != 2 {
		return week.Week{}, notAWeek(text)
	}
	if isYear(numbers[1]) {
		numbers[0], numbers[1] = numbers[1], numbers[0]
	}
	w := week.Week{Year: numbers[0], Week: numbers[1]}
	if !isYear(w.Year) || w.Week > 99 {
		return week.Week{}, notAWeek(text)
	}
	if year != 0 && year != w.Year {
		return week.Week{}, fmt.Errorf("uken %s er i %d, men kolonnen for år sier %d", usage.Quoted(text), w.Year, year)
	}
	if !w.Valid() {
		return week.Week{}, fmt.Errorf("uke %d finnes ikke: %d har ukene 1 til %d", w.Week, w.Year, week.WeeksIn(w.Year))
	}
	return w, nil
}

func notAWeek(text string) error {
	return fmt.Errorf("%s er ikke en uke: skriv for eksempel 2026-W45, uke 45/2026 eller en dato", usage.Quoted(text))
}

func isYear(n int) bool { return n >= 2000 && n <= 2099 }

// sheetYear reads the cell of a year column.
func sheetYear(c sheet.Cell) (int, error) {
	text := strings.TrimSuffix(strings.TrimFunc(c.Text, sheet.IsSpacing), ".0")
	n, err := strconv.Atoi(text)
	if err != nil || !isYear(n) {
		return 0, fmt.Errorf("%s er ikke et år: skriv for eksempel 2026", usage.Quoted(text))
	}
	return n, nil
}

// sheetDate reads a day as sheets have it: `2026-11-02`, `2.11.2026`, `02/11/26`, with or without a time of day, or the
// number of days that a spreadsheet holds.
func sheetDate(c sheet.Cell, date1904 bool) (time.Time, bool) {
	text, _, _ := strings.Cut(strings.TrimFunc(c.Text, sheet.IsSpacing), " ")
	if whole, _, _ := strings.Cut(text, "."); c.Number && len(whole) != len("20261102") {
		return serialDay(whole, date1904)
	}
	if at := strings.IndexByte(text, 'T'); at == len("2026-11-02") {
		text = text[:at]
	}
	for _, layout := range []string{"2006-1-2", "2.1.2006", "2.1.06", "2/1/2006", "2/1/06", "2006/1/2", "2-1-2006", "20060102"} {
		if day, err := time.ParseInLocation(layout, text, week.Location()); err == nil && isYear(day.Year()) {
			return day, true
		}
	}
	return time.Time{}, false
}

// serialDay turns a spreadsheet's number of days into a day. Counting began on the last day of 1899, or in 1904 in
// workbooks from old Macs.
func serialDay(digits string, date1904 bool) (time.Time, bool) {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return time.Time{}, false
	}
	if date1904 {
		n += 1462
	}
	if n < firstSerial || n > lastSerial {
		return time.Time{}, false
	}
	return time.Date(1899, time.December, 30+n, 0, 0, 0, 0, week.Location()), true
}
