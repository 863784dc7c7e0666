// Package handlers is what the bot does with a message: Guard stops personal data, Router tells what the person wants
// and has the one handler for it answer.
//
// A handler turns a Request into an Outcome and knows nothing of Teams; the texts are in handlers/texts, the cards are
// built in cards.go. So the same code answers in Teams, in `kjernebot chat` and in `kjernebot ask`.
package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
	"kjernebot/knowledge"
)

// Request is a message that has passed the Guard, with what was recognised in it.
type Request struct {
	Text        string
	Lang        knowledge.Lang
	Now         time.Time
	Previous    knowledge.TopicID // what the conversation was about last; empty when nothing or too long ago
	Recognition intent.Recognition
	// Person asks, in the conversation Where; both are zero on the command line, where nobody is known.
	Person message.Person
	Where  message.Conversation
	// Figures are those that the conversation was about last; nil when it was about something else.
	Figures *intent.Recognition
	// Working is called before something that takes long; nil where nobody watches. Its error ends the request.
	Working func(ctx context.Context) error
}

// Responder answers a message of one intent.
type Responder interface {
	Respond(ctx context.Context, r Request) (Outcome, error)
}

// Entry is a row of the table of what the bot can do. The table drives both the dispatch and the help text, so they
// cannot disagree.
type Entry struct {
	Intents []intent.Intent
	Summary func(*texts.Texts) string // the line in the help text; nil when it is not listed
	Handler Responder
}

// Store is what the handlers keep. store.DB is the real one.
type Store interface {
	questions.InquiryStore
	questions.GapStore
	announce.CardStore
	// Enqueue stores a message that is sent soon.
	Enqueue(ctx context.Context, m outbox.Message) (outbox.ID, error)
	// SetDesk says where the coordinators see what is passed on to them; Desk gives ErrNoDesk when nobody has.
	SetDesk(ctx context.Context, c message.Conversation) error
	Desk(ctx context.Context) (message.Conversation, error)
	// SetLanguage keeps the language that a person wants replies in, "" forgets it.
	SetLanguage(ctx context.Context, p message.Person, lang string) error
	Language(ctx context.Context, p message.Person) (string, error)
}

// Errors of what is kept.
var (
	// ErrNoDesk: no coordinator has said where passed-on questions go.
	ErrNoDesk = errors.New("no desk is set")
	// ErrNoChat: the bot has no personal chat with the person.
	ErrNoChat = errors.New("no personal chat")
)

// People tells who somebody is, and how to reach them.
type People interface {
	// Coordinator reports whether a person may do what is for coordinators.
	Coordinator(ctx context.Context, p message.Person) (bool, error)
	// Kommune is the one that a person belongs to, "" when it is not known.
	Kommune(ctx context.Context, p message.Person) (kommune.Number, error)
	// Chat is the personal chat of the person behind a turn; it is begun when there is none.
	Chat(ctx context.Context, t *bot.Turn) (message.Conversation, error)
	// Access is what a person may do, looked up anew.
	Access(ctx context.Context, p message.Person) (members.Access, error)
	// Directory is where coordinators say who belongs where, for the people of a tenant.
	Directory(tenant message.TenantID) *members.Directory
	// Member is a person as the roster of a conversation has them.
	Member(ctx context.Context, in message.Conversation, user message.UserID) (message.Member, error)
}

// Options are the parts that a Router works with. Without a Store nothing is kept, and what needs it is not offered.
type Options struct {
	Recogniser *intent.Recogniser
	// Base gives the knowledge base in force, which may change while the program runs.
	Base     func() *knowledge.Base
	Registry *kommune.Registry
	Now      func() time.Time
	Store    Store
	People   People
	// Usage is what figures need; nil where there are none. It needs a Store.
	Usage *UsageParts
	// Announce accepts announcements, and Oslo is the zone of their times; nil where none are written.
	Announce *announce.Scheduler
	Oslo     *time.Location
	// Wake tells the outbox that there is a message.
	Wake func()
	// Composer writes prose; nil for none. Log is told when it fails; nil for nobody.
	Composer Composer
	Log      *slog.Logger
}

// Router has each turn answered by the handler for what the person wants.
type Router struct {
	opts          Options
	base          func() *knowledge.Base
	entries       []Entry
	byIntent      map[intent.Intent]Responder
	memory        *memory
	languages     *languages // nil without a store
	now           func() time.Time
	usage         *Usage
	inquiries     *Inquiries     // nil without a store
	feedback      *Feedback      // nil without a store
	announcements *Announcements // nil without a store or a scheduler
}

// NewRouter puts the handlers together.
func NewRouter(opts Options) *Router {
	if opts.Composer == nil {
		opts.Composer = QuoteComposer{}
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	r := &Router{opts: opts, base: opts.Base, memory: newMemory(opts.Now), now: opts.Now, byIntent: map[intent.Intent]Responder{}}
	r.usage = newUsage(opts.Usage, opts.Store, opts.People, opts.Registry, opts.Now, opts.Wake, opts.Log)
	help := newHelp(opts.Base, r.summaries)
	r.entries = []Entry{
		{[]intent.Intent{intent.Answer}, func(t *texts.Texts) string { return t.HelpAsk }, newAsk(opts.Base, opts.Composer, opts.Log)},
		{[]intent.Intent{intent.Usage}, func(t *texts.Texts) string { return t.HelpUsage }, r.usage},
		{[]intent.Intent{intent.Announce}, func(t *texts.Texts) string { return t.HelpPost }, &Announce{}},
		{[]intent.Intent{intent.Help, intent.Greeting, intent.Thanks, intent.Goodbye}, nil, help},
	}
	for _, e := range r.entries {
		for _, intent := range e.Intents {
			r.byIntent[intent] = e.Handler
		}
	}
	if opts.Store != nil {
		r.languages = newLanguages(opts.Store, opts.Now)
		r.inquiries = newInquiries(opts.Store, opts.People, opts.Registry, opts.Wake)
		r.feedback = newFeedback(opts.Store, opts.People, opts.Base, opts.Now, r.memory)
	}
	if opts.Store != nil && opts.Announce != nil {
		var files Files
		if opts.Usage != nil {
			files = opts.Usage.Files
		}
		r.announcements = newAnnouncements(
			opts.Announce, opts.Store, opts.People, opts.Registry, opts.Oslo, opts.Now, opts.Wake, files,
		)
	}
	return r
}

// summaries are the lines of the help text.
func (r *Router) summaries(t *texts.Texts) []string {
	var lines []string
	for _, e := range r.entries {
		if e.Summary != nil {
			lines = append(lines, e.Summary(t))
		}
	}
	return lines
}

// Handle answers one turn.
func (r *Router) Handle(ctx context.Context, t *bot.Turn) error {
	switch t.Kind {
	case bot.TurnInstalled:
		return t.Reply(ctx, welcome(t, r.base()).Reply())
	case bot.TurnMessage, bot.TurnEdit:
		return r.message(ctx, t)
	case bot.TurnSubmit:
		return r.clicked(ctx, t, t.Data)
	case bot.TurnInvoke:
		return r.invoked(ctx, t)
	}
	return nil
}

// message answers what a person wrote.
func (r *Router) message(ctx context.Context, t *bot.Turn) error {
	if done, err := r.inquiries.inThread(ctx, t); done || err != nil {
		return err
	}
	if f, ok := droppedSheet(t); ok && r.usage.parts != nil {
		return r.usage.dropped(ctx, t, f)
	}
	if c := readCommand(t.Text); c.isCommand && r.opts.Store != nil && (r.usage.parts != nil || !c.weekly && !c.stop) {
		return r.command(ctx, t, c)
	}
	lang, err := r.language(ctx, t)
	if err != nil {
		return err
	}
	if c, ok := readWritten(t.Text); ok && r.announcements != nil {
		return r.announcements.begin(ctx, t, lang, c)
	}
	last, _ := r.memory.last(t)
	out, err := r.consider(ctx, Request{
		Text: t.Text, Lang: lang, Now: r.now(), Previous: last.topic, Person: t.Person, Where: t.Conversation, Figures: last.figures,
		Working: func(ctx context.Context) error { return t.Status(ctx, texts.For(lang).Working) },
	})
	if err != nil {
		return err
	}
	if out.Kind == KindAnnounce && r.announcements != nil {
		return r.announcements.begin(ctx, t, lang, announce.Content{})
	}
	out = r.inquiries.offer(out, t.Text)
	out = r.rateable(t, out)
	if err := r.usage.deliver(ctx, t, out); err != nil {
		return err
	}
	r.memory.note(t, out, t.Text)
	return r.feedback.declined(ctx, t, t.Text, out)
}

// rateable lets people say that an answer was no good: by Teams' thumbs in a personal chat, by a button elsewhere.
func (r *Router) rateable(t *bot.Turn, out Outcome) Outcome {
	if r.feedback == nil || out.Kind != KindAnswer {
		return out
	}
	if t.Conversation.Kind == message.Personal {
		out.ChannelData = feedbackLoop
		return out
	}
	return r.feedback.button(out)
}

// command does what is said to the bot about the bot.
func (r *Router) command(ctx context.Context, t *bot.Turn, c command) error {
	if c.language != "" || c.anyLang {
		return r.setLanguage(ctx, t, c.language)
	}
	if c.weekly || c.stop {
		return r.weekly(ctx, t, c.weekly)
	}
	if c.announced && r.announcements != nil {
		return r.announcements.list(ctx, t)
	}
	allowed, err := r.opts.People.Coordinator(ctx, t.Person)
	if err != nil {
		return err
	}
	if !allowed {
		return t.Reply(ctx, plain(KindHelp, knowledge.Bokmal, texts.For(knowledge.Bokmal).CoordinatorsOnly).Reply())
	}
	if c.gaps {
		out, err := r.feedback.list(ctx)
		if err != nil {
			return err
		}
		return t.Reply(ctx, out.Reply())
	}
	desk := t.Conversation
	desk.Thread = ""
	if err := r.opts.Store.SetDesk(ctx, desk); err != nil {
		return err
	}
	return t.Reply(ctx, plain(KindHelp, knowledge.Bokmal, texts.ForCoordinators().DeskSet).Reply())
}

// Consider makes an Outcome of a text in its own language, given the time and the topic that the conversation was about
// last. The text must have passed the Guard.
func (r *Router) Consider(ctx context.Context, text string, now time.Time, previous knowledge.TopicID) (Outcome, error) {
	return r.consider(ctx, Request{Text: text, Lang: knowledge.DetectLang(text), Now: now, Previous: previous})
}

func (r *Router) consider(ctx context.Context, req Request) (Outcome, error) {
	req.Recognition = followUp(r.opts.Recogniser.Recognise(req.Text, req.Now), req.Figures)
	return r.byIntent[req.Recognition.Intent].Respond(ctx, req)
}

// clicked answers a button of a card.
func (r *Router) clicked(ctx context.Context, t *bot.Turn, data json.RawMessage) error {
	b, ok := readButton(data)
	switch {
	case ok && b.Op == opTopic:
		return r.topic(ctx, t, b)
	case ok && r.announcements != nil && strings.HasPrefix(b.Op, opAnnounce):
		return r.announcements.clicked(ctx, t, data)
	case ok && r.inquiries != nil && b.Op == opPass && b.Text != "":
		return r.inquiries.pass(ctx, t, b)
	case ok && r.inquiries != nil && b.Op == opTake:
		return r.inquiries.take(ctx, t, b)
	case ok && r.inquiries != nil && b.Op == opAnswer:
		return r.inquiries.answer(ctx, t, questions.ID(b.ID), formValue(data, "answer"), t.ReplyTo)
	case ok && r.feedback != nil && b.Op == opFeedback:
		return r.disliked(ctx, t, b, questions.Reason(formValue(data, "reason")))
	case ok && r.usage.parts != nil && forFigures(b):
		return r.figures(ctx, t, b)
	}
	return t.Reply(ctx, plain(KindHelp, b.Lang, texts.For(b.Lang).TopicGone).Reply())
}

// topic shows the topic of a button.
func (r *Router) topic(ctx context.Context, t *bot.Turn, b button) error {
	base := r.base()
	topic, ok := base.Topic(b.Topic, b.Lang)
	if !ok {
		return t.Reply(ctx, plain(KindHelp, b.Lang, texts.For(b.Lang).TopicGone).Reply())
	}
	out := answerOutcome(base, knowledge.Answer{Kind: knowledge.KindAnswer, Lang: b.Lang, Topics: []knowledge.Topic{topic}, Confidence: 1})
	out = r.rateable(t, out)
	if err := t.Reply(ctx, out.Reply()); err != nil {
		return err
	}
	r.memory.note(t, out, "")
	return nil
}

// disliked takes the reason from the button in a card.
func (r *Router) disliked(ctx context.Context, t *bot.Turn, b button, reason questions.Reason) error {
	if err := t.Claim(ctx); err != nil {
		return err
	}
	if err := r.feedback.disliked(ctx, t, reason); err != nil {
		return err
	}
	return t.Reply(ctx, plain(KindHelp, b.Lang, texts.For(b.Lang).FeedbackThanks).Reply())
}

// SendWeekly sends the newest week's figures to those who want them every week. It may be called as often as anybody
// likes: who has got the week does not get it again.
func (r *Router) SendWeekly(ctx context.Context) (sent int, err error) {
	if r.usage.parts == nil {
		return 0, nil
	}
	return r.usage.sendWeekly(ctx)
}

// weekly begins or ends that a person gets figures every week.
func (r *Router) weekly(ctx context.Context, t *bot.Turn, begin bool) error {
	lang, err := r.language(ctx, t)
	if err != nil {
		return err
	}
	return r.usage.subscribe(ctx, t, lang, begin)
}

// figures answers a button that belongs to figures.
func (r *Router) figures(ctx context.Context, t *bot.Turn, b button) error {
	switch b.Op {
	case opFile:
		return r.usage.offered(ctx, t, b)
	case opAccept:
		return r.usage.accepted(ctx, t, b)
	case opConfirm, opRefuse:
		return r.usage.decide(ctx, t, b)
	}
	out, err := r.usage.clicked(ctx, t.Person, b)
	if err != nil {
		return err
	}
	if err := r.usage.deliver(ctx, t, out); err != nil {
		return err
	}
	r.memory.note(t, out, "")
	return nil
}

// ShowProgress brings the cards up to date that show how announcements go on. Call it every few seconds; any number of
// replicas may. What fails for one card does not hold up the others.
func (r *Router) ShowProgress(ctx context.Context) error {
	if r.announcements == nil {
		return nil
	}
	return r.announcements.refresh(ctx, func(announce.LiveCard) bool { return true })
}

// Digest is the list of what had no good answer since a day, for the coordinators; false when there was nothing.
func (r *Router) Digest(ctx context.Context, since time.Time) (message.Reply, bool, error) {
	all, err := r.feedback.since(ctx, since)
	if err != nil || len(all) == 0 {
		return message.Reply{}, false, err
	}
	days := r.now().Sub(since).Round(24*time.Hour) / (24 * time.Hour) // a day is an hour longer or shorter twice a year
	out := gapsOutcome(all, int(days), r.base())
	return out.Reply(), out.Card != nil, nil
}

// MayDrop reports whether the turn's file is a sheet of figures from a coordinator. The Guard lets nothing else through.
func (r *Router) MayDrop(ctx context.Context, t *bot.Turn) bool {
	if _, ok := droppedSheet(t); !ok || r.usage.parts == nil {
		return false
	}
	ok, err := r.opts.People.Coordinator(ctx, t.Person)
	if err != nil {
		t.Log.WarnContext(ctx, "coordinator not looked up", "error", err)
	}
	return ok && err == nil
}

// forFigures says whether a button belongs to figures.
func forFigures(b button) bool {
	switch b.Op {
	case opUsage, opFile, opAccept, opConfirm, opRefuse:
		return true
	}
	return false
}
