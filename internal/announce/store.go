package announce

import (
	"context"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
)

// Store keeps announcements, with their copies in the outbox. store.DB is the real one.
type Store interface {
	// CreateAnnouncement stores a new one.
	CreateAnnouncement(ctx context.Context, a Announcement) error
	// Announcement gives ErrGone for one that is not there. A Sending one whose copies have all come to their end is
	// shown as its goal.
	Announcement(ctx context.Context, id ID) (Announcement, error)
	// Announcements are those that wait for their time, as each series does, then the newest, newest first.
	Announcements(ctx context.Context, limit int) ([]Announcement, error)
	// ChangeAnnouncement lets change alter an announcement in one transaction, between which and it nobody else's
	// change comes. When copies exist and the version is another one, they and the reminders say what is in force then,
	// and they are settled in the same transaction, in which the effects happen too. An error of change undoes everything
	// and is returned. n is how many messages are sent by the effects; by and what are for the audit.
	ChangeAnnouncement(ctx context.Context, by Signature, what string, id ID,
		change func(*Announcement) (Effects, error)) (a Announcement, n int, err error)
	// DeleteAnnouncement removes one that was never sent; ErrState for others, ErrGone for none.
	DeleteAnnouncement(ctx context.Context, by Signature, id ID) error
	// StartAnnouncement makes a Scheduled announcement Sending and writes all its copies, in one transaction. It
	// reports false, and changes nothing, when it is not Scheduled or has another version.
	StartAnnouncement(ctx context.Context, id ID, version int, to []Recipient, unreachable []Unreachable) (bool, error)
	// DueAnnouncements are those in a state whose time has come. The Sending ones are to be settled: also those that had
	// ended, when the end of a copy became known since.
	DueAnnouncements(ctx context.Context, state State, now time.Time) ([]ID, error)
	// OutdatedAnnouncements are those that are out of date and whose copies, sent or not, are not marked so yet.
	OutdatedAnnouncements(ctx context.Context, now time.Time) ([]ID, error)
	// SettleAnnouncement brings the copies of a Sending announcement nearer to its goal, and the announcement to it
	// when they all are there.
	SettleAnnouncement(ctx context.Context, id ID) error

	// AnnouncementCounts and AnnouncementCopies read the ledger. A reminder that is to be corrected or deleted is in it
	// too until that is done.
	AnnouncementCounts(ctx context.Context, id ID) (Counts, error)
	AnnouncementCopies(ctx context.Context, id ID) ([]Copy, error)
	// AnnouncementWait reads why copies are not sent.
	AnnouncementWait(ctx context.Context, id ID) (Wait, error)

	// MarkRead records that a person has read an announcement and what they answer, if anything, in the place of what
	// they answered before. It reports whether that is news. The person belongs to the kommune of their copy, or else to
	// that one.
	MarkRead(ctx context.Context, id ID, who message.Person, answer string, otherwise kommune.Numbers) (bool, error)
	// Readers counts the persons who have read it.
	Readers(ctx context.Context, id ID) ([]Readers, error)
}

// Effects are what a change of an announcement brings about besides.
type Effects struct {
	Made   *Announcement  // one of a series, which is stored
	Resend []outbox.State // the copies in those states become pending again, with the body in force
	// Remind are the kommuner of which those get the reminder whose personal copy was sent and who have not read.
	// Reminders are corrected and withdrawn with the copies.
	Remind []kommune.Number
}

// Readers are the persons of a kommune, or of the same several, who have read an announcement and answered the same.
type Readers struct {
	Kommune kommune.Numbers // "" of none
	Answer
}

// Answer is how many persons have given it.
type Answer struct {
	Text    string // "" for none but that they have read
	Persons int
}

// Counts is how many copies are in each state. Its JSON is what `announce --json` prints (design §3.3).
type Counts struct {
	Total     int `json:"total"`
	Pending   int `json:"pending"`
	Sending   int `json:"sending"`
	Sent      int `json:"sent"`
	Failed    int `json:"failed"`
	Uncertain int `json:"uncertain"`
	Cancelled int `json:"cancelled"`
	Read      int `json:"read"` // persons who have read
}

// Unfinished is how many copies are not at their end.
func (c Counts) Unfinished() int { return c.Pending + c.Sending }

// Copy is one recipient's copy as it is now.
type Copy struct {
	Conversation message.ConversationID
	Person       message.ObjectID // "" for a channel
	Reminder     bool             // of the announcement, and not yet corrected or deleted with it
	Kommune      kommune.Numbers
	Doing        outbox.Kind // what was done with it last
	State        outbox.State
	Code         string             // why it is not sent: the service's code, its status or a word of the outbox
	Activity     message.ActivityID // the message in Teams, when it is known
	Version      int                // of the content that it has or gets
	At           time.Time          // when it came to that state; zero while on its way
	NotBefore    time.Time          // when it may be tried
	Resent       int                // how often a coordinator had it sent again though it may have arrived
}

// Wait is why copies are not sent yet.
type Wait struct {
	Pending, Sending int
	Due              int // pending and allowed to go
	// confirmed before the database was known as a copy, so not sent unless it is confirmed again
	Held         bool
	StoppedUntil time.Time // Teams asked to wait; zero or past when it did not
	Next         time.Time // when the first pending copy may be tried
	Lease        time.Time // when the last copy under way is given up
	Progress     time.Time // when a copy last came to its end
	Ahead        int       // messages of others that go first
}

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
