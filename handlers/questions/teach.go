package questions

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
	"kjernebot/knowledge"
)

const (
	maxShifts = 5    // how many questions that are answered otherwise a result names
	maxShort  = 2000 // the longest text of a new topic, which its buttons carry, in characters
)

func teachButton(one questions.Inquiry) any {
	return lessonButton(dialogue.Button{Version: dialogue.ButtonVersion, ID: string(one.ID)}, dialogue.OpTeach,
		texts.ForCoordinators().Teach.Use)
}

// lessonButton does something else with what a button carries.
func lessonButton(b dialogue.Button, op, title string) any {
	b.Op = op
	return message.Submit(title, b)
}

// Teach shows how an answer can be used in the guide: the question is one more that a topic answers, or there is a new
// topic for it.
func (q *Inquiries) Teach(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	one, err := q.Store.Inquiry(ctx, questions.ID(c.Button.ID))
	if errors.Is(err, questions.ErrGone) {
		return c.Line(texts.For(knowledge.Bokmal).TopicGone), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	text, base := texts.ForCoordinators().Teach, q.Base()
	before, _, _ := strings.Cut(texts.ForCoordinators().FollowsUp, "%s")
	asked, _, _ := strings.Cut(one.Text, "\n\n"+before)
	asked = q.anonymous(asked)
	var choices []message.Choice
	for _, m := range base.Search(asked, len(base.Topics(knowledge.Bokmal))) {
		topic, _ := base.Topic(m.Topic.ID, knowledge.Bokmal)
		choices = append(choices, message.Choice{Title: topic.Title, Value: string(topic.ID)})
	}
	field := func(id, label, value string, most int) any {
		return message.Field{ID: id, Label: label, Value: value, Missing: label, Lines: most > maxTitle,
			Most: most}.Input()
	}
	b := dialogue.Button{Version: dialogue.ButtonVersion, Lang: knowledge.Lang(one.Lang)}
	page := dialogue.NewPage(knowledge.Bokmal, "", text.Use)
	page.Text(text.About)
	page.Card.Add(message.Verbatim(one.Answer), field("wording", text.Question, asked, maxPassed),
		message.InputSelect("about", text.Topic, choices[0].Value, choices)).
		AddActions(lessonButton(b, dialogue.OpTry, text.Try))
	b.Content = new(announce.Content)
	page.Card.AddActions(message.ShowCard(text.New, []any{field("title", text.Title, "", maxTitle),
		field("short", text.Text, cutAt(one.Answer, maxShort), maxShort)}, lessonButton(b, dialogue.OpTry, text.Try)))
	return page.Outcome(), nil
}

// anonymous is a question in one line, without the kommuner that it names and what has a meaning in the guide's files.
func (q *Inquiries) anonymous(text string) string {
	text = strings.Join(strings.Fields(strings.NewReplacer("(", "", ")", "").Replace(text)), " ")
	for _, m := range slices.Backward(q.Registry.InWords(norsk.Words(text))) {
		text = text[:m.Start] + "kommunen" + text[m.End:]
	}
	return strings.ReplaceAll(text, "kommunen kommune", "kommunen")
}

// edit is what a button wants the guide to learn.
func (q *Inquiries) edit(b dialogue.Button) knowledge.Edit {
	if b.Content == nil {
		return knowledge.Wording(b.Topic, b.Text)
	}
	return q.Base().Draft(b.Content.Title, b.Text, b.Content.Text+"\n\n"+texts.ForCoordinators().Teach.PeopleSay, q.Now())
}

// files are those of the guide as they lie there now.
func (q *Inquiries) files() fs.FS {
	if q.Guide == "" {
		return knowledge.Files()
	}
	return os.DirFS(q.Guide)
}

// Try has what a coordinator filled in tried out. That takes seconds, so the result comes in a message of its own.
func (q *Inquiries) Try(ctx context.Context, c *dialogue.Call) error {
	text, b := texts.ForCoordinators().Teach, c.Button
	c.Alone = true
	b.Text, b.Topic = q.anonymous(c.Value("wording")), knowledge.TopicID(c.Value("about"))
	if b.Content != nil {
		b.Content = &announce.Content{Title: c.Value("title"), Text: c.Value("short")}
	}
	if _, known := q.Base().Topic(q.edit(b).Topic, knowledge.Bokmal); b.Text == "" || known == (b.Content != nil) {
		return c.Say(ctx, knowledge.Bokmal, text.Missing)
	}
	chat, err := q.People.Chat(ctx, c.Turn)
	if err != nil {
		return err
	}
	if !q.trying.TryLock() {
		return c.Say(ctx, knowledge.Bokmal, text.Busy)
	}
	c.After(ctx, "lesson not tried", func(ctx context.Context) error {
		defer q.trying.Unlock()
		ctx = context.WithoutCancel(ctx) // on a slow machine learning takes longer than a turn may
		out, err := q.tried(ctx, b)
		if err != nil {
			return err
		}
		return q.Enqueue(ctx, outbox.Message{Kind: outbox.Send, To: chat, Reply: out.Reply()})
	})
	return c.Say(ctx, knowledge.Bokmal, text.Trying)
}

// tried is how the guide would answer after a lesson: what is wrong with it, or the card as it will be, what else is
// answered otherwise, and the button that publishes it.
func (q *Inquiries) tried(ctx context.Context, b dialogue.Button) (dialogue.Outcome, error) {
	text, edit, files := texts.ForCoordinators().Teach, q.edit(b), q.files()
	if problems := knowledge.CheckEdit(files, edit, q.Now()); len(problems) > 0 {
		return wrong(problems), nil
	}
	trial, err := knowledge.Try(ctx, files, edit, q.Base())
	if err != nil {
		return dialogue.Outcome{}, err
	}
	answer, err := trial.Answer(ctx, knowledge.Question{Text: b.Text, Lang: b.Lang})
	title := text.WillAnswer
	if answer.Kind != knowledge.KindAnswer || answer.Topics[0].ID != edit.Topic {
		title = text.WillNot
	}
	page := dialogue.NewPage(knowledge.Bokmal, "", title)
	page.Card.Add(message.Verbatim(b.Text))
	page.Say(norsk.Quote(b.Text))
	page.Text(fmt.Sprintf(text.Compared, trial.Asked, trial.Better, trial.Worse))
	for _, s := range trial.Shifts[:min(len(trial.Shifts), maxShifts)] {
		from, _ := trial.Topic(s.From, knowledge.Bokmal)
		to, _ := trial.Topic(s.To, knowledge.Bokmal)
		page.Text(message.Escape(fmt.Sprintf(text.Shift, cutAt(strings.Join(strings.Fields(s.Question), " "), maxQuoted),
			cmp.Or(from.Title, text.NoTopic), cmp.Or(to.Title, text.NoTopic))))
	}
	topic, _ := trial.Topic(edit.Topic, b.Lang)
	card := topicsCard(knowledge.Answer{Lang: b.Lang, Topics: []knowledge.Topic{topic}})
	page.Card.Add(message.Group(card.Body...))
	page.Say(card.Fallback)
	if q.Guide == "" {
		page.Notes(text.NotHere)
		page.Card.AddActions(lessonButton(b, dialogue.OpLesson, text.File))
	} else {
		page.Card.AddActions(lessonButton(b, dialogue.OpPublish, text.Publish))
	}
	return page.Outcome(), err
}

// wrong tells a coordinator why a lesson cannot be used.
func wrong(problems []knowledge.Problem) dialogue.Outcome {
	text := texts.ForCoordinators().Teach
	page := dialogue.NewPage(knowledge.Bokmal, "", text.Wrong)
	for _, p := range problems[:min(len(problems), maxShifts)] {
		switch {
		case p.Fact != "":
			page.Text(message.Escape(fmt.Sprintf(text.WrongFact, p.Fact)))
		case p.Also != "":
			page.Text(text.WrongAlso)
		default:
			page.Text(message.Escape(fmt.Sprintf(text.WrongOther, p)))
		}
	}
	return page.Outcome()
}

// Publish puts a lesson into the guide, or takes it out again, as the button says. It is checked anew: others may have
// changed the guide since it was tried.
func (q *Inquiries) Publish(ctx context.Context, c *dialogue.Call) error {
	text, edit := texts.ForCoordinators().Teach, q.edit(c.Button)
	what, title, next := "lesson published", text.Published, lessonButton(c.Button, dialogue.OpUnpublish, text.Undo)
	if c.Button.Op == dialogue.OpUnpublish {
		edit.Content = nil
		what, title, next = "lesson taken back", text.Undone, lessonButton(c.Button, dialogue.OpPublish, text.Publish)
	}
	q.publishing.Lock()
	defer q.publishing.Unlock()
	if edit.Content != nil {
		if problems := knowledge.CheckEdit(q.files(), edit, q.Now()); len(problems) > 0 {
			return c.Instead(ctx, wrong(problems).Reply())
		}
	}
	err := q.Store.Noting(ctx, c.Access.Person(), what, edit.Name, func() error { return edit.Apply(q.Guide) })
	switch folder := new(fs.PathError); {
	case errors.As(err, &folder) && (edit.Content != nil || !errors.Is(err, fs.ErrNotExist)):
		c.Log.LogAttrs(ctx, slog.LevelWarn, "guide not changed", slog.Any("error", err))
		title, next = text.NotHere, lessonButton(c.Button, dialogue.OpLesson, text.File)
	case errors.Is(err, fs.ErrExist), errors.Is(err, fs.ErrNotExist):
		return c.Say(ctx, knowledge.Bokmal, text.Already)
	case err != nil:
		return err
	}
	page := dialogue.NewPage(knowledge.Bokmal, "", title)
	page.Card.Add(message.Verbatim(c.Button.Text)).AddActions(next)
	page.Say(norsk.Quote(c.Button.Text))
	return c.Instead(ctx, page.Outcome().Reply())
}

// LessonFile is the file that somebody else puts into the guide.
func (q *Inquiries) LessonFile(_ context.Context, c *dialogue.Call) (dialogue.File, error) {
	edit := q.edit(c.Button)
	return dialogue.File{Content: edit.Content, Name: path.Base(edit.Name),
		About: fmt.Sprintf(texts.ForCoordinators().Teach.FileAbout, edit.Name)}, nil
}
