package bot

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot/message"
)

// Activity is one request of Teams, with the fields that this bot uses.
//
// It is decoded here and not by the SDK: schema.Activity demands an object where Teams may send any JSON (value),
// keeps of an entity only its type, which loses mentions, and fails as a whole when one field has another type.
type Activity struct {
	Type         string               `json:"type"`
	ID           string               `json:"id"`
	Timestamp    string               `json:"timestamp"`
	ServiceURL   string               `json:"serviceUrl"`
	ChannelID    string               `json:"channelId"`
	From         Account              `json:"from"`
	Recipient    Account              `json:"recipient"`
	Conversation ConversationAccount  `json:"conversation"`
	Text         string               `json:"text"`
	Locale       string               `json:"locale"`
	ReplyToID    string               `json:"replyToId"`
	Name         string               `json:"name"`   // of an invoke or event
	Action       string               `json:"action"` // of an installationUpdate
	Value        json.RawMessage      `json:"value"`  // any JSON; see Data
	ChannelData  ChannelData          `json:"channelData"`
	Entities     []Entity             `json:"entities"`
	Attachments  []IncomingAttachment `json:"attachments"`
	Added        []Account            `json:"membersAdded"`
	Removed      []Account            `json:"membersRemoved"`
}

// Account is a participant of a conversation as an activity names it.
type Account struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	ObjectID string `json:"aadObjectId"`
	Role     string `json:"role"`
}

// ConversationAccount is the conversation as an activity names it.
type ConversationAccount struct {
	ID       string `json:"id"`
	Type     string `json:"conversationType"`
	TenantID string `json:"tenantId"`
}

// ChannelData is what Teams adds to the common protocol.
type ChannelData struct {
	Tenant    idObject `json:"tenant"`
	EventType string   `json:"eventType"`
	Team      struct {
		ID      string `json:"id"`
		GroupID string `json:"aadGroupId"`
	} `json:"team"`
	Channel  idObject `json:"channel"`
	Settings struct {
		SelectedChannel idObject `json:"selectedChannel"`
	} `json:"settings"`
	TeamsTeamID string `json:"teamsTeamId"`
}

type idObject struct {
	ID string `json:"id"`
}

// Entity is metadata about the text; of the many kinds only mentions matter here.
type Entity struct {
	Type      string  `json:"type"`
	Text      string  `json:"text"` // the literal <at>…</at>; may be missing
	Mentioned Account `json:"mentioned"`
}

// IncomingAttachment is a card, a file, a picture or the HTML form of the text.
type IncomingAttachment struct {
	ContentType string          `json:"contentType"`
	ContentURL  string          `json:"contentUrl"`
	Name        string          `json:"name"`
	Content     json.RawMessage `json:"content"` // object or string
}

// Decode reads an activity from a request body. A field of an unexpected type counts as absent; what makes the
// request useless (not JSON, or no type, conversation, recipient or service URL) is an error.
func Decode(body []byte) (*Activity, error) {
	var a Activity
	err := json.Unmarshal(body, &a)
	// encoding/json skips a value of the wrong type, decodes the rest, and reports the first one at the end.
	if wrongType := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrongType) {
		return nil, fmt.Errorf("decode activity: %w", err)
	}
	for _, needed := range [...]struct{ name, value string }{
		{"type", a.Type}, {"serviceUrl", a.ServiceURL}, {"conversation.id", a.Conversation.ID}, {"recipient.id", a.Recipient.ID},
	} {
		if needed.value == "" {
			return nil, fmt.Errorf("decode activity: %s is missing", needed.name)
		}
	}
	if a.ID == "" && a.Type != string(schema.Invoke) {
		return nil, errors.New("decode activity: id is missing")
	}
	return &a, nil
}

// sdk gives the SDK's form of the activity, as far as authentication looks at it.
func (a *Activity) sdk() schema.Activity {
	return schema.Activity{Type: schema.ActivityTypes(a.Type), ServiceURL: a.ServiceURL, ChannelID: a.ChannelID}
}

// Tenant is the tenant of the conversation. ok is false when the two places that name it disagree.
func (a *Activity) Tenant() (tenant message.TenantID, ok bool) {
	inConversation, inData := a.Conversation.TenantID, a.ChannelData.Tenant.ID
	if inConversation != "" && inData != "" && !strings.EqualFold(inConversation, inData) {
		return "", false
	}
	return message.TenantID(strings.ToLower(cmp.Or(inConversation, inData))), true
}

// Data is the activity's value as an object where it is one; a string that holds JSON is unpacked once, since some
// clients send it so. nil when there is no value.
func (a *Activity) Data() json.RawMessage {
	if len(a.Value) == 0 || string(a.Value) == "null" {
		return nil
	}
	var packed string
	if json.Unmarshal(a.Value, &packed) == nil && json.Valid([]byte(packed)) {
		return json.RawMessage(packed)
	}
	return a.Value
}

// Address is the conversation that the activity belongs to, with the thread it was written in.
func (a *Activity) Address() message.Conversation {
	tenant, _ := a.Tenant()
	id, thread, _ := strings.Cut(a.Conversation.ID, message.ThreadMark)
	c := message.Conversation{
		Tenant: tenant, ID: message.ConversationID(id), Thread: message.ActivityID(thread), Kind: a.kind(),
		ServiceURL: a.ServiceURL, Bot: message.UserID(a.Recipient.ID), Locale: a.Locale,
	}
	switch c.Kind {
	case message.Channel:
		c.Team, c.TeamGroup = cmp.Or(a.ChannelData.Team.ID, a.ChannelData.TeamsTeamID), a.ChannelData.Team.GroupID
		if c.Thread == "" && a.Type == string(schema.Message) {
			c.Thread = message.ActivityID(a.ID) // the message starts the thread that its answer belongs in
		}
	case message.Personal:
		c.User, c.Object = message.UserID(a.From.ID), message.ObjectID(strings.ToLower(a.From.ObjectID))
	}
	return c
}

// kind tells what sort of conversation it is, also where Teams leaves the field out.
func (a *Activity) kind() message.ConversationKind {
	switch k := message.ConversationKind(a.Conversation.Type); {
	case k == message.Personal, k == message.GroupChat, k == message.Channel:
		return k
	case strings.Contains(a.Conversation.ID, "@thread.tacv2"), strings.Contains(a.Conversation.ID, "@thread.skype"):
		return message.Channel
	case strings.Contains(a.Conversation.ID, "@thread"):
		return message.GroupChat
	}
	return message.Personal
}

// own reports whether the activity is the bot's own message, or another bot's, which is never answered.
func (a *Activity) own() bool {
	return a.From.ID == a.Recipient.ID || strings.HasPrefix(a.From.ID, "28:") || strings.EqualFold(a.From.Role, "bot")
}

// mentionsBot reports whether the text addresses this bot.
func (a *Activity) mentionsBot() bool {
	for _, e := range a.Entities {
		if e.Type == "mention" && strings.EqualFold(e.Mentioned.ID, a.Recipient.ID) {
			return true
		}
	}
	return false
}
