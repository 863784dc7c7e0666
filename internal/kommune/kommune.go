// Package kommune knows the Norwegian municipalities: their numbers, every official name, their fylke, and the mail
// domains that hint at them. It finds them by name and in running text. Everything is built once from embedded lists
// (data/SOURCES.md says where they come from) and never changes afterwards, so it may be used from many goroutines.
package kommune

import (
	"cmp"
	_ "embed" // the lists
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"kjernebot/internal/norsk"
)

var (
	//go:embed data/kommuner.csv
	kommunerFile string
	//go:embed data/kommune-domener.csv
	domainsFile string
)

// Number is a kommunenummer: four digits with the leading zero kept, such as `0301`. The first two are the fylke's.
type Number string

// ParseNumber reads a kommunenummer. A number that has lost its leading zero in a spreadsheet (`301`) is accepted.
// It checks the form only; [Registry.Get] says whether the kommune exists.
func ParseNumber(s string) (Number, error) {
	s = strings.TrimSpace(s)
	if len(s) == 3 {
		s = "0" + s
	}
	if len(s) != 4 || strings.Trim(s, "0123456789") != "" {
		return "", fmt.Errorf("kommunenummer %q: want four digits", s)
	}
	return Number(s), nil
}

// Fylke returns the number of the fylke that the kommune lies in.
func (n Number) Fylke() string { return string(n[:min(len(n), 2)]) }

// Numbers are those of several kommuner, each once and in order, with commas between; "" for none.
type Numbers string

// NumbersOf puts numbers together.
func NumbersOf(all ...Number) (s Numbers) {
	for _, n := range slices.Compact(slices.Sorted(slices.Values(all))) {
		s += "," + Numbers(n)
	}
	return Numbers(strings.Trim(string(s), ","))
}

// All are the numbers.
func (s Numbers) All() (all []Number) {
	for n := range strings.FieldsFuncSeq(string(s), func(c rune) bool { return c == ',' }) {
		all = append(all, Number(n))
	}
	return all
}

// Has says whether a number is among them.
func (s Numbers) Has(n Number) bool { return n != "" && slices.Contains(s.All(), n) }

// With are they and one more.
func (s Numbers) With(n Number) Numbers { return NumbersOf(append(s.All(), n)...) }

// Without are those of which something is not so.
func (s Numbers) Without(so func(Number) bool) Numbers {
	return NumbersOf(slices.DeleteFunc(s.All(), so)...)
}

// Kommune is one municipality.
type Kommune struct {
	Number Number
	Name   string // the Norwegian name. Two names belong to two kommuner each: Herøy and Våler
	Fylke  string // the Norwegian name of the fylke; [Number.Fylke] is its number
}

// Fylke is one county.
type Fylke struct {
	Number, Name string
	Words        []norsk.Word // of the name, for whoever looks for it in a text; not to be changed
}

// Registry holds every kommune and its mail domains. Make one with [New].
type Registry struct {
	all      []Kommune
	fylker   []Fylke
	byNumber map[Number]Kommune
	// official are the names of a kommune: the Norwegian one, the Sami and Kven ones, the full parallel form, and for the
	// homonyms the name with the fylke in brackets.
	official map[Number][]string
	named    map[string][]Kommune      // by their names, see [norsk.NameKey]
	near     norsk.Dictionary[Kommune] // by names that may be misspelled
	longest  int                       // words in the longest single name
	domains  map[string]Number         // those that were seen to carry mail
}

// New is the registry, built from the embedded lists when it is first wanted. It panics if they are no lists, which no
// running program can repair; tests hold what stands in them.
func New() *Registry { return shared() }

// shared is the one registry that all use: it never changes.
var shared = sync.OnceValue(func() *Registry {
	r := &Registry{byNumber: map[Number]Kommune{}, official: map[Number][]string{}, named: map[string][]Kommune{},
		domains: map[string]Number{}}
	guessable := map[string]Kommune{}
	for _, row := range readRows(kommunerFile, "kommunenummer,navn,navn_alternativ,fylkesnummer,fylke") {
		r.add(row, guessable)
	}
	r.near = norsk.NewDictionary(guessable, shortestGuess)
	for _, row := range readRows(domainsFile, "kommunenummer,domene,kilde") {
		// A website's domain, or one made from the name by rule, says nothing of who has a mailbox there.
		if n, domain, source := Number(row[0]), row[1], row[2]; strings.HasPrefix(source, "mx-") {
			r.domains[domain] = n
		}
	}
	return r
})

// readRows reads an embedded list and checks its header; every row has as many fields as the header.
func readRows(list, header string) [][]string {
	rows, err := csv.NewReader(strings.NewReader(list)).ReadAll()
	if err != nil || len(rows) == 0 || strings.Join(rows[0], ",") != header {
		panic(fmt.Sprintf("want a list of %s (%v)", header, err))
	}
	return rows[1:]
}

func (r *Registry) add(row []string, guessable map[string]Kommune) {
	n := Number(row[0])
	k := Kommune{Number: n, Name: row[1], Fylke: row[4]}
	r.all, r.byNumber[n], r.official[n] = append(r.all, k), k, []string{k.Name}
	if row[2] != "" {
		r.official[n] = append(r.official[n], strings.Split(row[2], "; ")...)
	}
	if !slices.ContainsFunc(r.fylker, func(f Fylke) bool { return f.Number == n.Fylke() }) {
		r.fylker = append(r.fylker, Fylke{Number: n.Fylke(), Name: k.Fylke, Words: norsk.Words(k.Fylke)})
	}
	for _, name := range r.official[n] {
		if key := norsk.NameKey(name); !slices.Contains(r.named[key], k) {
			r.named[key] = append(r.named[key], k)
		}
		if !strings.Contains(name, " - ") {
			r.longest = max(r.longest, len(norsk.Words(name)))
		}
		if key := norsk.Compact(name); len(key) >= shortestGuess && !strings.ContainsAny(name, " (") {
			guessable[key] = k
		}
	}
}

// Name is what a kommune is called; its number when there is none with it.
func (r *Registry) Name(n Number) string { return cmp.Or(r.byNumber[n].Name, string(n)) }

// Names are what kommuner are called.
func (r *Registry) Names(all Numbers) (names []string) {
	for _, n := range all.All() {
		names = append(names, r.Name(n))
	}
	return names
}

// Get returns the kommune with that number.
func (r *Registry) Get(n Number) (Kommune, bool) {
	k, ok := r.byNumber[n]
	return k, ok
}

// All returns every kommune in order of number.
func (r *Registry) All() []Kommune { return slices.Clone(r.all) }

// Fylker returns every fylke in order of number.
func (r *Registry) Fylker() []Fylke { return slices.Clone(r.fylker) }

// ByDomain finds the kommune that a mail address or a domain belongs to: the longest known domain that ends it at a
// label boundary, so `x@ude.oslo.kommune.no` is Oslo and `notoslo.kommune.no` is nobody. A domain proves at most who
// runs the mailbox, so the answer may suggest a kommune to a person and never decide it.
func (r *Registry) ByDomain(mailOrDomain string) (Number, bool) {
	d := strings.ToLower(strings.TrimSpace(mailOrDomain))
	d = strings.TrimSuffix(d[strings.LastIndexByte(d, '@')+1:], ".")
	for more := true; more; _, d, more = strings.Cut(d, ".") {
		if n, ok := r.domains[d]; ok {
			return n, true
		}
	}
	return "", false
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
		} else if !lists["kommune"][w.Folded] {
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
var lists = norsk.Sets(wordsFile, norsk.Fold)
