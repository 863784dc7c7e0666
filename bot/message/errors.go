package message

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// How sending a message ended, when it did not end well. A *SendError matches exactly one of them with errors.Is.
var (
	// ErrLater: the message certainly did not arrive and may be sent again, not before SendError.RetryAfter.
	ErrLater = errors.New("not sent, try again later")
	// ErrUncertain: the message may or may not have arrived, so it must not be sent again unasked.
	ErrUncertain = errors.New("may have been sent")
	// ErrGone: there is no way to this conversation any more (app removed, bot blocked, conversation deleted).
	ErrGone = errors.New("conversation is gone")
	// ErrRejected: the service refused the message for good; sending the same again would end the same.
	ErrRejected = errors.New("message refused")
)

// ErrUnknown: where somebody is to be reached is not known, because they never wrote to the bot or nobody has said.
var ErrUnknown = errors.New("no such conversation is known")

// SendError tells how a call to the Teams connector failed. It never holds the message itself or a token.
type SendError struct {
	Op         string        // what was tried, such as "send" or "update"
	Status     int           // HTTP status; 0 when no answer came
	Code       string        // error.code of the answer, such as ConversationBlockedByUser
	RetryAfter time.Duration // what the service asked for; 0 when it did not say
	Outcome    error         // ErrLater, ErrUncertain, ErrGone or ErrRejected
	Err        error         // the cause when no answer came, or what was wrong with the answer
}

// Error says what failed.
func (e *SendError) Error() string {
	text := fmt.Sprintf("connector %s: %v", e.Op, e.Outcome)
	if e.Status != 0 {
		text += strings.TrimSpace(fmt.Sprintf(": status %d %s", e.Status, e.Code))
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap makes errors.Is work for the outcome and for the cause.
func (e *SendError) Unwrap() []error { return []error{e.Outcome, e.Err} }
