package announcing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// Decide ends the sending of an announcement, so that what has not left stays here, takes it back everywhere, or does
// what another coordinator asked for, as the card shows it.
func (a *Dialogue) Decide(ctx context.Context, c *dialogue.Call) (err error) {
	switch who, id := by(c.Turn), idOf(c); c.Button.Op {
	case OpStop:
		_, err = a.Scheduler.Cancel(ctx, who, id)
	case OpWithdraw:
		_, err = a.Scheduler.Do(ctx, who, id, announce.Deed{Act: announce.Withdrawal})
	case OpApprove:
		_, err = a.Scheduler.Approve(ctx, who, id, c.Button.Asked)
	}
	return a.done(ctx, c, err)
}

// Correct changes an announcement everywhere, as it was previewed. Doing it twice does nothing more.
func (a *Dialogue) Correct(ctx context.Context, c *dialogue.Call) error {
	one, err := a.Scheduler.Get(ctx, by(c.Turn), idOf(c))
	if err != nil {
		return err
	}
	seen, content := c.Button.Seen, c.Button.Content
	if content == nil {
		return announce.ErrGone
	}
	if one.Content != *content || one.Version == seen {
		_, err = a.Scheduler.Do(ctx, by(c.Turn), one.ID,
			announce.Deed{Act: announce.Correction, Version: seen, Content: *content})
	}
	return a.done(ctx, c, err)
}

// Resend tries the copies again that the coordinator chose.
func (a *Dialogue) Resend(ctx context.Context, c *dialogue.Call) error {
	deed := announce.Deed{Act: announce.Resending, Failed: c.Value(fieldResendFailed) == "true",
		Uncertain: c.Value(fieldResendUnsure) == "true"}
	if !deed.Failed && !deed.Uncertain {
		return c.Reply(ctx, line(text.ResendNobody))
	}
	_, err := a.Scheduler.Do(ctx, by(c.Turn), idOf(c), deed)
	return a.done(ctx, c, err)
}

// Remind sends the one reminder.
func (a *Dialogue) Remind(ctx context.Context, c *dialogue.Call) error {
	n, err := a.Scheduler.Do(ctx, by(c.Turn), idOf(c), announce.Deed{Act: announce.Reminder})
	if err == nil && n == 0 {
		return c.Reply(ctx, line(text.RemindNobody))
	}
	if failed := a.done(ctx, c, err); err != nil || failed != nil {
		return failed
	}
	return c.Reply(ctx, line(fmt.Sprintf(text.Reminded, n)))
}

// Refresh makes the card that was clicked show how an announcement goes on, from now on. Where that card is not in the
// coordinator's own chat, they get one there.
func (a *Dialogue) Refresh(ctx context.Context, c *dialogue.Call) error {
	if c.Conversation.Kind != message.Personal || c.ReplyTo == "" {
		return a.Show(ctx, c)
	}
	card := announce.LiveCard{Subject: c.Button.ID, Owner: c.Person, To: c.Conversation, Activity: c.ReplyTo}
	if err := a.put(ctx, card); err != nil {
		return err
	}
	return a.refresh(ctx, func(subject string) bool { return subject == c.Button.ID })
}

// View answers with the card as it is now, because somebody looks at it or clicks for that.
func (a *Dialogue) View(ctx context.Context, c *dialogue.Call) error {
	p, err := a.Scheduler.Progress(ctx, by(c.Turn), idOf(c))
	if err != nil {
		return err
	}
	r, _, err := a.progressCard(ctx, by(c.Turn), p)
	if err == nil {
		c.RespondCard(r)
	}
	return err
}

// put has a card follow an announcement from now on. The one that did before is closed: nobody would keep it true.
func (a *Dialogue) put(ctx context.Context, card announce.LiveCard) error {
	before, err := a.Store.PutCard(ctx, card)
	if err != nil || before.Activity == "" || before.Activity == card.Activity {
		return err
	}
	return a.Enqueue(ctx, outbox.Message{Kind: outbox.Update, To: before.To, Activity: before.Activity,
		Reply: line(text.ShownBelow)})
}

// Show answers with how an announcement stands: the preview of a draft, or the form while something is missing, and a
// card that follows it afterwards.
func (a *Dialogue) Show(ctx context.Context, c *dialogue.Call) error {
	p, err := a.Scheduler.Progress(ctx, by(c.Turn), idOf(c))
	if err != nil {
		return err
	}
	var r message.Reply
	mark, one := "", p.Announcement
	switch {
	case one.State == announce.Draft && (one.Check() != nil || one.Typed.Unread || one.Outdated(a.Now())):
		f := a.formOf(one)
		f.check(one, a.Registry, a.Now())
		r = f.reply()
	case one.State == announce.Draft:
		r, err = a.preview(ctx, c.Turn, one)
	case one.Asked != nil:
		r = a.askedReply(one, by(c.Turn))
	default:
		r, mark, err = a.progressCard(ctx, by(c.Turn), p)
	}
	if err != nil {
		return err
	}
	err = a.private(ctx, c.Turn, r)
	if err != nil || mark == "" || c.Conversation.Kind != message.Personal || c.Sent() == "" {
		return err
	}
	return a.put(ctx, announce.LiveCard{Subject: c.Button.ID, Owner: c.Person, To: c.Conversation, Activity: c.Sent(),
		Shown: mark})
}

const (
	// receiptsFor is how long after it was sent a card follows who has read, and receiptsEvery how often it is looked at
	// then: people read for days, and nobody waits at the screen.
	receiptsFor   = 14 * 24 * time.Hour
	receiptsEvery = 30 * time.Second
)

// ShowProgress brings the cards up to date that show how announcements go on. Call it every few seconds; any number of
// replicas may. What fails for one card does not hold up the others.
func (a *Dialogue) ShowProgress(ctx context.Context) error {
	return a.refresh(ctx, func(subject string) bool {
		next, slow := a.next.Load(subject)
		return !slow || !a.Now().Before(next.(time.Time))
	})
}

// refresh brings the cards about those subjects up to date.
func (a *Dialogue) refresh(ctx context.Context, which func(subject string) bool) error {
	cards, err := a.Store.LiveCards(ctx)
	failed := []error{err}
	cards = slices.DeleteFunc(cards, func(c announce.LiveCard) bool { return !which(c.Subject) })
	for _, c := range cards {
		failed = append(failed, a.refreshCard(ctx, c))
	}
	return errors.Join(failed...)
}

// refreshCard changes a card when there is news, and lets it rest when it shows the end.
func (a *Dialogue) refreshCard(ctx context.Context, c announce.LiveCard) error {
	viewer := announce.Signature{Person: c.Owner}
	p, err := a.Scheduler.Progress(ctx, viewer, announce.ID(c.Subject))
	if errors.Is(err, announce.ErrGone) || errors.Is(err, announce.ErrNotAllowed) {
		return a.Store.RestCard(ctx, c)
	}
	read := asksReaders(p) && a.Now().Sub(p.Started) < receiptsFor
	a.next.Delete(c.Subject)
	var r message.Reply
	var mark string
	if err == nil {
		r, mark, err = a.progressCard(ctx, viewer, p)
	}
	switch {
	case err != nil:
		return err
	case mark == c.Shown && (ended(p.State) || p.State == announce.Draft && len(p.Approved) == 0) && !read:
		return a.Store.RestCard(ctx, c)
	case mark == c.Shown:
		if read { // while there is news that is not shown yet, the card is looked at as often as others
			a.next.Store(c.Subject, a.Now().Add(receiptsEvery))
		}
		return nil
	}
	changed, err := a.Store.ChangeCard(ctx, c, mark, r)
	if changed {
		a.Wake()
	}
	return err
}

// ended reports whether an announcement goes nowhere by itself.
func ended(s announce.State) bool {
	return s == announce.Done || s == announce.Cancelled || s == announce.Withdrawn
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
		var one announce.Announcement
		if one, err = a.Scheduler.Get(ctx, by(c.Turn), idOf(c)); err == nil && one.Asked != nil { // nobody was quicker
			err = a.askOthers(ctx, one, one.Asked.ID, askedLine(one)+" "+text.AskedWaits)
		}
	}
	if err != nil {
		return err
	}
	return a.Refresh(ctx, c)
}

// askOthers asks in the coordinators' channel for a second pair of eyes, once for each thing that is asked. What the
// announcement says is not shown there.
func (a *Dialogue) askOthers(ctx context.Context, one announce.Announcement, asked, line string) error {
	desk, err := a.Store.Desk(ctx)
	if errors.Is(err, message.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	card := message.NewCard("nb", line).Add(message.Label(text.StateApproval), message.Verbatim(line)).
		AddActions(message.Submit(text.ShowPreview, buttonFor(OpShow, one)))
	return a.Enqueue(ctx, outbox.Message{Key: fmt.Sprintf("approve %s %s", one.ID, asked), Kind: outbox.Send, To: desk,
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

// corrected is an announcement as everybody will have it when it is corrected, over a card about that, which names the
// languages in which it says what it said.
func (a *Dialogue) corrected(one announce.Announcement, c announce.Content, card *message.Card) message.Reply {
	same := slices.DeleteFunc(c.Langs(), func(l announce.Lang) bool {
		was, is := one.In(l), c.In(l)
		return was.Title != is.Title || was.Text != is.Text
	})
	if len(same) > 0 && len(same) < len(c.Langs()) {
		card.Add(message.Text(fmt.Sprintf(text.LangsSame, langNames(same))))
	}
	one.Content, one.Corrected = c, a.Now()
	return above(announce.Renderings(one), card.Add(pictureNote(c)...), c.Title)
}
