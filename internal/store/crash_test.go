package store_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// crashVariable makes the test binary the process that is killed; its value names the database.
const crashVariable = "KJERNEBOT_TEST_CRASH"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(crashVariable); dsn != "" {
		if err := claimForEver(dsn, os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// claimForEver claims from many goroutines and prints each claim that it was told is stored.
func claimForEver(dsn, round string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, slog.New(slog.DiscardHandler), dsn)
	if err != nil {
		return err
	}
	errs := make(chan error)
	for g := range 16 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%s-%d-%d", round, g, i)
				ok, err := db.Claim(ctx, crashKey(id), time.Now())
				if err != nil || !ok {
					errs <- fmt.Errorf("claim %s: %v, %w", id, ok, err)
					return
				}
				if _, err := os.Stdout.WriteString(id + "\n"); err != nil { // one write, so lines stay whole
					errs <- err
					return
				}
			}
		}()
	}
	return <-errs
}

func crashKey(id string) message.TurnKey {
	return message.TurnKey{Tenant: "t", Conversation: "c", Activity: message.ActivityID(id)}
}

// TestEveryAcknowledgedClaimSurvivesAKill kills a process while it writes, several times on the same file.
func TestEveryAcknowledgedClaimSurvivesAKill(t *testing.T) {
	dsn := storetest.SQLiteDSN(t)
	var stored []string
	for round := range 3 {
		stored = append(stored, killWhileWriting(t, dsn, fmt.Sprint(round))...)
		db := storetest.Open(t, dsn)
		lost := 0
		for _, id := range stored {
			ok, err := db.Claim(t.Context(), crashKey(id), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if ok {
				lost++
			}
		}
		if lost > 0 {
			t.Errorf("round %d: %d of %d acknowledged claims are lost", round, lost, len(stored))
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killWhileWriting returns the claims that the process was told are stored before it died.
func killWhileWriting(t *testing.T, dsn, round string) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	cmd := exec.CommandContext(t.Context(), exe, round)
	cmd.Env = append(os.Environ(), crashVariable+"="+dsn)
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var stored []string
	var kill sync.Once
	for in := bufio.NewReader(out); ; {
		line, err := in.ReadString('\n')
		if err == nil {
			stored = append(stored, strings.TrimSuffix(line, "\n"))
		}
		if len(stored) == 500 {
			kill.Do(func() { _ = cmd.Process.Kill() }) // SIGKILL; what it wrote until then is still read
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err = cmd.Wait()
	if len(stored) < 500 || err == nil {
		t.Fatalf("the process ended by itself after %d claims: %v %s", len(stored), err, complaint.String())
	}
	return stored
}
