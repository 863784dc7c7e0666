package bottest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BotID is what the bot is called in every conversation; UserID and ObjectID are the person who writes.
const (
	BotID    = "28:" + AppID
	UserID   = "29:user-of-the-test"
	ObjectID = "00000000-0000-4000-8000-0000000000aa"
)

// Teams is both sides of Teams that a bot sees: who sends it activities with signed tokens, and the connector that it
// answers to. Safe for concurrent use.
type Teams struct {
	*Connector
	Issuer *Issuer

	tb     testing.TB
	client *http.Client
	lastID atomic.Int64

	mu     sync.Mutex
	bot    string // where activities are posted
	bearer string // a token without options, kept: signing one costs a millisecond
	until  time.Time
}

// NewTeams starts both sides. They stop with the test.
func NewTeams(tb testing.TB) *Teams {
	tb.Helper()
	t := &Teams{Connector: NewConnector(tb), Issuer: NewIssuer(tb), tb: tb}
	t.Issuer.ServiceURL = t.Connector.ServiceURL()
	transport := &http.Transport{MaxIdleConnsPerHost: 128}
	t.client = &http.Client{Transport: transport, Timeout: 30 * time.Second}
	tb.Cleanup(transport.CloseIdleConnections)
	return t
}

// Connect says where the bot's endpoint is, such as http://127.0.0.1:3978/api/messages.
func (t *Teams) Connect(url string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bot = url
}

// Post sends an activity to the bot with a token that is good but for the options, and returns its answer. An
// activity is anything that encodes as JSON; []byte is sent as it is.
func (t *Teams) Post(activity any, opts ...TokenOption) (status int, body []byte) {
	t.tb.Helper()
	payload, ok := activity.([]byte)
	if !ok {
		var err error
		if payload, err = json.Marshal(activity); err != nil {
			t.tb.Errorf("activity: %v", err)
			return 0, nil
		}
	}
	t.mu.Lock()
	bot := t.bot
	t.mu.Unlock()
	req, err := http.NewRequest(http.MethodPost, bot, bytes.NewReader(payload))
	if err != nil {
		t.tb.Errorf("post activity: %v", err)
		return 0, nil
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", t.token(opts))
	res, err := t.client.Do(req)
	if err != nil {
		t.tb.Errorf("post activity: %v", err)
		return 0, nil
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err != nil {
		t.tb.Errorf("post activity: %v", err)
	}
	return res.StatusCode, body
}

// token signs one, or takes the kept one when there are no options.
func (t *Teams) token(opts []TokenOption) string {
	if len(opts) > 0 {
		return t.Issuer.Bearer(opts...)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.Issuer.Now(); t.bearer == "" || now.After(t.until) {
		t.bearer, t.until = t.Issuer.Bearer(), now.Add(time.Minute)
	}
	return t.bearer
}

// Message is an activity of a person who writes to the bot in the personal chat. Change it before Post as needed.
func (t *Teams) Message(text string) map[string]any {
	return map[string]any{
		"type": "message", "id": strconv.FormatInt(1_690_000_000_000+t.lastID.Add(1), 10),
		"timestamp": "2026-11-24T08:00:00Z",
		"channelId": Endorsed, "serviceUrl": t.ServiceURL(), "locale": "nb-NO", "textFormat": "plain", "text": text,
		"from":         map[string]any{"id": UserID, "name": "Kari Nordmann", "aadObjectId": ObjectID},
		"recipient":    map[string]any{"id": BotID, "name": "Kjernebot"},
		"conversation": map[string]any{"id": "a:chat-of-" + UserID, "conversationType": "personal", "tenantId": Tenant},
		"channelData":  map[string]any{"tenant": map[string]any{"id": Tenant}},
	}
}

// TargetedID is how ids of messages to the bot begin that only their writer sees.
const TargetedID = "1691"

// Slash is ChannelMessage as Teams sends a slash command: nobody else sees it, and nobody is mentioned.
func (t *Teams) Slash(channel, text string) map[string]any {
	a := t.ChannelMessage(channel, "")
	a["text"] = text
	a["id"] = TargetedID + a["id"].(string)[4:]
	delete(a, "entities")
	a["recipient"] = map[string]any{"id": BotID, "name": "Kjernebot", "isTargeted": true}
	a["conversation"].(map[string]any)["id"] = channel
	return a
}

// ChannelMessage is Message in a channel, with the bot mentioned, as the root of a thread.
func (t *Teams) ChannelMessage(channel, text string) map[string]any {
	a := t.Message("<at>Kjernebot</at> " + text)
	a["conversation"] = map[string]any{
		"id": channel + ";messageid=" + a["id"].(string), "conversationType": "channel", "isGroup": true, "tenantId": Tenant,
	}
	a["entities"] = []any{map[string]any{
		"type": "mention", "text": "<at>Kjernebot</at>", "mentioned": map[string]any{"id": BotID, "name": "Kjernebot"},
	}}
	a["channelData"] = map[string]any{
		"tenant": map[string]any{"id": Tenant}, "team": map[string]any{"id": channel},
		"channel": map[string]any{"id": channel},
	}
	return a
}
