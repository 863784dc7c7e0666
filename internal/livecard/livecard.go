// Package livecard remembers which messages show how something goes on, so that they can be brought up to date by
// whichever process runs then.
//
// A card is changed through the outbox, one change at a time: the next one waits until the last has come to its end, so
// that an older state never overwrites a newer one, however busy Teams is. Two replicas that see the same news make one
// change of it.
package livecard

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// Card is a message that is kept up to date. A person has one for each subject.
type Card struct {
	Subject  string               // what it shows; for announcements their id
	Owner    message.Person       // whose it is, and whose rights decide what it may show; without User
	To       message.Conversation // where it is
	Activity message.ActivityID
	Shown    string    // the mark of what it shows, "" when that is not known
	Message  outbox.ID // its last change, 0 for none
}

// Store keeps cards. store.DB is the real one.
type Store interface {
	// PutCard stores a card, live, in the place of the one that its owner had for the subject.
	PutCard(ctx context.Context, c Card) error
	// LiveCards are those that may have news: put and not at rest, or about an announcement that is being sent.
	LiveCards(ctx context.Context) ([]Card, error)
	// ChangeCard enqueues a change of a card and remembers the mark of what it shows then. It reports false, and does
	// nothing, when the card is not as c says any more or its last change is still under way.
	ChangeCard(ctx context.Context, c Card, shown string, r message.Reply) (bool, error)
	// RestCard says that a card shows the end, unless it is not as c says any more.
	RestCard(ctx context.Context, c Card) error
	// PurgeCards forgets the cards about announcements that are no more.
	PurgeCards(ctx context.Context) (int64, error)
}
