// Package message is what the rest of the program knows of Teams: who and where somebody is, what a message to them
// holds, and how sending it failed. It uses nothing else of bot, so that domain packages may import it.
package message

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The identifiers of Teams are opaque strings that mean different things. Each has a type of its own, so that a
// user and a conversation cannot be mixed up.
type (
	// TenantID is the Entra tenant that hosts a conversation.
	TenantID string
	// UserID is a participant as this bot sees it: "29:…" for people, "28:…" for bots. Another bot sees another id.
	UserID string
	// ObjectID is a person's Entra object id in the tenant of the conversation. Together with the tenant it is the
	// only thing that identifies a person; names and addresses never do.
	ObjectID string
	// ConversationID is a chat or channel. Channels carry no ";messageid=" here; see Conversation.Thread.
	ConversationID string
	// ActivityID is a message or event; it is unique within its conversation only.
	ActivityID string
)

// ConversationKind tells personal chats, group chats and channels apart.
type ConversationKind string

// The kinds of conversation that Teams names in conversation.conversationType.
const (
	Personal  ConversationKind = "personal"
	GroupChat ConversationKind = "groupChat"
	Channel   ConversationKind = "channel"
)

// Conversation is an address: all that is needed to write to a chat or a channel later, without being spoken to.
// It belongs to one tenant and is never looked up without it.
type Conversation struct {
	Tenant     TenantID         `json:"tenant"`
	ID         ConversationID   `json:"id"`
	Thread     ActivityID       `json:"thread,omitempty"` // root message of a channel thread; empty starts a new one
	Kind       ConversationKind `json:"kind"`
	ServiceURL string           `json:"serviceUrl"` // where the connector is; the newest one seen
	Bot        UserID           `json:"bot"`        // the bot's own id in this conversation
	User       UserID           `json:"user,omitempty"`
	Object     ObjectID         `json:"object,omitempty"` // of a personal chat; else whom a message is for alone
	Team       string           `json:"team,omitempty"`   // id of the team's General channel
	TeamGroup  string           `json:"teamGroup,omitempty"`
	Locale     string           `json:"locale,omitempty"` // Teams' language of the person, such as nb-NO
	Seen       time.Time        `json:"seen"`             // when the address was last confirmed, UTC
}

// Path is the conversation id as the connector wants it: with the thread's root message where there is one.
func (c Conversation) Path() string {
	if c.Thread == "" || c.Kind != Channel {
		return string(c.ID)
	}
	return string(c.ID) + ThreadMark + string(c.Thread)
}

// ThreadMark separates a channel's id from the root message of a thread.
const ThreadMark = ";messageid="

// Person is who somebody is: the tenant and the object id in it, in lower case. Nothing else identifies a person, names
// and addresses least of all. Object is empty for people without an Entra account, who get public answers only, and
// where a whole tenant is meant.
type Person struct {
	Tenant TenantID `json:"tenant"`
	Object ObjectID `json:"object"`
}

// NewPerson makes a Person of what Teams or a file says.
func NewPerson(tenant, object string) Person {
	plain := func(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
	return Person{TenantID(plain(tenant)), ObjectID(plain(object))}
}

// ParsePerson reads what String writes.
func ParsePerson(s string) Person {
	tenant, object, _ := strings.Cut(s, "/")
	return NewPerson(tenant, object)
}

// String writes the person as `--as` takes them: tenant/object.
func (p Person) String() string { return string(p.Tenant) + "/" + string(p.Object) }

// Member is a participant of a conversation, as the service's roster has it. Name and addresses can be missing and
// are no proof of who somebody is.
type Member struct {
	ID     UserID   `json:"id"`
	Object ObjectID `json:"aadObjectId"` // empty for people without an Entra account
	Name   string   `json:"name"`
	Email  string   `json:"email"`
	UPN    string   `json:"userPrincipalName"`
	Tenant TenantID `json:"tenantId"` // in shared channels the member's own
	Role   string   `json:"userRole"` // "user", "owner", "guest", "anonymous" or empty
}

// TurnKey names one incoming activity. The same activity delivered twice, also to another replica or after a
// restart, has the same key.
type TurnKey struct {
	Tenant       TenantID       `json:"tenant"`
	Conversation ConversationID `json:"conversation"`
	Activity     ActivityID     `json:"activity"`
	Variant      string         `json:"variant,omitempty"` // "" for a message; else what tells one edit, reaction or invoke from another
}

// Reply is one outgoing message. The zero value is not sendable: it needs Text or a Card.
//
// It is stored as JSON when it has to be sent later, so field names here are a stored format.
type Reply struct {
	// Markdown subset of Teams; also what clients without cards show
	Text        string          `json:"text,omitempty"`
	Summary     string          `json:"summary,omitempty"`     // one line for the notification
	Card        json.RawMessage `json:"card,omitempty"`        // an Adaptive Card, version 1.5 at most
	Attachments []Attachment    `json:"attachments,omitempty"` // anything else than the card
	Entities    json.RawMessage `json:"entities,omitempty"`    // array: mentions, citations, AI label
	ChannelData json.RawMessage `json:"channelData,omitempty"` // object: feedback loop, notification
	Locale      string          `json:"locale,omitempty"`      // language of the text: nb-NO, nn-NO, en-GB
	Importance  string          `json:"importance,omitempty"`  // "", low, normal or high
	ReplyTo     ActivityID      `json:"replyTo,omitempty"`     // the message it answers
	Typing      bool            `json:"typing,omitempty"`      // no message yet: a sign that one is being written

	Only   UserID     `json:"only,omitempty"`   // who alone sees it, in a channel or group chat; "" for everybody there
	Prompt ActivityID `json:"prompt,omitempty"` // what somebody wrote for the bot alone, to be shown above the answer
	Quote  ActivityID `json:"quote,omitempty"`  // the message of the same conversation that it answers long after

	// Refresh is what a button of the card would carry that asks for it anew: clients do when somebody looks at it.
	Refresh json.RawMessage `json:"refresh,omitempty"`

	Suggest []Suggestion `json:"suggest,omitempty"` // what to say next, below a text in a personal chat
}

// Suggestion is something to say next, offered below a text.
type Suggestion struct {
	Title string `json:"title"`
	Say   string `json:"say"`
}

// Attachment is what a message carries beside its text.
type Attachment struct {
	ContentType string          `json:"contentType"`
	ContentURL  string          `json:"contentUrl,omitempty"`
	Content     json.RawMessage `json:"content,omitzero"` // object or string
	Name        string          `json:"name,omitempty"`
}

// CardType is the content type of an Adaptive Card.
const CardType = "application/vnd.microsoft.card.adaptive"

// MaxMessage is the largest message in bytes, counted as UTF-16, as Teams counts. It takes about 100 kB and advises
// to stay below 80.
const MaxMessage = 80 << 10

var (
	tag    = regexp.MustCompile(`^<(?:[A-Za-z/!?]|[^\s<>]*@)`)
	entity = regexp.MustCompile(`^&#?[0-9A-Za-z]+;`)
	// lineMarks mean something at the beginning of a line: a quotation, a list, a heading, a line across.
	lineMarks = regexp.MustCompile(`(?m)^(\s*)(?:(>|(?:-+|\+|#{1,6})(?:\s|$))|(\d{1,9})([.)](?:\s|$)))`)
)

// Escape makes text show as it is where Markdown is shown, in a TextBlock or a Fact: a backslash stands before each
// sign that a client could take for markup, and before no other.
func Escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if isMark(text[i:]) {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return lineMarks.ReplaceAllString(b.String(), `$1$3\$2$4`)
}

// isMark reports whether a text begins with a sign that means something in Markdown wherever it stands.
func isMark(text string) bool {
	const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	switch text[0] {
	case '*', '_', '[', ']', '~', '`':
		return true
	case '\\': // takes the meaning from a sign behind it
		return len(text) == 1 || strings.IndexByte(punctuation+"\n", text[1]) >= 0
	case '<':
		return tag.MatchString(text)
	case '&':
		return entity.MatchString(text)
	}
	return false
}

// How sending a message ended, when it did not end well. A *SendError matches exactly one of them with errors.Is.
var (
	// ErrLater: the message certainly did not arrive and may be sent again, not before SendError.RetryAfter.
	ErrLater = errors.New("not sent, try again later")
	// ErrUncertain: the message may or may not have arrived, so it must not be sent again unasked.
	ErrUncertain = errors.New("may have been sent")
	// ErrGone: there is no way to this conversation any more (app removed, bot blocked, conversation deleted).
	ErrGone = errors.New("conversation is gone")
	// ErrRejected: the service refused the message for good; sending the same again would end the same.
	ErrRejected = errors.New("message refused")
)

// ErrUnknown: where somebody is to be reached is not known, because they never wrote to the bot or nobody has said.
var ErrUnknown = errors.New("no such conversation is known")

// SendError tells how a call to the Teams connector failed. It never holds the message itself or a token.
type SendError struct {
	Op         string        // what was tried, such as "send" or "update"
	Status     int           // HTTP status; 0 when no answer came
	Code       string        // error.code of the answer, such as ConversationBlockedByUser
	RetryAfter time.Duration // what the service asked for; 0 when it did not say
	Outcome    error         // ErrLater, ErrUncertain, ErrGone or ErrRejected
	Err        error         // the cause when no answer came, or what was wrong with the answer
}

// Error says what failed.
func (e *SendError) Error() string {
	text := fmt.Sprintf("connector %s: %v", e.Op, e.Outcome)
	if e.Status != 0 {
		text += strings.TrimSpace(fmt.Sprintf(": status %d %s", e.Status, e.Code))
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap makes errors.Is work for the outcome and for the cause.
func (e *SendError) Unwrap() []error { return []error{e.Outcome, e.Err} }
