package announcing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
	"kjernebot/knowledge"
)

// Refresh makes the card that was clicked show how an announcement stands now.
func (a *Dialogue) Refresh(ctx context.Context, c *dialogue.Call) error {
	return a.follow(ctx, c.Turn, announce.ID(c.Button.ID))
}

// Show answers with how an announcement stands: the preview of a draft, a card that follows it afterwards.
func (a *Dialogue) Show(ctx context.Context, c *dialogue.Call) error {
	return a.show(ctx, c.Turn, announce.ID(c.Button.ID))
}

// Stop ends the sending: what has not left stays here.
func (a *Dialogue) Stop(ctx context.Context, c *dialogue.Call) error {
	return a.after(ctx, c, a.scheduler.Cancel)
}

// Withdraw takes an announcement back everywhere.
func (a *Dialogue) Withdraw(ctx context.Context, c *dialogue.Call) error {
	return a.after(ctx, c, a.scheduler.Withdraw)
}

// follow makes the card that was clicked show how an announcement goes on, from now on. Where that card is not in the
// coordinator's own chat, they get one there.
func (a *Dialogue) follow(ctx context.Context, t *bot.Turn, id announce.ID) error {
	if t.Conversation.Kind != message.Personal || t.ReplyTo == "" {
		return a.show(ctx, t, id)
	}
	card := announce.LiveCard{Subject: string(id), Owner: t.Person, To: t.Conversation, Activity: t.ReplyTo}
	if err := a.put(ctx, card); err != nil {
		return err
	}
	return a.refresh(ctx, func(c announce.LiveCard) bool { return c.Subject == string(id) })
}

// put has a card follow an announcement from now on. The one that did before is closed: nobody would keep it true.
func (a *Dialogue) put(ctx context.Context, card announce.LiveCard) error {
	before, err := a.store.PutCard(ctx, card)
	if err != nil || before.Activity == "" || before.Activity == card.Activity {
		return err
	}
	_, err = a.store.Enqueue(ctx, outbox.Message{
		Kind: outbox.Update, To: before.To, Activity: before.Activity, Priority: outbox.Conversational,
		Reply: dialogue.Plain(dialogue.KindAnnounce, knowledge.Bokmal, texts.ForAnnouncing().ShownBelow).Reply(),
	})
	a.wake()
	return err
}

func (a *Dialogue) show(ctx context.Context, t *bot.Turn, id announce.ID) error {
	p, err := a.scheduler.Progress(ctx, by(t), id)
	if err != nil {
		return err
	}
	if p.State == announce.Draft {
		return a.showDraft(ctx, t, p.Announcement)
	}
	if p.Asked != nil {
		return a.private(ctx, t, a.askedReply(p.Announcement, by(t)))
	}
	r, mark, err := a.progressCard(ctx, by(t), p)
	if err != nil {
		return err
	}
	if err := a.private(ctx, t, r); err != nil || t.Conversation.Kind != message.Personal || t.Sent() == "" {
		return err
	}
	return a.put(ctx, announce.LiveCard{
		Subject: string(id), Owner: t.Person, To: t.Conversation, Activity: t.Sent(), Shown: mark,
	})
}

// showDraft is the preview, or the form while something is missing.
func (a *Dialogue) showDraft(ctx context.Context, t *bot.Turn, one announce.Announcement) error {
	if one.Check() != nil || one.Typed.Unread {
		f := a.formOf(one)
		f.check(one, a.registry, a.oslo, a.now())
		return a.private(ctx, t, f.reply())
	}
	r, err := a.preview(ctx, t, one.ID)
	if err != nil {
		return err
	}
	return a.private(ctx, t, r)
}

// after does something with an announcement that was sent and shows what comes of it on the card that was clicked.
func (a *Dialogue) after(
	ctx context.Context, c *dialogue.Call, do func(context.Context, announce.Signature,
		announce.ID) (announce.Announcement, error),
) error {
	id := announce.ID(c.Button.ID)
	_, err := do(ctx, by(c.Turn), id)
	return a.done(ctx, c.Turn, id, err)
}

// Correct changes an announcement everywhere, as it was previewed. Doing it twice does nothing more.
func (a *Dialogue) Correct(ctx context.Context, c *dialogue.Call) error {
	b := readAnnounceButton(c.Form)
	one, err := a.scheduler.Get(ctx, by(c.Turn), b.ID)
	if err != nil {
		return err
	}
	switch {
	case b.Content == nil:
		return announce.ErrGone
	case one.Content == *b.Content && one.Version != b.Seen:
		return a.follow(ctx, c.Turn, b.ID)
	}
	_, err = a.scheduler.Correct(ctx, by(c.Turn), b.ID, b.Seen, *b.Content)
	return a.done(ctx, c.Turn, b.ID, err)
}

// correctionPreview is a corrected announcement as everybody will have it, with the button that does it.
func (a *Dialogue) correctionPreview(one announce.Announcement, c announce.Content) message.Reply {
	text := texts.ForAnnouncing()
	corrected := one
	corrected.Content, corrected.Corrected = c, a.now()
	with := func(op string) announceButton {
		b := buttonFor(op, one)
		b.Content = &c
		return b
	}
	card := message.NewCard("nb", text.CorrectTitle).
		Add(message.Label(text.CorrectLabel), message.Heading(text.CorrectTitle), message.Text(text.CorrectIntro)).
		Add(pictureNote(c)...).
		AddActions(message.Primary(text.CorrectAll, with(OpCorrect)), message.Submit(text.Edit, with(OpCorrectForm)))
	return above(announce.Render(corrected, a.oslo), card, c.Title)
}

// Resend tries the copies again that the coordinator chose.
func (a *Dialogue) Resend(ctx context.Context, c *dialogue.Call) error {
	failed, uncertain := c.Value(fieldResendFailed) == "true", c.Value(fieldResendUnsure) == "true"
	if !failed && !uncertain {
		return a.say(ctx, c.Turn, texts.ForAnnouncing().ResendNobody)
	}
	id := announce.ID(c.Button.ID)
	_, err := a.scheduler.Resend(ctx, by(c.Turn), id, failed, uncertain)
	return a.done(ctx, c.Turn, id, err)
}

// Remind sends the one reminder.
func (a *Dialogue) Remind(ctx context.Context, c *dialogue.Call) error {
	id := announce.ID(c.Button.ID)
	n, err := a.scheduler.Remind(ctx, by(c.Turn), id)
	if err != nil {
		return a.done(ctx, c.Turn, id, err)
	}
	if n == 0 {
		return a.say(ctx, c.Turn, texts.ForAnnouncing().RemindNobody)
	}
	if err := a.follow(ctx, c.Turn, id); err != nil {
		return err
	}
	return a.say(ctx, c.Turn, fmt.Sprintf(texts.ForAnnouncing().Reminded, n))
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
	return a.refresh(ctx, func(c announce.LiveCard) bool {
		next, slow := a.next.Load(c.Subject)
		return !slow || !a.now().Before(next.(time.Time))
	})
}

func (a *Dialogue) refresh(ctx context.Context, which func(announce.LiveCard) bool) error {
	cards, err := a.store.LiveCards(ctx)
	if err != nil {
		return err
	}
	cards = slices.DeleteFunc(cards, func(c announce.LiveCard) bool { return !which(c) })
	var failed []error
	for _, c := range cards {
		failed = append(failed, a.refreshCard(ctx, c))
	}
	return errors.Join(failed...)
}

// refreshCard changes a card when there is news, and lets it rest when it shows the end.
func (a *Dialogue) refreshCard(ctx context.Context, c announce.LiveCard) error {
	viewer := announce.Signature{Person: c.Owner}
	p, err := a.scheduler.Progress(ctx, viewer, announce.ID(c.Subject))
	if errors.Is(err, announce.ErrGone) || errors.Is(err, announce.ErrNotAllowed) {
		return a.store.RestCard(ctx, c)
	}
	if err != nil {
		return err
	}
	read := asksReaders(p) && a.now().Sub(p.Started) < receiptsFor
	if a.next.Delete(c.Subject); read {
		a.next.Store(c.Subject, a.now().Add(receiptsEvery))
	}
	r, shown, err := a.progressCard(ctx, viewer, p)
	if err != nil {
		return err
	}
	if shown == c.Shown {
		if ended(p.State) && !read {
			return a.store.RestCard(ctx, c)
		}
		return nil
	}
	changed, err := a.store.ChangeCard(ctx, c, shown, r)
	if changed {
		a.wake()
	}
	return err
}

// ended reports whether an announcement goes nowhere by itself.
func ended(s announce.State) bool {
	return s == announce.Done || s == announce.Cancelled || s == announce.Withdrawn
}
