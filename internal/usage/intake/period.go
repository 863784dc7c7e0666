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

// period is what a cell says of time, before anything else in its column is known.
type period struct {
	week week.Week // its Year is 0 where the cell has only a number
	// day is the day of which the week is; zero where the cell names the week itself.
	day time.Time
	// loose: the week's number may be a month's, as in `202611` and `11/2026`.
	loose bool
	// monday is the day and month with which a week without year begins, as far as the cell says: `uke 45 (2.–8. nov.)`.
	monday point
}

// The days that a spreadsheet may count to: 2000-01-01 to 2099-12-31. Five digits, so never mixed up with a week.
const (
	firstSerial = 36526
	lastSerial  = 73050
)

// readPeriod reads a week as sheets have it: `2026-W45`, `uke 45/2026`, `202645`, `uke 45 (2.–8. nov. 2026)`, `45`, a
// day, or a span of days that is one week. The error is for people.
func readPeriod(c sheet.Cell, order dayOrder, date1904 bool) (period, error) {
	text := strings.TrimFunc(c.Text, sheet.IsSpacing)
	if text == "" {
		return period{}, errors.New("mangler uke: skriv for eksempel 2026-W45")
	}
	if c.Number {
		day, isDay := serialDay(text, date1904)
		switch {
		case isDay && c.Shown == sheet.AsMonth:
			return period{}, fmt.Errorf("cella viser en måned (%s %d), og Excel lager måneder av uker som «%d/%d»: skriv "+
				"uka som tekst, for eksempel 2026-W45",
				norsk.Month(day.Month()), day.Year(), day.Month(), day.Year())
		case isDay:
			return period{week: week.Of(day), day: day}, nil
		case c.Shown != sheet.AsNumber:
			return period{}, fmt.Errorf("cella viser noe annet enn tallet %s som er i den: skriv uka som tekst, for "+
				"eksempel 2026-W45", usage.Quoted(text))
		}
	}
	return readPeriodText(strings.TrimSuffix(text, ".0"), order)
}

func readPeriodText(text string, order dayOrder) (period, error) {
	before, inner, explained := strings.Cut(text, "(")
	if !explained || strings.TrimSpace(before) == "" {
		before, inner = text, ""
	}
	main, ok := readSpan(before, order)
	if !ok {
		return period{}, notAWeek(text)
	}
	p, err := main.period(text)
	if err != nil || inner == "" {
		return p, err
	}
	days, ok := readSpan(strings.TrimSuffix(strings.TrimSpace(inner), ")"), order)
	if !ok || days.from.kind != pointDay {
		return period{}, notAWeek(text)
	}
	return p.explainedBy(days, text)
}

// explainedBy compares a week with the days that stand behind it.
func (p period) explainedBy(days span, text string) (period, error) {
	wrong := fmt.Errorf("dagene i %s er ikke dagene i uka", usage.Quoted(text))
	if days.to.year != 0 {
		other, err := days.period(text)
		if err != nil || p.week.Year != 0 && other.week != p.week || other.week.Week != p.week.Week {
			return period{}, wrong
		}
		return period{week: other.week}, nil
	}
	if p.week.Year == 0 {
		p.monday = days.from
	} else if !days.from.isOn(p.week.Monday()) {
		return period{}, wrong
	}
	return p, nil
}

// isOn says whether a point names the day and month of a day.
func (p point) isOn(t time.Time) bool { return p.day == t.Day() && p.month == int(t.Month()) }

// period makes a period of a span that is one week, or less.
func (s span) period(text string) (period, error) {
	from, to := s.from, s.to
	w := week.Week{Year: from.year, Week: from.week}
	switch {
	case from.kind == pointMonth:
		return period{}, fmt.Errorf("%s er en måned, ikke en uke: del tallene opp i uker", usage.Quoted(text))
	case from.kind == pointWeek && from == to:
		if from.year != 0 && !w.Valid() {
			return period{}, noSuchWeek(w)
		}
		return period{week: w, loose: from.loose}, nil
	case from.kind == pointWeek:
		// No identity number: it was understood.
		return period{}, fmt.Errorf("%s er flere uker i ett tall: del tallene opp i uker", "«"+text+"»")
	case from.year == 0:
		return period{}, fmt.Errorf("%s mangler år: skriv for eksempel 2026-W45", usage.Quoted(text))
	}
	first, ok := from.start()
	last, ok2 := to.start()
	if !ok || !ok2 || last.Before(first) {
		return period{}, notAWeek(text)
	}
	w = week.Of(first)
	switch {
	case from == to:
		return period{week: w, day: first}, nil
	case !first.Equal(w.Monday()) || !last.Equal(w.Monday().AddDate(0, 0, 6)):
		return period{}, notOneWeek(first, last)
	}
	return period{week: w}, nil
}

func notOneWeek(first, last time.Time) error {
	const day = "2.1.2006"
	return fmt.Errorf("%s til %s er ikke én uke fra mandag til søndag: del tallene opp i uker", first.Format(day),
		last.Format(day))
}

func noSuchWeek(w week.Week) error {
	return fmt.Errorf("uke %d finnes ikke: %d har ukene 1 til %d", w.Week, w.Year, week.WeeksIn(w.Year))
}

func notAWeek(text string) error {
	return fmt.Errorf("%s er ikke en uke: skriv for eksempel 2026-W45, uke 45/2026 eller en dato", usage.Quoted(text))
}

func isYear(n int) bool { return n >= 2000 && n <= 2099 }

// start is the start of the day; false: there is no such day.
func (p point) start() (time.Time, bool) {
	t := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, week.Location())
	return t, isYear(p.year) && p.isOn(t)
}

// serialDay turns a spreadsheet's number of days into a day. Counting began on the last day of 1899, or in 1904 in
// workbooks from old Macs.
func serialDay(number string, date1904 bool) (time.Time, bool) {
	whole, _, _ := strings.Cut(number, ".")
	n, err := strconv.Atoi(whole)
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
