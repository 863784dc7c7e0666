package questions

import (
	"context"
	"errors"
	"strings"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
	"kjernebot/knowledge"
)

// maxPassed is how much of a question travels in the button that passes it on, in characters: a card has room for no more.
const maxPassed = 1500

// Inquiries passes questions on to the coordinators, and their answers back.
type Inquiries struct {
	store    dialogue.Store
	people   dialogue.People
	registry *kommune.Registry
	wake     func()
}

// NewInquiries puts the dialogue together.
func NewInquiries(store dialogue.Store, people dialogue.People, registry *kommune.Registry, wake func()) *Inquiries {
	return &Inquiries{store: store, people: people, registry: registry, wake: wake}
}

// Offer adds the button that passes a declined question on.
func (q *Inquiries) Offer(out dialogue.Outcome, question string) dialogue.Outcome {
	if q == nil || out.Kind != dialogue.KindDecline || out.Card == nil {
		return out
	}
	if letters := []rune(question); len(letters) > maxPassed {
		question = string(letters[:maxPassed])
	}
	out.Card.AddActions(message.Submit(texts.For(out.Lang).PassOn, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpPass, Lang: out.Lang, Text: question}))
	return out
}

// Pass takes a question that somebody wants passed on. Clicking twice passes it on once.
func (q *Inquiries) Pass(ctx context.Context, t *bot.Turn, b dialogue.Button) error {
	text := texts.For(b.Lang)
	if err := t.Claim(ctx); err != nil {
		return err
	}
	desk, err := q.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, b.Lang, text.PassNobody).Reply())
	}
	if err != nil {
		return err
	}
	asker, err := q.people.Chat(ctx, t)
	if err != nil {
		return err
	}
	home, err := q.people.Kommune(ctx, t.Person)
	if err != nil {
		return err
	}
	one := questions.Inquiry{
		ID:   questions.ID(dialogue.ShortDigest(string(t.Person.Tenant), string(t.Conversation.ID), string(t.Person.User), string(t.ReplyTo), b.Text)),
		Text: b.Text, Lang: string(b.Lang), Kommune: home, Asker: asker, Desk: desk, State: questions.Open,
	}
	desk.Thread = "" // each question begins its own thread
	opened, err := q.store.OpenInquiry(ctx, one, outbox.Message{
		Key: questions.CardKey(one.ID), Kind: outbox.Send, To: desk, Priority: outbox.Conversational, Reply: q.deskCard(one, ""),
	})
	if err != nil {
		return err
	}
	q.wake()
	if !opened {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, b.Lang, text.PassAlready).Reply())
	}
	return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, b.Lang, text.PassSent).Reply())
}

// deskCard is what the coordinators see, in bokmål: the question, where it comes from, and how far it has come. who is
// the coordinator's name, for display.
func (q *Inquiries) deskCard(one questions.Inquiry, who string) message.Reply {
	text := texts.ForCoordinators()
	state := map[questions.State]string{questions.Open: text.StateOpen, questions.Taken: text.StateTaken, questions.Answered: text.StateAnswered}[one.State]
	if who != "" {
		state += " – " + who
	}
	from := text.FromUnknown
	if k, ok := q.registry.Get(one.Kommune); ok {
		from = k.Name
	}
	fallback := text.InquiryTitle + " (" + from + ", " + one.Lang + "): " + one.Text
	card := message.NewCard("nb", fallback).Add(message.Label(state), message.Heading(text.InquiryTitle), message.Verbatim(one.Text), message.Note(from+" · "+languageName(one.Lang)))
	if one.State == questions.Answered {
		card.Add(message.Group(message.Heading(texts.For(knowledge.Bokmal).AnswerTitle), message.Verbatim(one.Answer)))
	} else {
		if one.State == questions.Open {
			card.AddActions(message.Submit(text.Take, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpTake, ID: string(one.ID)}))
		}
		card.AddActions(message.ShowCard(text.WriteAnswer, []any{message.InputText("answer", text.WriteAnswer, text.WriteAnswerHere)},
			message.Submit(text.SendAnswer, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpAnswer, ID: string(one.ID)})))
	}
	return message.Reply{Card: card.JSON(), Summary: text.InquiryTitle, Locale: "nb-NO"}
}

// Take lets a coordinator say that they are on it.
func (q *Inquiries) Take(ctx context.Context, t *bot.Turn, b dialogue.Button) error {
	one, err := q.forCoordinator(ctx, t, questions.ID(b.ID))
	if err != nil {
		return q.refuse(ctx, t, err)
	}
	taken, err := q.store.TakeInquiry(ctx, one.ID, t.Person.Object)
	if err != nil {
		return err
	}
	if !taken {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, texts.ForCoordinators().TakenAlready).Reply())
	}
	one.State = questions.Taken
	return t.Replace(ctx, t.ReplyTo, q.deskCard(one, t.Name))
}

// Answer sends a coordinator's answer to the asker.
func (q *Inquiries) Answer(ctx context.Context, t *bot.Turn, id questions.ID, answer string, card message.ActivityID) error {
	text := texts.ForCoordinators()
	one, err := q.forCoordinator(ctx, t, id)
	if err != nil {
		return q.refuse(ctx, t, err)
	}
	if answer = strings.TrimSpace(answer); answer == "" {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.WriteAnswerHere).Reply())
	}
	if err := t.Claim(ctx); err != nil {
		return err
	}
	answered, err := q.store.AnswerInquiry(ctx, id, t.Person.Object, answer, outbox.Message{
		Kind: outbox.Send, To: one.Asker, Priority: outbox.Conversational, Reply: answerFromPeople(one, answer),
	})
	if err != nil {
		return err
	}
	q.wake()
	if !answered {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.AnsweredAlready).Reply())
	}
	one.State, one.Answer = questions.Answered, answer
	// The card tells the others; the answer is on its way whether or not the card can be changed.
	if err := t.Replace(ctx, card, q.deskCard(one, t.Name)); err != nil {
		t.Log.WarnContext(ctx, "inquiry card not updated", "error", err)
	}
	return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.AnswerSent).Reply())
}

// InThread answers an inquiry when a coordinator writes in its thread; ok is false when it is no such thread.
func (q *Inquiries) InThread(ctx context.Context, t *bot.Turn) (ok bool, err error) {
	if q == nil || t.Conversation.Kind != message.Channel || t.Conversation.Thread == t.Activity {
		return false, nil
	}
	desk, err := q.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) || err == nil && (desk.ID != t.Conversation.ID || desk.Tenant != t.Conversation.Tenant) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	one, err := q.store.InquiryInThread(ctx, t.Conversation)
	if errors.Is(err, questions.ErrGone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, q.Answer(ctx, t, one.ID, t.Text, t.Conversation.Thread)
}

// errNotCoordinator: somebody clicked what is for coordinators.
var errNotCoordinator = errors.New("not a coordinator")

// forCoordinator gives the inquiry to a coordinator only. A button proves nothing about who clicks it.
func (q *Inquiries) forCoordinator(ctx context.Context, t *bot.Turn, id questions.ID) (questions.Inquiry, error) {
	ok, err := q.people.Coordinator(ctx, t.Person)
	if err != nil {
		return questions.Inquiry{}, err
	}
	if !ok {
		return questions.Inquiry{}, errNotCoordinator
	}
	return q.store.Inquiry(ctx, id)
}

// refuse says in a friendly way why it could not be done.
func (q *Inquiries) refuse(ctx context.Context, t *bot.Turn, err error) error {
	text := texts.For(knowledge.Bokmal)
	switch {
	case errors.Is(err, errNotCoordinator):
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.CoordinatorsOnly).Reply())
	case errors.Is(err, questions.ErrGone):
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text.TopicGone).Reply())
	}
	return err
}

// answerFromPeople is what the asker reads, in their language.
func answerFromPeople(one questions.Inquiry, answer string) message.Reply {
	lang := knowledge.Lang(one.Lang)
	text := texts.For(lang)
	card := message.NewCard(one.Lang, text.AnswerTitle+": "+answer).
		Add(message.Heading(text.AnswerTitle), message.Verbatim(answer), message.Group(message.Note(text.YouAsked), message.Verbatim(one.Text)))
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
