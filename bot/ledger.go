package bot

import (
	"context"
	"time"

	"kjernebot/bot/message"
)

// Ledger remembers what was answered, so that a message that is delivered twice is answered once, and the conversations
// that the bot may write to. All replicas share one.
type Ledger interface {
	// Claim takes the right to answer. It reports false when it is already taken, by whomever; the time tells
	// claimers apart, so that who heard nothing may ask again. A claim that was taken survives a crash: the answer may
	// have left.
	Claim(ctx context.Context, key message.TurnKey, at time.Time) (bool, error)
	// Release gives a claim back, because certainly nothing reached the person: a second delivery is then answered.
	Release(ctx context.Context, key message.TurnKey) error
	// Answered records which message answered the activity, for later edits.
	Answered(ctx context.Context, key message.TurnKey, answer message.ActivityID) error
	// Answer returns the message that answered a message of that id (its key without Variant), "" when not known.
	Answer(ctx context.Context, key message.TurnKey) (message.ActivityID, error)
	// Postpone stores a reply that Teams would not take now, to be sent not before the given time and at most once.
	// key's answer is recorded when it is sent.
	Postpone(ctx context.Context, key message.TurnKey, to message.Conversation, r message.Reply, notBefore time.Time) error

	// Remember stores or refreshes an address; one row a tenant and conversation (threads are not addresses). It is
	// called for every message, and writes nothing for an address that is stored just so.
	Remember(ctx context.Context, c message.Conversation) error
	// Forget removes an address, because the app was removed from it. Unknown ones are no error.
	Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error
	// Welcomed reports whether this call is the first ever for the conversation since it was (last) remembered
	// anew, and marks it: the welcome is sent once, though Teams announces an installation twice.
	Welcomed(ctx context.Context, tenant message.TenantID, id message.ConversationID) (first bool, err error)
}
