package privacy

import (
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// ordinary reports whether a run of more than eleven digits is a number of machines, of a kind that people paste
// without knowing it: searching it for identity numbers at every place would find one by chance every twentieth time.
func ordinary(run []digit) bool {
	d := values(run)
	return milliseconds(run) || len(run) < len("YYYYMMDD")+numberLength && stamped(&d) ||
		len(run) == len("004722334455") && pair(&d, 0) == 0 && pair(&d, 2) == 47
}

// milliseconds since 1970, which Teams uses as the id of a message: thirteen digits that lie between 2014 and 2033.
func milliseconds(run []digit) bool { return len(run) == 13 && run[0].value == 1 && run[1].value >= 4 }

// stamped is a time or a reference number that begins with a day of the years 2020–2035 as YYYYMMDD.
func stamped(d *sequence) bool {
	return pair(d, 0) == 20 && pair(d, 2) >= 20 && pair(d, 2) <= 35 && yearFirst(d)
}

// yearFirst reports whether the digits begin with a day as YYYYMMDD.
func yearFirst(d *sequence) bool { return date(pair(d, 6), pair(d, 4), pair(d, 2)) }

// other reports whether runs of digits that come to the length of an identity number are something else by their
// shape, and by the word before them where the shape alone does not tell.
func (c *chain) other(i, end int) bool {
	d := values(c.digits[i:end])
	switch shape := c.shape(i, end); shape {
	case 42222: // a year and more of a date and time, not a DUF number
		return i > 0 || yearFirst(&d) && pair(&d, 8) < 24 && pair(&d, 10) < 60
	case 425: // konto 1234.56.78903
		return calledBefore(c.before(i), append([]string{"konto"}, accountWords...))
	case 9: // one run; "konto" by itself says nothing: people have accounts to log in with too
		if end-i == numberLength {
			return calledBefore(c.before(i), accountWords) && !c.named(i, end)
		}
		return within(c.addresses, c.digits[i].start()) && milliseconds(c.digits[i:end])
	case 92, 3332: // orgnr 974 760 673 (12 ansatte)
		if organisation(&d) && c.after(i, "org", "enhet", "virksomhet", "foretak") {
			return true
		}
		fallthrough
	case 91: // arkivsak 2026123456-7
		return pair(&d, 0) == 20 && c.after(i, "sak", "arkiv")
	case 4223, 4224: // forskrift 2012-05-31-563
		return pair(&d, 0) == 20 && yearFirst(&d) &&
			(within(c.addresses, c.digits[i].start()) || c.after(i, "forskrift", "lov", "for-"))
	default:
		return !usual(shape) && c.dialled(i)
	}
}

// dialled reports whether a plus sign right before digit i, and no digit before that, makes a telephone number of it:
// +46 70 123 45 67.
func (c *chain) dialled(i int) bool {
	start := c.digits[i].start()
	return start > 0 && c.text[start-1] == '+' && (i == 0 || c.digits[i-1].end() < start-1)
}

var accountWords = []string{
	"kontonummer", "kontonummeret", "kontonr", "konto nr", "konto nummer", "kto", "kto.nr", "ktonr", "bankkonto",
	"til konto", "account number", "account no",
}

// before is what stands before digit i, in lower case, as far as words speak of it.
func (c *chain) before(i int) string {
	start := c.digits[i].start()
	return strings.ToLower(c.text[max(0, start-cueBefore):start])
}

// calledBefore reports whether a text ends in one of the words, with nothing but a sign or "er" after it.
func calledBefore(before string, words []string) bool {
	before = strings.TrimRight(before, " \t\u00a0.:=-–#(\"'")
	before = strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(before, " er"), " is"), " :")
	return slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(before, word) })
}

// after reports whether one of the words comes shortly before digit i, with no other number between.
func (c *chain) after(i int, wanted ...string) bool {
	before := c.before(i)
	before = before[strings.LastIndexAny(before, "0123456789")+1:]
	return slices.ContainsFunc(wanted, func(word string) bool { return strings.Contains(before, word) })
}

// timeOfDay has seconds, and may have a fraction and a zone: 14:05:09.123+01:00.
var timeOfDay = regexp.MustCompile(
	`^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d{3,9})?(?:[+-](?:[01]\d|2[0-3]):[0-5]\d)?`)

// clock returns the length of a time at the start of s, and 0 if there is none.
func clock(s string) int {
	const least = len("14:05:09")
	if len(s) < least || s[2] != ':' {
		return 0
	}
	if len(s) > least && (digitByte(s[least]) || s[least] == ':') {
		return 0
	}
	return len(timeOfDay.FindString(s))
}

// addresses returns where the text has addresses of the web, from the colon on and in order.
func addresses(text string) []span {
	var found []span
	for from := 0; ; {
		at := strings.Index(text[from:], "://")
		if at < 0 {
			return found
		}
		start := from + at
		end := start
		for end < len(text) && text[end] > ' ' && strings.IndexByte("\"<>", text[end]) < 0 {
			end++
		}
		found = append(found, span{start, end})
		from = end
	}
}

// within reports whether a place is in one of the spans, which are in order.
func within(spans []span, place int) bool {
	i := sort.Search(len(spans), func(i int) bool { return place < spans[i].end })
	return i < len(spans) && spans[i].start <= place
}

// machineWord returns the length of what only machines write and no identity number is a part of, at the start of s: a
// GUID, a hash, an IBAN. 0 if there is none.
func machineWord(s string) int {
	const guid = len("01234567-89ab-cdef-0123-456789abcdef")
	if len(s) >= guid && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' &&
		hexadecimals(s[:guid], '-') == guid {
		return guid
	}
	if n := hexadecimals(s, 0); n >= 32 && strings.IndexFunc(s[:n], unicode.IsLetter) >= 0 {
		return n
	}
	if strings.HasPrefix(s, "NO") || strings.HasPrefix(s, "no") {
		return iban(s)
	}
	return 0
}

// hexadecimals counts the hexadecimal digits, and the other signs, that s starts with.
func hexadecimals(s string, other byte) int {
	for i := range len(s) {
		if c := s[i] | 0x20; !digitByte(s[i]) && (c < 'a' || c > 'f') && s[i] != other {
			return i
		}
	}
	return len(s)
}

// iban returns the length of a Norwegian account number with its check digits, which are right for one number in 97 by
// chance.
func iban(s string) int {
	const country = "2324" // N is 23, O is 24
	var digits []byte
	for i := len("NO"); i < len(s); i++ {
		switch {
		case digitByte(s[i]):
			digits = append(digits, s[i])
		case s[i] != ' ' || len(digits) == 0:
			return 0
		}
		if len(digits) == 2+numberLength { // the check digits go last, after the country
			n, _ := strconv.ParseUint(string(digits[2:])+country+string(digits[:2]), 10, 64)
			if n%97 == 1 {
				return i + 1
			}
			return 0
		}
	}
	return 0
}
