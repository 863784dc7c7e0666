package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/internal/announce"
	"kjernebot/internal/week"
)

// dialogOf is what a dialog answers, and the data of its button.
func (n *newsroom) dialog(invoke string, data map[string]any) (answer string, button map[string]any) {
	n.t.Helper()
	a := n.coordinates("")
	a["type"], a["name"], a["value"] = "invoke", invoke, map[string]any{"data": data}
	status, body := n.Post(a)
	if status != 200 {
		n.t.Fatalf("%s: status %d: %s", invoke, status, body)
	}
	return string(body), findButton(decoded(n.t, body), "announce-preview")
}

// filled adds fields to a button's data.
func filled(button map[string]any, form map[string]any) map[string]any {
	for name, value := range form {
		button[name] = value
	}
	return button
}

// TestAnnouncementInADialog: the same form in a dialog, and what is missing is said there.
func TestAnnouncementInADialog(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	form := n.post(n.coordinates("kunngjør"), 1)[0]
	open := findButton(decoded(t, form.Body), "announce-dialog")
	if open == nil {
		t.Fatalf("no button for a dialog in %s", form.Body)
	}
	// What was written in the card goes along, or what the draft has where the client sends nothing.
	answer, button := n.dialog("task/fetch", filled(open, map[string]any{"title": "Påbegynt", "important": "false"}))
	wantIn(t, answer, `"type":"continue"`, "Ny kunngjøring", "Påbegynt")
	if strings.Contains(answer, "task/fetch") {
		t.Error("a dialog offers a dialog")
	}
	answer, button = n.dialog("task/submit", filled(button,
		fields("text", "", "to", "kommuner", "list", "5001; Nordpolen\n4601", "date", "2099-01-01")))
	wantIn(t, answer, `"type":"continue"`, "Se over dette", "mangler tekst", "«Nordpolen»", "Velg klokkeslett også",
		"Ny veileder")
	before := len(n.Sent())
	answer, _ = n.dialog("task/submit", filled(button, fields("to", "kommuner", "list", "5001 Trondheim, 4601")))
	wantIn(t, answer, `"type":"message"`, "Forhåndsvisningen ligger i chatten")
	preview := n.WaitSent(before + 1)[before]
	wantIn(t, preview, "Trondheim", "Bergen", "1 mottaker", "Ingen i kommunen er registrert")
	if preview.Conversation != coordinatorChat {
		t.Errorf("previewed in %s", preview.Conversation)
	}
	draft := n.post(n.coordinates("kunngjør: Fagdag. Vi møtes."), 1)[0]
	answer, _ = n.dialog("task/fetch", findButton(decoded(t, draft.Body), "announce-dialog"))
	wantIn(t, answer, `"value":"Fagdag"`, `"value":"Vi møtes."`)
	// Somebody else's click opens nothing.
	a := n.Message("")
	a["type"], a["name"], a["value"] = "invoke", "task/fetch", map[string]any{"data": open}
	_, body := n.Post(a)
	wantIn(t, string(body), `"type":"message"`, "virker ikke lenger")
}

// TestAnnouncementWrittenInOneMessage fills the form in, and in a channel shows it to nobody else.
func TestAnnouncementWrittenInOneMessage(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.install(n.coordinates(""))
	form := n.post(n.coordinates("Kunngjøring: Fagdag i november\nVi møtes på Gardermoen.\nTa med PC."), 1)[0]
	wantIn(t, form, `"value":"Fagdag i november"`, `Vi møtes på Gardermoen.\nTa med PC.`)
	form = n.post(n.coordinates("kunngjør: Fagdagen er flyttet. Ny dato kommer."), 1)[0]
	wantIn(t, form, `"value":"Fagdagen er flyttet"`, `"value":"Ny dato kommer."`)

	answers := n.post(as(n.ChannelMessage(newsChannel, "kunngjør: Husk fristen")), 2)
	for _, m := range answers {
		inChannel := strings.HasPrefix(m.Conversation, newsChannel)
		if form := strings.Contains(string(m.Body), "Ny kunngjøring"); form == inChannel {
			t.Errorf("in %s: %s", m.Conversation, m.Body)
		}
	}
	wantIn(t, n.post(n.Message("kunngjør: Hei alle"), 1)[0], "Kunngjøringer er det koordinatorene")
	list := n.post(n.coordinates("kunngjøringer"), 1)[0]
	wantIn(t, list, "Fagdag i november", "Fagdagen er flyttet", "Utkast")
	wantIn(t, n.post(n.Message("kunngjøringer"), 1)[0], "bare koordinatorene")
}

// TestAnnouncementForLater is planned, changed by one while another's form is open, and stopped.
func TestAnnouncementForLater(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	later := time.Now().AddDate(0, 1, 0).In(week.Location())
	form := n.post(n.coordinates("kunngjør"), 1)[0]
	old := n.presses(form, "announce-preview", fields("title", "Fra det gamle skjemaet"))
	when := []string{"date", later.Format(time.DateOnly), "clock", "08:00"}
	preview := n.post(n.presses(form, "announce-preview", fields(when...)), 1)[0]
	wantIn(t, preview, "kl. 08.00", "Planlegg til 2 mottakere")
	n.shows(form, "Skjemaet er brukt")

	// The old form is not lost, and does not win.
	n.quietly(old)
	n.shows(form, "endret et annet sted", "Fra det gamle skjemaet")

	n.quietly(n.presses(preview, "announce-send", nil))
	n.shows(preview, "Planlagt", "kl. 08.00", "Ja, stopp")
	edit := n.post(n.presses(preview, "announce-edit", nil), 1)[0]
	wantIn(t, edit, later.Format(time.DateOnly), `"value":"08:00"`)
	n.quietly(n.presses(preview, "announce-stop", nil))
	n.shows(preview, "Stoppet", "Bruk på nytt")
	again := n.post(n.presses(preview, "announce-reuse", nil), 1)[0]
	wantIn(t, again, "Ny kunngjøring", "Ny veileder")
	if len(n.copies("Ny veileder")) != 0 {
		t.Error("a stopped announcement was sent")
	}
	draft := n.post(n.presses(again, "announce-preview", fields()), 1)[0]
	n.quietly(n.presses(draft, "announce-delete", nil))
	n.shows(draft, "Utkastet er slettet")
}

// TestAnnouncementRehearsed: the coordinator alone gets it as each reader will, and nothing that they click counts.
func TestAnnouncementRehearsed(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	preview := n.previewed("textEn", "The guide is **ready**.", "important", "true")
	got := n.post(n.presses(preview, "announce-rehearse", nil), 2)
	nb, en := got[0], got[1]
	if strings.Contains(string(nb.Body), "The guide") {
		nb, en = en, nb
	}
	wantIn(t, nb, "**Generalprøve** – bare du får denne. Slik ser den ut på bokmål.", "Den nye veilederen er **klar**.",
		`"alert":true`, `"importance":"high"`)
	wantIn(t, en, "Slik ser den ut på engelsk.", "The guide is **ready**.", `"title":"Read and understood"`)
	wantIn(t, n.post(n.presses(nb, "announce-read", nil), 1)[0], "Dette er en generalprøve")
	wantIn(t, n.post(n.presses(en, "announce-read", nil), 1)[0], "This is a rehearsal")
	if nb.Conversation != coordinatorChat || en.Conversation != coordinatorChat || len(n.copies("veileder")) != 0 {
		t.Errorf("rehearsed in %s and %s, and %d others have it", nb.Conversation, en.Conversation, len(n.copies("veileder")))
	}
	n.quietly(n.presses(preview, "announce-send", nil))
	n.shows(preview, "Sendt", "0 personer", "Bruk på nytt")
	again := n.post(n.presses(preview, "announce-reuse", nil), 1)[0]
	wantIn(t, again, "Ny kunngjøring", `"value":"Ny veileder"`, `"value":"The guide is **ready**."`, `"value":"all"`)
}

// TestAnnouncementStoppedInTime: one click in the first minute brings back all that was typed, and nobody gets it, also
// when another process runs by then.
func TestAnnouncementStoppedInTime(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, "ANNOUNCE_DELAY", "60")
	preview := n.previewed("to", "kommuner", "list", "Trondheim")
	n.quietly(n.presses(preview, "announce-send", nil))
	n.shows(preview, `"text":"Sendes `, `"title":"Stopp"`)
	n.app.end()
	n.app = startApp(t, n.Teams, n.env)
	n.quietly(n.presses(preview, "announce-stop", nil))
	n.shows(preview, "Den ble stoppet i tide", "Se forhåndsvisning")
	again := n.post(n.presses(preview, "announce-show", nil), 1)[0]
	wantIn(t, again, "Den nye veilederen er **klar**.", "Skal den sendes?", "med en gang")
	n.quietly(n.presses(preview, "announce-edit", nil))
	n.shows(preview, `"value":"Trondheim"`, `"value":"https://nhn.example/veileder"`)
	if len(n.copies("Ny veileder")) != 0 {
		t.Error("it was sent all the same")
	}
}

// TestSeriesFromTheChat is begun in the form, named in the list, and stopped on its card.
func TestSeriesFromTheChat(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	first := time.Now().AddDate(0, 0, 3).In(week.Location())
	preview := n.previewed("date", first.Format(time.DateOnly), "clock", "08:00", "repeat", "weekly",
		"until", first.AddDate(0, 0, 15).Format(time.DateOnly))
	second := announce.Moment(time.Date(first.Year(), first.Month(), first.Day()+7, 8, 0, 0, 0, week.Location()))
	wantIn(t, preview, "Hver uke til og med", second)
	n.quietly(n.presses(preview, "announce-send", nil))
	n.shows(preview, "Planlagt", "Hver uke til og med", second, "Ja, stopp")
	list := n.post(n.coordinates("kunngjøringer"), 1)[0]
	wantIn(t, list, "Planlagt · ", "· Hver uke til og med")
	n.quietly(n.presses(preview, "announce-stop", nil))
	n.shows(preview, "Stoppet", "Bruk på nytt")
}

// TestAnnouncementNeedsTwo: with ANNOUNCE_APPROVAL=2 nothing is sent before another coordinator has seen it.
func TestAnnouncementNeedsTwo(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, "ANNOUNCE_APPROVAL", "2", "COORDINATORS", coordinator+","+second)
	n.post(as(n.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	preview := n.previewed()
	wantIn(t, preview, "Be om godkjenning")
	notice := n.post(n.presses(preview, "announce-send", nil), 1)[0]
	n.shows(preview, "Venter på godkjenning")
	wantIn(t, notice, "ber en koordinator til om å godkjenne", "Ny veileder")
	if !strings.HasPrefix(notice.Conversation, deskChannel) || strings.Contains(string(notice.Body), "klar") {
		t.Errorf("asked in %s: %s", notice.Conversation, notice.Body)
	}

	seen := n.secondSees(notice)
	wantIn(t, seen, "Godkjent av Ola Nordmann", `"title":"Godkjenn"`, "Den nye veilederen er **klar**.")
	if len(n.copies("med en gang")) != 1 {
		t.Error("the preview was shown to more than who asked")
	}
	n.quietly(n.secondClicks(seen, "announce-send"))
	n.shows(seen, "Sendt")
	n.shows(preview, "Sendt")
	copies := n.copies("Fra Ola Nordmann")
	if len(copies) != 3 {
		t.Errorf("%d copies, want 3: two channels and a person", len(copies))
	}
	n.changesNeedTwo(preview, copies)
}

// changesNeedTwo: what is done with an announcement that is out needs two coordinators as well, and is not done before.
func (n *newsroom) changesNeedTwo(card bottest.Message, copies []bottest.Message) {
	n.t.Helper()
	form := n.post(n.presses(card, "announce-correct-form", nil), 1)[0]
	corrected := n.post(n.presses(form, "announce-correct-preview", fields("text", "Den kommer **fredag**.")), 1)[0]
	notice := n.post(n.presses(corrected, "announce-correct", nil), 1)[0]
	wantIn(n.t, notice, "Ola Nordmann vil rette kunngjøringen «Ny veileder».")
	n.shows(corrected, "Ola Nordmann vil rette", "En koordinator til må godkjenne")
	seen := n.secondSees(notice)
	wantIn(n.t, seen, "Den kommer **fredag**.", `"title":"Godkjenn"`, `"title":"Avvis"`)
	if len(n.copies("fredag")) != 1 {
		n.t.Errorf("%d have the correction before it is approved", len(n.copies("fredag"))-1)
	}
	n.quietly(n.secondClicks(seen, "announce-approve"))
	for _, c := range copies {
		n.shows(c, "fredag")
	}

	notice = n.post(n.presses(corrected, "announce-withdraw", nil), 1)[0]
	wantIn(n.t, notice, "Ola Nordmann vil trekke tilbake kunngjøringen «Ny veileder»")
	n.quietly(n.secondClicks(n.secondSees(notice), "announce-deny"))
	notice = n.post(n.presses(corrected, "announce-withdraw", nil), 1)[0]
	for _, c := range copies {
		if n.message(c.ID).Deleted {
			n.t.Fatal("withdrawn by one coordinator")
		}
	}
	seen = n.secondSees(notice)
	n.quietly(n.secondClicks(seen, "announce-approve"))
	n.shows(seen, "Trukket tilbake")
	for _, c := range copies {
		if !n.message(c.ID).Deleted {
			n.t.Errorf("the copy in %s is still there", c.Conversation)
		}
	}
}

// second is another coordinator.
const second = "00000000-0000-4000-8000-0000000000dd"

func (n *newsroom) asSecond(a map[string]any) map[string]any {
	a["from"] = map[string]any{"id": "29:second", "name": "Kari Nordmann", "aadObjectId": second}
	return a
}

// secondSees is what the other coordinator gets in their own chat who clicks on a notice in the channel.
func (n *newsroom) secondSees(notice bottest.Message) bottest.Message {
	n.t.Helper()
	for _, m := range n.post(n.asSecond(n.click(n.ChannelMessage(deskChannel, ""), notice, "announce-show", nil)), 2) {
		if m.Conversation == "a:chat-of-29:second" {
			return m
		}
	}
	n.t.Fatal("nothing came to their own chat")
	return bottest.Message{}
}

// secondClicks is a click of the other coordinator in their own chat.
func (n *newsroom) secondClicks(m bottest.Message, op string) map[string]any {
	n.t.Helper()
	a := n.asSecond(n.Message(""))
	a["conversation"].(map[string]any)["id"] = "a:chat-of-29:second"
	return n.click(a, m, op, nil)
}

// TestAnnouncementSurvivesARestart: confirmed while Teams is busy, sent once by the process that comes after, which
// also brings the card up to date.
func TestAnnouncementSurvivesARestart(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	preview := n.previewed()
	again := n.presses(preview, "announce-send", nil)
	busy := bottest.Fault{On: "POST", Times: bottest.Always, Status: 429, Header: map[string]string{"Retry-After": "1"}}
	n.Fail(busy)
	n.quietly(n.presses(preview, "announce-send", nil))
	n.app.end()
	if len(n.copies("Ny veileder")) != 0 {
		t.Fatal("sent though Teams was busy")
	}
	n.Repair()
	n.app = startApp(t, n.Teams, n.env)
	n.shows(preview, "Sendt", `"value":"2"`)
	n.quietly(again)
	if got := len(n.copies("Ny veileder")); got != 2 {
		t.Errorf("%d copies after the restart, want 2", got)
	}
}

// TestAnnouncementReport says in plain words who did not get it and why, and sends to those again.
func TestAnnouncementReport(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.belongs("00000000-0000-4000-8000-0000000000ee", "4601") // never met
	preview := n.previewed()
	wantIn(t, preview, "**1 kan ikke nås:**", "Har ikke snakket med Kjernebot", "Bergen")
	blocked := bottest.Fault{On: "POST " + readerChat, Status: 403, Body: `{"error":{"code":"ConversationBlockedByUser"}}`}
	n.Fail(blocked)
	n.quietly(n.presses(preview, "announce-send", nil))
	n.shows(preview, "Sendt", "Ikke kommet fram", "Mottakeren har blokkert Kjernebot", "Trondheim", "Send på nytt",
		"Bergen")

	wantIn(t, n.post(n.presses(preview, "announce-resend", map[string]any{"failed": "false"}), 1)[0], "Du valgte ingen")
	n.quietly(n.presses(preview, "announce-resend", map[string]any{"failed": "true"}))
	n.shows(preview, "Sendt", `"value":"2"`, "Ingen har bekreftet ennå")
	if got := len(n.copies("Ny veileder")); got != 2 {
		t.Errorf("%d copies, want 2", got)
	}
	reminded := n.post(n.presses(preview, "announce-remind", nil), 2)
	wantIn(t, string(reminded[0].Body)+string(reminded[1].Body), "Har du lest denne?", "Påminnelsen er på vei til 1")
	report := n.post(n.presses(preview, "announce-report", nil), 1)[0]
	wantIn(t, report, "Rapport: Ny veileder", "1 av 1 sendt, lest av 0", "Trondheim")
	n.asksAboutTheFile(n.post(n.presses(report, "announce-file", nil), 1)[0])
}

// asksAboutTheFile answers whether the report is wanted as a file: no, yes but to a place that is not Teams' own, and
// yes by somebody who may not have it.
func (n *newsroom) asksAboutTheFile(question bottest.Message) {
	n.t.Helper()
	wantIn(n.t, question, "teams.card.file.consent", ".xlsx")
	var body struct {
		Attachments []struct {
			Content struct{ AcceptContext map[string]any }
		}
	}
	if err := json.Unmarshal(question.Body, &body); err != nil {
		n.t.Fatal(err)
	}
	answer := func(a map[string]any, action string) string {
		a["type"], a["name"], a["value"] = "invoke", "fileConsent/invoke", map[string]any{
			"type": "fileUpload", "action": action, "context": body.Attachments[0].Content.AcceptContext,
			"uploadInfo": map[string]any{"uploadUrl": "https://files.example/put", "name": "kunngjoring.xlsx"},
		}
		return string(n.post(a, 1)[0].Body)
	}
	wantIn(n.t, answer(n.coordinates(""), "decline"), "da blir det ingen fil")
	wantIn(n.t, answer(n.coordinates(""), "accept"), "fikk ikke lagt fila")
	wantIn(n.t, answer(n.Message(""), "accept"), "virker ikke lenger")
}

// TestWhatButtonsOfAnnouncementsMaySend: data that the bot did not seal is answered with a line and does nothing.
func TestWhatButtonsOfAnnouncementsMaySend(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	for _, data := range []string{
		`{"v":1,"op":"announce-send"}`, `{"v":1,"op":"announce-send","id":7}`,
		`{"v":1,"op":"announce-preview","id":"x","seen":"1"}`,
		`{"v":1,"op":"announce-correct","id":"x"}`, `{"v":1,"op":"announce-nothing","id":"x"}`,
		`{"v":1,"op":"announce-read","id":"x"}`,
		`{"v":1,"op":"announce-withdraw","id":"x"}`, `{"v":1,"op":"announce-resend","id":"x","failed":"true"}`,
	} {
		a := n.coordinates("")
		delete(a, "text")
		a["value"] = json.RawMessage(data)
		if answer := string(n.post(a, 1)[0].Body); !strings.Contains(answer, "virker ikke lenger") {
			t.Errorf("%s: %s", data, answer)
		}
	}
}
