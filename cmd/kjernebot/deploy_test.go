package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kjernebot/internal/config"
)

func readPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestHandbook: there is a part for every line of doctor and every alert, and none for what there is not.
func TestHandbook(t *testing.T) {
	book := readPage(t, "docs/driftshandbok.md")
	lines, rest, _ := strings.Cut(book, "\n# Varslene\n")
	alerts, _, found := strings.Cut(rest, "\n# ")
	if !found {
		t.Fatal("the handbook has no alerts")
	}
	_, lines, _ = strings.Cut(lines, "\n# Linjene i doctor\n")
	parts := func(text string) (all []string) {
		for _, m := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllStringSubmatch(text, -1) {
			all = append(all, m[1])
		}
		return all
	}
	want := []string{"configuration"}
	for _, c := range checks {
		want = append(want, c.name)
	}
	if got := strings.Join(parts(lines), ","); got != strings.Join(want, ",") {
		t.Errorf("lines of doctor: %s\nwant %s", got, strings.Join(want, ","))
	}
	rules := readPage(t, "deploy/alerts.yaml")
	want = nil
	for _, m := range regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(rules, -1) {
		want = append(want, m[1])
	}
	if got := strings.Join(parts(alerts), ","); got != strings.Join(want, ",") || len(want) > 12 {
		t.Errorf("alerts: %s\nwant %s", got, strings.Join(want, ","))
	}
	for _, said := range []string{"means: ", "first: "} {
		if n := strings.Count(rules, said); n != len(want) {
			t.Errorf("%d of %d alerts say %q", n, len(want), said)
		}
	}
}

// TestPagesNameWhatThereIs: files, settings and commands that the papers of operators name are there.
func TestPagesNameWhatThereIs(t *testing.T) {
	settings := map[string]bool{}
	_, _ = config.Load(func(name string) string { settings[name] = true; return "" })
	root := (&cli{}).root()
	for _, page := range []string{"docs/sikkerhet.md", "docs/installere.md", "docs/driftshandbok.md"} {
		text := readPage(t, page)
		for _, m := range regexp.MustCompile("`((?:bot|cmd|internal|handlers|docs|deploy|\\.ci)/[^` ]*)`").FindAllStringSubmatch(text, -1) {
			if found, _ := filepath.Glob(filepath.Join("../..", m[1])); len(found) == 0 {
				t.Errorf("%s names %s", page, m[1])
			}
		}
		for _, m := range regexp.MustCompile("`([A-Z]+(?:_[A-Z]+)+)=?").FindAllStringSubmatch(text, -1) {
			if !settings[m[1]] && m[1] != "HTTPS_PROXY" && m[1] != "NO_PROXY" {
				t.Errorf("%s names the setting %s", page, m[1])
			}
		}
		for _, m := range regexp.MustCompile(`kjernebot ([a-z]+(?: [a-z]+)?)`).FindAllStringSubmatch(text, -1) {
			if cmd, _, err := root.Find(strings.Fields(m[1])); !strings.HasPrefix(m[1], "kjernebot") && (err != nil || cmd == root) {
				t.Errorf("%s names the command %q", page, m[1])
			}
		}
	}
}
