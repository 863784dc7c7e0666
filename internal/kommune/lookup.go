package kommune

import (
	_ "embed" // the words
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// nameKey is the form in which names are compared: folded, without spaces and hyphens, and with ae, oe and aa read as
// æ, ø and å, as in `nordreland`.
func nameKey(name string) string { return norsk.Digraphs(norsk.Compact(name)) }

// Find reads what somebody wrote for a kommune: its number, also without the zero that a spreadsheet takes away, its
// name, or both. See Lookup for names; several share one.
func (r *Registry) Find(text string) []Kommune {
	words := strings.Fields(text)
	for i, w := range words {
		if n, err := ParseNumber(w); err == nil {
			words[i] = string(n)
		}
	}
	return r.Lookup(strings.Join(words, " "))
}

// Near is the kommune whose name a misspelled one comes nearest to; false when none is near, or several are.
func (r *Registry) Near(text string) (Kommune, bool) { return r.near.Near(norsk.Compact(text)) }

// Lookup returns the kommuner with that official name: Norwegian, Sami or Kven, one of several or the full parallel
// form, in any case, with or without æøå and accents, with or without the word kommune. A kommunenummer finds its
// kommune. Herøy and Våler give two unless the fylke or the number stands there too (`Herøy i Nordland`,
// `Våler (Østfold)`, `1818 Herøy`). No such name gives none; misspelled names are not guessed at.
func (r *Registry) Lookup(name string) []Kommune {
	var (
		parts  []string
		number Kommune
	)
	for _, w := range norsk.Words(name) {
		if k, ok := r.numbered(w); ok {
			number = k
		} else if !kommuneWords[w.Folded] {
			parts = append(parts, w.Folded)
		}
	}
	if len(parts) == 0 && number.Number != "" {
		return []Kommune{number}
	}
	found := slices.Clone(r.find(strings.Join(parts, "")))
	for split := len(parts) - 1; len(found) == 0 && split > 0; split-- {
		found = inFylke(r.find(strings.Join(parts[:split], "")), parts[split:])
	}
	return slices.DeleteFunc(found, func(k Kommune) bool { return number.Number != "" && k != number })
}

// Beginning lists n kommuner at the most whose Norwegian name begins with a text, then those in which a later word
// does, in the order of their numbers.
func (r *Registry) Beginning(text string, n int) []Kommune {
	begun := norsk.Fold(strings.TrimSpace(text))
	var first, later []Kommune
	for _, k := range r.all {
		switch name := norsk.Fold(k.Name); {
		case strings.HasPrefix(name, begun):
			first = append(first, k)
		case strings.Contains(name, " "+begun), strings.Contains(name, "-"+begun):
			later = append(later, k)
		}
	}
	all := append(first, later...)
	return all[:min(n, len(all))]
}

func (r *Registry) numbered(w norsk.Word) (Kommune, bool) {
	k, ok := r.byNumber[Number(w.Folded)]
	return k, ok && w.End-w.Start == 4
}

func (r *Registry) find(compactName string) []Kommune {
	if strings.Contains(compactName, "ae") || strings.Contains(compactName, "oe") || strings.Contains(compactName, "aa") {
		compactName = norsk.Digraphs(compactName)
	}
	return r.named[compactName]
}

// inFylke keeps those of found whose fylke the words name, with or without `i` before it. Other words give none.
func inFylke(found []Kommune, words []string) (kept []Kommune) {
	rest := strings.TrimPrefix(strings.Join(words, " "), "i ")
	rest = strings.ReplaceAll(rest, " ", "")
	for _, k := range found {
		if rest == norsk.Compact(k.Fylke) || fylkeWords(k.Number)[rest] {
			kept = append(kept, k)
		}
	}
	return kept
}

// fylkeWords are what people call the fylke of a kommune beside its name.
func fylkeWords(n Number) map[string]bool { return lists["fylke"+n.Fylke()] }

//go:embed data/words.txt
var wordsFile string

// lists are the lists of words.txt, which says what they are for.
var lists = readLists()

var (
	kommuneWords = lists["kommune"]
	placeable    = lists["placeable"]
	capitalised  = lists["capitalised"]
	neverSmall   = lists["neverSmall"]
	spelledOut   = lists["spelledOut"]
	neverNames   = lists["neverNames"]
	placeBefore  = lists["placeBefore"]
	figureBefore = lists["figureBefore"]
	figureAfter  = lists["figureAfter"]
	periodWords  = lists["period"]
	numberAfter  = lists["numberAfter"]
)

func readLists() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for names, word := range norsk.Lists(wordsFile) {
		for name := range strings.FieldsSeq(names) {
			if all[name] == nil {
				all[name] = map[string]bool{}
			}
			all[name][word] = true
		}
	}
	return all
}
