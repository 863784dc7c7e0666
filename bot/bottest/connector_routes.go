package bottest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Member is a participant as the connector tells of it.
type Member struct {
	ID          string `json:"id"`
	AADObjectID string `json:"aadObjectId,omitempty"`
	ObjectID    string `json:"objectId,omitempty"`
	Name        string `json:"name,omitempty"`
	Email       string `json:"email,omitempty"`
	UPN         string `json:"userPrincipalName,omitempty"`
	Tenant      string `json:"tenantId,omitempty"`
	Role        string `json:"userRole,omitempty"`
}

// SetMembers says who is in a conversation.
func (c *Connector) SetMembers(conversation string, members ...Member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.members[conversation] = members
}

// mostMembers is how many members a page has at the most, whatever is asked for.
const mostMembers = 500

// route does what the request asks for.
func (c *Connector) route(req Request) (status int, answer any) {
	at := slices.Index(req.Path, "v3")
	if at < 0 || len(req.Path) < at+2 || req.Path[at+1] != "conversations" {
		return http.StatusNotFound, nil
	}
	rest := req.Path[at+2:]
	if len(req.Body) > 0 && !c.quiet.Load() && !json.Valid(req.Body) {
		return http.StatusBadRequest, errorBody("BadSyntax")
	}
	switch {
	case len(rest) == 0 && req.Method == http.MethodPost:
		return c.create(req.Body)
	case len(rest) < 2:
		return http.StatusNotFound, nil
	case rest[1] == "activities" && req.Method == http.MethodPost && len(rest) <= 3:
		return c.post(req, rest[0], rest[2:])
	case rest[1] == "activities" && len(rest) == 3:
		return c.change(req, rest[0], rest[2])
	case rest[1] == "activities" && len(rest) == 5 && rest[3] == "reactions":
		return c.react(req.Method, rest[0], rest[2], rest[4])
	case req.Method == http.MethodGet && rest[1] == "members" && len(rest) == 3:
		return c.member(rest[0], rest[2])
	case req.Method == http.MethodGet && strings.EqualFold(rest[1], "pagedMembers"):
		return c.page(req, rest[0])
	}
	return http.StatusNotFound, nil
}

// post takes a message, into a thread where the path names one.
func (c *Connector) post(req Request, conversation string, root []string) (int, any) {
	id := c.nextID()
	if c.quiet.Load() {
		c.count.Add(1)
		return http.StatusCreated, map[string]string{"id": id}
	}
	m := &Message{Conversation: conversation, ID: id, Body: req.Body, Versions: 1}
	if len(root) > 0 {
		if strings.Contains(conversation, "@thread.v2") {
			return http.StatusBadRequest, errorBody("BadArgument") // no threads in group chats
		}
		m.Thread = root[0]
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if status, code := c.targeted(req, m); status != 0 {
		return status, errorBody(code)
	}
	if c.full(conversation) {
		return http.StatusTooManyRequests, errorBody("Throttled")
	}
	c.count.Add(1)
	c.sent = append(c.sent, m)
	c.tell()
	if c.nameless && m.Only != "" {
		return http.StatusCreated, map[string]string{}
	}
	return http.StatusCreated, map[string]string{"id": id}
}

// tell wakes those who wait. The lock is held.
func (c *Connector) tell() {
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *Connector) change(req Request, conversation, id string) (int, any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuses(req) {
		return http.StatusBadRequest, errorBody("BadArgument")
	}
	for _, m := range c.sent {
		if m.ID != id || m.Conversation != conversation || m.Deleted || (m.Only != "") != isTargeted(req) {
			continue
		}
		if m.Only != "" && namesRecipient(req.Body) {
			return http.StatusBadRequest, errorBody("BadArgument")
		}
		switch req.Method {
		case http.MethodPut:
			m.Body = req.Body
			m.Versions++
			c.tell()
			return http.StatusOK, map[string]string{"id": id}
		case http.MethodDelete:
			m.Deleted = true
			c.tell()
			return http.StatusNoContent, nil
		}
	}
	return http.StatusNotFound, errorBody("ActivityNotFoundInConversation")
}

// create makes the one chat with a person.
func (c *Connector) create(body []byte) (int, any) {
	var req struct{ Members []struct{ ID string } }
	if json.Unmarshal(body, &req) != nil {
		return http.StatusBadRequest, errorBody("BadSyntax")
	}
	if len(req.Members) != 1 {
		return http.StatusBadRequest, errorBody("BadArgument")
	}
	return http.StatusCreated, map[string]string{"id": "a:chat-of-" + req.Members[0].ID}
}

func (c *Connector) member(conversation, id string) (int, any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.members[conversation] {
		if m.ID == id {
			return http.StatusOK, m
		}
	}
	return http.StatusNotFound, errorBody("MemberNotFoundInConversation")
}

func (c *Connector) page(req Request, conversation string) (int, any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.members[conversation]
	from, _ := strconv.Atoi(req.Query.Get("continuationToken")) // none: from the start
	size, err := strconv.Atoi(req.Query.Get("pageSize"))
	if err != nil || size > mostMembers {
		size = mostMembers
	}
	from = min(from, len(all))
	to := min(from+size, len(all))
	answer := map[string]any{"members": all[from:to]}
	if to < len(all) {
		answer["continuationToken"] = strconv.Itoa(to)
	}
	return http.StatusOK, answer
}
