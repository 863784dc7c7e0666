package privacy

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// longestEntity is enough for every name that HTML has and every number that
// is a character.
const longestEntity = 40

// entity decodes an HTML entity at the start of s, once or twice encoded. The
// exact character matters only where it is a digit or a letter, so a name that
// we do not know is a separator. Size 0 means that s starts with none.
func entity(s string) (r rune, size int) {
	const twice = "&amp;"
	skipped := 0
	if strings.HasPrefix(s, twice) {
		skipped = len(twice) - 1
		s = "&" + s[len(twice):min(len(s), len(twice)+longestEntity)]
	}
	r, size = oneEntity(s)
	switch {
	case size > 0:
		return r, size + skipped
	case skipped > 0:
		return '&', skipped + 1
	}
	return 0, 0
}

func oneEntity(s string) (rune, int) {
	for _, name := range []string{"&nbsp", "&shy"} { // HTML allows these without the semicolon
		if strings.HasPrefix(s, name) && !strings.HasPrefix(s[len(name):], ";") {
			return ' ', len(name)
		}
	}
	end := strings.IndexByte(s[:min(len(s), longestEntity)], ';')
	if end < 2 {
		return 0, 0
	}
	name := s[1:end]
	if name[0] == '#' {
		return numeric(name[1:], end+1)
	}
	for i := range len(name) {
		if !asciiLetter(name[i]) && !(i > 0 && '0' <= name[i] && name[i] <= '9') {
			return 0, 0
		}
	}
	return named(name), end + 1
}

func numeric(digits string, size int) (rune, int) {
	base := 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, 0
	}
	return rune(n), size
}

// named tells letters and the separators with a meaning of their own from the rest.
func named(name string) rune {
	switch name {
	case "comma":
		return ','
	case "semi":
		return ';'
	case "Tab":
		return '\t'
	case "NewLine":
		return '\n'
	}
	for _, ending := range []string{"ring", "slash", "lig", "uml", "acute", "grave", "circ", "tilde", "cedil", "caron"} {
		if strings.HasSuffix(name, ending) && len(name) > len(ending) {
			return 'a'
		}
	}
	return ' '
}

// escaped reports whether s holds what may be an escape that begins with sign.
func escaped(s string, sign byte) bool {
	for i := 0; ; i++ {
		next := strings.IndexByte(s[i:], sign)
		if next < 0 {
			return false
		}
		i += next
		if _, size := escape(s[i:]); size > 0 {
			return true
		}
	}
}

// escape decodes a character that was written for a URL (%C2%A0), a mail (=A0)
// or a program (\u00a0, \n) at the start of s. Size 0 means that there is none.
func escape(s string) (r rune, size int) {
	if s[0] == '\\' {
		return backslash(s)
	}
	var raw [utf8.UTFMax]byte
	n := 0
	for n < len(raw) && len(s) >= 3*n+3 && s[3*n] == s[0] {
		b, err := strconv.ParseUint(s[3*n+1:3*n+3], 16, 8)
		if err != nil {
			break
		}
		if s[0] == '=' && !mailEscapes(byte(b)) {
			break
		}
		raw[n] = byte(b)
		n++
	}
	if n == 0 {
		return 0, 0
	}
	r, width := utf8.DecodeRune(raw[:n])
	return r, 3 * width
}

// mailEscapes reports whether a mail writes the byte as an escape; what else
// follows a "=" is a value, as in "id=23…".
func mailEscapes(b byte) bool { return b <= ' ' || b == '=' || b >= utf8.RuneSelf }

func backslash(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case 'n', 'r':
		return '\n', 2
	case 't':
		return '\t', 2
	case 'u':
		return hexadecimal(s, 4)
	case 'x':
		return hexadecimal(s, 2)
	}
	return 0, 0
}

func hexadecimal(s string, width int) (rune, int) {
	if len(s) < 2+width {
		return 0, 0
	}
	n, err := strconv.ParseUint(s[2:2+width], 16, 32)
	if err != nil {
		return 0, 0
	}
	return rune(n), 2 + width
}
