package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"kjernebot/bot/message"
)

// create is the request for a new conversation.
type create struct {
	Bot         *wireID          `json:"bot,omitempty"`
	IsGroup     bool             `json:"isGroup"`
	Tenant      message.TenantID `json:"tenantId,omitempty"`
	Members     []wireID         `json:"members,omitempty"`
	ChannelData createData       `json:"channelData"`
	Activity    json.RawMessage  `json:"activity,omitempty"`
}

type createData struct {
	Channel *wireID `json:"channel,omitempty"`
	Tenant  *wireID `json:"tenant,omitempty"`
}

// errNoConversation: the service made a conversation and did not say which.
var errNoConversation = errors.New("the answer names no conversation")

// CreatePersonal opens the personal chat with a person who has the bot installed, or returns the one that exists.
// serviceURL is the newest one seen of the tenant. Seen is left zero: nothing has come from there yet.
func (c *Connector) CreatePersonal(ctx context.Context, tenant message.TenantID, user message.UserID, serviceURL string) (message.Conversation, error) {
	const op = "create chat"
	to := message.Conversation{Tenant: tenant, Kind: message.Personal, ServiceURL: serviceURL, Bot: c.botID, User: user}
	if tenant == "" || user == "" {
		return message.Conversation{}, refused(op, errors.New("tenant and user are both needed"))
	}
	made, err := c.create(ctx, op, to, true, create{
		Bot: c.from(to), Tenant: tenant, Members: []wireID{{ID: string(user)}},
		ChannelData: createData{Tenant: &wireID{ID: string(tenant)}},
	})
	if err != nil {
		return message.Conversation{}, err
	}
	if made.ID == "" {
		return message.Conversation{}, &message.SendError{Op: op, Status: http.StatusOK, Outcome: message.ErrLater, Err: errNoConversation}
	}
	to.ID = message.ConversationID(made.ID)
	if _, err := c.allowed.parse(made.ServiceURL); err == nil {
		to.ServiceURL = made.ServiceURL
	}
	return to, nil
}

// StartThread posts a message as a new thread of a channel and returns the thread's address and the message's id,
// both as far as the service tells. Send to a channel without Thread does the same and is what most callers want.
func (c *Connector) StartThread(ctx context.Context, channel message.Conversation, r message.Reply) (message.Conversation, message.ActivityID, error) {
	const op = "start thread"
	channel.Thread = ""
	if channel.Kind != message.Channel || channel.ID == "" {
		return message.Conversation{}, "", refused(op, errors.New("not a channel"))
	}
	msg, err := c.message(channel, "", r)
	if err != nil {
		return message.Conversation{}, "", refused(op, err)
	}
	request := create{
		Bot: c.from(channel), IsGroup: true, Activity: msg,
		ChannelData: createData{Channel: &wireID{ID: string(channel.ID)}},
	}
	if channel.Tenant != "" {
		request.ChannelData.Tenant = &wireID{ID: string(channel.Tenant)}
	}
	made, err := c.create(ctx, op, channel, false, request)
	if err != nil {
		return message.Conversation{}, "", err
	}
	root := made.Activity
	if _, thread, ok := strings.Cut(made.ID, message.ThreadMark); ok {
		channel.Thread = message.ActivityID(thread)
		if root == "" {
			root = thread
		}
	}
	if channel.Thread == "" {
		channel.Thread = message.ActivityID(root)
	}
	return channel, message.ActivityID(root), nil
}

func (c *Connector) create(ctx context.Context, op string, to message.Conversation, again bool, request create) (resource, error) {
	body, err := encode(request)
	if err != nil {
		return resource{}, refused(op, err)
	}
	answer, err := c.do(ctx, call{
		op: op, method: http.MethodPost, service: to.ServiceURL, body: body, again: again,
		path: []string{"v3", "conversations"},
	})
	if err != nil {
		return resource{}, err
	}
	return resourceOf(answer), nil
}
