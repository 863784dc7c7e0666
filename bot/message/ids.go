// Package message is what the rest of the program knows of Teams: who and where somebody is, what a message to them
// holds, and how sending it failed. It uses nothing else of bot, so that domain packages may import it.
package message

import (
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
	Object     ObjectID         `json:"object,omitempty"` // the person of a personal chat; empty in channels
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
