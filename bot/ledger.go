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

	// Remember stores or refreshes an address; one row a tenant and conversation (threads are not addresses).
	Remember(ctx context.Context, c message.Conversation) error
	// Forget removes an address, because the app was removed from it. Unknown ones are no error.
	Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error
	// Welcomed reports whether this call is the first ever for the conversation since it was (last) remembered
	// anew, and marks it: the welcome is sent once, though Teams announces an installation twice.
	Welcomed(ctx context.Context, tenant message.TenantID, id message.ConversationID) (first bool, err error)
}

const (
	addressAge   = time.Hour // that a stored address may grow to while nothing about it changes
	maxAddresses = 20_000    // that are remembered; at 300 bytes each this is about 6 MB
)

type addressKey struct {
	tenant message.TenantID
	id     message.ConversationID
}

// stored reports whether an address is stored just so, and not too long ago. It keeps the Ledger from being written on
// every message.
func (b *Bot) stored(c message.Conversation) bool {
	known, ok := b.addresses.Get(addressKey{c.Tenant, c.ID})
	if !ok || c.Seen.Sub(known.Seen) > addressAge {
		return false
	}
	known.Seen = c.Seen
	return known == c
}

func (b *Bot) remember(ctx context.Context, c message.Conversation) error {
	err := b.ledger.Remember(ctx, c)
	if err == nil {
		b.addresses.Add(addressKey{c.Tenant, c.ID}, c)
	}
	return err
}

// Forget removes an address that leads nowhere any more. The next message from there brings it back.
func (b *Bot) Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	b.addresses.Remove(addressKey{tenant, id})
	return b.ledger.Forget(ctx, tenant, id)
}
