package bot

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// MaxMessage is the largest message in bytes, counted as UTF-16, as Teams counts. It takes about 100 kB and advises
// to stay below 80.
const MaxMessage = 80 << 10

// outgoing is a message on the wire. schema.Activity is not used for it: it writes zero times and empty objects.
type outgoing struct {
	Type         string          `json:"type"`
	ID           ActivityID      `json:"id,omitempty"`
	From         *wireID         `json:"from,omitempty"`
	Recipient    *wireID         `json:"recipient,omitempty"`
	Conversation *wireID         `json:"conversation,omitempty"`
	ReplyToID    ActivityID      `json:"replyToId,omitempty"`
	TextFormat   string          `json:"textFormat,omitempty"`
	Text         string          `json:"text,omitempty"`
	Summary      string          `json:"summary,omitempty"`
	Locale       string          `json:"locale,omitempty"`
	Importance   string          `json:"importance,omitempty"`
	Attachments  []Attachment    `json:"attachments,omitempty"`
	Entities     json.RawMessage `json:"entities,omitempty"`
	ChannelData  json.RawMessage `json:"channelData,omitempty"`
}

// wireID is an account, a conversation or a channel of which only the id is said.
type wireID struct {
	ID string `json:"id"`
}

// outgoing makes the message of a reply.
func (c *Connector) outgoing(to Conversation, id ActivityID, r Reply) outgoing {
	m := outgoing{
		Type: "message", ID: id, From: c.from(to), Conversation: &wireID{ID: to.Path()}, ReplyToID: r.ReplyTo,
		TextFormat: "markdown", Text: r.Text, Summary: r.Summary, Locale: r.Locale, Importance: r.Importance,
		Attachments: r.Attachments, Entities: r.Entities, ChannelData: r.ChannelData,
	}
	if to.Kind == Personal && to.User != "" {
		m.Recipient = &wireID{ID: string(to.User)}
	}
	if len(r.Card) > 0 {
		m.Attachments = append([]Attachment{{ContentType: CardType, Content: r.Card}}, r.Attachments...)
	}
	return m
}

// from is the bot as it is called in a conversation.
func (c *Connector) from(to Conversation) *wireID {
	switch {
	case to.Bot != "":
		return &wireID{ID: string(to.Bot)}
	case c.botID != "":
		return &wireID{ID: string(c.botID)}
	}
	return nil
}

// encode writes JSON without escaping "<", ">" and "&", which would make mentions longer for nothing.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

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
	Activity   string `json:"activityId"`
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
