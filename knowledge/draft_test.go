package knowledge_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

// TestDraft: what a draft is said to do it does once its file lies in the folder, and what is wrong with it is found.
func TestDraft(t *testing.T) {
	fsys := few(t)
	before, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if a := ask(t, before, knowledge.Question{Text: nightFirst}); a.Kind == knowledge.KindAnswer {
		t.Fatalf("answered already by %v", topicIDs(a.Topics))
	}
	const text = "Ja, fra 1. februar 2027.\n\nRing 12345."
	draft := before.Draft("«Natta» først", nightFirst, text, checkedOn)
	tried, better, worse, err := before.Try(draft)
	if err != nil || better == 0 || worse > 2 {
		t.Fatalf("better %d, worse %d: %v", better, worse, err)
	}
	with := fstest.MapFS{draft.Name: &fstest.MapFile{Data: draft.Content}}
	for name, file := range fsys {
		with[name] = file
	}
	after, err := knowledge.Load(with)
	if err != nil || after.Hash() != tried.Hash() || after.Hash() == before.Hash() {
		t.Fatalf("published %v, tried %s: %v", after, tried.Hash(), err)
	}
	for name, b := range map[string]*knowledge.Base{"tried": tried, "published": after} {
		a := ask(t, b, knowledge.Question{Text: nightFirst})
		if a.Kind != knowledge.KindAnswer || a.Topics[0].ID != draft.ID {
			t.Errorf("%s: %s %v, want %s", name, a.Kind, topicIDs(a.Topics), draft.ID)
		}
	}
	for name, tt := range map[string]struct {
		base                  *knowledge.Base
		title, question, text string
		want                  bool
	}{
		"good":                        {before, "Natta", nightFirst, text, true},
		"a question of another topic": {before, "Natta", "Forklar Altinn", text, false},
		"a long title":                {before, strings.Repeat("natt ", 7), nightFirst, text, false},
		"no title":                    {before, "", nightFirst, text, false},
		"no question":                 {before, "Natta", "", text, false},
		"no text":                     {before, "Natta", nightFirst, "", false},
		"a title in use":              {after, "Natta først!", "Noe annet?", text, false},
	} {
		if got := tt.base.Fits(tt.base.Draft(tt.title, tt.question, tt.text, checkedOn), checkedOn); got != tt.want {
			t.Errorf("%s: fits %v", name, got)
		}
	}
	if steps := before.Draft("Steg 3: e-ID", "?", "", checkedOn); strings.HasPrefix(string(steps.ID), "steg-") {
		t.Errorf("%s looks like a step", steps.ID)
	}
}

// TestPutDraft: a draft is put into a folder whole and taken out again; a folder that cannot be written stays as it is.
func TestPutDraft(t *testing.T) {
	dir := t.TempDir()
	d := knowledge.Draft{Name: "topics/a.nb.md", Content: []byte("text")}
	file := filepath.Join(dir, d.Name)
	for _, folder := range []string{"", dir, filepath.Join(dir, "none")} { // dir has no folder for topics yet
		if err := d.Put(folder, true); !errors.As(err, new(*fs.PathError)) {
			t.Errorf("%q: %v", folder, err)
		}
	}
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	for i, in := range []bool{false, true, false, false, true} {
		if err := d.Put(dir, in); err != nil {
			t.Errorf("%d: %v", i, err)
		}
		names, err := filepath.Glob(filepath.Join(dir, "topics", "*"))
		if err != nil || in != slices.Equal(names, []string{file}) || !in && len(names) > 0 {
			t.Errorf("%d: %q %v", i, names, err)
		}
	}
	if raw, err := os.ReadFile(file); err != nil || string(raw) != "text" {
		t.Errorf("%q %v", raw, err)
	}
}
