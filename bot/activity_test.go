package bot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kjernebot/bot/message"
)

// needed are the fields without which an activity is of no use; tests add to them.
const needed = neededElsewhere + `,"conversation":{"id":"a:1"}`

const neededElsewhere = `"type":"message","id":"1","serviceUrl":"https://smba.example/","recipient":{"id":"28:bot","name":"Kjernebot"}`

func decode(t testing.TB, members string) *Activity {
	t.Helper()
	base := needed
	if strings.HasPrefix(members, `"conversation"`) {
		base = neededElsewhere
	}
	a, err := Decode([]byte("{" + base + "," + members + "}"))
	if err != nil {
		t.Fatalf("decode %s: %v", members, err)
	}
	return a
}

// TestDecodeTakesWhatTeamsMaySend: no field of an unexpected type costs the rest of the activity.
func TestDecodeTakesWhatTeamsMaySend(t *testing.T) {
	for _, tc := range []struct {
		name, members string
		ok            func(*Activity) bool
	}{
		{"value a string", `"text":"x","value":"ja"`, func(a *Activity) bool { return string(a.Value) == `"ja"` }},
		{"value a number", `"value":7`, func(a *Activity) bool { return string(a.Value) == "7" }},
		{"value an array", `"value":[1]`, func(a *Activity) bool { return string(a.Value) == "[1]" }},
		{"value JSON in a string", `"value":"{\"op\":\"x\"}"`,
			func(a *Activity) bool { return string(a.Value) == `{"op":"x"}` }},
		{"value null", `"value":null`, func(a *Activity) bool { return a.Value == nil }},
		{"channelData null", `"channelData":null,"text":"x"`, func(a *Activity) bool { return a.Text == "x" }},
		{"channelData an array", `"channelData":[],"text":"x"`, func(a *Activity) bool { return a.Text == "x" }},
		{"channelData a string", `"channelData":"?","text":"x"`, func(a *Activity) bool { return a.Text == "x" }},
		{"tenant in channelData a string", `"channelData":{"tenant":"t","eventType":"editMessage"}`,
			func(a *Activity) bool { return a.ChannelData.EventType == "editMessage" }},
		{"entities null", `"entities":null,"text":"x"`, func(a *Activity) bool { return a.Text == "x" }},
		{"an entity that is no object", `"entities":["x",{"type":"mention","mentioned":{"id":"28:bot"}}]`,
			func(a *Activity) bool { return len(a.mentions()) == 1 }},
		{"attachments null", `"attachments":null,"text":"x"`, func(a *Activity) bool { return a.Text == "x" }},
		{"attachment content a string", `"attachments":[{"contentType":"text/html","content":"<p>hei</p>"}]`,
			func(a *Activity) bool { return a.PlainText() == "hei" }},
		{"attachment content an object", `"attachments":[{"contentType":"x","content":{"a":1}}]`,
			func(a *Activity) bool { return string(a.Attachments[0].Content) == `{"a":1}` }},
		{"from missing", `"text":"x"`, func(a *Activity) bool { return a.From.ID == "" }},
		{"from a string", `"from":"x","text":"y"`, func(a *Activity) bool { return a.Text == "y" }},
		{"text null", `"text":null`, func(a *Activity) bool { return a.Text == "" }},
		{"timestamp a number", `"timestamp":1,"text":"x"`, func(a *Activity) bool { return a.Text == "x" }},
		{"members a string", `"membersAdded":"x","text":"y"`, func(a *Activity) bool { return a.Text == "y" }},
		{"unknown fields", `"whatever":{"deep":[1]},"text":"x"`, func(a *Activity) bool { return a.Text == "x" }},
		{"half an emoji", `"text":"x \ud83d"`, func(a *Activity) bool { return a.Text == "x \ufffd" }},
		{"a typed escape", `"value":{"text":"\\u0000"}`, func(a *Activity) bool { return len(a.Value) > 0 }},
		{"a string that only looks like JSON", `"value":"{\"a\":"`,
			func(a *Activity) bool { return string(a.Value) == `"{\"a\":"` }},
		{"names in other case", `"TEXT":"x","Value":7`, func(a *Activity) bool { return a.Text == "" && a.Value == nil }},
		{"conversation type missing", `"text":"x"`, func(a *Activity) bool { return a.kind() == message.Personal }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if a := decode(t, tc.members); !tc.ok(a) {
				t.Errorf("got %+v", a)
			}
		})
	}
}

func TestDecodeRefusesWhatIsOfNoUse(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":        `hei`,
		"empty":           ``,
		"an array":        `[{` + needed + `}]`,
		"a string":        `"x"`,
		"two values":      `{` + needed + `}{}`,
		"no type":         `{"id":"1","serviceUrl":"x","conversation":{"id":"a"},"recipient":{"id":"b"}}`,
		"no id":           `{"type":"message","serviceUrl":"x","conversation":{"id":"a"},"recipient":{"id":"b"}}`,
		"no service URL":  `{"type":"message","id":"1","conversation":{"id":"a"},"recipient":{"id":"b"}}`,
		"no conversation": `{"type":"message","id":"1","serviceUrl":"x","recipient":{"id":"b"}}`,
		"no recipient":    `{"type":"message","id":"1","serviceUrl":"x","conversation":{"id":"a"}}`,
		"id a number":     `{"type":"message","id":1,"serviceUrl":"x","conversation":{"id":"a"},"recipient":{"id":"b"}}`,
		"too deep":        `{` + needed + `,"value":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			if a, err := Decode([]byte(body)); err == nil {
				t.Errorf("no error, got %+v", a)
			}
		})
	}
}

func TestInvokeNeedsNoID(t *testing.T) {
	if _, err := Decode([]byte(`{"type":"invoke","serviceUrl":"x","conversation":{"id":"a"},"recipient":{"id":"b"}}`)); err != nil {
		t.Error(err)
	}
}

// TestPlaygroundRequests: every request that a real client sent is understood.
func TestPlaygroundRequests(t *testing.T) {
	files, err := filepath.Glob("testdata/playground/*.json")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, err := Decode(body)
			if err != nil {
				t.Fatal(err)
			}
			if tenant, ok := a.Tenant(); !ok || strings.Contains(file, "personal.message.json") && tenant == "" {
				t.Errorf("tenant %q, %v", tenant, ok)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	for _, tc := range []struct {
		name, members, id string
		thread            message.ActivityID
		kind              message.ConversationKind
	}{
		{"personal", `"conversation":{"id":"a:1","conversationType":"personal"}`, "a:1", "", message.Personal},
		{"thread", `"conversation":{"id":"19:x@thread.tacv2;messageid=17","conversationType":"channel"}`, "19:x@thread.tacv2",
			"17", message.Channel},
		{"first message of a thread", `"conversation":{"id":"19:x@thread.tacv2","conversationType":"channel"}`,
			"19:x@thread.tacv2", "1", message.Channel},
		{"channel without a type", `"conversation":{"id":"19:x@thread.skype;messageid=17"}`, "19:x@thread.skype", "17",
			message.Channel},
		{"group chat without a type", `"conversation":{"id":"19:x@thread.v2"}`, "19:x@thread.v2", "", message.GroupChat},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := decode(t, tc.members).Address()
			if string(c.ID) != tc.id || c.Thread != tc.thread || c.Kind != tc.kind {
				t.Errorf("got %+v", c)
			}
		})
	}
}

func TestTwoTenantsAreRefused(t *testing.T) {
	a := decode(t, `"conversation":{"id":"a","tenantId":"one"},"channelData":{"tenant":{"id":"two"}}`)
	if tenant, ok := a.Tenant(); ok {
		t.Errorf("got %q", tenant)
	}
}

func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob("testdata/playground/*.json")
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`{` + needed + `,"value":"{\"a\":1}","entities":[{"type":"mention"}],"attachments":[{"contentType":"text/html","content":"<at>"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := Decode(body)
		if err != nil {
			return
		}
		if a.ServiceURL == "" || a.Conversation.ID == "" {
			t.Error("a useless activity was accepted")
		}
		_, _, _, _ = a.Address(), a.PlainText(), a.Value, variant(a)
	})
}
