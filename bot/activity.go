package bot

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/json/jsontext"
	"errors"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/infracloudio/msbotbuilder-go/schema"
	xhtml "golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"kjernebot/bot/message"
	"kjernebot/internal/strictjson"
)

// Activity is one request of Teams, with the fields that this bot uses.
//
// It is decoded here and not by the SDK: schema.Activity demands an object where Teams may send any JSON (value),
// keeps of an entity only its type, which loses mentions, and fails as a whole when one field has another type.
type Activity struct {
	Type         string              `json:"type"`
	ID           string              `json:"id"`
	Timestamp    string              `json:"timestamp"`
	ServiceURL   string              `json:"serviceUrl"`
	ChannelID    string              `json:"channelId"`
	From         Account             `json:"from"`
	Recipient    Account             `json:"recipient"`
	Conversation ConversationAccount `json:"conversation"`
	Text         string              `json:"text"`
	Locale       string              `json:"locale"`
	ReplyToID    string              `json:"replyToId"`
	Name         string              `json:"name"`   // of an invoke or event
	Action       string              `json:"action"` // of an installationUpdate
	Value        json.RawMessage     `json:"value"`  // any JSON, nil for none; see Decode
	ChannelData  ChannelData         `json:"channelData"`
	Entities     some[Entity]        `json:"entities"`
	Attachments  some[File]          `json:"attachments"`
	Added        some[Account]       `json:"membersAdded"`
	Removed      some[Account]       `json:"membersRemoved"`
}

// some is the objects of a list, mostOf of them at the most: real lists are short, and what strangers make of 500,000
// nothings must cost nothing.
type some[T any] []T

// mostOf is more than any list of Teams has.
const mostOf = 500

// UnmarshalJSONFrom passes over what is no object, and over all when it is no list.
func (s *some[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '[' {
		return d.SkipValue()
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		raw, err := d.ReadValue()
		if err != nil {
			return err
		}
		if raw.Kind() != '{' || len(*s) == mostOf {
			continue
		}
		one, err := strictjson.Read[T](raw)
		if err != nil {
			return err
		}
		*s = append(*s, one)
	}
	_, err := d.ReadToken()
	return err
}

// Account is a participant of a conversation as an activity names it.
type Account struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	ObjectID string `json:"aadObjectId"`
	TenantID string `json:"tenantId"` // mostly missing; where it is there it only takes rights away
	Role     string `json:"role"`
	Targeted bool   `json:"isTargeted"` // of the recipient: nobody else sees what was written
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
	Channel struct {
		ID   string `json:"id"`
		Type string `json:"type"` // standard, private or shared; mostly missing
	} `json:"channel"`
	Thread   idObject `json:"thread"`
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

// File is an attachment as the person sent it: a file, a picture, a card or the HTML form of the text. Nothing has been
// fetched.
type File struct {
	Name        string          `json:"name"`
	ContentType string          `json:"contentType"`
	Content     json.RawMessage `json:"content"` // object or string
}

// longestID is more than any id or name of Teams has, in bytes. A database key of several such fits on both engines.
const longestID = 450

// Decode reads an activity from a request body. A field of an unexpected type counts as absent; what makes the
// request useless is an error: no JSON, a member given twice, no type, conversation, recipient or service URL, an id
// that can be none. A value that is a string with JSON inside is unpacked once, since some clients send it so.
func Decode(body []byte) (*Activity, error) {
	a, err := strictjson.Read[Activity](body)
	if err != nil {
		return nil, fmt.Errorf("decode activity: %w", err)
	}
	for _, needed := range [...]struct{ name, value string }{
		{"type", a.Type}, {"serviceUrl", a.ServiceURL}, {"conversation.id", a.Conversation.ID},
		{"recipient.id", a.Recipient.ID},
	} {
		if needed.value == "" {
			return nil, fmt.Errorf("decode activity: %s is missing", needed.name)
		}
	}
	if a.ID == "" && a.Type != string(schema.Invoke) {
		return nil, errors.New("decode activity: id is missing")
	}
	if !a.plainIDs() {
		return nil, errors.New("decode activity: an id is too long or has control characters")
	}
	return &a, a.unpack()
}

// plainIDs reports whether everything that names something can be a name: what is too long or has a zero byte could
// not be stored, and would come again and again.
func (a *Activity) plainIDs() bool {
	data := &a.ChannelData
	names := []string{
		a.Type, a.ID, a.Timestamp, a.ServiceURL, a.ChannelID, a.Locale, a.ReplyToID, a.Name, a.Action, a.Conversation.ID,
		a.Conversation.Type, a.Conversation.TenantID, data.Tenant.ID, data.EventType, data.Team.ID, data.Team.GroupID,
		data.Channel.ID, data.Thread.ID, data.Settings.SelectedChannel.ID, data.TeamsTeamID,
	}
	for _, accounts := range [][]Account{{a.From, a.Recipient}, a.Added, a.Removed} {
		for _, account := range accounts {
			names = append(names, account.ID, account.ObjectID, account.Role)
		}
	}
	return !slices.ContainsFunc(names, func(s string) bool {
		return len(s) > longestID || strings.ContainsFunc(s, unicode.IsControl)
	})
}

// unpack makes the value what it means.
func (a *Activity) unpack() (err error) {
	if value := string(a.Value); value == "" || value == "null" {
		a.Value = nil
		return nil
	}
	if a.Value, err = strictjson.Unpack(a.Value); err != nil {
		return fmt.Errorf("decode activity: value: %w", err)
	}
	// Nobody can type a zero byte, and it could not be stored. A pair of backslashes is one that was typed.
	if bytes.Contains(bytes.ReplaceAll(a.Value, []byte(`\\`), nil), []byte(`\u0000`)) {
		return errors.New("decode activity: value: zero byte")
	}
	return nil
}

// Tenant is the tenant that hosts the conversation. ok is false when the two places that name one disagree, but in a
// channel that may be shared with other tenants: there the second may be the writer's own.
func (a *Activity) Tenant() (tenant message.TenantID, ok bool) {
	host := cmp.Or(a.Conversation.TenantID, a.ChannelData.Tenant.ID)
	shared := a.kind() == message.Channel && (a.ChannelData.Channel.Type == "shared" || a.ChannelData.Channel.Type == "")
	if !shared && elsewhere(a.ChannelData.Tenant.ID, host) {
		return "", false
	}
	return message.TenantID(strings.ToLower(host)), true
}

// elsewhere reports whether a tenant is named and is not the host.
func elsewhere(tenant, host string) bool { return tenant != "" && !strings.EqualFold(tenant, host) }

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
			// The message starts the thread that its answer belongs in, unless Teams says that it stands in one.
			c.Thread = message.ActivityID(cmp.Or(a.ChannelData.Thread.ID, a.ID))
		}
	case message.Personal:
		c.Thread = message.ActivityID(a.ChannelData.Thread.ID)
		c.User, c.Object = message.UserID(a.From.ID), message.ObjectID(strings.ToLower(a.From.ObjectID))
	}
	return c
}

// betweenPeople is in the id of a chat of two people, where a message extension may run. Teams calls it personal too,
// but the bot is not one of the two: what is said there is read by somebody else.
const betweenPeople = "@unq.gbl.spaces"

// kind tells what sort of conversation it is, also where Teams leaves the field out.
func (a *Activity) kind() message.ConversationKind {
	if strings.Contains(a.Conversation.ID, betweenPeople) {
		return message.GroupChat
	}
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

// mostCalls is how many ways of mentioning the bot in one message are looked at; real ones have one.
const mostCalls = 8

var (
	// quotedMark is the place of a quoted message in a reply: an id that a machine wrote, and no word of the person's.
	quotedMark = regexp.MustCompile(`(?i)</?quoted\b[^>]*>`)
	mention    = regexp.MustCompile(`(?is)<at(?:\s[^>]*)?>.*?</at>`) // <at>name</at>, in any case and with attributes
)

// PlainText is what the person wrote: without the mention of the bot (others' mentions keep their names), with HTML
// entities decoded once, odd blanks made ordinary, in Unicode NFC. Where the text is empty it is taken from the HTML
// attachment that Teams adds to rich text, where emoji are pictures with an alt text.
func (a *Activity) PlainText() string {
	text := a.Text
	if strings.TrimSpace(text) == "" {
		text = a.htmlText()
	}
	if strings.Contains(text, "<") {
		text = a.withoutMentions(quotedMark.ReplaceAllString(text, " "))
	}
	return tidy(html.UnescapeString(text))
}

// withoutMentions takes the bot's own mention out, and the tags around everybody else's.
func (a *Activity) withoutMentions(text string) string {
	names := []string{a.Recipient.Name}
	for _, e := range a.mentions() {
		if e.Text != "" {
			text = strings.ReplaceAll(text, e.Text, " ")
		}
		names = append(names, html.UnescapeString(e.Mentioned.Name))
	}
	// What is left is either somebody else, or the bot in a mention whose entity has no text: names with & do that.
	return mention.ReplaceAllStringFunc(text, func(tag string) string {
		_, name, _ := strings.Cut(tag, ">")
		name = html.UnescapeString(name[:len(name)-len("</at>")])
		isBot := func(n string) bool { return n != "" && strings.EqualFold(n, strings.TrimSpace(name)) }
		if slices.ContainsFunc(names, isBot) {
			return " "
		}
		return html.EscapeString(name)
	})
}

// mentions are those of the bot, mostCalls at the most.
func (a *Activity) mentions() (of []Entity) {
	for _, e := range a.Entities {
		if e.Type == "mention" && strings.EqualFold(e.Mentioned.ID, a.Recipient.ID) && len(of) < mostCalls {
			of = append(of, e)
		}
	}
	return of
}

// htmlText is the text of the first HTML attachment, with mentions in the form that the text of a message has.
func (a *Activity) htmlText() string {
	for _, att := range a.Attachments {
		if att.ContentType != "text/html" {
			continue
		}
		if content, err := strictjson.Read[string](att.Content); err == nil {
			return TextOfHTML(content)
		}
	}
	return ""
}

// TextOfHTML reads the text, the line breaks, the pictures' alt texts and the mentions out of HTML. The result has
// HTML entities, so that text that looks like a tag does not become one.
func TextOfHTML(content string) string {
	var out strings.Builder
	mentions := 0 // depth of open mention spans
	tokens := xhtml.NewTokenizer(strings.NewReader(content))
	for skip := ""; ; {
		kind := tokens.Next()
		token := tokens.Token()
		switch {
		case kind == xhtml.ErrorToken:
			return out.String()
		case skip != "":
			if kind == xhtml.EndTagToken && token.Data == skip {
				skip = ""
			}
		case kind == xhtml.TextToken:
			out.WriteString(html.EscapeString(token.Data))
		case kind == xhtml.StartTagToken && (token.Data == "script" || token.Data == "style"):
			skip = token.Data
		case token.Data == "img":
			out.WriteString(html.EscapeString(attribute(token, "alt")))
		case token.Data == "br", token.Data == "p", token.Data == "div", token.Data == "li":
			out.WriteByte('\n')
		case kind == xhtml.StartTagToken && strings.HasSuffix(attribute(token, "itemtype"), "/Mention"):
			mentions++
			out.WriteString("<at>")
		case kind == xhtml.EndTagToken && token.Data == "span" && mentions > 0:
			mentions--
			out.WriteString("</at>")
		}
	}
}

func attribute(t xhtml.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// tidy makes blanks and line breaks ordinary and removes what cannot be seen.
func tidy(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	gap, lines := "", 0
	for _, r := range norm.NFC.String(text) {
		switch {
		case r == '\n':
			lines++
			gap = strings.Repeat("\n", min(lines, 2))
		case r == '\r' || unicode.Is(unicode.Cf, r) && r != '\u200d': // the joiner holds emoji together
		case unicode.IsSpace(r):
			gap = cmp.Or(gap, " ")
		case unicode.IsControl(r):
		default:
			if out.Len() > 0 {
				out.WriteString(gap)
			}
			gap, lines = "", 0
			out.WriteRune(r)
		}
	}
	return out.String()
}
