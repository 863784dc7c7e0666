package manifest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// good is a set of options that breaks no rule.
func good() Options {
	return Options{
		BotID:     "11111111-2222-4333-8444-555555555555",
		AppID:     "66666666-7777-4888-9999-aaaaaaaaaaaa",
		Version:   "1.0.0",
		Developer: DefaultDeveloper(),
		Commands:  commands,
	}
}

// commands are two as the bot offers them: one to send, one to write on.
func commands(lang string) []Command {
	return []Command{
		{Title: "Hjelp " + lang, About: "Hva jeg kan " + lang},
		{Title: "Alle stegene " + lang, About: "Steg 1–4 " + lang, Prompt: "Hvilke steg må vi følge? " + lang},
	}
}

func build(t testing.TB, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Build(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unpack returns the files of a package by name, and the names in order.
func unpack(t testing.TB, pkg []byte) (map[string][]byte, []string) {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(pkg), int64(len(pkg)))
	if err != nil {
		t.Fatal(err)
	}
	files, names := map[string][]byte{}, []string(nil)
	for _, f := range zr.File {
		if !f.Modified.Equal(packed()) {
			t.Errorf("%s is stamped %v, which is not the same in every package", f.Name, f.Modified)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = data
		names = append(names, f.Name)
	}
	return files, names
}

// One folder for each schema that Build can follow.
func TestGolden(t *testing.T) {
	for _, schema := range []Schema{SchemaNewest, SchemaFloor} {
		t.Run(string(schema), func(t *testing.T) {
			o := good()
			o.Schema = schema
			files, names := unpack(t, build(t, o))
			if d := cmp.Diff([]string{"manifest.json", "color.png", "outline.png", "nb.json", "nn.json", "en.json"},
				names); d != "" {
				t.Errorf("files of the package (-want +got):\n%s", d)
			}
			for _, name := range names {
				if strings.HasSuffix(name, ".json") {
					golden(t, filepath.Join("testdata", string(schema), name), files[name])
				}
			}
		})
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got), rewrite with -update:\n%s", path, d)
	}
}

func TestSameOptionsSameBytes(t *testing.T) {
	first := build(t, good())
	if !bytes.Equal(first, build(t, good())) {
		t.Error("two packages of the same options differ")
	}
	other := good()
	other.Version = "1.0.1"
	if bytes.Equal(first, build(t, other)) {
		t.Error("packages of different versions are the same")
	}
}

func TestAppIDDefaultsToBotID(t *testing.T) {
	o := good()
	o.AppID = ""
	if got := parsed(t, o)["id"]; got != o.BotID {
		t.Errorf("id is %v, want the bot's id %s", got, o.BotID)
	}
}

// What the bot is promised to be: in every kind of conversation and channel,
// able to get files, with a compose box, and without sight of messages that do
// not mention it.
func TestPromises(t *testing.T) {
	m := parsed(t, good())
	bot := m["bots"].([]any)[0].(map[string]any)
	want := map[string]any{
		"scopes":             []any{"personal", "team", "groupChat"},
		"supportsFiles":      true,
		"isNotificationOnly": false,
		// Whoever chooses a slash command is answered so that nobody else sees it.
		"supportsTargetedMessages": true,
	}
	for field, w := range want {
		if d := cmp.Diff(w, bot[field]); d != "" {
			t.Errorf("bots[0].%s (-want +got):\n%s", field, d)
		}
	}
	if got := m["supportsChannelFeatures"]; got != "tier1" {
		t.Errorf("supportsChannelFeatures is %v, want tier1", got)
	}
	if _, asked := m["authorization"]; asked {
		t.Error("the manifest asks for resource-specific consent")
	}
}

func parsed(t testing.TB, o Options) map[string]any {
	t.Helper()
	files, _ := unpack(t, build(t, o))
	var m map[string]any
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// Every text of manifest.json that the schema lets be translated stands in each
// language file under its path, and in the default language with the same words.
func TestLocalisationCoversManifest(t *testing.T) {
	o := good()
	files, _ := unpack(t, build(t, o))
	def := parsed(t, o)
	for _, l := range languages {
		var texts map[string]string
		if err := json.Unmarshal(files[l+".json"], &texts); err != nil {
			t.Fatal(err)
		}
		for path, text := range translatable(def) {
			if texts[path] == "" {
				t.Errorf("%s has no %s", l, path)
			}
			if l == languages[0] && texts[path] != text {
				t.Errorf("%s: %s is %q, and %q in manifest.json", l, path, texts[path], text)
			}
			delete(texts, path)
		}
		delete(texts, "$schema")
		for path := range texts {
			t.Errorf("%s translates %s, which manifest.json does not have", l, path)
		}
	}
}

// translatable finds the texts of a parsed manifest.json by path, independently
// of how the package writes them.
func translatable(m map[string]any) map[string]string {
	texts := map[string]string{}
	for _, top := range []string{"name", "description"} {
		for key, v := range m[top].(map[string]any) {
			texts[top+"."+key] = v.(string)
		}
	}
	for i, c := range m["composeExtensions"].([]any)[0].(map[string]any)["commands"].([]any) {
		command := c.(map[string]any)
		path := fmt.Sprintf("composeExtensions[0].commands[%d].", i)
		for _, key := range []string{"title", "description"} {
			texts[path+key] = command[key].(string)
			if fields, ok := command["parameters"].([]any); ok {
				texts[path+"parameters[0]."+key] = fields[0].(map[string]any)[key].(string)
			}
		}
	}
	bot := m["bots"].([]any)[0].(map[string]any)
	for i, l := range bot["commandLists"].([]any) {
		for j, c := range l.(map[string]any)["commands"].([]any) {
			for key, v := range c.(map[string]any) {
				if key == "type" {
					continue
				}
				texts[fmt.Sprintf("bots[0].commandLists[%d].commands[%d].%s", i, j, key)] = v.(string)
			}
		}
	}
	return texts
}

// What each schema, and each setting, lets a package offer and where: slash commands only where others read along, the
// questions to write on nowhere among them, and every command in every kind of conversation.
func TestWhereCommandsAreOffered(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"newest": {func(*Options) {}, "personal:basic,prompt team+groupChat/mention+slash:basic team+groupChat:prompt targeted"},
		"floor":  {func(o *Options) { o.Schema = SchemaFloor }, "personal:basic,basic team+groupChat:basic,basic"},
		"no slash": {func(o *Options) { o.NoSlash = true },
			"personal:basic,prompt team+groupChat:basic,prompt"},
		"no prompts": {func(o *Options) { o.NoPrompts = true },
			"personal:basic,basic team+groupChat/mention+slash:basic,basic targeted"},
		"no commands": {func(o *Options) { o.Commands = nil }, "targeted"},
	} {
		o := good()
		tt.change(&o)
		bot := parsed(t, o)["bots"].([]any)[0].(map[string]any)
		var got []string
		lists, _ := bot["commandLists"].([]any)
		for _, l := range lists {
			got = append(got, described(l.(map[string]any)))
		}
		if bot["supportsTargetedMessages"] == true {
			got = append(got, "targeted")
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func described(list map[string]any) string {
	joined := func(values any, sep string) string {
		var all []string
		for _, v := range values.([]any) {
			all = append(all, v.(string))
		}
		return strings.Join(all, sep)
	}
	where := joined(list["scopes"], "+")
	if list["triggers"] != nil {
		where += "/" + joined(list["triggers"], "+")
	}
	var kinds []any
	for _, c := range list["commands"].([]any) {
		kind, _ := c.(map[string]any)["type"].(string)
		if kind == "" {
			kind = "basic"
		}
		kinds = append(kinds, kind)
	}
	return where + ":" + joined(kinds, ",")
}
