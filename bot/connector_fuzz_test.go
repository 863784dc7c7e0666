package bot

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"kjernebot/bot/message"
)

// FuzzServiceURL: whatever stands in an activity, the token goes to the allowed hosts only.
func FuzzServiceURL(f *testing.F) {
	for _, raw := range []string{
		"https://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net@evil.example/",
		"https://evil.example\\@smba.trafficmanager.net/",
		"HTTPS://SMBA.TRAFFICMANAGER.NET:443", "https://smba.trafficmanager.net/%2e%2e/", "//smba.trafficmanager.net",
		"https://[::1%25a]/",
	} {
		f.Add(raw, "19:a@thread.tacv2;messageid=1")
	}
	f.Add("https://smba.trafficmanager.net/a/b", "../../evil")
	s, err := newServiceURLs([]string{"https://smba.trafficmanager.net/"}, false)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw, id string) {
		base, err := s.parse(raw)
		if err != nil {
			return
		}
		u, err := joinPath(base, "v3", "conversations", id, "activities")
		if err != nil {
			return
		}
		// As a server, and whatever stands before it, reads what net/http sends.
		sent, err := url.Parse(u.String())
		if err != nil {
			t.Fatalf("%q and %q make %q, which is no URL: %v", raw, id, u.String(), err)
		}
		if sent.Scheme != "https" || !strings.EqualFold(sent.Hostname(), "smba.trafficmanager.net") || port(sent) != "443" ||
			sent.User != nil {
			t.Fatalf("%q leads to %q", raw, sent)
		}
		segments := strings.Split(strings.TrimPrefix(sent.EscapedPath(), base.EscapedPath()+"/"), "/")
		if len(segments) != 4 || segments[3] != "activities" {
			t.Fatalf("id %q leaves its segment: %q", id, sent.EscapedPath())
		}
		if back, err := url.PathUnescape(segments[2]); err != nil || back != id {
			t.Fatalf("id %q arrives as %q", id, back)
		}
	})
}

// FuzzEncodeMessage: a message is one JSON value that says what the reply says.
func FuzzEncodeMessage(f *testing.F) {
	f.Add("Hei <at>Kari</at> & \"æøå\" 👋\n", `{"type":"AdaptiveCard"}`, `[{"type":"mention"}]`, "a")
	f.Add("", " {} ", `[]`, "")
	c := &Connector{opts: ConnectorOptions{Uses: func(string) bool { return true }}}
	f.Fuzz(func(t *testing.T, text, card, entities, name string) {
		if !json.Valid([]byte(card)) || !json.Valid([]byte(entities)) {
			return
		}
		r := message.Reply{
			Text: text, Card: json.RawMessage(card), Entities: json.RawMessage(entities),
			Attachments: []message.Attachment{{ContentType: "x", Name: name}},
		}
		body, err := c.encode(message.Conversation{ID: message.ConversationID(name)}, "", r)
		if err != nil {
			return // too large
		}
		var got struct {
			Text        string
			Entities    json.RawMessage
			Attachments []message.Attachment
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		if want := string([]rune(text)); got.Text != want { // bytes that are no UTF-8 become U+FFFD
			t.Errorf("text %q became %q", text, got.Text)
		}
		if len(got.Attachments) != 2 {
			t.Fatalf("attachments became %q", got.Attachments)
		}
		var want, sent any
		if json.Unmarshal([]byte(card), &want) != nil || json.Unmarshal(got.Attachments[0].Content, &sent) != nil ||
			!reflect.DeepEqual(want, sent) {
			t.Errorf("card %q became %q", card, got.Attachments)
		}
	})
}
