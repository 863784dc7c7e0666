// Package questions is what people asked and did not get a good answer to.
//
// An inquiry is a question that somebody passed on to the project's people. It is open, then taken by a coordinator,
// then answered, once. Its text is kept because somebody must read it; of the asker only the address for the answer is
// kept, and nothing that names them is shown to the coordinators but the kommune and the language.
//
// A gap is a question that was declined, or whose answer was disliked. Curators read them, grouped, to make the
// knowledge base better. A text comes here only after the personal-data stop, with the kommune and the day and nobody's
// name, and is deleted after RETENTION_DAYS.
package questions

import (
	"context"
	"errors"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
)

// ID names an inquiry. It is made of what the person clicked, so that two clicks are one inquiry.
type ID string

// State is how far an inquiry has come.
type State string

// The states, as they are stored.
const (
	Open     State = "open"
	Taken    State = "taken"    // a coordinator is on it
	Answered State = "answered" // final
)

// Inquiry is one question that was passed on.
type Inquiry struct {
	ID      ID
	Text    string
	Lang    string          // nb, nn or en: of the question
	Kommune kommune.Numbers // the asker's, "" when it is not known
	Asker   Asker
	Desk    message.Conversation // where the coordinators see it
	State   State
	By      message.ObjectID // the coordinator who took or answered it
	Answer  string
	Asked   time.Time // UTC
	Ended   time.Time // UTC; zero while it is not answered
	// Card is the message at the desk that shows it; "" when that is not known.
	Card message.ActivityID
}

// Asker is where the answer goes, with the message that asked. Rows of releases before do not know that.
type Asker struct {
	message.Conversation
	Origin Origin `json:"origin,omitzero"`
}

// Origin is the message that asked, to be quoted and to show how far it has come; zero where it is not known.
type Origin struct {
	Where   message.Conversation `json:"where"`
	Message message.ActivityID   `json:"message"`
}

// ErrGone: there is no such inquiry, or not any more.
var ErrGone = errors.New("no such inquiry")

// Store keeps gaps and inquiries, and writes the messages that belong to a step in the step's own transaction.
type Store interface {
	// OpenInquiry stores an inquiry and the message that shows it. It reports false when it is there already.
	OpenInquiry(ctx context.Context, q Inquiry, card outbox.Message) (bool, error)
	// Inquiry gives ErrGone for one that is not there.
	Inquiry(ctx context.Context, id ID) (Inquiry, error)
	// OpenInquiries are those that are not answered, oldest first.
	OpenInquiries(ctx context.Context) ([]Inquiry, error)
	// InquiryInThread finds the one whose card began a thread; ErrGone when it was none.
	InquiryInThread(ctx context.Context, desk message.Conversation) (Inquiry, error)
	// TakeInquiry gives an open inquiry to a coordinator. It reports false when somebody else has it or it is answered.
	TakeInquiry(ctx context.Context, id ID, by message.ObjectID) (bool, error)
	// AnswerInquiry ends an inquiry with an answer and its message to the asker. It reports false, and changes nothing,
	// when it was answered before.
	AnswerInquiry(ctx context.Context, id ID, by message.ObjectID, answer string, message outbox.Message) (bool, error)

	AddGap(ctx context.Context, g Gap) error
	// Gaps gives those of the days from a day on, oldest first.
	Gaps(ctx context.Context, from time.Time) ([]Gap, error)
	// ForgetGaps removes those with one of the texts.
	ForgetGaps(ctx context.Context, texts []string) error
}

// CardKey is the outbox key of the message that shows an inquiry.
func CardKey(id ID) string { return "inquiry " + string(id) }
