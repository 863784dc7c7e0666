package announcing

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// Approve does what another coordinator asked for, as the card shows it.
func (a *Dialogue) Approve(ctx context.Context, c *dialogue.Call) error {
	_, err := a.Scheduler.Approve(ctx, by(c.Turn), idOf(c), c.Button.Asked)
	return a.done(ctx, c, err)
}

// Deny drops what was asked for.
func (a *Dialogue) Deny(ctx context.Context, c *dialogue.Call) error {
	if _, err := a.Scheduler.Deny(ctx, by(c.Turn), idOf(c), c.Button.Asked); err != nil {
		return err
	}
	return a.instead(ctx, c, line(text.AskedDenied))
}

// done shows what came of something that was done with an announcement that was sent. What another coordinator has to
// approve first is told in the coordinators' channel.
func (a *Dialogue) done(ctx context.Context, c *dialogue.Call, err error) error {
	if errors.Is(err, announce.ErrAsked) {
		one, err := a.Scheduler.Get(ctx, by(c.Turn), idOf(c))
		if err == nil && one.Asked != nil { // nobody was quicker
			err = a.askOthers(ctx, one, one.Asked.ID, askedLine(one)+" "+text.AskedWaits)
		}
		if err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	return a.Refresh(ctx, c)
}

// askOthers asks in the coordinators' channel for a second pair of eyes, once for each thing that is asked. What the
// announcement says is not shown there.
func (a *Dialogue) askOthers(ctx context.Context, one announce.Announcement, asked, line string) error {
	desk, err := a.Store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) {
		return nil
	}
	if err != nil {
		return err
	}
	card := message.NewCard("nb", line).Add(message.Label(text.StateApproval), message.Verbatim(line)).
		AddActions(message.Submit(text.ShowPreview, buttonFor(OpShow, one)))
	return a.enqueue(ctx, outbox.Message{Key: fmt.Sprintf("approve %s %s", one.ID, asked), Kind: outbox.Send, To: desk,
		Reply: shown(card, line)})
}

// askedLine says who wants what.
func askedLine(one announce.Announcement) string {
	what := map[announce.Act]string{
		announce.Correction: text.ActCorrect, announce.Withdrawal: text.ActWithdraw,
		announce.Reminder: text.ActRemind, announce.Resending: text.ActResend,
	}[one.Asked.Act]
	if one.Asked.Uncertain {
		what = text.ActResendUnsure
	}
	return fmt.Sprintf(what, cmp.Or(one.Asked.Approved[0].Name, text.Operator), one.Title)
}

// askedReply shows what waits for another coordinator, a correction as everybody will have it, and lets those decide
// who did not ask for it.
func (a *Dialogue) askedReply(one announce.Announcement, viewer announce.Signature) message.Reply {
	line := askedLine(one)
	card := message.NewCard("nb", line).Add(message.Label(text.StateApproval), message.Heading(text.AskedTitle),
		message.Text(message.Escape(line)), message.Note(announce.Moment(one.Asked.At)))
	approve, deny := buttonFor(OpApprove, one), buttonFor(OpDeny, one)
	approve.Asked, deny.Asked = one.Asked.ID, one.Asked.ID
	if one.Asked.By(viewer) {
		card.Add(message.Text(text.AskedWaits)).AddActions(message.Submit(text.TakeBack, deny))
	} else {
		card.AddActions(message.Primary(text.Approve, approve), message.Submit(text.Deny, deny))
	}
	card.AddActions(message.Submit(text.ShowStatus, buttonFor(OpRefresh, one)))
	if one.Asked.Act != announce.Correction {
		return shown(card, line)
	}
	return a.corrected(one, one.Asked.Content, card)
}

// corrected is an announcement as everybody will have it when it is corrected, over a card about that.
func (a *Dialogue) corrected(one announce.Announcement, c announce.Content, card *message.Card) message.Reply {
	one.Content, one.Corrected = c, a.Now()
	return above(announce.Render(one), card.Add(pictureNote(c)...), c.Title)
}
