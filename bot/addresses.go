package bot

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"kjernebot/bot/message"
)

const (
	// addressAge is how old a stored address may grow while nothing about it changes.
	addressAge = time.Hour
	// maxAddresses bounds the memory of what is stored; at 300 bytes each this is about 6 MB.
	maxAddresses = 20_000
)

// addresses keeps the AddressBook from being written on every message: an address is stored when something about it
// changed, and once an hour to say that it is still good.
type addresses struct {
	book   AddressBook
	stored *lru.Cache[addressKey, message.Conversation]
}

type addressKey struct {
	tenant message.TenantID
	id     message.ConversationID
}

// fresh reports whether the address is stored just so.
func (a *addresses) fresh(c message.Conversation) bool {
	known, ok := a.stored.Get(addressKey{c.Tenant, c.ID})
	if !ok || c.Seen.Sub(known.Seen) > addressAge {
		return false
	}
	known.Seen = c.Seen
	return known == c
}

// remember stores the address.
func (a *addresses) remember(ctx context.Context, c message.Conversation) error {
	err := a.book.Remember(ctx, c)
	if err == nil {
		a.stored.Add(addressKey{c.Tenant, c.ID}, c)
	}
	return err
}

// forget removes the address here and in the book.
func (a *addresses) forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	a.stored.Remove(addressKey{tenant, id})
	return a.book.Forget(ctx, tenant, id)
}
