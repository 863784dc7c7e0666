package grounding

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kjernebot/knowledge"
)

type kind uint8

const (
	word kind = iota
	number
	address
	mark
)

// A token is a word, a number, an address or a mark.
type token struct {
	kind   kind
	text   string // lower case
	upper  bool   // begins with a capital
	quoted bool   // stands in quotation marks, with at least two more words
	part   bool   // the first half of a name for somebody who acts: "EPJ-leverandøren", "service desk"
	class  class
	keys   []string // what it counts as; none for marks and for words without facts
}

// is reports whether the token does any of what c names.
func (t token) is(c class) bool { return t.class&c != 0 }

// content reports whether the token must stand in the topic.
func (t token) content() bool { return len(t.keys) > 0 }

// tokens takes a line apart. Runes that may not stand in an answer are reported.
func (lx *lexicon) tokens(text string) (out []token, strange []rune) {
	for _, chunk := range strings.Fields(text) {
		core := strings.Trim(chunk, marks)
		if isAddress(core) {
			before, after, _ := strings.Cut(chunk, core)
			out = appendMarks(out, before)
			out = append(out, token{kind: address, text: strings.ToLower(core), keys: []string{addressKey(core)}})
			out = appendMarks(out, after)
			continue
		}
		out, strange = lx.appendWords(out, strange, chunk)
	}
	lx.bind(out)
	quote(out)
	return out, strange
}

// particleReach is how many tokens may stand between a verb and its particle: "laster dere den inn".
const particleReach = 4

// bind makes one word of a verb and its particle, so that "laste ned" and "laste inn" are not alike.
func (lx *lexicon) bind(tokens []token) {
	for i, t := range tokens {
		if t.is(other) && i > 0 && tokens[i-1].is(meets) && i+1 < len(tokens) && lx.reader(tokens[i+1]) {
			tokens[i].keys = nil
		}
		if last := i + 1; last < len(tokens) && t.content() && !t.is(actor) {
			if tokens[last].text == "-" && last+1 < len(tokens) {
				last++
			}
			tokens[i].part = tokens[last].is(actor) && (last > i+1 || lx.lang == knowledge.English)
		}
		if !t.is(particle) {
			continue
		}
		for j := i - 1; j >= max(0, i-particleReach); j-- {
			if tokens[j].is(verb) && !strings.Contains(tokens[j].keys[0], "+") {
				tokens[j].keys = []string{tokens[j].keys[0] + "+" + t.text}
				tokens[i].keys = nil
				break
			}
		}
	}
}

func appendMarks(out []token, text string) []token {
	for _, r := range text {
		out = append(out, token{kind: mark, text: string(r)})
	}
	return out
}

// appendWords takes one chunk without spaces apart into words, numbers and marks.
func (lx *lexicon) appendWords(out []token, strange []rune, chunk string) ([]token, []rune) {
	for i := 0; i < len(chunk); {
		r, size := utf8.DecodeRuneInString(chunk[i:])
		switch {
		case isDigit(r):
			end := numberEnd(chunk, i)
			out = append(out, token{kind: number, text: strings.ToLower(chunk[i:end]), keys: []string{strings.ToLower(chunk[i:end])}})
			i = end
		case isLetter(r):
			end := wordEnd(chunk, i)
			t := lx.word(strings.Replace(chunk[i:end], "-", "", 1))
			if i > 0 && chunk[i-1] == '-' && endings[t.text] {
				t.class, t.keys = neutral, nil
			}
			if n := len(out); n > 0 && out[n-1].text == "seg" && (t.text == "selv" || t.text == "sjølv") {
				t.class |= auto
			}
			out = append(out, t)
			i = end
		default:
			if !strings.ContainsRune(marks, r) {
				strange = append(strange, r)
			}
			out = append(out, token{kind: mark, text: string(r)})
			i += size
		}
	}
	return out, strange
}

// endings are what Norwegian puts behind a hyphen to bend a short form: "EPJ-en".
var endings = map[string]bool{"en": true, "ene": true, "er": true, "a": true, "ane": true, "et": true, "s": true}

// numberEnd finds the end of a number: digits, letters behind them ("4a"), and points and commas between digits.
func numberEnd(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case isDigit(r) || isLetter(r):
			i += size
		case (r == '.' || r == ',') && i+1 < len(s) && isDigit(rune(s[i+1])):
			i++
		default:
			return i
		}
	}
	return i
}

// wordEnd finds the end of a word. A hyphen ends it, but for the one in e-ID, e-post and e-mail.
func wordEnd(s string, start int) int {
	i := start
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == '-' && i == start+1 && (s[start] == 'e' || s[start] == 'E') {
			i++
			continue
		}
		if !isLetter(r) && !isDigit(r) {
			break
		}
		i += size
	}
	return i
}

func (lx *lexicon) word(raw string) token {
	first, _ := utf8.DecodeRuneInString(raw)
	t := token{kind: word, text: strings.ToLower(raw), upper: unicode.IsUpper(first)}
	t.class = lx.classes[t.text]
	switch {
	case t.is(numeral):
		t.kind, t.keys = number, []string{lx.numbers[t.text]}
	case t.is(start):
		t.keys = []string{lx.key(t.text)}
	case t.is(neutral | operators):
	case lx.parts[t.text] != nil:
		for _, p := range lx.parts[t.text] {
			t.keys = append(t.keys, lx.partKey(p))
		}
	default:
		t.keys = []string{lx.key(t.text)}
	}
	for _, k := range t.keys {
		stem, _, _ := strings.Cut(k, "+")
		t.class |= lx.keyClass(stem)
	}
	return t
}

// isAddress reports whether a chunk of text is an e-mail address, a web page or a domain, or tries to look like one.
func isAddress(chunk string) bool {
	if strings.ContainsAny(chunk, "@/") {
		return true
	}
	last := strings.LastIndexByte(chunk, '.')
	if last <= 0 || last > len(chunk)-3 {
		return false
	}
	for _, r := range chunk[last+1:] {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// addressKey is what an address compares by: pages as they are, the rest without regard to case.
func addressKey(chunk string) string {
	if strings.Contains(chunk, "/") {
		return chunk
	}
	return strings.ToLower(chunk)
}

// quote marks the words of a name in quotation marks: what stands only there is said of nothing else.
func quote(tokens []token) {
	from := -1
	for i, t := range tokens {
		switch {
		case t.kind != mark:
		case t.text == "«":
			from = i
		case t.text == "»" && from >= 0:
			for j := from; i-from > 3 && j < i; j++ {
				tokens[j].quoted = true
			}
			from = -1
		}
	}
}
