package main

import (
	"strings"
	"testing"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/members"
)

// TestGuestsOfATenant: a row for a whole tenant is for the tenant's own people, whatever a guest's conversation is
// called.
func TestGuestsOfATenant(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.imports(markedSheet())
	o.role("", "5001", members.Member)
	ask := func(name string, member bottest.Member, tenant string) string {
		t.Helper()
		object := "00000000-0000-4000-8000-0000000000" + name
		a := o.Message("brukstall")
		a["conversation"].(map[string]any)["id"] = "a:" + name
		from := map[string]any{"id": "29:" + name, "name": "Kari Nordmann", "aadObjectId": object}
		if tenant != "" {
			from["tenantId"] = tenant
		}
		a["from"] = from
		if member.Role != "" {
			member.ID, member.AADObjectID = "29:"+name, object
			o.Connector.SetMembers("a:"+name, member)
		}
		return string(o.post(a, 1)[0].Body)
	}
	const shown = "Brukstall for Trondheim"
	if got := ask("a1", bottest.Member{Role: "user", UPN: "kari@kommune.example"}, ""); !strings.Contains(got, shown) {
		t.Errorf("somebody of the tenant is not shown anything: %.300s", got)
	}
	for name, one := range map[string]struct {
		member bottest.Member
		tenant string
	}{
		"b1": {bottest.Member{Role: "guest", UPN: "ola@nhn.example"}, ""},
		"b2": {bottest.Member{Role: "user", UPN: "ola_nhn.example#EXT#@kommune.example"}, ""},
		"b3": {bottest.Member{Role: "user", UPN: "ola@nhn.example", Tenant: "99999999-2222-4333-8444-555555555555"}, ""},
		"b4": {bottest.Member{Role: "user", UPN: "kari@kommune.example"}, "99999999-2222-4333-8444-555555555555"},
		"b5": {bottest.Member{}, ""}, // who is not in the roster
	} {
		if got := ask(name, one.member, one.tenant); strings.Contains(got, shown) || foreign([]byte(got), "") != "" {
			t.Errorf("%s is shown the kommune's figures", name)
		}
	}
}

// TestTenantInAnothersChannel: what a tenant has as a whole holds for its people where they are at home, and not in a
// channel that another one shares with them.
func TestTenantInAnothersChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const object = "00000000-0000-4000-8000-0000000000d1"
	row := members.Row{Person: message.NewPerson(otherTenant, ""), Kommune: "5001", Role: members.Member}
	if _, _, err := o.app.db.PutMembers(t.Context(), message.Person{}, "test", []members.Row{row}); err != nil {
		t.Fatal(err)
	}
	o.Connector.SetMembers("19:shared", bottest.Member{ID: "29:d1", AADObjectID: object, Role: "user", Tenant: otherTenant})
	turn := &bot.Turn{Person: message.NewPerson(otherTenant, object), User: "29:d1", Conversation: message.Conversation{
		ID: "19:shared", Kind: message.Channel, Tenant: bottest.Tenant, ServiceURL: o.ServiceURL()}}
	for _, stranger := range []bool{false, true} {
		turn.Stranger = stranger
		if a, err := o.app.people.AccessOf(t.Context(), turn); err != nil || a.Known() == stranger {
			t.Errorf("stranger %v: known %v, %v", stranger, a.Known(), err)
		}
	}
}
