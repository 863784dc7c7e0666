package knowledge

import (
	"io/fs"
	"path"
	"strings"
)

// readWordings reads wordings/<id>.yaml: more ways that people ask about a topic or a subject, one list a file. They
// are kept apart from the topics so that a topic's file shows its text and its typical questions.
func (src *source) readWordings(fsys fs.FS) {
	dir := fsys
	names, _ := fs.Glob(dir, "wordings/*.yaml") // the pattern is well formed
	own := len(names) > 0
	if !own {
		// A folder with other topics than the compiled-in ones need not have a place for all of their wordings.
		dir = files
		names, _ = fs.Glob(dir, "wordings/*.yaml")
	}
	for _, name := range names {
		var questions []string
		src.readYAML(dir, name, &questions)
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
