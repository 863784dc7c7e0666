package dialogue

import (
	"context"
	"encoding/json"
	"errors"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/internal/members"
	"kjernebot/knowledge"
)

// Call is one thing that a person asks of a dialogue: the turn, with what the router has found out about it.
type Call struct {
	*bot.Turn
	Lang    knowledge.Lang  // of the reply
	Request Request         // what somebody wrote; zero for a click
	Button  Button          // the one that was clicked; zero for a message
	Form    json.RawMessage // all that came with the click: what the button carries and the fields of a form
	Access  members.Access  // what the person may do; without rights where the route asks for none
}

// Instead puts a message in the place of the card that was clicked, so that it cannot be clicked again, or below where
// that cannot be.
func (c *Call) Instead(ctx context.Context, r message.Reply) error {
	if c.ReplyTo == "" || c.Conversation.Kind != message.Personal {
		return c.Reply(ctx, r)
	}
	err := c.Replace(ctx, c.ReplyTo, r)
	if errors.Is(err, message.ErrGone) || errors.Is(err, message.ErrRejected) {
		return c.Reply(ctx, r)
	}
	return err
}

// Value is what somebody wrote in a field of a form.
func (c *Call) Value(field string) string { return Fields(c.Form)(field) }
