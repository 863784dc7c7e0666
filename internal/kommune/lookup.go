package kommune

import (
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// nameIndex finds kommuner by compact name: folded and without spaces and hyphens, as in `nordreland`.
type nameIndex struct {
	exact    map[string][]int      // compact name → positions in Registry.all
	digraphs map[string][]int      // the same with ae, oe and aa read as æ, ø and å
	near     norsk.Dictionary[int] // names that may be misspelled, for [Registry.InWords] alone
	longest  int                   // words in the longest single name
}

// kommuneWords are what an official name may end with; they say nothing about which kommune it is.
//
//nolint:misspell // Norwegian and Sami words
var kommuneWords = norsk.Set("kommune kommunen kommuna kommunes kommunens herad heradet suohkan gielda tjielte " +
	"tjielten komuuni municipality")

// fylkeNames lists, per fylke number, what people call it beside its name. The former counties are still in use when
// someone tells the two Våler or the two Herøy apart.
var fylkeNames = map[string][]string{
	"15": {"more", "romsdal", "sunnmore"},
	"18": {"helgeland"},
	"31": {"viken"},
	"34": {"hedmark", "solor", "oppland"},
}

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
func (r *Registry) Near(text string) (Kommune, bool) {
	i, ok := r.names.near.Near(norsk.Compact(text))
	if !ok {
		return Kommune{}, false
	}
	return r.all[i].clone(), true
}

// Lookup returns the kommuner with that official name: Norwegian, Sami or Kven, one of several or the full parallel
// form, in any case, with or without æøå and accents, with or without the word kommune. A kommunenummer finds its
// kommune. Herøy and Våler give two unless the fylke or the number stands there too (`Herøy i Nordland`,
// `Våler (Østfold)`, `1818 Herøy`). No such name gives none; misspelled names are not guessed at.
func (r *Registry) Lookup(name string) []Kommune {
	var (
		parts  []string
		number Number
	)
	for _, w := range norsk.Words(name) {
		if n := r.numberOf(w); n != "" {
			number = n
			continue
		}
		if !kommuneWords[w.Folded] {
			parts = append(parts, w.Folded)
		}
	}
	if len(parts) == 0 && number != "" {
		return r.kommuner([]int{r.byNumber[number]})
	}
	found := r.names.find([]byte(strings.Join(parts, "")))
	for split := len(parts) - 1; len(found) == 0 && split > 0; split-- {
		found = r.inFylke(r.names.find([]byte(strings.Join(parts[:split], ""))), parts[split:])
	}
	if number != "" {
		found = slices.DeleteFunc(slices.Clone(found), func(i int) bool { return r.all[i].Number != number })
	}
	return r.kommuner(found)
}

// Beginning lists n kommuner at the most whose Norwegian name begins with a text, then those in which a later word
// does, in the order of their numbers.
func (r *Registry) Beginning(text string, n int) []Kommune {
	begun := norsk.Fold(strings.TrimSpace(text))
	var first, later []Kommune
	for _, k := range r.all {
		switch name := norsk.Fold(k.Name); {
		case strings.HasPrefix(name, begun):
			first = append(first, k.clone())
		case strings.Contains(name, " "+begun), strings.Contains(name, "-"+begun):
			later = append(later, k.clone())
		}
	}
	all := append(first, later...)
	return all[:min(n, len(all))]
}

// numberOf returns the kommunenummer that the word is, or "".
func (r *Registry) numberOf(w norsk.Word) Number {
	if w.Number < 0 || w.End-w.Start != 4 {
		return ""
	}
	n := Number(w.Folded)
	if _, ok := r.byNumber[n]; !ok {
		return ""
	}
	return n
}

func (r *Registry) kommuner(found []int) []Kommune {
	var out []Kommune
	for _, i := range found {
		out = append(out, r.all[i].clone())
	}
	return out
}

// inFylke keeps those of found whose fylke the words name, with or without `i` before it. Other words give none.
func (r *Registry) inFylke(found []int, words []string) []int {
	if len(found) > 0 && words[0] == "i" {
		words = words[1:]
	}
	rest := strings.Join(words, "")
	var kept []int
	for _, i := range found {
		k := r.all[i]
		if rest == norsk.Compact(k.Fylke) || slices.Contains(fylkeNames[k.Number.Fylke()], rest) {
			kept = append(kept, i)
		}
	}
	return kept
}

// find makes no string of a name that is rarely there.
func (x nameIndex) find(compactName []byte) []int {
	if found := x.exact[string(compactName)]; len(found) > 0 {
		return found
	}
	for i := 1; i < len(compactName); i++ {
		switch string(compactName[i-1 : i+1]) {
		case "ae", "oe", "aa":
			return x.digraphs[norsk.Digraphs(string(compactName))]
		}
	}
	return x.digraphs[string(compactName)]
}

func indexNames(all []Kommune) nameIndex {
	x := nameIndex{exact: map[string][]int{}, digraphs: map[string][]int{}, near: guessable(all)}
	for i, k := range all {
		for _, name := range append([]string{k.Name}, k.Alternatives...) {
			key := norsk.Compact(name)
			addTo(x.exact, key, i)
			addTo(x.digraphs, norsk.Digraphs(key), i)
			if !strings.Contains(name, " - ") {
				x.longest = max(x.longest, len(norsk.Words(name)))
			}
		}
	}
	return x
}

func addTo(m map[string][]int, key string, i int) {
	if !slices.Contains(m[key], i) {
		m[key] = append(m[key], i)
	}
}
