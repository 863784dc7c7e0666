package privacy

import (
	"slices"
	"strconv"
	"strings"
)

// The lengths of what is looked for, in digits.
const (
	numberLength   = 11
	dufLength      = 12
	longYearLength = 13 // a number whose birth date has a four-digit year
	restLength     = 5  // what comes after the birth date, the personnummer
)

func findNumbers(text string) []Hit {
	if !mayHold(text, restLength) {
		return nil
	}
	hits := scanNumbers(text, 0)
	// Read again as a text of each notation that it may be written in, beside the first reading and not instead of it: in
	// "100 %010203…" the sign escapes nothing, and "id=010203%20…" is no mail.
	for _, sign := range [...]byte{'%', '=', '\\'} {
		if escaped(text, sign) {
			hits = append(hits, scanNumbers(text, sign)...)
		}
	}
	return hits
}

// mayHold reports whether text can have n digits, and is quick for a text that has not. A byte that starts a letter
// like æ is passed over; other characters outside ASCII may be digits of another script.
func mayHold(text string, n int) bool {
	for i := range len(text) {
		c := text[i]
		if '0' <= c && c <= '9' || c >= 0xC2 && c != 0xC3 || c == '&' || c == '\\' || c == '%' {
			n--
			if n == 0 {
				return true
			}
		}
	}
	return false
}

func scanNumbers(text string, escapes byte) []Hit {
	found := addresses(text)
	s := &scanner{text: text, addresses: found, escapes: escapes, tags: true}
	s.scan(0, len(text))
	hits := numbersIn(text, found, s.digits)
	for _, tag := range s.inside {
		inner := &scanner{text: text, addresses: found, escapes: escapes}
		inner.scan(tag.start, tag.end)
		hits = append(hits, numbersIn(text, found, inner.digits)...)
	}
	return hits
}

// numbersIn cuts the digits into chains, in which no letter stands between two digits, and looks into each.
func numbersIn(text string, addresses []span, digits []digit) []Hit {
	var hits []Hit
	for from := 0; from < len(digits); {
		to := from + 1
		for to < len(digits) && digits[to].gap != words {
			to++
		}
		c := chain{text: text, addresses: addresses, digits: digits[from:to]}
		hits = c.find(hits)
		from = to
	}
	return appendSplit(hits, text, digits)
}

// chain is a row of digits with separators between them at most.
type chain struct {
	text      string
	addresses []span
	digits    []digit
}

// find tries every stretch of the chain that starts and ends where a run of digits does, and every stretch inside a
// run that is too long to be one number.
func (c chain) find(hits []Hit) []Hit {
	n := len(c.digits)
	for i := range c.digits {
		if i > 0 && c.digits[i].gap == none {
			continue
		}
		d := c.sequence(i, min(n, i+longYearLength))
		for end := i + numberLength - 1; end <= n && end-i <= longYearLength; end++ {
			if end < n && c.digits[end].gap == none {
				continue
			}
			hits = c.try(hits, &d, i, end)
		}
		hits = c.slide(hits, i)
	}
	return hits
}

// try judges the digits from i up to end, which are whole runs; d begins with them.
func (c chain) try(hits []Hit, d *sequence, i, end int) []Hit {
	kind, ok := number(d, end-i)
	if !ok || !c.joined(i, end) {
		kind, ok = c.mistyped(d, i, end)
	}
	if !ok || c.other(i, end) {
		return hits
	}
	return append(hits, c.hit(kind, i, end))
}

// number reports whether the first digits of d, so many, are a number with right control digits.
func number(d *sequence, length int) (Kind, bool) {
	switch length {
	case longYearLength:
		short, ok := shortYear(d)
		if !ok {
			return "", false
		}
		d = &short
	case dufLength:
		return DUF, dufYear(d) && dufControlled(d)
	case numberLength:
	default:
		return "", false
	}
	if !controlled(d) {
		return "", false
	}
	return identify(d)
}

func (c chain) sequence(i, end int) (d sequence) {
	for k, digit := range c.digits[i:end] {
		d[k] = digit.value
	}
	return d
}

// joined reports whether the runs from i up to end belong together: they are cut in a shape that people write, or all
// in the same way, or the birth date as dates are and the rest in a way of its own. What parts the entries of a list
// does not join them, in a shape that nobody writes.
func (c chain) joined(i, end int) bool {
	shape, rest := c.shape(i, end), end-restLength
	if usual(shape) {
		return true
	}
	apart := dated(shape, end-i) && c.alike(i, rest) && c.alike(rest, end)
	if !apart && !c.alike(i, end) {
		return false
	}
	widest := none
	for _, d := range c.digits[i+1 : end] {
		widest = max(widest, d.gap)
	}
	if widest < line {
		return true
	}
	before := i > 0 && c.digits[i].gap >= line
	after := end < len(c.digits) && c.digits[end].gap >= line
	return !before && !after
}

// dated reports whether a shape begins as dates are written, and the rest of so many digits stands by itself: 010203,
// 01.02.03, 01.02.1903, 1903-02-01.
func dated(shape, length int) bool {
	text := strconv.Itoa(shape)
	starts := []string{"6", "222"}
	if length == longYearLength {
		starts = []string{"8", "224", "422"}
	}
	begins := func(start string) bool { return strings.HasPrefix(text, start) }
	return length != dufLength && slices.ContainsFunc(starts, begins)
}

// alike reports whether the runs from i up to end are parted in the same way.
func (c chain) alike(i, end int) bool {
	first := 0
	for k := i + 1; k < end; k++ {
		switch {
		case c.digits[k].gap == none:
		case first == 0:
			first = k
		case (c.digits[k].gap == line) != (c.digits[first].gap == line), c.separator(k) != c.separator(first):
			return false
		}
	}
	return true
}

func (c chain) separator(k int) rune {
	return separator(c.text[c.digits[k-1].end():c.digits[k].start()])
}

// shape is the lengths of the runs from i up to end, as digits: 2225 for a date with dots and five digits.
func (c chain) shape(i, end int) int {
	shape, run := 0, 0
	for k := i; k < end; k++ {
		run++
		if k+1 == end || c.digits[k+1].gap != none {
			shape = shape*10 + min(run, 9)
			run = 0
		}
	}
	return shape
}

// usual reports whether people write identity numbers in this shape.
func usual(shape int) bool {
	switch shape {
	case 65, 2225, 632, // 010203 12345, 01.02.03 12345, 010203 123 45
		85, 2245, 4225, // the same with a four-digit year
		462, 48: // DUF
		return true
	}
	return false
}

func (c chain) hit(kind Kind, i, end int) Hit {
	return Hit{Kind: kind, Start: c.digits[i].start(), End: c.digits[end-1].end()}
}

// slide looks at every place of the run that starts at i, if it is longer than a number: two numbers may be pasted
// together, or one into a record of fixed width. A DUF number is not looked for there: it begins with a year, as the
// reference numbers of half the world do.
func (c chain) slide(hits []Hit, i int) []Hit {
	end := i + 1
	for end < len(c.digits) && c.digits[end].gap == none {
		end++
	}
	if end-i <= numberLength || ordinary(c.digits[i:end]) || within(c.addresses, c.digits[i].start()) {
		return hits
	}
	for k := i; k+numberLength <= end; k++ {
		d := c.sequence(k, k+numberLength)
		if kind, ok := number(&d, numberLength); ok {
			hits = append(hits, c.hit(kind, k, k+numberLength))
		}
	}
	return hits
}
