package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"kjernebot/bot/bottest"
)

// TestReadyWrites: on a full disk the program is not ready, and it is again once there is room.
func TestReadyWrites(t *testing.T) {
	t.Parallel()
	dsn, fill := fullDisk(t)
	s := startApp(t, bottest.NewTeams(t), map[string]string{"DATABASE_URL": dsn})
	want := func(when string, status int) {
		t.Helper()
		var got int
		for range 50 {
			if res, err := http.Get(s.url[:len(s.url)-len("/api/messages")] + "/readyz"); err == nil {
				_ = res.Body.Close()
				if got = res.StatusCode; got == status {
					return
				}
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("%s: status %d, want %d", when, got, status)
	}
	want("with room", http.StatusOK)
	full := make(chan struct{})
	go func() { fill(2 * time.Second); close(full) }()
	want("full", http.StatusServiceUnavailable)
	<-full
	want("with room again", http.StatusOK)
}

// TestSignalsDrain: whichever signal asks the program to end, a request under way is answered first.
func TestSignalsDrain(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			exe, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			port := freePort(t)
			cmd := exec.Command(exe)
			cmd.Args = []string{"kjernebot"}
			cmd.Dir = t.TempDir()
			cmd.Env = []string{"PORT=" + strconv.Itoa(port), "METRICS_ADDR=127.0.0.1:0",
				"DATABASE_URL=sqlite:" + filepath.Join(cmd.Dir, "k.db"), "LOG_LEVEL=error"}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill() })
			url := fmt.Sprintf("http://127.0.0.1:%d/", port)
			for range 200 {
				if res, err := http.Get(url + "healthz"); err == nil {
					_ = res.Body.Close()
					break
				}
				time.Sleep(50 * time.Millisecond)
			}
			// A body that comes slowly keeps a request under way.
			body, write := io.Pipe()
			answered := make(chan error, 1)
			go func() {
				res, err := http.Post(url+"api/messages", "application/json", body)
				if err == nil {
					err = res.Body.Close()
				}
				answered <- err
			}()
			_, _ = write.Write([]byte("{"))
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			_, _ = write.Write([]byte("}"))
			_ = write.Close()
			if err := <-answered; err != nil {
				t.Errorf("the request under way: %v", err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("the program ended with %v", err)
			}
		})
	}
}

// TestSystemdIsTold: that the endpoint listens, that it lives for as long as it runs, and that it stops.
func TestSystemdIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Args, cmd.Dir = []string{"kjernebot"}, dir
	cmd.Env = []string{"PORT=" + strconv.Itoa(freePort(t)), "METRICS_ADDR=127.0.0.1:0", "DATABASE_URL=sqlite:" + filepath.Join(dir, "k.db"),
		"LOG_LEVEL=error", "NOTIFY_SOCKET=" + socket.LocalAddr().String(), "WATCHDOG_USEC=300000"}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	want := func(word string) {
		t.Helper()
		for told, b := "", make([]byte, 64); told != word; {
			_ = socket.SetReadDeadline(time.Now().Add(15 * time.Second))
			n, err := socket.Read(b)
			if err != nil {
				t.Fatalf("%s is not told: %v", word, err)
			}
			told = string(b[:n])
		}
	}
	want("READY=1")
	for range 3 {
		want("WATCHDOG=1")
	}
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil { // it hangs
		t.Fatal(err)
	}
	for b, quiet := make([]byte, 64), false; !quiet; { // what was told before
		_ = socket.SetReadDeadline(time.Now().Add(time.Second))
		_, err := socket.Read(b)
		quiet = err != nil
	}
	_ = cmd.Process.Signal(syscall.SIGCONT)
	want("WATCHDOG=1")
	_ = cmd.Process.Signal(syscall.SIGTERM)
	want("STOPPING=1")
	_ = socket.SetReadDeadline(time.Time{})
	go func() { _, _ = io.Copy(io.Discard, socket) }() // who is told and does not listen holds up the one who tells
	if err := cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
}
