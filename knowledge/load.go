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
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
)

//go:embed topics/*.md intents scope wordings
//go:embed synonyms.yaml glossary.en.yaml kinds.yaml steps.yaml letters.yaml guide.yaml sources.yaml forward.yaml
var files embed.FS

// trainedWeights is what `kjernebot knowledge train` made of those files.
//
//go:embed weights.bin
var trainedWeights []byte

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
	forward []Forward
	// heard keeps what was understood of a message between Wish and Answer, which follow each other in a turn, so that
	// nothing is read twice.
	heard *lru.Cache[string, *reading]
}

// source is what the files of a knowledge base hold, before it is indexed.
type source struct {
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
	b, err := read(fsys).base()
	if err == nil && !b.index.decode(trainedWeights, b.hash) {
		b.index.train(b)
	}
	return b, err
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
	return b.index.encode()
}

func read(fsys fs.FS) *source {
	src := &source{raw: map[string][]byte{}, glossary: map[string]string{}}
	src.readTopics(fsys)
	src.readYAML(fsys, "synonyms.yaml", &src.synonyms)
	src.readYAML(fsys, "glossary.en.yaml", &src.glossary)
	src.readYAML(fsys, "kinds.yaml", &src.kinds)
	src.readYAML(fsys, "steps.yaml", &src.steps)
	src.readYAML(fsys, "letters.yaml", &src.letters)
	src.readYAML(fsys, "guide.yaml", &src.guide)
	src.readYAML(fsys, "forward.yaml", &src.forward)
	src.readScope(fsys)
	src.readWordings(fsys)
	return src
}

func (src *source) add(file string, line int, format string, args ...any) {
	src.problems = append(src.problems, Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// at adds a problem where the file first says needle.
func (src *source) at(file, needle, format string, args ...any) {
	src.add(file, lineOf(src.raw[file], needle), format, args...)
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
	before := len(src.problems)
	t := src.parseTopic(name, raw)
	base, lang, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".md"), ".")
	t.Lang = Lang(lang)
	if !ok || !slices.Contains(Langs(), t.Lang) {
		src.add(name, 0, "the file name must end in .nb.md, .nn.md or .en.md")
	}
	t.questions = src.expandAll(name, t.questions)
	if t.ID != "" && string(t.ID) != base {
		src.at(name, "id:", "id %q does not match the file name", t.ID)
	}
	if len(src.problems) == before {
		src.topics = append(src.topics, t)
	}
}

func (src *source) readYAML(fsys fs.FS, name string, into any) {
	raw, err := readFile(fsys, name)
	if err != nil {
		src.add(name, 0, "cannot be read: %v", err)
		return
	}
	src.raw[name] = raw
	if line, err := decodeYAML(raw, into); err != nil {
		src.add(name, line, "%v", err)
	}
}

// assemble puts together what was read. It adds the problems that only show then. The index knows nothing yet.
func (src *source) assemble() *Base {
	b := &Base{topics: map[TopicID]map[Lang]Topic{}, hash: src.hash(), forward: src.forward, letters: &src.letters}
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
		if s.Topic != "" && b.topics[s.Topic] == nil {
			src.at(s.file, "topic: "+string(s.Topic), "%q is no topic", s.Topic)
		}
	}
	for _, t := range src.topics {
		if _, ok := b.topics[t.ID][Bokmal]; !ok {
			src.add(t.file, 0, "there is no bokmål file for %q", t.ID)
		}
		for _, id := range t.Next {
			if b.topics[id] == nil {
				src.at(t.file, string(id), "next names %q, which is no topic", id)
			}
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
