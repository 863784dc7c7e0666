// Package knowledge holds what Kjernebot knows about the road to kjernejournal, and finds the part of it that a
// question is about.
//
// What it knows is text that people curate, not code: one Markdown file a topic and language in topics/, the subjects
// that are recognised but not covered in scope/, and synonyms.yaml and glossary.en.yaml for the many ways to say one
// thing. The files are compiled in; the same files can be loaded from a folder instead.
//
// A [Base] is built once and never changes. Everything it holds is in memory, and every answer is a pure function of
// the files and the question: two replicas with the same [Base.Hash] answer alike. A question is answered only when
// the evidence for one topic is good. What lies outside is declined, and a subject that is outside competes with the
// topics on the same terms, so that a close call is settled by wording and not by a rule in the code.
package knowledge

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	lru "github.com/hashicorp/golang-lru/v2"

	"kjernebot/knowledge/classify"
)

//go:embed topics/*.md intents scope wordings
//go:embed synonyms.yaml glossary.en.yaml kinds.yaml steps.yaml letters.yaml guide.yaml sources.yaml forward.yaml
var files embed.FS

// trainedWeights is what `kjernebot knowledge train` made of those files.
//
//go:embed weights.bin
var trainedWeights []byte

const wordings = "wordings/*.yaml"

// Files is the knowledge base that is compiled in, for [Load] and [Check].
func Files() fs.FS { return files }

// maxHeard is how many messages may be under way at once before one of them is read twice.
const maxHeard = 64

// Base is everything that is known, indexed. It never changes; to change what is known, load a new one.
// It is safe for concurrent use.
type Base struct {
	topics  map[TopicID]map[Lang]Topic
	order   []TopicID
	letters *letters
	index   *index
	hash    string
	files   fs.FS // as they lie there now
	forward []Forward
	// heard keeps what was understood of a message between Wish and Answer, which follow each other in a turn, so that
	// nothing is read twice.
	heard *lru.Cache[string, *reading]
}

// source is what the files of a knowledge base hold, before it is indexed.
type source struct {
	files    fs.FS
	topics   []Topic
	raw      map[string][]byte // every file read, by name
	synonyms synonymsFile
	glossary map[string]string
	kinds    map[string][]string
	steps    steps
	letters  letters
	guide    []TopicID
	forward  []Forward
	subjects []subject
	problems []Problem
}

type synonymsFile struct {
	Filler []string   `yaml:"filler"`
	Asking [][]string `yaml:"asking"`
	Groups [][]string `yaml:"groups"`
}

// Load reads, checks and indexes the knowledge base in fsys: topics/*.md (or *.md at the top), scope/*.yaml,
// wordings/*.yaml, intents/*.yaml, synonyms.yaml, glossary.en.yaml, kinds.yaml, steps.yaml, letters.yaml,
// guide.yaml and forward.yaml. Files other than topics may be left out; then the compiled-in ones serve. Files that the
// program has no weights for are learned from, which takes a second or two. It is all or nothing: the error is every
// [Problem] found, joined, and then there is no Base.
func Load(fsys fs.FS) (*Base, error) {
	src, t := readTexts(fsys), storedWeights()
	known := t.Hash == src.hash() // then nobody needs the thousands of questions that the weights were made of
	if !known {
		src.addQuestions(fsys)
	}
	b, err := src.base()
	switch {
	case err != nil:
	case known:
		b.index.open(t)
	default:
		b.index.train(b)
	}
	return b, err
}

// storedWeights are those that are compiled in, or none where they are those of another release: all but the model's
// weights, and then those, which are used where they stand.
func storedWeights() (t trained) {
	r := bytes.NewReader(trainedWeights)
	if err := gob.NewDecoder(r).Decode(&t); err != nil || t.Model == nil || r.Len() != t.Model.Classes*classify.Buckets {
		return trained{}
	}
	t.Model.Weights = trainedWeights[len(trainedWeights)-r.Len():]
	return t
}

// base is the knowledge base with an index that knows nothing yet.
func (src *source) base() (*Base, error) {
	b := src.assemble()
	var problems []error
	for _, p := range src.problems {
		problems = append(problems, errors.New(p.String()))
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return b, nil
}

// LoadWithout is [Load] of a knowledge base from which those examples are left out, to see how it does on what it has
// not seen. Texts count as the same when their words are.
func LoadWithout(fsys fs.FS, texts []string) (*Base, error) {
	left := map[string]bool{}
	for _, text := range texts {
		left[sameWords(text)] = true
	}
	src := read(fsys)
	drop := func(list []string) []string {
		return slices.DeleteFunc(list, func(text string) bool { return left[sameWords(text)] })
	}
	for i := range src.topics {
		src.topics[i].questions = drop(src.topics[i].questions)
	}
	for i := range src.subjects {
		src.subjects[i].Questions = drop(src.subjects[i].Questions)
	}
	b, err := src.base()
	if err == nil {
		b.index.train(b)
	}
	return b, err
}

// sameWords is equal for texts whose words are the same.
func sameWords(text string) string { return strings.Join(words(text), " ") }

// Train reads and checks the knowledge base in fsys as [Load] does, and returns what training makes of it: the content
// of weights.bin beside the compiled-in files. The same files give the same bytes.
func Train(fsys fs.FS) ([]byte, error) {
	b, err := read(fsys).base()
	if err != nil {
		return nil, err
	}
	b.index.train(b)
	var out bytes.Buffer
	t := b.index.trained
	if t.Model == nil {
		return nil, errors.New("the knowledge base is too big for a model, or too small")
	}
	weights := t.Model.Weights
	t.Model = &classify.Model{Classes: t.Model.Classes, Scale: t.Model.Scale}
	err = gob.NewEncoder(&out).Encode(t)
	return append(out.Bytes(), weights...), err
}

// read reads all files, as if those of drafts lay there too.
func read(fsys fs.FS, drafts ...Draft) *source {
	src := readTexts(fsys)
	for _, d := range drafts {
		src.demand(src.raw[d.Name] == nil, d.Name, "", "is there already")
		src.raw[d.Name] = d.Content
		src.readTopic(d.Name, d.Content)
	}
	src.addQuestions(fsys)
	return src
}

// readTexts reads all files, and understands all but the questions.
func readTexts(fsys fs.FS) *source {
	src := &source{files: fsys, raw: map[string][]byte{}, glossary: map[string]string{}}
	src.readTopics(fsys)
	src.readYAML(fsys, "synonyms.yaml", &src.synonyms)
	src.readYAML(fsys, "glossary.en.yaml", &src.glossary)
	src.readYAML(fsys, "kinds.yaml", &src.kinds)
	src.readYAML(fsys, "steps.yaml", &src.steps)
	src.readYAML(fsys, "letters.yaml", &src.letters)
	src.readYAML(fsys, "guide.yaml", &src.guide)
	src.readYAML(fsys, "forward.yaml", &src.forward)
	src.readScope(fsys)
	names, _ := matching(fsys, wordings)
	for _, name := range names {
		src.readYAML(fsys, name, nil)
	}
	return src
}

func (src *source) add(file string, line int, format string, args ...any) {
	src.problems = append(src.problems, Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// demand adds a problem where the file first says needle, unless all is well there.
func (src *source) demand(well bool, file, needle, format string, args ...any) {
	if !well {
		src.add(file, lineOf(src.raw[file], needle), format, args...)
	}
}

func (src *source) readTopics(fsys fs.FS) {
	names, _ := fs.Glob(fsys, "topics/*.md") // the pattern is well formed
	if len(names) == 0 {
		names, _ = fs.Glob(fsys, "*.md")
	}
	names = slices.DeleteFunc(names, func(n string) bool { return strings.EqualFold(path.Base(n), "readme.md") })
	if len(names) == 0 {
		src.add("topics", 0, "there are no topic files (*.md)")
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			src.add(name, 0, "cannot be read: %v", err)
			continue
		}
		src.raw[name] = raw
		src.readTopic(name, raw)
	}
}

func (src *source) readTopic(name string, raw []byte) {
	t := src.parseTopic(name, raw)
	base, lang, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".md"), ".")
	t.Lang = Lang(lang)
	ok = ok && slices.Contains(Langs(), t.Lang)
	if !ok {
		src.add(name, 0, "the file name must end in .nb.md, .nn.md or .en.md")
	}
	src.demand(t.ID == "" || string(t.ID) == base, name, "id:", "id %q does not match the file name", t.ID)
	if ok && string(t.ID) == base { // also with a problem, so that the others of the file are found too
		src.topics = append(src.topics, t)
	}
}

// readYAML decodes a file, where into is not nil.
func (src *source) readYAML(fsys fs.FS, name string, into any) {
	raw, err := readFile(fsys, name)
	if err != nil {
		src.add(name, 0, "cannot be read: %v", err)
		return
	}
	if src.raw[name] = raw; into == nil {
		return
	}
	if line, err := decodeYAML(raw, into); err != nil {
		src.add(name, line, "%v", err)
	}
}

// assemble puts together what was read. It adds the problems that only show then. The index knows nothing yet.
func (src *source) assemble() *Base {
	b := &Base{topics: map[TopicID]map[Lang]Topic{}, hash: src.hash(), files: src.files, forward: src.forward,
		letters: &src.letters}
	for _, t := range src.topics {
		if b.topics[t.ID] == nil {
			b.topics[t.ID] = map[Lang]Topic{}
			b.order = append(b.order, t.ID)
		}
		b.topics[t.ID][t.Lang] = t
	}
	src.checkTogether(b)
	sortGuide(b.order, src.guide)
	src.steps.find(b.order)
	b.index = newIndex(b, src.subjects, src.lexicon())
	b.heard, _ = lru.New[string, *reading](maxHeard) // it fails only when that is no size
	return b
}

// checkTogether finds what keeps the files from working as one knowledge base.
func (src *source) checkTogether(b *Base) {
	for _, s := range src.subjects {
		src.demand(s.Topic == "" || b.topics[s.Topic] != nil, s.file, "topic: "+string(s.Topic), "%q is no topic", s.Topic)
	}
	for _, t := range src.topics {
		if src.raw[strings.TrimSuffix(t.file, string(t.Lang)+".md")+"nb.md"] == nil {
			src.add(t.file, 0, "there is no bokmål file for %q", t.ID)
		}
		for _, id := range t.Next {
			src.demand(b.topics[id] != nil, t.file, string(id), "next names %q, which is no topic", id)
		}
	}
}

// sortGuide puts the topics in the order of the guide. Topics that it does not name come last, by id.
func sortGuide(ids, guide []TopicID) {
	place := func(id TopicID) int {
		if i := slices.Index(guide, id); i >= 0 {
			return i
		}
		return len(guide)
	}
	slices.SortFunc(ids, func(x, y TopicID) int { return cmp.Or(place(x)-place(y), cmp.Compare(x, y)) })
}

// hash is the content of every file, by name: equal hashes mean equal answers.
func (src *source) hash() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(src.raw)) {
		fmt.Fprintf(h, "%s\x00%d\x00", name, len(src.raw[name]))
		h.Write(src.raw[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// Hash names the content of the knowledge base: the same files have the same hash, on every machine.
func (b *Base) Hash() string { return b.hash }

// Topic returns the topic in lang, or in bokmål where lang is missing.
func (b *Base) Topic(id TopicID, lang Lang) (Topic, bool) {
	t, ok := b.topics[id][lang]
	if !ok {
		t, ok = b.topics[id][Bokmal]
	}
	return t, ok
}

// Topics lists every topic once, in the order of the guide, in lang or in bokmål where lang is missing.
func (b *Base) Topics(lang Lang) []Topic {
	out := make([]Topic, 0, len(b.order))
	for _, id := range b.order {
		t, _ := b.Topic(id, lang)
		out = append(out, t)
	}
	return out
}

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

// parseTopic reads one topic file. The topic is usable when no problem was added; without an id its head is unreadable.
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
		src.demand(strings.TrimSpace(f.value) != "", file, f.key+":", "%q is missing in the head", f.key)
	}
	n := utf8.RuneCountInString(t.Button)
	src.demand(n <= maxButton, file, "title:",
		"the title has %d characters, more than the %d that a phone shows on a button; add a shorter button:", n, maxButton)
	asked := strings.Join(t.questions, "") != ""
	src.demand(asked, file, "questions:", "no questions: list at least one way that people ask")
	src.demand(len(t.Claims)+len(t.Sources) > 0, file, "claims:",
		"no claims: say which claims of the founding document, or which sources, the text rests on")
	if t.Short == "" {
		src.add(file, 0, "there is no text under the head")
	}
	if fm.Checked != "" {
		t.Checked, err = time.Parse(time.DateOnly, fm.Checked)
		src.demand(err == nil, file, "checked:", "%q is no date: write it as 2026-11-24", fm.Checked)
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

// addQuestions writes out the questions of topics and subjects, and adds those of wordings/<id>.yaml: more ways that
// people ask about a topic or a subject, one list a file. They are kept apart from the topics so that a topic's file
// shows its text and its typical questions.
func (src *source) addQuestions(fsys fs.FS) {
	for i := range src.topics {
		src.topics[i].questions = src.expandAll(src.topics[i].file, src.topics[i].questions)
	}
	for i := range src.subjects {
		src.subjects[i].Questions = src.expandAll(src.subjects[i].file, src.subjects[i].Questions)
	}
	// A folder with other topics than the compiled-in ones need not have a place for all of their wordings.
	names, own := matching(fsys, wordings)
	for _, name := range names {
		var questions []string
		src.readYAML(fsys, name, &questions)
		if !src.addTo(strings.TrimSuffix(path.Base(name), ".yaml"), src.expandAll(name, questions)) && own {
			src.add(name, 0, "there is no topic or subject of this name")
		}
	}
}

// addTo adds questions to the topic or subject of that id. It reports false when there is none.
func (src *source) addTo(id string, questions []string) bool {
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
