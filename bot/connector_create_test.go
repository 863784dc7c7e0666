package bot_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

func TestConnectorCreatePersonal(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	got, err := c.CreatePersonal(t.Context(), bottest.Tenant, "29:kari", fake.ServiceURL())
	if err != nil {
		t.Fatal(err)
	}
	want := message.Conversation{
		Tenant: bottest.Tenant, ID: "a:chat-of-29:kari", Kind: message.Personal, ServiceURL: fake.ServiceURL(),
		Bot: bottest.BotID, User: "29:kari",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("conversation (-want +got):\n%s", diff)
	}
	wire := `{"bot":{"id":"` + bottest.BotID + `"},"isGroup":false,"tenantId":"` + bottest.Tenant + `","members":[{"id":"29:kari"}],` +
		`"channelData":{"tenant":{"id":"` + bottest.Tenant + `"}}}`
	if diff := cmp.Diff(wire, string(fake.Requests()[0].Body)); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if _, err := c.Send(t.Context(), got, message.Reply{Text: "Hei"}); err != nil {
		t.Errorf("the new chat cannot be written to: %v", err)
	}
}

func TestConnectorCreatePersonalAnswers(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	for body, want := range map[string]string{
		`{"id":"a:1","serviceUrl":"` + fake.ServiceURL() + `new/"}`: fake.ServiceURL() + "new/",
		`{"id":"a:1","serviceUrl":"https://evil.example/"}`:         fake.ServiceURL(),
		`{"id":"a:1"}`: fake.ServiceURL(),
	} {
		fake.Fail(bottest.Fault{Status: 201, Body: body})
		if got, err := c.CreatePersonal(t.Context(), bottest.Tenant, "29:kari", fake.ServiceURL()); err != nil ||
			got.ServiceURL != want {
			t.Errorf("%s: %s, %v", body, got.ServiceURL, err)
		}
	}
	for _, body := range []string{"", "<html>", "{}"} {
		fake.Fail(bottest.Fault{Status: 201, Body: body})
		if _, err := c.CreatePersonal(t.Context(), bottest.Tenant, "29:kari", fake.ServiceURL()); !errors.Is(err,
			message.ErrLater) {
			t.Errorf("answer %q: %v, want ErrLater", body, err)
		}
	}
	if _, err := c.CreatePersonal(t.Context(), "", "29:kari", fake.ServiceURL()); !errors.Is(err, message.ErrRejected) {
		t.Errorf("without tenant: %v", err)
	}
}

// TestConnectorNewThreadBySend: without Thread the channel's bare id is written to, which is how Teams starts one.
func TestConnectorNewThreadBySend(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	if _, err := c.Send(t.Context(), channelOf(fake), message.Reply{Text: "Hei"}); err != nil {
		t.Fatal(err)
	}
	if got := fake.Sent()[0].Conversation; got != "19:general@thread.tacv2" {
		t.Errorf("sent to %q", got)
	}
}

func TestConnectorMember(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, in := newConnector(t, fake), channelOf(fake)
	in.Thread = "99" // the roster is the channel's
	fake.SetMembers("19:general@thread.tacv2",
		bottest.Member{ID: "29:kari", AADObjectID: "o-1", Name: "Kari Nordmann", Email: "kari@eksempelby.example",
			UPN: "kari@x", Tenant: "t", Role: "user"},
		bottest.Member{ID: "29:ola", ObjectID: "o-2"}, bottest.Member{ID: "29:anonym"})
	want := message.Member{ID: "29:kari", Object: "o-1", Name: "Kari Nordmann", Email: "kari@eksempelby.example",
		UPN: "kari@x", Tenant: "t", Role: "user"}
	got, err := c.Member(t.Context(), in, "29:kari")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := c.Member(t.Context(), in, "29:ola"); err != nil || got.Object != "o-2" {
		t.Errorf("object id under its other name: %+v, %v", got, err)
	}
	if _, err := c.Member(t.Context(), in, "29:nobody"); sendError(t, err).Code != "MemberNotFoundInConversation" ||
		!errors.Is(err, message.ErrRejected) {
		t.Errorf("who is not there: %v", err)
	}
	for _, body := range []string{"<html>", "{}", ""} {
		fake.Fail(bottest.Fault{Status: 200, Body: body})
		if _, err := c.Member(t.Context(), in, "29:kari"); !errors.Is(err, message.ErrLater) {
			t.Errorf("answer %q: %v, want ErrLater", body, err)
		}
	}
}

func TestConnectorMembers(t *testing.T) {
	fake := bottest.NewConnector(t)
	c, in := newConnector(t, fake), channelOf(fake)
	var all []bottest.Member
	for i := range 1234 {
		all = append(all, bottest.Member{ID: fmt.Sprintf("29:%d", i)})
	}
	fake.SetMembers("19:general@thread.tacv2", all...)
	count := 0
	for m, err := range c.Members(t.Context(), in) {
		if err != nil {
			t.Fatal(err)
		}
		if want := message.UserID(fmt.Sprintf("29:%d", count)); m.ID != want {
			t.Fatalf("member %d is %s", count, m.ID)
		}
		count++
	}
	if n := len(fake.Requests()); count != 1234 || n != 3 {
		t.Errorf("%d members in %d pages, want 1234 in 3", count, n)
	}
	for range c.Members(t.Context(), in) {
		break
	}
	if n := len(fake.Requests()); n != 4 {
		t.Errorf("%d requests after a listing that stopped at the first, want 4", n)
	}
}

// TestConnectorMembersEnds: a service that gives the same token again, or ever new ones, does not hold the bot.
func TestConnectorMembersEnds(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	page := func(token string) bottest.Fault {
		body, _ := json.Marshal(map[string]any{"members": []any{map[string]string{"id": "29:a"}}, "continuationToken": token})
		return bottest.Fault{Status: 200, Body: string(body)}
	}
	fake.Fail(page("x"), page("x"), page("x"))
	count := 0
	for _, err := range c.Members(t.Context(), channelOf(fake)) {
		if err != nil {
			t.Fatal(err)
		}
		count++
	}
	if count != 2 {
		t.Errorf("%d members though the token came back, want 2", count)
	}
	fake.Repair()
	for i := range 1000 {
		fake.Fail(page(fmt.Sprint(i)))
	}
	var last error
	count = 0
	for _, err := range c.Members(t.Context(), channelOf(fake)) {
		if last = err; err == nil {
			count++
		}
	}
	if last == nil || count != 200 {
		t.Errorf("%d members of an endless list, then %v", count, last)
	}
	fake.Repair()
	fake.Fail(page("x"), bottest.Fault{Status: 200, Body: "<html>"})
	count = 0
	for _, err := range c.Members(t.Context(), channelOf(fake)) {
		if last = err; err == nil {
			count++
		}
	}
	if count != 1 || !errors.Is(last, message.ErrLater) {
		t.Errorf("second page cannot be read: %d members, then %v", count, last)
	}
}
