package knowledge

import (
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// readWordings reads wordings/<id>.yaml: more ways that people ask about a topic or a subject, one list a file. They
// are kept apart from the topics so that a topic's file shows its text and its typical questions.
func (src *source) readWordings(fsys fs.FS) {
	// A folder with other topics than the compiled-in ones need not have a place for all of their wordings.
	names, own := matching(fsys, "wordings/*.yaml")
	for _, name := range names {
		var questions []string
		src.readYAML(fsys, name, &questions)
		if !src.addWordings(strings.TrimSuffix(path.Base(name), ".yaml"), src.expandAll(name, questions)) && own {
			src.add(name, 0, "there is no topic or subject of this name")
		}
	}
}

// addWordings adds questions to the topic or subject of that id. It reports false when there is none.
func (src *source) addWordings(id string, questions []string) bool {
	for i := range src.topics {
		if t := &src.topics[i]; string(t.ID) == id && t.Lang == Bokmal {
			t.questions = append(t.questions, questions...)
			return true
		}
	}
	for i := range src.subjects {
		if src.subjects[i].ID == id {
			src.subjects[i].Questions = append(src.subjects[i].Questions, questions...)
			return true
		}
	}
	for name := range src.raw {
		if strings.HasPrefix(path.Base(name), id+".") && strings.HasSuffix(name, ".md") {
			return true // its topic has a problem of its own
		}
	}
	return false
}

// plainList reads lines of the shape `- "text"`, whose escapes (\n, \", \\) are those of Go too. It reports false for
// anything else.
func plainList(raw []byte) ([]string, bool) {
	var out []string
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		quoted, ok := strings.CutPrefix(line, "- ")
		text, err := strconv.Unquote(quoted)
		if !ok || err != nil || quoted[0] != '"' {
			return nil, false
		}
		out = append(out, text)
	}
	return out, true
}
