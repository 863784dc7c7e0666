package announce

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// LiveCard is a message that is kept up to date: which messages show how something goes on is remembered, so that
// whichever process runs then can bring them up to date. It is changed through the outbox, one change at a time: the
// next one waits until the last has come to its end, so that an older state never overwrites a newer one, however
// busy Teams is. Two replicas that see the same news make one change of it.
//
// A person has one for each subject.
type LiveCard struct {
	Subject  string               // what it shows; for announcements their id
	Owner    message.Person       // whose it is, and whose rights decide what it may show; without User
	To       message.Conversation // where it is
	Activity message.ActivityID
	Shown    string    // the mark of what it shows, "" when that is not known
	Message  outbox.ID // its last change, 0 for none
}

// CardStore keeps cards. store.DB is the real one.
type CardStore interface {
	// PutCard stores a card, live, in the place of the one that its owner had for the subject, and returns that; the zero
	// LiveCard when there was none.
	PutCard(ctx context.Context, c LiveCard) (before LiveCard, err error)
	// LiveCards are those that may have news: put and not at rest, or about an announcement that is being sent.
	LiveCards(ctx context.Context) ([]LiveCard, error)
	// ChangeCard enqueues a change of a card and remembers the mark of what it shows then. It reports false, and does
	// nothing, when the card is not as c says any more or its last change is still under way.
	ChangeCard(ctx context.Context, c LiveCard, shown string, r message.Reply) (bool, error)
	// RestCard says that a card shows the end, unless it is not as c says any more.
	RestCard(ctx context.Context, c LiveCard) error
}
