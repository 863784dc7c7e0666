package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
)

const (
	newsChannel     = "19:nytt@thread.tacv2"
	coordinatorChat = "a:chat-of-29:coordinator"
	readerChat      = "a:chat-of-" + bottest.UserID
)

// newsroom is the whole program in a channel, with a member of a kommune whom it knows and a coordinator.
type newsroom struct {
	*stage
	app *started
	env map[string]string
}

func newNewsroom(t *testing.T, pairs ...string) *newsroom {
	t.Helper()
	teams := bottest.NewTeams(t)
	n := &newsroom{stage: &stage{Teams: teams, t: t}, env: map[string]string{
		"COORDINATORS": coordinator, "DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "news.db"),
	}}
	for i := 0; i < len(pairs); i += 2 {
		n.env[pairs[i]] = pairs[i+1]
	}
	n.app = startApp(t, teams, n.env)
	n.belongs(bottest.ObjectID, "5001")
	n.install(n.ChannelMessage(newsChannel, ""))
	n.install(n.Message(""))
	return n
}

// belongs makes a person a member of a kommune.
func (n *newsroom) belongs(object string, k kommune.Numbers) {
	n.t.Helper()
	row := members.Row{Person: message.NewPerson(bottest.Tenant, object), Kommune: k, Role: members.Member}
	if _, _, err := n.app.db.PutMembers(n.t.Context(), message.Person{}, "test", []members.Row{row}); err != nil {
		n.t.Fatal(err)
	}
}

// install adds the bot where an activity comes from; it says hello there.
func (n *newsroom) install(a map[string]any) {
	n.t.Helper()
	a["type"], a["action"] = "installationUpdate", "add"
	if where := a["conversation"].(map[string]any); where["conversationType"] == "channel" {
		where["id"] = newsChannel
	}
	n.post(a, 1)
}

// coordinates is a message of the coordinator in their own chat.
func (n *newsroom) coordinates(text string) map[string]any {
	a := as(n.Message(text))
	a["conversation"].(map[string]any)["id"] = coordinatorChat
	return a
}

// presses clicks a button as the coordinator.
func (n *newsroom) presses(m bottest.Message, op string, fields map[string]any) map[string]any {
	n.t.Helper()
	return n.click(n.coordinates(""), n.message(m.ID), op, fields)
}

// quietly posts an activity that makes no new message at once.
func (s *stage) quietly(a map[string]any) {
	s.t.Helper()
	if status, body := s.Post(a); status != 200 {
		s.t.Fatalf("status %d: %s", status, body)
	}
}

// shows waits until a message says all that.
func (s *stage) shows(m bottest.Message, want ...string) {
	s.t.Helper()
	s.WaitFor(fmt.Sprintf("%q in message %s", want, m.ID), func(all []bottest.Message) bool {
		for _, one := range all {
			if one.ID == m.ID {
				for _, w := range want {
					if !strings.Contains(string(one.Body), w) {
						return false
					}
				}
				return true
			}
		}
		return false
	})
}

// copies are the messages that say something, but for those in the coordinator's chat.
func (n *newsroom) copies(what string) []bottest.Message {
	var found []bottest.Message
	for _, m := range n.Sent() {
		if m.Conversation != coordinatorChat && strings.Contains(string(m.Body), what) {
			found = append(found, m)
		}
	}
	return found
}

// fields are a form that is filled in.
func fields(more ...string) map[string]any {
	form := map[string]any{
		"title": "Ny veileder", "text": "Den nye veilederen er **klar**.", "link": "https://nhn.example/veileder",
		"important": "false",
		"receipt":   "true", "to": "all", "list": "", "date": "", "clock": "",
	}
	for i := 0; i < len(more); i += 2 {
		form[more[i]] = more[i+1]
	}
	return form
}

// previewed writes an announcement up to its preview.
func (n *newsroom) previewed(more ...string) bottest.Message {
	n.t.Helper()
	form := n.post(n.coordinates("kunngjør"), 1)[0]
	wantIn(n.t, form, "Ny kunngjøring", `"id":"title"`, "Åpne i eget vindu", "task/fetch")
	return n.post(n.presses(form, "announce-preview", fields(more...)), 1)[0]
}

// TestAnnouncement goes the whole way: written, previewed by the author alone, sent to a channel and a person, read,
// corrected and withdrawn.
func TestAnnouncement(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	preview := n.previewed()
	if preview.Conversation != coordinatorChat || len(n.copies("Ny veileder")) != 0 {
		t.Fatalf("the preview is in %s, and %d others have it", preview.Conversation, len(n.copies("Ny veileder")))
	}
	wantIn(t, preview, "bare du ser denne", "Den nye veilederen er **klar**.", "2 mottakere", "med en gang",
		"Send til 2 mottakere", "Lest og forstått")

	// Whoever copies the card's data can do nothing with it, and neither can who asks for a form.
	wantIn(t, n.post(n.click(n.Message(""), preview, "announce-send", nil), 1)[0], "virker ikke lenger")
	wantIn(t, n.post(n.click(n.Message(""), preview, "announce-delete", nil), 1)[0], "virker ikke lenger")
	wantIn(t, n.post(n.Message("kunngjør"), 1)[0], "Kunngjøringer er det koordinatorene")
	if len(n.copies("Ny veileder")) != 0 {
		t.Fatal("sent by somebody who is no coordinator")
	}

	send := n.presses(preview, "announce-send", nil)
	again := n.presses(preview, "announce-send", nil)
	n.quietly(send)
	n.quietly(again)
	n.shows(preview, "Sendt", `"value":"2"`)
	copies := n.copies("Ny veileder")
	if len(copies) != 2 {
		t.Fatalf("%d copies, want one in the channel and one in the chat", len(copies))
	}
	inChannel, inChat := copies[0], copies[1]
	if inChannel.Conversation != newsChannel {
		inChannel, inChat = inChat, inChannel
	}
	if inChannel.Conversation != newsChannel || inChat.Conversation != readerChat {
		t.Fatalf("copies in %s and %s", inChannel.Conversation, inChat.Conversation)
	}
	n.isRead(inChat, inChannel)
	n.quietly(n.presses(preview, "announce-refresh", nil))
	n.shows(preview, "2 personer")
	card := n.isCorrected(preview, inChat, inChannel)
	n.shows(preview, "Se kortet lenger ned") // the newest card follows it, the older one is closed
	wantIn(t, n.post(n.Message("siste kunngjøring"), 1)[0], "Ny veileder", "Rettet", "Lest og forstått")

	n.quietly(n.presses(card, "announce-withdraw", nil))
	n.shows(card, "Trukket tilbake", "Slettet eller stoppet")
	for _, c := range []bottest.Message{inChat, inChannel} {
		if !n.message(c.ID).Deleted {
			t.Errorf("the copy in %s is still there", c.Conversation)
		}
	}
	wantIn(t, n.post(n.click(n.Message(""), inChat, "announce-read", nil), 1)[0], "trukket tilbake")
	wantIn(t, n.post(n.Message("vis siste kunngjøring"), 1)[0], "Jeg finner ingen kunngjøring")
}

// TestAnnouncementAsksForAnAnswer: the newest answer of a person counts, and their copy says which it is, in their
// language.
func TestAnnouncementAsksForAnAnswer(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	if err := n.app.db.SetLanguage(t.Context(), message.NewPerson(bottest.Tenant, bottest.ObjectID), "en"); err != nil {
		t.Fatal(err)
	}
	preview := n.previewed("answers", "Ja\n\nNei", "receipt", "false", "to", "members", "titleEn", "New guide", "textEn",
		"The guide is ready.")
	wantIn(t, preview, "svarknapper: Ja, Nei", `"title":"Nei"`, "Den nye veilederen er **klar**.", "The guide is ready.",
		"bokmål, engelsk")
	n.quietly(n.presses(preview, "announce-send", nil))
	n.shows(preview, "Sendt", `"value":"1"`)
	inChat := n.copies("New guide")[0]
	says := func(answer string) {
		t.Helper()
		click := n.Message("")
		click["replyToId"], click["value"] = inChat.ID, buttonTitled(decoded(t, n.message(inChat.ID).Body), answer)
		wantIn(t, n.post(click, 1)[0], "Your answer is noted: "+answer)
		n.shows(inChat, "You have answered: "+answer, `"title":"Nei"`, "Announcement", "The guide is ready.")
	}
	says("Ja")
	says("Nei")
	n.quietly(n.presses(preview, "announce-refresh", nil))
	n.shows(preview, "«Nei»", "1 person", "0 personer")
}

// buttonTitled is the data of the button that says so.
func buttonTitled(v any, title string) any {
	switch v := v.(type) {
	case map[string]any:
		if v["title"] == title && v["data"] != nil {
			return v["data"]
		}
		for _, one := range v {
			if found := buttonTitled(one, title); found != nil {
				return found
			}
		}
	case []any:
		for _, one := range v {
			if found := buttonTitled(one, title); found != nil {
				return found
			}
		}
	}
	return nil
}

// isRead has two persons confirm, one of them twice, without a word in the channel.
func (n *newsroom) isRead(inChat, inChannel bottest.Message) {
	n.t.Helper()
	read, again := n.click(n.Message(""), inChat, "announce-read", nil), n.click(n.Message(""), inChat, "announce-read", nil)
	wantIn(n.t, n.post(read, 1)[0], "notert at du har lest")
	n.shows(inChat, "Du har lest og forstått", "Den nye veilederen er **klar**.")
	if findButton(decoded(n.t, n.message(inChat.ID).Body), "announce-read") != nil {
		n.t.Error("the copy that was read still asks")
	}
	wantIn(n.t, n.post(again, 1)[0], "allerede bekreftet")
	ola := func() map[string]any {
		a := n.ChannelMessage(newsChannel, "")
		a["from"] = map[string]any{"id": "29:ola", "name": "Ola Nordmann",
			"aadObjectId": "00000000-0000-4000-8000-0000000000cc"}
		return n.click(a, inChannel, "announce-read", nil)
	}
	thanks := n.post(ola(), 1)[0]
	wantIn(n.t, thanks, "notert at du har lest")
	if thanks.Conversation != "a:chat-of-29:ola" {
		n.t.Errorf("the reader of the channel is thanked in %s", thanks.Conversation)
	}
	before := len(n.Sent())
	n.quietly(ola())
	execute := ola()
	execute["type"], execute["name"] = "invoke", "adaptiveCard/action"
	execute["value"] = map[string]any{"action": map[string]any{"type": "Action.Execute", "data": execute["value"]}}
	status, body := n.Post(execute)
	if status != 200 {
		n.t.Fatalf("status %d", status)
	}
	wantIn(n.t, string(body), "allerede bekreftet", "application/vnd.microsoft.activity.message")
	if len(n.Sent()) != before {
		n.t.Error("a reader of the channel made a message")
	}
}

// isCorrected corrects both copies: form, preview, and a click that counts once. It returns the card that follows the
// announcement then.
func (n *newsroom) isCorrected(card, inChat, inChannel bottest.Message) bottest.Message {
	n.t.Helper()
	before := map[string]int{inChat.ID: n.message(inChat.ID).Versions, inChannel.ID: n.message(inChannel.ID).Versions}
	form := n.post(n.presses(card, "announce-correct-form", nil), 1)[0]
	wantIn(n.t, form, "Rett opp kunngjøringen", "Ny veileder")
	if strings.Contains(string(form.Body), `"id":"to"`) {
		n.t.Error("a correction asks whom it is for")
	}
	preview := n.post(n.presses(form, "announce-correct-preview", fields("text", "Den kommer **fredag**.")), 1)[0]
	wantIn(n.t, preview, "Oppdater alle kopiene", "Rettet ", "Den kommer **fredag**.")
	if n.message(inChat.ID).Versions != before[inChat.ID] {
		n.t.Error("corrected before it was confirmed")
	}
	n.quietly(n.presses(preview, "announce-correct", nil))
	n.quietly(n.click(n.coordinates(""), preview, "announce-correct", nil))
	for _, c := range []bottest.Message{inChat, inChannel} {
		n.shows(c, "Rettet ", "Den kommer **fredag**.")
		if v := n.message(c.ID).Versions; v != before[c.ID]+1 {
			n.t.Errorf("version %d in %s, want one more than %d", v, c.Conversation, before[c.ID])
		}
	}
	n.shows(preview, "Sendt og rettet")
	return preview
}
