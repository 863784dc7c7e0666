package bot

import (
	"context"
	"errors"
	"net/http"

	"kjernebot/bot/message"
)

// create is the request for a personal chat.
type create struct {
	Bot         *wireID          `json:"bot,omitempty"`
	IsGroup     bool             `json:"isGroup"`
	Tenant      message.TenantID `json:"tenantId"`
	Members     []wireID         `json:"members"`
	ChannelData createData       `json:"channelData"`
}

type createData struct {
	Tenant wireID `json:"tenant"`
}

// errNoConversation: the service made a conversation and did not say which.
var errNoConversation = errors.New("the answer names no conversation")

// CreatePersonal opens the personal chat with a person who has the bot installed, or returns the one that exists.
// serviceURL is the newest one seen of the tenant. Seen is left zero: nothing has come from there yet.
func (c *Connector) CreatePersonal(ctx context.Context, tenant message.TenantID, user message.UserID,
	serviceURL string) (message.Conversation, error) {
	const op = "create chat"
	to := message.Conversation{Tenant: tenant, Kind: message.Personal, ServiceURL: serviceURL, Bot: c.botID, User: user}
	if tenant == "" || user == "" {
		return message.Conversation{}, refused(op, errors.New("tenant and user are both needed"))
	}
	body, err := encode(create{
		Bot: c.from(to), Tenant: tenant, Members: []wireID{{ID: string(user)}},
		ChannelData: createData{Tenant: wireID{ID: string(tenant)}},
	})
	if err != nil {
		return message.Conversation{}, refused(op, err)
	}
	k := callTo(to, op, http.MethodPost, body)
	k.again = true // gives the chat that there is
	answer, err := c.do(ctx, k)
	if err != nil {
		return message.Conversation{}, err
	}
	made := resourceOf(answer)
	if made.ID == "" {
		return message.Conversation{}, &message.SendError{Op: op, Status: http.StatusOK, Outcome: message.ErrLater,
			Err: errNoConversation}
	}
	to.ID = message.ConversationID(made.ID)
	if _, err := c.allowed.parse(made.ServiceURL); err == nil {
		to.ServiceURL = made.ServiceURL
	}
	return to, nil
}
