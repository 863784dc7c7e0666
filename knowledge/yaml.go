package knowledge

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// A Problem is something wrong with a file of the knowledge base, told so that whoever edits it can put it right.
type Problem struct {
	File    string // relative to the folder of the knowledge base
	Line    int    // 1 is the first line; 0 when the problem is the file as a whole
	Text    string
	Warning bool // worth a look, but the knowledge base works
}

func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Text)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// maxButton is how many characters of a button a phone shows (measured at 390 pixels).
const maxButton = 32

// frontMatter is the head of a topic file.
type frontMatter struct {
	Topic     `yaml:",inline"`
	Questions []string `yaml:"questions"`
	Mentions  []string `yaml:"mentions"`
	Owner     string   `yaml:"owner"`
	Checked   string   `yaml:"checked"`
}

// splitFrontMatter cuts a topic file into its head and its text. bodyLine is the line that the text starts on.
func splitFrontMatter(raw []byte) (head, body []byte, bodyLine int, err error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	rest, ok := bytes.CutPrefix(raw, []byte("---\n"))
	if !ok {
		return nil, nil, 0, errors.New("the file must begin with a line of three hyphens (---)")
	}
	head, body, ok = bytes.Cut(rest, []byte("\n---\n"))
	if !ok {
		return nil, nil, 0, errors.New("the line of three hyphens (---) that ends the head is missing")
	}
	return head, body, 3 + bytes.Count(head, []byte("\n")) + 1, nil
}

// decodeYAML decodes strictly: a key that nobody reads is a misspelled one. line is where it went wrong, from 1.
// Most files of wordings are long and plain: those need no YAML reader, which would take a good part of the start-up.
func decodeYAML(data []byte, into any) (line int, err error) {
	if list, ok := into.(*[]string); ok {
		if *list, ok = plainList(data); ok {
			return 0, nil
		}
	}
	defer func() {
		// goccy/go-yaml v1.19.2 panics on some malformed files, such as a tag before a scalar where a list is expected. A
		// file that somebody is editing must not take the process down.
		if p := recover(); p != nil {
			line, err = 1, fmt.Errorf("cannot be read as YAML: %v", p)
		}
	}()
	err = yaml.UnmarshalWithOptions(data, into, yaml.Strict())
	if err == nil {
		return 0, nil
	}
	var ye yaml.Error
	if !errors.As(err, &ye) {
		return 1, err
	}
	line = 1
	if t := ye.GetToken(); t != nil && t.Position != nil {
		line = t.Position.Line
	}
	return line, errors.New(ye.GetMessage())
}

// parseTopic reads one topic file. The topic is usable when no problem was added.
func (src *source) parseTopic(file string, raw []byte) Topic {
	head, body, _, err := splitFrontMatter(raw)
	if err != nil {
		src.add(file, 1, "%v", err)
		return Topic{}
	}
	var fm frontMatter
	if line, err := decodeYAML(head, &fm); err != nil {
		src.add(file, line+1, "%v", err)
		return Topic{}
	}
	t := fm.Topic
	t.Button = cmp.Or(t.Button, t.Title)
	t.questions, t.mentions, t.file = fm.Questions, fm.Mentions, file
	t.Short, t.Details, _ = strings.Cut(strings.TrimSpace(string(body)), "\n\n")
	t.Short, t.Details = strings.TrimSpace(t.Short), strings.TrimSpace(t.Details)
	for _, f := range []struct{ key, value string }{{"id", string(t.ID)}, {"title", t.Title}, {"owner", fm.Owner},
		{"checked", fm.Checked}} {
		if strings.TrimSpace(f.value) == "" {
			src.at(file, f.key+":", "%q is missing in the head", f.key)
		}
	}
	if n := utf8.RuneCountInString(t.Button); n > maxButton {
		src.at(file, "title:", "the title has %d characters, more than the %d that a phone shows on a button; "+
			"add a shorter button:", n, maxButton)
	}
	if len(t.questions) == 0 {
		src.at(file, "questions:", "no questions: list at least one way that people ask")
	}
	if len(t.Claims) == 0 && len(t.Sources) == 0 {
		src.at(file, "claims:", "no claims: say which claims of the founding document, or which sources, the text rests on")
	}
	if t.Short == "" {
		src.add(file, 0, "there is no text under the head")
	}
	if fm.Checked != "" {
		if t.Checked, err = time.Parse(time.DateOnly, fm.Checked); err != nil {
			src.at(file, "checked:", "%q is no date: write it as 2026-11-24", fm.Checked)
		}
	}
	return t
}

// lineOf is the first line of raw that contains text, or 1.
func lineOf(raw []byte, text string) int {
	i := bytes.Index(raw, []byte(text))
	if i < 0 {
		return 1
	}
	return 1 + bytes.Count(raw[:i], []byte("\n"))
}

// readFile reads name from fsys, or from the compiled-in files when a folder leaves it out.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	raw, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ReadFile(files, name)
	}
	return raw, err
}

// matching lists the files of a well-formed pattern, those of fsys or, where a folder has none, the compiled-in ones.
func matching(fsys fs.FS, pattern string) (names []string, own bool) {
	if names, _ = fs.Glob(fsys, pattern); len(names) > 0 {
		return names, true
	}
	names, _ = fs.Glob(files, pattern)
	return names, false
}
