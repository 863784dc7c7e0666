package privacy

import "cmp"

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
