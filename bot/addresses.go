package bot

import (
	"context"
	"sync"
	"time"

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
	book AddressBook

	mu     sync.Mutex
	stored map[addressKey]message.Conversation
}

type addressKey struct {
	tenant message.TenantID
	id     message.ConversationID
}

func newAddresses(book AddressBook) *addresses {
	return &addresses{book: book, stored: map[addressKey]message.Conversation{}}
}

// fresh reports whether the address is stored just so.
func (a *addresses) fresh(c message.Conversation) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.stored[addressKey{c.Tenant, c.ID}]
	if !ok || c.Seen.Sub(known.Seen) > addressAge {
		return false
	}
	known.Seen = c.Seen
	return known == c
}

// remember stores the address unless it is stored just so.
func (a *addresses) remember(ctx context.Context, c message.Conversation) error {
	if a.fresh(c) {
		return nil
	}
	if err := a.book.Remember(ctx, c); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.stored) >= maxAddresses {
		clear(a.stored) // costs one write a conversation, and is rare
	}
	a.stored[addressKey{c.Tenant, c.ID}] = c
	return nil
}

// forget removes the address here and in the book.
func (a *addresses) forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	a.mu.Lock()
	delete(a.stored, addressKey{tenant, id})
	a.mu.Unlock()
	return a.book.Forget(ctx, tenant, id)
}
