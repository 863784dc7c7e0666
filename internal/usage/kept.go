package usage

import (
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/week"
)

// Subscription is a person who gets the figures every week by themselves. What they may see is resolved when it is
// sent, not when they subscribed.
type Subscription struct {
	message.Person
	// Conversation is the personal chat, by Teams' id.
	Conversation string
	Since        time.Time
	// Sent is the newest week that was sent; the zero Week before the first.
	Sent week.Week
}

const (
	// WaitingTime is how long a sheet waits for a coordinator to look through its warnings.
	WaitingTime = 30 * time.Minute
	// MostWaiting is how many of a person's sheets wait; the oldest goes first.
	MostWaiting = 4
)

// WaitingSheet is a file whose warnings the coordinator who dropped it has yet to look through. It is kept as it came,
// for whichever process meets the answer.
type WaitingSheet struct {
	ID      string // random
	By      message.Person
	File    string // its name
	Content []byte
}
