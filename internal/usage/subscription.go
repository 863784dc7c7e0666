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
