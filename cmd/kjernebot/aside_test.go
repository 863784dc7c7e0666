package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/members"
)

const (
	// targeted is what the fake Teams knows a request for a message to one person by.
	targeted    = "isTargetedActivity=true"
	readChannel = "19:alle@thread.tacv2"
	readGroup   = "19:gruppe@thread.v2"
)

// aGroupMessage is a message in a group chat.
func (s *stage) groupMessage(text string) map[string]any {
	a := s.ChannelMessage(readGroup, text)
	a["conversation"] = map[string]any{"id": readGroup, "conversationType": "groupChat", "isGroup": true,
		"tenantId": bottest.Tenant}
	a["channelData"] = map[string]any{"tenant": map[string]any{"id": bottest.Tenant}}
	return a
}

// asides are messages that concern nobody but who wrote, with a word of what answers them.
var asides = map[string]string{
	"brukstall":                    "Brukstall for Trondheim",
	"brukstall for Bergen":         "Jeg kan bare vise brukstall for kommunen du hører til",
	"hva kan du hjelpe meg med?":   "Dette kan jeg hjelpe deg med",
	"hull":                         "bare koordinatorene",
	"fnr 02013299997 skal ha e-ID": "Her stoppet jeg",
}

// newReaders is an office with a member of Trondheim who is in a channel and in a group chat with others.
func newReaders(t *testing.T, pairs ...string) *office {
	t.Helper()
	o := newOffice(t, pairs...)
	o.imports(markedSheet())
	o.role(bottest.ObjectID, "5001", members.Member)
	return o
}

// TestOnlyTheAskerSees: in channels and group chats what concerns one person is shown to them alone, in the thread it
// was asked in; answers to questions about the steps everybody reads.
func TestOnlyTheAskerSees(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	o.SetMembers(readChannel, bottest.Member{ID: bottest.UserID}, bottest.Member{ID: "29:other"})
	for text, want := range asides {
		a := o.ChannelMessage(readChannel, text)
		m := o.post(a, 1)[0]
		wantIn(t, m, want, `"isTargeted":true`)
		if m.Only != bottest.UserID || m.Conversation != readChannel || m.Thread != a["id"] {
			t.Errorf("%q: shown to %q in %s, thread %s", text, m.Only, m.Conversation, m.Thread)
		}
		m = o.post(o.groupMessage(text), 1)[0]
		wantIn(t, m, want)
		if m.Only != bottest.UserID || m.Conversation != readGroup {
			t.Errorf("group: %q: shown to %q in %s", text, m.Only, m.Conversation)
		}
	}
	for _, a := range []map[string]any{o.ChannelMessage(readChannel, "Hvilke e-ID-er er godkjent?"),
		o.groupMessage("Hva koster kjernejournal?")} {
		if m := o.post(a, 1)[0]; m.Only != "" {
			t.Errorf("an answer is shown to %s alone", m.Only)
		}
	}
}

// TestClicksOnWhatOneMaySee: a click on a card that one person sees is answered to that person, and what takes the card's
// place is seen by nobody else; Teams says of a click only which message it was made on.
func TestClicksOnWhatOneMaySee(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	o.SetMembers(readChannel, bottest.Member{ID: bottest.UserID}, bottest.Member{ID: "29:other"})
	help := o.post(o.ChannelMessage(readChannel, "hva kan du hjelpe meg med?"), 1)[0]
	if m := o.post(o.click(o.ChannelMessage(readChannel, ""), help, "topic", nil), 1)[0]; m.Only != bottest.UserID {
		t.Errorf("the answer to a click is shown to %q", m.Only)
	}
	shown := o.post(o.ChannelMessage(readChannel, "Hvilke e-ID-er er godkjent?"), 1)[0]
	if m := o.post(o.click(o.ChannelMessage(readChannel, ""), shown, "topic", nil), 1)[0]; m.Only != "" {
		t.Errorf("the answer to a click on what all see is shown to %q alone", m.Only)
	}
	o.role(bottest.ObjectID, "", members.Coordinator)
	o.post(o.ChannelMessage(readChannel, "Hvem vant Eurovision i 1985?"), 1)
	gaps := o.post(o.ChannelMessage(readChannel, "hull"), 1)[0]
	o.quietly(o.click(o.ChannelMessage(readChannel, ""), gaps, "not-ours", nil))
	wantIn(t, o.message(gaps.ID), "Ingen spørsmål uten godt svar")
}

// TestWhatOneMaySeeGoesToTheChat: where Teams shows nobody a message alone – an older client, somebody who is no member,
// a setting – it comes in the person's own chat, and the thread hears of it; where that cannot be either, the thread
// hears only that. Nothing of it is ever said where others read.
func TestWhatOneMaySeeGoesToTheChat(t *testing.T) {
	t.Parallel()
	refused := func(status int) func(*office) {
		return func(o *office) { o.Fail(bottest.Fault{On: "POST " + targeted, Times: bottest.Always, Status: status}) }
	}
	for name, tt := range map[string]struct {
		env   []string
		spoil func(*office)
	}{
		"400":       {spoil: refused(http.StatusBadRequest)},
		"403":       {spoil: refused(http.StatusForbidden)},
		"404":       {spoil: refused(http.StatusNotFound)},
		"no member": {spoil: func(o *office) { o.SetMembers(readChannel, bottest.Member{ID: "29:other"}) }},
		"off":       {env: []string{"TEAMS_WITHOUT", "targeted"}, spoil: func(*office) {}},
	} {
		o := newReaders(t, tt.env...)
		tt.spoil(o)
		for text, want := range asides {
			came := o.post(o.ChannelMessage(readChannel, text), 2)
			wantIn(t, came[0], want)
			wantIn(t, came[1], "Jeg har svart deg i chatten")
			if !strings.HasPrefix(came[0].Conversation, "a:") || !strings.HasPrefix(came[1].Conversation, readChannel) ||
				came[0].Only+came[1].Only != "" {
				t.Errorf("%s: %q went to %s and %s", name, text, came[0].Conversation, came[1].Conversation)
			}
		}
		if name == "off" {
			for _, r := range o.Requests() {
				if r.Query.Has("isTargetedActivity") {
					t.Errorf("asked for though it is switched off: %s", r.Raw)
				}
			}
		}
	}

	o := newReaders(t)
	for text, want := range asides {
		o.Fail(bottest.Fault{On: "POST " + targeted, Status: http.StatusNotFound},
			bottest.Fault{On: "POST ", Status: http.StatusForbidden})
		m := o.post(o.groupMessage(text), 1)[0]
		wantIn(t, m, "Jeg fikk ikke svart deg der bare du ser det")
		if strings.Contains(string(m.Body), want) || m.Conversation != readGroup {
			t.Errorf("%q is said in %s: %s", text, m.Conversation, m.Body)
		}
		o.Repair()
	}
}

// TestTakenWithoutAnID: a message to one person is sent once, though Teams does not say how it is called.
func TestTakenWithoutAnID(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	o.Nameless()
	a := o.ChannelMessage(readChannel, "brukstall")
	if m := o.post(a, 1)[0]; m.Only != bottest.UserID {
		t.Errorf("shown to %q", m.Only)
	}
	o.Post(a)
	edited := o.edited(a, "hva kan du hjelpe meg med?")
	wantIn(t, o.post(edited, 1)[0], "Dette kan jeg hjelpe deg med")
	if n := o.Count(); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

func (s *stage) edited(a map[string]any, text string) map[string]any {
	raw, err := json.Marshal(a)
	if err != nil {
		s.t.Fatal(err)
	}
	var b map[string]any
	if err := json.Unmarshal(raw, &b); err != nil {
		s.t.Fatal(err)
	}
	b["type"], b["text"], b["timestamp"] = "messageUpdate", "<at>Kjernebot</at> "+text, "2026-11-24T09:00:00Z"
	b["channelData"].(map[string]any)["eventType"] = "editMessage"
	return b
}

// TestEditsKeepWhatOneMaySee: an answer that everybody reads is never changed into one for a person alone, which changes
// where it is, and comes anew once Teams has put it away.
func TestEditsKeepWhatOneMaySee(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	question := o.ChannelMessage(readChannel, "Hvilke e-ID-er er godkjent?")
	public := o.post(question, 1)[0]
	o.app.bot.Drain() // the answer's id is noted
	figures := o.post(o.edited(question, "brukstall"), 1)[0]
	if figures.Only != bottest.UserID || o.message(public.ID).Versions != 1 {
		t.Errorf("figures shown to %q; the answer has %d versions", figures.Only, o.message(public.ID).Versions)
	}

	own := o.ChannelMessage(readChannel, "hva kan du hjelpe meg med?")
	help := o.post(own, 1)[0]
	o.app.bot.Drain()
	if status, _ := o.Post(o.edited(own, "brukstall")); status != 200 {
		t.Fatal(status)
	}
	changed := o.message(help.ID)
	if wantIn(t, changed, "Brukstall for Trondheim"); changed.Only != bottest.UserID || changed.Versions != 2 {
		t.Errorf("changed %d times, shown to %q", changed.Versions, changed.Only)
	}
	o.Expire(help.ID)
	again := o.edited(own, "hull")
	again["timestamp"] = "2026-11-25T10:00:00Z"
	if m := o.post(again, 1)[0]; m.Only != bottest.UserID {
		t.Errorf("after a day shown to %q", m.Only)
	}
}

// TestSlashCommand: what is written for the bot alone is answered so, with what was asked above it; an answer about the
// steps can be shared with one tap, once, and figures cannot.
func TestSlashCommand(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	for _, text := range []string{"/Hjelp", "Hjelp", "/Kjernebot hjelp", "Kjernebot /hjelp"} {
		m := o.post(o.Slash(readChannel, text), 1)[0]
		wantIn(t, m, "Dette kan jeg hjelpe deg med", `"targetedMessageInfo"`)
		if m.Only != bottest.UserID {
			t.Errorf("%q is answered to everybody", text)
		}
	}
	if m := o.post(o.Slash(readChannel, "/Brukstall"), 1)[0]; m.Only == "" || findButton(decoded(t, m.Body), "share") != nil {
		t.Errorf("figures for %q can be shared", m.Only)
	}
	answer := o.post(o.Slash(readChannel, "/Kjernebot Hvilke e-ID-er er godkjent?"), 1)[0]
	if wantIn(t, answer, "Commfides", "Del i kanalen"); answer.Only != bottest.UserID {
		t.Error("an answer to a slash command is shown to everybody")
	}
	press := func(who map[string]any) map[string]any { return o.click(who, answer, "share", nil) }
	came := o.post(press(o.ChannelMessage(readChannel, "")), 2)
	shared, told := came[0], came[1]
	if shared.Only != "" {
		shared, told = told, shared
	}
	wantIn(t, told, "Svaret er delt")
	wantIn(t, shared, "Commfides", `"targetedMessageInfo"`)
	if shared.Only != "" || shared.Conversation != readChannel {
		t.Errorf("shared with %q in %s", shared.Only, shared.Conversation)
	}
	o.post(press(o.ChannelMessage(readChannel, "")), 1) // told, and not shared a second time
	wantIn(t, o.post(press(as(o.ChannelMessage(readChannel, ""))), 1)[0], "Den knappen virker ikke lenger")
}

// TestSharedWithoutWhatIsGone: the request that an answer belongs to may be gone after a day; the answer is shared all
// the same, also from the person's own chat.
func TestSharedWithoutWhatIsGone(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	a := o.Slash(readChannel, "Hvilke e-ID-er er godkjent?")
	a["id"] = "1500000000000" // nothing that this Teams knows
	o.Fail(bottest.Fault{On: "POST " + targeted, Times: 2, Status: http.StatusBadRequest})
	came := o.post(a, 2)
	answer := came[0]
	wantIn(t, answer, "Del i kanalen")
	if !strings.HasPrefix(answer.Conversation, "a:") {
		t.Fatalf("answered in %s", answer.Conversation)
	}
	came = o.post(o.click(o.Message(""), answer, "share", nil), 2)
	if !strings.HasPrefix(came[0].Conversation, readChannel) {
		came[0], came[1] = came[1], came[0]
	}
	wantIn(t, came[0], "Commfides")
	if came[0].Conversation != readChannel || strings.Contains(string(came[0].Body), "targetedMessageInfo") {
		t.Errorf("shared in %s: %s", came[0].Conversation, came[0].Body)
	}
}
