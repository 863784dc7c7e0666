package bot

import (
	"cmp"
	"context"
	"encoding/json/v2"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"kjernebot/bot/message"
)

const (
	membersPage    = 500 // members that are asked for at once, the most that the service gives
	maxMemberPages = 200 // 100,000 members, far more than a team can have
)

// wireMember is a member on the wire: the object id has two names, by call.
type wireMember struct {
	message.Member
	ObjectID message.ObjectID `json:"objectId"`
}

func (m wireMember) member() message.Member {
	m.Object = cmp.Or(m.Object, m.ObjectID)
	return m.Member
}

// Member asks for one participant of a conversation. Who is not in it is ErrRejected with status 404.
func (c *Connector) Member(ctx context.Context, in message.Conversation, user message.UserID) (message.Member, error) {
	const op = "member"
	m, err := ask[wireMember](ctx, c, callTo(in, op, http.MethodGet, nil, string(in.ID), "members", string(user)))
	if err == nil && m.ID == "" {
		err = unreadable(op)
	}
	return m.member(), err
}

// Members lists the participants of a conversation, page by page as they are used. After an error nothing follows.
func (c *Connector) Members(ctx context.Context, in message.Conversation) iter.Seq2[message.Member, error] {
	const op = "members"
	return func(yield func(message.Member, error) bool) {
		k := callTo(in, op, http.MethodGet, nil, string(in.ID), "pagedMembers")
		k.query = url.Values{"pageSize": {strconv.Itoa(membersPage)}}
		for range maxMemberPages {
			page, err := ask[struct {
				Members []wireMember `json:"members"`
				Token   string       `json:"continuationToken"`
			}](ctx, c, k)
			if err != nil {
				yield(message.Member{}, err)
				return
			}
			for _, m := range page.Members {
				if !yield(m.member(), nil) {
					return
				}
			}
			if page.Token == "" || page.Token == k.query.Get("continuationToken") {
				return
			}
			k.query.Set("continuationToken", page.Token)
		}
		yield(message.Member{}, refused(op, errors.New("the list does not end")))
	}
}

func ask[T any](ctx context.Context, c *Connector, k call) (answer T, err error) {
	body, err := c.do(ctx, k)
	if err == nil && json.Unmarshal(body, &answer) != nil {
		err = unreadable(k.op)
	}
	return answer, err
}

// unreadable is the error of a 2xx answer that does not hold what was asked for.
func unreadable(op string) *message.SendError {
	return &message.SendError{Op: op, Status: http.StatusOK, Outcome: message.ErrLater,
		Err: errors.New("the answer cannot be read")}
}

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
