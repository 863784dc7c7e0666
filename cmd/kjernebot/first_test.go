package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

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
	code, err := e.app.people.Directory(bottest.Tenant).OfferFirst(e.t.Context(), members.Operator(), e.app.db.Now().Add(time.Hour))
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
// writes something like it; what has leaked so counts no more; and one person becomes coordinator, who is told how to begin.
func TestFirstCoordinatorsCode(t *testing.T) {
	const begun = "Nå er du koordinator"
	e := newEntrance(t)
	elsewhere := "99999999-2222-4333-8444-555555555555"
	wrong := e.post(e.by(e.Message("KJERNEBOT-ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "user", ""), 1)[0]
	wantIn(t, wrong, "Det vet jeg ikke")
	var codes []string
	for name, one := range map[string]struct {
		how   func(code string) map[string]any
		leaks bool
	}{
		"a guest":              {func(c string) map[string]any { return e.by(e.Message(c), "guest", "") }, true},
		"nobody of the roster": {func(c string) map[string]any { return e.by(e.Message(c), "", "") }, true},
		"a channel":            {func(c string) map[string]any { return e.by(e.ChannelMessage("19:all@thread.tacv2", c), "user", "") }, true},
		"another tenant":       {func(c string) map[string]any { return e.by(e.Message(c), "user", elsewhere) }, false},
		"one from another tenant": {func(c string) map[string]any {
			a := e.by(e.Message(c), "user", "")
			a["from"].(map[string]any)["tenantId"] = elsewhere
			return a
		}, true},
		"no object id": {func(c string) map[string]any {
			a := e.by(e.Message(c), "user", "")
			delete(a["from"].(map[string]any), "aadObjectId")
			return a
		}, true},
	} {
		code := e.code()
		codes = append(codes, code)
		said := e.post(one.how(code), 1)[0]
		if got, want := cardless(said, t), cardless(wrong, t); got != want || len(e.coordinators()) > 0 {
			t.Errorf("%s: %s, want %s; coordinators: %v", name, got, want, e.coordinators())
		}
		spare := e.by(e.Message(code), "user", "")
		if one.leaks {
			if again := e.post(spare, 1)[0]; strings.Contains(string(again.Body), begun) {
				t.Fatalf("%s: the code that has leaked counts", name)
			}
		}
	}

	code := e.code()
	first := e.by(e.Message(strings.ToLower(code)+" "), "user", "")
	wantIn(t, e.post(first, 1)[0], begun, "send spørsmål hit", "mandagskortet")
	e.post(first, 0) // Teams delivers it again
	if said, who := len(e.Sent()), e.coordinators(); len(who) != 1 || string(who[0].Object) != first["from"].(map[string]any)["aadObjectId"] {
		t.Errorf("%d messages, coordinators: %v", said, who)
	}
	second := e.by(e.Message(code), "user", "")
	if got := e.post(second, 1)[0]; cardless(got, t) != cardless(wrong, t) || len(e.coordinators()) != 1 {
		t.Errorf("the second one reads %s; coordinators: %v", got.Body, e.coordinators())
	}
	first["text"], first["id"] = "hull", "1690000099999"
	wantIn(t, e.post(first, 1)[0], "Ingen spørsmål uten godt svar")
	for _, code := range append(codes, code) {
		if strings.Contains(strings.ToUpper(e.app.log.String()), code) {
			t.Error("a code is in the log")
		}
	}
}

// cardless is what a message says.
func cardless(m bottest.Message, t *testing.T) string {
	text, _ := decoded(t, m.Body).(map[string]any)["text"].(string)
	return text
}

// TestFirstCoordinatorsCodeAtTheSameTime: of ten who write the code at once one becomes coordinator.
func TestFirstCoordinatorsCodeAtTheSameTime(t *testing.T) {
	e := newEntrance(t)
	code := e.code()
	var all sync.WaitGroup
	for range 10 {
		a := e.by(e.Message(code), "user", "")
		all.Go(func() { e.Post(a) })
	}
	all.Wait()
	told := 0
	for _, m := range e.WaitSent(10) {
		if strings.Contains(string(m.Body), "Nå er du koordinator") {
			told++
		}
	}
	if who := e.coordinators(); told != 1 || len(who) != 1 {
		t.Errorf("%d are told so, coordinators: %v", told, who)
	}
}

// TestFirstCoordinatorsCodeIsNotGuessed: who guesses is slowed down after five, and learns nothing; the code counts on.
func TestFirstCoordinatorsCodeIsNotGuessed(t *testing.T) {
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
		if strings.Contains(string(m.Body), "Det vet jeg ikke") {
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
	e := newEntrance(t)
	for range 3000 {
		if code := e.code(); !privacy.Clean(code) || members.ReadCode(code) != code {
			t.Fatalf("%s is stopped", code)
		}
	}
}
