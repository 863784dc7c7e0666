package questions

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
	"kjernebot/knowledge"
)

// maxPassed is how much of a question travels in the button that passes it on, in characters: a card has room for no
// more.
const maxPassed = 1500

// fieldAnswer is the field of a card that a coordinator answers in.
const fieldAnswer = "answer"

// Inquiries passes questions on to the coordinators, and their answers back.
type Inquiries struct {
	store    dialogue.Store
	people   dialogue.People
	registry *kommune.Registry
	wake     func()
	desk     atomic.Pointer[message.Conversation] // as it was last found
}

// NewInquiries puts the dialogue together.
func NewInquiries(store dialogue.Store, people dialogue.People, registry *kommune.Registry, wake func()) *Inquiries {
	return &Inquiries{store: store, people: people, registry: registry, wake: wake}
}

// Offer adds the button that passes a declined question on, where somebody receives it.
func (q *Inquiries) Offer(ctx context.Context, c *dialogue.Call, out dialogue.Outcome) dialogue.Outcome {
	if out.Kind != dialogue.KindDecline || out.Card == nil {
		return out
	}
	if _, err := q.store.Desk(ctx); err != nil {
		return out
	}
	b := dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpPass, Lang: out.Lang, Text: c.Request.Text}
	if letters := []rune(b.Text); len(letters) > maxPassed {
		b.Text, b.Cut = string(letters[:maxPassed])+" …", true
	}
	out.Card.AddActions(message.Submit(texts.For(out.Lang).PassOn, b))
	return out
}

// Pass takes a question that somebody wants passed on. Clicking twice passes it on once.
func (q *Inquiries) Pass(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t, b := c.Turn, c.Button
	say := func(line string) dialogue.Outcome { return dialogue.Plain(dialogue.KindHelp, c.Lang, line) }
	text := texts.For(b.Lang)
	if err := t.Claim(ctx); err != nil {
		return dialogue.Outcome{}, err
	}
	desk, err := q.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) {
		return say(text.PassNobody), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	asker, err := q.people.Chat(ctx, t)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	home, err := q.people.Kommune(ctx, t.Person)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	one := questions.Inquiry{
		ID: questions.ID(dialogue.ShortDigest(string(t.Person.Tenant), string(t.Conversation.ID), string(t.User),
			string(t.ReplyTo), b.Text)),
		Text: b.Text, Lang: string(b.Lang), Kommune: home, Asker: asker, Desk: desk, State: questions.Open,
	}
	desk.Thread = "" // each question begins its own thread
	opened, err := q.store.OpenInquiry(ctx, one, outbox.Message{
		Key: questions.CardKey(one.ID), Kind: outbox.Send, To: desk, Priority: outbox.Conversational,
		Reply: q.deskCard(one, ""),
	})
	if err != nil {
		return dialogue.Outcome{}, err
	}
	q.wake()
	if !opened {
		return say(text.PassAlready), nil
	}
	if b.Cut {
		return say(text.PassCut), nil
	}
	return say(text.PassSent), nil
}

// deskCard is what the coordinators see, in bokmål: the question, where it comes from, and how far it has come. who is
// the coordinator's name, for display.
func (q *Inquiries) deskCard(one questions.Inquiry, who string) message.Reply {
	text := texts.ForCoordinators()
	state := map[questions.State]string{questions.Open: text.StateOpen, questions.Taken: text.StateTaken,
		questions.Answered: text.StateAnswered}[one.State]
	if who != "" {
		state += " – " + who
	}
	from := text.FromUnknown
	if k, ok := q.registry.Get(one.Kommune); ok {
		from = k.Name
	}
	fallback := text.InquiryTitle + " (" + from + ", " + one.Lang + "): " + one.Text
	card := message.NewCard("nb", fallback).Add(message.Label(state), message.Heading(text.InquiryTitle),
		message.Verbatim(one.Text), message.Note(from+" · "+languageName(one.Lang)))
	if one.State == questions.Answered {
		card.Add(message.Group(message.Heading(texts.For(knowledge.Bokmal).AnswerTitle), message.Verbatim(one.Answer)))
	} else {
		if one.State == questions.Open {
			card.AddActions(message.Submit(text.Take, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpTake,
				ID: string(one.ID)}))
		}
		card.AddActions(message.ShowCard(text.WriteAnswer,
			[]any{message.InputText(fieldAnswer, text.WriteAnswer, text.WriteAnswerHere)},
			message.Primary(text.SendAnswer, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpAnswer,
				ID: string(one.ID)})))
	}
	return message.Reply{Card: card.JSON(), Summary: text.InquiryTitle, Locale: "nb-NO"}
}

// Take lets a coordinator say that they are on it.
func (q *Inquiries) Take(ctx context.Context, c *dialogue.Call) error {
	one, ok, err := q.open(ctx, c, questions.ID(c.Button.ID))
	if err != nil || !ok {
		return err
	}
	taken, err := q.store.TakeInquiry(ctx, one.ID, c.Person.Object)
	if err != nil {
		return err
	}
	if !taken {
		return q.say(ctx, c, texts.ForCoordinators().TakenAlready)
	}
	one.State = questions.Taken
	return c.Replace(ctx, c.ReplyTo, q.deskCard(one, c.Name))
}

// Answer sends what a coordinator wrote in the card of a question to the asker.
func (q *Inquiries) Answer(ctx context.Context, c *dialogue.Call) error {
	one, ok, err := q.open(ctx, c, questions.ID(c.Button.ID))
	if err != nil || !ok {
		return err
	}
	return q.answer(ctx, c, one, c.Value(fieldAnswer), c.ReplyTo)
}

// AnswerInThread sends what a coordinator wrote below a question to the asker.
func (q *Inquiries) AnswerInThread(ctx context.Context, c *dialogue.Call) error {
	one, err := q.store.InquiryInThread(ctx, c.Conversation)
	if err != nil {
		return err
	}
	return q.answer(ctx, c, one, c.Text, c.Conversation.Thread)
}

func (q *Inquiries) answer(
	ctx context.Context, c *dialogue.Call, one questions.Inquiry, answer string, card message.ActivityID,
) error {
	text := texts.ForCoordinators()
	if answer = strings.TrimSpace(answer); answer == "" {
		return q.say(ctx, c, text.WriteAnswerHere)
	}
	if err := c.Claim(ctx); err != nil {
		return err
	}
	answered, err := q.store.AnswerInquiry(ctx, one.ID, c.Person.Object, answer, outbox.Message{
		Kind: outbox.Send, To: one.Asker, Priority: outbox.Conversational, Reply: answerFromPeople(one, answer),
	})
	if err != nil {
		return err
	}
	q.wake()
	if !answered {
		return q.say(ctx, c, text.AnsweredAlready)
	}
	one.State, one.Answer = questions.Answered, answer
	// The card tells the others; the answer is on its way whether or not the card can be changed.
	if err := c.Replace(ctx, card, q.deskCard(one, c.Name)); err != nil {
		c.Log.WarnContext(ctx, "inquiry card not updated", "error", err)
	}
	return q.say(ctx, c, text.AnswerSent)
}

// Thread reports whether somebody wrote below a question that was passed on.
func (q *Inquiries) Thread(ctx context.Context, t *bot.Turn) (bool, error) {
	if t.Conversation.Kind != message.Channel || t.Conversation.Thread == t.Activity {
		return false, nil
	}
	desk, err := q.store.Desk(ctx)
	if err == nil {
		q.desk.Store(&desk)
	} else if last := q.desk.Load(); last != nil && !errors.Is(err, dialogue.ErrNoDesk) {
		desk = *last
	}
	if desk.ID != t.Conversation.ID || desk.Tenant != t.Conversation.Tenant {
		return false, nil // also when no desk is known: whoever asks gets an answer
	}
	if err != nil {
		return false, err
	}
	_, err = q.store.InquiryInThread(ctx, t.Conversation)
	if errors.Is(err, questions.ErrGone) {
		return false, nil
	}
	return err == nil, err
}

// open finds the inquiry of a card; ok is false when the person has been told that it is no more.
func (q *Inquiries) open(ctx context.Context, c *dialogue.Call, id questions.ID) (one questions.Inquiry, ok bool,
	err error) {
	one, err = q.store.Inquiry(ctx, id)
	if errors.Is(err, questions.ErrGone) {
		return one, false, q.say(ctx, c, texts.For(knowledge.Bokmal).TopicGone)
	}
	return one, err == nil, err
}

// say answers a coordinator with a line.
func (q *Inquiries) say(ctx context.Context, c *dialogue.Call, line string) error {
	return c.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, line).Reply())
}

// answerFromPeople is what the asker reads, in their language.
func answerFromPeople(one questions.Inquiry, answer string) message.Reply {
	lang := knowledge.Lang(one.Lang)
	text := texts.For(lang)
	card := message.NewCard(one.Lang, text.AnswerTitle+": "+answer).
		Add(message.Heading(text.AnswerTitle), message.Verbatim(answer),
			message.Group(message.Note(text.YouAsked), message.Verbatim(one.Text)))
	return message.Reply{Card: card.JSON(), Summary: text.AnswerTitle, Locale: text.Locale}
}

// languageName is what a language is called, in bokmål.
func languageName(lang string) string {
	switch knowledge.Lang(lang) {
	case knowledge.Nynorsk:
		return "nynorsk"
	case knowledge.English:
		return "engelsk"
	}
	return "bokmål"
}
