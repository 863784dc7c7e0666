// Package importtest holds the code to the map of who imports whom in ARCHITECTURE.md. When a change needs a new arrow,
// `go test ./internal/importtest -update` draws it there; say in the commit why it is needed.
package importtest

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
)

const (
	module   = "kjernebot"
	document = "../../ARCHITECTURE.md"
	heading  = "\n## Who imports whom\n"
	fence    = "```"
	width    = 110 // columns of a line of the map
)

var update = flag.Bool("update", false, "draw the map anew")

// atHome are foreign modules that few may know, so that they can be replaced in one place. The last one comes with
// msbotbuilder-go, whose use of it we replace: nobody may import it.
var atHome = []string{
	"database/sql", "github.com/golang-jwt/jwt", "github.com/gorilla/mux",
	"github.com/infracloudio/msbotbuilder-go", "github.com/jackc/pgx", "github.com/joho/godotenv",
	"github.com/pressly/goose", "github.com/prometheus/client_golang", "github.com/sashabaranov/go-openai",
	"github.com/spf13/cobra", "github.com/xuri/excelize", "modernc.org/sqlite", "github.com/lestrrat-go/jwx",
}

// within reports whether a package is of a module or a path.
func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// arrows lists what each package imports: ours by their folders, then the foreign modules of atHome.
func arrows(t *testing.T) map[string][]string {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, p := range loaded {
		var ours, foreign []string
		for path := range p.Imports {
			if inside, ok := strings.CutPrefix(path, module+"/"); ok {
				ours = append(ours, inside)
			}
			for _, known := range atHome {
				if within(path, known) {
					foreign = append(foreign, known)
				}
			}
		}
		slices.Sort(ours)
		slices.Sort(foreign)
		found[strings.TrimPrefix(p.PkgPath, module+"/")] = append(ours, slices.Compact(foreign)...)
	}
	return found
}

// drawn is the map as it stands in ARCHITECTURE.md: a package, then what it imports, indented.
func drawn(found map[string][]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(found)) {
		fmt.Fprintln(&b, name)
		line := "   "
		for _, to := range found[name] {
			if len(line)+1+len(to) > width {
				fmt.Fprintln(&b, line)
				line = "   "
			}
			line += " " + to
		}
		if strings.TrimSpace(line) != "" {
			fmt.Fprintln(&b, line)
		}
	}
	return b.String()
}

func TestImports(t *testing.T) {
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), heading)
	intro, rest, fenced := strings.Cut(rest, fence+"text\n")
	have, after, closed := strings.Cut(rest, fence+"\n")
	if !ok || !fenced || !closed {
		t.Fatalf("%s has no map of who imports whom", document)
	}
	found := arrows(t)
	for name, to := range found {
		if slices.Contains(to, "github.com/lestrrat-go/jwx") {
			t.Errorf("%s imports jwx, which only comes along with msbotbuilder-go", name)
		}
		inside := !strings.HasPrefix(name, "bot") && !strings.HasPrefix(name, "handlers") && !strings.HasPrefix(name, "cmd/")
		if inside && slices.Contains(to, "bot") {
			t.Errorf("%s imports the endpoint; what it may know of Teams is in bot/message", name)
		}
	}
	want := drawn(found)
	if *update {
		text = []byte(before + heading + intro + fence + "text\n" + want + fence + "\n" + after)
		if err := os.WriteFile(document, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(have, "\n"), strings.Split(want, "\n")); diff != "" {
		t.Errorf("the map in ARCHITECTURE.md and the code differ (-map +code); -update draws it anew\n%s", diff)
	}
}
