package main

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/bottest"
)

// soakVariable says how long TestSoak lasts: a duration of mixed load, or `day` for as many messages as 24 hours bring
// (30 a minute) with all that is done beside them in that time, as often as it is.
//
//	KJERNEBOT_SOAK=10m go test ./cmd/kjernebot -run TestSoak -v -timeout 30m
//	KJERNEBOT_SOAK=day go test ./cmd/kjernebot -run TestSoak -v -timeout 30m
const soakVariable = "KJERNEBOT_SOAK"

// soakTexts are what people write while it soaks: answers, declines, figures, the road, a privacy stop, commands.
var soakTexts = []string{
	"Hva slags e-ID trenger sykepleierne?", "Korleis får vi tilgang i Altinn?", "Who gives us access in Altinn?", "hva koster det?",
	"brukstall for uke 45", "siste 12 uker", "hvor er vi?", "vi har gjort steg 2", "hei", "takk for hjelpen", "hjelp", "alle temaer",
	"Pasienten har fødselsnummer 02013212345", "neste", "åpne spørsmål", "hvem er jeg", "Legg ut en kunngjøring", "nynorsk",
	"Hovedenhet eller underenhet? Og hvem tar opplæringen?", "uke 99",
}

// TestSoak: neither memory nor goroutines nor open files grow while people write and the background works.
func TestSoak(t *testing.T) {
	if raced {
		t.Skip("measured without the race detector")
	}
	const minutes, perMinute = 24 * 60, 30
	lasts, messages := 4*time.Second, 1<<30
	switch wish := os.Getenv(soakVariable); wish {
	case "":
	case "day":
		lasts, messages = time.Hour, minutes*perMinute
	default:
		var err error
		if lasts, err = time.ParseDuration(wish); err != nil {
			t.Fatal(err)
		}
	}
	teams := bottest.NewTeams(t)
	teams.Quiet()
	s := startApp(t, teams, map[string]string{"LOG_LEVEL": "error"})
	began, sent := time.Now(), 0
	batch := func() {
		var group sync.WaitGroup
		for range perMinute { // a minute of a day
			n := sent
			sent++
			group.Go(func() {
				m := teams.Message(soakTexts[n%len(soakTexts)])
				m["id"] = fmt.Sprint("soak", n)
				m["from"].(map[string]any)["id"] = fmt.Sprint("29:", n%persons)
				m["conversation"].(map[string]any)["id"] = fmt.Sprint("a:", n%persons)
				if status, _ := teams.Post(m); status != http.StatusOK {
					t.Errorf("%q: status %d", m["text"], status)
				}
				if status, _ := teams.Post(m, bottest.Claim("aud", "another")); status != http.StatusForbidden && status != http.StatusUnauthorized {
					t.Errorf("a stranger: status %d", status)
				}
			})
		}
		group.Wait()
		if messages < 1<<30 { // what goes on in that minute
			s.weekly(t.Context())
			for range int(time.Minute / progressEvery) {
				s.failed(t.Context(), "progress", s.router.Announcing.ShowProgress(t.Context()))
			}
			if sent/perMinute%60 == 0 {
				s.hourly(t.Context())
			}
		}
	}
	for sent < 20*persons && time.Since(began) < lasts/4 { // caches fill
		batch()
	}
	var all []footprint
	for next := time.Now(); sent < messages && time.Since(began) < lasts; batch() {
		if time.Now().After(next) {
			all = append(all, measure(t))
			next = time.Now().Add(lasts / 100)
			if messages < 1<<30 {
				next = time.Now().Add(time.Second)
			}
		}
	}
	third := len(all) / 3
	if third < 3 {
		t.Fatalf("%d looks only", len(all))
	}
	first, last := median(all[:third]), median(all[len(all)-third:])
	t.Logf("%d messages in %s; first third %v, last third %v", sent, time.Since(began).Round(time.Second), first, last)
	// Connections come and go with those who write at a time.
	if last.heap-first.heap > 4<<20 || last.goroutines-first.goroutines > perMinute || last.files-first.files > perMinute {
		t.Error("it grows")
	}
}

// footprint is what a process takes: the heap in use after a collection in bytes, goroutines and open files.
type footprint struct{ heap, goroutines, files int }

func (f footprint) String() string {
	return fmt.Sprintf("%.1f MB, %d goroutines, %d files", float64(f.heap)/(1<<20), f.goroutines, f.files)
}

func measure(tb testing.TB) footprint {
	tb.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		tb.Skipf("open files cannot be counted here: %s", err)
	}
	return footprint{int(memory()), runtime.NumGoroutine(), len(files)}
}

func median(all []footprint) footprint {
	middle := func(of func(footprint) int) int {
		var values []int
		for _, f := range all {
			values = append(values, of(f))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return footprint{
		middle(func(f footprint) int { return f.heap }), middle(func(f footprint) int { return f.goroutines }),
		middle(func(f footprint) int { return f.files }),
	}
}
