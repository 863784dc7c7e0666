package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

// TestEndingIsToldInTime: the coordinators hear 60, 30, 14, 7 and 1 days before that the secret ends, once each, also
// when the program starts anew and when it slept over the day itself.
func TestEndingIsToldInTime(t *testing.T) {
	t.Parallel()
	teams := bottest.NewTeams(t)
	env := map[string]string{"COORDINATORS": bottest.ObjectID, "CLIENT_SECRET_EXPIRES": "2099-03-01",
		"DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "k.db")}
	s := startApp(t, teams, env)
	say(t, teams, "Hei!", 200)
	teams.WaitSent(1)
	for known := message.ErrUnknown; known != nil && t.Context().Err() == nil; { // it is stored beside the answer
		_, known = s.db.Chat(t.Context(), message.NewPerson(bottest.Tenant, bottest.ObjectID))
	}
	ends := time.Date(2099, 3, 1, 12, 0, 0, 0, time.UTC)
	told := 1
	for _, step := range []struct{ left, more int }{
		{90, 0}, {61, 0}, {60, 1}, {60, 0}, {45, 0}, {29, 1}, {14, 1}, {13, 0}, {7, 1}, {2, 0}, {1, 1}, {0, 0},
	} {
		if step.left == 45 {
			s.end()
			s = startApp(t, teams, env)
		}
		if err := s.tellEnding(t.Context(), ends.AddDate(0, 0, -step.left)); err != nil {
			t.Fatal(err)
		}
		told += step.more
		if got := teams.WaitSent(told); len(got) != told {
			t.Fatalf("%d days before: %d messages, want %d", step.left, len(got), told)
		}
	}
	if last := string(teams.Sent()[told-1].Body); !strings.Contains(last, "søndag 1. mars 2099") {
		t.Errorf("the day is not told: %s", last)
	}
}

// TestRotationLosesNobody: while the secret in the file is replaced and Entra revokes what the old one gave, everybody
// who writes is answered.
func TestRotationLosesNobody(t *testing.T) {
	t.Parallel()
	teams := bottest.NewTeams(t)
	var right atomic.Value
	right.Store(bottest.Secret)
	teams.Login.Prove(func(r *http.Request) string {
		if r.PostFormValue("client_secret") != right.Load() {
			return "AADSTS7000215"
		}
		return ""
	})
	file := filepath.Join(t.TempDir(), "secret")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(bottest.Secret)
	startApp(t, teams, map[string]string{"MICROSOFT_APP_PASSWORD": "", "CLIENT_SECRET_FILE": file})
	done := make(chan struct{})
	var load sync.WaitGroup
	var asked atomic.Int64
	for range 4 {
		load.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(20 * time.Millisecond):
				}
				asked.Add(1)
				say(t, teams, "Hvem får tilgang?", 200)
			}
		})
	}
	for _, next := range []string{"second", "third"} {
		time.Sleep(1500 * time.Millisecond)
		right.Store(next)
		teams.Login.Revoke()
		time.Sleep(300 * time.Millisecond) // the file comes after
		write(next)
	}
	time.Sleep(2 * time.Second)
	close(done)
	load.Wait()
	if got := len(teams.WaitSent(int(asked.Load()))); got != int(asked.Load()) || got < 100 {
		t.Errorf("%d answers to %d questions", got, asked.Load())
	}
}
