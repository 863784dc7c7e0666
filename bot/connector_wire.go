package bot

import (
	"cmp"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"html"
	"slices"
	"unicode/utf16"

	"kjernebot/bot/message"
)

// outgoing is a message on the wire. schema.Activity is not used for it: it writes zero times and empty objects.
type outgoing struct {
	Type         string               `json:"type"`
	ID           message.ActivityID   `json:"id,omitempty"`
	From         *wireID              `json:"from,omitempty"`
	Recipient    *wireID              `json:"recipient,omitempty"`
	Conversation *wireID              `json:"conversation,omitempty"`
	ReplyToID    message.ActivityID   `json:"replyToId,omitempty"`
	TextFormat   string               `json:"textFormat,omitempty"`
	Text         string               `json:"text,omitempty"`
	Summary      string               `json:"summary,omitempty"`
	Locale       string               `json:"locale,omitempty"`
	Importance   string               `json:"importance,omitempty"`
	Suggested    *suggested           `json:"suggestedActions,omitempty"`
	Attachments  []message.Attachment `json:"attachments,omitempty"`
	Entities     jsontext.Value       `json:"entities,omitempty"`
	ChannelData  jsontext.Value       `json:"channelData,omitempty"`
}

// wireID is an account, a conversation or a channel of which only the id is said.
type wireID struct {
	ID       string `json:"id"`
	Targeted bool   `json:"isTargeted,omitzero"`
}

// encode makes the message of a reply; id is set when it replaces a message. It refuses what Teams would not take, so
// that the reason is known here.
func (c *Connector) encode(to message.Conversation, id message.ActivityID, r message.Reply) ([]byte, error) {
	if !r.Typing && r.Text == "" && len(r.Card) == 0 && len(r.Attachments) == 0 {
		return nil, errors.New("nothing to send: neither text nor card")
	}
	m := outgoing{
		Type: "message", ID: id, From: c.from(to), Conversation: &wireID{ID: to.Path()}, ReplyToID: r.ReplyTo,
		TextFormat: "markdown", Text: r.Text, Summary: r.Summary, Locale: r.Locale, Importance: r.Importance,
		Suggested: suggest(to, r), Entities: r.Entities, ChannelData: r.ChannelData,
	}
	where := to.ID
	if r.Typing {
		m.Type = "typing"
	}
	if to.Kind == message.Personal && to.User != "" {
		m.Recipient = &wireID{ID: string(to.User)}
	}
	if r.Only != "" { // with a sender or a conversation it could land beside its thread
		where += onlyMark
		m.From, m.Conversation, m.ReplyToID, m.Recipient = nil, nil, "", nil
		if id == "" {
			m.Recipient = &wireID{ID: string(r.Only), Targeted: true}
		}
	}
	if r.Prompt != "" {
		m.Entities = entities(r.Entities, pointer{Type: "targetedMessageInfo", Message: r.Prompt})
	}
	if r.Quote != "" && r.Only == "" {
		m.Text = `<quoted messageId="` + html.EscapeString(string(r.Quote)) + `"/>` + cmp.Or(m.Text, r.Summary)
		m.Entities = entities(r.Entities, quote{"quotedReply", pointer{Message: r.Quote}})
	}
	m.Attachments = c.attachments(where, r)
	body, err := json.Marshal(m, asWritten)
	if err != nil {
		return nil, errors.New("the card or what stands beside it is no JSON") // the error itself may repeat it
	}
	if 2*len(body) > message.MaxMessage { // text never has more UTF-16 units than bytes
		if size := 2 * len(utf16.Encode([]rune(string(body)))); size > message.MaxMessage {
			return nil, fmt.Errorf("message of %d bytes (UTF-16) is larger than %d", size, message.MaxMessage)
		}
	}
	return body, nil
}

// attachments is what stands beside the text, the card first and its buttons sealed.
func (c *Connector) attachments(where message.ConversationID, r message.Reply) (all []message.Attachment) {
	if len(r.Card) > 0 {
		all = append(all, message.Attachment{ContentType: message.CardType, Content: speaking(r.Card, r.Summary)})
	}
	all = append(all, r.Attachments...)
	for i, a := range all {
		all[i].Content = c.opts.Seal.Card(where, a.Content)
	}
	return all
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
	return slices.Concat([]byte(`{"speak":`), encode(summary), []byte(","), card[1:])
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
	if id := cmp.Or(to.Bot, c.opts.BotID); id != "" {
		return &wireID{ID: string(id)}
	}
	return nil
}

// asWritten does not escape "<", ">" and "&", which would make mentions longer.
var asWritten = json.JoinOptions(jsontext.AllowInvalidUTF8(true), json.Deterministic(true))

// encode writes JSON of this package's own types.
func encode(v any) []byte {
	raw, err := json.Marshal(v, asWritten)
	if err != nil {
		panic(err) // unreachable: they hold texts, and JSON that was read
	}
	return raw
}
