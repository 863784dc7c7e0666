package knowledge_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"kjernebot/knowledge"
)

// few is the knowledge base with hardly any wordings, which is learned in a moment.
func few(t *testing.T) fstest.MapFS {
	fsys := edited(t, "topics/kontakt.nb.md", "---", "---").(fstest.MapFS)
	for name := range fsys {
		if strings.HasPrefix(name, "wordings/") && name != "wordings/altinn-hjelp.yaml" {
			delete(fsys, name)
		}
	}
	return fsys
}

const nightFirst = "Går det an å ta i bruk løsningen på nattevakta først?"

// TestEdits: what an edit is said to do it does once its file lies in the folder, and what is wrong with it is told.
func TestEdits(t *testing.T) {
	fsys := few(t)
	before, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if a := ask(t, before, knowledge.Question{Text: nightFirst}); a.Kind == knowledge.KindAnswer {
		t.Fatalf("answered already by %v", topicIDs(a.Topics))
	}
	for name, e := range map[string]knowledge.Edit{
		"wording": knowledge.Wording("steg-3-eid", nightFirst),
		"topic":   before.Draft("«Natta» først", nightFirst, "Ja, begynn der.\n\nSi fra til leverandøren.", checkedOn),
	} {
		t.Run(name, func(t *testing.T) {
			if problems := knowledge.CheckEdit(fsys, e, checkedOn); len(problems) > 0 {
				t.Fatal(problems)
			}
			tried, err := knowledge.Try(t.Context(), fsys, e, before)
			if err != nil || tried.Asked < 100 || tried.Worse > 2 || len(tried.Shifts) < tried.Better+tried.Worse {
				t.Errorf("asked %d, worse %d, shifts %v: %v", tried.Asked, tried.Worse, tried.Shifts, err)
			}
			with := fstest.MapFS{e.Name: &fstest.MapFile{Data: e.Content}}
			for name, file := range fsys {
				with[name] = file
			}
			after, err := knowledge.Load(with)
			if err != nil || after.Hash() != tried.Hash() || after.Hash() == before.Hash() {
				t.Fatalf("published %v, tried %s: %v", after, tried.Hash(), err)
			}
			for name, b := range map[string]*knowledge.Base{"tried": tried.Base, "published": after} {
				a := ask(t, b, knowledge.Question{Text: nightFirst})
				if a.Kind != knowledge.KindAnswer || a.Topics[0].ID != e.Topic {
					t.Errorf("%s: %s %v, want %s", name, a.Kind, topicIDs(a.Topics), e.Topic)
				}
			}
		})
	}
	carries := func(p knowledge.Problem) bool { return p.Fact == "12345" }
	belongs := func(p knowledge.Problem) bool { return p.Also == "hva-er-altinn" }
	for name, tt := range map[string]struct {
		edit  knowledge.Edit
		tells func(knowledge.Problem) bool
	}{
		"a fact that nothing carries": {before.Draft("Natta", nightFirst, "Ring 12345.", checkedOn), carries},
		"a question of another topic": {knowledge.Wording("steg-3-eid", "Forklar Altinn"), belongs},
	} {
		if problems := knowledge.CheckEdit(fsys, tt.edit, checkedOn); len(problems) != 1 || !tt.tells(problems[0]) {
			t.Errorf("%s: %v", name, problems)
		}
	}
	if steps := before.Draft("Steg 3: e-ID", "?", "", checkedOn); strings.HasPrefix(string(steps.Topic), "steg-") {
		t.Errorf("%s looks like a step", steps.Topic)
	}
}

// TestApply: an edit is made once and taken back once; a folder that cannot be written stays as it is.
func TestApply(t *testing.T) {
	e := knowledge.Wording("steg-3-eid", nightFirst)
	gone := knowledge.Edit{Name: e.Name}
	dir := t.TempDir()
	for i, step := range []struct {
		edit knowledge.Edit
		want error
	}{{gone, fs.ErrNotExist}, {e, nil}, {e, fs.ErrExist}, {gone, nil}, {gone, fs.ErrNotExist}, {e, nil}} {
		if err := step.edit.Apply(dir); !errors.Is(err, step.want) {
			t.Errorf("%d: %v, want %v", i, err, step.want)
		}
	}
	if raw, err := os.ReadFile(filepath.Join(dir, e.Name)); err != nil || string(raw) != "- \""+nightFirst+"\"\n" {
		t.Errorf("%q %v", raw, err)
	}
	if names, err := fs.Glob(os.DirFS(dir), "learned/*"); err != nil || len(names) != 1 {
		t.Errorf("left behind: %q %v", names, err)
	}
	file := filepath.Join(t.TempDir(), "learned")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file, filepath.Dir(file), filepath.Join(file, "none")} {
		folder := new(fs.PathError)
		if err := e.Apply(dir); !errors.As(err, &folder) {
			t.Errorf("%q: %v", dir, err)
		}
	}
}
