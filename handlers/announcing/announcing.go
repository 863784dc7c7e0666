// Package announcing is the coordinators' dialogue about announcements: the form, the preview, the card that follows
// how an announcement goes, and the readers' receipts.
package announcing

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// Dialogue is the coordinators' dialogue: the form, the preview, and what is done with an announcement afterwards.
// What somebody may do is decided by the Scheduler at every click, by who clicks, never by what a card says. All of it
// happens in the coordinator's own chat: what is asked for elsewhere is answered there.
type Dialogue struct {
	scheduler *announce.Scheduler
	store     dialogue.Store
	people    dialogue.People
	registry  *kommune.Registry
	oslo      *time.Location
	now       func() time.Time
	wake      func()
	files     dialogue.Files // puts reports where people want them; nil where there are no files
	next      sync.Map       // by announcement that is only read by now: when its cards are looked at again
}

// New puts the dialogue together. files may be nil.
func New(
	scheduler *announce.Scheduler, store dialogue.Store, people dialogue.People, registry *kommune.Registry,
	oslo *time.Location, now func() time.Time,
	wake func(), files dialogue.Files,
) *Dialogue {
	return &Dialogue{
		scheduler: scheduler, store: store, people: people, registry: registry, oslo: oslo, now: now, wake: wake,
		files: files,
	}
}

// announceButton is what the buttons around announcements send.
type announceButton struct {
	Version int               `json:"v"`
	Op      string            `json:"op"`
	ID      announce.ID       `json:"id,omitempty"`
	Seen    int               `json:"seen,omitempty"`    // the version of the content that the card shows
	Content *announce.Content `json:"content,omitempty"` // a correction that was previewed
	Asked   string            `json:"asked,omitempty"`   // what is approved or denied
	Format  sheet.Format      `json:"format,omitempty"`  // of a file
	Listed  bool              `json:"listed,omitempty"`  // the button stands in the list
}

// What the buttons around announcements ask for. announce.OpRead is one more.
const (
	OpDialog          = "announce-dialog"
	OpPreview         = "announce-preview" // the form was sent
	OpEdit            = "announce-edit"
	OpReuse           = "announce-reuse"
	OpDelete          = "announce-delete"
	OpSend            = "announce-send"
	OpShow            = "announce-show"
	OpRefresh         = "announce-refresh"
	OpStop            = "announce-stop"
	OpCorrectForm     = "announce-correct-form"
	OpCorrectDialog   = "announce-correct-dialog"
	OpCorrectPreview  = "announce-correct-preview"
	OpCorrect         = "announce-correct"
	OpWithdraw        = "announce-withdraw"
	OpResend          = "announce-resend"
	OpRemind          = "announce-remind"
	OpApprove         = "announce-approve"
	OpDeny            = "announce-deny"
	OpReport          = "announce-report"
	OpFile            = "announce-file"
	fieldResendFailed = "failed"
	fieldResendUnsure = "uncertain"
)

func buttonFor(op string, a announce.Announcement) announceButton {
	return announceButton{Version: dialogue.ButtonVersion, Op: op, ID: a.ID, Seen: a.Version}
}

// readAnnounceButton decodes what a button sent; its version and op have been looked at.
func readAnnounceButton(data json.RawMessage) announceButton {
	b, _ := strictjson.Read[announceButton](data) // what is of another form names no announcement, and is answered so
	return b
}

// by is the person behind a turn, as the domain knows people.
func by(t *bot.Turn) announce.Signature {
	return announce.Signature{Person: t.Person, Name: t.Name}
}

// Begin answers somebody who wants to post an announcement with a form, in which what they wrote already stands.
func (a *Dialogue) Begin(ctx context.Context, c *dialogue.Call) error {
	if err := c.Claim(ctx); err != nil {
		return err
	}
	if err := a.tidyUp(ctx, c.Turn); err != nil {
		return err
	}
	draft, err := a.scheduler.Write(ctx, by(c.Turn), contentOf(c.Text), announce.Audience{Kind: announce.All}, time.Time{})
	if err != nil {
		return err
	}
	return a.private(ctx, c.Turn, a.formOf(draft).reply())
}

// recent is how many announcements are looked at, for the list and for forms that were never filled in.
const recent = 50

// tidyUp removes the author's drafts in which nothing was ever written: forms that were opened and left.
func (a *Dialogue) tidyUp(ctx context.Context, t *bot.Turn) error {
	all, err := a.scheduler.List(ctx, by(t), recent)
	if err != nil {
		return err
	}
	for _, one := range all {
		if !blank(one) || !one.Author.Same(by(t)) {
			continue
		}
		if err := a.scheduler.Delete(ctx, by(t), one.ID); err != nil && !errors.Is(err, announce.ErrGone) &&
			!errors.Is(err, announce.ErrState) {
			return err
		}
	}
	return nil
}

// blank reports whether nothing was ever written in a draft.
func blank(a announce.Announcement) bool {
	return a.State == announce.Draft && strings.TrimSpace(a.Title+a.Text+a.Link+a.Picture) == ""
}

// private answers so that only who asked sees it: here in their own chat, there otherwise, with a word here.
func (a *Dialogue) private(ctx context.Context, t *bot.Turn, r message.Reply) error {
	if t.Conversation.Kind == message.Personal {
		return t.Reply(ctx, r)
	}
	if err := t.Claim(ctx); err != nil {
		return err
	}
	if err := a.later(ctx, t, r); err != nil {
		return err
	}
	return a.say(ctx, t, texts.ForAnnouncing().SentToChat)
}

// later writes to the own chat of the person behind a turn.
func (a *Dialogue) later(ctx context.Context, t *bot.Turn, r message.Reply) error {
	chat, err := a.people.Chat(ctx, t)
	if err != nil {
		return err
	}
	if _, err := a.store.Enqueue(ctx, outbox.Message{Kind: outbox.Send, To: chat, Reply: r,
		Priority: outbox.Conversational}); err != nil {
		return err
	}
	a.wake()
	return nil
}

// say answers a coordinator with a line.
func (a *Dialogue) say(ctx context.Context, t *bot.Turn, text string) error {
	return t.Reply(ctx, dialogue.Plain(dialogue.KindAnnounce, knowledge.Bokmal, text).Reply())
}

// Refusal is why something could not be done, in plain Norwegian; "" when it is a fault of ours, or nothing.
func Refusal(err error) string {
	text := texts.ForAnnouncing()
	for _, known := range []struct {
		is   error
		text string
	}{
		{announce.ErrNotAllowed, texts.For(knowledge.Bokmal).CoordinatorsOnly},
		{announce.ErrGone, text.Gone},
		{announce.ErrState, text.NotNow},
		{announce.ErrUnread, text.NotNow},
		{announce.ErrChanged, text.Changed},
		{announce.ErrReminded, text.RemindedAlready},
		{announce.ErrAskedOther, text.AskedOther},
		{announce.ErrPersonal, texts.For(knowledge.Bokmal).PrivacyShort},
	} {
		if errors.Is(err, known.is) {
			return known.text
		}
	}
	return ""
}
