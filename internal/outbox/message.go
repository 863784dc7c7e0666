// Package outbox sends every message that is not an immediate reply: announcements and their corrections, answers
// that come later, replies that Teams would not take at once.
//
// The promise: a message is written in the transaction that needs it, and from then on it is in exactly one State,
// whatever crashes. It is sent again only when it certainly did not arrive. When that cannot be known, because the
// connection was cut or the process was killed between sending and recording, it becomes Uncertain and stays so until
// a person decides; it is never sent again unasked. Updates and deletions may be repeated without harm, and are; so
// may opening a chat, which gives the one that there is.
//
// Any number of runners, in one process or in several replicas, work on the same store. A message is claimed under a
// lease; one whose lease ends without a word from its runner is Uncertain. No more than the tenant's rate is sent, all
// runners together, and when Teams asks one of them to wait, all do. The store's clock decides.
package outbox

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"kjernebot/bot/message"
)

// ID names a stored message.
type ID int64

// Kind is what is done with a message.
type Kind string

// The kinds, as they are stored.
const (
	Send   Kind = "send"
	Update Kind = "update"
	Delete Kind = "delete"
	// Open finds or makes the personal chat with To.User, which is a request of its own; then the message is a Send to
	// that chat.
	Open Kind = "open"
)

// State is where a message is on its way.
type State string

// The states, as they are stored. The last four are final unless a person asks for more.
const (
	Pending   State = "pending"   // waits for its time, its turn or another try
	Sending   State = "sending"   // a runner has it
	Sent      State = "sent"      // Teams has taken it
	Failed    State = "failed"    // it did not arrive and is not tried again
	Uncertain State = "uncertain" // it may have arrived
	Cancelled State = "cancelled" // stopped before it was sent
)

// Priority orders what is due in a tenant: lower goes first.
type Priority int

// The priorities in use.
const (
	Conversational Priority = 10 // somebody waits for it
	Bulk           Priority = 20 // one of many copies
)

// Reasons that are ours; the others are the service's error codes, its HTTP status, or ReasonConnection.
const (
	ReasonDeadline   = "deadline"   // its deadline came first
	ReasonLease      = "lease"      // its runner was not heard of again
	ReasonCancelled  = "cancelled"  // somebody stopped it
	ReasonConnection = "connection" // the service could not be reached, or did not answer
	ReasonBroken     = "broken"     // the sender or the stored message is at fault
	ReasonRestored   = "restored"   // the database was restored or copied: another one may have sent it
)

// Message is one message to one conversation.
type Message struct {
	ID       ID
	Key      string // makes a second one with the same Key the same message; "" for none
	Batch    string // those of a batch are followed and cancelled together; "" for none
	Kind     Kind
	To       message.Conversation // its ServiceURL is replaced by a newer one that is known when it is sent
	Reply    message.Reply        // nothing for Delete; of Shared ones the Locale only, until they are claimed
	Shared   bool                 // says what its Batch says when it is sent, in that language if it does
	Activity message.ActivityID   // the message that Update or Delete changes; of Send, when Sent, the new one
	Turn     message.TurnKey      // the activity that it answers: recorded when Sent; zero for none
	Priority Priority
	// NotBefore and Deadline say when it may be sent; a zero Deadline is never. UTC.
	NotBefore, Deadline time.Time

	// What became of it, filled in by the store.
	State    State
	Attempts int       // how often a runner began to send it
	Reason   string    // why it is not Sent; also of the last try while Pending
	Version  int       // of the Batch's text that a Shared one was last claimed with; 0 before
	Finished time.Time // when the state became final, UTC
}

// Outcome is how a try ended.
type Outcome struct {
	State     State                // Sent, Failed or Uncertain; Pending for another try
	Activity  message.ActivityID   // the new message, of a Send that is Sent
	Opened    message.Conversation // the chat, of an Open that is Pending because it has become a Send
	NotBefore time.Time            // when Pending may be tried again
	Reason    string
	StopUntil time.Time // nobody sends to the tenant before; zero for no such wish
}

const (
	// backoffFirst and backoffMost bound the wait before another try when the service does not say: a random part
	// of min(30 s, 1 s · 2ⁿ), so that what failed together does not come again together.
	backoffFirst = time.Second
	backoffMost  = 30 * time.Second
	// stopMost bounds what the service may ask for; more is taken for a mistake.
	stopMost = time.Hour
	// repeatMost is how often a change or deletion of unknown end is tried. Repeating one does no harm.
	repeatMost = 5
)

// outcome tells what a try's error means for the message. jitter returns a random part of a duration.
func outcome(m Claimed, err error, now time.Time, jitter func(time.Duration) time.Duration) Outcome {
	failed, _ := errors.AsType[*message.SendError](err)
	o := Outcome{Reason: reason(failed)}
	wait := jitter(min(backoffMost, backoffFirst<<min(max(m.Attempts-1, 0), 5)))
	busy := failed != nil && failed.Status == http.StatusTooManyRequests
	switch {
	case errors.Is(err, message.ErrGone), errors.Is(err, message.ErrRejected):
		o.State = Failed
		return o
	case errors.Is(err, message.ErrLater):
		switch {
		case failed != nil && failed.RetryAfter > 0:
			wait = min(failed.RetryAfter, stopMost)
		case busy:
			wait = max(wait, backoffFirst)
		}
		if busy {
			o.StopUntil = now.Add(wait)
		}
	case m.Kind != Send && m.Attempts < repeatMost:
		// Uncertain, but the next try ends the same whether this one arrived or not.
	default:
		// ErrUncertain, or an error that says nothing about what the service has got.
		o.State = Uncertain
		return o
	}
	o.State, o.NotBefore = Pending, now.Add(wait)
	if !m.Deadline.IsZero() && !o.NotBefore.Before(m.Deadline) {
		o.State, o.NotBefore, o.Reason = Failed, time.Time{}, ReasonDeadline
	}
	return o
}

// reason is the shortest word that tells why: the service's code, its status, or that there was no answer.
func reason(failed *message.SendError) string {
	switch {
	case failed == nil:
		return ReasonBroken
	case failed.Code != "":
		return failed.Code
	case failed.Status != 0:
		return strconv.Itoa(failed.Status)
	}
	return ReasonConnection
}

// fullJitter is the random part that runners use.
func fullJitter(d time.Duration) time.Duration { return rand.N(d) + time.Millisecond }
