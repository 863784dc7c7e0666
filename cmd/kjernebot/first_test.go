package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/members"
	"kjernebot/internal/privacy"
)

// entrance is a bot that nobody coordinates, and people who come to it.
type entrance struct {
	*office
	people int
}

func newEntrance(t *testing.T) *entrance {
	return &entrance{newOffice(t, "COORDINATORS", "", "ALLOWED_TENANTS", "*"), 0}
}

// code is a new one, as the operator gets it.
func (e *entrance) code() string {
	e.t.Helper()
	code, err := e.app.db.NewCode(e.t.Context())
	if err != nil {
		e.t.Fatal(err)
	}
	return code
}

// by makes an activity one of somebody new, in their own chat unless it is a channel's.
func (e *entrance) by(a map[string]any, role, tenant string) map[string]any {
	e.people++
	object, user := fmt.Sprintf("00000000-0000-4000-8000-%012d", e.people), fmt.Sprintf("29:%d", e.people)
	a["from"] = map[string]any{"id": user, "name": "Kari Nordmann", "aadObjectId": object}
	where := a["conversation"].(map[string]any)
	if where["conversationType"] == "personal" {
		where["id"] = "a:" + user
	}
	if tenant != "" {
		where["tenantId"], a["channelData"] = tenant, map[string]any{"tenant": map[string]any{"id": tenant}}
	}
	chat, _, _ := strings.Cut(where["id"].(string), ";")
	if role != "" {
		e.Connector.SetMembers(chat, bottest.Member{ID: user, AADObjectID: object, Role: role, UPN: "kari@kommune.example"})
	}
	return a
}

// coordinators are those whom the database has.
func (e *entrance) coordinators() []message.Person {
	e.t.Helper()
	all, err := e.app.people.Directory("").Coordinators(e.t.Context())
	if err != nil {
		e.t.Fatal(err)
	}
	return all
}

// TestFirstCoordinatorsCode: whoever may not use the code, or writes it where others read it, reads what everybody does who
// writes something like it; and one person becomes coordinator, who is told how to begin.
func TestFirstCoordinatorsCode(t *testing.T) {
	t.Parallel()
	const begun = "Nå er du koordinator"
	e := newEntrance(t)
	elsewhere := "99999999-2222-4333-8444-555555555555"
	wrong := told(e.post(e.by(e.Message("KJERNEBOT-ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "user", ""), 1)[0], t)
	wantIn(t, wrong, "Dette er det koordinatorene i prosjektet som gjør")
	code := e.code()
	for name, a := range map[string]map[string]any{
		"a guest":                 e.by(e.Message(code), "guest", ""),
		"nobody of the roster":    e.by(e.Message(code), "", ""),
		"a channel":               e.by(e.ChannelMessage("19:all@thread.tacv2", code), "user", ""),
		"another tenant":          e.by(e.Message(code), "user", elsewhere),
		"one from another tenant": e.by(e.Message(code), "user", ""),
		"no object id":            e.by(e.Message(code), "user", ""),
	} {
		switch from := a["from"].(map[string]any); name {
		case "one from another tenant":
			from["tenantId"] = elsewhere
		case "no object id":
			delete(from, "aadObjectId")
		}
		if got := told(e.post(a, 1)[0], t); got != wrong || len(e.coordinators()) > 0 {
			t.Errorf("%s: %s, want %s; coordinators: %v", name, got, wrong, e.coordinators())
		}
	}

	first := e.by(e.Message("Her er koden: "+strings.ToLower(code)+"\n\n"+strings.Repeat("Den gjelder i ett døgn. ", 9)), "user", "")
	wantIn(t, e.post(first, 1)[0], begun, "send spørsmål hit", "mandagskortet")
	e.post(first, 0) // Teams delivers it again
	if said, who := len(e.Sent()), e.coordinators(); len(who) != 1 || string(who[0].Object) != first["from"].(map[string]any)["aadObjectId"] {
		t.Errorf("%d messages, coordinators: %v", said, who)
	}
	second := e.by(e.Message(code), "user", "")
	if got := e.post(second, 1)[0]; told(got, t) != wrong || len(e.coordinators()) != 1 {
		t.Errorf("the second one reads %s; coordinators: %v", got.Body, e.coordinators())
	}
	first["text"], first["id"] = "hull", "1690000099999"
	wantIn(t, e.post(first, 1)[0], "Ingen spørsmål uten godt svar")
	if strings.Contains(strings.ToUpper(e.app.log.String()), code) {
		t.Error("the code is in the log")
	}
}

// told is what the card of a message says.
func told(m bottest.Message, t *testing.T) string {
	cards, _ := decoded(t, m.Body).(map[string]any)["attachments"].([]any)
	if len(cards) == 0 {
		return string(m.Body)
	}
	return cards[0].(map[string]any)["content"].(map[string]any)["fallbackText"].(string)
}

// TestFirstCoordinatorsCodeAtTheSameTime: of ten who write the code at once one becomes coordinator.
func TestFirstCoordinatorsCodeAtTheSameTime(t *testing.T) {
	t.Parallel()
	e := newEntrance(t)
	code := e.code()
	var all sync.WaitGroup
	for range 10 {
		a := e.by(e.Message(code), "user", "")
		all.Go(func() { e.Post(a) })
	}
	all.Wait()
	count := 0
	for _, m := range e.WaitSent(10) {
		if strings.Contains(string(m.Body), "Nå er du koordinator") {
			count++
		}
	}
	if who := e.coordinators(); count != 1 || len(who) != 1 {
		t.Errorf("%d are told so, coordinators: %v", count, who)
	}
}

// TestFirstCoordinatorsCodeIsNotGuessed: who guesses is slowed down after five, and learns nothing; the code counts on.
func TestFirstCoordinatorsCodeIsNotGuessed(t *testing.T) {
	t.Parallel()
	e := newEntrance(t)
	code := e.code()
	a := e.by(e.Message(""), "user", "")
	answered := 0
	for i := range 50 {
		a["id"], a["text"] = fmt.Sprint(1_690_000_050_000+i), fmt.Sprintf("KJERNEBOT-%026d", i)
		a["text"] = strings.NewReplacer("0", "A", "1", "B", "8", "C", "9", "D").Replace(a["text"].(string))
		e.Post(a)
	}
	for _, m := range e.WaitSent(6) {
		if strings.Contains(string(m.Body), "Dette er det koordinatorene i prosjektet som gjør") {
			answered++
		} else {
			wantIn(t, m, "litt fort")
		}
	}
	if answered != 5 || len(e.coordinators()) > 0 {
		t.Errorf("%d guesses are answered, coordinators: %v", answered, e.coordinators())
	}
	wantIn(t, e.post(e.by(e.Message(code), "user", ""), 1)[0], "Nå er du koordinator")
}

// TestCodesAreNoPersonalData: the stop for personal data lets every code through.
func TestCodesAreNoPersonalData(t *testing.T) {
	t.Parallel()
	e := newEntrance(t)
	for range 3000 {
		if code := e.code(); !privacy.Clean(code) || members.Code.FindString(code) != code {
			t.Fatalf("%s is stopped", code)
		}
	}
}
