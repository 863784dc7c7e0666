package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/message"
)

func testSeal(now time.Time) *Seal {
	return NewSeal([]byte("a secret of the tests, long enough"), func() time.Time { return now })
}

var sealDay = time.Date(2026, time.November, 30, 12, 0, 0, 0, time.UTC)

// sentData is the data of the first button of a card, as it leaves for a conversation.
func sentData(t testing.TB, s *Seal, where message.ConversationID, carried any) json.RawMessage {
	t.Helper()
	card := message.NewCard("nb", `{"kjernebot":{"op":"x"}} «\"`).AddActions(message.Submit(`Knapp "kjernebot":{`,
		carried))
	var sent struct {
		Actions []struct{ Data json.RawMessage }
	}
	if err := json.Unmarshal(s.Card(where, card.JSON()), &sent); err != nil {
		t.Fatal(err)
	}
	return sent.Actions[0].Data
}

// TestSeal: a click brings back what the button carries and the fields of the form, in that conversation only, for a
// year; whatever is changed on the way counts as not asked.
func TestSeal(t *testing.T) {
	s := testSeal(sealDay)
	carried := map[string]any{"v": 1, "op": "withdraw", "id": "abc", "text": `"}{\" æøå`}
	data := sentData(t, s, "a:1", carried)
	if strings.Contains(string(data), "withdraw") || !strings.Contains(string(data), message.SealedName) {
		t.Fatalf("sent as %s", data)
	}
	var members map[string]any
	if err := json.Unmarshal(data, &members); err != nil {
		t.Fatal(err)
	}
	with := func(more map[string]any) json.RawMessage {
		all := map[string]any{}
		for k, v := range members {
			all[k] = v
		}
		for k, v := range more {
			all[k] = v
		}
		raw, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	want := `{"id":"abc","op":"withdraw","text":"\"}{\\\" æøå","title":"Hei","v":1}`
	got, asked, _ := s.unseal("a:1", "", with(map[string]any{"title": "Hei", "op": "correct"}))
	if !asked || string(got) != want {
		t.Errorf("got %v %s, want %s", asked, got, want)
	}
	sealed, _ := members[message.SealedName].(string)
	parts := strings.Split(sealed, ".")
	for name, text := range map[string]any{
		"changed payload": parts[0] + "." + strings.Repeat("A", 8) + parts[1] + "." + parts[2],
		"changed MAC":     parts[0] + "." + parts[1] + "." + "A" + parts[2][1:],
		"short MAC":       parts[0] + "." + parts[1] + "." + parts[2][:4],
		"no MAC":          parts[0] + "." + parts[1] + ".",
		"other month":     "2026-10." + parts[1] + "." + parts[2],
		"no month":        "." + parts[1] + "." + parts[2],
		"the object":      map[string]any{"v": 1, "op": "withdraw"},
		"empty":           "",
		"null":            nil,
	} {
		if got, asked, _ := s.unseal("a:1", "", with(map[string]any{message.SealedName: text})); asked ||
			strings.Contains(string(got), "withdraw") {
			t.Errorf("%s counts: %s", name, got)
		}
	}
	for name, other := range map[string]*Seal{
		"another secret": NewSeal([]byte("another secret of the tests, long"), func() time.Time { return sealDay }),
		"too old":        testSeal(sealDay.AddDate(0, sealAge+1, 0)),
	} {
		if _, asked, _ := other.unseal("a:1", "", data); asked {
			t.Errorf("%s counts", name)
		}
	}
	if _, asked, _ := testSeal(sealDay.AddDate(1, 0, 0)).unseal("a:1", "", data); !asked {
		t.Error("a button of last year does not count")
	}
	if _, asked, _ := s.unseal("a:2", "", data); asked {
		t.Error("a button of another conversation counts")
	}
	if got, asked, _ := s.unseal("a:1", "", json.RawMessage(`{"v":1,"op":"topic"}`)); asked ||
		string(got) != `{"v":1,"op":"topic"}` {
		t.Errorf("what the bot did not seal: %v %s", asked, got)
	}
}

// TestSealOfInvokes: the data of each kind of invoke is found where Teams puts it.
func TestSealOfInvokes(t *testing.T) {
	s := testSeal(sealDay)
	data := string(sentData(t, s, "a:1", map[string]any{"op": "x"}))
	for invoke, value := range map[string]string{
		"":                    data,
		"adaptiveCard/action": `{"action":{"type":"Action.Execute","data":` + data + `},"trigger":"manual"}`,
		"task/fetch":          `{"data":` + data + `,"context":{"theme":"dark"}}`,
		"task/submit":         `{"data":` + data + `}`,
		"fileConsent/invoke":  `{"action":"accept","context":` + data + `}`,
	} {
		got, asked, _ := s.unseal("a:1", invoke, json.RawMessage(value))
		if !asked || !strings.Contains(string(got), `{"op":"x"}`) {
			t.Errorf("%s: %v %s", invoke, asked, got)
		}
	}
	if _, asked, _ := s.unseal("a:1", "composeExtension/query", json.RawMessage(data)); asked {
		t.Error("a search carries no button")
	}
}

// FuzzUnseal: nothing made up counts as asked, and what comes out is JSON.
func FuzzUnseal(f *testing.F) {
	s := testSeal(sealDay)
	good := string(sentData(f, s, "a:1", map[string]any{"op": "x"}))
	f.Add("", good)
	f.Add("task/submit", `{"data":`+good+`}`)
	f.Add("adaptiveCard/action", `{"action":[]}`)
	f.Add("", `{"kjernebot":"2026-11.e30.AAAA"}`)
	f.Fuzz(func(t *testing.T, invoke, value string) {
		got, asked, _ := s.unseal("a:2", invoke, json.RawMessage(value))
		if asked {
			t.Fatalf("counts in another conversation: %s", value)
		}
		if json.Valid([]byte(value)) && !json.Valid(got) {
			t.Fatalf("no JSON: %s", got)
		}
		s.Card("a:1", []byte(value)) // must not panic on anything
	})
}
