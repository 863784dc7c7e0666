package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/bottest"
)

// TestStrangersTakeLittleAndDelayNobody: 400 who have no token, or an invented one, and send a megabyte or nothing more
// than the beginning of their headers, add 60 MB at the most, and who has a token is served meanwhile.
func TestStrangersTakeLittleAndDelayNobody(t *testing.T) {
	if raced {
		t.Skip("measured without the race detector")
	}
	const body = 1<<20 - 1
	head := "POST /api/messages HTTP/1.1\r\nHost: bot.example\r\nContent-Type: application/json\r\n"
	for name, hello := range map[string]string{
		"no token":       head + fmt.Sprintf("Content-Length: %d\r\n\r\n", body),
		"invented token": head + "Authorization: Bearer e30.e30.e30\r\n" + fmt.Sprintf("Content-Length: %d\r\n\r\n", body),
		"chunked":        head + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n",
		"headers":        head + "X-Filler: ",
		"invented key": head + "Authorization: Bearer " + encoded(`{"alg":"RS256","kid":"invented","typ":"JWT"}`) + ".e30.e30\r\n" +
			fmt.Sprintf("Content-Length: %d\r\n\r\n", body),
	} {
		t.Run(name, func(t *testing.T) {
			teams := bottest.NewTeams(t)
			a := startApp(t, teams, nil)
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			server := a.server()
			go func() { _ = server.Serve(limited(listener)) }() // ends with Close
			t.Cleanup(func() { _ = server.Close() })
			teams.Connect("http://" + listener.Addr().String() + "/api/messages")
			ask := func(n int) {
				began := time.Now()
				if status, _ := teams.Post(teams.Message("Hvem får tilgang?")); status != 200 {
					t.Errorf("question %d: status %d", n, status)
				}
				if took := time.Since(began); took > 3*time.Second {
					t.Errorf("question %d took %s", n, took)
				}
			}
			ask(0)
			before := memory()
			var strangers sync.WaitGroup
			var last net.Conn
			for range 400 {
				conn, err := net.Dial("tcp", listener.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				last = conn
				t.Cleanup(func() { _ = conn.Close() })
				strangers.Go(func() {
					_ = conn.SetWriteDeadline(time.Now().Add(2 * time.Second)) // who is not listened to cannot go on
					_, _ = io.Copy(conn, strings.NewReader(hello))
					_, _ = io.Copy(conn, io.LimitReader(letters{}, body-1))
				})
			}
			for n := range 10 {
				ask(n + 1)
			}
			strangers.Wait()
			took := memory() - before
			if t.Logf("%d MB", took>>20); took > 60<<20 {
				t.Error("more than 60 MB")
			}
			ask(11)
			// Who does not come to the point is not waited for.
			_ = last.SetReadDeadline(time.Now().Add(headerTime + 3*time.Second))
			if answer, err := io.ReadAll(last); err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("a stranger is still connected, who was told %q", answer)
			}
		})
	}
}

// TestConnectionsHaveALimit: 2,000 who say nothing and 200 who wait behind them are cut off in time, and who comes after
// them is answered.
func TestConnectionsHaveALimit(t *testing.T) {
	if raced {
		t.Skip("measured without the race detector")
	}
	teams := bottest.NewTeams(t)
	a := startApp(t, teams, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := a.server()
	var most, open atomic.Int64
	server.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			most.Store(max(most.Load(), open.Add(1))) // one goroutine accepts
		case http.StateClosed:
			open.Add(-1)
		}
	}
	go func() { _ = server.Serve(limited(listener)) }() // ends with Close
	t.Cleanup(func() { _ = server.Close() })
	for range maxConns + 200 {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	teams.Connect("http://" + listener.Addr().String() + "/api/messages")
	began := time.Now()
	if status, _ := teams.Post(teams.Message("Hvem får tilgang?")); status != 200 {
		t.Errorf("the one behind them: status %d", status)
	}
	if took := time.Since(began); took > 2*headerTime+3*time.Second {
		t.Errorf("the one behind them waited %s", took)
	}
	// That one is closed is told after its place is free.
	if most := most.Load(); most < maxConns || most > maxConns+50 {
		t.Errorf("%d connections at a time, want %d", most, maxConns)
	}
}

func encoded(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// letters never end.
type letters struct{}

func (letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	return len(b), nil
}

// memory is what the process holds in use.
func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
