package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite what is generated")

// platforms are those that a release is made for: each links in a few modules of its own.
var platforms = []string{"linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64"}

// licenceFile is what files with licences and notices are called. freetype lets one choose between two in a folder.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright|patents|ofl)|^ftl\.txt$`)

// Whoever gets the program gets the licences of all that is linked into it, of these very versions.
// `go test ./cmd/kjernebot -run Licences -update` collects them anew.
func TestLicences(t *testing.T) {
	t.Parallel()
	want := collected(t)
	if *update {
		var b bytes.Buffer
		zw, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if _, err := zw.Write([]byte(want)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(zw.Close(), os.WriteFile("licences.gz", b.Bytes(), 0o644)); err != nil {
			t.Fatal(err)
		}
		licences = b.Bytes()
	}
	var got strings.Builder
	if err := run(t.Context(), []string{"version", "--licenses"}, os.Getenv, nil, &got, io.Discard); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Error("the licences are not those of the modules in the build: run this test with -update")
	}
	for _, owed := range []string{"github.com/spf13/cobra v", "modernc.org/sqlite v", "Go's standard library",
		"Bigelow & Holmes"} {
		if !strings.Contains(got.String(), owed) {
			t.Errorf("nothing about %s", owed)
		}
	}
}

// collected is every licence once, below the list of whom it is of.
func collected(t *testing.T) string {
	t.Helper()
	folders := map[string]string{goCommand(t, "", "env", "GOROOT"): "Go's standard library"}
	for _, platform := range platforms {
		maps.Copy(folders, linkedIn(t, platform))
	}
	ownersOf, covered := map[string][]string{}, map[string]bool{}
	for folder, owner := range folders {
		for _, text := range licencesIn(t, folder) {
			covered[owner] = true
			if !slices.Contains(ownersOf[text], owner) {
				ownersOf[text] = append(ownersOf[text], owner)
			}
		}
	}
	for _, owner := range folders {
		if !covered[owner] {
			t.Errorf("%s has no licence", owner)
		}
	}
	var sections []string
	for text, owners := range ownersOf {
		slices.Sort(owners)
		sections = append(sections, fmt.Sprintf("==== %s\n\n%s\n\n", strings.Join(owners, "\n==== "), text))
	}
	slices.Sort(sections)
	return "In Kjernebot there is work of others, under these licences.\n\n" + strings.Join(sections, "")
}

// linkedIn maps each folder of a module between its root and what is used of it, fonts and the like too, to the
// module.
func linkedIn(t *testing.T, platform string) map[string]string {
	t.Helper()
	folders := map[string]string{}
	list := json.NewDecoder(strings.NewReader(goCommand(t, platform, "list", "-deps", "-json=Dir,EmbedFiles,Module", ".")))
	for {
		var p struct {
			Dir        string
			EmbedFiles []string
			Module     *struct {
				Path, Version, Dir string
				Main               bool
				Replace            *struct{ Version string }
			}
		}
		if err := list.Decode(&p); errors.Is(err, io.EOF) {
			return folders
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module == nil || p.Module.Main {
			continue
		}
		version := p.Module.Version
		if p.Module.Replace != nil {
			version = p.Module.Replace.Version
		}
		for _, file := range append(p.EmbedFiles, "package.go") {
			for dir := filepath.Dir(filepath.Join(p.Dir, file)); len(dir) >= len(p.Module.Dir); dir = filepath.Dir(dir) {
				folders[dir] = p.Module.Path + " " + version
			}
		}
	}
}

func goCommand(t *testing.T, platform string, args ...string) string {
	t.Helper()
	system, processor, _ := strings.Cut(platform, "/")
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+processor)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// licencesIn reads the licences of a folder and of its folder `licenses`; that of Go's fonts is in the README of theirs.
func licencesIn(t *testing.T, folder string) []string {
	t.Helper()
	var texts []string
	for _, dir := range []string{folder, filepath.Join(folder, "licenses"), filepath.Join(folder, "ttfs")} {
		entries, _ := os.ReadDir(dir) // most have no second folder
		for _, e := range entries {
			font := filepath.Base(dir) == "ttfs" && e.Name() == "README"
			if e.IsDir() || !font && !licenceFile.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			data, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n")))
		}
	}
	return texts
}
