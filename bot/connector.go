package bot

import (
	"cmp"
	"context"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"html"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"kjernebot/bot/message"
)

// ConnectorOptions say how to reach the Teams connector.
type ConnectorOptions struct {
	Token              *TokenSource    // nil: there are no credentials, and only connectors on this machine are written to
	AllowedServiceURLs []string        // prefixes of the service URLs that the token may be sent to; not looked at without
	BotID              message.UserID  // "28:" and the app id, for conversations that do not know it
	Transport          *http.Transport // is cloned and tuned, so give it TLS settings or a proxy only; nil: the usual ones
	Seal               *Seal           // is put over what buttons carry; nil for none, where nobody clicks
	// Observe is told how each request ended, with status 0 when no answer came; nil for nobody.
	Observe func(method string, status int, took time.Duration)
	// Uses reports whether something that newer Teams can do is used, by its name; nil for all but what is on trial.
	// A message says all by itself without it.
	Uses func(feature string) bool
}

// Connector writes to Teams and asks it who is in a conversation. It is safe for concurrent use.
//
// It tries each call once, and once more with a new token after a 401; when to try again is the caller's to decide, by
// the outcome in the *SendError that every failure is. A POST is never repeated by the layers below either: a
// connection that breaks may have taken it.
type Connector struct {
	lg        *slog.Logger
	opts      ConnectorOptions
	allowed   serviceURLs
	transport *http.Transport
}

// NewConnector makes a Connector. It fails when an allowed service URL is not one.
func NewConnector(lg *slog.Logger, opts ConnectorOptions) (*Connector, error) {
	allowed, err := newServiceURLs(opts.AllowedServiceURLs, opts.Token == nil)
	if err != nil {
		return nil, err
	}
	if opts.Token != nil && len(opts.AllowedServiceURLs) == 0 {
		return nil, errors.New("connector: no service URL is allowed, so nothing could be sent")
	}
	if opts.Observe == nil {
		opts.Observe = func(string, int, time.Duration) {}
	}
	if opts.Uses == nil {
		opts.Uses = func(feature string) bool { return feature != extended }
	}
	return &Connector{lg: lg, opts: opts, allowed: allowed, transport: connectorTransport(opts.Transport)}, nil
}

// Close lets go of connections that nobody uses.
func (c *Connector) Close() { c.transport.CloseIdleConnections() }

// Send posts a new message and returns its id, which is empty when the message was taken and the answer does not tell.
// In a channel without Thread it starts a new thread.
func (c *Connector) Send(ctx context.Context, to message.Conversation, r message.Reply) (message.ActivityID, error) {
	r = c.suited(to, r)
	body, err := c.encode(to, "", r)
	if err != nil {
		return "", refused("send", err)
	}
	path := []string{to.Path(), "activities"}
	// Into the thread, in the form that keeps it there: in a channel that of Path does, but for one person.
	if to.Thread != "" && (to.Kind == message.Personal || to.Kind == message.Channel && r.Only != "") {
		path = []string{string(to.ID), "activities", string(to.Thread)}
	}
	k := callTo(to, "send", http.MethodPost, body, path...)
	k.query = aside(r)
	answer, err := c.do(ctx, k)
	if to.Kind == message.Personal && to.Thread != "" && TurnedDown(err) {
		to.Thread = "" // this chat has no threads
		return c.Send(ctx, to, r)
	}
	if c.modern(r) && TurnedDown(err) {
		return c.plain().Send(ctx, to, r) // what it points to may be gone; the answer counts
	}
	var made resource
	if err != nil || json.Unmarshal(answer, &made) != nil {
		return "", err // a 2xx answer that cannot be read means that the message was taken
	}
	return message.ActivityID(made.ID), nil
}

// extended names the text format of newer Teams, as the setting and the wire do.
const extended = "extendedmarkdown"

// suited is a reply without what is not used, and what its conversation has no room for.
func (c *Connector) suited(to message.Conversation, r message.Reply) message.Reply {
	if !c.opts.Uses("targeted") {
		r.Prompt = ""
	}
	if !c.opts.Uses("quotes") {
		r.Quote = ""
	}
	if !c.opts.Uses("refresh") {
		r.Refresh = nil
	}
	if !c.opts.Uses("suggestions") || to.Kind != message.Personal || len(r.Card)+len(r.Attachments) > 0 {
		r.Suggest = nil // elsewhere what is chosen would be said to everybody, and Teams takes none beside a card
	}
	return r
}

// modern reports whether a reply has something that Teams may refuse and that it can do without.
func (c *Connector) modern(r message.Reply) bool {
	return r.Prompt != "" || r.Quote != "" || r.Refresh != nil || r.Suggest != nil || c.format(r) == extended
}

// plain is the connector without all that.
func (c *Connector) plain() *Connector {
	p := *c
	p.opts.Uses = func(string) bool { return false }
	return &p
}

// format is that of the text: lists are lists on phones too in the newer one, which knows no quotes of ours, and in
// which a dollar sign begins an equation.
func (c *Connector) format(r message.Reply) string {
	if r.Text == "" || r.Typing || r.Quote != "" || strings.Contains(r.Text, "$") || !c.opts.Uses(extended) {
		return "markdown"
	}
	return extended
}

// aside is what the query says of a message that one person alone sees.
func aside(r message.Reply) url.Values {
	if r.Only == "" {
		return nil
	}
	return url.Values{"isTargetedActivity": {"true"}}
}

// TurnedDown reports whether Teams refused something in a way that may not be said of another form of it: an older
// client, a person who is not there, an id that is gone.
func TurnedDown(err error) bool {
	switch toldBy(err) {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound:
		return true
	}
	return false
}

// toldBy is the HTTP status that Teams answered with, 0 when it did not answer.
func toldBy(err error) int {
	if failed, ok := errors.AsType[*message.SendError](err); ok {
		return failed.Status
	}
	return 0
}

// React puts a sign on a message. Doing it twice does no harm.
func (c *Connector) React(ctx context.Context, to message.Conversation, id message.ActivityID, sign string) error {
	if !c.opts.Uses("reactions") {
		return nil
	}
	_, err := c.do(ctx, callTo(to, "react", http.MethodPut, nil,
		string(to.ID), "activities", string(id), "reactions", sign))
	return err
}

// Update replaces a message that the bot has sent. Doing it twice does no harm, so no failure is ErrUncertain.
func (c *Connector) Update(ctx context.Context, to message.Conversation, id message.ActivityID, r message.Reply) error {
	r = c.suited(to, r)
	body, err := c.encode(to, id, r)
	if err != nil {
		return refused("update", err)
	}
	if r.Only != "" {
		to.Thread = "" // it was posted so
	}
	k := callTo(to, "update", http.MethodPut, body, to.Path(), "activities", string(id))
	k.query = aside(r)
	if _, err = c.do(ctx, k); c.modern(r) && TurnedDown(err) {
		return c.plain().Update(ctx, to, id, r)
	}
	return err
}

// Delete removes a message that the bot has sent. Deleting what is gone is no error.
func (c *Connector) Delete(ctx context.Context, to message.Conversation, id message.ActivityID) error {
	_, err := c.do(ctx, callTo(to, "delete", http.MethodDelete, nil, to.Path(), "activities", string(id)))
	if failed, ok := errors.AsType[*message.SendError](err); ok && failed.Code == "ActivityNotFoundInConversation" {
		return nil
	}
	return err
}

// refused is the error of a message that this side does not send.
func refused(op string, err error) *message.SendError {
	return &message.SendError{Op: op, Outcome: message.ErrRejected, Err: err}
}

const (
	membersPage    = 500              // members that are asked for at once, the most that the service gives
	maxMemberPages = 200              // 100,000 members, far more than a team can have
	tryTimeout     = 15 * time.Second // how long one request to the connector may take; the context may end it earlier
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
	k := callTo(in, "member", http.MethodGet, nil, string(in.ID), "members", string(user))
	m, err := ask[wireMember](ctx, c, k)
	if err == nil && m.ID == "" {
		err = unreadable(k.op)
	}
	return m.member(), err
}

// Members lists the participants of a conversation, page by page as they are used. After an error nothing follows.
func (c *Connector) Members(ctx context.Context, in message.Conversation) iter.Seq2[message.Member, error] {
	return func(yield func(message.Member, error) bool) {
		k := callTo(in, "members", http.MethodGet, nil, string(in.ID), "pagedMembers")
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
		yield(message.Member{}, refused(k.op, errors.New("the list does not end")))
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
		return message.Conversation{}, unreadable(op)
	}
	to.ID = message.ConversationID(made.ID)
	if _, err := c.allowed.parse(made.ServiceURL); err == nil {
		to.ServiceURL = made.ServiceURL
	}
	return to, nil
}

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
		TextFormat: c.format(r), Text: r.Text, Summary: r.Summary, Locale: r.Locale, Importance: r.Importance,
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
		m.Entities = entities(r.Entities, entity{Type: "targetedMessageInfo", Message: r.Prompt})
	}
	if r.Quote != "" && r.Only == "" {
		m.Text = `<quoted messageId="` + html.EscapeString(string(r.Quote)) + `"/>` + cmp.Or(m.Text, r.Summary)
		m.Entities = entities(r.Entities, entity{Type: "quotedReply", Quoted: &entity{Message: r.Quote}})
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
		all = append(all, message.Attachment{ContentType: message.CardType, Content: whole(r)})
	}
	all = append(all, r.Attachments...)
	for i, a := range all {
		all[i].Content = c.opts.Seal.Card(where, a.Content)
	}
	return all
}

// whole is the card of a reply with what clients take from it without showing it: what is read aloud, which is what the
// notification says, and how they ask for a newer one. That names nobody, so that Teams has the clients of all in a
// conversation of 60 or fewer ask when they look at the card; others see what it was changed to last.
func whole(r message.Reply) []byte {
	card := r.Card
	if len(card) < len(`{"a":1}`) || card[0] != '{' {
		return card
	}
	if r.Refresh != nil {
		action := map[string]any{"type": "Action.Execute", "verb": "refresh", "data": message.Sealed{Data: r.Refresh}}
		card = slices.Concat([]byte(`{"refresh":{"action":`), encode(action), []byte("},"), card[1:])
	}
	if r.Summary != "" {
		card = slices.Concat([]byte(`{"speak":`), encode(r.Summary), []byte(","), card[1:])
	}
	return card
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
