// Package handlers is what the bot does with a message: Guard stops personal data, Router tells what the person wants
// and has the one handler for it answer.
//
// A handler turns a Request into an Outcome and knows nothing of Teams; the texts are in handlers/texts, the cards are
// built in cards.go. So the same code answers in Teams, in `kjernebot chat` and in `kjernebot ask`.
package handlers

import (
	"context"
	"encoding/json"
	"time"

	"kjernebot/bot"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// Request is a message that has passed the Guard, with what was recognised in it.
type Request struct {
	Text        string
	Lang        knowledge.Lang
	Now         time.Time
	Previous    knowledge.TopicID // what the conversation was about last; empty when nothing or too long ago
	Recognition Recognition
}

// Responder answers a message of one intent.
type Responder interface {
	Respond(ctx context.Context, r Request) (Outcome, error)
}

// Entry is a row of the table of what the bot can do. The table drives both the dispatch and the help text, so they
// cannot disagree.
type Entry struct {
	Intents []Intent
	Summary func(*texts.Texts) string // the line in the help text; nil when it is not listed
	Handler Responder
}

// Router has each turn answered by the handler for what the person wants.
type Router struct {
	recogniser *Recogniser
	base       func() *knowledge.Base
	entries    []Entry
	byIntent   map[Intent]Responder
	memory     *memory
	now        func() time.Time
}

// NewRouter puts the handlers together. base gives the knowledge base in force, which may change while the program runs.
func NewRouter(recogniser *Recogniser, base func() *knowledge.Base, now func() time.Time) *Router {
	r := &Router{recogniser: recogniser, base: base, memory: newMemory(now), now: now, byIntent: map[Intent]Responder{}}
	help := &Help{base: base}
	r.entries = []Entry{
		{[]Intent{IntentAnswer}, func(t *texts.Texts) string { return t.HelpAsk }, &Ask{base: base}},
		{[]Intent{IntentUsage}, func(t *texts.Texts) string { return t.HelpUsage }, &Usage{}},
		{[]Intent{IntentAnnounce}, func(t *texts.Texts) string { return t.HelpPost }, &Announce{}},
		{[]Intent{IntentHelp, IntentGreeting, IntentThanks, IntentGoodbye}, nil, help},
	}
	help.entries = r.entries
	for _, e := range r.entries {
		for _, intent := range e.Intents {
			r.byIntent[intent] = e.Handler
		}
	}
	return r
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
	out, err := r.Consider(ctx, t.Text, r.now(), r.memory.last(t))
	if err != nil {
		return err
	}
	r.memory.note(t, out)
	return t.Reply(ctx, out.Reply())
}

// Consider makes an Outcome of a text, given the time and the topic that the conversation was about last. The text must
// have passed the Guard.
func (r *Router) Consider(ctx context.Context, text string, now time.Time, previous knowledge.TopicID) (Outcome, error) {
	req := Request{
		Text: text, Lang: knowledge.DetectLang(text), Now: now, Previous: previous,
		Recognition: r.recogniser.Recognise(text, now),
	}
	return r.byIntent[req.Recognition.Intent].Respond(ctx, req)
}

// clicked answers a button of a card.
func (r *Router) clicked(ctx context.Context, t *bot.Turn, data json.RawMessage) error {
	b, ok := readButton(data)
	if !ok || b.Op != opTopic {
		return t.Reply(ctx, plain(KindHelp, knowledge.Bokmal, texts.For(knowledge.Bokmal).TopicGone).Reply())
	}
	topic, ok := r.base().Topic(b.Topic, b.Lang)
	if !ok {
		return t.Reply(ctx, plain(KindHelp, b.Lang, texts.For(b.Lang).TopicGone).Reply())
	}
	out := answerOutcome(r.base(), knowledge.Answer{Kind: knowledge.KindAnswer, Lang: b.Lang, Topics: []knowledge.Topic{topic}, Confidence: 1})
	r.memory.note(t, out)
	return t.Reply(ctx, out.Reply())
}

// invoked answers requests that want their answer in the HTTP response. What is not known is left to the endpoint, which
// says so.
func (r *Router) invoked(ctx context.Context, t *bot.Turn) error {
	if t.Invoke != "adaptiveCard/action" {
		return nil
	}
	var value struct {
		Action struct {
			Data json.RawMessage `json:"data"`
		} `json:"action"`
	}
	// What is not of this form has no data, and is answered as a button that is no more.
	_ = json.Unmarshal(t.Data, &value)
	if err := r.clicked(ctx, t, value.Action.Data); err != nil {
		return err
	}
	t.Respond(map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": ""})
	return nil
}
