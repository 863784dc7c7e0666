package outbox

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"kjernebot/bot/message"
)

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
