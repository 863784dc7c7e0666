package bot

import (
	"context"
	"errors"
	"net/http"

	"kjernebot/bot/message"
)

// create is the request for a personal chat.
type create struct {
	Bot         *wireID           `json:"bot,omitempty"`
	IsGroup     bool              `json:"isGroup"`
	Tenant      message.TenantID  `json:"tenantId"`
	Members     []wireID          `json:"members"`
	ChannelData map[string]wireID `json:"channelData"`
}

// resource is what the service says about what it made.
type resource struct {
	ID         string `json:"id"`
	ServiceURL string `json:"serviceUrl"`
}

// CreatePersonal opens the personal chat with a person who has the bot installed, or returns the one that exists.
// serviceURL is the newest one seen of the tenant. Seen is left zero: nothing has come from there yet.
func (c *Connector) CreatePersonal(ctx context.Context, tenant message.TenantID, user message.UserID,
	serviceURL string) (message.Conversation, error) {
	const op = "create chat"
	to := message.Conversation{Tenant: tenant, Kind: message.Personal, ServiceURL: serviceURL, Bot: c.opts.BotID,
		User: user}
	if tenant == "" || user == "" {
		return message.Conversation{}, refused(op, errors.New("tenant and user are both needed"))
	}
	k := callTo(to, op, http.MethodPost, encode(create{
		Bot: c.from(to), Tenant: tenant, Members: []wireID{{ID: string(user)}},
		ChannelData: map[string]wireID{"tenant": {ID: string(tenant)}},
	}))
	k.again = true // gives the chat that there is
	made, err := ask[resource](ctx, c, k)
	if err != nil {
		return message.Conversation{}, err
	}
	if made.ID == "" {
		return message.Conversation{}, &message.SendError{Op: op, Status: http.StatusOK, Outcome: message.ErrLater,
			Err: errors.New("the answer names no conversation")}
	}
	to.ID = message.ConversationID(made.ID)
	if _, err := c.allowed.parse(made.ServiceURL); err == nil {
		to.ServiceURL = made.ServiceURL
	}
	return to, nil
}
