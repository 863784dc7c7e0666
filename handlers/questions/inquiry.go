package questions

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
	"kjernebot/knowledge"
)

// Field names of cards: the one that a coordinator answers in, and the one in which an asker asks on.
const (
	fieldAnswer = "answer"
	fieldMore   = "question"
)

const (
	// maxPassed is how much of a question travels in the button that passes it on, in characters: a card has room for no
	// more.
	maxPassed = 1500
	// maxOpen is how many open questions a list shows, and maxQuoted how much of a question stands where it is only
	// named, in characters.
	maxOpen   = 8
	maxQuoted = 300
)

// Inquiries passes questions on to the coordinators, and their answers back and into the guide.
type Inquiries struct {
	dialogue.Shared
	desk   atomic.Pointer[message.Conversation] // as it was last found
	trying sync.Mutex                           // one topic is tried out at a time
}

// Offer adds to an outcome what depends on who asks. A question that was declined can be passed on, where somebody
// receives it; coordinators, who are that somebody, are shown where it is kept. They are told too that the project has
// not confirmed a link: nobody else can do anything about it.
func (q *Inquiries) Offer(ctx context.Context, c *dialogue.Call, out dialogue.Outcome) dialogue.Outcome {
	declined, links := out.Kind == dialogue.KindDecline, unconfirmed(out)
	if out.Card == nil || !declined && links == 0 {
		return out
	}
	access, err := q.People.Access(ctx, c.Person)
	text := texts.ForCoordinators()
	switch {
	case err != nil:
		return out
	case links == 1 && access.Coordinates():
		out.Card.Add(message.Note(text.Unconfirmed))
	case links > 1 && access.Coordinates():
		out.Card.Add(message.Note(text.UnconfirmedMany))
	case declined && access.Coordinates():
		out.Card.Add(message.Note(text.DeclinedKept)).
			AddActions(dialogue.SayButton(knowledge.Bokmal, text.SeeGaps, text.SayGaps))
	case declined:
		if _, err := q.Store.Desk(ctx); err != nil {
			return out // nobody receives it
		}
		b := dialogue.NewButton(out.Lang, dialogue.OpPass)
		b.Text = cutAt(c.Request.Text, maxPassed)
		b.Cut = b.Text != c.Request.Text
		if !c.Unseen { // what others do not see can be neither quoted nor marked
			b.Message = c.Activity
		}
		out.Card.AddActions(message.Submit(texts.For(out.Lang).PassOn, b))
	}
	return out
}

// unconfirmed counts the links of an answer that the project has not confirmed.
func unconfirmed(out dialogue.Outcome) (n int) {
	for _, t := range out.Topics {
		for _, l := range t.Links {
			if l.Confirm {
				n++
			}
		}
	}
	return n
}

// cutAt is a text, or its beginning where it is longer.
func cutAt(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + " …"
	}
	return text
}

// Pass takes a question that somebody wants passed on. Clicking twice passes it on once.
func (q *Inquiries) Pass(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t, b := c.Turn, c.Button
	if more := c.Value(fieldMore); more != "" { // asks on after an answer, or anew
		b.Text = cutAt(more, maxPassed)
		b.Cut = b.Text != more
		if c.Button.Text != "" {
			b.Text += "\n\n" + fmt.Sprintf(texts.ForCoordinators().FollowsUp, c.Button.Text)
		}
	}
	text := texts.For(b.Lang)
	desk, err := q.Store.Desk(ctx)
	if errors.Is(err, message.ErrUnknown) {
		return c.Line(text.PassNobody), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	asker, err := q.People.Chat(ctx, t)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	access, err := q.People.Access(ctx, t.Person)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	one := questions.Inquiry{
		ID: questions.ID(dialogue.ShortDigest(string(t.Person.Tenant), string(t.Conversation.ID), string(t.User),
			string(t.ReplyTo), b.Text)),
		Text: b.Text, Lang: string(b.Lang), Kommune: access.Kommuner(), Desk: desk, State: questions.Open,
		Asker: questions.Asker{Conversation: asker, Origin: questions.Origin{Where: t.Conversation, Message: b.Message}},
	}
	desk.Thread = "" // each question begins its own thread
	opened, err := q.Store.OpenInquiry(ctx, one, outbox.Message{
		Key: questions.CardKey(one.ID), Kind: outbox.Send, To: desk, Priority: outbox.Conversational,
		Reply: q.deskCard(one, ""),
	})
	if err != nil {
		return dialogue.Outcome{}, err
	}
	q.Wake()
	if !opened {
		return c.Line(text.PassAlready), nil
	}
	t.Sign(ctx, one.Asker.Origin.Where, one.Asker.Origin.Message, bot.Passed)
	if b.Cut {
		return c.Line(text.PassCut), nil
	}
	return c.Line(text.PassSent), nil
}

// PassSaid answers the words of the button: with the last question that was declined, or by asking which one it is.
func (q *Inquiries) PassSaid(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	declined, t := c.Button.Text, texts.For(c.Lang)
	c.Button = dialogue.NewButton(c.Lang, dialogue.OpPass)
	if c.Button.Text = cutAt(declined, maxPassed); declined != "" {
		c.Button.Cut = c.Button.Text != declined
		return q.Pass(ctx, c)
	}
	if _, err := q.Store.Desk(ctx); errors.Is(err, message.ErrUnknown) {
		return c.Line(t.PassNobody), nil
	} else if err != nil {
		return dialogue.Outcome{}, err
	}
	out := c.Line(t.PassWhat).WithCard(t.PassWhat, message.InputText(fieldMore, t.PassWhat, t.AskOnHere))
	out.Card.AddActions(message.Primary(t.PassOn, c.Button))
	return out, nil
}

// deskCard is what the coordinators see, in bokmål: the question, where it comes from, and how far it has come. who is
// the coordinator's name, for display.
func (q *Inquiries) deskCard(one questions.Inquiry, who string) message.Reply {
	text := texts.ForCoordinators()
	from := q.from(one)
	fallback := text.InquiryTitle + " (" + from + ", " + one.Lang + "): " + one.Text
	card := message.NewCard("nb", fallback).Add(message.Label(stateOf(one, who)), message.Heading(text.InquiryTitle),
		message.Verbatim(one.Text), message.Note(from+" · "+texts.ForAnnouncing().Langs[cmp.Or(one.Lang, "nb")]))
	if one.State == questions.Answered {
		card.Add(message.Group(message.Heading(texts.For(knowledge.Bokmal).AnswerTitle), message.Verbatim(one.Answer))).
			AddActions(q.teach(one))
	} else {
		card.AddActions(deskButtons(one)...)
	}
	return message.Reply{Card: card.JSON(), Summary: text.InquiryTitle, Locale: "nb-NO"}
}

// stateOf says how far a question has come; who is the coordinator who has it, "" when that is not known.
func stateOf(one questions.Inquiry, who string) string {
	text := texts.ForCoordinators()
	who = cmp.Or(who, text.SomeCoordinator)
	switch one.State {
	case questions.Taken:
		return fmt.Sprintf(text.StateTaken, who)
	case questions.Answered:
		return fmt.Sprintf(text.StateAnswered, who)
	}
	return text.StateOpen
}

// from is the kommune that a question comes from, or those of somebody who belongs to several.
func (q *Inquiries) from(one questions.Inquiry) string {
	return cmp.Or(strings.Join(q.Registry.Names(one.Kommune), ", "), texts.ForCoordinators().FromUnknown)
}

// deskButtons are what can be done with a question that is not answered.
func deskButtons(one questions.Inquiry) []any {
	text := texts.ForCoordinators()
	button := func(op string) dialogue.Button {
		return dialogue.Button{Version: dialogue.ButtonVersion, Op: op, ID: string(one.ID)}
	}
	write := message.ShowCard(text.WriteAnswer,
		[]any{message.InputText(fieldAnswer, text.WriteAnswer, text.WriteAnswerHere)},
		message.Primary(text.SendAnswer, button(dialogue.OpAnswer)))
	if one.State == questions.Open {
		return []any{message.Submit(text.Take, button(dialogue.OpTake)), write}
	}
	return []any{write}
}

// List shows the coordinators what is not answered yet, oldest first, with the same buttons as at the desk.
func (q *Inquiries) List(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	all, err := q.Store.OpenInquiries(ctx)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	text := texts.ForCoordinators()
	if len(all) == 0 {
		out := dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.OpenNone)
		out.Private = true
		return out, nil
	}
	page := dialogue.NewPage(knowledge.Bokmal, "", text.OpenTitle)
	page.Notes(norsk.Counted(len(all), text.OpenOne, text.OpenMany))
	for _, one := range all[:min(len(all), maxOpen)] {
		who := c.Name
		if one.State == questions.Taken && one.By != c.Person.Object {
			who = q.People.Name(ctx, message.Person{Tenant: one.Desk.Tenant, Object: one.By})
		}
		asked := cutAt(one.Text, maxQuoted)
		day := texts.Day(knowledge.Bokmal, one.Asked, true)
		state := q.from(one) + " · " + day + " · " + stateOf(one, who)
		page.Card.Add(message.Group(message.Verbatim(asked), message.Note(state), message.Buttons(deskButtons(one)...)))
		page.Say(norsk.Quote(asked) + "\n" + state)
	}
	if more := len(all) - maxOpen; more > 0 {
		page.Notes(fmt.Sprintf(texts.ForAnnouncing().AndMore, more))
	}
	return page.Outcome(), nil
}

// News tells a coordinator how many wait for an answer, and since when the first one does.
func (q *Inquiries) News(ctx context.Context, _ members.Access, _ time.Time) (string, error) {
	all, err := q.Store.OpenInquiries(ctx)
	if err != nil || len(all) == 0 {
		return "", err
	}
	text := texts.ForCoordinators()
	return fmt.Sprintf(text.Monday.Waiting, norsk.Counted(len(all), text.Question, text.Questions),
		texts.Day(knowledge.Bokmal, all[0].Asked, true)), nil
}

// Take lets a coordinator say that they are on it.
func (q *Inquiries) Take(ctx context.Context, c *dialogue.Call) error {
	one, ok, err := q.open(ctx, c, questions.ID(c.Button.ID))
	if err != nil || !ok {
		return err
	}
	taken, err := q.Store.TakeInquiry(ctx, one.ID, c.Person.Object)
	if err != nil {
		return err
	}
	if !taken {
		return c.Say(ctx, knowledge.Bokmal, texts.ForCoordinators().TakenAlready)
	}
	one.State = questions.Taken
	c.Sign(ctx, one.Asker.Origin.Where, one.Asker.Origin.Message, bot.Taken)
	return q.show(ctx, c, one)
}

// show brings the card of a question at the desk up to date, and the list in which it was clicked.
func (q *Inquiries) show(ctx context.Context, c *dialogue.Call, one questions.Inquiry) error {
	clicked := cmp.Or(c.ReplyTo, c.Conversation.Thread)
	one.Card = cmp.Or(one.Card, clicked)
	card := q.deskCard(one, c.Name)
	if one.Card == clicked || one.Card == c.Conversation.Thread {
		return c.Replace(ctx, one.Card, card)
	}
	err := q.Enqueue(ctx, outbox.Message{Kind: outbox.Update, To: one.Desk, Activity: one.Card, Reply: card})
	if err != nil {
		return err
	}
	list, err := q.List(ctx, c)
	if err != nil {
		return err
	}
	return c.Replace(ctx, clicked, list.Reply())
}

// Answer sends what a coordinator wrote in the card of a question to the asker.
func (q *Inquiries) Answer(ctx context.Context, c *dialogue.Call) error {
	one, ok, err := q.open(ctx, c, questions.ID(c.Button.ID))
	if err != nil || !ok {
		return err
	}
	return q.answer(ctx, c, one, c.Value(fieldAnswer))
}

// AnswerInThread sends what a coordinator wrote below a question to the asker.
func (q *Inquiries) AnswerInThread(ctx context.Context, c *dialogue.Call) error {
	one, err := q.Store.InquiryInThread(ctx, c.Conversation)
	if err != nil {
		return err
	}
	return q.answer(ctx, c, one, c.Text)
}

func (q *Inquiries) answer(ctx context.Context, c *dialogue.Call, one questions.Inquiry, answer string) error {
	text := texts.ForCoordinators()
	if answer = strings.TrimSpace(answer); answer == "" {
		return c.Say(ctx, knowledge.Bokmal, text.WriteAnswerHere)
	}
	answered, err := q.Store.AnswerInquiry(ctx, one.ID, c.Person.Object, answer, outbox.Message{
		Kind: outbox.Send, To: one.Asker.Conversation, Priority: outbox.Conversational,
		Reply: q.answerFromPeople(one, answer),
	})
	if err != nil {
		return err
	}
	q.Wake()
	if !answered {
		return c.Say(ctx, knowledge.Bokmal, text.AnsweredAlready)
	}
	one.State, one.Answer = questions.Answered, answer
	c.Sign(ctx, one.Asker.Origin.Where, one.Asker.Origin.Message, bot.Answered)
	// The card tells the others; the answer is on its way whether or not the card can be changed.
	if err := q.show(ctx, c, one); err != nil {
		c.Log.WarnContext(ctx, "inquiry card not updated", "error", err)
	}
	return c.Say(ctx, knowledge.Bokmal, text.AnswerSent)
}

// teach is the button under an answer, and the form in which it becomes a topic of the guide.
func (q *Inquiries) teach(one questions.Inquiry) any {
	text := texts.ForCoordinators().Teach
	field := func(id, label, value string, most int) any {
		return message.Field{ID: id, Label: label, Value: value, Missing: label, Lines: most > maxTitle,
			Most: most}.Input()
	}
	return message.ShowCard(text.Use, []any{message.Text(text.About),
		field("wording", text.Question, q.anonymous(one.Text), maxPassed), field("title", text.Title, "", maxTitle),
		field("short", text.Text, cutAt(one.Answer, maxPassed), maxPassed)},
		message.Primary(text.Try, dialogue.NewButton(knowledge.Lang(one.Lang), dialogue.OpTry)))
}

// anonymous is a question in one line, without the kommuner that it names and what has a meaning in the guide's files.
func (q *Inquiries) anonymous(text string) string {
	text = strings.Join(strings.Fields(strings.NewReplacer("(", "", ")", "").Replace(text)), " ")
	for _, m := range slices.Backward(q.Registry.InWords(norsk.Words(text))) {
		text = text[:m.Start] + "kommunen" + text[m.End:]
	}
	return strings.ReplaceAll(text, "kommunen kommune", "kommunen")
}

// draft is the topic that a button carries; its title and text are those of Content.
func (q *Inquiries) draft(b dialogue.Button) knowledge.Draft {
	return q.Base().Draft(b.Content.Title, b.Text, b.Content.Text, q.Now())
}

// Try has what a coordinator filled in tried out. That takes seconds, so the result comes in a message of its own.
func (q *Inquiries) Try(ctx context.Context, c *dialogue.Call) error {
	b := c.Button
	b.Text = q.anonymous(c.Value("wording"))
	b.Content = &announce.Content{Title: c.Value("title"), Text: c.Value("short")}
	chat, err := q.People.Chat(ctx, c.Turn)
	if err != nil {
		return err
	}
	c.After(ctx, "topic not tried", func(ctx context.Context) error {
		q.trying.Lock()
		defer q.trying.Unlock()
		ctx = context.WithoutCancel(ctx) // on a slow machine learning takes longer than a turn may
		out, err := q.tried(ctx, b)
		if err != nil {
			return err
		}
		return q.Enqueue(ctx, outbox.Message{Kind: outbox.Send, To: chat, Reply: out.Reply()})
	})
	c.Alone = true
	return c.Say(ctx, knowledge.Bokmal, texts.ForCoordinators().Teach.Trying)
}

// tried is how the guide would answer with a topic: the card as it will be, how others are answered, and the button
// that publishes it; or that it cannot be used.
func (q *Inquiries) tried(ctx context.Context, b dialogue.Button) (dialogue.Outcome, error) {
	text, base, draft := texts.ForCoordinators().Teach, q.Base(), q.draft(b)
	if !base.Fits(draft, q.Now()) {
		return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.Wrong), nil
	}
	with, better, worse, err := base.Try(draft)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	answer, err := with.Answer(ctx, knowledge.Question{Text: b.Text, Lang: b.Lang})
	title := text.WillAnswer
	if answer.Kind != knowledge.KindAnswer || answer.Topics[0].ID != draft.ID {
		title = text.WillNot
	}
	page := lessonPage(b, title, dialogue.OpPublish, text.Publish)
	page.Text(fmt.Sprintf(text.Compared, better, worse))
	topic, _ := with.Topic(draft.ID, knowledge.Bokmal)
	card := topicsCard(knowledge.Answer{Lang: b.Lang, Topics: []knowledge.Topic{topic}})
	page.Card.Add(message.Group(card.Body...))
	page.Say(card.Fallback)
	return page.Outcome(), err
}

// lessonPage begins with the question, and ends with what can be done with what the button carries. That stands out,
// unless it takes back.
func lessonPage(b dialogue.Button, title, op, does string) *dialogue.Page {
	page := dialogue.NewPage(knowledge.Bokmal, "", title)
	page.Card.Add(message.Verbatim(b.Text))
	page.Say(norsk.Quote(b.Text))
	button := message.Primary
	if b.Op = op; op == dialogue.OpUnpublish {
		button = message.Submit
	}
	page.Card.AddActions(button(does, b))
	return page
}

// Publish puts a topic into the guide, or takes it out again, as the button says. It is checked anew: others may have
// changed the guide since it was tried.
func (q *Inquiries) Publish(ctx context.Context, c *dialogue.Call) error {
	text, draft, in := texts.ForCoordinators().Teach, q.draft(c.Button), c.Button.Op == dialogue.OpPublish
	what, title, op, does := "topic published", text.Published, dialogue.OpUnpublish, text.Undo
	if !in {
		what, title, op, does = "topic taken out", text.Undone, dialogue.OpPublish, text.Publish
	} else if !q.Base().Fits(draft, q.Now()) {
		return c.Say(ctx, knowledge.Bokmal, text.Wrong)
	}
	err := q.Store.Noting(ctx, c.Access.Person(), what, draft.Name, func() error { return draft.Put(q.Guide, in) })
	if folder := new(fs.PathError); errors.As(err, &folder) {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "guide not changed", slog.Any("error", err))
		title, op, does = text.NotHere, dialogue.OpLesson, text.File
	} else if err != nil {
		return err
	}
	return c.Instead(ctx, lessonPage(c.Button, title, op, does).Outcome().Reply())
}

// LessonFile is the file that somebody else puts into the guide.
func (q *Inquiries) LessonFile(_ context.Context, c *dialogue.Call) (dialogue.File, error) {
	draft := q.draft(c.Button)
	about := texts.ForCoordinators().Teach.NotHere
	return dialogue.File{Content: draft.Content, Name: path.Base(draft.Name), About: about}, nil
}

// Thread reports whether somebody wrote below a question that was passed on.
func (q *Inquiries) Thread(ctx context.Context, t *bot.Turn) (bool, error) {
	if t.Unseen || t.Conversation.Kind != message.Channel || t.Conversation.Thread == t.Activity {
		return false, nil
	}
	desk, err := q.Store.Desk(ctx)
	if err == nil {
		q.desk.Store(&desk)
	} else if last := q.desk.Load(); last != nil && !errors.Is(err, message.ErrUnknown) {
		desk = *last
	}
	if desk.ID != t.Conversation.ID || desk.Tenant != t.Conversation.Tenant {
		return false, nil // also when no desk is known: whoever asks gets an answer
	}
	if err != nil {
		return false, err
	}
	_, err = q.Store.InquiryInThread(ctx, t.Conversation)
	if errors.Is(err, questions.ErrGone) {
		return false, nil
	}
	return err == nil, err
}

// open finds the inquiry of a card; ok is false when the person has been told that it is no more.
func (q *Inquiries) open(ctx context.Context, c *dialogue.Call, id questions.ID) (one questions.Inquiry, ok bool,
	err error) {
	one, err = q.Store.Inquiry(ctx, id)
	if errors.Is(err, questions.ErrGone) {
		return one, false, c.Say(ctx, knowledge.Bokmal, texts.For(knowledge.Bokmal).TopicGone)
	}
	return one, err == nil, err
}

// answerFromPeople is what the asker reads, in their language, with the way to ask on.
func (q *Inquiries) answerFromPeople(one questions.Inquiry, answer string) message.Reply {
	lang := knowledge.Lang(one.Lang)
	text := texts.For(lang)
	asked := cutAt(one.Text, maxQuoted)
	more := dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpPass, Lang: lang, Text: asked}
	card := message.NewCard(one.Lang, text.AnswerTitle+": "+answer).
		Add(message.Label(message.Escape(texts.Day(lang, q.Now(), true))), message.Heading(text.AnswerTitle),
			message.Verbatim(answer), message.Group(message.Note(text.YouAsked), message.Verbatim(one.Text))).
		AddActions(message.ShowCard(text.AskOn, []any{message.InputText(fieldMore, text.AskOn, text.AskOnHere)},
			message.Primary(text.PassOn, more)))
	reply := message.Reply{Card: card.JSON(), Summary: text.AnswerTitle, Locale: text.Locale}
	if one.Asker.Origin.Where.ID == one.Asker.ID { // only what stands in the same conversation can be quoted
		reply.Quote = one.Asker.Origin.Message
	}
	return reply
}
