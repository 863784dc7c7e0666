package privacy

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// addresses returns where the text has addresses of the web, in order.
func addresses(text string) []span {
	var found []span
	for from := 0; ; {
		at := strings.Index(text[from:], "://")
		if at < 0 {
			return found
		}
		at += from
		start := at
		for start > from && asciiLetter(text[start-1]) {
			start--
		}
		end := at
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
	rest, n := 0, 0
	for i := len("NO"); i < len(s); i++ {
		if s[i] == ' ' && n > 0 {
			continue
		}
		if !digitByte(s[i]) {
			return 0
		}
		if n++; n > 2 { // the check digits go last, after the country
			rest = (10*rest + int(s[i]-'0')) % 97
		}
		if n == 2+numberLength {
			const country = 2324 // N is 23, O is 24
			rest = (rest*10000 + country) % 97
			rest = (rest*100 + 10*int(s[2]-'0') + int(s[3]-'0')) % 97
			if rest != 1 {
				return 0
			}
			return i + 1
		}
	}
	return 0
}

// separator sums up what parts two digits: the same for the same signs, and for all dashes; blanks and tags add
// nothing.
func separator(gap string) (sum rune) {
	for i := 0; i < len(gap); {
		r, size := utf8.DecodeRuneInString(gap[i:])
		switch r {
		case '<':
			if n := tagSize(gap[i:]); n > 0 {
				i += n
				continue
			}
		case '&':
			if decoded, n := entity(gap[i:]); n > 0 {
				r, size = decoded, n
			}
		case '%', '=', '\\':
			if decoded, n := escape(gap[i:]); n > 0 {
				r, size = decoded, n
			}
		}
		switch {
		case unicode.Is(unicode.Pd, r):
			sum = 31*sum + '-'
		case !blank(r):
			sum = 31*sum + r
		}
		i += size
	}
	return sum
}

// blank reports whether a character is none to the eye.
func blank(r rune) bool {
	switch r {
	case 0x115F, 0x1160, 0x3164, 0xFFA0: // letters by category
		return true
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.M, unicode.Cf, unicode.Cc)
}
