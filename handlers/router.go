// Package handlers is what the bot does with a message: Guard stops personal data, Router finds the one route for what
// the person wants in its table (routes.go), looks whether they may, and has the dialogue answer.
//
// A dialogue turns a Call into an Outcome or does something about it; its texts are in handlers/texts.
package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/announcing"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/figures"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/membership"
	"kjernebot/handlers/questions"
	"kjernebot/handlers/road"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/register"
	book "kjernebot/internal/road"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// Options are the parts that a Router works with. All of them are needed.
type Options struct {
	Understanding *Understanding
	// Base gives the knowledge base in force, which may change while the program runs.
	Base     func() *knowledge.Base
	Registry *kommune.Registry
	Now      func() time.Time
	Store    dialogue.Store
	People   dialogue.People
	Figures  figures.Parts
	Announce *announce.Scheduler
	Road     *book.Book
	Nudges   road.NudgeStore
	Register *register.Client // nil: nothing is looked up
	Wake     func()           // tells the outbox that there is a message
	Log      *slog.Logger
	// TypeAhead offers kommuner while somebody types.
	TypeAhead bool
}

// Router has each turn answered by the route for what the person wants.
type Router struct {
	*Understanding
	base       func() *knowledge.Base
	now        func() time.Time
	store      dialogue.Store
	people     dialogue.People
	memory     *dialogue.Memory
	languages  *languages
	limits     *limits
	wake       func()
	figures    *figures.Dialogue
	members    *membership.Dialogue
	inquiries  *questions.Inquiries
	feedback   *questions.Feedback
	announcing *announcing.Dialogue
	road       *road.Dialogue
	table      []Route
}

// NewRouter puts the dialogues together.
func NewRouter(o Options) *Router {
	memory := dialogue.NewMemory(o.Now)
	asks := &membership.Dialogue{Store: o.Store, People: o.People, Registry: o.Registry, Wake: o.Wake, Log: o.Log,
		Offer: o.TypeAhead}
	r := &Router{
		Understanding: o.Understanding, base: o.Base, now: o.Now, store: o.Store, people: o.People, memory: memory,
		languages: newLanguages(o.Store),
		limits:    newLimits(o.Now),
		wake:      o.Wake,
		figures:   figures.New(o.Figures, o.Store, o.People, asks, o.Registry, o.Now, o.Wake, o.Log),
		members:   asks,
		inquiries: questions.NewInquiries(o.Store, o.People, o.Registry, o.Now, o.Wake),
		feedback:  questions.NewFeedback(o.Store, o.People, o.Base, o.Now, memory),
	}
	r.announcing = &announcing.Dialogue{Scheduler: o.Announce, Store: o.Store, People: o.People, Registry: o.Registry,
		Now: o.Now, Wake: o.Wake, Files: o.Figures.Files}
	asks.Figures = r.figures.Newest
	r.road = road.New(road.Parts{
		Book: o.Road, Base: o.Base, Registry: o.Registry, People: o.People, Now: o.Now, Store: o.Store,
		Nudges: o.Nudges, Register: o.Register, Ledger: o.Figures.Ledger, Files: o.Figures.Files, Wake: o.Wake,
		Answer: o.Understanding.asking.Respond,
		Topics: o.Understanding.asking.Topics, Unknown: r.members.Unknown,
	})
	r.table = r.routes()
	return r
}

// Handle answers one turn.
func (r *Router) Handle(ctx context.Context, t *bot.Turn) error {
	c := &dialogue.Call{Turn: t}
	event, name, err := r.read(ctx, c)
	if err != nil {
		return err
	}
	route, ok := r.find(event, name)
	t.About = string(event) // buttons are many; what people write is told apart
	if ok && event == Message {
		t.About = name
	}
	if event == Execute {
		if !ok { // a button of ours is the same by whichever action it comes
			route, ok = r.find(Submit, name)
		}
		t.Respond(dialogue.ActionMessage(""))
	}
	switch {
	case ok && (!event.click() || route.Open || t.Asked):
		return r.run(ctx, route, c)
	case event.click(): // made up, or so old that its seal no longer counts
		return r.tell(ctx, event, c, texts.For(c.Lang).ButtonGone)
	}
	return nil // the endpoint says that nobody answers this
}

func (r *Router) find(e Event, name string) (Route, bool) {
	for _, route := range r.table {
		if route.Event == e && route.Name == name {
			return route, true
		}
	}
	return Route{}, false
}

// run answers by a route, if the person may use it.
func (r *Router) run(ctx context.Context, route Route, c *dialogue.Call) error {
	if !r.limits.allow(c.Turn, cmp.Or(route.Pace, talking)) {
		if c.Kind != bot.TurnInvoke && !r.limits.allow(c.Turn, telling) {
			return nil // told a moment ago
		}
		return r.tell(ctx, route.Event, c, texts.For(c.Lang).Slower)
	}
	refusal, err := r.refused(ctx, route, c)
	if err != nil {
		return err
	}
	if refusal != "" {
		return r.tell(ctx, route.Event, c, refusal)
	}
	c.Alone = c.Alone || route.Alone
	if route.Answer == nil {
		err = route.Do(ctx, c)
	} else if out, failed := route.Answer(ctx, c); failed != nil {
		err = failed
	} else {
		err = r.deliver(ctx, c, out)
	}
	if text := announcing.Refusal(err); text != "" {
		return r.tell(ctx, route.Event, c, text)
	}
	return err
}

// refused is why the person may not use a route, "" when they may. What they may do is looked up anew each time.
func (r *Router) refused(ctx context.Context, route Route, c *dialogue.Call) (text string, err error) {
	if route.Where == InPersonalChat && c.Conversation.Kind != message.Personal {
		return texts.FiguresFor(c.Lang).FileOnly, nil
	}
	if c.Stranger && (route.Known || route.Who != Everyone) {
		return texts.For(c.Lang).Elsewhere, nil
	}
	if route.Who == Everyone {
		return "", nil
	}
	if c.Access, err = r.people.Access(ctx, c.Person); err != nil || c.Access.Coordinates() {
		return "", err
	}
	if route.Refusal != nil {
		return route.Refusal(texts.For(c.Lang)), nil
	}
	return texts.For(c.Lang).CoordinatorsOnly, nil
}

// tell says a line, in the form that each kind of request can show.
func (r *Router) tell(ctx context.Context, event Event, c *dialogue.Call, line string) error {
	switch event {
	case Fetch, Dialog:
		c.Respond(dialogue.TaskMessage(line))
		return nil
	case Consent:
		c.Respond(nil)
	case Invoke:
		c.Respond(invokeMessage(c.Invoke, line))
		return nil
	}
	c.Alone = true
	return c.Reply(ctx, dialogue.Plain(dialogue.KindHelp, c.Lang, line).Reply())
}

// isAnswer reports whether an outcome answers a question about the steps, which others in a channel may read too.
func isAnswer(kind dialogue.Kind) bool {
	return kind == dialogue.KindAnswer || kind == dialogue.KindSuggest || kind == dialogue.KindDecline
}

// deliver answers with an outcome, and remembers what it was about.
func (r *Router) deliver(ctx context.Context, c *dialogue.Call, out dialogue.Outcome) error {
	question := c.Request.Text
	if out.Private || c.Kind != bot.TurnInstalled && !isAnswer(out.Kind) {
		c.Alone = true
	}
	if c.Unseen {
		out = shareable(c, out)
	}
	out = r.rateable(c.Turn, r.inquiries.Offer(ctx, c, out))
	if err := c.Reply(ctx, out.Reply()); err != nil {
		return err
	}
	r.memory.Note(c.Turn, out, question)
	r.feedback.Declined(ctx, c.Turn, question, out)
	return nil
}

// rateable lets people say that an answer was no good: by Teams' thumbs in a personal chat, by a button elsewhere.
func (r *Router) rateable(t *bot.Turn, out dialogue.Outcome) dialogue.Outcome {
	if out.Kind != dialogue.KindAnswer {
		return out
	}
	if t.Conversation.Kind == message.Personal {
		out.ChannelData = questions.FeedbackLoop
		return out
	}
	return r.feedback.Button(out)
}

// read finds out which event a turn is and what it is called in the table.
func (r *Router) read(ctx context.Context, c *dialogue.Call) (Event, string, error) {
	t := c.Turn
	switch t.Kind {
	case bot.TurnMessage, bot.TurnEdit:
		name, err := r.readMessage(ctx, c)
		return Message, name, err
	case bot.TurnSubmit:
		op := clicked(c, t.Data)
		if op == dialogue.OpSay && t.Asked {
			t.Text = c.Button.Text
			return Message, r.readText(c, c.Lang), nil
		}
		return Submit, op, nil
	case bot.TurnInvoke:
		event, name := readInvoke(c)
		return event, name, nil
	}
	return Installed, "", nil
}

// readInvoke tells apart the requests that are answered in the HTTP response.
func readInvoke(c *dialogue.Call) (Event, string) {
	value, _ := strictjson.Read[struct { // what is of another form carries no button of ours
		Data   json.RawMessage `json:"data"`
		Action struct {
			Data json.RawMessage `json:"data"`
		} `json:"action"`
		Context json.RawMessage `json:"context"`
	}](c.Data)
	switch c.Invoke {
	case "adaptiveCard/action":
		return Execute, clicked(c, value.Action.Data)
	case "task/fetch":
		return Fetch, clicked(c, value.Data)
	case "task/submit":
		return Dialog, clicked(c, value.Data)
	case "fileConsent/invoke":
		return Consent, clicked(c, value.Context)
	}
	c.Lang = texts.LangOf(c.Conversation.Locale)
	return Invoke, c.Invoke
}

// clicked notes what a button carries, and returns what it asks for; "" for what no button of ours sends.
func clicked(c *dialogue.Call, data json.RawMessage) string {
	b, ok := dialogue.ReadButton(data)
	c.Button, c.Form, c.Lang = b, data, b.Lang
	if !ok {
		c.Lang = knowledge.Bokmal
		return ""
	}
	return b.Op
}

// readMessage finds out what somebody wants who wrote.
func (r *Router) readMessage(ctx context.Context, c *dialogue.Call) (string, error) {
	lang := r.language(ctx, c.Turn)
	below, err := r.inquiries.Thread(ctx, c.Turn)
	switch {
	case err != nil:
		return "", err
	case below:
		return commandThread, nil
	case figures.HasSheet(c.Turn):
		return commandSheet, nil
	}
	return r.readText(c, lang), nil
}

// readText finds out what a text wants.
func (r *Router) readText(c *dialogue.Call, lang knowledge.Lang) string {
	c.Lang = lang
	last, _ := r.memory.Last(c.Turn)
	c.Request = dialogue.Request{
		Text: c.Text, Lang: lang, Now: r.now(), Previous: last.Topic, Figures: last.Figures,
		Working: func(ctx context.Context) error { return c.Status(ctx, texts.For(lang).Working) },
	}
	if name := readCommand(c.Text); name != "" {
		return name
	}
	if name := r.readSaying(c, last.Topic, last.Offers); name != "" {
		return name
	}
	if announcing.ReadWritten(c.Text) {
		return string(intent.Announce)
	}
	if road.WishesNudges(c.Text) {
		return commandNudges
	}
	if road.Checks(c.Text) {
		return commandCheck
	}
	c.Request = r.Recognise(c.Request)
	return string(c.Request.Recognition.Intent)
}

// readSaying names the route for a message that answers the bot's last one, "" for any other.
func (r *Router) readSaying(c *dialogue.Call, topic knowledge.TopicID, offers []dialogue.Offer) string {
	saying, chosen, lang := dialogue.ReadSaying(c.Text, offers)
	switch {
	case saying == dialogue.Chosen:
		c.Button.Topic = offers[chosen].ID
	case saying == dialogue.Neither:
		return commandNeither
	case saying == dialogue.Again && topic != "":
		c.Button.Topic = topic
	case saying == dialogue.InOther && topic != "":
		c.Button.Topic, c.Lang = topic, lang
	default:
		return ""
	}
	return commandTopic
}

// MayDrop reports whether the turn's file is a sheet of figures from a coordinator. The Guard lets nothing else
// through.
func (r *Router) MayDrop(ctx context.Context, t *bot.Turn) bool {
	if !figures.HasSheet(t) {
		return false
	}
	ok, err := r.people.Coordinator(ctx, t.Person)
	if err != nil {
		t.Log.WarnContext(ctx, "coordinator not looked up", "error", err)
	}
	return ok && err == nil
}

// SendWeekly sends the newest week's figures to those who want them every week. It may be called as often as anybody
// likes: who has got the week does not get it again.
func (r *Router) SendWeekly(ctx context.Context) (sent int, err error) {
	return r.figures.SendWeekly(ctx)
}

// ShowProgress brings the cards up to date that show how announcements go on; see [announcing.Dialogue.ShowProgress].
func (r *Router) ShowProgress(ctx context.Context) error { return r.announcing.ShowProgress(ctx) }

// Digest is the list of what had no good answer since a day, for the coordinators; false when there was nothing.
func (r *Router) Digest(ctx context.Context, since time.Time) (message.Reply, bool, error) {
	return r.feedback.Digest(ctx, since)
}
