// Package importtest holds the code to the table of who imports whom in ARCHITECTURE.md. When a change needs a new arrow,
// change the table in the same commit and say why.
package importtest

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "kjernebot"

// nowhere may be imported: it comes with msbotbuilder-go, whose use of it we replace.
const nowhere = "github.com/lestrrat-go/jwx"

// table is who imports whom.
type table struct {
	ours map[string][]string // by package, what it may import of this module; nil for everything
	home map[string][]string // by foreign module, the only packages that may import it
}

// readTable reads the rows under the heading "Who imports whom".
func readTable(t *testing.T) table {
	t.Helper()
	document, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(document), "\n## Who imports whom\n")
	section, _, _ := strings.Cut(rest, "\n## ")
	read := table{ours: map[string][]string{}, home: map[string][]string{nowhere: {}}}
	code := regexp.MustCompile("`([^`]+)`")
	names := func(cell string) []string {
		all := []string{}
		for _, m := range code.FindAllStringSubmatch(cell, -1) {
			all = append(all, m[1])
		}
		return all
	}
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.Contains(cells[1], "`") {
			continue
		}
		for _, p := range names(cells[1]) {
			if _, twice := read.ours[p]; twice {
				t.Errorf("%s has two rows", p)
			}
			read.ours[p] = names(cells[2])
			if strings.TrimSpace(cells[2]) == "everything" {
				read.ours[p] = nil
			}
			for _, foreign := range names(cells[3]) {
				read.home[foreign] = append(read.home[foreign], p)
			}
		}
	}
	return read
}

// within reports whether a package is of a module or a path.
func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

func TestImports(t *testing.T) {
	table := readTable(t)
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{} // packages, and foreign modules where they are at home
	for _, p := range loaded {
		name := strings.TrimPrefix(p.PkgPath, module+"/")
		allowed, known := table.ours[name]
		if !known {
			t.Errorf("%s is not in the table of who imports whom", name)
			continue
		}
		met[name] = true
		for path := range p.Imports {
			if inside, ok := strings.CutPrefix(path, module+"/"); ok && allowed != nil && !slices.Contains(allowed, inside) {
				t.Errorf("%s imports %s", name, inside)
			}
			for foreign, homes := range table.home {
				if !within(path, foreign) {
					continue
				}
				met[foreign+" in "+name] = true
				if !slices.Contains(homes, name) {
					t.Errorf("%s imports %s, which belongs in %v", name, path, homes)
				}
			}
		}
	}
	for name := range table.ours {
		if !met[name] {
			t.Errorf("%s is in the table, but there is no such package", name)
		}
	}
	for foreign, homes := range table.home {
		for _, name := range homes {
			if !met[foreign+" in "+name] {
				t.Errorf("the table lets %s import %s, which it does not", name, foreign)
			}
		}
	}
}
