package privacy

import (
	"slices"

	"kjernebot/internal/norsk"
)

// Kind says what was found. Its value is short ASCII, fit for a log line, a
// metric label or a column: it names a class and tells nothing of the person.
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

// Find returns everything personal that it sees in text, in order of place
// and without overlaps; nil when there is nothing. It takes any bytes, valid
// UTF-8 or not, plain text or HTML, and its time grows with the length only.
func Find(text string) []Hit {
	read := plain(text)
	words := classed(norsk.Words(read))
	hits := findNumbers(text)
	hits = appendSpelled(hits, read, words)
	hits = append(hits, findStories(read, words)...)
	return ordered(hits)
}

// Clean reports whether Find finds nothing.
func Clean(text string) bool { return len(Find(text)) == 0 }

// ordered sorts hits by place and drops those that overlap an earlier one.
func ordered(hits []Hit) []Hit {
	if len(hits) < 2 {
		return hits
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	kept := hits[:1]
	for _, hit := range hits[1:] {
		if hit.Start >= kept[len(kept)-1].End {
			kept = append(kept, hit)
		}
	}
	return kept
}
