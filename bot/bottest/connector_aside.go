package bottest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Reaction is a sign that the bot put on a message.
type Reaction struct {
	Conversation, Message, Sign string
	At                          time.Time
}

// limits are how many messages a conversation takes in a time, whoever sees them.
var limits = map[time.Duration]int{time.Second: 7, 2 * time.Second: 8, 30 * time.Second: 60, time.Hour: 1800}

// Limit makes each conversation take no more messages than Teams does; those for one person count as all do.
func (c *Connector) Limit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken = map[string][]time.Time{}
}

// full reports whether a conversation takes no more now, and else notes one. The lock is held.
func (c *Connector) full(conversation string) bool {
	if c.taken == nil {
		return false
	}
	where, _, _ := strings.Cut(conversation, ";")
	taken := c.taken[where]
	for span, most := range limits {
		if n := len(taken); n >= most && time.Since(taken[n-most]) < span {
			return true
		}
	}
	c.taken[where] = append(taken, time.Now())
	return false
}

// Nameless makes targeted messages be taken without saying their id, as Teams does now and then.
func (c *Connector) Nameless() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nameless = true
}

// Refuse makes this Teams answer 400 to every message that has one of these in its body or query.
func (c *Connector) Refuse(marks ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = marks
}

// newThings are what Teams learnt of late.
var newThings = []string{"isTargeted", "targetedMessageInfo", "quotedReply", "suggestedActions", "streaminfo",
	"extendedmarkdown", `"refresh":`}

// refuses reports whether a request has what this Teams refuses. The lock is held.
func (c *Connector) refuses(req Request) bool {
	return slices.ContainsFunc(c.refused, func(mark string) bool {
		return strings.Contains(string(req.Body), mark) || strings.Contains(req.Query.Encode(), mark)
	})
}

// IsOld reports whether this Teams answers 400 to all that is new.
func (c *Connector) IsOld() bool { return c.old }

// old are the tests whose Teams is one of before that.
var old sync.Map

// Old gives a test, and whatever it runs, a Teams that answers 400 to all that is new.
func Old(tb testing.TB) {
	old.Store(tb.Name(), true)
	tb.Cleanup(func() { old.Delete(tb.Name()) })
}

// isOld reports whether a test is one of those, or within one.
func isOld(tb testing.TB) bool {
	name, _, _ := strings.Cut(tb.Name(), "/")
	_, is := old.Load(name)
	return is
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
	if c.refuses(req) {
		return http.StatusBadRequest, "BadArgument"
	}
	var a aside
	_ = json.Unmarshal(req.Body, &a) // looked at before
	for _, e := range a.Entities {
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
	if method != http.MethodPut || c.old {
		return http.StatusBadRequest, errorBody("BadArgument")
	}
	if n := len(c.reacted); n > 1 && time.Since(c.reacted[n-2].At) < time.Second {
		return http.StatusTooManyRequests, errorBody("Throttled") // two a second
	}
	c.reacted = append(c.reacted, Reaction{conversation, message, sign, time.Now()})
	c.tell()
	return http.StatusOK, nil
}
