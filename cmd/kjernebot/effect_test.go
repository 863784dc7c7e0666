package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/handlers/figures"
	"kjernebot/internal/members"
	"kjernebot/internal/week"
)

// TestEffectReport: coordinators see what a month has brought beside the month before, small groups hidden, and get it
// as a file; on the first working day it comes by itself, once. Nobody else sees it.
func TestEffectReport(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "SEND_RATE", "50")
	o.role(bottest.ObjectID, "5001", members.Member)
	month := figures.Month(figures.Month(time.Now()).Add(-time.Hour))
	for i := range 42 {
		_, err := o.app.db.Claim(t.Context(), message.TurnKey{Tenant: bottest.Tenant, Conversation: "a:x",
			Activity: message.ActivityID(fmt.Sprint(i))}, month.AddDate(0, 0, -i%2).Add(time.Duration(i)*time.Hour/2))
		if err != nil {
			t.Fatal(err)
		}
	}
	card := o.post(o.chief("effektrapport"), 1)[0]
	wantIn(t, card, "Effektrapport for", "Meldinger og trykk jeg svarte på", "Kommuner som kom videre på veien", "Last ned",
		"stopp mandagskortet")
	file := o.post(o.click(o.chief(""), card, "effect", nil), 1)[0]
	wantIn(t, file, "effektrapport-"+month.Format("2006-01")+".xlsx")
	wantIn(t, o.post(o.Message("rapport for oktober"), 1)[0], "for koordinatorene", "brukstall for oktober")
	wantIn(t, o.post(o.chief("rapport for desember 2099"), 1)[0], "Rapporten for desember 2099 kommer")

	send := func(at time.Time, want int) []bottest.Message {
		t.Helper()
		before := len(o.Sent())
		if err := errors.Join(o.app.router.SendReport(t.Context(), at), o.app.router.SendReport(t.Context(), at)); err != nil {
			t.Fatal(err)
		}
		o.WaitSent(before + want)
		time.Sleep(100 * time.Millisecond) // what must not come has had the time
		return o.Sent()[before:]
	}
	day := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, week.Location())
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, not := range []string{"2027-01-01 09:00", "2027-01-02 09:00", "2027-01-05 09:00", "2027-01-04 07:59"} {
		if came := send(day(not), 0); len(came) != 0 {
			t.Errorf("%s: %v", not, came)
		}
	}
	came := send(day("2027-01-04 08:00"), 1) // after New Year's Day and a weekend
	if len(came) != 1 || !strings.Contains(came[0].Conversation, "coordinator") {
		t.Fatalf("came: %v", came)
	}
	wantIn(t, came[0], "Effektrapport for desember 2026")
	o.post(o.chief("stopp mandagskortet"), 1)
	if late := send(day("2027-02-01 08:00"), 0); len(late) != 0 {
		t.Errorf("who wants none got %d", len(late))
	}
}
