package figures

import (
	"context"
	"errors"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/outbox"
)

// privateFor is how long figures that were asked for in a channel are worth sending.
const privateFor = 30 * time.Minute

// Deliver answers in the conversation, unless others read there and the reply is for the person alone: then it goes to
// their chat with the bot, and the conversation is told no more than that.
func (u *Dialogue) Deliver(ctx context.Context, t *bot.Turn, out dialogue.Outcome) error {
	if !out.Private || t.Conversation.Kind == message.Personal {
		return t.Reply(ctx, out.Reply())
	}
	if err := t.Claim(ctx); err != nil {
		return err
	}
	text := texts.FiguresFor(out.Lang)
	chat, err := u.people.Chat(ctx, t)
	if err != nil {
		if failed := (*message.SendError)(nil); !errors.As(err, &failed) {
			return err
		}
		t.Log.WarnContext(ctx, "no personal chat for figures", "error", err)
		return t.Reply(ctx, dialogue.Plain(dialogue.KindUsage, out.Lang, text.NotSent).Reply())
	}
	chat.Thread = ""
	_, err = u.store.Enqueue(ctx, outbox.Message{
		Key: "figures " + dialogue.ShortDigest(string(t.Person.Tenant), string(t.Conversation.ID), string(t.Activity),
			string(t.Kind), t.Text),
		Kind: outbox.Send, To: chat, Reply: out.Reply(), Priority: outbox.Conversational, Deadline: u.now().Add(privateFor),
	})
	if err != nil {
		return err
	}
	u.wake()
	told := text.Answered
	if out.Figures {
		told = text.Sent
	}
	return t.Reply(ctx, dialogue.Plain(dialogue.KindUsage, out.Lang, told).Reply())
}
