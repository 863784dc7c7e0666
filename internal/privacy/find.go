package privacy

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"kjernebot/internal/norsk"
)

// Kind says what was found. Its value is short ASCII, fit for a log line, a metric label or a column: it names a class
// and tells nothing of the person.
type Kind string

// The kinds of finds.
const (
	Fodselsnummer   Kind = "fodselsnummer"
	DNummer         Kind = "dnummer"
	HNummer         Kind = "hnummer"         // also NAV's synthetic numbers, which have the same shape
	FHNummer        Kind = "fhnummer"        // felles hjelpenummer, starts with 8 or 9
	NPID            Kind = "npid"            // NAV's number for a person without one of the others
	Syntetisk       Kind = "syntetisk"       // test numbers of Tenor and Dolly; the reply may be softer
	DUF             Kind = "duf"             // UDI's registration number, twelve digits
	Pasienthistorie Kind = "pasienthistorie" // a patient recognisable by words
)

// Hit is the kind and the place of a find, never its digits or words.
type Hit struct {
	Kind       Kind
	Start, End int // byte offsets in the text that was searched, End not included
}

// Find returns everything personal that it sees in text, in order of place and without overlaps; nil when there is
// nothing. It takes any bytes, valid UTF-8 or not, plain text or HTML, and its time grows with the length only.
func Find(text string) []Hit {
	read := plain(text)
	hits := findNumbers(text)
	for from := 0; from < len(read); {
		piece, next := pieceAt(read, from)
		if strings.IndexFunc(piece, unicode.IsLetter) >= 0 {
			words := classed(norsk.Words(piece))
			for _, hit := range append(appendSpelled(nil, piece, words), findStories(piece, words)...) {
				hits = append(hits, Hit{Kind: hit.Kind, Start: from + hit.Start, End: from + hit.End})
			}
		}
		from = next
	}
	return ordered(hits)
}

// A long text is looked at in pieces, whose words take little memory. They overlap by more than a story or a number in
// words is long.
const (
	pieceLength  = 12 << 10
	pieceOverlap = 2 << 10
)

// pieceAt is the piece that begins there, and where the next one does: between words if there are any.
func pieceAt(text string, from int) (piece string, next int) {
	if len(text)-from <= pieceLength {
		return text[from:], len(text)
	}
	end := from + pieceLength
	next = end - pieceOverlap
	if blank := strings.IndexAny(text[next:end], " \n"); blank >= 0 {
		next += blank
	}
	return text[from:end], next
}

// Clean reports whether Find finds nothing.
func Clean(text string) bool { return len(Find(text)) == 0 }

// ordered sorts hits by place and drops those that overlap an earlier one.
func ordered(hits []Hit) []Hit {
	if len(hits) < 2 {
		return hits
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	kept := hits[:1]
	for _, hit := range hits[1:] {
		if hit.Start >= kept[len(kept)-1].End {
			kept = append(kept, hit)
		}
	}
	return kept
}
