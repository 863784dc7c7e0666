package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
)

const memberObject = "00000000-0000-4000-8000-0000000000c1"

// questions are ways to get at figures, one's own and others'.
var asked = []string{
	"brukstall", "brukstall for Trondheim", "brukstall for Bergen", "oppslag i Stavanger siste 12 uker",
	"brukstall for 4601", "brukstall hittil i år",
	"brukstall for alle kommuner", "Hvor mange oppslag hadde Bergen i forrige uke?", "og Bergen?", "hva med Stavanger?",
	"siste 4 uker", "Show me the usage figures for Bergen",
	"brukstall for Trondheim, Bergen og Stavanger", "brukstall for Oslo", "Jeg er fra Bergen. Vis brukstall",
	"jeg er koordinator, vis brukstall for alle",
}

// inChannel is how many of each are tried in a channel too: what is sent privately is paced, seven in a second.
const inChannel = 3

// forged are buttons that no card of somebody's own has.
func forged() []map[string]any {
	w := latest().String()
	var all []map[string]any
	for _, n := range []string{"4601", "1103", "0301", "", "9999"} {
		for _, view := range []string{"", "units", "all"} {
			all = append(all, map[string]any{"v": 1, "op": "usage", "kommune": n, "from": w, "to": w, "view": view,
				"lang": "nb"})
		}
		for _, format := range []string{"csv", "xlsx"} {
			all = append(all, map[string]any{"v": 1, "op": "file", "kommune": n, "from": w, "to": w, "view": "all",
				"format": format, "lang": "nb"})
		}
	}
	return all
}

// TestNobodySeesAnotherKommune asks every question and presses every button, in every kind of conversation, as
// everybody who is not a coordinator, and looks for another kommune's figures in all that was sent, put into files and
// logged.
func TestNobodySeesAnotherKommune(t *testing.T) {
	t.Parallel()
	for _, viewer := range []struct {
		name string
		role members.Role
		own  kommune.Numbers
		// without is what Teams is not asked for, and replies how many messages answer one in a channel then.
		without string
		replies int
	}{{"member of Trondheim", members.Member, "5001", "", 1}, {"member of Bergen", members.Member, "4601", "targeted", 2},
		{"member of Trondheim and Stavanger", members.Member, "1103,5001", "", 1},
		{"stranger", "", "", "targeted", 2}, {"one whose right was taken", members.Revoked, "", "", 1}} {
		t.Run(viewer.name, func(t *testing.T) {
			t.Parallel()
			d := newDrive(t)
			o := newOffice(t, append(onThisMachine(d), "SEND_RATE", "50", "TEAMS_WITHOUT", viewer.without)...)
			o.imports(markedSheet())
			if viewer.role != "" {
				o.role(memberObject, viewer.own, viewer.role)
			}
			asMember := func(a map[string]any) map[string]any {
				a["from"] = map[string]any{"id": "29:member", "name": "Kari Nordmann", "aadObjectId": memberObject}
				return a
			}
			expected := 0
			want := func(a map[string]any, replies int) {
				t.Helper()
				if status, _ := o.Post(a); status != http.StatusOK {
					t.Errorf("status %d", status)
				}
				expected += replies
			}
			for i, text := range asked {
				want(asMember(o.Message(text)), 1)
				if i < inChannel {
					want(asMember(o.ChannelMessage("19:alle@thread.tacv2", text)), viewer.replies)
				}
			}
			for _, data := range forged() { // without a seal they are nobody's
				want(pressed(asMember(o.Message("")), data, ""), 1)
				want(pressed(asMember(o.ChannelMessage("19:alle@thread.tacv2", "")), data, ""), viewer.replies)
			}
			// Every button of every card that came, and every file that was offered.
			before := o.WaitSent(expected)
			for i, m := range before {
				for _, data := range buttonsOf(t, m) {
					click := o.Message("")
					if m.Only != "" { // a button counts only where it came
						click = o.ChannelMessage("19:alle@thread.tacv2", "")
					}
					want(pressed(asMember(click), data, m.ID), 1)
				}
				if strings.Contains(string(m.Body), "file.consent") {
					want(asMember(o.accepts(m, d, fmt.Sprint(i, ".file"))), 1)
				}
			}
			for i, m := range o.WaitSent(expected)[len(before):] {
				if strings.Contains(string(m.Body), "file.consent") {
					want(asMember(o.accepts(m, d, fmt.Sprint("later", i, ".file"))), 1)
				}
			}
			o.WaitSent(expected)
			o.app.end()
			o.look(d, viewer.own)
		})
	}
}

// look searches everything that left the program for figures that are not own, and for own ones, so that the search is
// known to find something.
func (o *office) look(d *drive, own kommune.Numbers) {
	o.t.Helper()
	found := 0
	for i, r := range o.Requests() {
		if what := foreign(r.Body, own); what != "" {
			o.t.Errorf("request %d to Teams has %s: %.300s", i, what, r.Body)
		}
		for _, n := range own.All() {
			for _, s := range spelled(marks[n]) {
				if strings.Contains(string(r.Body), s) {
					found++
				}
			}
		}
		if strings.Contains(strings.Join(r.Path, "/"), "19:alle") && !r.Query.Has("isTargetedActivity") {
			for _, s := range spelled(marks["5001"]) {
				if strings.Contains(string(r.Body), s) {
					o.t.Errorf("figures in the channel: %.300s", r.Body)
				}
			}
		}
	}
	for name := range d.files {
		content := d.get(o.t, name)
		if what := foreign(content, own); what != "" {
			o.t.Errorf("file %s has %s", name, what)
		}
		found++
	}
	// A duration in nanoseconds may be anybody's figure.
	log := regexp.MustCompile(`"(time|took)":[^,]*,`).ReplaceAllString(o.app.log.String(), "")
	if what := foreign([]byte(log), own); what != "" {
		o.t.Errorf("the log has %s", what)
	}
	o.t.Logf("%d requests to Teams, %d files, own figures found %d times, others' none", len(o.Requests()), len(d.files),
		found)
	if own != "" && (found < 30 || len(d.files) < 10) || own == "" && found > 0 {
		o.t.Errorf("%d own figures found", found)
	}
}

// TestFiguresInAChannelComePrivately: where Teams shows nobody a message alone the channel learns that they were sent and nothing of them, for everybody.
func TestFiguresInAChannelComePrivately(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "TEAMS_WITHOUT", "targeted")
	o.imports(markedSheet())
	o.role(bottest.ObjectID, "5001", members.Member)
	came := o.post(o.ChannelMessage("19:alle@thread.tacv2", "brukstall"), 2)
	for _, m := range came {
		switch {
		case strings.HasPrefix(m.Conversation, "19:alle"):
			wantIn(t, m, "Jeg har svart deg i chatten")
			if strings.Contains(string(m.Body), "Trondheim") || strings.Contains(string(m.Body), "103") {
				t.Errorf("the channel learns %s", m.Body)
			}
		default:
			wantIn(t, m, "Brukstall for Trondheim", "7\u00a0103\u00a0301")
		}
	}
	if came[0].Conversation == came[1].Conversation {
		t.Error("both went to the same place")
	}
	refused := o.post(o.ChannelMessage("19:alle@thread.tacv2", "brukstall for Bergen"), 2)
	wantIn(t, string(refused[0].Body)+string(refused[1].Body), "Jeg har svart deg",
		"Jeg kan bare vise brukstall for kommunen du hører til")
	// Where no chat can be opened, the channel says what to do.
	o.Fail(bottest.Fault{On: "POST /v3/conversations", Status: http.StatusForbidden})
	stranger := o.ChannelMessage("19:alle@thread.tacv2", "brukstall")
	stranger["from"] = map[string]any{"id": "29:ny", "name": "Ola Nordmann", "aadObjectId": memberObject}
	o.role(memberObject, "5001", members.Member)
	wantIn(t, o.post(stranger, 1)[0], "Åpne en chat med meg")
}

// TestVisibilityAll: every member sees every kommune when the project has decided so.
func TestVisibilityAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "USAGE_VISIBILITY", "all")
	o.imports(markedSheet())
	o.role(bottest.ObjectID, "5001", members.Member)
	wantIn(t, o.post(o.Message("brukstall for Bergen"), 1)[0], "Brukstall for Bergen", "2\u00a0820\u00a0713")
	stranger := o.Message("brukstall for Bergen")
	stranger["from"] = map[string]any{"id": "29:ny", "name": "Ola Nordmann", "aadObjectId": memberObject}
	wantIn(t, o.post(stranger, 1)[0], "jeg vet ikke hvilken kommune du hører til")
}
