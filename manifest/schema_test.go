package manifest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"kjernebot/handlers"
	"kjernebot/knowledge"
)

// Microsoft's own schemas decide what a package may be: manifest.json and each language file, in both versions.
func TestSchema(t *testing.T) {
	for _, version := range []Schema{SchemaNewest, SchemaFloor} {
		t.Run(string(version), func(t *testing.T) {
			o := good()
			o.Schema, o.Commands = version, own(t)
			files, names := unpack(t, build(t, o))
			manifest, texts := schemas(t, version)
			for _, name := range names {
				switch {
				case name == "manifest.json":
					held(t, name, files[name], manifest, "MicrosoftTeams.schema.json", version)
				case strings.HasSuffix(name, ".json"):
					held(t, name, files[name], texts, "MicrosoftTeams.Localization.schema.json", version)
				}
			}
			for _, name := range []string{"manifest.json", "color.png", "outline.png", "nb.json", "nn.json", "en.json"} {
				if files[name] == nil {
					t.Errorf("%s is missing", name)
				}
			}
		})
	}
}

// own are the bot's own commands.
func own(t *testing.T) func(string) []Command {
	t.Helper()
	base, err := knowledge.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	return func(lang string) []Command {
		var all []Command
		for _, c := range handlers.Commands(base, knowledge.Lang(lang)) {
			all = append(all, Command(c))
		}
		return all
	}
}

func held(t *testing.T, name string, data []byte, schema *jsonschema.Schema, file string, version Schema) {
	t.Helper()
	if err := broken(t, data, schema); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	want := fmt.Sprintf("https://developer.microsoft.com/json-schemas/teams/v%s/%s", version, file)
	if !bytes.Contains(data, []byte(`"$schema": "`+want+`"`)) {
		t.Errorf("%s does not name its schema %s", name, want)
	}
}

func schemas(t *testing.T, version Schema) (manifest, texts *jsonschema.Schema) {
	t.Helper()
	return schema(t, version, "MicrosoftTeams.schema.json"), schema(t, version, "MicrosoftTeams.Localization.schema.json")
}

// schema reads one of Microsoft's schemas. They call themselves draft 4, where `const` and whatever stands beside a
// `$ref` mean nothing, and use both: read as draft 2019-09 all of it counts.
func schema(t *testing.T, version Schema, name string) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "schema", string(version), name))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	delete(doc.(map[string]any), "$schema")
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2019)
	c.UseRegexpEngine(compile)
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func broken(t *testing.T, data []byte, schema *jsonschema.Schema) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

// expression is a regular expression of JavaScript, as JSON Schema has them: Go's own have no lookahead.
type expression regexp2.Regexp

func compile(s string) (jsonschema.Regexp, error) {
	re, err := regexp2.Compile(s, regexp2.ECMAScript)
	return (*expression)(re), err
}

func (e *expression) String() string { return (*regexp2.Regexp)(e).String() }

func (e *expression) MatchString(s string) bool {
	ok, err := (*regexp2.Regexp)(e).MatchString(s)
	return ok && err == nil
}
