// Package announce is what coordinators tell the kommuner: written once, sent to everybody it is for, corrected or
// taken back everywhere, and acknowledged.
//
// The promise: every recipient has exactly one copy, and each copy is one row of the outbox from the moment it is to
// be sent until the announcement is forgotten. The announcement's step to "sending" and all its copies are written in
// one transaction, under keys made of the announcement and the recipient, so that no crash, restart or second replica
// makes a second copy. A copy is then in exactly one state: on its way, sent, failed, uncertain or cancelled;
// uncertain ones are shown and are sent again only when a coordinator asks for it.
//
// Corrections, withdrawals and stops do not send anything themselves either. They say what the copies are to become,
// in one transaction, and settling brings each copy there, however often it is interrupted: what was being sent at
// that moment is corrected or deleted when its end is known. Counts and reports are read from the copies, never kept
// beside them.
//
// Who is to get it is decided when it is sent, by identity: a person is a tenant and an object id, and gets one copy
// however many lists name them.
package announce

import (
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"kjernebot/bot/message"
)

// ID names an announcement.
type ID string

// NewID makes an id that nobody has: short enough to be read aloud.
func NewID() ID { return ID(strings.ToLower(rand.Text()[:12])) }

// State is how far an announcement has come.
type State string

// The states, as they are stored and shown.
const (
	Draft     State = "draft"     // being written, or waiting for a second coordinator
	Scheduled State = "scheduled" // confirmed; waits for its time
	Sending   State = "sending"   // copies are being sent, corrected, deleted or stopped
	Done      State = "done"      // each copy has come to its end
	Cancelled State = "cancelled" // stopped; what was sent stays
	Withdrawn State = "withdrawn" // what was sent has been deleted
)

// Errors that a caller acts on.
var (
	// ErrNotAllowed: only coordinators may do this.
	ErrNotAllowed = errors.New("only coordinators may do this with announcements")
	// ErrGone: there is no such announcement, or not any more.
	ErrGone = errors.New("no such announcement")
	// ErrUnread: whom it is for, or when, was typed and is not understood.
	ErrUnread = errors.New("whom it is for and when is not understood yet")
	// ErrChanged: somebody has changed it since it was shown.
	ErrChanged = errors.New("the announcement has been changed meanwhile")
	// ErrState: this cannot be done with an announcement that has come this far.
	ErrState = errors.New("this cannot be done with the announcement now")
	// ErrExpires: it would be out of date before it is sent.
	ErrExpires = errors.New("it would be out of date before it is sent")
	// ErrReminded: the one reminder has been sent.
	ErrReminded = errors.New("a reminder has been sent already")
)

// Announcement is one announcement and how far it has come. Times are UTC.
type Announcement struct {
	ID      ID
	Version int // of the content, from 1; each change of it counts one
	Content
	Audience Audience
	At       time.Time // when it is to be sent; zero: as soon as it is confirmed
	Expires  time.Time // when it is out of date; zero: never
	Series   Series    // for what is sent again and again
	Typed    Typed     // what Audience, At and Expires were read from
	Author   Signature
	State    State
	// Goal is what the copies are on their way to while Sending: Done, Cancelled or Withdrawn. See Ending.
	Goal     State
	Stopped  bool        // it was cancelled after it had begun: nothing unsent is ever sent
	Approved []Signature // who has confirmed this version; a second pair of eyes may be demanded

	// Asked is what waits to be done with its copies until another coordinator approves it; nil when nothing does.
	Asked *Asked

	Created, Changed time.Time
	Started          time.Time // when its copies were written; zero before
	Corrected        time.Time // when the content was last changed after that
	Ended            time.Time // when it last became Done, Cancelled or Withdrawn
	Reminded         time.Time // when the reminder was sent
	Expired          time.Time // when its copies were marked as out of date

	// Unreachable are those that had no copy, as it was when it was sent.
	Unreachable []Unreachable
}

// Content is what people read.
type Content struct {
	Title     string  `json:"title"`
	Text      string  `json:"text"` // the Markdown that cards show: bold, italic, links, lists
	Nynorsk   Wording `json:"nn,omitzero"`
	English   Wording `json:"en,omitzero"`
	Link      string  `json:"link,omitempty"`
	LinkTitle string  `json:"linkTitle,omitempty"` // of the button; "" for the usual one
	Picture   string  `json:"picture,omitempty"`   // an https address
	// PictureText says what the picture shows, for those who do not see it.
	PictureText string `json:"pictureText,omitempty"`
	Important   bool   `json:"important,omitempty"`
	ReadReceipt bool   `json:"readReceipt,omitempty"` // asks for «Lest og forstått»
	Answers     string `json:"answers,omitempty"`     // or for one of these, one a line; who answers has read
}

// Wording is the same in another language than bokmål, for those who read it; without a text they get bokmål.
type Wording struct {
	Title string `json:"title,omitempty"` // "" for that in bokmål
	Text  string `json:"text"`
}

// Lang is a language that people read.
type Lang string

// The languages.
const (
	Bokmal  Lang = "nb"
	Nynorsk Lang = "nn"
	English Lang = "en"
)

// Signature is who did something, with a name for display only.
type Signature struct {
	message.Person
	Name string `json:"name,omitempty"`
}

// Same reports whether both are the same person.
func (s Signature) Same(other Signature) bool { return s.Person == other.Person }

// Ending is what a Sending announcement becomes when its copies have come to their ends.
func (a Announcement) Ending() State {
	if a.Goal == Done && a.Stopped {
		return Cancelled
	}
	return a.Goal
}

// Outdated reports whether it is out of date.
func (a Announcement) Outdated(now time.Time) bool {
	return !a.Expires.IsZero() && !a.Expires.After(now)
}

// Over reports whether nothing of it that is unsent is ever sent.
func (a Announcement) Over() bool { return a.Stopped || !a.Expired.IsZero() }

// started reports whether copies exist, withdrawn whether they are deleted or about to be.
func (a Announcement) started() bool   { return !a.Started.IsZero() }
func (a Announcement) withdrawn() bool { return a.Goal == Withdrawn }

// Batch is what the copies are called together in the outbox.
func Batch(id ID) string { return "announcement:" + string(id) }

// ReminderBatch is the same for the reminders.
func ReminderBatch(id ID) string { return "reminder:" + string(id) }
