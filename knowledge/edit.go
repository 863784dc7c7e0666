package knowledge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"time"

	"kjernebot/internal/norsk"
)

const (
	// answeredByPeople is the source of a topic that rests on what the project's people have answered.
	answeredByPeople = "prosjektet"
	// compareEvery is of how many questions [Try] asks one: what takes many seconds for all of them takes one.
	compareEvery = 8
)

// An Edit is one file of a knowledge base that is new, or goes away when it has no content.
type Edit struct {
	Topic   TopicID // that answers something because of it
	Name    string  // in the folder, with slashes
	Content []byte
}

// Wording has a topic answer one more question. Each has a file of its own, so that those who add some at once do not
// meet, and each can be taken back whatever came after it.
func Wording(id TopicID, question string) Edit {
	digest := sha256.Sum256([]byte(question))
	return Edit{id, fmt.Sprintf("learned/%s.%x.yaml", id, digest[:8]), fmt.Appendf(nil, "- %q\n", question)}
}

// Draft adds a topic in bokmål: a title, a question that it answers, and the text. Its id is like that of no step.
func (b *Base) Draft(title, question, text string, day time.Time) Edit {
	id := "svar"
	for _, w := range norsk.Words(title) {
		id += "-" + w.Folded
	}
	beside := b.topics[b.order[0]][Bokmal].file
	return Edit{TopicID(id), path.Join(path.Dir(beside), id+".nb.md"), fmt.Appendf(nil,
		"---\nid: %s\ntitle: %q\nquestions:\n  - %q\nsources: [%s]\nowner: Prosjektet\nchecked: %s\n---\n%s\n", id,
		title, question, answeredByPeople, day.Format(time.DateOnly), text)}
}

// Apply makes the edit in a folder, whole or not at all. It fails with [fs.ErrExist] where a new file is there, and
// with [fs.ErrNotExist] where one that is to go away is not.
func (e Edit) Apply(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	if e.Content == nil {
		return root.Remove(e.Name)
	}
	if _, err := root.Stat(e.Name); err == nil {
		return fs.ErrExist
	}
	err = cmp.Or(root.MkdirAll(path.Dir(e.Name), 0o755), root.WriteFile(e.Name+".new", e.Content, 0o644))
	if err != nil {
		return err
	}
	return root.Rename(e.Name+".new", e.Name)
}

// learn reads an edit as if its file lay in the folder.
func (src *source) learn(e Edit) *source {
	src.raw[e.Name] = e.Content
	if questions, ok := plainList(e.Content); ok {
		src.addWordings(string(e.Topic), src.expandAll(e.Name, questions))
	} else {
		src.readTopic(e.Name, e.Content)
	}
	return src
}

// CheckEdit finds what [Check] would find after an edit and does not find before it.
func CheckEdit(fsys fs.FS, e Edit, now time.Time) []Problem {
	all := slices.DeleteFunc(read(fsys).learn(e).check(fsys, now), func(p Problem) bool { return p.Warning })
	if len(all) == 0 {
		return nil
	}
	before := Check(fsys, now)
	return slices.DeleteFunc(all, func(p Problem) bool { return slices.Contains(before, p) })
}

// Trial is a knowledge base as an edit would make it, asked what people are known to ask.
type Trial struct {
	*Base
	Asked, Better, Worse int     // how many questions; of them answered as they should be only now, or no more
	Shifts               []Shift // all that are answered otherwise
}

// A Shift is a question that another topic answers than before; "" stands for none.
type Shift struct {
	Question string
	From, To TopicID
}

// Try makes an edit beside the knowledge base in fsys and compares it with the one before. It takes seconds.
func Try(ctx context.Context, fsys fs.FS, e Edit, before *Base) (t Trial, err error) {
	if t.Base, err = read(fsys).learn(e).base(); err != nil {
		return t, err
	}
	t.index.train(t.Base)
	for _, c := range before.index.classes {
		var want TopicID
		if c.isTopic() {
			want = TopicID(c.id)
		}
		for i := 0; i < len(c.questions) && !c.isIntent() && ctx.Err() == nil; i += compareEvery {
			s := Shift{c.questions[i], before.answers(c.questions[i]), t.answers(c.questions[i])}
			t.Asked++
			switch {
			case s.From == s.To:
				continue
			case s.To == want:
				t.Better++
			case s.From == want:
				t.Worse++
			}
			t.Shifts = append(t.Shifts, s)
		}
	}
	return t, ctx.Err()
}

// answers is the topic that answers a question, "" when none does.
func (b *Base) answers(question string) TopicID {
	a := b.answer(Question{Text: question, Lang: DetectLang(question)}, b.understand(question))
	if a.Kind != KindAnswer {
		return ""
	}
	return a.Topics[0].ID
}
