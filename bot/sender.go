package bot

import (
	"context"
	"errors"
	"log/slog"

	"kjernebot/bot/message"
)

// Sender is a Connector that knows what to do with a message for one person where others read along (Reply.Only). It
// takes the first of these ways that Teams allows: in the conversation so that nobody else sees it, in the person's own
// chat with a line in the conversation, and that line alone, which says nothing of what it stands for.
type Sender struct {
	*Connector
	Here bool // Teams is asked to show a message to one person
	// Chat is the own chat of the conversation's User, begun if need be.
	Chat func(ctx context.Context, where message.Conversation) (message.Conversation, error)
	// Told is the line when the answer went to the chat, and when it went nowhere, for an answer in a language.
	Told func(locale string, arrived bool) message.Reply
}

// Send posts a new message. For one that is for one person alone the conversation names them. When that ends in
// ErrLater nothing of it has arrived, on no way.
func (s Sender) Send(ctx context.Context, to message.Conversation, r message.Reply) (message.ActivityID, error) {
	if r.Only == "" {
		return s.Connector.Send(ctx, to, r)
	}
	if s.Here {
		id, err := s.Connector.Send(ctx, to, r)
		if !TurnedDown(err) {
			return id, err
		}
		s.lg.LogAttrs(ctx, slog.LevelInfo, "not shown to one person", slog.Any("error", err))
	}
	failed := s.toChat(ctx, to, r)
	if errors.Is(failed, message.ErrLater) {
		return "", failed
	}
	if failed != nil {
		s.lg.LogAttrs(ctx, slog.LevelWarn, "no personal chat", slog.Any("error", failed))
	}
	arrived := failed == nil || errors.Is(failed, message.ErrUncertain)
	id, err := s.Connector.Send(ctx, to, s.Told(r.Locale, arrived))
	if arrived {
		err = failed // an answer that is there is not sent again for the line's sake
	}
	return id, err
}

func (s Sender) toChat(ctx context.Context, where message.Conversation, r message.Reply) error {
	chat, err := s.Chat(ctx, where)
	if err != nil {
		return err
	}
	chat.Thread, r.Only, r.Prompt, r.ReplyTo = "", "", "", ""
	_, err = s.Connector.Send(ctx, chat, r)
	return err
}
