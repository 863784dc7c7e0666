package privacy

import "strings"

// How far a word may stand from the digits that it speaks of, in bytes.
const (
	cueBefore   = 48
	cueAfter    = 32
	cueAdjacent = 14
)

// cues are the words for an identity number. Those that are also parts of other words count at the start of a word
// only.
var cues = [...]string{
	"fødselsn", "fodselsn", "foedselsn", "fødsels n", "fnr", "f.nr", "personn", "persnr", "pers.nr", "pnr", "p.nr",
	"dnr", "d-n", "d nummer", "hnr", "h-n", "fh-n", "fhn", "hjelpen", "duf", "ssn", "npid",
	"identitetsn", "id-n", "id n", "national id", "identity n", "birth n", "social sec", "personal n",
}

// mistyped reports whether the digits are called an identity number by the words around them and have its form, though
// the control digits are wrong or one digit is missing or too many: it still tells who is meant.
func (c chain) mistyped(d *sequence, i, end int) (Kind, bool) {
	whole := i == 0 && end == len(c.digits)
	switch end - i {
	case longYearLength:
		short, ok := shortYear(d)
		kind, known := identify(&short)
		return kind, ok && known && (whole || usual(c.shape(i, end))) && c.named(i, end)
	case numberLength:
		kind, ok := identify(d)
		shape := c.shape(i, end)
		return kind, ok && (whole || shape == 9 || usual(shape)) && c.named(i, end)
	case dufLength:
		if dufYear(d) && whole && c.namedJustBefore(i) {
			return DUF, true
		}
		fallthrough
	default:
		if !whole {
			return "", false
		}
		kind, ok := identify(d)
		return kind, ok && c.shape(i, end) < 100 && c.namedJustBefore(i) // in two runs at most
	}
}

func (c chain) named(i, end int) bool {
	start, stop := c.digits[i].start(), c.digits[end-1].end()
	return cued(c.text[max(0, start-cueBefore):start]) ||
		cued(c.text[stop:min(len(c.text), stop+cueAfter)])
}

func (c chain) namedJustBefore(i int) bool {
	start := c.digits[i].start()
	return cued(c.text[max(0, start-cueAdjacent-len("fødselsnummer")):start])
}

// cued reports whether a short piece of text has a word for an identity number.
func cued(piece string) bool {
	piece = strings.ToLower(piece)
	for _, cue := range cues {
		for from := 0; ; {
			at := strings.Index(piece[from:], cue)
			if at < 0 {
				break
			}
			at += from
			if at == 0 || !asciiLetter(piece[at-1]) && piece[at-1] < 0x80 {
				return true
			}
			from = at + len(cue)
		}
	}
	return false
}

// restWords are for the last five digits by themselves.
var restWords = []string{"personnummer", "personnummeret", "personnr", "pers.nr", "persnr", " pnr"}

// appendSplit finds numbers whose parts have words between them: a date of six digits and then five, and
// "personnummer" with the five digits alone.
func appendSplit(hits []Hit, text string, digits []digit) []Hit {
	c := chain{text: text, digits: digits}
	for i := range digits {
		if digits[i].gap == none || !runOf(digits, i, 5) {
			continue
		}
		near := i >= 6 && digits[i].gap == words && digits[i].start()-digits[i-1].end() <= cueBefore
		if near && runOf(digits, i-6, 6) {
			d := c.sequence(i-6, i+5)
			if kind, ok := number(&d, numberLength); ok {
				hits = append(hits, c.hit(kind, i-6, i+5))
			}
		}
		if calledBefore(c.before(i), restWords) {
			hits = append(hits, c.hit(Fodselsnummer, i, i+5))
		}
	}
	return hits
}

// runOf reports whether exactly n digits stand together from i.
func runOf(digits []digit, i, n int) bool {
	c := chain{digits: digits}
	apart := func(k int) bool { return k == len(digits) || digits[k].gap != none }
	return i+n <= len(digits) && (i == 0 || apart(i)) && apart(i+n) && c.shape(i, i+n) == n
}
