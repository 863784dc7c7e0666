package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/members"
	"kjernebot/internal/week"
)

// TestACoordinatorConfirmsAMember: a stranger's mail suggests a kommune, the coordinators are asked once, nobody else
// can answer, and the person hears of it.
func TestACoordinatorConfirmsAMember(t *testing.T) {
	t.Parallel()
	for _, confirm := range []bool{true, false} {
		o := newOffice(t)
		o.imports(markedSheet())
		wantIn(t, o.post(o.Message("brukstall"), 1)[0], "Skriv til Kjernejournal-SHT@nhn.no") // nobody can be asked yet
		o.post(as(o.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
		o.SetMembers("a:chat-of-"+bottest.UserID, bottest.Member{ID: bottest.UserID, AADObjectID: bottest.ObjectID,
			Name: "Kari Nordmann", Email: "eksempel@trondheim.kommune.no"})

		came := o.post(o.Message("brukstall"), 2)
		card, told := came[0], came[1]
		if !strings.HasPrefix(card.Conversation, deskChannel) {
			card, told = told, card
		}
		wantIn(t, told, "jeg vet ikke hvilken kommune du hører til", "En koordinator i prosjektet")
		wantIn(t, card, "Kari Nordmann", "trondheim.kommune.no", "Ja, Trondheim")
		if strings.Contains(string(card.Body), "eksempel@") || strings.Contains(string(told.Body), "Trondheim") {
			t.Errorf("too much is told: %s %s", card.Body, told.Body)
		}
		// not asked a second time
		wantIn(t, o.post(o.Message("brukstall for Trondheim"), 1)[0], "En koordinator i prosjektet")

		press := func(a map[string]any, op string) map[string]any { return o.click(a, card, op, nil) }
		wantIn(t, o.post(press(o.ChannelMessage(deskChannel, ""), "confirm"), 1)[0], "bare koordinatorene")
		wantIn(t, o.post(o.Message("brukstall"), 1)[0], "jeg vet ikke hvilken kommune")

		op, state := "confirm", "Kari Nordmann hører til Trondheim. Bekreftet av Ola Nordmann."
		if !confirm {
			op, state = "refuse", "Avslått av Ola Nordmann"
		}
		if status, _ := o.Post(press(as(o.ChannelMessage(deskChannel, "")), op)); status != 200 {
			t.Fatalf("status %d", status)
		}
		wantIn(t, o.message(card.ID), state)
		if confirm {
			o.WaitFor("the person is told", func(all []bottest.Message) bool {
				return slices.ContainsFunc(all, func(m bottest.Message) bool { // with what was asked for
					return strings.Contains(string(m.Body), "Nå vet jeg at du hører til Trondheim") &&
						strings.Contains(string(m.Body), "Brukstall for Trondheim")
				})
			})
			wantIn(t, o.post(o.Message("brukstall"), 1)[0], "Brukstall for Trondheim")
		}
		wantIn(t, o.post(press(as(o.ChannelMessage(deskChannel, "")), "confirm"), 1)[0], "allerede bestemt")
		audit, err := o.app.db.Audit(t.Context(), time.Time{})
		last := audit[len(audit)-1] // the first is the import
		if err != nil || confirm != (last.What == "member confirmed" &&
			last.Who == message.NewPerson(bottest.Tenant, coordinator).String()) {
			t.Errorf("audit %+v %v", audit, err)
		}
	}
}

// TestAStrangeMailSuggestsNothing: a domain that is no kommune's, or only looks like one, suggests none. Coordinators are
// asked which it is, and the person can say so; nothing is decided by that.
func TestAStrangeMailSuggestsNothing(t *testing.T) {
	t.Parallel()
	var o *office
	var told bottest.Message
	for _, mail := range []string{"kari@example.com", "kari@nottrondheim.kommune.no", "trondheim.kommune.no",
		"kari@trondheim.kommune.no.example.com", ""} {
		o = newOffice(t)
		o.post(as(o.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
		o.SetMembers("a:chat-of-"+bottest.UserID, bottest.Member{ID: bottest.UserID, AADObjectID: bottest.ObjectID,
			Name: "Kari Nordmann", Email: mail})
		var card bottest.Message
		card, told = o.asksWhere("brukstall")
		wantIn(t, told, "En koordinator i prosjektet", "Kjernejournal-SHT@nhn.no", "Be om å få se tallene")
		wantIn(t, card, "Kari Nordmann", "hører personen til", `"id":"kommune"`, `"isRequired":true`)
		if findButton(decoded(t, card.Body), "confirm") != nil {
			t.Errorf("%s suggests a kommune: %s", mail, card.Body)
		}
	}
	for _, name := range []string{"", "Eksempelby", "Herøy"} { // no kommune, or two of them
		wantIn(t, o.post(o.click(o.Message(""), told, "belong", map[string]any{"kommune": name}), 1)[0], "Jeg fant ingen kommune")
	}
	came := o.post(o.click(o.Message(""), told, "belong", map[string]any{"kommune": "trondheim kommune"}), 2)
	if !strings.HasPrefix(came[0].Conversation, deskChannel) {
		came[0], came[1] = came[1], came[0]
	}
	wantIn(t, came[0], "hører til **Trondheim**", "Ja, Trondheim", "En annen kommune")
	wantIn(t, came[1], "En koordinator i prosjektet")
	wantIn(t, o.post(o.Message("brukstall"), 1)[0], "jeg vet ikke hvilken kommune") // nothing is decided yet
	// Another kommune than the suggested one is the one that counts.
	o.quietly(o.click(as(o.ChannelMessage(deskChannel, "")), came[0], "choose-kommune", map[string]any{"kommune": "Bergen"}))
	audit, err := o.app.db.Audit(t.Context(), time.Time{})
	if err != nil || len(audit) != 1 || audit[0].After != "member 4601" {
		t.Errorf("audit %+v %v", audit, err)
	}
}

// asksWhere has somebody unknown ask, and returns the question to the coordinators and what the person is told.
func (o *office) asksWhere(text string) (card, told bottest.Message) {
	o.t.Helper()
	came := o.post(o.Message(text), 2)
	if strings.HasPrefix(came[0].Conversation, deskChannel) {
		return came[0], came[1]
	}
	return came[1], came[0]
}

// TestMembersInTeams: a coordinator chooses the kommune of somebody whose mail says nothing, sees who belongs where by
// name, and can undo what was decided.
func TestMembersInTeams(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.post(as(o.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	o.SetMembers("a:chat-of-"+bottest.UserID, bottest.Member{ID: bottest.UserID, AADObjectID: bottest.ObjectID,
		Name: "Kari Nordmann", Email: "kari@example.com"})
	o.post(o.Message("hei"), 1) // so that there is a chat
	card, _ := o.asksWhere("brukstall")
	choose := func(text string) {
		t.Helper()
		o.quietly(o.click(as(o.ChannelMessage(deskChannel, "")), o.message(card.ID), "choose-kommune",
			map[string]any{"kommune": text}))
	}
	coordinates := func(text string) map[string]any {
		a := as(o.Message(text))
		a["conversation"].(map[string]any)["id"] = coordinatorChat
		return a
	}
	// The person is told meanwhile, in another chat.
	asks := func(a map[string]any) (answer bottest.Message) {
		t.Helper()
		before := len(o.Sent())
		o.quietly(a)
		o.WaitFor("an answer to the coordinator", func(all []bottest.Message) bool {
			for _, answer = range all[before:] {
				if answer.Conversation == coordinatorChat {
					return true
				}
			}
			return false
		})
		return answer
	}
	list := func() bottest.Message { t.Helper(); return asks(coordinates("medlemmer")) }
	wantIn(t, list(), "Venter på svar (1)", "Kari Nordmann", "Velg kommune")
	wantIn(t, o.post(o.Message("medlemmer"), 1)[0], "bare koordinatorene")

	choose("Trondhiem")
	o.shows(card, "Mente du Trondheim?", `"value":"Trondhiem"`)
	choose("Herøy")
	o.shows(card, "1515 Herøy (Møre og Romsdal) eller 1818 Herøy (Nordland)")
	choose("1818 Herøy")
	o.shows(card, "Kari Nordmann hører til Herøy. Bekreftet av Ola Nordmann.", "Angre")
	wantIn(t, list(), "1 person i 1 kommune", `{"title":"Herøy","value":"Kari Nordmann"}`)

	undo := func() {
		t.Helper()
		o.quietly(o.click(as(o.ChannelMessage(deskChannel, "")), o.message(card.ID), "undo-member", nil))
	}
	undo()
	o.shows(card, "Hvor hører personen til?")
	o.WaitFor("the person is told", func(all []bottest.Message) bool {
		return slices.ContainsFunc(all, func(m bottest.Message) bool {
			return m.Conversation == readerChat && strings.Contains(string(m.Body), "tatt tilbake at du hører til")
		})
	})
	choose("trondheim")
	o.shows(card, "hører til Trondheim")
	wantIn(t, asks(coordinates("medlemmer i Bergen")), "Ingen er lagt til ennå")
	members := asks(coordinates("medlemmer i Trondheim"))
	wantIn(t, members, "Kari Nordmann", "Fjern noen")
	o.quietly(o.click(coordinates(""), members, "remove-member",
		map[string]any{"person": bottest.Tenant + "/" + bottest.ObjectID}))
	o.shows(members, "Kari Nordmann hører ikke lenger til Trondheim. Fjernet av Ola Nordmann.")
	o.quietly(o.click(coordinates(""), o.message(members.ID), "undo-member", nil))
	o.shows(members, "Kari Nordmann hører til Trondheim igjen.")
	members = asks(o.click(coordinates(""), o.message(members.ID), "say", nil))
	wantIn(t, members, "1 person i 1 kommune")

	// One kommune more, another instead of one, and one less: each undone.
	line := func(n string) string { return bottest.Tenant + "/" + bottest.ObjectID + " " + n }
	change := func(op string, fields map[string]any, want string) {
		t.Helper()
		members = asks(coordinates("medlemmer"))
		o.quietly(o.click(coordinates(""), members, op, fields))
		o.shows(members, want)
	}
	back := func(want string) {
		t.Helper()
		o.quietly(o.click(coordinates(""), o.message(members.ID), "undo-member", nil))
		o.shows(members, want)
	}
	wantIn(t, asks(o.click(coordinates(""), members, "add-kommune", map[string]any{"member": line("5001"), "kommune": "Trondhiem"})),
		"Mente du Trondheim?")
	change("add-kommune", map[string]any{"member": line("5001"), "kommune": "bergen"}, "Kari Nordmann hører til Bergen.")
	wantIn(t, asks(coordinates("medlemmer")), "1 person i 2 kommuner", `{"title":"Bergen","value":"Kari Nordmann"}`,
		`{"title":"Trondheim","value":"Kari Nordmann"}`, "Kari Nordmann (Bergen)", "Kari Nordmann (Trondheim)")
	wantIn(t, asks(coordinates("medlemmer i Bergen")), "1 person i 1 kommune", "Kari Nordmann (Bergen)")
	back("Kari Nordmann hører til Trondheim igjen.")
	change("add-kommune", map[string]any{"member": line("5001"), "pick": "4601"}, "Kari Nordmann hører til Bergen.")
	change("remove-member", map[string]any{"person": line("5001")}, "Kari Nordmann hører ikke lenger til Trondheim")
	wantIn(t, asks(coordinates("medlemmer")), "1 person i 1 kommune", `{"title":"Bergen","value":"Kari Nordmann"}`)
	back("Kari Nordmann hører til Bergen, Trondheim igjen.")
	change("move-member", map[string]any{"member": line("5001"), "pick": "0301"}, "Kari Nordmann hører til Oslo.")
	wantIn(t, asks(coordinates("medlemmer")), "1 person i 2 kommuner", `{"title":"Oslo","value":"Kari Nordmann"}`)
	back("Kari Nordmann hører til Bergen, Trondheim igjen.")
}

// TestOneOfSeveralKommuner: who belongs to several is asked once which one they mean, by the figures and by the road, and
// that holds until they name another.
func TestOneOfSeveralKommuner(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.imports(markedSheet())
	o.role(bottest.ObjectID, "1103,5001", members.Member)
	says := func(text string, want ...string) bottest.Message {
		t.Helper()
		m := o.post(o.Message(text), 1)[0]
		wantIn(t, m, want...)
		return m
	}
	clicks := func(m bottest.Message, title string, want ...string) bottest.Message {
		t.Helper()
		m = o.post(pressed(o.Message(""), titled(t, m, title), m.ID), 1)[0]
		wantIn(t, m, want...)
		return m
	}
	says("hvem er jeg", "Du hører til Stavanger og Trondheim.")
	asked := says("brukstall siste 4 uker", "Hvilken kommune mener du?", "Alle mine", "Jeg husker valget")
	says("hvor er vi?", "Hvilken kommune mener du?") // until they have said
	clicks(asked, "Stavanger", "Brukstall for Stavanger", "39\u00a0721\u00a0668")
	says("brukstall", "Brukstall for Stavanger")
	says("tall for Trondheim", "Brukstall for Trondheim")
	says("hvor er vi?", "Trondheim")
	says("tall for Bergen", "Jeg kan bare vise brukstall for kommunen du hører til")
	says("brukstall", "Brukstall for Trondheim")
	says("vi har gjort steg 2 i Stavanger", "Notert", "Stavanger")
	says("brukstall", "Brukstall for Stavanger")
	says("brukstall for Stavanger og Trondheim", "Stavanger og Trondheim", "2 av 2 kommuner")
	says("brukstall", "Stavanger og Trondheim", "2 av 2 kommuner")
	says("brukstall per enhet", "Hvilken kommune mener du?")
	asked = says("vi står fast på 4a fordi Altinn er nede", "Hvilken kommune mener du?")
	clicks(asked, "Trondheim", "Trondheim", "Altinn er nede")
	says("hvor er vi?", "Trondheim", "står fast")

	o.role(bottest.ObjectID, "1103,4601", members.Member) // what they meant is not theirs any more
	says("brukstall", "Hvilken kommune mener du?", "Bergen")
	says("brukstall for Trondheim", "Jeg kan bare vise brukstall for kommunen du hører til")
}

// titled is what the button with a title sends.
func titled(t *testing.T, m bottest.Message, title string) (data map[string]any) {
	t.Helper()
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if v["title"] == title && v["data"] != nil {
				data, _ = v["data"].(map[string]any)
			}
			for _, one := range v {
				walk(one)
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		}
	}
	if walk(decoded(t, m.Body)); data == nil {
		t.Fatalf("no button %q in %s", title, m.Body)
	}
	return data
}

// TestASheetIsDropped: a coordinator's sheet is read, with its problems and its warnings; nobody else's is fetched.
func TestASheetIsDropped(t *testing.T) {
	t.Parallel()
	d := newDrive(t)
	o := newOffice(t, onThisMachine(d)...)
	w := latest()
	d.put("/uke.csv", fmt.Sprintf("kommunenummer;uke;oppslag;brukere\n5001;%s;412;57\n4601;%s;777;99\n", w, w))
	d.put("/feil.csv", fmt.Sprintf("kommunenummer;uke;oppslag;brukere\n5001;%s;mange;57\n9999;%s;1;1\n", w, w))
	d.put("/endret.csv", fmt.Sprintf("kommunenummer;uke;oppslag;brukere\n5001;%s;413;57\n", w))
	d.put("/brukstall.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	d.put("/framtid.csv", "kommunenummer;uke;oppslag\n5001;2090-W20;412\n")

	wantIn(t, o.post(dropped(o.Message(""), d, "uke.csv"), 1)[0], "Jeg åpner ikke filer")
	inChannel := dropped(as(o.ChannelMessage(deskChannel, "")), d, "uke.csv")
	inChannel["text"] = "<at>Kjernebot</at> her"
	wantIn(t, o.post(inChannel, 1)[0], "Jeg åpner ikke filer")
	wantIn(t, o.post(dropped(as(o.Message("")), d, "bilde.png"), 1)[0], "Jeg åpner ikke filer")
	wantIn(t, o.post(dropped(as(o.Message("")), d, "02013299997.csv"), 1)[0], "personopplysninger")

	wantIn(t, o.post(dropped(as(o.Message("")), d, "mangler.csv"), 1)[0], "fikk ikke hentet fila")
	elsewhere := dropped(as(o.Message("")), &drive{url: "http://127.0.0.1:1"}, "uke.csv")
	wantIn(t, o.post(elsewhere, 1)[0], "fikk ikke hentet fila")
	wantIn(t, o.post(dropped(as(o.Message("")), d, "brukstall.xls"), 1)[0], "gamle Excel-formatet XLS", "Lagre som")
	wantIn(t, o.post(dropped(as(o.Message("")), d, "feil.csv"), 1)[0], "Fila ble ikke lagt inn",
		"Dette forsto jeg ikke i fila (2)", "oppslag", "9999")

	wantIn(t, o.post(dropped(as(o.Message("")), d, "uke.csv"), 1)[0], "Tallene er lagt inn",
		"Rader: 2 (nye: 2, endret: 0, uendret: 0)", fmt.Sprintf("uke %d", w.Week))
	wantIn(t, o.post(dropped(as(o.Message("")), d, "uke.csv"), 1)[0], "Ingenting nytt")
	changed := o.post(dropped(as(o.Message("")), d, "endret.csv"), 1)[0]
	wantIn(t, changed, "Se over dette", "Tall som blir endret", "412", "413", "Ingenting er lagt inn ennå")
	o.quietly(pressed(as(o.Message("")), findButton(decoded(t, changed.Body), "cancel-sheet"), changed.ID))
	o.shows(changed, "Ingenting er lagt inn.")
	again := o.post(dropped(as(o.Message("")), d, "endret.csv"), 1)[0]
	o.quietly(pressed(as(o.Message("")), findButton(decoded(t, again.Body), "accept"), again.ID))
	o.shows(again, "Tallene er lagt inn", "endret: 1")
	wantIn(t, o.post(as(o.Message("brukstall for Trondheim")), 1)[0], "413")
	o.quietly(pressed(as(o.Message("")), findButton(decoded(t, o.message(again.ID).Body), "undo-import"), again.ID))
	o.shows(again, "Tallene er tatt ut igjen")
	wantIn(t, o.post(as(o.Message("brukstall for Trondheim")), 1)[0], "412")

	warned := o.post(dropped(as(o.Message("")), d, "framtid.csv"), 1)[0]
	wantIn(t, warned, "Se over dette", "ikke begynt ennå", "Ingenting er lagt inn ennå")
	wantIn(t, o.post(pressed(o.Message(""), findButton(decoded(t, warned.Body), "accept"), warned.ID), 1)[0],
		"bare koordinatorene")
	// Whichever process meets the answer has the sheet.
	o.app.end()
	o.app = startApp(t, o.Teams, o.env)
	o.quietly(pressed(as(o.Message("")), findButton(decoded(t, warned.Body), "accept"), warned.ID))
	o.shows(warned, "Tallene er lagt inn", "Angre", "Se oversikten")
	wantIn(t, o.post(pressed(as(o.Message("")), findButton(decoded(t, warned.Body), "accept"), warned.ID), 1)[0],
		"Slipp den her på nytt")
}

// TestFiguresEveryWeek: who wants them gets each week once, when their own kommune's have come, and not after they
// stop.
func TestFiguresEveryWeek(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "SEND_RATE", "50")
	week := func(w week.Week, numbers ...string) string {
		s := "kommunenummer;uke;oppslag;brukere\n"
		for _, n := range numbers {
			s += fmt.Sprintf("%s;%s;%d;57\n", n, w, 400+w.Week)
		}
		return s
	}
	o.role(bottest.ObjectID, "5001", members.Member)
	w := latest().Add(-3)
	o.imports(week(w, "5001", "4601"))
	send := func() int {
		t.Helper()
		n, err := o.app.router.Figures.SendWeekly(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	wantIn(t, o.post(o.Message("Send meg brukstall hver uke"), 1)[0], "Du får brukstallene her hver uke")
	if n := send(); n != 0 {
		t.Errorf("what was known already was sent to %d", n)
	}
	o.imports(week(w.Next(), "4601"))
	if n := send(); n != 0 {
		t.Errorf("sent to %d before the own kommune's figures came", n)
	}
	before := len(o.Sent())
	o.imports(week(w.Next(), "5001"))
	if n := send(); n != 1 {
		t.Errorf("sent to %d, want 1", n)
	}
	wantIn(t, o.WaitSent(before + 1)[before], "Brukstall for Trondheim", fmt.Sprintf("Uke %d", w.Next().Week),
		"Her er ukas brukstall")
	if n := send(); n != 0 {
		t.Errorf("sent a second time to %d", n)
	}
	o.imports(strings.ReplaceAll(week(w.Next(), "5001"), ";57", ";58")) // a correction is no new week
	if n := send(); n != 0 {
		t.Errorf("a correction was sent to %d", n)
	}
	// A right that was taken away meanwhile counts.
	o.role(bottest.ObjectID, "", members.Revoked)
	o.imports(week(w.Add(2), "5001"))
	if n := send(); n != 0 {
		t.Errorf("sent to %d without a right", n)
	}
	// Of several kommuner all come, side by side, when any has the week.
	o.role(bottest.ObjectID, "0301,4601", members.Member)
	if n := send(); n != 0 {
		t.Errorf("sent to %d before any of their own kommuner's figures came", n)
	}
	o.imports(week(w.Add(2), "4601"))
	before = len(o.Sent())
	if n := send(); n != 1 {
		t.Errorf("sent to %d, want 1", n)
	}
	wantIn(t, o.WaitSent(before + 1)[before], "Oslo og Bergen", "1 av 2 kommuner har tall")
	o.role(bottest.ObjectID, "5001", members.Member)
	wantIn(t, o.post(o.Message("stopp brukstall"), 1)[0], "jeg slutter å sende")
	wantIn(t, o.post(o.Message("stopp brukstall"), 1)[0], "ingenting å stoppe")
	if n := send(); n != 0 {
		t.Errorf("sent to %d after they stopped", n)
	}
}

// TestFiguresEveryWeekFromAChannel: who asks for them in a channel gets them in a chat that is begun for it.
func TestFiguresEveryWeekFromAChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.role(bottest.ObjectID, "5001", members.Member)
	wantIn(t, o.post(o.ChannelMessage("19:alle@thread.tacv2", "Send meg brukstall hver uke"), 1)[0], "Du får brukstallene")
	o.imports(markedSheet())
	before := len(o.Sent())
	if n, err := o.app.router.Figures.SendWeekly(t.Context()); n != 1 || err != nil {
		t.Fatalf("sent to %d, %v", n, err)
	}
	came := o.WaitSent(before + 1)[before]
	wantIn(t, came, "Brukstall for Trondheim")
	if strings.HasPrefix(came.Conversation, "19:") {
		t.Errorf("they came in %s", came.Conversation)
	}
}

// TestFiguresAreFollowedUp: a kommune or a time alone goes on from the figures before, in the same conversation.
func TestFiguresAreFollowedUp(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.imports(markedSheet())
	before := latest().Prev()
	ask := func(text string) bottest.Message { return o.post(as(o.Message(text)), 1)[0] }
	wantIn(t, ask(fmt.Sprintf("brukstall for Bergen uke %d", before.Week)), "Brukstall for Bergen",
		fmt.Sprintf("Uke %d (", before.Week))
	wantIn(t, ask("og Stavanger?"), "Brukstall for Stavanger", fmt.Sprintf("Uke %d (", before.Week))
	wantIn(t, ask("hva med forrige uke?"), "Brukstall for Stavanger", fmt.Sprintf("Uke %d (", latest().Week))
}
