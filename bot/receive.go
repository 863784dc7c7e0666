package bot

import (
	"cmp"
	"context"
	"encoding/hex"
	"hash/fnv"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot/message"
)

// dispatch does what an activity asks for: bookkeeping here, everything else in the handler. It returns the turn when
// there was one.
func (b *Bot) dispatch(ctx context.Context, a *Activity) (*Turn, error) {
	if a.own() {
		return nil, errIgnored
	}
	switch schema.ActivityTypes(a.Type) {
	case schema.Message:
		if a.Value != nil && strings.TrimSpace(a.Text) == "" { // a button that somebody clicked
			return b.turn(ctx, a, TurnSubmit)
		}
		return b.written(ctx, a, TurnMessage, a.Recipient.Targeted)
	case schema.MessageUpdate:
		if a.ChannelData.EventType == "editMessage" {
			return b.written(ctx, a, TurnEdit, false)
		}
		return nil, errIgnored // a deletion taken back: the answer still stands
	case schema.Invoke:
		t, err := b.turn(ctx, a, TurnInvoke)
		if err == nil && !t.responded {
			err = errNoResponse
		}
		return t, err
	case schema.InstallationUpdate: // the app was added to a chat or team, or removed from it
		if strings.HasPrefix(a.Action, "remove") {
			home := installedIn(a)
			return nil, b.Forget(ctx, home.Tenant, home.ID)
		}
		return b.installed(ctx, a)
	case schema.ConversationUpdate:
		return b.membership(ctx, a)
	case schema.MessageDelete, // nothing of the message is kept
		schema.MsgReaction,                              // feedback comes through buttons, with a reason
		schema.Typing,                                   // rare, and says nothing
		schema.Event,                                    // meetings and read receipts, which the manifest does not ask for
		schema.EndOfConversation,                        // other hosts than Teams
		schema.Handoff, schema.Trace, schema.Suggestion, // between bots
		schema.ContactRelationUpdate, schema.DeleteUserData, "command", "commandResult": // other channels than Teams
		return nil, errIgnored
	}
	return nil, errUnknownType
}

// written is something that a person wrote or changed. Where every message is delivered, only those to the bot are its
// business.
func (b *Bot) written(ctx context.Context, a *Activity, kind TurnKind, targeted bool) (*Turn, error) {
	if a.kind() != message.Personal && len(a.mentions()) == 0 && !targeted {
		return nil, errIgnored
	}
	return b.turn(ctx, a, kind)
}

// membership is somebody joining or leaving, or a team or channel going away.
func (b *Bot) membership(ctx context.Context, a *Activity) (*Turn, error) {
	home := installedIn(a)
	itself := func(account Account) bool { return account.ID == a.Recipient.ID }
	switch event := a.ChannelData.EventType; {
	case event == "teamDeleted", event == "teamHardDeleted", event == "channelDeleted":
		home.ID = cmp.Or(message.ConversationID(a.ChannelData.Channel.ID), home.ID)
		return nil, b.Forget(ctx, home.Tenant, home.ID)
	case slices.ContainsFunc(a.Removed, itself):
		return nil, b.Forget(ctx, home.Tenant, home.ID)
	case slices.ContainsFunc(a.Added, itself):
		return b.installed(ctx, a)
	}
	return nil, errIgnored
}

// installedIn is where the app was added: the chat, or the channel of the team that was chosen for it.
func installedIn(a *Activity) message.Conversation {
	c := a.Address()
	c.Thread = "" // a welcome starts its own thread
	if c.Kind == message.Channel {
		c.ID = cmp.Or(message.ConversationID(a.ChannelData.Settings.SelectedChannel.ID), c.ID)
	}
	return c
}

// installed welcomes a person or a channel once, though Teams tells of an installation twice and in any order.
func (b *Bot) installed(ctx context.Context, a *Activity) (*Turn, error) {
	home := installedIn(a)
	home.Seen = time.Now().UTC()
	if err := b.ledger.Remember(ctx, home); err != nil {
		return nil, err
	}
	if first, err := b.ledger.Welcomed(ctx, home.Tenant, home.ID); err != nil || !first {
		return nil, cmp.Or(err, errIgnored)
	}
	t := b.newTurn(a, TurnInstalled)
	t.Conversation, t.Activity = home, "" // it answers nobody's message
	return t, b.handle(ctx, t)
}

func (b *Bot) turn(ctx context.Context, a *Activity, kind TurnKind) (*Turn, error) {
	t := b.newTurn(a, kind)
	if kind == TurnEdit {
		var err error
		key := t.key
		key.Variant = ""
		if t.edits, err = b.ledger.Answer(ctx, key); err != nil {
			return t, err
		}
	}
	b.rememberAddress(ctx, t)
	return t, b.handle(ctx, t)
}

// handle has a turn handled. A panic is an error of ours like any other, about which the person is told. Its own text
// is left out: it may quote what they wrote.
func (b *Bot) handle(ctx context.Context, t *Turn) (err error) {
	defer func() {
		if recover() != nil {
			t.Log.LogAttrs(ctx, slog.LevelError, "panic", slog.String("stack", string(debug.Stack())))
			err = errPanic
		}
	}()
	return b.opts.Handler.Handle(ctx, t)
}

// rememberAddress stores where the person can be reached: where they wrote to the bot. A message extension may run in
// chats that the bot is no member of, and its cards can be clicked there, so neither an invoke nor a click tells an
// address.
func (b *Bot) rememberAddress(ctx context.Context, t *Turn) {
	if t.Kind == TurnInvoke || t.Kind == TurnSubmit {
		return
	}
	home := t.Conversation
	home.Thread, home.Seen = "", time.Now().UTC()
	known := home
	known.Seen = time.Time{}
	if b.known.Contains(known) { // stored just so within the hour
		return
	}
	t.After(ctx, "remember address", func(ctx context.Context) error {
		err := b.ledger.Remember(ctx, home)
		if err == nil {
			b.known.Add(known, true)
		}
		return err
	})
}

func (b *Bot) newTurn(a *Activity, kind TurnKind) *Turn {
	where := a.Address()
	t := &Turn{
		Kind: kind, bot: b, Conversation: where, Activity: message.ActivityID(a.ID),
		Person: message.NewPerson(string(where.Tenant), a.From.ObjectID), User: message.UserID(a.From.ID),
		Name: tidy(a.From.Name), ReplyTo: message.ActivityID(a.ReplyToID),
		key: keyOf(a, where), Alone: a.Recipient.Targeted, Unseen: a.Recipient.Targeted,
		Log: b.lg.With("activity", a.ID, "conversation", string(where.ID)),
	}
	// Of another tenant than the one that hosts the conversation. Where Teams says nothing, the roster tells.
	host := string(where.Tenant)
	if t.Stranger = elsewhere(a.From.TenantID, host) || elsewhere(a.ChannelData.Tenant.ID, host); t.Stranger {
		t.Person.Object = "" // an id of another tenant is nobody's here
	}
	if kind == TurnInvoke {
		t.Invoke = invokeName(a.Name)
	}
	var alone bool
	t.Data, t.Asked, alone = b.seal.unseal(where.ID, t.Invoke, a.Value)
	t.Alone = t.Alone || alone
	if kind == TurnMessage || kind == TurnEdit {
		t.Text = a.PlainText()
		if t.Unseen {
			t.Text = slashed(t.Text, a.Recipient.Name)
		}
	}
	for _, att := range a.Attachments {
		if att.ContentType != "text/html" { // the text once more
			att.Name = tidy(att.Name)
			t.Files = append(t.Files, att)
		}
	}
	return t
}

// slashed is what was chosen from the list of slash commands or written after the bot's name there.
func slashed(text, name string) string {
	text = strings.TrimPrefix(text, "/")
	if n := len(name); n > 0 && len(text) > n && strings.EqualFold(text[:n], name) && text[n] == ' ' {
		text = text[n+1:]
	}
	return strings.TrimPrefix(text, "/")
}

// invokes are the requests that somebody answers, as they are called here.
var invokes = []string{invokeConsent, "adaptiveCard/action", "application/search", "composeExtension/fetchTask",
	"composeExtension/query", "composeExtension/submitAction", "message/fetchTask", "message/submitAction", "task/fetch",
	"task/submit"}

// invokeName is the name of a request: pages and SDKs of Teams spell some of them in more than one way.
func invokeName(name string) string {
	plain := strings.Replace(strings.ToLower(name), "composeextensions/", "composeextension/", 1)
	if i := slices.IndexFunc(invokes, func(known string) bool { return strings.EqualFold(known, plain) }); i >= 0 {
		return invokes[i]
	}
	return name
}

// keyOf names an activity. The question whether a file is wanted has one answer, however it is worded.
func keyOf(a *Activity, where message.Conversation) message.TurnKey {
	key := message.TurnKey{
		Tenant: where.Tenant, Conversation: where.ID, Activity: message.ActivityID(a.ID), Variant: variant(a),
	}
	if a.Name == invokeConsent && a.ReplyToID != "" {
		key.Activity, key.Variant = message.ActivityID(a.ReplyToID), invokeConsent
	}
	return key
}

// invokeConsent is the invoke that tells whether a file is wanted.
const invokeConsent = "fileConsent/invoke"

// variant tells activities apart that carry the same id: edits and events reuse the message's, and an invoke is
// known by what it asks.
func variant(a *Activity) string {
	switch a.Type {
	case string(schema.Message):
		return ""
	case string(schema.Invoke):
		return "invoke " + a.Name + " " + digest(a.Value)
	case string(schema.MessageUpdate):
		return "edit " + a.Timestamp + " " + digest([]byte(a.Text))
	}
	return a.Type + " " + a.Timestamp
}

// digest is a short mark of a value that does not reveal it.
func digest(value []byte) string {
	h := fnv.New128a()
	h.Write(value)
	return hex.EncodeToString(h.Sum(nil))
}

// kindLabel is the activity's type for metrics: one of those that Teams sends, whatever strangers send.
func kindLabel(a *Activity) string {
	if a == nil {
		return ""
	}
	switch schema.ActivityTypes(a.Type) {
	case schema.Message, schema.MessageUpdate, schema.MessageDelete, schema.MsgReaction, schema.ConversationUpdate,
		schema.InstallationUpdate, schema.Invoke, schema.Event, schema.Typing:
		return a.Type
	}
	return "other"
}
