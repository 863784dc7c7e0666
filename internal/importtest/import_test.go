// Package importtest keeps the rule of who imports whom, as ARCHITECTURE.md tells it. When a change needs a new arrow,
// change the tables here in the same commit and say why.
package importtest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "kjernebot"

// ours lists what each package may import of this module. Packages ending in "test" are for tests only.
var ours = map[string][]string{
	"bot":                      {},
	"handlers":                 {"bot", "handlers/texts", "knowledge", "internal/announce", "internal/chart", "internal/gaps", "internal/inquiry", "internal/kommune", "internal/livecard", "internal/members", "internal/outbox", "internal/privacy", "internal/usage"},
	"handlers/texts":           {"knowledge"},
	"knowledge":                {},
	"manifest":                 {},
	"internal/config":          {},
	"internal/eval":            {},
	"internal/gaps":            {"internal/kommune"},
	"internal/announce":        {"bot", "internal/kommune", "internal/members", "internal/outbox", "internal/privacy"},
	"internal/chart":           {},
	"internal/files":           {},
	"internal/grounding":       {"knowledge"},
	"internal/openai":          {"internal/grounding", "knowledge"},
	"internal/inquiry":         {"bot", "internal/kommune", "internal/outbox"},
	"internal/kommune":         {},
	"internal/livecard":        {"bot", "internal/outbox"},
	"internal/members":         {"internal/kommune"},
	"internal/outbox":          {"bot"},
	"internal/privacy":         {},
	"internal/usage":           {"internal/kommune", "internal/members"},
	"internal/store":           {"bot", "internal/announce", "internal/gaps", "internal/inquiry", "internal/kommune", "internal/livecard", "internal/members", "internal/outbox", "internal/usage", "knowledge"},
	"bot/bottest":              {"bot"},
	"internal/importtest":      {},
	"internal/store/storetest": {"bot", "internal/announce", "internal/gaps", "internal/inquiry", "internal/kommune", "internal/livecard", "internal/members", "internal/outbox", "internal/store", "internal/usage"},
}

// home names the only packages that may import a foreign module (or its packages).
var home = map[string][]string{
	"github.com/infracloudio/msbotbuilder-go": {"bot", "cmd/kjernebot"}, // cmd names the validator's interface
	"github.com/golang-jwt/jwt":               {"bot"},
	"github.com/lestrrat-go/jwx":              {},
	"modernc.org/sqlite":                      {"internal/store", "internal/store/storetest"},
	"github.com/jackc/pgx":                    {"internal/store", "internal/store/storetest"},
	"github.com/pressly/goose":                {"internal/store"},
	"database/sql":                            {"internal/store", "internal/store/storetest"},
	"github.com/gorilla/mux":                  {"cmd/kjernebot"},
	"github.com/joho/godotenv":                {"cmd/kjernebot"},
	"github.com/spf13/cobra":                  {"cmd/kjernebot"},
	"github.com/prometheus/client_golang":     {"cmd/kjernebot"},
	"github.com/sashabaranov/go-openai":       {"internal/openai"},
	"github.com/go-analyze/charts":            {"internal/chart"},
	"github.com/xuri/excelize":                {"internal/usage"},
}

func TestImports(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	if len(loaded) < len(ours)/2 {
		t.Fatalf("only %d packages found", len(loaded))
	}
	for _, p := range loaded {
		name := strings.TrimPrefix(p.PkgPath, module+"/")
		allowed, known := ours[name]
		if !known && name != "cmd/kjernebot" {
			t.Errorf("%s is not in the table of who imports whom", name)
			continue
		}
		for path := range p.Imports {
			if inside, ok := strings.CutPrefix(path, module+"/"); ok && name != "cmd/kjernebot" && !slices.Contains(allowed, inside) {
				t.Errorf("%s imports %s", name, inside)
			}
			for foreign, homes := range home {
				if (path == foreign || strings.HasPrefix(path, foreign+"/")) && !slices.Contains(homes, name) {
					t.Errorf("%s imports %s, which belongs in %v", name, path, homes)
				}
			}
		}
	}
}
