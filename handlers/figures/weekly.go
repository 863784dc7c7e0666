package figures

import (
	"context"
	"errors"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/outbox"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// weeklyFor is how long a week's figures are worth sending: until the next ones.
const weeklyFor = 7 * 24 * time.Hour

// Subscribe has the person get the figures every week. They come in the personal chat, wherever it was asked for.
func (u *Dialogue) Subscribe(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	r := u.reader(c.Lang, c.Access)
	if !r.SeesAny() {
		return u.Unknown(ctx, c)
	}
	chat, err := u.People.Chat(ctx, c.Turn)
	if failed := (*message.SendError)(nil); errors.As(err, &failed) {
		return c.Line(r.t.NotSent), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	// What is known already has been told or can be asked for; the first to be sent is the next one.
	newest, _, err := u.Ledger.Newest(ctx, r.Viewer, u.Now())
	if err != nil {
		return dialogue.Outcome{}, err
	}
	err = u.Kept.Subscribe(ctx, usage.Subscription{Person: c.Person, Conversation: string(chat.ID), Sent: newest})
	return c.Line(r.t.Subscribed), err
}

// Unsubscribe ends it.
func (u *Dialogue) Unsubscribe(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	text := texts.FiguresFor(c.Lang)
	ended, err := u.Kept.Unsubscribe(ctx, c.Person)
	if ended {
		return c.Line(text.Stopped), err
	}
	return c.Line(text.NotSo), err
}

// SendWeekly sends the newest week to those who want it every week and have not got it, once a person and week whatever
// else runs. A kommune whose figures have not come waits. It returns how many were sent.
func (u *Dialogue) SendWeekly(ctx context.Context) (int, error) {
	now := u.Now()
	week, ok, err := u.Ledger.NewestWeek(ctx, now)
	if err != nil || !ok {
		return 0, err
	}
	due, err := u.Kept.DueSubscriptions(ctx, week)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, s := range due {
		first, failed := u.sendWeek(ctx, s, week)
		err = errors.Join(err, failed) // one person's trouble is not the others'
		if first {
			sent++
		}
		if ctx.Err() != nil {
			break
		}
	}
	if sent > 0 {
		u.Wake()
	}
	return sent, err
}

// sendWeek sends one person the week, if there are figures for what they may see now.
func (u *Dialogue) sendWeek(ctx context.Context, s usage.Subscription, wk week.Week) (bool, error) {
	access, err := u.People.Access(ctx, s.Person)
	v := usage.NewViewer(access, u.Visibility)
	if err != nil || !v.SeesAny() {
		return false, err
	}
	newest, ok, err := u.Ledger.Newest(ctx, v, u.Now())
	if err != nil || !ok || newest != wk {
		return false, err
	}
	chat, ok, err := u.ChatWith(ctx, s.Person)
	if err != nil || !ok { // the person has removed the bot
		return false, err
	}
	out, err := u.reader(chat.Lang, access).show(ctx, wanted{period: alone(wk), weekly: true})
	if err != nil {
		return false, err
	}
	out.Summary = texts.FiguresFor(chat.Lang).WeeklyIntro
	return u.Kept.SendWeekly(ctx, s.Person, wk, outbox.Message{
		Key: "weekly figures " + s.Person.String() + " " + wk.String(), Kind: outbox.Send, To: chat.Conversation,
		Reply: out.Reply(), Priority: outbox.Bulk, Deadline: u.Now().Add(weeklyFor),
	})
}
