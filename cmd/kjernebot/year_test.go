package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kjernebot/internal/store/storetest"
)

// yearVariable asks for TestYear, which takes some minutes.
//
//	KJERNEBOT_YEAR=1 POSTGRES_FSYNC=on .ci/postgres with go test ./cmd/kjernebot -run TestYear -v -timeout 30m
const yearVariable = "KJERNEBOT_YEAR"

// TestYear: with a year in its database the program is ready within a second, or as soon as with an empty one where the
// machine is busy, and a move from SQLite to PostgreSQL and back takes some minutes. See docs/kapasitet.md.
func TestYear(t *testing.T) {
	if os.Getenv(yearVariable) == "" {
		t.Skipf("a test of minutes: set %s", yearVariable)
	}
	dsns := []string{storetest.SQLiteDSN(t), storetest.PostgresDSN(t), storetest.SQLiteDSN(t)}
	empty := []string{storetest.SQLiteDSN(t), storetest.PostgresDSN(t), storetest.SQLiteDSN(t)}
	for _, dsn := range append(empty, dsns[0]) {
		if err := openQuiet(t, dsn).Close(); err != nil {
			t.Fatal(err)
		}
	}
	fillYear(t, dsns[0])
	for i, dsn := range dsns {
		engine, _, _ := strings.Cut(dsn, ":")
		if i > 0 {
			began := time.Now()
			var out bytes.Buffer
			err := run(t.Context(), []string{"move", dsns[i-1], dsn}, func(string) string { return "" }, strings.NewReader(""), &out, &out)
			if err != nil {
				t.Fatalf("moved to %s: %v %s", engine, err, &out)
			}
			t.Logf("moved to %s in %s", engine, time.Since(began).Round(time.Second))
		}
		alone, lean := readyIn(t, empty[i])
		took, memory := readyIn(t, dsn)
		t.Logf("%s: ready in %s with %s; an empty one in %s with %s", engine, took, memory, alone, lean)
		if took > max(time.Second, alone*3/2) {
			t.Errorf("%s: ready in %s, want a second at most", engine, took)
		}
		if file, err := os.Stat(strings.TrimPrefix(dsn, "sqlite:")); err == nil {
			t.Logf("%s: %d MB", engine, file.Size()>>20)
		}
	}
}

// fillYear makes what a year brings: claims, messages that were sent, figures.
func fillYear(t *testing.T, dsn string) {
	t.Helper()
	db, err := sql.Open("sqlite", strings.TrimPrefix(dsn, "sqlite:")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	for _, fill := range []struct {
		rows int
		into string
	}{
		{1_000_000, `answered (tenant, conversation, activity, variant, answer, claimed)
			SELECT '11111111-0000-4000-8000-000000000001', 'a:chat-' || n % 1000, '17000000000000' || n, '', 'answer-' || n, $1 - n`},
		{200_000, `outbox (batch, kind, tenant, conversation, address, reply, activity, turn, priority, state, not_before, deadline, created, finished)
			SELECT 'announcement:' || n % 20, 'send', '11111111-0000-4000-8000-000000000001', 'a:chat-' || n % 1000, '{"tenant":"t","id":"a:1"}',
			'{}', '17000000000000' || n, '', 20, 'sent', $1 - n, 0, $1 - n, $1 - n`},
		{500_000, `usage_figures (kommune, week, measure, unit, profession, import, value, summed)
			SELECT 1000 + n % 357, 202601 + n / 357 % 52, 'oppslag', CASE n / 18564 WHEN 0 THEN '' ELSE 'Enhet ' || (n / 18564) END, '', 1, n % 997, $1 - $1`},
	} {
		series := fmt.Sprintf(`WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < %d) `, fill.rows)
		into, from, _ := strings.Cut(fill.into, ")\n")
		if _, err := db.ExecContext(t.Context(), `INSERT INTO `+into+`) `+series+from+` FROM s`, time.Now().UnixMicro()); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// readyIn starts the program on a database, as an operator does, three times: how soon it could answer at best, and how
// much memory it had two seconds later.
func readyIn(t *testing.T, dsn string) (best time.Duration, memory string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	best = time.Minute
	for range 3 {
		port := freePort(t)
		cmd := exec.Command(exe)
		cmd.Args, cmd.Dir = []string{"kjernebot"}, t.TempDir()
		cmd.Env = []string{"PORT=" + strconv.Itoa(port), "METRICS_ADDR=127.0.0.1:0", "DATABASE_URL=" + dsn, "LOG_LEVEL=error"}
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for status := 0; status != http.StatusOK && time.Since(began) < time.Minute; time.Sleep(5 * time.Millisecond) {
			if res, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/readyz", port)); err == nil {
				status = res.StatusCode
				_ = res.Body.Close()
			}
		}
		best = min(best, time.Since(began).Round(time.Millisecond))
		time.Sleep(2 * time.Second)
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
		memory = string(regexp.MustCompile(`[0-9]+ kB`).Find(status[max(0, bytes.Index(status, []byte("VmRSS"))):]))
		if err = errors.Join(err, cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()); err != nil {
			t.Error(err)
		}
	}
	return best, memory
}
