package usage

import (
	"errors"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/week"
)

// Errors that a caller acts on.
var (
	// ErrNotAllowed: only a coordinator may do that.
	ErrNotAllowed = errors.New("not allowed")
	// ErrStale: other imports were stored in the meantime, again and again.
	ErrStale = errors.New("another import was stored in the meantime")
)

// Visibility is what a member sees, from USAGE_VISIBILITY.
type Visibility string

// The visibilities.
const (
	Own Visibility = "own" // their own kommuner and the national total
	All Visibility = "all" // every kommune
)

// Viewer is somebody who asks for figures. It is made of a resolved member only, never of what a message says, and
// every read takes one. The zero Viewer sees nothing.
type Viewer struct {
	own         kommune.Numbers
	meant       kommune.Number // the one of them, "" for none in particular
	some, every bool
	coordinates bool
}

// NewViewer makes the viewer of a resolved person.
func NewViewer(a members.Access, v Visibility) Viewer {
	if !a.Known() {
		return Viewer{}
	}
	return Viewer{own: a.Kommuner(), meant: a.Kommune(), some: true, every: v == All || a.Coordinates(),
		coordinates: a.Coordinates()}
}

// SeesAny says whether the viewer may see anything at all; if so, the national total too.
func (v Viewer) SeesAny() bool { return v.some }

// SeesAll says whether the viewer may see every kommune's figures.
func (v Viewer) SeesAll() bool { return v.every }

// Sees says whether the viewer may see the kommune's figures.
func (v Viewer) Sees(n kommune.Number) bool { return v.every || v.some && v.own.Has(n) }

// Coordinates says whether the viewer may import figures and see the overview of all kommuner.
func (v Viewer) Coordinates() bool { return v.coordinates }

// Kommune returns the viewer's own kommune, of several the one that they have chosen; empty without one.
func (v Viewer) Kommune() kommune.Number { return v.meant }

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
