package main

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/bottest"
)

// illTeams is a Teams as slow and faulty as it can be: of each hundred requests five are put off, two end in a gateway
// that gives up, one is cut before it is accepted and one after.
type illTeams struct {
	*bottest.Connector
	server *httptest.Server

	mu     sync.Mutex
	dice   *rand.Rand
	well   bool
	calls  []time.Time // when each request that changes something came
	stops  []time.Time // when each answer left that asked to wait
	faults map[string]int
}

const (
	illLatency = 50 * time.Millisecond
	illWait    = time.Second // what Retry-After asks for
)

func newIllTeams(tb testing.TB) *illTeams {
	tb.Helper()
	ill := &illTeams{Connector: bottest.NewConnector(tb), dice: rand.New(rand.NewPCG(1, 2)), faults: map[string]int{}}
	ill.Open()
	ill.server = httptest.NewServer(ill)
	tb.Cleanup(ill.server.Close)
	return ill
}

func (ill *illTeams) url() string { return ill.server.URL + "/emea/" + bottest.Tenant + "/" }

// fault throws the dice for one request.
func (ill *illTeams) fault() string {
	ill.mu.Lock()
	defer ill.mu.Unlock()
	ill.calls = append(ill.calls, time.Now())
	fault := "none"
	if !ill.well {
		switch n := ill.dice.IntN(100); {
		case n < 5:
			fault = "429"
		case n < 7:
			fault = "502"
		case n < 8:
			fault = "cut before"
		case n < 9:
			fault = "cut after"
		}
	}
	ill.faults[fault]++
	return fault
}

func (ill *illTeams) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		ill.Connector.ServeHTTP(w, r)
		return
	}
	fault := ill.fault()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client was killed while it wrote
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	time.Sleep(illLatency / 2)
	switch fault {
	case "429":
		ill.mu.Lock()
		ill.stops = append(ill.stops, time.Now())
		ill.mu.Unlock()
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	case "502":
		w.WriteHeader(http.StatusBadGateway)
	case "cut before":
		panic(http.ErrAbortHandler)
	case "cut after":
		ill.Connector.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	default:
		answer := httptest.NewRecorder()
		ill.Connector.ServeHTTP(answer, r) // accepted, whether or not the client still lives
		time.Sleep(illLatency / 2)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}
}

// measured is what the requests of a phase looked like from Teams' side.
type measured struct {
	requests int
	most     int           // in any second
	took     time.Duration // from the first request to the last
	stopped  time.Duration // how long Retry-After asked for silence in all
	// silence of more than three seconds: nothing ran, or what was left waited for dead processes' leases
	idle   time.Duration
	faults map[string]int
}

// ideal is the least that the requests can take at a rate.
func (m measured) ideal(rate float64) time.Duration {
	return time.Duration(float64(m.requests)/rate*float64(time.Second)) + m.stopped
}

// measure looks at the requests since the last time and begins anew.
func (ill *illTeams) measure() measured {
	ill.mu.Lock()
	defer ill.mu.Unlock()
	m := measured{requests: len(ill.calls), faults: ill.faults}
	slices.SortFunc(ill.calls, time.Time.Compare)
	from := 0
	for i, at := range ill.calls {
		for at.Sub(ill.calls[from]) >= time.Second {
			from++
		}
		m.most = max(m.most, i-from+1)
		if silence := at.Sub(ill.calls[max(i-1, 0)]); silence > 3*time.Second {
			m.idle += silence
		}
	}
	if m.requests > 0 {
		m.took = ill.calls[m.requests-1].Sub(ill.calls[0])
	}
	slices.SortFunc(ill.stops, time.Time.Compare)
	var open time.Time
	for _, at := range ill.stops {
		if open.Before(at) {
			open = at
		}
		m.stopped += at.Add(illWait).Sub(open)
		open = at.Add(illWait)
	}
	ill.calls, ill.stops, ill.faults = nil, nil, map[string]int{}
	return m
}

// recover ends the illness.
func (ill *illTeams) recover() {
	ill.mu.Lock()
	defer ill.mu.Unlock()
	ill.well = true
}

// rooms are the messages that were accepted, by conversation.
func (ill *illTeams) rooms() map[string][]bottest.Message {
	rooms := map[string][]bottest.Message{}
	for _, m := range ill.Sent() {
		rooms[m.Conversation] = append(rooms[m.Conversation], m)
	}
	return rooms
}

// says reports whether a message holds a text.
func says(m bottest.Message, text string) bool { return strings.Contains(string(m.Body), text) }
