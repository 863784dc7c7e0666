package knowledge

import (
	"fmt"
	"os"
	"path"
	"slices"
	"time"

	"kjernebot/internal/norsk"
)

const (
	// AnsweredByPeople is the source of a topic that rests on what the project's people have answered.
	AnsweredByPeople = "prosjektet"
	// compareEvery is of how many questions Try asks one: what takes many seconds for all of them takes one.
	compareEvery = 8
)

// A Draft is a topic that may become part of a knowledge base: one new file.
type Draft struct {
	ID      TopicID
	Name    string // in the folder, with slashes
	Content []byte
}

// Draft makes a topic in bokmål of a title, a question that it answers, and the text. Its id is like that of no step.
func (b *Base) Draft(title, question, text string, day time.Time) Draft {
	id := "svar"
	for _, w := range norsk.Words(title) {
		id += "-" + w.Folded
	}
	beside := b.topics[b.order[0]][Bokmal].file
	return Draft{TopicID(id), path.Join(path.Dir(beside), id+".nb.md"), fmt.Appendf(nil,
		"---\nid: %s\ntitle: %q\nquestions:\n  - %q\nsources: [%s]\nowner: Prosjektet\nchecked: %s\n---\n%s\n", id,
		title, question, AnsweredByPeople, day.Format(time.DateOnly), text)}
}

// Put writes the draft into a folder, whole or not at all, or takes it out again.
func (d Draft) Put(dir string, in bool) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	if !in {
		return root.RemoveAll(d.Name)
	}
	if err := root.WriteFile(d.Name+".new", d.Content, 0o644); err != nil {
		return err
	}
	return root.Rename(d.Name+".new", d.Name)
}

// Fits reports whether [Check] would find no more in the files with the draft than it finds without.
func (b *Base) Fits(d Draft, now time.Time) bool {
	before := Check(b.files, now)
	return !slices.ContainsFunc(Check(b.files, now, d), func(p Problem) bool {
		return !p.Warning && !slices.Contains(before, p)
	})
}

// Try gives the knowledge base as a draft would make it, and counts the questions that are answered as they should be
// only then, and those that are no more, among some of what people are known to ask. It takes seconds.
func (b *Base) Try(d Draft) (with *Base, better, worse int, err error) {
	if with, err = read(b.files, d).base(); err != nil {
		return nil, 0, 0, err
	}
	with.index.train(with)
	for _, c := range with.index.classes { // those of b may have been read without their questions
		for i := 0; i < len(c.questions) && !c.isIntent(); i += compareEvery {
			switch was, is := b.serves(c, c.questions[i]), with.serves(c, c.questions[i]); {
			case is && !was:
				better++
			case was && !is:
				worse++
			}
		}
	}
	return with, better, worse, nil
}

// serves reports whether a question of a class is answered by its topic, or by none where it has none.
func (b *Base) serves(c *class, question string) bool {
	a := b.answer(Question{Text: question, Lang: DetectLang(question)}, b.understand(question))
	if a.Kind != KindAnswer {
		return !c.isTopic()
	}
	return string(a.Topics[0].ID) == c.id
}
