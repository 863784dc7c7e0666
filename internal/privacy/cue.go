package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
	whole, length := i == 0 && end == len(c.digits), end-i
	switch {
	case length == numberLength || length == longYearLength:
		kind := identify(d)
		if kind == "" || !whole && !c.written(i, end) || !c.named(i, end) {
			return ""
		}
		return kind
	case !whole || !c.namedJustBefore(i):
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

func (c *chain) namedJustBefore(i int) bool {
	start := c.digits[i].start()
	return cued(c.text[max(0, start-cueAdjacent-len("fødselsnummer")):start])
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
