package main

import (
	"testing"
	"time"

	"kjernebot/bot/bottest"
)

// TestIllOtherSide: whatever ails Teams or the login, a person gets a reply, within the turn or through the outbox,
// unless it ails for longer than that is tried; and the next message is answered as if nothing had been. Two only where
// the first arrived and the answer to it was lost, which cannot be told from its not arriving.
func TestIllOtherSide(t *testing.T) {
	t.Parallel()
	post := func(f bottest.Fault) func(*bottest.Teams) {
		f.On = "POST /activities"
		return func(teams *bottest.Teams) { teams.Fail(f) }
	}
	later := map[string]string{"Retry-After": "1"}
	for _, tc := range []struct {
		name string
		ail  func(*bottest.Teams)
		want int // replies to the message that met the fault
	}{
		{"well", func(*bottest.Teams) {}, 1},
		{"429 once", post(bottest.Fault{Status: 429, Header: later}), 1},
		{"429 three times", post(bottest.Fault{Status: 429, Header: later, Times: 3}), 1},
		{"429 without Retry-After", post(bottest.Fault{Status: 429}), 1},
		{"429 for longer than a turn", post(bottest.Fault{Status: 429, Header: map[string]string{"Retry-After": "9"}}), 1},
		{"412 once", post(bottest.Fault{Status: 412}), 1},
		{"503 that says when", post(bottest.Fault{Status: 503, Header: later}), 1},
		{"500", post(bottest.Fault{Status: 500}), 1},
		{"502", post(bottest.Fault{Status: 502}), 1},
		{"502 although accepted", post(bottest.Fault{Status: 502, Accept: true}), 2},
		{"503", post(bottest.Fault{Status: 503}), 1},
		{"504 three times", post(bottest.Fault{Status: 504, Times: 3}), 1},
		{"504 for longer than is tried", post(bottest.Fault{Status: 504, Times: bottest.Always}), 0},
		{"cut before it was read", post(bottest.Fault{Cut: bottest.CutUnread}), 1},
		{"cut before acceptance", post(bottest.Fault{Cut: bottest.CutRefused, Times: 2}), 1},
		{"cut after acceptance", post(bottest.Fault{Cut: bottest.CutAccepted}), 2},
		{"accepted, answer is no JSON", post(bottest.Fault{Status: 201, Body: "<html>"}), 1},
		{"accepted, answer is empty", post(bottest.Fault{Status: 202}), 1},
		{"3 s to answer", post(bottest.Fault{Delay: 3 * time.Second}), 1},
		{"401 once although the token is good", post(bottest.Fault{Status: 401}), 1},
		{"token no longer accepted", func(teams *bottest.Teams) { teams.Login.Revoke() }, 1},
		{"blocked by the person", post(bottest.Fault{Status: 403, Body: `{"error":{"code":"ConversationBlockedByUser"}}`}),
			0},
		{"message refused", post(bottest.Fault{Status: 400, Body: `{"error":{"code":"BadArgument"}}`}), 0},
		{"login down for a while", func(teams *bottest.Teams) {
			teams.Login.Revoke()
			teams.Login.Fail(bottest.Fault{Cut: bottest.CutUnread, Times: 3})
		}, 1},
		{"login refuses at first", func(teams *bottest.Teams) {
			teams.Login.Revoke()
			teams.Login.Fail(bottest.Fault{Status: 401, Body: `{"error":"invalid_client"}`, Times: 3})
		}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			teams := bottest.NewTeams(t)
			startApp(t, teams, nil)
			// One healthy turn first, so that the bot holds a token and open connections.
			say(t, teams, "Hei!", 200)
			tc.ail(teams)
			first := teams.Message("Hva slags e-ID trenger sykepleierne?")
			if status, _ := teams.Post(first); status != 200 {
				t.Errorf("status %d, want 200", status)
			}
			teams.WaitSent(1 + tc.want)
			teams.Repair()
			teams.Login.Repair()
			if status, _ := teams.Post(first); status != 200 { // Teams delivers it again
				t.Errorf("second delivery: status %d", status)
			}
			say(t, teams, "Hvem får tilgang?", 200)
			if got, want := len(teams.WaitSent(2+tc.want)), 2+tc.want; got != want {
				t.Errorf("%d messages arrived, want %d", got, want)
			}
		})
	}
}

// TestKeysUnavailableAtStart: without signing keys nothing can be verified, so a message waits for them. When they do
// not come in time Teams is told to come again.
func TestKeysUnavailableAtStart(t *testing.T) {
	t.Parallel()
	teams := bottest.NewTeams(t)
	teams.Issuer.Answer(503, "down")
	startApp(t, teams, nil)
	began := time.Now()
	say(t, teams, "Hvem får tilgang?", 503)
	if took := time.Since(began); took < 4*time.Second || took > 7*time.Second {
		t.Errorf("waited %s for the keys, want 5 s", took)
	}
	time.AfterFunc(2*time.Second, teams.Issuer.Repair)
	say(t, teams, "Hvem får tilgang?", 200)
	if got := len(teams.WaitSent(1)); got != 1 {
		t.Errorf("%d messages arrived, want 1", got)
	}
}

func say(t *testing.T, teams *bottest.Teams, text string, want int) {
	t.Helper()
	if status, _ := teams.Post(teams.Message(text)); status != want {
		t.Errorf("%q: status %d, want %d", text, status, want)
	}
}
