package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kjernebot/internal/config"
)

// TestTeamsTable: docs/teams.md has a row for all that can be switched off, with what holds it, and names no test that is
// not there.
func TestTeamsTable(t *testing.T) {
	doc, err := os.ReadFile("../../docs/teams.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `(.+?)` \\|.*\\|.*\\|.*`Test\\w+`.*\\|.*`Test\\w+`.*\\|$")
	rows := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(doc), -1) {
		rows[m[1]] = true
	}
	for _, f := range config.Features() {
		if !rows[f.Name] {
			t.Errorf("no row for %s", f.Name)
		}
	}
	var tests strings.Builder
	err = filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		tests.Write(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(doc), -1) {
		if !strings.Contains(tests.String(), "func "+name+"(") {
			t.Errorf("%s is no test", name)
		}
	}
}

// TestDoctorTellsOfTeams: doctor says of all that newer Teams can do whether it is used, by what the settings say.
func TestDoctorTellsOfTeams(t *testing.T) {
	for settings, off := range map[string]string{
		"": "extendedmarkdown", "TEAMS_WITH=extendedmarkdown": "",
		"TEAMS_WITHOUT=refresh,streaming": "refresh streaming extendedmarkdown",
	} {
		name, value, _ := strings.Cut(settings, "=")
		cfg, err := config.Load(func(n string) string { return map[string]string{name: value}[n] })
		if err != nil {
			t.Fatal(err)
		}
		said := checkTeams(t.Context(), &checkup{Config: cfg}).Found
		for _, f := range config.Features() {
			state := "on "
			if strings.Contains(off, f.Name) {
				state = "off"
			}
			if !strings.Contains(said, state+" "+f.Name+": "+f.Does) {
				t.Errorf("%s: not said that %s is %s:\n%s", settings, f.Name, state, said)
			}
		}
	}
	if _, err := config.Load(func(n string) string { return map[string]string{"TEAMS_WITH": "targeted"}[n] }); err == nil {
		t.Error("what is always used is taken for what is on trial")
	}
}
