package announcing

import (
	"context"
	"errors"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
)

// Read notes who has read, for a button that came as a message. In a channel nothing is posted: the thanks go to
// the reader's own chat.
func (a *Dialogue) Read(ctx context.Context, c *dialogue.Call) error {
	answer, first, err := a.read(ctx, c)
	if err != nil {
		return err
	}
	reply := dialogue.Plain(dialogue.KindAnnounce, texts.LangOf(c.Conversation.Locale), answer).Reply()
	if c.Conversation.Kind == message.Personal {
		return c.Reply(ctx, reply)
	}
	if !first {
		return nil
	}
	if err := a.later(ctx, c.Turn, reply); err != nil {
		// It has been noted, and the reader may be somebody whom the bot cannot write to.
		c.Log.WarnContext(ctx, "reader not thanked", "error", err)
	}
	return nil
}

// ReadByExecute notes who has read, for a button whose answer comes in the HTTP response: nothing is posted anywhere.
func (a *Dialogue) ReadByExecute(ctx context.Context, c *dialogue.Call) error {
	answer, _, err := a.read(ctx, c)
	if err != nil {
		return err
	}
	c.Respond(dialogue.ActionMessage(answer))
	return nil
}

// read notes who has read and tells them so, in their language. first reports whether it is news.
func (a *Dialogue) read(ctx context.Context, c *dialogue.Call) (answer string, first bool, err error) {
	text := texts.For(texts.LangOf(c.Conversation.Locale))
	first, err = a.Scheduler.MarkRead(ctx, idOf(c), c.Person)
	switch {
	case errors.Is(err, announce.ErrGone):
		return text.ReadGone, false, nil
	case errors.Is(err, announce.ErrNotAllowed):
		return text.ReadUnknown, false, nil
	case err != nil:
		return "", false, err
	}
	a.showRead(ctx, c.Turn, idOf(c))
	if !first {
		return text.ReadAlready, false, nil
	}
	return text.ReadThanks, true, nil
}

// showRead puts «Du har lest og forstått» in the place of the button in the reader's own copy; the one in a channel is
// everybody's. A correction that comes meanwhile is not undone by it: what was shown is looked at again. It may fail:
// it has been noted.
func (a *Dialogue) showRead(ctx context.Context, t *bot.Turn, id announce.ID) {
	if t.Conversation.Kind != message.Personal || t.ReplyTo == "" {
		return
	}
	for shown := 0; ; {
		r, version, err := a.Scheduler.ReadCopy(ctx, id)
		if err == nil && version == shown {
			return
		}
		if err == nil {
			shown, err = version, t.Replace(ctx, t.ReplyTo, r)
		}
		if err != nil {
			t.Log.WarnContext(ctx, "copy does not show that it was read", "error", err)
			return
		}
	}
}
