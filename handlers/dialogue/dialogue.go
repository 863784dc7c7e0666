// Package dialogue is what all dialogues share: the Request that a person makes, the Outcome that answers it, buttons,
// forms, files and pages. It knows the Turn of the endpoint and no dialogue.
package dialogue

import (
	"cmp"
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
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// Request is a message that has passed the Guard, with what was recognised in it.
type Request struct {
	Text        string
	Lang        knowledge.Lang
	Now         time.Time
	Previous    knowledge.TopicID // what the conversation was about last; empty when nothing or too long ago
	Recognition intent.Recognition
	// Figures are those that the conversation was about last; nil when it was about something else.
	Figures *intent.Recognition
	// Working is called before something that takes long; nil where nobody watches. Its error ends the request.
	Working func(ctx context.Context) error
}

// Call is one thing that a person asks of a dialogue: the turn, with what the router has found out about it.
type Call struct {
	*bot.Turn
	Lang    knowledge.Lang  // of the reply
	Request Request         // what somebody wrote; zero for a click
	Button  Button          // the one that was clicked; zero for a message
	Form    json.RawMessage // all that came with the click: what the button carries and the fields of a form
	Looks   bool            // nobody clicked: a client asks for a card anew because somebody looks at it
	Access  members.Access  // what the person may do; without rights where the route asks for none
}

// Instead puts a message in the place of the card that was clicked, so that it cannot be clicked again, or below where
// that cannot be.
func (c *Call) Instead(ctx context.Context, r message.Reply) error {
	if c.ReplyTo == "" || c.Conversation.Kind != message.Personal {
		return c.Reply(ctx, r)
	}
	err := c.Replace(ctx, c.ReplyTo, r)
	if errors.Is(err, message.ErrGone) || errors.Is(err, message.ErrRejected) {
		return c.Reply(ctx, r)
	}
	return err
}

// Say replies with a line in a language.
func (c *Call) Say(ctx context.Context, lang knowledge.Lang, line string) error {
	return c.Reply(ctx, Plain(KindHelp, lang, line).Reply())
}

// Line is an outcome that is only a line.
func (c *Call) Line(text string) Outcome { return Plain(KindHelp, c.Lang, text) }

// Value is what somebody wrote in a field of a form.
func (c *Call) Value(field string) string {
	fields, _ := strictjson.Read[map[string]any](c.Form) // what is no form has no fields
	value, _ := fields[field].(string)
	return strings.TrimSpace(value)
}

// Shared is what all dialogues work with.
type Shared struct {
	// Base gives the knowledge base in force, which may change while the program runs.
	Base     func() *knowledge.Base
	Guide    string // the folder of the knowledge base; "" for the one in the program, which stays as it is
	Registry *kommune.Registry
	Store    Store
	People   People
	Files    Files
	Now      func() time.Time
	Wake     func() // tells the outbox that there is a message
	Log      *slog.Logger
}

// Enqueue stores a message that is sent soon: before what is sent to many, unless it is one of those.
func (s Shared) Enqueue(ctx context.Context, m outbox.Message) error {
	m.Priority = cmp.Or(m.Priority, outbox.Conversational)
	_, err := s.Store.Enqueue(ctx, m)
	if err == nil {
		s.Wake()
	}
	return err
}

// Chat is a person's own chat with the bot, and the language for what answers nothing that they wrote.
type Chat struct {
	message.Conversation
	Lang knowledge.Lang
}

// ChatWith finds the chat with a person; ok is false when there is none.
func (s Shared) ChatWith(ctx context.Context, p message.Person) (chat Chat, ok bool, err error) {
	chat.Conversation, err = s.Store.Chat(ctx, p)
	if errors.Is(err, message.ErrUnknown) {
		return chat, false, nil
	}
	if err != nil {
		return chat, false, err
	}
	lang, err := s.Store.Language(ctx, p)
	chat.Lang = cmp.Or(knowledge.Lang(lang), texts.LangOf(chat.Locale))
	return chat, err == nil, err
}

// Store is what the handlers keep. store.DB is the real one.
type Store interface {
	questions.Store
	announce.CardStore
	// LatestHad is the last announcement that was sent to a person, or to the conversation where they ask, and that was
	// not withdrawn; announce.ErrGone when there is none.
	LatestHad(ctx context.Context, p message.Person, in message.ConversationID) (announce.Announcement, error)
	// Enqueue stores a message that is sent soon.
	Enqueue(ctx context.Context, m outbox.Message) (outbox.ID, error)
	// Noting notes who does something with the guide, and does it, or neither.
	Noting(ctx context.Context, by message.Person, what, subject string, do func() error) error
	// SetDesk says where the coordinators see what is passed on to them; Desk gives message.ErrUnknown when nobody has.
	SetDesk(ctx context.Context, c message.Conversation) error
	Desk(ctx context.Context) (message.Conversation, error)
	// SetLanguage keeps the language that a person wants replies in, "" forgets it.
	SetLanguage(ctx context.Context, p message.Person, lang string) error
	Language(ctx context.Context, p message.Person) (string, error)
	// Chat is the personal chat with a person as it is known; message.ErrUnknown when there is none.
	Chat(ctx context.Context, p message.Person) (message.Conversation, error)
}

// People tells who somebody is, and how to reach them.
type People interface {
	// Chat is the personal chat of the person behind a turn; it is begun when there is none.
	Chat(ctx context.Context, t *bot.Turn) (message.Conversation, error)
	// AccessOf is what the person behind a turn may do, looked up anew. Who rests on a row for a whole tenant is looked up
	// in the roster first: guests have no right.
	AccessOf(ctx context.Context, t *bot.Turn) (members.Access, error)
	// Access is the same for somebody who is not there: who rests on such a row must have been looked up before, or have
	// a personal chat.
	Access(ctx context.Context, p message.Person) (members.Access, error)
	// First makes the person behind a turn the first coordinator if they write the code for it, and reports whether.
	First(ctx context.Context, t *bot.Turn) (bool, error)
	// Directory is where coordinators say who belongs where, for the people of a tenant.
	Directory(tenant message.TenantID) *members.Directory
	// Home reports whether a tenant is the bot's own.
	Home(tenant message.TenantID) bool
	// Name is what a person is called, for display only; "" when that is not known.
	Name(ctx context.Context, p message.Person) string
	// Member is a person as the roster of a conversation has them.
	Member(ctx context.Context, in message.Conversation, user message.UserID) (message.Member, error)
}
