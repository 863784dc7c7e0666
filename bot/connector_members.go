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
	// membersPage is how many members are asked for at once; the service gives at most 500.
	membersPage = 500
	// maxMemberPages bounds a listing: 100,000 members, far more than a team can have.
	maxMemberPages = 200
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

// ask makes a call and reads its answer.
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
