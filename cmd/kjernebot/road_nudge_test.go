package main

import (
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/members"
)

// TestAReminder: coordinators see whom they would remind, of what; each kommune is reminded once in two weeks however often
// it is asked for, and nobody who does not want it.
func TestAReminder(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "SEND_RATE", "50")
	o.role(bottest.ObjectID, "5001", members.Member)
	o.role(memberObject, "4601", members.Member)
	o.role("00000000-0000-4000-8000-0000000000c2", "0301", members.Member) // has no chat
	o.post(o.Message("vi står fast på 4a fordi ingen har rettigheten"), 1)
	member := byMember(o.Message("vi har gjort steg 1"))
	member["conversation"].(map[string]any)["id"] = "a:chat-of-29:member"
	o.post(member, 1)
	chief := func(a map[string]any) map[string]any { // in their own chat
		a["conversation"].(map[string]any)["id"] = "a:chat-of-29:coordinator"
		return as(a)
	}
	press := func(at bottest.Message, op string, fields map[string]any, want int) []bottest.Message {
		t.Helper()
		return o.post(o.click(chief(o.Message("")), at, op, fields), want)
	}
	board := o.post(chief(o.Message("tavla")), 1)[0]
	shown := press(board, "road-nudge", map[string]any{"weeks": "4"}, 1)[0]
	wantIn(t, shown, "Kommuner: 1. Personer: 1.", "Trondheim", "Hvordan går det med kjernejournal?", "Send påminnelsen (1)",
		"Kommuner uten noen å sende til: 355.")
	if strings.Contains(string(shown.Body), "Bergen") {
		t.Errorf("who was heard of today is reminded: %s", shown.Body)
	}
	wantIn(t, o.post(o.click(o.Message(""), shown, "road-nudge-send", nil), 1)[0], "Den knappen virker ikke lenger")
	came := press(shown, "road-nudge-send", nil, 1)
	nudge := came[len(came)-1]
	o.WaitFor("the reminder", func(all []bottest.Message) bool {
		nudge = all[len(all)-1]
		return strings.Contains(string(nudge.Body), "stopp påminnelser") && strings.Contains(string(nudge.Body), "4a")
	})
	wantIn(t, nudge, "Hvordan går det med kjernejournal?", "Trondheim **står fast** på **steg 4a**")
	if !strings.Contains(nudge.Conversation, bottest.UserID) {
		t.Errorf("it came in %s", nudge.Conversation)
	}
	wantIn(t, o.post(o.click(o.Message(""), nudge, "road", nil), 1)[0], "Trondheim: 0 av 8 gjort")

	before := len(o.Sent())
	o.quietly(o.click(chief(o.Message("")), board, "road-nudge", map[string]any{"weeks": "2"}))
	again := o.WaitSent(before + 1)[before]
	wantIn(t, again, "Kommuner: 0.")
	wantIn(t, o.post(o.Message("Stopp påminnelser!"), 1)[0], "Greit, jeg sender deg ikke flere")
	out, err := o.app.db.OptedOut(t.Context())
	if err != nil || len(out) != 1 {
		t.Errorf("opted out: %v, %v", out, err)
	}
	wantIn(t, o.post(o.Message("start påminningar"), 1)[0], "påminn")
	if out, err := o.app.db.OptedOut(t.Context()); err != nil || len(out) != 0 {
		t.Errorf("opted out after all: %v, %v", out, err)
	}
}
