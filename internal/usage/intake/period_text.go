package intake

import (
	"cmp"
	"regexp"
	"strings"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
)

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

// dayOrder is which of two numbers in a date is the day.
type dayOrder uint8

const (
	dayFirst dayOrder = iota
	monthFirst
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
		case words.between[w.Folded]:
			gap += "~"
			continue
		case words.beside[w.Folded]:
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
	switch size, month := w.End-w.Start, words.months[w.Folded]; {
	case w.Number >= 0 && (size == 1 || size == 2):
		return '2', w.Number
	case w.Number >= 0 && (size == 4 || size == 6 || size == 8):
		return '0' + byte(size), w.Number
	case words.weeks[w.Folded]:
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
func readSpan(text string, order dayOrder) (span, bool) {
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
			before += btoi(c == 'M' || c >= '0' && c <= '9')
		}
		from, ok := readPoint(form[:i], numbers[:before], order)
		to, ok2 := readPoint(form[i+1:], numbers[before:], order)
		if ok && ok2 {
			return join(from, to)
		}
	}
	return span{}, false
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// readPoint reads a form with one point in it.
func readPoint(form string, numbers []int, order dayOrder) (p point, ok bool) {
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
		parts = [...]string{dayFirst: "dmy", monthFirst: "mdy"}[order][:len(numbers)]
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
			from.year = to.year - btoi(from.month > to.month)
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
