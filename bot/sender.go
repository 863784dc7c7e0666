package bot

import (
	"context"
	"errors"

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

// Send posts a new message. For one that is for one person alone the conversation names them. Such a one ends in
// ErrLater when nothing of it has arrived, whichever way it went.
func (s Sender) Send(ctx context.Context, to message.Conversation, r message.Reply) (message.ActivityID, error) {
	if r.Only == "" {
		return s.Connector.Send(ctx, to, r)
	}
	if s.Here {
		if id, err := s.Connector.Send(ctx, to, r); !TurnedDown(err) {
			return id, err
		}
	}
	failed := s.toChat(ctx, to, r)
	if errors.Is(failed, message.ErrLater) || errors.Is(failed, message.ErrUncertain) {
		return "", failed
	}
	s.lg.InfoContext(ctx, "not shown to one person in the conversation", "chat", failed)
	id, err := s.Connector.Send(ctx, to, s.Told(r.Locale, failed == nil))
	if failed == nil {
		err = nil // an answer that is there is not sent again for the line's sake
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
