package handlers

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/announcing"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/questions"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
	"kjernebot/knowledge"
)

// welcome is the first message in a conversation, in Teams' language of the person who added the bot. A channel is read
// by many, so it is greeted in bokmål.
func (r *Router) welcome(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	lang := texts.LangOf(c.Conversation.Locale)
	if c.Conversation.Kind != message.Personal {
		return r.asking.WithStart(knowledge.Bokmal, texts.For(knowledge.Bokmal).WelcomeHere), nil
	}
	out := r.asking.WithStart(lang, texts.For(lang).Welcome)
	if a, err := r.People.Access(ctx, c.Person); err == nil && a.Coordinates() {
		out.Card.AddActions(dialogue.SayButton(lang, texts.ForCoordinators().WhatYouDo, "hva kan en koordinator gjøre?"))
	}
	return out, nil
}

func (r *Router) ask(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	out, err := r.asking.Respond(ctx, c.Request)
	return r.road.Under(ctx, c, out), err
}

func (r *Router) greet(_ context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	return r.asking.Help(c.Request, questions.Offer{}), nil
}

// help tells what the bot can do for who asks.
func (r *Router) help(_ context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	return r.asking.Help(c.Request, r.offer(c.Lang, func(route Route) bool {
		return !route.Coordinators || c.Access.Coordinates()
	})), nil
}

// coordinating tells what coordinators can do, with the buttons for who is one. It is also what people read who write a
// code: who may use it is the first coordinator then, and nobody else learns what was wrong.
func (r *Router) coordinating(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	offer := r.offer(knowledge.Bokmal, func(route Route) bool { return route.Coordinators })
	first, err := r.People.First(ctx, c.Turn)
	if first {
		return r.asking.List(knowledge.Bokmal, texts.ForCoordinators().First, offer), nil
	}
	if !c.Access.Coordinates() {
		offer.Buttons = nil
	}
	return r.asking.List(knowledge.Bokmal, texts.ForCoordinators().HelpIntro, offer), err
}

// offer is what some of the routes do: the line and the button of each.
func (r *Router) offer(lang knowledge.Lang, some func(Route) bool) (o questions.Offer) {
	for _, route := range r.routes(lang) {
		if !some(route) {
			continue
		}
		if route.Help != "" {
			o.Lines = append(o.Lines, route.Help)
		}
		say := route.Say
		if say.Title == "" && route.Name != string(intent.Help) { // which is what shows them
			say = Saying{route.Command.Title, route.Command.Title}
		}
		if say.Title != "" {
			o.Buttons = append(o.Buttons, dialogue.SayButton(lang, say.Title, say.Text))
		}
	}
	return o
}

func (r *Router) topic(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	return r.road.Under(ctx, c, r.asking.Topics([]knowledge.TopicID{c.Button.Topic}, c.Lang)), nil
}

// shareable adds the button that shows others an answer which only the asker sees. Only what the curated topics say can
// be shared, by who asked.
func shareable(c *dialogue.Call, out dialogue.Outcome) dialogue.Outcome {
	if out.Kind != dialogue.KindAnswer || out.Card == nil {
		return out
	}
	where := c.Conversation
	title := texts.For(out.Lang).ShareHere
	if where.Kind == message.Channel {
		title = texts.For(out.Lang).Share
	}
	if where.Thread == c.Activity {
		where.Thread = "" // nobody else sees what it would stand below
	}
	b := dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpShare, Lang: out.Lang, Where: &where,
		Message: c.Activity, ID: dialogue.ShortDigest(c.Person.String(), string(c.User))}
	b.Topics = dialogue.Mapped(out.Topics, func(t knowledge.Topic) knowledge.TopicID { return t.ID })
	out.Card.Actions = append([]any{message.Submit(title, b)}, out.Card.Actions...)
	return out
}

// share shows others an answer, once however often it is asked for.
func (r *Router) share(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	b := c.Button
	t := texts.For(c.Lang)
	if b.Where == nil || b.ID != dialogue.ShortDigest(c.Person.String(), string(c.User)) {
		return c.Line(t.ButtonGone), nil
	}
	out := r.asking.Topics(b.Topics, c.Lang)
	if out.Kind != dialogue.KindAnswer {
		return c.Line(t.TopicGone), nil
	}
	reply := out.Reply()
	reply.Prompt = b.Message
	err := r.Enqueue(ctx, outbox.Message{Kind: outbox.Send, To: *b.Where, Reply: reply,
		Key: "share " + dialogue.ShortDigest(string(b.Where.Tenant), string(b.Where.ID), string(b.Message))})
	return c.Line(t.Shared), err
}

// neither asks for other words, since none of the topics that the bot asked about was meant.
func (r *Router) neither(_ context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	out := c.Line(texts.For(c.Lang).SuggestNone)
	out.Next = r.asking.Start(c.Lang)
	return out, nil
}

// setDesk has questions that are passed on come to this conversation, and says so to all who read there.
func (r *Router) setDesk(ctx context.Context, c *dialogue.Call) error {
	line := texts.ForCoordinators().DeskElsewhere
	if r.People.Home(c.Conversation.Tenant) {
		desk := c.Conversation
		desk.Thread = ""
		if err := r.Store.SetDesk(ctx, desk); err != nil {
			return err
		}
		line = texts.ForCoordinators().DeskSet
	}
	return c.Say(ctx, knowledge.Bokmal, line)
}

// setLanguage keeps the language that a person wants; "" for the language of each question.
func (r *Router) setLanguage(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	lang := readLanguage(c.Text)
	if err := r.Store.SetLanguage(ctx, c.Person, string(lang)); err != nil {
		return dialogue.Outcome{}, err
	}
	r.languages.Add(c.Person, lang)
	line := texts.For(lang).LangSet
	if lang == "" {
		lang = knowledge.DetectLang(c.Text)
		line = texts.For(lang).LangAny
	}
	return dialogue.Plain(dialogue.KindHelp, lang, line), nil
}

// Apologise tells a person that something went wrong on the bot's side, or only that what they want is out of order for
// a while.
func Apologise(ctx context.Context, t *bot.Turn, outOfOrder bool) error {
	lang := languageOf(t)
	text := texts.For(lang).Apology
	if outOfOrder {
		text = texts.For(lang).OutOfOrder
	}
	return alone(ctx, t, dialogue.Plain(dialogue.KindHelp, lang, text), text)
}

// Told is the line in a conversation for an answer that went to the person's own chat, or nowhere: it says nothing of
// what the answer was.
func Told(locale string, arrived bool) message.Reply {
	lang := knowledge.Lang(locale[:min(2, len(locale))])
	text := texts.FiguresFor(lang).NotSent
	if arrived {
		text = texts.FiguresFor(lang).Answered
	}
	return dialogue.Plain(dialogue.KindHelp, lang, text).Reply()
}

// RestorationNotice tells coordinators that the database was restored or copied, and what is not sent because of it.
func RestorationNotice(messages, announcements int) message.Reply {
	text := texts.ForCoordinators()
	say := text.Restored
	if messages > 0 {
		say += "\n\n" + fmt.Sprintf(text.RestoredMessages, messages)
	}
	if announcements > 0 {
		say += "\n\n" + fmt.Sprintf(text.RestoredAnnouncements, announcements)
	}
	return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, say).Reply()
}

// EndingNotice tells coordinators on which day the bot will no longer be able to sign in.
func EndingNotice(day time.Time) message.Reply {
	text := fmt.Sprintf(texts.ForCoordinators().SignInEnds,
		fmt.Sprintf("%s %d. %s %d", norsk.Weekday(day.Weekday()), day.Day(), norsk.Month(day.Month()), day.Year()))
	return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, text).Reply()
}

// Understanding is the part of the bot that needs nobody's identity and nothing stored: it recognises what a text wants
// and answers questions. `kjernebot ask` is made of it, and the Router builds on it.
type Understanding struct {
	recogniser *intent.Recogniser
	asking     *questions.Ask
}

// NewUnderstanding makes one of the knowledge base in force, which may change while the program runs.
func NewUnderstanding(
	base func() *knowledge.Base, registry *kommune.Registry, pointer questions.Pointer, lg *slog.Logger,
) *Understanding {
	return &Understanding{recogniser: &intent.Recogniser{Registry: registry, Base: base},
		asking: &questions.Ask{Base: base, Pointer: pointer, Log: lg}}
}

// Recognise finds out what a request wants; a short one may go on with the figures before.
func (u *Understanding) Recognise(req dialogue.Request) dialogue.Request {
	req.Recognition = intent.FollowUp(u.recogniser.Recognise(req.Text, req.Now), req.Text, req.Figures)
	return req
}

// Consider makes an outcome of a text where nobody is known: figures and announcements are answered with where to ask,
// and what is told of the road as a question.
// The text must have passed the Guard.
func (u *Understanding) Consider(ctx context.Context, req dialogue.Request) (dialogue.Outcome, error) {
	req = u.Recognise(req)
	if announcing.ReadWritten(req.Text) {
		req.Recognition.Intent = intent.Announce
	}
	switch req.Recognition.Intent {
	case intent.Answer, intent.Road, intent.RoadDone, intent.RoadBegun, intent.RoadStuck, intent.Board, intent.Forward:
		return u.asking.Respond(ctx, req)
	case intent.Usage:
		out := dialogue.Plain(dialogue.KindUsage, req.Lang, texts.FiguresFor(req.Lang).Elsewhere)
		out.Period, out.Kommuner = req.Recognition.Period, req.Recognition.Kommuner
		return out, nil
	case intent.Announce:
		return dialogue.Plain(dialogue.KindAnnounce, req.Lang, texts.For(req.Lang).AnnounceHow), nil
	}
	t := texts.For(req.Lang)
	return u.asking.Help(req, questions.Offer{Lines: []string{t.HelpAsk, t.HelpUsage}}), nil
}
