package privacy

import (
	"encoding/hex"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap is what stands between a digit and the one before it. Of several things in one gap the strongest counts.
type gap uint8

const (
	none  gap = iota // nothing: the digits stand together
	tight            // blanks, dots, hyphens, slashes, invisible characters, whatever is not named below
	line             // a line break
	loose            // what parts the entries of a list or the cells of a table
	words            // letters
)

// digit is one decimal digit of any script, and where it stands. It is kept small, because a text may be nothing but
// digits.
type digit struct {
	at    int32
	signs rune // sums up the gap: the same for the same signs, and for all dashes; blanks and tags add nothing
	size  uint8
	gap   gap
	value uint8
}

func (d digit) start() int { return int(d.at) }
func (d digit) end() int   { return int(d.at) + int(d.size) }

// span is a stretch of a text, in bytes.
type span struct{ start, end int }

// scanner collects the digits of a text. Characters written as HTML entities, and on request as escapes of one other
// notation, count as what they stand for: an entity's own digits are not digits of the text.
type scanner struct {
	text      string
	addresses []span
	escapes   byte // the sign that begins one, 0 for none
	digits    []digit
	parts     []span // the text, and the insides of its HTML tags, which may hide a number in an attribute
	gap       gap
	signs     rune
}

func (s *scanner) scan(part span) {
	s.gap = words
	begun := false // the character before is a letter or a digit
	for i := part.start; i < part.end; {
		c, rest := s.text[i], s.text[i:part.end]
		alien := 0
		if !begun {
			alien = machineWord(rest)
		}
		if alien == 0 && s.gap != none && (i == 0 || s.text[i-1] != ':') {
			alien = clock(rest) // a time is a word by itself, and no part of a number
		}
		letter := asciiLetter(c)
		begun = alien > 0 || letter || digitByte(c)
		if alien > 0 || letter {
			s.gap = words
			i += max(alien, 1)
			continue
		}
		r, size := s.character(i)
		if value, ok := decimal(r); ok {
			s.add(value, i, i+size)
		} else {
			s.pass(r)
		}
		i += size
	}
}

// character reads what stands at i as a reader sees it: an HTML tag is a blank, a tab or a line break. In an address a
// percent sign always begins an escape, and a sign of equality never does.
func (s *scanner) character(i int) (r rune, size int) {
	switch c := s.text[i]; c {
	case '<':
		r, size = s.tag(i)
	case '&':
		r, size = entity(s.text[i:])
	case '%', '=', '\\':
		if s.escapes == c && (c != '=' || !within(s.addresses, i)) || c == '%' && within(s.addresses, i) {
			r, size = escape(s.text[i:])
		}
	}
	if size == 0 {
		return utf8.DecodeRuneInString(s.text[i:])
	}
	return r, size
}

// tag reads an HTML tag, so that a number is whole to us when it is whole to the reader, and remembers its inside.
func (s *scanner) tag(i int) (r rune, size int) {
	size = tagSize(s.text[i:])
	if size == 0 {
		return 0, 0
	}
	inside := span{i + 1, i + size - 1}
	s.parts = append(s.parts, inside)
	name := strings.TrimPrefix(s.text[inside.start:inside.end], "/")
	begins := func(with string) bool { return strings.HasPrefix(name, with) }
	switch {
	case begins("br"), begins("p"), begins("div"):
		return '\n', size
	case begins("t"), begins("li"):
		return '\t', size
	}
	return ' ', size
}

func (s *scanner) add(value uint8, start, end int) {
	s.digits = append(s.digits, digit{int32(start), s.signs, uint8(end - start), s.gap, value})
	s.gap, s.signs = none, 0
}

// pass takes a character that is no digit into the gap.
func (s *scanner) pass(r rune) {
	s.gap = max(s.gap, between(r))
	if unicode.Is(unicode.Pd, r) {
		r = '-'
	}
	if !blank(r) {
		s.signs = 31*s.signs + r
	}
}

// between classes a character that is no digit.
func between(r rune) gap {
	switch r {
	case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
		return line
	case ',', ';', '|', '\t':
		return loose
	}
	if unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r) && !blank(r) {
		return words
	}
	return tight
}

// blank reports whether a character is none to the eye.
func blank(r rune) bool {
	switch r {
	case 0x115F, 0x1160, 0x3164, 0xFFA0: // letters by category
		return true
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.M, unicode.Cf, unicode.Cc)
}

// otherDigits are raised, lowered and circled, ten of each kind.
var otherDigits = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⓪①②③④⑤⑥⑦⑧⑨⓿❶❷❸❹❺❻❼❽❾")

// decimal returns the value of a digit of any script, and of the raised, lowered and circled ones. Unicode keeps
// decimal digits in unbroken tens, in order.
func decimal(r rune) (uint8, bool) {
	if r < utf8.RuneSelf {
		return uint8(r - '0'), '0' <= r && r <= '9'
	}
	if unicode.Is(unicode.Nd, r) {
		first := r
		for unicode.Is(unicode.Nd, first-1) {
			first--
		}
		return uint8((r - first) % 10), true
	}
	i := slices.Index(otherDigits, r)
	return uint8(max(i, 0) % 10), i >= 0
}

func asciiLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func digitByte(c byte) bool { return '0' <= c && c <= '9' }

const (
	longestEntity = 40  // enough for every name that HTML has and every number that is a character
	tagLength     = 300 // how far the end of an HTML tag is looked for, in bytes
)

// entity decodes an HTML entity at the start of s, once or twice encoded. Size 0 means that s starts with none.
func entity(s string) (r rune, size int) {
	const twice = "&amp;"
	if strings.HasPrefix(s, twice) {
		if r, size = entity("&" + s[len(twice):min(len(s), len(twice)+longestEntity)]); size > 0 {
			return r, size + len(twice) - 1
		}
	}
	for _, name := range []string{"&nbsp", "&shy"} { // HTML allows these without the semicolon
		if strings.HasPrefix(s, name) && !strings.HasPrefix(s[len(name):], ";") {
			return ' ', len(name)
		}
	}
	size = 1 + strings.IndexByte(s[:min(len(s), longestEntity)], ';')
	if decoded := html.UnescapeString(s[:size]); decoded != s[:size] {
		r, _ = utf8.DecodeRuneInString(decoded)
		return r, size
	}
	return 0, 0
}

// escape decodes a character that was written for a URL (%C2%A0), a mail (=A0) or a program (\u00a0, \n) at the start
// of s. Size 0 means that there is none.
func escape(s string) (r rune, size int) {
	if s[0] == '\\' {
		return backslash(s)
	}
	const twice = "%25"
	if strings.HasPrefix(s, twice) {
		if r, size = escape("%" + s[len(twice):min(len(s), len(twice)+11)]); size > 0 {
			return r, size + len(twice) - 1
		}
	}
	var raw []byte
	for rest := s; len(rest) >= len("%A0") && rest[0] == s[0] && len(raw) < utf8.UTFMax; rest = rest[len("%A0"):] {
		b, err := hex.DecodeString(rest[1:len("%A0")])
		// What follows a "=" and no mail writes as an escape is a value, as in "id=23…".
		if err != nil || s[0] == '=' && b[0] < utf8.RuneSelf && strings.IndexByte(" \t\n\r=", b[0]) < 0 {
			break
		}
		raw = append(raw, b...)
	}
	r, size = utf8.DecodeRune(raw)
	return r, size * len("%A0")
}

func backslash(s string) (r rune, size int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case 'n', 'r':
		return '\n', 2
	case 't':
		return '\t', 2
	case 'u':
		size = len(`\u00a0`)
	case 'x':
		size = len(`\xa0`)
	}
	if size == 0 || len(s) < size {
		return 0, 0
	}
	n, err := strconv.ParseUint(s[2:size], 16, 32)
	if err != nil {
		return 0, 0
	}
	return rune(n), size
}

// plain returns the text with a blank for every byte of an HTML tag or entity, of the same length so that places stay.
// Most texts have none.
func plain(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	b := []byte(text)
	for i := 0; i < len(b); i++ {
		size := 0
		switch b[i] {
		case '<':
			size = tagSize(text[i:])
		case '&':
			_, size = entity(text[i:])
		}
		for ; size > 0; size-- {
			b[i+size-1] = ' '
		}
	}
	return string(b)
}

// tagSize is the length of the HTML tag at the start of s, 0 if there is none.
func tagSize(s string) int {
	if len(s) < 2 || !(s[1] == '/' || s[1] == '!' || asciiLetter(s[1])) {
		return 0
	}
	end := strings.IndexByte(s[:min(len(s), tagLength)], '>')
	if end < 0 || strings.IndexByte(s[1:end], '<') >= 0 {
		return 0
	}
	return end + 1
}
