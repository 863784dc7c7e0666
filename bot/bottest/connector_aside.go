package bottest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Reaction is a sign that the bot put on a message.
type Reaction struct {
	Conversation, Message, Sign string
	At                          time.Time
}

// Nameless makes targeted messages be taken without saying their id, as Teams does now and then.
func (c *Connector) Nameless() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nameless = true
}

// NoQuotes makes this Teams know none of the messages that are quoted.
func (c *Connector) NoQuotes() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unquoted = true
}

// Reactions are the signs on messages, in the order they came.
func (c *Connector) Reactions() []Reaction {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.reacted)
}

// Expire makes a targeted message older than the 24 hours that Teams shows it.
func (c *Connector) Expire(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = slices.DeleteFunc(c.sent, func(m *Message) bool { return m.ID == id && m.Only != "" })
}

func isTargeted(req Request) bool { return req.Query.Get("isTargetedActivity") == "true" }

// aside is what decides whether a message is for one person.
type aside struct {
	From, Conversation *struct{ ID string }
	Recipient          *struct {
		ID         string
		IsTargeted bool
	}
	Entities []struct{ Type, MessageID string }
}

func namesRecipient(body []byte) bool {
	var a aside
	return json.Unmarshal(body, &a) == nil && a.Recipient != nil
}

// targeted holds a message for one person to Teams' rules; status 0: it keeps them, or is for everybody. The lock is
// held.
func (c *Connector) targeted(req Request, m *Message) (status int, code string) {
	var a aside
	_ = json.Unmarshal(req.Body, &a) // looked at before
	for _, e := range a.Entities {
		if e.Type == "quotedReply" && c.unquoted {
			return http.StatusBadRequest, "BadArgument"
		}
		if e.Type == "targetedMessageInfo" && !strings.HasPrefix(e.MessageID, TargetedID) {
			return http.StatusBadRequest, "INVALID_TARGETED_MESSAGE_ID"
		}
	}
	marked := a.Recipient != nil && a.Recipient.IsTargeted
	switch {
	case !isTargeted(req) && !marked:
		return 0, ""
	case !isTargeted(req), !marked, strings.HasPrefix(m.Conversation, "a:"):
		return http.StatusBadRequest, "BadArgument"
	}
	if strings.Contains(m.Conversation, ";messageid=") || a.From != nil || a.Conversation != nil {
		m.Thread = "" // lands at the top of the channel
	}
	if all, known := c.members[m.Conversation]; known && !slices.ContainsFunc(all, func(one Member) bool {
		return one.ID == a.Recipient.ID
	}) {
		return http.StatusForbidden, "MemberNotFoundInConversation"
	}
	m.Only = a.Recipient.ID
	return 0, ""
}

func (c *Connector) react(method, conversation, message, sign string) (int, any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if method != http.MethodPut {
		return http.StatusMethodNotAllowed, nil
	}
	if n := len(c.reacted); n > 1 && time.Since(c.reacted[n-2].At) < time.Second {
		return http.StatusTooManyRequests, errorBody("Throttled") // two a second
	}
	c.reacted = append(c.reacted, Reaction{conversation, message, sign, time.Now()})
	c.tell()
	return http.StatusOK, nil
}
