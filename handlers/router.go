// Package handlers is what the bot does with a message: Guard stops personal data, Router finds the one route for what
// the person wants in its table (routes.go), looks whether they may, and has the dialogue answer.
//
// A dialogue turns a Call into an Outcome or does something about it; its texts are in handlers/texts.
package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

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
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// Options are the parts that a Router works with. All of them are needed, but for what it gives the dialogues itself.
type Options struct {
	dialogue.Shared
	Understanding *Understanding
	Figures       figures.Dialogue
	Road          road.Dialogue
	Announce      *announce.Scheduler
	// TypeAhead offers kommuner while somebody types.
	TypeAhead bool
	// Health tells of each thing that the bot needs, as the texts name it, whether it is well, and a day that tells more.
	Health func(ctx context.Context, tell func(part string, well bool, day time.Time)) error
}

// Router has each turn answered by the route for what the person wants.
type Router struct {
	dialogue.Shared
	*Understanding
	Figures    *figures.Dialogue
	Feedback   *questions.Feedback
	Announcing *announcing.Dialogue
	memory     *dialogue.Memory
	limits     *limits
	members    *membership.Dialogue
	inquiries  *questions.Inquiries
	road       *road.Dialogue
	needs      func(context.Context, func(string, bool, time.Time)) error
	languages  *expirable.LRU[message.Person, knowledge.Lang] // what people want replies in, as it was read lately
	table      []Route
}

// NewRouter puts the dialogues together.
func NewRouter(o Options) *Router {
	memory := dialogue.NewMemory(o.Now)
	members := &membership.Dialogue{Shared: o.Shared, Offer: o.TypeAhead}
	o.Figures.Shared, o.Figures.Unknown = o.Shared, members.Unknown
	o.Road.Shared, o.Road.Unknown, o.Road.Ledger = o.Shared, members.Unknown, o.Figures.Ledger
	o.Road.Answer, o.Road.Topics = o.Understanding.asking.Respond, o.Understanding.asking.Topics
	r := &Router{
		Shared: o.Shared, Understanding: o.Understanding, memory: memory,
		limits: newLimits(o.Now), Figures: &o.Figures, members: members, road: &o.Road, needs: o.Health,
		inquiries:  &questions.Inquiries{Shared: o.Shared},
		Feedback:   &questions.Feedback{Shared: o.Shared, Memory: memory},
		Announcing: &announcing.Dialogue{Shared: o.Shared, Scheduler: o.Announce},
		languages:  expirable.NewLRU[message.Person, knowledge.Lang](maxLanguages, nil, languageKnown),
	}
	members.Figures = r.Figures.Newest
	r.table = r.routes(knowledge.Bokmal)
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
	if event == Consent {
		route, ok = r.find(Submit, name)
		route.Event, ok = Consent, ok && route.File != nil
	}
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
	if route.Once {
		if err := c.Claim(ctx); err != nil {
			return err
		}
	}
	switch {
	case route.Event == Consent:
		err = r.GiveFile(ctx, c, route.File)
	case route.File != nil:
		err = r.OfferFile(ctx, c, route.File)
	case route.Do != nil:
		err = route.Do(ctx, c)
	default:
		var out dialogue.Outcome
		if out, err = route.Answer(ctx, c); err == nil {
			err = r.deliver(ctx, c, out)
		}
	}
	if text := announcing.Refusal(err); text != "" {
		return r.tell(ctx, route.Event, c, text)
	}
	return err
}

// refused is why the person may not use a route, "" when they may. What they may do is looked up anew each time.
func (r *Router) refused(ctx context.Context, route Route, c *dialogue.Call) (text string, err error) {
	if route.File != nil && c.Conversation.Kind != message.Personal {
		return texts.FiguresFor(c.Lang).FileOnly, nil
	}
	if c.Stranger && (route.Known || route.Coordinators) {
		return texts.For(c.Lang).Elsewhere, nil
	}
	if route.Own {
		c.Access, err = r.People.AccessOf(ctx, c.Turn)
	}
	if !route.Coordinators {
		return "", err
	}
	if c.Access, err = r.People.Access(ctx, c.Person); err != nil || c.Access.Coordinates() {
		return "", err
	}
	if route.Refusal != nil {
		return route.Refusal(texts.For(c.Lang)), nil
	}
	return texts.For(c.Lang).CoordinatorsOnly, nil
}

// tell says a line, in the form that each kind of request can show.
func (r *Router) tell(ctx context.Context, event Event, c *dialogue.Call, line string) error {
	if c.Looks { // the card stays as it is
		return nil
	}
	switch event {
	case Fetch, Dialog, Invoke:
		c.Respond(invokeMessage(c.Invoke, line))
		return nil
	case Consent:
		c.Respond(nil)
	}
	c.Alone = true
	return c.Say(ctx, c.Lang, line)
}

// deliver answers with an outcome, and remembers what it was about.
func (r *Router) deliver(ctx context.Context, c *dialogue.Call, out dialogue.Outcome) error {
	question := c.Request.Text
	// What is said of a question about the steps others in a channel may read too.
	answers := slices.Contains([]dialogue.Kind{dialogue.KindAnswer, dialogue.KindSuggest, dialogue.KindDecline}, out.Kind)
	if out.Private || c.Kind != bot.TurnInstalled && !answers {
		c.Alone = true
	}
	if c.Unseen {
		out = shareable(c, out)
	}
	out = r.Feedback.Rateable(c.Turn, r.inquiries.Offer(ctx, c, out))
	if err := c.Reply(ctx, out.Reply()); err != nil {
		return err
	}
	r.memory.Note(c.Turn, out, question)
	r.Feedback.Declined(ctx, c.Turn, question, out)
	return nil
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
			name := r.readText(c)
			if n := c.Button.Kommune; n != "" { // as if it was named
				c.Request.Recognition.Kommuner = []kommune.Number{n}
			}
			return Message, name, nil
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
		Trigger string          `json:"trigger"`
	}](c.Data)
	switch c.Invoke {
	case "adaptiveCard/action":
		c.Looks = value.Trigger == "automatic"
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
	c.Lang = r.language(ctx, c.Turn)
	below, err := r.inquiries.Thread(ctx, c.Turn)
	if err != nil || below {
		return commandThread, err
	}
	if _, dropped := figures.Sheet(c.Turn); dropped {
		return commandSheet, nil
	}
	return r.readText(c), nil
}

// readText finds out what a text wants.
func (r *Router) readText(c *dialogue.Call) string {
	last, _ := r.memory.Last(c.Turn)
	c.Request = dialogue.Request{
		Text: c.Text, Lang: c.Lang, Now: r.Now(), Previous: last.Topic, Figures: last.Figures,
		Working: func(ctx context.Context) error { return c.Status(ctx, texts.For(c.Lang).Working) },
	}
	if name := readCommand(c.Text); name != "" {
		return name
	}
	if name := r.readSaying(c, last.Topic, last.Offers); name != "" {
		return name
	}
	if wantsPass(c.Text) {
		c.Button.Text = last.Declined
		return commandPass
	}
	if r.members.SaysWhere(c.Text) != "" {
		return commandBelong
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
func (r *Router) readSaying(c *dialogue.Call, topic knowledge.TopicID, offers []knowledge.Topic) string {
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
	if _, dropped := figures.Sheet(t); !dropped {
		return false
	}
	access, err := r.People.Access(ctx, t.Person)
	if err != nil {
		t.Log.WarnContext(ctx, "coordinator not looked up", "error", err)
	}
	return access.Coordinates() && err == nil
}

const (
	// languageWait bounds the look-up: an answer in the language of the question is better than one that comes late.
	languageWait = time.Second
	// languageKnown is how long another replica may go on in the language of before.
	languageKnown = time.Minute
	maxLanguages  = 4096
)

// Chosen is the language that the person behind a turn has chosen, "" for none, or when that cannot be looked up.
func (r *Router) Chosen(ctx context.Context, t *bot.Turn) knowledge.Lang {
	if t.Person.Object == "" {
		return ""
	}
	lang, known := r.languages.Get(t.Person)
	if known {
		return lang
	}
	ctx, cancel := context.WithTimeout(ctx, languageWait)
	defer cancel()
	stored, err := r.Store.Language(ctx, t.Person)
	if err != nil {
		return ""
	}
	lang = knowledge.Lang(stored)
	r.languages.Add(t.Person, lang)
	return lang
}

// language is what a person wants replies in: what they have said, or else the language they write or wrote.
func (r *Router) language(ctx context.Context, t *bot.Turn) knowledge.Lang {
	last, _ := r.memory.Last(t)
	return cmp.Or(r.Chosen(ctx, t), knowledge.DetectLangAfter(last.Lang, t.Text))
}
