package knowledge_test

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kjernebot/knowledge"
)

var checkedOn = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestCompiledInKnowledgeIsClean(t *testing.T) {
	for _, p := range knowledge.Check(knowledge.Files(), checkedOn) {
		t.Error(p)
	}
}

// edited is the compiled-in knowledge base with a change: in file, the first old becomes new. An empty new file
// content removes the file.
func edited(tb testing.TB, file, old, with string) fs.FS {
	tb.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(knowledge.Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(knowledge.Files(), name)
		out[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	raw := string(out[file].Data)
	if !strings.Contains(raw, old) {
		tb.Fatalf("%s does not contain %q", file, old)
	}
	out[file] = &fstest.MapFile{Data: []byte(strings.Replace(raw, old, with, 1))}
	return out
}

func TestCheckFinds(t *testing.T) {
	learns(t)
	const nb = "topics/steg-3-eid.nb.md"
	for _, tt := range []struct {
		name, file, old, new string
		now                  time.Time
		want                 string // the problem, file and line included
	}{
		{name: "a claim that does not exist", file: nb, old: "claims: [S15", new: "claims: [S99",
			want: `claim "S99" does not exist`},
		{name: "a link to somewhere else", file: "topics/steg-4a-altinn.nb.md",
			old: "https://helseid.atlassian.net/wiki/spaces/HELSEID/pages/9076754", new: "https://helseid.example/9076754",
			want: "link to an unknown place: https://helseid.example"},
		{name: "an address nobody knows", file: "topics/kontakt.nb.md", old: "address: kundesenter@nhn.no",
			new: "address: kundesenter@example.no", want: "kundesenter@example.no is no address"},
		{name: "an address in the text only", file: nb, old: "Finn ut", new: "Skriv til hjelp@example.no. Finn ut",
			want: `the address "hjelp@example.no" is not in the topic's sources`},
		{name: "a number in the text", file: nb, old: "Finn ut", new: "Finn ut innen 14 dager",
			want: `the number "14" is not in the topic's sources`},
		{name: "a code in the text", file: "topics/naeringskoder.nb.md", old: "86, 87 eller 88. Virksomhetene",
			new: "86, 87, 88 eller 89.1. Virksomhetene", want: `the number "89.1"`},
		{name: "a profession in the text", file: "topics/yrkesgrupper.nb.md", old: "leger, sykepleiere,",
			new: "leger, tannleger, sykepleiere,", want: `the profession "tannleger"`},
		{name: "a link in the text", file: nb, old: "Finn ut", new: "Se eid.no. Finn ut", want: `the link "eid.no"`},
		{name: "a wording of two topics", file: nb, old: "questions:\n", new: "questions:\n  - Hva er brukstall?\n",
			want: `"Hva er brukstall?" is also a question of "brukstall"`},
		{name: "a topic long unchecked", file: nb, old: "checked: 2026-11-24", new: "checked: 2026-05-01",
			want: "not checked since 2026-05-01"},
		{name: "everything, a year later", file: nb, old: "---", new: "---", now: checkedOn.AddDate(1, 0, 0),
			want: "not checked since 2026-11-24"},
		{name: "claims unlike the bokmål ones", file: "topics/steg-3-eid.en.md", old: "claims: [S15, ", new: "claims: [",
			want: "the claims are not those of the bokmål file"},
		{name: "bokmål with other claims", file: "topics/steg-4c-melding.nb.md", old: "[S27]", new: "[S26]",
			want: "topics/steg-4c-melding.nn.md:16: the claims are not those"},
		{name: "a source nobody knows", file: "topics/steg-4b-selvbetjening.nb.md", old: "sources: [H2]",
			new: "sources: [X9]", want: `source "X9" is not in sources.yaml`},
		{name: "a neighbour that does not exist", file: nb, old: "next: [steg-4-oppkobling", new: "next: [steg-5",
			want: `next names "steg-5", which is no topic`},
		{name: "a misspelled key", file: nb, old: "questions:", new: "qestions:", want: nb + ":6: unknown field"},
		{name: "a date that is none", file: nb, old: "2026-11-24", new: "i går", want: `"i går" is no date`},
		{name: "no head", file: nb, old: "---\n", new: "", want: nb + ":1: the file must begin with"},
		{name: "another id than the file name", file: nb, old: "id: steg-3-eid", new: "id: steg-3",
			want: `id "steg-3" does not match the file name`},
		{name: "a choice that is not closed", file: nb, old: "questions:\n", new: "questions:\n  - Hva (er|blir e-ID?\n",
			want: "the parenthesis is not closed"},
		{name: "a word in two groups", file: "synonyms.yaml", old: "groups:\n", new: "groups:\n  - [altinn, buypass]\n",
			want: `stands in two groups`},
		{name: "a subject without a text", file: "scope/praktisk.yaml", old: "    nn: Kva det kostar",
			new: "    # Kva det kostar", want: `subject "pris" has no text in "nn"`},
		{name: "a subject that asks a stranger", file: "scope/praktisk.yaml", old: "contacts: [leverandør]",
			new: "contacts: [naboen]", want: `unknown contact "naboen"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.now.IsZero() {
				tt.now = checkedOn
			}
			problems := knowledge.Check(edited(t, tt.file, tt.old, tt.new), tt.now)
			found := slices.ContainsFunc(problems, func(p knowledge.Problem) bool {
				return !p.Warning && strings.Contains(p.String(), tt.want)
			})
			if !found {
				t.Errorf("not found: %q in\n%v", tt.want, problems)
			}
		})
	}
}

// TestEveryProblemOfAFile: one mistake hides no other, and makes no file seem to be missing.
func TestEveryProblemOfAFile(t *testing.T) {
	learns(t)
	fsys := edited(t, "topics/kontakt.nb.md", "checked: 2026-11-24", "checked: i går").(fstest.MapFS)
	file := fsys["topics/kontakt.nb.md"]
	file.Data = []byte(strings.Replace(string(file.Data), "claims: [", "claims: [S99, ", 1))
	var got []string
	for _, p := range knowledge.Check(fsys, checkedOn) {
		if p.File == "topics/kontakt.nb.md" || strings.Contains(p.Text, "no bokmål file") {
			got = append(got, p.Text)
		}
	}
	want := []string{`claim "S99" does not exist: the founding document has S1 to S37`, `"i går" is no date: write it as 2026-11-24`}
	if !slices.Equal(got, want) {
		t.Errorf("problems %q, want %q", got, want)
	}
}

func TestMissingLanguageIsAWarning(t *testing.T) {
	learns(t)
	fsys := edited(t, "topics/kontakt.en.md", "---", "---").(fstest.MapFS)
	delete(fsys, "topics/kontakt.en.md")
	problems := knowledge.Check(fsys, checkedOn)
	if len(problems) != 1 || !problems[0].Warning ||
		!strings.Contains(problems[0].Text, `"kontakt" is not written in "en"`) {
		t.Errorf("problems = %v, want one warning", problems)
	}
	b, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if topic, ok := b.Topic("kontakt", knowledge.English); !ok || topic.Lang != knowledge.Bokmal {
		t.Errorf("Topic = %v %v, want bokmål in the place of English", topic.Lang, ok)
	}
	delete(fsys, "topics/kontakt.nb.md")
	if _, err := knowledge.Load(fsys); err == nil ||
		!strings.Contains(err.Error(), `there is no bokmål file for "kontakt"`) {
		t.Errorf("err = %v, want bokmål to be asked for", err)
	}
}

func TestLoadIsAllOrNothing(t *testing.T) {
	fsys := edited(t, "topics/kontakt.nb.md", "questions:", "qestions:").(fstest.MapFS)
	other := edited(t, "topics/brukstall.nn.md", "id: brukstall", "id: ")
	maps.Copy(fsys, fstest.MapFS{"topics/brukstall.nn.md": other.(fstest.MapFS)["topics/brukstall.nn.md"]})
	b, err := knowledge.Load(fsys)
	if b != nil || err == nil {
		t.Fatalf("Load = %v, %v; want no base and its problems", b, err)
	}
	for _, part := range []string{"topics/kontakt.nb.md:5: ", "topics/brukstall.nn.md:2: "} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not tell of %s:\n%v", part, err)
		}
	}
}

func TestFolderOfTopicsAloneIsEnough(t *testing.T) {
	learns(t)
	fsys := fstest.MapFS{}
	names, _ := fs.Glob(knowledge.Files(), "topics/*.md")
	for _, name := range names {
		raw, err := fs.ReadFile(knowledge.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[strings.TrimPrefix(name, "topics/")] = &fstest.MapFile{Data: raw}
	}
	b, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if a := ask(t, b, knowledge.Question{Text: "nærings kode?"}); a.Kind != knowledge.KindAnswer ||
		a.Topics[0].ID != "naeringskoder" {
		t.Errorf("%s %v: the word lists are missing", a.Kind, topicIDs(a.Topics))
	}
}

func TestHashChangesWithTheText(t *testing.T) {
	learns(t)
	b, err := knowledge.Load(edited(t, "topics/kontakt.nb.md", "trøbbel", "problemer"))
	if err != nil {
		t.Fatal(err)
	}
	if b.Hash() == open(t).Hash() {
		t.Error("the same hash of another text")
	}
}

// TestEveryTopicIsWrittenForAPhone keeps what people see first short, in every language.
func TestEveryTopicIsWrittenForAPhone(t *testing.T) {
	b := open(t)
	for _, lang := range knowledge.Langs() {
		for _, topic := range b.Topics(lang) {
			if topic.Lang != lang {
				t.Errorf("%s is missing in %s", topic.ID, lang)
			}
			if n := len([]rune(topic.Short)); n > 180 {
				t.Errorf("%s.%s begins with %d characters, want at most 180", topic.ID, lang, n)
			}
			if n := len([]rune(topic.Title)); n > 50 {
				t.Errorf("%s.%s: the title has %d characters, want at most 50", topic.ID, lang, n)
			}
		}
	}
}
