// Package kommune knows the Norwegian municipalities: their numbers, every official name, their fylke, and the mail
// domains that hint at them. It finds them by name and in running text. Everything is built once from two embedded
// lists (data/SOURCES.md says where they come from) and never changes afterwards, so it may be used from many
// goroutines.
package kommune

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
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
func (n Number) Fylke() string {
	if len(n) < 2 {
		return ""
	}
	return string(n[:2])
}

// Kommune is one municipality.
type Kommune struct {
	Number Number
	// Name is the Norwegian name. Two names belong to two kommuner each: Herøy and Våler.
	Name string
	// Alternatives are the official Sami and Kven names, the full parallel form, and for the homonyms
	// the name with the fylke in brackets.
	Alternatives []string
	// Fylke is the Norwegian name of the fylke; [Number.Fylke] is its number.
	Fylke string
}

// Fylke is one county.
type Fylke struct {
	Number, Name string
}

// Registry holds every kommune and its mail domains. Make one with [New].
type Registry struct {
	all      []Kommune
	fylker   []Fylke
	byNumber map[Number]int
	names    nameIndex
	domains  map[string]domain
}

// New is the registry, built from the embedded lists when it is first wanted. It panics if they are broken, which no
// running program can repair and a test rules out.
func New() *Registry { return shared() }

// shared is the one registry that all use: it never changes.
var shared = sync.OnceValue(func() *Registry {
	r, err := load()
	if err != nil {
		panic(err)
	}
	return r
})

// Name is what a kommune is called; its number when there is none with it.
func (r *Registry) Name(n Number) string {
	if k, ok := r.Get(n); ok {
		return k.Name
	}
	return string(n)
}

// Get returns the kommune with that number.
func (r *Registry) Get(n Number) (Kommune, bool) {
	i, ok := r.byNumber[n]
	if !ok {
		return Kommune{}, false
	}
	return r.all[i].clone(), true
}

// All returns every kommune in order of number.
func (r *Registry) All() []Kommune {
	all := make([]Kommune, len(r.all))
	for i, k := range r.all {
		all[i] = k.clone()
	}
	return all
}

// Fylker returns every fylke in order of number.
func (r *Registry) Fylker() []Fylke { return slices.Clone(r.fylker) }

// clone keeps the registry's own slices out of callers' hands.
func (k Kommune) clone() Kommune {
	k.Alternatives = slices.Clone(k.Alternatives)
	return k
}

func load() (*Registry, error) {
	r := &Registry{byNumber: map[Number]int{}, domains: map[string]domain{}}
	rows, err := readRows("data/kommuner.csv", "kommunenummer,navn,navn_alternativ,fylkesnummer,fylke")
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := r.add(row); err != nil {
			return nil, err
		}
	}
	rows, err = readRows("data/kommune-domener.csv", "kommunenummer,domene,kilde")
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := r.addDomain(row); err != nil {
			return nil, err
		}
	}
	r.names = indexNames(r.all)
	return r, nil
}

func (r *Registry) add(row []string) error {
	n, err := ParseNumber(row[0])
	if err != nil {
		return fmt.Errorf("kommuner.csv: %w", err)
	}
	if _, dup := r.byNumber[n]; dup || row[3] != n.Fylke() || row[1] == "" {
		return fmt.Errorf("kommuner.csv: bad row for %s", n)
	}
	k := Kommune{Number: n, Name: row[1], Fylke: row[4]}
	if row[2] != "" {
		k.Alternatives = strings.Split(row[2], "; ")
	}
	r.byNumber[n] = len(r.all)
	r.all = append(r.all, k)
	if f := (Fylke{Number: n.Fylke(), Name: k.Fylke}); !slices.Contains(r.fylker, f) {
		r.fylker = append(r.fylker, f)
	}
	return nil
}

// readRows reads an embedded list and checks its header; every row has as many fields as the header.
func readRows(name, header string) ([][]string, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // reading embedded bytes cannot fail at the end
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != header {
		return nil, fmt.Errorf("%s: header is not %q", name, header)
	}
	return rows[1:], nil
}
