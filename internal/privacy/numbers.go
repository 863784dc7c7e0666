package privacy

import (
	"slices"
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
	room := mostDigits(text)
	if room < restLength {
		return nil
	}
	s := scanner{text: text, addresses: addresses(text), digits: make([]digit, 0, room)}
	hits := s.find(nil)
	// Read again as a text of each notation that it may be written in, beside the first reading and not instead of it: in
	// "100 %010203…" the sign escapes nothing, and "id=010203%20…" is no mail.
	for _, s.escapes = range []byte{'%', '=', '\\'} {
		if strings.IndexByte(text, s.escapes) >= 0 {
			hits = s.find(hits)
		}
	}
	return hits
}

// mostDigits counts what may be a digit or begin one. A byte that starts a letter like æ is passed over; other
// characters outside ASCII may be digits of another script.
func mostDigits(text string) (n int) {
	for i := range len(text) {
		if c := text[i]; digitByte(c) || c >= 0xC2 && c != 0xC3 || c == '&' || c == '\\' || c == '%' {
			n++
		}
	}
	return n
}

// find looks into the text without its HTML tags, and then into each tag.
func (s *scanner) find(hits []Hit) []Hit {
	for s.parts = []span{{0, len(s.text)}}; len(s.parts) > 0; s.parts = s.parts[1:] {
		s.digits = s.digits[:0]
		s.scan(s.parts[0])
		hits = s.numbers(hits)
	}
	return hits
}

// numbers cuts the digits into chains, in which no letter stands between two digits, and looks into each.
func (s *scanner) numbers(hits []Hit) []Hit {
	for rest := s.digits; len(rest) > 0; {
		end := 1
		for end < len(rest) && rest[end].gap != words {
			end++
		}
		hits = (&chain{s.text, s.addresses, rest[:end]}).find(hits)
		rest = rest[end:]
	}
	return (&chain{s.text, s.addresses, s.digits}).appendSplit(hits)
}

// chain is a row of digits with separators between them at most.
type chain struct {
	text      string
	addresses []span
	digits    []digit
}

// find tries every stretch of the chain that starts and ends where a run of digits does, and every stretch inside a
// run that is too long to be one number.
func (c *chain) find(hits []Hit) []Hit {
	for i := range c.digits {
		if !c.parted(i) {
			continue
		}
		d := values(c.digits[i:])
		for end := i + numberLength - 1; end <= min(len(c.digits), i+longYearLength); end++ {
			if c.parted(end) {
				hits = c.try(hits, d, i, end)
			}
		}
		hits = c.slide(hits, i)
	}
	return hits
}

// parted reports whether a run of digits ends before digit i, or the chain does.
func (c *chain) parted(i int) bool { return i == len(c.digits) || c.digits[i].gap != none }

// try judges the digits from i up to end, which are whole runs; d begins with them.
func (c *chain) try(hits []Hit, d sequence, i, end int) []Hit {
	length := end - i
	if length == longYearLength {
		d, length = shortYear(&d), numberLength
	}
	kind := number(&d, length)
	if kind == "" || !c.joined(i, end) {
		kind = c.mistyped(&d, i, end)
	}
	if kind == "" || c.other(i, end) {
		return hits
	}
	return append(hits, c.hit(kind, i, end))
}

// number is the kind of number that the first digits of d are, so many and with right control digits; "" for none.
func number(d *sequence, length int) Kind {
	switch {
	case length == numberLength && controlled(d):
		return identify(d)
	case length == dufLength && dufYear(d) && dufControlled(d):
		return DUF
	}
	return ""
}

// joined reports whether the runs from i up to end belong together: they are cut in a shape that people write, or all
// in the same way, or the birth date as dates are and the rest in a way of its own. What parts the entries of a list
// does not join them, in a shape that nobody writes.
func (c *chain) joined(i, end int) bool {
	if usual(c.shape(i, end)) {
		return true
	}
	rest := end - restLength
	apart := c.dated(i, rest) && c.alike(i, rest) && c.alike(rest, end)
	if !apart && !c.alike(i, end) {
		return false
	}
	listed := func(d digit) bool { return d.gap >= line }
	before := i > 0 && listed(c.digits[i])
	after := end < len(c.digits) && listed(c.digits[end])
	return !before && !after || !slices.ContainsFunc(c.digits[i+1:end], listed)
}

// dated reports whether the runs from i up to rest are a date as it is written, 010203, 01.02.03, 01.02.1903 or
// 1903-02-01, and the rest stands by itself.
func (c *chain) dated(i, rest int) bool {
	switch c.shape(i, rest) {
	case 6, 222, 8, 224, 422:
		return c.parted(rest)
	}
	return false
}

// alike reports whether the runs from i up to end are parted in the same way.
func (c *chain) alike(i, end int) bool {
	var first digit
	for _, d := range c.digits[i+1 : end] {
		switch {
		case d.gap == none:
		case first.gap == none:
			first = d
		case (d.gap == line) != (first.gap == line), d.signs != first.signs:
			return false
		}
	}
	return true
}

// shape is the lengths of the runs from i up to end, as digits: 2225 for a date with dots and five digits.
func (c *chain) shape(i, end int) int {
	shape, run := 0, 0
	for k := i + 1; k <= end; k++ {
		run++
		if k == end || c.parted(k) {
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

func (c *chain) hit(kind Kind, i, end int) Hit {
	return Hit{Kind: kind, Start: c.digits[i].start(), End: c.digits[end-1].end()}
}

// slide looks at every place of the run that starts at i, if it is longer than a number: two numbers may be pasted
// together, or one into a record of fixed width. A DUF number is not looked for there: it begins with a year, as the
// reference numbers of half the world do.
func (c *chain) slide(hits []Hit, i int) []Hit {
	end := i + 1
	for !c.parted(end) {
		end++
	}
	if end-i <= numberLength || ordinary(c.digits[i:end]) || within(c.addresses, c.digits[i].start()) {
		return hits
	}
	for k := i; k+numberLength <= end; k++ {
		d := values(c.digits[k:])
		if kind := number(&d, numberLength); kind != "" {
			hits = append(hits, c.hit(kind, k, k+numberLength))
		}
	}
	return hits
}

// appendSpelled finds numbers that are written in words, wholly or in part: "null to null én trettito, 99997".
func appendSpelled(hits []Hit, text string, words []word) []Hit {
	for from := 0; from < len(words); from++ {
		if words[from].value < 0 {
			continue
		}
		for from > 0 && words[from-1].number {
			from--
		}
		end := from
		for end < len(words) && (words[end].number || words[end].value >= 0) {
			end++
		}
		hits = spelled(text, words[from:end]).numbers(hits)
		from = end
	}
	return hits
}

// spelled reads the digits of words that are numbers.
func spelled(text string, words []word) *scanner {
	s := &scanner{text: text}
	for _, w := range words {
		for _, r := range w.gap {
			s.pass(r)
		}
		first := len(s.digits)
		switch {
		case w.value < 0:
			s.scan(span{w.start, w.end})
		case w.value >= 10:
			s.add(uint8(w.value/10), w.start, w.start)
			fallthrough
		default:
			s.add(uint8(w.value%10), w.start, w.end)
		}
		s.digits[first].gap = tight
	}
	return s
}
