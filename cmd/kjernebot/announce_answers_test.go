package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/internal/store/storetest"
)

// TestAnswersWhileAnnouncing asks questions at a steady pace, first of an idle program and then of one that sends an
// announcement at the highest rate, and prints how long the answers took.
func TestAnswersWhileAnnouncing(t *testing.T) {
	recipients, err := strconv.Atoi(os.Getenv(loadVariable))
	if err != nil || testing.Short() {
		t.Skipf("a test of minutes: set %s to the number of recipients", loadVariable)
	}
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN,
		"postgres": storetest.PostgresDSN} {
		t.Run(name, func(t *testing.T) {
			l := &load{t: t, teams: newIllTeams(t), dsn: dsn(t), recipients: recipients, replicas: 1, port: freePort(t)}
			l.teams.recover()
			l.db = openQuiet(t, l.dsn)
			l.seed()
			t.Cleanup(l.killAll)
			l.start()
			l.ask(10) // until it runs, and warm
			idle := l.ask(1500)
			l.command(nil, "announce", "send", "--title", "Ny versjon", "--text", "Tekst", "--to", "all")
			busy := l.ask(1500)
			before, _ := l.teams.Count(), l.teams.measure()
			for name, took := range map[string][]time.Duration{"idle": idle, "announcing": busy} {
				slices.Sort(took)
				at := func(share float64) time.Duration {
					return took[int(share*float64(len(took)-1))].Round(100 * time.Microsecond)
				}
				t.Logf("%s: p50 %s, p95 %s, p99 %s, most %s", name, at(0.5), at(0.95), at(0.99), at(1))
			}
			t.Logf("%d messages were accepted meanwhile, answers counted", before)
		})
	}
}

// freePort is a port that no test was given before, below those that the system deals out by itself.
func freePort(t *testing.T) int {
	t.Helper()
	for {
		port := 20_000 + os.Getpid()%100*100 + int(ports.Add(1))
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
}

var ports atomic.Int32

// ask asks n questions, 25 a second, and returns how long each took until Teams had its answer and was told so.
func (l *load) ask(n int) []time.Duration {
	l.t.Helper()
	client := &http.Client{Timeout: 20 * time.Second}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, n)
	pace := time.NewTicker(40 * time.Millisecond)
	defer pace.Stop()
	var asking sync.WaitGroup
	for i := range n {
		<-pace.C
		l.questions++
		body := l.question(l.questions)
		asking.Go(func() {
			began := time.Now()
			for {
				res, err := client.Post(fmt.Sprintf("http://127.0.0.1:%d/api/messages", l.port), "application/json",
					bytes.NewReader(body))
				if err == nil {
					_, _ = io.Copy(io.Discard, res.Body)
					_ = res.Body.Close()
					if res.StatusCode != http.StatusOK {
						l.t.Errorf("question %d: status %d", i, res.StatusCode)
					}
					break
				}
				if !strings.Contains(err.Error(), "refused") || time.Since(began) > 10*time.Second {
					l.t.Errorf("question %d: %v", i, err)
					break
				}
				<-pace.C // it has not started yet
			}
			took[i] = time.Since(began)
		})
	}
	asking.Wait()
	return took
}

func (l *load) question(n int) []byte {
	chat := fmt.Sprintf("a:asker-%d", n%50)
	body, err := json.Marshal(map[string]any{
		"type": "message", "id": strconv.Itoa(1_690_000_000_000 + n), "timestamp": "2026-11-24T08:00:00Z",
		"channelId":  bottest.Endorsed,
		"serviceUrl": l.teams.url(), "locale": "nb-NO", "textFormat": "plain", "text": "Hvem får tilgang til kjernejournal?",
		"from": map[string]any{"id": "29:" + chat, "name": "Kari Nordmann",
			"aadObjectId": fmt.Sprintf("00000000-0000-4000-9000-%012d", n%50)},
		"recipient":    map[string]any{"id": bottest.BotID, "name": "Kjernebot"},
		"conversation": map[string]any{"id": chat, "conversationType": "personal", "tenantId": bottest.Tenant},
		"channelData":  map[string]any{"tenant": map[string]any{"id": bottest.Tenant}},
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return body
}
