package main

import (
	"encoding/json"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
)

// looks is what a client sends by itself when somebody looks at a card that can be asked for anew, and what it gets.
func (s *stage) looks(a map[string]any, m bottest.Message, trigger string) string {
	s.t.Helper()
	var said struct {
		Attachments []struct{ Content json.RawMessage }
	}
	if err := json.Unmarshal(m.Body, &said); err != nil || len(said.Attachments) == 0 {
		s.t.Fatalf("no card in %s", m.Body)
	}
	return s.asks(a, m.ID, said.Attachments[0].Content, trigger)
}

func (s *stage) asks(a map[string]any, id string, content json.RawMessage, trigger string) string {
	s.t.Helper()
	var card struct {
		Refresh *struct {
			Action  map[string]any
			UserIDs *[]string
		}
	}
	if err := json.Unmarshal(content, &card); err != nil || card.Refresh == nil ||
		card.Refresh.Action["type"] != "Action.Execute" || card.Refresh.UserIDs != nil {
		s.t.Fatalf("it cannot be asked for anew by all that look: %s", content)
	}
	a["type"], a["name"], a["replyToId"] = "invoke", "adaptiveCard/action", id
	a["value"] = map[string]any{"action": card.Refresh.Action, "trigger": trigger}
	status, body := s.Post(a)
	if status != 200 {
		s.t.Fatalf("status %d: %s", status, body)
	}
	return string(body)
}

// TestACardIsNewWhenItIsOpened: a coordinator who opens the card of an announcement sees how it stands now, again and
// again, without a message; somebody else who gets hold of it sees nothing and is told nothing.
func TestACardIsNewWhenItIsOpened(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	card := n.previewed()
	n.quietly(n.presses(card, "announce-send", nil))
	n.shows(card, "Sendt", `"value":"2"`, `"refresh":{"action":{`)
	n.post(n.click(n.Message(""), n.copies("Ny veileder")[1], "announce-read", nil), 1)
	before, shown := n.Count(), n.message(card.ID)
	for _, trigger := range []string{"automatic", "manual"} {
		answer := n.looks(n.coordinates(""), shown, trigger)
		wantIn(t, answer, `"type":"application/vnd.microsoft.card.adaptive"`, `"statusCode":200`, "1 person")
		var again struct{ Value json.RawMessage }
		if err := json.Unmarshal([]byte(answer), &again); err != nil {
			t.Fatal(err)
		}
		wantIn(t, n.asks(n.coordinates(""), card.ID, again.Value, trigger), "1 person")
	}
	stranger := n.Message("")
	stranger["conversation"].(map[string]any)["id"] = coordinatorChat
	if answer := n.looks(stranger, shown, "automatic"); strings.Contains(answer, "veileder") {
		t.Errorf("a stranger sees %s", answer)
	}
	if n.Count() != before {
		t.Error("somebody looked, and a message was made")
	}
	execute := decoded(t, shown.Body)
	wantIn(t, shown, `"type":"Action.Execute","title":"Oppdater"`)
	if findButton(execute, "announce-refresh") == nil {
		t.Error("no button for older clients")
	}
}

// TestCardsWithoutRefresh: where Teams refuses cards that can be asked for anew, or they are switched off, the card is
// changed as the announcement goes on, and its button works.
func TestCardsWithoutRefresh(t *testing.T) {
	t.Parallel()
	for name, env := range map[string][]string{"refused": nil, "off": {"TEAMS_WITHOUT", "refresh"}} {
		n := newNewsroom(t, env...)
		if name == "refused" {
			n.Refuse(`"refresh":`)
		}
		card := n.previewed()
		n.quietly(n.presses(card, "announce-send", nil))
		n.shows(card, "Sendt", `"value":"2"`)
		n.post(n.click(n.Message(""), n.copies("Ny veileder")[1], "announce-read", nil), 1)
		n.quietly(n.presses(card, "announce-refresh", nil))
		n.shows(card, "1 person")
		if strings.Contains(string(n.message(card.ID).Body), `"refresh":`) {
			t.Errorf("%s: the card says how it is asked for anew", name)
		}
	}
}

// TestExtendedMarkdown: on trial a text without a card is sent in the newer format, once more in the usual one where
// Teams refuses it, and in that from the start where it is not on trial. A card has none.
func TestExtendedMarkdown(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"on": "extendedmarkdown", "refused": "markdown", "off": "markdown"} {
		env := []string{"TEAMS_WITH", "extendedmarkdown"}
		if name == "off" {
			env = nil
		}
		o := newOffice(t, env...)
		if name == "refused" {
			o.Refuse("extendedmarkdown")
		}
		wantIn(t, o.post(o.Message("svar på nynorsk"), 1)[0], `"textFormat":"`+want+`"`)
		wantIn(t, o.post(o.Message("Hvilke e-ID-er er godkjent?"), 1)[0], `"textFormat":"markdown"`)
		tried := 0
		for _, r := range o.Requests() {
			tried += strings.Count(string(r.Body), "extendedmarkdown")
		}
		if tried > 0 != (name != "off") {
			t.Errorf("%s: asked for %d times", name, tried)
		}
	}
}
