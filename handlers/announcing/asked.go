package announcing

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/knowledge"
)

// Approve does what another coordinator asked for, as the card shows it.
func (a *Dialogue) Approve(ctx context.Context, c *dialogue.Call) error {
	b := readAnnounceButton(c.Form)
	_, err := a.scheduler.Approve(ctx, by(c.Turn), b.ID, b.Asked)
	return a.done(ctx, c.Turn, b.ID, err)
}

// Deny drops what was asked for.
func (a *Dialogue) Deny(ctx context.Context, c *dialogue.Call) error {
	b := readAnnounceButton(c.Form)
	if _, err := a.scheduler.Deny(ctx, by(c.Turn), b.ID, b.Asked); err != nil {
		return err
	}
	line := texts.ForAnnouncing().AskedDenied
	return a.instead(ctx, c, dialogue.Plain(dialogue.KindAnnounce, knowledge.Bokmal, line).Reply())
}

// done shows what came of something that was done with an announcement that was sent. What another coordinator has to
// approve first is told in the coordinators' channel.
func (a *Dialogue) done(ctx context.Context, t *bot.Turn, id announce.ID, err error) error {
	if err != nil && !errors.Is(err, announce.ErrAsked) {
		return err
	}
	if err != nil {
		one, err := a.scheduler.Get(ctx, by(t), id)
		if err != nil {
			return err
		}
		if one.Asked != nil { // nobody was quicker
			line := askedLine(one) + " " + texts.ForAnnouncing().AskedWaits
			if err := a.askOthers(ctx, one, one.Asked.ID, line); err != nil {
				return err
			}
		}
	}
	return a.follow(ctx, t, id)
}

// askedLine says who wants what.
func askedLine(one announce.Announcement) string {
	text := texts.ForAnnouncing()
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
	text := texts.ForAnnouncing()
	line := askedLine(one)
	card := message.NewCard("nb", line).Add(message.Label(text.StateApproval), message.Heading(text.AskedTitle),
		message.Text(message.Escape(line)), message.Note(announce.Moment(one.Asked.At.In(a.oslo))))
	approve, deny := buttonFor(OpApprove, one), buttonFor(OpDeny, one)
	approve.Asked, deny.Asked = one.Asked.ID, one.Asked.ID
	if one.Asked.By(viewer) {
		card.Add(message.Text(text.AskedWaits)).AddActions(message.Submit(text.TakeBack, deny))
	} else {
		card.AddActions(message.Primary(text.Approve, approve), message.Submit(text.Deny, deny))
	}
	card.AddActions(message.Submit(text.ShowStatus, buttonFor(OpRefresh, one)))
	if one.Asked.Act != announce.Correction {
		return message.Reply{Card: card.JSON(), Summary: line, Locale: "nb-NO"}
	}
	corrected := one
	corrected.Content, corrected.Corrected = one.Asked.Content, a.now()
	return above(announce.Render(corrected, a.oslo), card.Add(pictureNote(corrected.Content)...), corrected.Title)
}
