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

// LoadError says why a knowledge base cannot be used: every problem found, in the order of the files.
type LoadError struct {
	Problems []Problem
}

func (e *LoadError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// maxButton is how many characters of a button a phone shows (measured at 390 pixels).
const maxButton = 32

// frontMatter is the head of a topic file.
type frontMatter struct {
	ID        TopicID   `yaml:"id"`
	Title     string    `yaml:"title"`
	Button    string    `yaml:"button"`
	Step      string    `yaml:"step"`
	Questions []string  `yaml:"questions"`
	Claims    []string  `yaml:"claims"`
	Links     []Link    `yaml:"links"`
	Contacts  []Contact `yaml:"contacts"`
	Sources   []string  `yaml:"sources"`
	Mentions  []string  `yaml:"mentions"`
	Next      []TopicID `yaml:"next"`
	Owner     string    `yaml:"owner"`
	Checked   string    `yaml:"checked"`
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
func decodeYAML(data []byte, into any) (line int, err error) {
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
	if errors.As(err, &ye) {
		line = 1
		if t := ye.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
		return line, errors.New(ye.GetMessage())
	}
	return 1, err
}

// parseTopic reads one topic file. Every problem is in the list; the topic is usable when the list is empty.
func parseTopic(file string, raw []byte) (Topic, []Problem) {
	head, body, _, err := splitFrontMatter(raw)
	if err != nil {
		return Topic{}, []Problem{{File: file, Line: 1, Text: err.Error()}}
	}
	var fm frontMatter
	if line, err := decodeYAML(head, &fm); err != nil {
		return Topic{}, []Problem{{File: file, Line: line + 1, Text: err.Error()}}
	}
	t := Topic{
		ID: fm.ID, Title: fm.Title, Button: cmp.Or(fm.Button, fm.Title), Step: fm.Step, Claims: fm.Claims,
		Sources: fm.Sources, Links: fm.Links, Contacts: fm.Contacts, Next: fm.Next,
		questions: fm.Questions, mentions: fm.Mentions, file: file,
	}
	t.Short, t.Details = splitBody(string(body))
	return t, fm.problems(file, raw, &t)
}

// problems checks what a single file can tell, and reads the date into t.
func (fm *frontMatter) problems(file string, raw []byte, t *Topic) []Problem {
	var out []Problem
	add := func(key, text string) {
		out = append(out, Problem{File: file, Line: lineOf(raw, key), Text: text})
	}
	for _, f := range []struct{ key, value string }{{"id", string(fm.ID)}, {"title", fm.Title}, {"owner", fm.Owner},
		{"checked", fm.Checked}} {
		if strings.TrimSpace(f.value) == "" {
			add(f.key+":", fmt.Sprintf("%q is missing in the head", f.key))
		}
	}
	if n := utf8.RuneCountInString(t.Button); n > maxButton {
		add("title:",
			fmt.Sprintf("the title has %d characters, more than the %d that a phone shows on a button; add a shorter button:", n,
				maxButton))
	}
	if len(fm.Questions) == 0 {
		add("questions:", "no questions: list at least one way that people ask")
	}
	if len(fm.Claims) == 0 && len(fm.Sources) == 0 {
		add("claims:", "no claims: say which claims of the founding document, or which sources, the text rests on")
	}
	if t.Short == "" {
		out = append(out, Problem{File: file, Text: "there is no text under the head"})
	}
	if fm.Checked != "" {
		day, err := time.Parse(time.DateOnly, fm.Checked)
		if err != nil {
			add("checked:", fmt.Sprintf("%q is no date: write it as 2026-11-24", fm.Checked))
		}
		t.Checked = day
	}
	return out
}

// splitBody parts the first paragraph from the rest.
func splitBody(body string) (short, details string) {
	short, details, _ = strings.Cut(strings.TrimSpace(body), "\n\n")
	return strings.TrimSpace(short), strings.TrimSpace(details)
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
func matching(fsys fs.FS, pattern string) (dir fs.FS, names []string, own bool) {
	if names, _ = fs.Glob(fsys, pattern); len(names) > 0 {
		return fsys, names, true
	}
	names, _ = fs.Glob(files, pattern)
	return files, names, false
}
