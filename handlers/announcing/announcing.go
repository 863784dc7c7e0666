// Package announcing is the coordinators' dialogue about announcements: the form, the preview, the card that follows
// how an announcement goes, and the readers' receipts.
package announcing

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
	"kjernebot/knowledge"
)

// text is what the dialogue says: what is about announcements is in bokmål.
var text = texts.ForAnnouncing()

// Dialogue is the coordinators' dialogue: the form, the preview, and what is done with an announcement afterwards.
// What somebody may do is decided by the Scheduler at every click, by who clicks, never by what a card says. All of it
// happens in the coordinator's own chat: what is asked for elsewhere is answered there.
type Dialogue struct {
	dialogue.Shared
	Scheduler *announce.Scheduler

	next sync.Map // by announcement that is only read by now: when its cards are looked at again
}

// What the buttons around announcements ask for. announce.OpRead is one more.
const (
	OpDialog          = "announce-dialog"
	OpPreview         = "announce-preview" // the form was sent
	OpEdit            = "announce-edit"
	OpReuse           = "announce-reuse"
	OpDelete          = "announce-delete"
	OpRehearse        = "announce-rehearse"
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

// buttonFor is what a button about an announcement sends.
func buttonFor(op string, a announce.Announcement) dialogue.Button {
	return dialogue.Button{Version: dialogue.ButtonVersion, Op: op, ID: string(a.ID), Seen: a.Version}
}

// idOf is the announcement that a click is about.
func idOf(c *dialogue.Call) announce.ID { return announce.ID(c.Button.ID) }

// by is the person behind a turn, as the domain knows people.
func by(t *bot.Turn) announce.Signature {
	return announce.Signature{Person: t.Person, Name: t.Name}
}

// Begin answers somebody who wants to post an announcement with a form, in which what they wrote already stands.
func (a *Dialogue) Begin(ctx context.Context, c *dialogue.Call) error {
	if err := a.tidyUp(ctx, by(c.Turn)); err != nil {
		return err
	}
	draft, err := a.Scheduler.Write(ctx, by(c.Turn), contentOf(c.Text), everybody, time.Time{})
	if err != nil {
		return err
	}
	return a.private(ctx, c.Turn, a.formOf(draft).reply())
}

// everybody is the audience of a draft for which nothing else was chosen.
var everybody = announce.Audience{Kind: announce.All}

// recent is how many announcements are looked at, for the list and for forms that were never filled in.
const recent = 50

// tidyUp removes the author's drafts in which nothing was ever written: forms that were opened and left.
func (a *Dialogue) tidyUp(ctx context.Context, author announce.Signature) error {
	all, err := a.Scheduler.List(ctx, author, recent)
	for _, one := range all {
		if !blank(one) || !one.Author.Same(author) {
			continue
		}
		err := a.Scheduler.Delete(ctx, author, one.ID)
		if err != nil && !errors.Is(err, announce.ErrGone) && !errors.Is(err, announce.ErrState) {
			return err
		}
	}
	return err
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
	return t.Reply(ctx, line(text.SentToChat))
}

// later writes to the own chat of the person behind a turn.
func (a *Dialogue) later(ctx context.Context, t *bot.Turn, r message.Reply) error {
	chat, err := a.People.Chat(ctx, t)
	if err != nil {
		return err
	}
	return a.Enqueue(ctx, outbox.Message{Kind: outbox.Send, To: chat, Reply: r})
}

// instead puts a message in the place of the card that was clicked, or in the own chat of who clicked.
func (a *Dialogue) instead(ctx context.Context, c *dialogue.Call, r message.Reply) error {
	if c.Conversation.Kind != message.Personal {
		return a.private(ctx, c.Turn, r)
	}
	return c.Instead(ctx, r)
}

func line(said string) message.Reply {
	return dialogue.Plain(dialogue.KindAnnounce, knowledge.Bokmal, said).Reply()
}

func shown(card *message.Card, summary string) message.Reply {
	return message.Reply{Card: card.JSON(), Summary: summary, Locale: "nb-NO"}
}

// Refusal is why something could not be done, in plain Norwegian; "" when it is a fault of ours, or nothing.
func Refusal(err error) string {
	for _, known := range []struct {
		is   error
		text string
	}{
		{announce.ErrNotAllowed, texts.For(knowledge.Bokmal).CoordinatorsOnly},
		{announce.ErrGone, text.Gone},
		{announce.ErrState, text.NotNow},
		{announce.ErrUnread, text.NotNow},
		{announce.ErrExpires, text.EndPast},
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
