package privacy

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

// sequence is a run of digit values, 0–9 each; never the characters as they were typed, so that nothing here can print
// them by accident.
type sequence [longYearLength]uint8

// values are the first digits' values.
func values(digits []digit) (d sequence) {
	for i := range min(len(digits), len(d)) {
		d[i] = digits[i].value
	}
	return d
}

// identify says what kind of identity number eleven digits are, judged by shape alone: a possible birth date, moved by
// the offset of its series, or the free form of a felles hjelpenummer; "" for none. The century ranges of the
// individual digits are not used: they reject nothing for certain after 2032.
func identify(d *sequence) Kind {
	if d[0] >= 8 {
		return FHNummer
	}
	day, person := pair(d, 0), Fodselsnummer
	if day > 40 {
		day, person = day-40, DNummer
	}
	for _, s := range series {
		if date(day, pair(d, 2)-s.offset, pair(d, 4)) {
			return cmp.Or(s.kind, person)
		}
	}
	return ""
}

// series is what each one adds to the month; the first, which adds nothing, is of the kind that the day tells. 66–72
// belong to two of them; which is named does not change what the person is told.
var series = [...]struct {
	offset int
	kind   Kind
}{{0, ""}, {40, HNummer}, {80, Syntetisk}, {20, NPID}, {60, NPID}, {65, Syntetisk}}

// date reports whether the day exists in some century. 29 February of year 00 counts, because 2000 had one.
func date(day, month, year int) bool {
	days := [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	return day >= 1 && month >= 1 && month <= 12 && day <= days[month-1] && (month != 2 || day < 29 || year%4 == 0)
}

// controlled checks both control digits of eleven digits, by the present rule or by the one that holds for numbers
// issued from 2032, where the first control digit may leave the remainder 0, 1, 2 or 3 (domain.md 3.2).
func controlled(d *sequence) bool {
	return d.sum(3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 <= 3 && d.sum(5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

// dufYear reports whether twelve digits start with a year that a DUF number can have.
func dufYear(d *sequence) bool { return pair(d, 0) == 19 || pair(d, 0) == 20 }

// dufControlled checks the two control digits of a DUF number, which are one remainder written with two digits.
func dufControlled(d *sequence) bool { return d.sum(4, 6, 3, 2, 4, 6, 3, 2, 7, 5)%11 == pair(d, 10) }

// organisation reports whether nine digits are an organisation number.
func organisation(d *sequence) bool { return d[0] >= 8 && d.sum(3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }

// sum adds up the first digits, each so many times.
func (d *sequence) sum(weights ...int) (sum int) {
	for i, weight := range weights {
		sum += weight * int(d[i])
	}
	return sum
}

// shortYear turns thirteen digits that hold the birth date with a four-digit year, day first or year first, into the
// usual eleven; into zeros, which are no number, if somebody who is alive cannot be born in the year.
func shortYear(d *sequence) sequence {
	birth := func(i int) bool { return pair(d, i) == 19 || pair(d, i) == 20 && pair(d, i+2) < 50 }
	switch {
	case birth(4):
		return sequence{d[0], d[1], d[2], d[3], d[6], d[7], d[8], d[9], d[10], d[11], d[12]}
	case birth(0):
		return sequence{d[6], d[7], d[4], d[5], d[2], d[3], d[8], d[9], d[10], d[11], d[12]}
	}
	return sequence{}
}

func pair(d *sequence, i int) int { return 10*int(d[i]) + int(d[i+1]) }

// How far a word may stand from the digits that it speaks of, in bytes.
const (
	cueBefore   = 48
	cueAfter    = 32
	cueAdjacent = 14
)

// cues are the words for an identity number. Those that are also parts of other words count at the start of a word
// only.
var cues = []string{
	"fødselsn", "fodselsn", "foedselsn", "fødsels n", "fnr", "f.nr", "personn", "persnr", "pers.nr", "pnr", "p.nr",
	"dnr", "d-n", "d nummer", "hnr", "h-n", "fh-n", "fhn", "hjelpen", "duf", "ssn", "npid",
	"identitetsn", "id-n", "id n", "national id", "identity n", "birth n", "social sec", "personal n",
}

// mistyped is the kind of number that the digits are called by the words around them and have the form of, though the
// control digits are wrong or one digit is missing or too many: it still tells who is meant. "" for none.
func (c *chain) mistyped(d *sequence, i, end int) Kind {
	whole, length, start := i == 0 && end == len(c.digits), end-i, c.digits[i].start()
	switch {
	case length == numberLength || length == longYearLength:
		kind := identify(d)
		if kind == "" || !whole && !c.written(i, end) || !c.named(i, end) {
			return ""
		}
		return kind
	case !whole || !cued(c.text[max(0, start-cueAdjacent-len("fødselsnummer")):start]):
		return ""
	case length == dufLength && dufYear(d):
		return DUF
	case c.shape(i, end) < 100: // in two runs at most
		return identify(d)
	}
	return ""
}

// written reports whether people write identity numbers like this among other digits.
func (c *chain) written(i, end int) bool {
	shape := c.shape(i, end)
	return usual(shape) || shape == 9 && end-i == numberLength
}

func (c *chain) named(i, end int) bool {
	start, stop := c.digits[i].start(), c.digits[end-1].end()
	return cued(c.text[max(0, start-cueBefore):start]) || cued(c.text[stop:min(len(c.text), stop+cueAfter)])
}

// cued reports whether a short piece of text has a word for an identity number.
func cued(piece string) bool {
	piece = strings.ToLower(piece)
	for at := range len(piece) {
		before, _ := utf8.DecodeLastRuneInString(piece[:at])
		if !asciiLetter(piece[at]) || at > 0 && (unicode.IsLetter(before) || before == utf8.RuneError) {
			continue
		}
		for _, cue := range cues {
			if strings.HasPrefix(piece[at:], cue) {
				return true
			}
		}
	}
	return false
}

// restWords are for the last five digits by themselves.
var restWords = []string{"personnummer", "personnummeret", "personnr", "pers.nr", "persnr", " pnr"}

// appendSplit finds numbers whose parts have words between them: a date of six digits and then five, and
// "personnummer" with the five digits alone.
func (c *chain) appendSplit(hits []Hit) []Hit {
	for i, d := range c.digits {
		from, end := i+restLength-numberLength, i+restLength
		if !c.run(i, end) {
			continue
		}
		if d.gap == words && c.run(from, i) && d.start()-c.digits[i-1].end() <= cueBefore {
			split := values(c.digits[from:end])
			if kind := number(&split, numberLength); kind != "" {
				hits = append(hits, c.hit(kind, from, end))
			}
		}
		if calledBefore(c.before(i), restWords) {
			hits = append(hits, c.hit(Fodselsnummer, i, end))
		}
	}
	return hits
}

// run reports whether the digits from i up to end are a run of their own.
func (c *chain) run(i, end int) bool {
	return i >= 0 && end <= len(c.digits) && c.parted(i) && c.parted(end) && c.shape(i, end) == end-i
}
