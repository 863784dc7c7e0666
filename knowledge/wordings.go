package knowledge

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
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
	if i := slices.IndexFunc(src.subjects, func(s subject) bool { return s.ID == id }); i >= 0 {
		src.subjects[i].Questions = append(src.subjects[i].Questions, questions...)
		return true
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

var choice = regexp.MustCompile(`\(([^)]*)\)`)

// maxChoices bounds a line with choices: each parenthesis may hold this many.
const maxChoices = 16

// expand writes out the choices in a question: "Kan (vi|de) bruke (BankID|Buypass)?". It does not write out every
// combination, which would drown the questions that people wrote in full; every choice is used about twice, each time
// in other company. An empty choice leaves the words out.
func expand(question string) ([]string, error) {
	if !strings.Contains(question, "(") {
		return []string{question}, nil
	}
	fixed := choice.Split(question, -1)
	var choices [][]string
	for _, inside := range choice.FindAllStringSubmatch(question, -1) {
		choices = append(choices, strings.Split(inside[1], "|"))
		if len(choices[len(choices)-1]) > maxChoices {
			return nil, fmt.Errorf("%q: more than %d choices", question, maxChoices)
		}
	}
	if strings.Contains(fixed[len(choices)], "(") {
		return nil, fmt.Errorf("%q: the parenthesis is not closed", question)
	}
	most, product := 0, 1
	for _, c := range choices {
		most = max(most, len(c))
		product = min(product*len(c), 1<<20)
	}
	var out []string
	for v := range min(product, 2*most) {
		var b strings.Builder
		for k, c := range choices {
			b.WriteString(fixed[k])
			b.WriteString(c[(v+k*(v/most)+k*(v/len(c)))%len(c)])
		}
		b.WriteString(fixed[len(choices)])
		if s := b.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out, nil
}

// expandAll expands every question and reports those that cannot be.
func (src *source) expandAll(file string, questions []string) []string {
	out := make([]string, 0, len(questions))
	for _, q := range questions {
		list, err := expand(q)
		src.demand(err == nil, file, q, "%v", err)
		for _, e := range list {
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	return out
}
