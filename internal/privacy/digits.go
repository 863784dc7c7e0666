package privacy

import (
	"slices"
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
	size  uint8
	gap   gap
	value uint8
}

func (d digit) start() int { return int(d.at) }
func (d digit) end() int   { return int(d.at) + int(d.size) }

// tagLength is how far the end of an HTML tag is looked for, in bytes.
const tagLength = 300

// span is a stretch of a text, in bytes.
type span struct{ start, end int }

// scanner collects the digits of a text. Characters written as HTML entities, and on request as escapes of one other
// notation, count as what they stand for: an entity's own digits are not digits of the text.
//
// In an address a percent sign always begins an escape, and a sign of equality never does.
type scanner struct {
	text      string
	addresses []span
	escapes   byte // the sign that begins one, 0 for none
	tags      bool
	digits    []digit
	inside    []span // of HTML tags, which may hide a number in an attribute
	gap       gap
	begun     bool // the character before is a letter or a digit
}

func (s *scanner) scan(from, to int) {
	s.gap = words
	for i := from; i < to; {
		c := s.text[i]
		if !s.begun {
			if n := machineWord(s.text[i:to]); n > 0 {
				s.gap, s.begun = words, true
				i += n
				continue
			}
		}
		s.begun = asciiLetter(c) || digitByte(c)
		switch {
		case '0' <= c && c <= '9':
			if n := s.clock(i, to); n > 0 {
				s.gap = words // a time is a word by itself, and no part of a number
				i += n
				continue
			}
			s.add(c-'0', i, i+1)
			i++
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			s.gap = words
			i++
		case c == '&':
			i = s.rune(i, entity)
		case s.escape(c, i):
			i = s.rune(i, escape)
		case c == '<' && s.tags:
			i = s.tag(i)
		case c < utf8.RuneSelf:
			s.widen(between(rune(c)))
			i++
		default:
			r, size := utf8.DecodeRuneInString(s.text[i:])
			s.take(r, i, i+size)
			i += size
		}
	}
}

// escape reports whether the sign at i may begin an escape.
func (s *scanner) escape(c byte, i int) bool {
	switch c {
	case '%':
		return s.escapes == c || within(s.addresses, i)
	case '=':
		return s.escapes == c && !within(s.addresses, i)
	}
	return s.escapes == c && c != 0
}

// clock returns the length of a time that starts at i, 0 if none does.
func (s *scanner) clock(i, to int) int {
	if s.gap == none || i > 0 && s.text[i-1] == ':' || i+2 >= to || s.text[i+2] != ':' {
		return 0
	}
	return clock(s.text[i:to])
}

// rune reads a character that decode understands at i, and else the single character that stands there.
func (s *scanner) rune(i int, decode func(string) (rune, int)) int {
	r, size := decode(s.text[i:])
	if size == 0 {
		r, size = rune(s.text[i]), 1
	}
	s.take(r, i, i+size)
	return i + size
}

func (s *scanner) take(r rune, start, end int) {
	if value, ok := decimal(r); ok {
		s.add(value, start, end)
		return
	}
	s.widen(between(r))
}

func (s *scanner) add(value uint8, start, end int) {
	s.digits = append(s.digits, digit{at: int32(start), size: uint8(end - start), gap: s.gap, value: value})
	s.gap = none
}

func (s *scanner) widen(g gap) { s.gap = max(s.gap, g) }

// tag skips an HTML tag, so that a number is whole to us when it is whole to the reader, and remembers its inside. A
// "<" that opens none is a character.
func (s *scanner) tag(i int) int {
	size := tagSize(s.text[i:])
	if size == 0 {
		s.widen(tight)
		return i + 1
	}
	s.inside = append(s.inside, span{i + 1, i + size - 1})
	switch name := strings.TrimPrefix(s.text[i+1:i+size-1], "/"); {
	case strings.HasPrefix(name, "br"), strings.HasPrefix(name, "p"), strings.HasPrefix(name, "div"):
		s.widen(line)
	case strings.HasPrefix(name, "t"), strings.HasPrefix(name, "li"):
		s.widen(loose)
	default:
		s.widen(tight)
	}
	return i + size
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
