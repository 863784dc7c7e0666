package bot

import (
	"context"
	"errors"
	"log/slog"

	"kjernebot/bot/message"
)

// Asides are the ways to answer one person where others read along, in the order in which they are tried: in the
// conversation so that nobody else sees it, in the person's own chat with a line in the conversation, and that line
// alone, which says nothing of what it stands for.
type Asides struct {
	Here bool // Teams is asked to show a message to one person
	// Chat is the person's own chat, begun if need be.
	Chat func(ctx context.Context, t *Turn) (message.Conversation, error)
	// Told is the line when the answer went to the chat, and when it went nowhere, for an answer in a language.
	Told func(locale string, arrived bool) message.Reply
}

func (t *Turn) aside(ctx context.Context, r message.Reply) error {
	if t.bot.opts.Asides.Here && t.User != "" {
		here := r
		here.Only = t.User
		if t.Unseen {
			here.Prompt = t.Activity
		}
		err := t.put(ctx, here)
		if !TurnedDown(err) {
			return err
		}
		t.Log.LogAttrs(ctx, slog.LevelInfo, "not shown to one person", slog.Any("error", err))
	}
	err := t.toChat(ctx, r)
	if err != nil {
		t.Log.LogAttrs(ctx, slog.LevelWarn, "no personal chat", slog.Any("error", err))
	}
	line := t.bot.opts.Asides.Told(r.Locale, err == nil || errors.Is(err, message.ErrUncertain))
	return t.bot.send(ctx, t, t.Conversation, line, line)
}

func (t *Turn) toChat(ctx context.Context, r message.Reply) error {
	chat, err := t.bot.opts.Asides.Chat(ctx, t)
	if err != nil {
		return err
	}
	chat.Thread, r.ReplyTo = "", ""
	return t.bot.send(ctx, t, chat, r, r)
}
