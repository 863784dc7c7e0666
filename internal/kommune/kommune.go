// Package kommune knows the Norwegian municipalities: their numbers, every official name, their fylke, and the mail
// domains that hint at them. It finds them by name and in running text. Everything is built once from embedded lists
// (data/SOURCES.md says where they come from) and never changes afterwards, so it may be used from many goroutines.
package kommune

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"kjernebot/internal/norsk"
)

//go:embed data/kommuner.csv data/kommune-domener.csv
var files embed.FS

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

// Kommune is one municipality.
type Kommune struct {
	Number Number
	Name   string // the Norwegian name. Two names belong to two kommuner each: Herøy and Våler
	Fylke  string // the Norwegian name of the fylke; [Number.Fylke] is its number
}

// Fylke is one county.
type Fylke struct {
	Number, Name string
}

// Registry holds every kommune and its mail domains. Make one with [New].
type Registry struct {
	all      []Kommune
	fylker   []Fylke
	byNumber map[Number]Kommune
	// official are the names of a kommune: the Norwegian one, the Sami and Kven ones, the full parallel form, and for the
	// homonyms the name with the fylke in brackets.
	official map[Number][]string
	named    map[string][]Kommune      // by their names, see nameKey
	near     norsk.Dictionary[Kommune] // by names that may be misspelled
	longest  int                       // words in the longest single name
	domains  map[string]Number         // those that were seen to carry mail
}

// New is the registry, built from the embedded lists when it is first wanted. It panics if they are broken, which no
// running program can repair and a test rules out.
func New() *Registry { return shared() }

// shared is the one registry that all use: it never changes.
var shared = sync.OnceValue(func() *Registry {
	r := &Registry{byNumber: map[Number]Kommune{}, official: map[Number][]string{}, named: map[string][]Kommune{},
		domains: map[string]Number{}}
	guessable := map[string]Kommune{}
	for _, row := range readRows("data/kommuner.csv", "kommunenummer,navn,navn_alternativ,fylkesnummer,fylke") {
		r.add(row, guessable)
	}
	r.near = norsk.NewDictionary(guessable, shortestGuess)
	for _, row := range readRows("data/kommune-domener.csv", "kommunenummer,domene,kilde") {
		r.addDomain(row)
	}
	return r
})

// readRows reads an embedded list and checks its header; every row has as many fields as the header.
func readRows(name, header string) [][]string {
	raw, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil || len(rows) == 0 || strings.Join(rows[0], ",") != header {
		panic(fmt.Sprintf("%s: want a list of %s (%v)", name, header, err))
	}
	return rows[1:]
}

func (r *Registry) add(row []string, guessable map[string]Kommune) {
	k := Kommune{Number: Number(row[0]), Name: row[1], Fylke: row[4]}
	n, err := ParseNumber(row[0])
	if _, twice := r.byNumber[n]; err != nil || n != k.Number || twice || row[3] != n.Fylke() || k.Name == "" {
		panic(fmt.Sprintf("kommuner.csv: bad row %q", row))
	}
	r.all, r.byNumber[n], r.official[n] = append(r.all, k), k, []string{k.Name}
	if row[2] != "" {
		r.official[n] = append(r.official[n], strings.Split(row[2], "; ")...)
	}
	if f := (Fylke{Number: n.Fylke(), Name: k.Fylke}); !slices.Contains(r.fylker, f) {
		r.fylker = append(r.fylker, f)
	}
	for _, name := range r.official[n] {
		if key := nameKey(name); !slices.Contains(r.named[key], k) {
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

// addDomain takes only domains with the kommune's mail: a website's, or one made from the name by rule, says nothing of
// who has a mailbox there.
func (r *Registry) addDomain(row []string) {
	n, domain, source := Number(row[0]), row[1], row[2]
	if _, known := r.byNumber[n]; !known || r.domains[domain] != "" || !strings.Contains(domain, ".") {
		panic(fmt.Sprintf("kommune-domener.csv: bad row %q", row))
	}
	if strings.HasPrefix(source, "mx-") {
		r.domains[domain] = n
	}
}

// Name is what a kommune is called; its number when there is none with it.
func (r *Registry) Name(n Number) string { return cmp.Or(r.byNumber[n].Name, string(n)) }

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
