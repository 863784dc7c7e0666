package importtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestStrangersAreReadStrictly: what comes from outside is read by internal/strictjson or encoding/json/v2. The old
// encoding/json takes TEXT for text and lets the last of two equal members win, so the Guard could see another text
// than who comes after it.
func TestStrangersAreReadStrictly(t *testing.T) {
	looked := 0
	for _, room := range []string{"../../bot", "../../handlers"} {
		err := filepath.WalkDir(room, func(path string, _ fs.DirEntry, err error) error {
			ours := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") &&
				!strings.HasSuffix(filepath.Dir(path), "test")
			if err != nil || !ours {
				return err
			}
			looked++
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, at := range oldReads(file) {
				t.Errorf("%s: read by encoding/json", set.Position(at))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	example, err := parser.ParseFile(token.NewFileSet(), "", `package x
import old "encoding/json"
var _, _ = old.Unmarshal(nil, nil), old.Valid(nil)`, 0)
	if found := oldReads(example); err != nil || len(found) != 2 {
		t.Errorf("found %d reads in the example, %v", len(found), err)
	}
	if looked < 50 {
		t.Errorf("looked at %d files only", looked)
	}
}

// oldReads are the places where a file reads with encoding/json.
func oldReads(file *ast.File) (found []token.Pos) {
	name := ""
	for _, i := range file.Imports {
		if i.Path.Value == `"encoding/json"` {
			name = "json"
			if i.Name != nil {
				name = i.Name.Name
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Unmarshal", "NewDecoder", "Valid"}, s.Sel.Name) {
			return true
		}
		if of, ok := s.X.(*ast.Ident); ok && name != "" && of.Name == name {
			found = append(found, s.Pos())
		}
		return true
	})
	return found
}
