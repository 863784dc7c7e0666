package usage

import (
	"time"

	"kjernebot/bot/message"
)

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
