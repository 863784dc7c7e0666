// Package handlers is what the bot does with a message: Guard stops personal data, Router tells what the person wants
// and has the one handler for it answer.
//
// A handler turns a Request into an Outcome and knows nothing of Teams; the texts are in handlers/texts, the cards are
// built in cards.go. So the same code answers in Teams, in `kjernebot chat` and in `kjernebot ask`.
package handlers

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/announcing"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/figures"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/questions"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	asked "kjernebot/internal/questions"
	"kjernebot/knowledge"
)

// Entry is a row of the table of what the bot can do. The table drives both the dispatch and the help text, so they
// cannot disagree.
type Entry struct {
	Intents []intent.Intent
	Summary func(*texts.Texts) string // the line in the help text; nil when it is not listed
	Handler dialogue.Responder
}

// Options are the parts that a Router works with. Without a Store nothing is kept, and what needs it is not offered.
type Options struct {
	Recogniser *intent.Recogniser
	// Base gives the knowledge base in force, which may change while the program runs.
	Base     func() *knowledge.Base
	Registry *kommune.Registry
	Now      func() time.Time
	Store    dialogue.Store
	People   dialogue.People
	// Usage is what figures need; nil where there are none. It needs a Store.
	Usage *figures.Parts
	// Announce accepts announcements, and Oslo is the zone of their times; nil where none are written.
	Announce *announce.Scheduler
	Oslo     *time.Location
	// Wake tells the outbox that there is a message.
	Wake func()
	// Composer writes prose; nil for none. Log is told when it fails; nil for nobody.
	Composer questions.Composer
	Log      *slog.Logger
}

// Router has each turn answered by the handler for what the person wants.
type Router struct {
	opts          Options
	base          func() *knowledge.Base
	entries       []Entry
	byIntent      map[intent.Intent]dialogue.Responder
	memory        *dialogue.Memory
	languages     *languages // nil without a store
	now           func() time.Time
	usage         *figures.Dialogue
	inquiries     *questions.Inquiries // nil without a store
	feedback      *questions.Feedback  // nil without a store
	announcements *announcing.Dialogue // nil without a store or a scheduler
}

// NewRouter puts the handlers together.
func NewRouter(opts Options) *Router {
	if opts.Composer == nil {
		opts.Composer = questions.QuoteComposer{}
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	r := &Router{opts: opts, base: opts.Base, memory: dialogue.NewMemory(opts.Now), now: opts.Now, byIntent: map[intent.Intent]dialogue.Responder{}}
	r.usage = figures.New(opts.Usage, opts.Store, opts.People, opts.Registry, opts.Now, opts.Wake, opts.Log)
	help := questions.NewHelp(opts.Base, r.summaries)
	r.entries = []Entry{
		{[]intent.Intent{intent.Answer}, func(t *texts.Texts) string { return t.HelpAsk }, questions.NewAsk(opts.Base, opts.Composer, opts.Log)},
		{[]intent.Intent{intent.Usage}, func(t *texts.Texts) string { return t.HelpUsage }, r.usage},
		{[]intent.Intent{intent.Announce}, func(t *texts.Texts) string { return t.HelpPost }, &announcing.Announce{}},
		{[]intent.Intent{intent.Help, intent.Greeting, intent.Thanks, intent.Goodbye}, nil, help},
	}
	for _, e := range r.entries {
		for _, intent := range e.Intents {
			r.byIntent[intent] = e.Handler
		}
	}
	if opts.Store != nil {
		r.languages = newLanguages(opts.Store, opts.Now)
		r.inquiries = questions.NewInquiries(opts.Store, opts.People, opts.Registry, opts.Wake)
		r.feedback = questions.NewFeedback(opts.Store, opts.People, opts.Base, opts.Now, r.memory)
	}
	if opts.Store != nil && opts.Announce != nil {
		var files dialogue.Files
		if opts.Usage != nil {
			files = opts.Usage.Files
		}
		r.announcements = announcing.New(
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
	if done, err := r.inquiries.InThread(ctx, t); done || err != nil {
		return err
	}
	if f, ok := figures.DroppedSheet(t); ok && r.usage.Parts != nil {
		return r.usage.Dropped(ctx, t, f)
	}
	if c := readCommand(t.Text); c.isCommand && r.opts.Store != nil && (r.usage.Parts != nil || !c.weekly && !c.stop) {
		return r.command(ctx, t, c)
	}
	lang, err := r.language(ctx, t)
	if err != nil {
		return err
	}
	if c, ok := announcing.ReadWritten(t.Text); ok && r.announcements != nil {
		return r.announcements.Begin(ctx, t, lang, c)
	}
	last, _ := r.memory.Last(t)
	out, err := r.consider(ctx, dialogue.Request{
		Text: t.Text, Lang: lang, Now: r.now(), Previous: last.Topic, Person: t.Person, Where: t.Conversation, Figures: last.Figures,
		Working: func(ctx context.Context) error { return t.Status(ctx, texts.For(lang).Working) },
	})
	if err != nil {
		return err
	}
	if out.Kind == dialogue.KindAnnounce && r.announcements != nil {
		return r.announcements.Begin(ctx, t, lang, announce.Content{})
	}
	out = r.inquiries.Offer(out, t.Text)
	out = r.rateable(t, out)
	if err := r.usage.Deliver(ctx, t, out); err != nil {
		return err
	}
	r.memory.Note(t, out, t.Text)
	return r.feedback.Declined(ctx, t, t.Text, out)
}

// rateable lets people say that an answer was no good: by Teams' thumbs in a personal chat, by a button elsewhere.
func (r *Router) rateable(t *bot.Turn, out dialogue.Outcome) dialogue.Outcome {
	if r.feedback == nil || out.Kind != dialogue.KindAnswer {
		return out
	}
	if t.Conversation.Kind == message.Personal {
		out.ChannelData = questions.FeedbackLoop
		return out
	}
	return r.feedback.Button(out)
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
		return r.announcements.List(ctx, t)
	}
	allowed, err := r.opts.People.Coordinator(ctx, t.Person)
	if err != nil {
		return err
	}
	if !allowed {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, texts.For(knowledge.Bokmal).CoordinatorsOnly).Reply())
	}
	if c.gaps {
		out, err := r.feedback.List(ctx)
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
	return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, texts.ForCoordinators().DeskSet).Reply())
}

// Consider makes an Outcome of a text in its own language, given the time and the topic that the conversation was about
// last. The text must have passed the Guard.
func (r *Router) Consider(ctx context.Context, text string, now time.Time, previous knowledge.TopicID) (dialogue.Outcome, error) {
	return r.consider(ctx, dialogue.Request{Text: text, Lang: knowledge.DetectLang(text), Now: now, Previous: previous})
}

func (r *Router) consider(ctx context.Context, req dialogue.Request) (dialogue.Outcome, error) {
	req.Recognition = figures.FollowUp(r.opts.Recogniser.Recognise(req.Text, req.Now), req.Figures)
	return r.byIntent[req.Recognition.Intent].Respond(ctx, req)
}

// clicked answers a button of a card.
func (r *Router) clicked(ctx context.Context, t *bot.Turn, data json.RawMessage) error {
	b, ok := dialogue.ReadButton(data)
	switch {
	case ok && b.Op == dialogue.OpTopic:
		return r.topic(ctx, t, b)
	case ok && r.announcements != nil && strings.HasPrefix(b.Op, announcing.OpAnnounce):
		return r.announcements.Clicked(ctx, t, data)
	case ok && r.inquiries != nil && b.Op == dialogue.OpPass && b.Text != "":
		return r.inquiries.Pass(ctx, t, b)
	case ok && r.inquiries != nil && b.Op == dialogue.OpTake:
		return r.inquiries.Take(ctx, t, b)
	case ok && r.inquiries != nil && b.Op == dialogue.OpAnswer:
		return r.inquiries.Answer(ctx, t, asked.ID(b.ID), dialogue.FormValue(data, "answer"), t.ReplyTo)
	case ok && r.feedback != nil && b.Op == dialogue.OpFeedback:
		return r.disliked(ctx, t, b, asked.Reason(dialogue.FormValue(data, "reason")))
	case ok && r.usage.Parts != nil && forFigures(b):
		return r.figures(ctx, t, b)
	}
	return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, b.Lang, texts.For(b.Lang).TopicGone).Reply())
}

// topic shows the topic of a button.
func (r *Router) topic(ctx context.Context, t *bot.Turn, b dialogue.Button) error {
	base := r.base()
	topic, ok := base.Topic(b.Topic, b.Lang)
	if !ok {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, b.Lang, texts.For(b.Lang).TopicGone).Reply())
	}
	out := questions.AnswerOutcome(base, knowledge.Answer{Kind: knowledge.KindAnswer, Lang: b.Lang, Topics: []knowledge.Topic{topic}, Confidence: 1})
	out = r.rateable(t, out)
	if err := t.Reply(ctx, out.Reply()); err != nil {
		return err
	}
	r.memory.Note(t, out, "")
	return nil
}

// disliked takes the reason from the button in a card.
func (r *Router) disliked(ctx context.Context, t *bot.Turn, b dialogue.Button, reason asked.Reason) error {
	if err := t.Claim(ctx); err != nil {
		return err
	}
	if err := r.feedback.Disliked(ctx, t, reason); err != nil {
		return err
	}
	return t.Reply(ctx, dialogue.Plain(dialogue.KindHelp, b.Lang, texts.For(b.Lang).FeedbackThanks).Reply())
}

// SendWeekly sends the newest week's figures to those who want them every week. It may be called as often as anybody
// likes: who has got the week does not get it again.
func (r *Router) SendWeekly(ctx context.Context) (sent int, err error) {
	if r.usage.Parts == nil {
		return 0, nil
	}
	return r.usage.SendWeekly(ctx)
}

// weekly begins or ends that a person gets figures every week.
func (r *Router) weekly(ctx context.Context, t *bot.Turn, begin bool) error {
	lang, err := r.language(ctx, t)
	if err != nil {
		return err
	}
	return r.usage.Subscribe(ctx, t, lang, begin)
}

// figures answers a button that belongs to figures.
func (r *Router) figures(ctx context.Context, t *bot.Turn, b dialogue.Button) error {
	switch b.Op {
	case dialogue.OpFile:
		return r.usage.Offered(ctx, t, b)
	case dialogue.OpAccept:
		return r.usage.Accepted(ctx, t, b)
	case dialogue.OpConfirm, dialogue.OpRefuse:
		return r.usage.Decide(ctx, t, b)
	}
	out, err := r.usage.Clicked(ctx, t.Person, b)
	if err != nil {
		return err
	}
	if err := r.usage.Deliver(ctx, t, out); err != nil {
		return err
	}
	r.memory.Note(t, out, "")
	return nil
}

// ShowProgress brings the cards up to date that show how announcements go on. Call it every few seconds; any number of
// replicas may. What fails for one card does not hold up the others.
func (r *Router) ShowProgress(ctx context.Context) error {
	if r.announcements == nil {
		return nil
	}
	return r.announcements.Refresh(ctx, func(announce.LiveCard) bool { return true })
}

// Digest is the list of what had no good answer since a day, for the coordinators; false when there was nothing.
func (r *Router) Digest(ctx context.Context, since time.Time) (message.Reply, bool, error) {
	all, err := r.feedback.Since(ctx, since)
	if err != nil || len(all) == 0 {
		return message.Reply{}, false, err
	}
	days := r.now().Sub(since).Round(24*time.Hour) / (24 * time.Hour) // a day is an hour longer or shorter twice a year
	out := questions.GapsOutcome(all, int(days), r.base())
	return out.Reply(), out.Card != nil, nil
}

// MayDrop reports whether the turn's file is a sheet of figures from a coordinator. The Guard lets nothing else through.
func (r *Router) MayDrop(ctx context.Context, t *bot.Turn) bool {
	if _, ok := figures.DroppedSheet(t); !ok || r.usage.Parts == nil {
		return false
	}
	ok, err := r.opts.People.Coordinator(ctx, t.Person)
	if err != nil {
		t.Log.WarnContext(ctx, "coordinator not looked up", "error", err)
	}
	return ok && err == nil
}

// forFigures says whether a button belongs to figures.
func forFigures(b dialogue.Button) bool {
	switch b.Op {
	case dialogue.OpUsage, dialogue.OpFile, dialogue.OpAccept, dialogue.OpConfirm, dialogue.OpRefuse:
		return true
	}
	return false
}
