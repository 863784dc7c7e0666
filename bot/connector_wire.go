package bot

import (
	"cmp"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"html"
	"slices"
	"unicode/utf8"

	"kjernebot/bot/message"
)

// outgoing is a message on the wire. schema.Activity is not used for it: it writes zero times and empty objects.
type outgoing struct {
	Type         string             `json:"type"`
	ID           message.ActivityID `json:"id,omitempty"`
	From         *wireID            `json:"from,omitempty"`
	Recipient    *wireID            `json:"recipient,omitempty"`
	Conversation *wireID            `json:"conversation,omitempty"`
	ReplyToID    message.ActivityID `json:"replyToId,omitempty"`
	TextFormat   string             `json:"textFormat,omitempty"`
	Text         string             `json:"text,omitempty"`
	Summary      string             `json:"summary,omitempty"`
	Locale       string             `json:"locale,omitempty"`
	Importance   string             `json:"importance,omitempty"`
	Suggested    *suggested         `json:"suggestedActions,omitempty"`
	raw          `json:"-"`
}

// raw is what of a message is JSON already.
type raw struct {
	attachments []message.Attachment
	entities    jsontext.Value
	channelData jsontext.Value
	seal        *Seal // for the attachments; nil in tests
	where       message.ConversationID
}

// wireID is an account, a conversation or a channel of which only the id is said.
type wireID struct {
	ID       string `json:"id"`
	Targeted bool   `json:"isTargeted,omitzero"`
}

// outgoing makes the message of a reply.
func (c *Connector) outgoing(to message.Conversation, id message.ActivityID, r message.Reply) outgoing {
	m := outgoing{
		Type: "message", ID: id, From: c.from(to), Conversation: &wireID{ID: to.Path()}, ReplyToID: r.ReplyTo,
		TextFormat: "markdown", Text: r.Text, Summary: r.Summary, Locale: r.Locale, Importance: r.Importance,
		Suggested: suggest(to, r),
		raw: raw{attachments: r.Attachments, entities: r.Entities, channelData: r.ChannelData, seal: c.seal,
			where: to.ID},
	}
	if r.Only != "" {
		m.where += onlyMark
	}
	if r.Typing {
		m.Type = "typing"
	}
	if to.Kind == message.Personal && to.User != "" {
		m.Recipient = &wireID{ID: string(to.User)}
	}
	if r.Only != "" { // with a sender or a conversation it could land beside its thread
		m.From, m.Conversation, m.ReplyToID, m.Recipient = nil, nil, "", nil
		if id == "" {
			m.Recipient = &wireID{ID: string(r.Only), Targeted: true}
		}
	}
	if r.Prompt != "" {
		m.entities = entities(r.Entities, pointer{Type: "targetedMessageInfo", Message: r.Prompt})
	}
	if r.Quote != "" && r.Only == "" {
		m.Text = `<quoted messageId="` + html.EscapeString(string(r.Quote)) + `"/>` + cmp.Or(m.Text, r.Summary)
		m.entities = entities(r.Entities, quote{"quotedReply", pointer{Message: r.Quote}})
	}
	if len(r.Card) > 0 {
		m.attachments = append([]message.Attachment{{ContentType: message.CardType, Content: speaking(r.Card, r.Summary)}},
			r.Attachments...)
	}
	return m
}

// suggested are buttons below a text; each writes what it says into the chat.
type suggested struct {
	To      []message.UserID `json:"to"`
	Actions []suggestion     `json:"actions"`
}

type suggestion struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	Value string `json:"value"`
}

// mostSuggested is how many of them Teams shows.
const mostSuggested = 3

// suggest makes the buttons of a reply; nil for none.
func suggest(to message.Conversation, r message.Reply) *suggested {
	if len(r.Suggest) == 0 {
		return nil
	}
	s := suggested{To: []message.UserID{to.User}}
	for _, one := range r.Suggest[:min(len(r.Suggest), mostSuggested)] {
		s.Actions = append(s.Actions, suggestion{Type: "imBack", Title: one.Title, Value: one.Say})
	}
	return &s
}

// speaking is a card that says when it is read aloud what the notification says.
func speaking(card []byte, summary string) []byte {
	if summary == "" || len(card) < len(`{"a":1}`) || card[0] != '{' {
		return card
	}
	said, err := encode(summary)
	if err != nil {
		return card
	}
	return slices.Concat([]byte(`{"speak":`), said, []byte(","), card[1:])
}

// pointer names a message; quote shows one above the text.
type pointer struct {
	Type    string             `json:"type,omitempty"`
	Message message.ActivityID `json:"messageId"`
}

type quote struct {
	Type  string  `json:"type"`
	Quote pointer `json:"quotedReply"`
}

// from is the bot as it is called in a conversation.
func (c *Connector) from(to message.Conversation) *wireID {
	switch {
	case to.Bot != "":
		return &wireID{ID: string(to.Bot)}
	case c.botID != "":
		return &wireID{ID: string(c.botID)}
	}
	return nil
}

// encodeMessage refuses what Teams would not take, so that the reason is known here.
func encodeMessage(m outgoing) ([]byte, error) {
	body, err := m.encode()
	if err != nil {
		return nil, fmt.Errorf("encode message: %w", err)
	}
	// Text never has more UTF-16 units than bytes, so most need no counting.
	if 2*len(body) <= message.MaxMessage {
		return body, nil
	}
	if size := utf16Bytes(body); size > message.MaxMessage {
		return nil, fmt.Errorf("message of %d bytes (UTF-16) is larger than %d", size, message.MaxMessage)
	}
	return body, nil
}

// encode writes the message and puts what is JSON already in as it is. encoding/json would check and copy a card byte
// by byte, which took more time than all else about sending it (20 of 30 µs for 3 kB). A card that is no JSON is
// refused by Teams as well.
func (m outgoing) encode() ([]byte, error) {
	head, err := encode(m)
	if err != nil {
		return nil, err
	}
	body := make([]byte, 0, len(head)+m.raw.size())
	body = append(body, head...)
	if len(m.attachments) > 0 {
		body = append(body[:len(body)-1], `,"attachments":[`...)
		for i, a := range m.attachments {
			if i > 0 {
				body = append(body, ',')
			}
			content := a.Content
			a.Content = nil
			if head, err = encode(a); err != nil {
				return nil, err
			}
			body = append(body, head...)
			if len(content) > 0 {
				body = append(body[:len(body)-1], `,"content":`...)
				body = append(m.seal.appendCard(body, m.where, content), '}')
			}
		}
		body = append(body, "]}"...)
	}
	body = addMember(body, "entities", m.entities)
	return addMember(body, "channelData", m.channelData), nil
}

// size is about what encode adds; what is sealed grows by a third.
func (r raw) size() int {
	size := len(r.entities) + len(r.channelData) + 64
	for _, a := range r.attachments {
		size += len(a.Content)*3/2 + len(a.ContentURL) + len(a.Name) + 128
	}
	return size
}

// addMember adds a member to the end of the object that text ends with; nothing when there is no value.
func addMember(text []byte, name string, value []byte) []byte {
	if len(value) == 0 {
		return text
	}
	text = append(text[:len(text)-1], `,"`...)
	text = append(text, name...)
	text = append(text, `":`...)
	text = append(text, value...)
	return append(text, '}')
}

// encode writes JSON without escaping "<", ">" and "&", which would make mentions longer for nothing.
func encode(v any) ([]byte, error) { return json.Marshal(v, jsontext.AllowInvalidUTF8(true)) }

// utf16Bytes is the size that text in UTF-8 has in UTF-16.
func utf16Bytes(text []byte) int {
	units := utf8.RuneCount(text)
	for _, b := range text {
		if b >= 0xF0 { // begins a character beyond the basic plane, which takes two units
			units++
		}
	}
	return 2 * units
}

// resource is what the service says about what it made.
type resource struct {
	ID         string `json:"id"`
	ServiceURL string `json:"serviceUrl"`
}

// resourceOf reads a 2xx answer. Any that cannot be read means that the message was taken and its id is not known.
func resourceOf(answer []byte) resource {
	var r resource
	if json.Unmarshal(answer, &r) != nil {
		return resource{}
	}
	return r
}
