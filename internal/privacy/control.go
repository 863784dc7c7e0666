package privacy

// sequence is a run of digit values, 0–9 each; never the characters as they were typed, so that nothing here can print
// them by accident.
type sequence [13]uint8

// identify says what kind of identity number eleven digits are, judged by shape alone: a possible birth date, moved by
// the offset of its series, or the free form of a felles hjelpenummer. The century ranges of the individual digits are
// not used: they reject nothing for certain after 2032.
func identify(d *sequence) (Kind, bool) {
	if d[0] >= 8 {
		return FHNummer, true
	}
	day, month, year := pair(d, 0), pair(d, 2), pair(d, 4)
	person := Fodselsnummer
	if day > 40 {
		day -= 40
		person = DNummer
	}
	for _, s := range series {
		if !date(day, month-s.offset, year) {
			continue
		}
		if s.kind == Fodselsnummer {
			return person, true
		}
		return s.kind, true
	}
	return "", false
}

// series is what each one adds to the month. 66–72 belong to two of them; which is named does not change what the
// person is told.
var series = [...]struct {
	offset int
	kind   Kind
}{
	{0, Fodselsnummer},
	{40, HNummer},
	{80, Syntetisk},
	{20, NPID},
	{60, NPID},
	{65, Syntetisk},
}

// date reports whether the day exists in some century. 29 February of year 00 counts, because 2000 had one.
func date(day, month, year int) bool {
	if day < 1 || month < 1 || month > 12 {
		return false
	}
	switch month {
	case 4, 6, 9, 11:
		return day <= 30
	case 2:
		return day <= 28 || day == 29 && year%4 == 0
	}
	return day <= 31
}

// controlled checks both control digits of eleven digits, by the present rule or by the one that holds for numbers
// issued from 2032, where the first control digit may leave the remainder 0, 1, 2 or 3 (domain.md 3.2).
func controlled(d *sequence) bool {
	first := 3*int(d[0]) + 7*int(d[1]) + 6*int(d[2]) + int(d[3]) + 8*int(d[4]) +
		9*int(d[5]) + 4*int(d[6]) + 5*int(d[7]) + 2*int(d[8]) + int(d[9])
	if first%11 > 3 {
		return false
	}
	second := 5*int(d[0]) + 4*int(d[1]) + 3*int(d[2]) + 2*int(d[3]) + 7*int(d[4]) +
		6*int(d[5]) + 5*int(d[6]) + 4*int(d[7]) + 3*int(d[8]) + 2*int(d[9]) + int(d[10])
	return second%11 == 0
}

// dufYear reports whether twelve digits start with a year that a DUF number can have.
func dufYear(d *sequence) bool {
	year := 100*pair(d, 0) + pair(d, 2)
	return year >= 1900 && year <= 2099
}

// dufControlled checks the two control digits of a DUF number, which are one remainder written with two digits.
func dufControlled(d *sequence) bool {
	sum := 0
	for i, weight := range [10]int{4, 6, 3, 2, 4, 6, 3, 2, 7, 5} {
		sum += weight * int(d[i])
	}
	return sum%11 == pair(d, 10)
}

// shortYear turns thirteen digits that hold the birth date with a four-digit year, day first or year first, into the
// usual eleven.
func shortYear(d *sequence) (sequence, bool) {
	if birthYear(pair(d, 4), pair(d, 6)) {
		return sequence{d[0], d[1], d[2], d[3], d[6], d[7], d[8], d[9], d[10], d[11], d[12]}, true
	}
	if birthYear(pair(d, 0), pair(d, 2)) {
		return sequence{d[6], d[7], d[4], d[5], d[2], d[3], d[8], d[9], d[10], d[11], d[12]}, true
	}
	return sequence{}, false
}

// birthYear reports whether somebody who is alive can be born in the year.
func birthYear(century, year int) bool { return century == 19 || century == 20 && year < 50 }

func pair(d *sequence, i int) int { return 10*int(d[i]) + int(d[i+1]) }
