package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
)

// TestTheRoad: a member sees and says where their kommune stands, in words and with one tap, and takes it back.
func TestTheRoad(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.role(bottest.ObjectID, "5001", members.Member)
	ask := func(text string) bottest.Message { t.Helper(); return o.post(o.Message(text), 1)[0] }

	wantIn(t, ask("hvor er vi?"), "Trondheim: 0 av 8 gjort", "Trondheim er kommet til **steg 1**", "EPJ-leverandøren")
	answer := ask("Hvem gir tilgang i Altinn?")
	if strings.Contains(string(answer.Body), "Dere står") {
		t.Errorf("nobody has said anything: %s", answer.Body)
	}
	wantIn(t, ask("vi har gjort steg 1, 2 og 3"), "Notert: steg 1 – gjort.", "Notert: steg 3 – gjort.", "3 av 8 gjort",
		"meldt av deg")
	card := ask("kva står att for oss?")
	wantIn(t, card, "Trondheim", "4a")
	done := buttonsOf(t, card)[0] // the first is that the step is done
	o.quietly(pressed(o.Message(""), done, card.ID))
	o.shows(card, "Notert: steg 4a – gjort.", "4 av 8 gjort", "Angre")
	o.quietly(o.click(o.Message(""), o.message(card.ID), "road-undo", nil))
	o.shows(card, "Angra: steg 4a – ikkje byrja.", "3 av 8 gjort")

	// The answers know it, and their button says it.
	answer = ask("Hvem gir tilgang i Altinn?")
	wantIn(t, answer, "Dere står på steg 4a. Rådmannen (kommunedirektøren)", "Dette har vi gjort")
	wantIn(t, o.post(o.click(o.Message(""), answer, "road-did", nil), 1)[0], "Notert: steg 4a – gjort.")
	if again := ask("Hvem gir tilgang i Altinn?"); findButton(decoded(t, again.Body), "road-did") != nil {
		t.Error("asks whether it is done though it is")
	}
	wantIn(t, ask("vi står fast på 4b fordi leverandøren ikke svarer"), "Trondheim **står fast** på **steg 4b**",
		"Grunn: «leverandøren ikke svarer»")
	wantIn(t, ask("Hva er konfigurasjonsfila?"), "Dere står fast på steg 4b")
	wantIn(t, ask("vi har ikke gjort steg 2"), "Steg 2") // answered, not noted
	wantIn(t, ask("hvor er vi?"), "✅ **2 ")

	// A question is a question, personal data is stopped, and what others write does not count as theirs.
	wantIn(t, ask("vi står fast på 4a fordi 02013299997 ikke virker"), "Her stoppet jeg")
	typed := o.click(o.Message(""), ask("hvor er vi?"), "road-say", map[string]any{"why": "gjelder 02013299997"})
	wantIn(t, o.post(typed, 1)[0], "Her stoppet jeg")
	o.role(memberObject, "5001", members.Member)
	wantIn(t, o.post(byMember(o.Message("hvor er vi?")), 1)[0], "meldt av kommunen")
}

// TestTheRoadIsUsed: the last step is done when figures have come, whoever says what.
func TestTheRoadIsUsed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.role(bottest.ObjectID, "5001", members.Member)
	o.imports(markedSheet())
	wantIn(t, o.post(o.Message("hvor er vi?"), 1)[0], "1 av 8 gjort", "Trondheim er i gang med kjernejournal",
		"ifølge brukstallene")
}

// TestTheRoadIsNotForChannels: where others read nothing is shown and nothing is changed; who is stuck is still helped.
func TestTheRoadIsNotForChannels(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.role(bottest.ObjectID, "5001", members.Member)
	o.post(o.Message("vi har gjort steg 1"), 1)
	in := func(text string) bottest.Message {
		t.Helper()
		return o.post(o.ChannelMessage("19:alle@thread.tacv2", text), 1)[0]
	}
	for _, text := range []string{"hvor er vi?", "vi har gjort steg 2", "hva gjenstår?", "vi har begynt på steg 2",
		"hvor er Trondheim på veien?"} {
		m := in(text)
		wantIn(t, m, "bare i chatten mellom deg og meg")
		if strings.Contains(string(m.Body), "Trondheim") {
			t.Errorf("%q: %s", text, m.Body)
		}
	}
	wantIn(t, in("vi står fast på 4a"), "Altinn", "bare i chatten mellom deg og meg")
	if m := in("Hvem gir tilgang i Altinn?"); strings.Contains(string(m.Body), "Dere står") {
		t.Errorf("the channel reads %s", m.Body)
	}
	wantIn(t, o.post(o.Message("hvor er vi?"), 1)[0], "1 av 8 gjort")
}

// byMember makes an activity that of another person.
func byMember(a map[string]any) map[string]any {
	a["from"] = map[string]any{"id": "29:member", "name": "Kari Nordmann", "aadObjectId": memberObject}
	return a
}

// roadAsked are ways to get at where a kommune stands, one's own and others'.
var roadAsked = []string{"hvor er vi?", "hvor er Trondheim på veien?", "hvor er Bergen på veien?", "vis veien for Bergen",
	"hvor langt har Bergen kommet?", "vi har gjort steg 2 i Bergen", "vi står fast på 4a i Bergen", "Bergen har gjort steg 3",
	"hvor er 4601 på veien?", "Hvem gir tilgang i Altinn?", "hva gjenstår?", "vi har gjort steg 1"}

// TestNobodySeesAnotherRoad: viewer × kommune × every way to the road; nothing of another kommune's comes, and nothing of
// it is changed.
func TestNobodySeesAnotherRoad(t *testing.T) {
	t.Parallel()
	secrets := map[kommune.Number]string{"5001": "grunnen til nidaros", "4601": "grunnen til bjørgvin"}
	for _, viewer := range []struct {
		name string
		role members.Role
		own  kommune.Numbers
	}{{"member of Trondheim", members.Member, "5001"}, {"member of Bergen", members.Member, "4601"}, {"stranger", "", ""},
		{"one whose right was taken", members.Revoked, ""}, {"member of Trondheim and Oslo", members.Member, "0301,5001"}} {
		t.Run(viewer.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, "MICROSOFT_APP_ID", "", "MICROSOFT_APP_PASSWORD", "", "MICROSOFT_APP_TENANT_ID", "", "SEND_RATE", "50")
			for n, why := range secrets {
				o.post(as(o.Message(fmt.Sprintf("vi står fast på 4b i %s fordi %s", kommuneName(n), why))), 1)
			}
			if viewer.role != "" {
				o.role(memberObject, viewer.own, viewer.role)
			}
			began, found := len(o.Sent()), 0
			send := func(a map[string]any) {
				t.Helper()
				before := len(o.Sent())
				if status, _ := o.Post(byMember(a)); status != http.StatusOK {
					t.Errorf("status %d", status)
				}
				o.WaitSent(before + 1)
			}
			for _, text := range roadAsked {
				send(o.Message(text))
				send(o.ChannelMessage("19:alle@thread.tacv2", text))
			}
			for _, op := range []string{"road", "road-say", "road-did", "road-undo"} {
				for _, n := range []string{"5001", "4601", "", "9999"} { // without a seal they are nobody's
					send(pressed(o.Message(""), map[string]any{"v": 1, "op": op, "kommune": n, "step": "4b", "state": "done",
						"mark": 1, "lang": "nb"}, ""))
				}
			}
			for _, m := range o.Sent()[began:] {
				for n, why := range secrets {
					if viewer.own.Has(n) {
						found += strings.Count(string(m.Body), why)
					} else if strings.Contains(string(m.Body), why) {
						t.Errorf("%s is told of %s: %s", viewer.name, n, m.Body)
					}
				}
			}
			if (found > 0) != (viewer.own != "") {
				t.Errorf("their own was found %d times", found)
			}
			for n, why := range secrets {
				if !viewer.own.Has(n) {
					wantIn(t, o.post(as(o.Message("hvor er "+kommuneName(n)+" på veien?")), 1)[0], why)
				}
			}
		})
	}
}

func kommuneName(n kommune.Number) string { k, _ := kommune.New().Get(n); return k.Name }
