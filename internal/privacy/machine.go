package privacy

import (
	"sort"
	"strconv"
	"strings"
	"unicode"
)

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
