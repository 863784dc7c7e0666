package outbox

import (
	"context"
	"errors"
	"time"
)

// ErrLost: the message is not the caller's any more, because its lease had ended and somebody decided about it.
var ErrLost = errors.New("message has another owner")

// Store keeps the messages. store.DB is the real one.
type Store interface {
	// ClaimDue hands out what may be sent now. The messages become Sending under the caller's lease; each is
	// to be sent at its time and ended with Finish. Leases that have ended are dealt with on the way.
	ClaimDue(ctx context.Context, c Claim) (Batch, error)
	// Finish records how a claimed message ended. It returns ErrLost when the caller's lease is no longer good, but
	// takes a late word about a message that became Uncertain meanwhile.
	Finish(ctx context.Context, c Claimed, o Outcome) error
}

// Claim is what a runner asks for.
type Claim struct {
	Owner string        // names the runner, different for each start of each
	Limit int           // how many it can take
	Lease time.Duration // how long it needs at most, sending and recording
	Pace  Pace
}

// Claimed is a message with the runner's right to send it once.
type Claimed struct {
	Message
	Owner  string    // the runner and the claim
	SendAt time.Time // its slot: not before this moment, and as soon as possible after it
}

// Batch is what was handed out.
type Batch struct {
	Messages []Claimed
	// Next is when there may be more, as far as is known; zero when nothing waits.
	Next time.Time
}
