package main

import (
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/members"
)

const otherTenant = "99999999-2222-4333-8444-555555555555"

// TestWhoWritesInASharedChannel: in a channel that several tenants share a person of another one gets answers about the
// steps, and a sentence in the place of all that depends on who they are, whatever rights somebody with such an id has.
func TestWhoWritesInASharedChannel(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	tenantOf := func(a map[string]any, id string) {
		a["channelData"].(map[string]any)["tenant"] = map[string]any{"id": id}
	}
	channelType := func(a map[string]any, kind string) {
		a["channelData"].(map[string]any)["channel"].(map[string]any)["type"] = kind
	}
	for name, change := range map[string]func(map[string]any){
		"home tenant beside the host's":           func(a map[string]any) { tenantOf(a, otherTenant); channelType(a, "shared") },
		"the same, and nothing about sharing":     func(a map[string]any) { tenantOf(a, otherTenant) },
		"the host's in both, their own by theirs": func(a map[string]any) { a["from"].(map[string]any)["tenantId"] = otherTenant },
	} {
		write := func(text string) bottest.Message {
			a := o.ChannelMessage(readChannel, text)
			change(a)
			return o.post(a, 1)[0]
		}
		if m := write("Hvilke e-ID-er er godkjent?"); !strings.Contains(string(m.Body), "Commfides") || m.Only != "" {
			t.Errorf("%s: a question gets %.200s", name, m.Body)
		}
		for _, text := range []string{"brukstall", "send meg brukstall hver uke", "svar på nynorsk", "hull", "kunngjør"} {
			a := o.ChannelMessage(readChannel, text)
			change(a)
			if strings.HasPrefix(text, "hull") || strings.HasPrefix(text, "kunngjør") {
				a["from"].(map[string]any)["aadObjectId"] = coordinator
			}
			m := o.post(a, 1)[0]
			if !strings.Contains(string(m.Body), "annan organisasjon") && !strings.Contains(string(m.Body), "annen organisasjon") {
				t.Errorf("%s: %q gets %.300s", name, text, m.Body)
			}
		}
	}
	// A channel that is said to be no shared one, and any chat, has one tenant; what says two is not served.
	for _, kind := range []string{"standard", "private"} {
		a := o.ChannelMessage(readChannel, "Hvilke e-ID-er er godkjent?")
		tenantOf(a, otherTenant)
		channelType(a, kind)
		if status, _ := o.Post(a); status != 403 {
			t.Errorf("%s: status %d", kind, status)
		}
	}
}

// TestWhoIsNobody: guests have the rights that somebody gave them by name and none of the tenant's; people without an
// account get answers about the steps.
func TestWhoIsNobody(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	a := o.ChannelMessage(readChannel, "brukstall")
	delete(a["from"].(map[string]any), "aadObjectId")
	wantIn(t, o.post(a, 1)[0], "jeg vet ikke hvilken kommune du hører til")
	a = o.ChannelMessage(readChannel, "Hvilke e-ID-er er godkjent?")
	delete(a["from"].(map[string]any), "aadObjectId")
	delete(a["conversation"].(map[string]any), "tenantId")
	wantIn(t, o.post(a, 1)[0], "Commfides")

	const guest = "00000000-0000-4000-8000-0000000000c1"
	o.role("", "5001", members.Member)
	o.SetMembers(readChannel, bottest.Member{ID: "29:guest", AADObjectID: guest, Role: "guest"})
	a = o.ChannelMessage(readChannel, "brukstall")
	a["from"] = map[string]any{"id": "29:guest", "name": "Ola Nordmann", "aadObjectId": guest}
	wantIn(t, o.post(a, 1)[0], "jeg vet ikke hvilken kommune du hører til")
	o.role(guest, "5001", members.Member)
	a["id"] = "1690000009999"
	wantIn(t, o.post(a, 1)[0], "Brukstall for Trondheim")
}

// TestAddedToAPrivateChannel: the bot is welcome in a private or shared channel once somebody adds it there, and knows
// when it is taken away again.
func TestAddedToAPrivateChannel(t *testing.T) {
	t.Parallel()
	o := newReaders(t)
	const channel = "19:privat@thread.tacv2"
	event := func(kind, list string) map[string]any {
		a := o.ChannelMessage(channel, "")
		delete(a, "text")
		a["type"], a[list] = "conversationUpdate", []any{map[string]any{"id": bottest.BotID}}
		a["conversation"].(map[string]any)["id"] = channel
		data := a["channelData"].(map[string]any)
		data["eventType"], data["team"] = kind, map[string]any{"id": "19:general@thread.tacv2"}
		data["channel"] = map[string]any{"id": channel, "type": "private"}
		return a
	}
	m := o.post(event("channelMemberAdded", "membersAdded"), 1)[0]
	if wantIn(t, m, "Hei, alle sammen"); m.Conversation != channel {
		t.Errorf("welcome in %s", m.Conversation)
	}
	wantIn(t, o.post(o.ChannelMessage(channel, "Hvilke e-ID-er er godkjent?"), 1)[0], "Commfides")
	if status, _ := o.Post(event("channelMemberRemoved", "membersRemoved")); status != 200 {
		t.Errorf("removed: status %d", status)
	}
	// Added anew it is welcome anew.
	m = o.post(event("channelMemberAdded", "membersAdded"), 1)[0]
	wantIn(t, m, "Hei, alle sammen")
}
