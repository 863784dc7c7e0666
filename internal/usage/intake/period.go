package intake

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

// period is what a cell says of time, before anything else in its column is known.
type period struct {
	week  week.Week // its Year is 0 where the cell has only a number
	day   time.Time // the day of which the week is; zero where the cell names the week itself
	loose bool      // the week's number may be a month's, as in `202611` and `11/2026`
	// monday is the day and month with which a week without year begins, as far as the cell says: `uke 45 (2.–8. nov.)`.
	monday point
}

// readPeriod reads a week as sheets have it: `2026-W45`, `uke 45/2026`, `202645`, `uke 45 (2.–8. nov. 2026)`, `45`, a
// day, or a span of days that is one week. The error is for people.
func readPeriod(c sheet.Cell, order string, date1904 bool) (period, error) {
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
				"eksempel 2026-W45", quoted(text))
		}
	}
	return readPeriodText(strings.TrimSuffix(text, ".0"), order)
}

func readPeriodText(text string, order string) (period, error) {
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
	wrong := fmt.Errorf("dagene i %s er ikke dagene i uka", quoted(text))
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

func (p point) isOn(t time.Time) bool { return p.day == t.Day() && p.month == int(t.Month()) }

// period makes a period of a span that is one week, or less.
func (s span) period(text string) (period, error) {
	from, to := s.from, s.to
	w := week.Week{Year: from.year, Week: from.week}
	switch {
	case from.kind == pointMonth:
		return period{}, fmt.Errorf("%s er en måned, ikke en uke: del tallene opp i uker", quoted(text))
	case from.kind == pointWeek && from == to:
		if from.year != 0 && !w.Valid() {
			return period{}, noSuchWeek(w)
		}
		return period{week: w, loose: from.loose}, nil
	case from.kind == pointWeek:
		// No identity number: it was understood.
		return period{}, fmt.Errorf("%s er flere uker i ett tall: del tallene opp i uker", "«"+text+"»")
	case from.year == 0:
		return period{}, fmt.Errorf("%s mangler år: skriv for eksempel 2026-W45", quoted(text))
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
	return fmt.Errorf("%s er ikke en uke: skriv for eksempel 2026-W45, uke 45/2026 eller en dato", quoted(text))
}

func isYear(n int) bool { return n >= 2000 && n <= 2099 }

// start is the start of the day; false: there is no such day.
func (p point) start() (time.Time, bool) {
	t := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, week.Location())
	return t, isYear(p.year) && p.isOn(t)
}

// serialDay turns a spreadsheet's number of days into a day. Counting began on the last day of 1899, or in 1904 in
// workbooks from old Macs. The days of our years are numbers of five digits, so never mixed up with a week.
func serialDay(number string, date1904 bool) (time.Time, bool) {
	whole, _, _ := strings.Cut(number, ".")
	n, err := strconv.Atoi(whole)
	if date1904 {
		n += 1462
	}
	day := time.Date(1899, time.December, 30+n, 0, 0, 0, 0, week.Location())
	return day, err == nil && len(whole) == 5 && isYear(day.Year())
}

// span is what a text says of time. Both ends are the same where it has one.
type span struct{ from, to point }

// point is one end of a span: a week, a day or a month. What is not said of it is 0.
type point struct {
	kind                   pointKind
	year, month, day, week int
	loose                  bool // nothing says that the number is a week's and not a month's
}

type pointKind uint8

const (
	pointWeek pointKind = iota
	pointMonth
	pointDay
)

// Which of two numbers in a date is the day.
const (
	dayFirst   = "dmy"
	monthFirst = "mdy"
)

// forms are the ways to write a point. In a form a digit is a number of that many digits (2 also of one), W a word
// for week and M a month's name. The letters say what the numbers are: year, month, day, week, or l for a week or a
// month. Numbers of 6 and 8 digits count as two and three. Where ? stands, the order of days and months is that of
// the column.
var forms = map[string]string{
	"W2": "w", "W2/4": "wy", "W2 4": "wy", "W2-4": "wy", "W2.4": "wy", "W2,4": "wy", "2W4": "wy",
	"4W2": "yw", "W4 2": "yw", "W4-2": "yw", "W4/2": "yw", "W6": "yw",
	"2": "l", "4-2": "yl", "4/2": "yl", "4 2": "yl", "4.2": "yl", "4,2": "yl", "6": "yl",
	"2/4": "ly", "2-4": "ly", "2 4": "ly", "2.4": "ly", "2,4": "ly",
	"4-2-2": "ymd", "4/2/2": "ymd", "4.2.2": "ymd", "8": "ymd",
	"2.2.4": "dmy", "2.2.2": "dmy", "2M4": "dmy", "2M2": "dmy", "M2,4": "mdy", "M2 4": "mdy",
	"2/2/4": "?", "2/2/2": "?", "2-2-4": "?", "2/2": "?", "2.2": "dm", "2M": "dm",
	"M": "m", "M4": "my", "M2": "my", "4M": "ym",
}

var (
	clockTime = regexp.MustCompile(`(t|\b)\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(z|[+-]\d{2}:?\d{2})?( ?[ap]m)?`)
	// joined is ~ between two points, whichever sign stands there.
	joined = strings.NewReplacer("t.o.m.", "~", "f.o.m.", " ", "–", "~", "—", "~", "‐", "-", "‑", "-", "−", "-", " - ",
		"~", "..", "~", "&", "~", "+", "~")
)

// formOf is the form of a text and its numbers, with those of its months. false: there is something else in it.
func formOf(text string) (form string, numbers []int, ok bool) {
	text = strings.Map(func(r rune) rune {
		if sheet.IsSpacing(r) {
			return ' '
		}
		return r
	}, strings.ToLower(text))
	if strings.Contains(text, ":") {
		text = clockTime.ReplaceAllString(text, " ")
	}
	text = joined.Replace(text)
	var (
		gap  string // since the last word that counts
		last byte   // of form
		end  int
	)
	for _, w := range norsk.Words(text) {
		gap += w.Gap
		end = w.End
		switch {
		case sets["between"][w.Folded]:
			gap += "~"
			continue
		case sets["beside"][w.Folded]:
			gap += " "
			continue
		}
		class, number := classOf(w)
		sep, ok := separatorOf(gap)
		if class == 0 || !ok || form == "" && strings.TrimSpace(gap) != "" || last == '4' && w.End-w.Start == 1 &&
			(sep == "." || sep == ",") {
			return "", nil, false // the last: 2026.5 may have been 2026.50
		}
		if form != "" && (sep == "~" || last != 'W' && last != 'M' && class != 'W' && class != 'M') {
			form += sep
		}
		form, last, gap = form+string(rune(class)), class, ""
		if class != 'W' {
			numbers = append(numbers, number)
		}
	}
	sep, ok := separatorOf(gap + text[end:])
	return form, numbers, ok && form != "" && sep != "~"
}

// classOf is the sign of a word in a form, and its number; 0 for a word that says nothing of time.
func classOf(w norsk.Word) (class byte, number int) {
	switch size, month := w.End-w.Start, months[w.Folded]; {
	case w.Number >= 0 && (size == 1 || size == 2):
		return '2', w.Number
	case w.Number >= 0 && (size == 4 || size == 6 || size == 8):
		return '0' + byte(size), w.Number
	case sets["weekword"][w.Folded]:
		return 'W', 0
	case month > 0:
		return 'M', month
	}
	return 0, 0
}

// separatorOf is the sign that counts of what stands between two words. false: something that is no separator.
func separatorOf(gap string) (string, bool) {
	for _, sep := range []string{"~", "/", "-", ".", ",", " "} {
		if strings.Contains(gap, sep) {
			return sep, strings.Trim(gap, "~/-., ") == ""
		}
	}
	return "", gap == ""
}

// readSpan reads a point or two.
func readSpan(text string, order string) (span, bool) {
	form, numbers, ok := formOf(text)
	if !ok {
		return span{}, false
	}
	if p, ok := readPoint(strings.ReplaceAll(form, "~", "-"), numbers, order); ok {
		return span{p, p}, true
	}
	for i := range len(form) {
		if !strings.Contains("~-/", form[i:i+1]) {
			continue
		}
		before := 0
		for _, c := range form[:i] {
			if c == 'M' || c >= '0' && c <= '9' {
				before++
			}
		}
		from, ok := readPoint(form[:i], numbers[:before], order)
		to, ok2 := readPoint(form[i+1:], numbers[before:], order)
		if ok && ok2 {
			return join(from, to)
		}
	}
	return span{}, false
}

// readPoint reads a form with one point in it.
func readPoint(form string, numbers []int, order string) (p point, ok bool) {
	parts, ok := forms[form]
	if !ok {
		return p, false
	}
	if strings.Contains(form, "6") {
		numbers = []int{numbers[0] / 100, numbers[0] % 100}
	}
	if strings.Contains(form, "8") {
		numbers = []int{numbers[0] / 10000, numbers[0] / 100 % 100, numbers[0] % 100}
	}
	if parts == "?" {
		parts = order[:len(numbers)]
	}
	for i, part := range parts {
		n := numbers[i]
		switch part {
		case 'y':
			if p.year = n; n < 100 {
				p.year += 2000
			}
			ok = isYear(p.year)
		case 'w', 'l':
			p.week, p.loose = n, part == 'l'
		case 'm':
			p.month, p.kind = n, max(p.kind, pointMonth)
		case 'd':
			p.day, p.kind = n, pointDay
		}
	}
	return p, ok
}

// join makes a span of two points. The first may leave out what the second says: `2.–8. nov. 2026`.
func join(from, to point) (span, bool) {
	switch {
	case to.kind == pointMonth:
		from = to
	case to.kind == pointDay && from.kind == pointWeek && from.year == 0:
		from = point{kind: pointDay, year: to.year, month: to.month, day: from.week}
	case to.kind == pointDay && from.kind == pointDay:
		if from.year == 0 && to.year != 0 {
			if from.year = to.year; from.month > to.month {
				from.year--
			}
		}
	case to.kind == pointWeek && from.kind == pointWeek:
		from.year, to.year = cmp.Or(from.year, to.year), cmp.Or(to.year, from.year)
		if from.year == to.year && from.week == to.week {
			from = to
		}
	default:
		return span{}, false
	}
	return span{from, to}, true
}
