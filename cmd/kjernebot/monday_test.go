package main

import (
	"strings"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/internal/members"
	"kjernebot/internal/week"
)

// TestMondaysCard: coordinators get what the week has brought on Monday at eight, once, in their own chats; nobody else
// gets it, and no coordinator who does not want it.
func TestMondaysCard(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "SEND_RATE", "50")
	o.role(bottest.ObjectID, "5001", members.Member)
	wantIn(t, o.post(o.chief("mandagskortet"), 1)[0], "⚠️ **Spørsmål fra kommunene:** kommer ingen steder", "⚠️ **Sikkerhetskopi:** aldri tatt")
	o.post(as(o.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	if err := o.app.db.NoteBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantIn(t, o.post(o.chief("mandagskortet"), 1)[0], "Ingenting nytt de siste sju dagene.")
	last := week.LatestComplete(time.Now())
	o.imports("kommunenummer;uke;oppslag\n5001;" + last.Add(-2).String() + ";100\n5001;" + last.Add(-1).String() + ";46\n")
	o.post(o.chief("vi står fast på 4a i Bergen"), 1)
	declined := o.post(o.Message("Hva koster kjernejournal for en kommune?"), 1)[0]
	o.post(o.click(o.Message(""), declined, "pass", nil), 2)
	wantIn(t, o.post(o.Message("mandagskortet"), 1)[0], "bare koordinatorene")

	monday := last.Next().Monday().Add(9 * time.Hour) // Oslo is an hour or two ahead
	send := func(at time.Time, want int) []bottest.Message {
		t.Helper()
		before := len(o.Sent())
		for range 2 {
			if err := o.app.router.SendMonday(t.Context(), at); err != nil {
				t.Fatal(err)
			}
		}
		o.WaitSent(before + want)
		time.Sleep(200 * time.Millisecond) // what must not come has had the time
		return o.Sent()[before:]
	}
	if early := send(monday.Add(-4*time.Hour), 0); len(early) != 0 {
		t.Errorf("before eight came %d", len(early))
	}
	came := send(monday, 1)
	if len(came) != 1 || !strings.Contains(came[0].Conversation, "coordinator") {
		t.Fatalf("came: %v", came)
	}
	wantIn(t, came[0], "Uka som gikk", `\\. `, "er ikke lagt inn.", "1 av 357 kommuner har tall", "Trondheim (100 → 46)",
		"1 spørsmål venter på svar", "Kommuner som har meldt noe nytt om veien: 1. Kommuner som står fast: 1. Lengst: Bergen (på steg 4a).",
		"1 spørsmål i 1 gruppe fikk ikke noe godt svar", "stopp mandagskortet")
	wantIn(t, o.post(o.click(o.chief(""), came[0], "say", nil), 1)[0], "har tall")

	wantIn(t, o.post(o.chief("stopp mandagskortet"), 1)[0], "ikke mandagskortet lenger")
	if late := send(monday.AddDate(0, 0, 7), 0); len(late) != 0 {
		t.Errorf("who wants none got %d", len(late))
	}
	wantIn(t, o.post(o.chief("send meg mandagskortet"), 1)[0], "stopp mandagskortet")
	wantIn(t, o.post(o.chief("start mandagskortet"), 1)[0], "du får mandagskortet igjen")
}
