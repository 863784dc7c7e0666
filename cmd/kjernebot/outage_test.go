package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/store/storetest"
)

// outageVariable makes TestOutages as long as outages are, 30 to 40 seconds each; otherwise they take three.
//
//	KJERNEBOT_OUTAGES=long .ci/postgres with go test ./cmd/kjernebot -run TestOutages -v -timeout 30m
const outageVariable = "KJERNEBOT_OUTAGES"

// outage is one way in which a database is ill. ail makes it ill for a while and returns when it is well again.
type outage struct {
	name string
	long time.Duration
	dsn  func(testing.TB) (dsn string, ail func(lasts time.Duration))
}

func outages() []outage {
	return []outage{
		{"postgres away", 30 * time.Second, throughProxy(func(p *proxy, _ string, lasts time.Duration) {
			p.stop()
			time.Sleep(lasts)
			p.start()
		})},
		{"postgres silent", 30 * time.Second, throughProxy(func(p *proxy, _ string, lasts time.Duration) {
			p.silent.Store(true)
			time.Sleep(lasts)
			p.silent.Store(false)
			p.cut()
		})},
		{"postgres restarted five times", 30 * time.Second, throughProxy(func(p *proxy, direct string, lasts time.Duration) {
			for range 5 {
				storetest.Exec(p.t, direct,
					`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '`+p.addr+`'`)
				p.stop()
				time.Sleep(300 * time.Millisecond)
				p.start()
				time.Sleep(lasts / 5)
			}
		})},
		{"postgres has no connection free", 10 * time.Second, throughProxy(func(p *proxy, _ string, lasts time.Duration) {
			p.full.Store(true)
			p.cut()
			time.Sleep(lasts)
			p.full.Store(false)
		})},
		{"postgres tables locked", 40 * time.Second, throughProxy(func(p *proxy, direct string, lasts time.Duration) {
			hold(p.t, "pgx", direct, lasts, `LOCK TABLE answered, conversations, preferences, outbox IN ACCESS EXCLUSIVE MODE`)
		})},
		{"postgres answered locked", 40 * time.Second, throughProxy(func(p *proxy, direct string, lasts time.Duration) {
			hold(p.t, "pgx", direct, lasts, `LOCK TABLE answered IN ACCESS EXCLUSIVE MODE`)
		})},
		{"sqlite locked", 40 * time.Second, func(tb testing.TB) (string, func(time.Duration)) {
			dsn := storetest.SQLiteDSN(tb)
			return dsn, func(lasts time.Duration) {
				hold(tb, "sqlite", "file:"+strings.TrimPrefix(dsn, "sqlite:")+"?_txlock=immediate&_pragma=busy_timeout(5000)",
					lasts, `DELETE FROM preferences WHERE tenant = 'x'`)
			}
		}},
		{"sqlite disk full", 10 * time.Second, fullDisk},
	}
}

// hold keeps what a statement locks locked for a while.
func hold(tb testing.TB, driver, dsn string, lasts time.Duration, statement string) {
	tb.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		tb.Error(err)
		return
	}
	defer func() { _ = db.Close() }()
	tx, err := db.Begin()
	if err == nil {
		_, err = tx.Exec(statement)
	}
	for try := 0; try < 20 && err != nil && strings.Contains(err.Error(), "40P01"); try++ { // the program was in the way
		_ = tx.Rollback()
		if tx, err = db.Begin(); err == nil {
			_, err = tx.Exec(statement)
		}
	}
	if err != nil {
		tb.Errorf("%s: %v", statement, err)
		return
	}
	time.Sleep(lasts)
	_ = tx.Rollback()
}

// fullDisk puts the database on a small disk of its own, which only root can make.
func fullDisk(tb testing.TB) (string, func(time.Duration)) {
	dir := tb.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", dir).CombinedOutput(); err != nil {
		if os.Getenv("KJERNEBOT_REQUIRE_SERVICES") != "" {
			tb.Fatalf("no small disk can be made here: %s", out)
		}
		tb.Skipf("no small disk can be made here: %s", out)
	}
	tb.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			tb.Errorf("umount: %s", out)
		}
	})
	return "sqlite:" + filepath.Join(dir, "kjernebot.db"), func(lasts time.Duration) {
		ballast := filepath.Join(dir, "ballast")
		f, err := os.Create(ballast)
		if err != nil {
			tb.Error(err)
			return
		}
		for block := make([]byte, 4096); err == nil; {
			_, err = f.Write(block)
		}
		time.Sleep(lasts)
		_ = f.Close()
		_ = os.Remove(ballast)
	}
}

// TestOutages asks 20 questions a second while an announcement is sent and the database falls ill. Everybody gets an
// answer, no copy comes twice, and none is uncertain: every answer of Teams had come.
func TestOutages(t *testing.T) {
	t.Parallel()
	for _, o := range outages() {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			lasts, copies, calm := 3*time.Second, 60, time.Second
			if os.Getenv(outageVariable) != "" {
				lasts, copies, calm = o.long, 900, 5*time.Second
			}
			teams := bottest.NewTeams(t)
			dsn, ail := o.dsn(t)
			s := startApp(t, teams, map[string]string{"DATABASE_URL": dsn, "LOG_LEVEL": "error"})
			seedPeople(t, s, copies)
			id := announceTo(t, s, "members")
			asked := askThrough(t, teams, calm, func() { ail(lasts) })
			asked.report(t, teams)
			report := waitDone(t, s, id)
			t.Logf("copies: %s", report)
			if report.Sent != copies {
				t.Errorf("copies: %s, want %d sent", report, copies)
			}
			wantCopies(t, teams, "Kunngjort tekst", copies)
			if t.Failed() {
				t.Log(lastLines(s.log.String(), 40))
			}
		})
	}
}

// lastLines is the end of a log.
func lastLines(log string, n int) string {
	lines := strings.Split(log, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// seedPeople makes members with a chat each.
func seedPeople(t *testing.T, s *started, n int) {
	t.Helper()
	var rows bytes.Buffer
	rows.WriteString("tenant,person,kommune,role\n")
	var storing sync.WaitGroup
	for i := range n {
		person := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		fmt.Fprintf(&rows, "%s,%s,5001,member\n", bottest.Tenant, person)
		storing.Go(func() {
			err := s.db.Remember(t.Context(), message.Conversation{
				Tenant: bottest.Tenant, ID: message.ConversationID("a:" + person), Kind: message.Personal,
				ServiceURL: s.cfg.ServiceURLs[0],
				Bot:        bottest.BotID, User: message.UserID("29:" + person), Object: message.ObjectID(person),
			})
			if err != nil {
				t.Error(err)
			}
		})
		if i%100 == 99 {
			storing.Wait()
		}
	}
	storing.Wait()
	path := filepath.Join(t.TempDir(), "members.csv")
	if err := os.WriteFile(path, rows.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	beside(t, s, nil, "members", "import", path)
}

// beside runs a command on the database of a program that runs.
func beside(t *testing.T, s *started, into any, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	if into != nil {
		args = append(slices.Clone(args), "--json")
	}
	if err := run(t.Context(), args, s.getenv, strings.NewReader(""), &out, &errs); err != nil {
		t.Fatalf("%v: %v %s%s", args, err, &out, &errs)
	}
	if into != nil {
		if err := json.Unmarshal(out.Bytes(), into); err != nil {
			t.Fatalf("%v: %v in %s", args, err, &out)
		}
	}
}

func announceTo(t *testing.T, s *started, to string) string {
	t.Helper()
	var sent struct{ ID string }
	beside(t, s, &sent, "announce", "send", "--title", "Ny versjon", "--text", "Kunngjort tekst", "--to", to)
	return sent.ID
}

// copiesReport is what announce show tells.
type copiesReport struct {
	State                                                       string
	Total, Pending, Sending, Sent, Failed, Uncertain, Cancelled int
}

func (r copiesReport) String() string {
	return fmt.Sprintf("%d of %d sent, %d failed, %d uncertain, %d under way", r.Sent, r.Total, r.Failed, r.Uncertain,
		r.Pending+r.Sending)
}

// waitDone waits until nothing of an announcement is under way.
func waitDone(t *testing.T, s *started, id string) copiesReport {
	t.Helper()
	for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		var r copiesReport
		beside(t, s, &r, "announce", "show", id)
		if r.Total > 0 && r.Pending+r.Sending == 0 {
			return r
		}
		if time.Since(began) > 2*time.Minute {
			t.Fatalf("still %s", r)
		}
	}
}

// copiesOf counts the messages with a text in each conversation.
func copiesOf(teams *bottest.Teams, text string) map[string]int {
	n := map[string]int{}
	for _, m := range teams.Sent() {
		if strings.Contains(string(m.Body), text) {
			n[m.Conversation]++
		}
	}
	return n
}

// wantCopies: so many conversations have a message with a text, and each has it once.
func wantCopies(t *testing.T, teams *bottest.Teams, text string, want int) {
	t.Helper()
	chats := copiesOf(teams, text)
	if len(chats) != want {
		t.Errorf("%s: %d have a copy, want %d", text, len(chats), want)
	}
	for chat, n := range chats {
		if n != 1 {
			t.Errorf("%s: %s has %d copies", text, chat, n)
		}
	}
}

// asking is what became of questions that were asked at a steady pace.
type asking struct {
	ids      []string
	took     []time.Duration
	statuses map[int]int
}

// askThrough asks 20 questions a second: for a while, while something goes on, and for a while after.
func askThrough(t *testing.T, teams *bottest.Teams, calm time.Duration, during func()) *asking {
	t.Helper()
	done := make(chan struct{})
	go func() {
		time.Sleep(calm)
		during()
		time.Sleep(calm)
		close(done)
	}()
	a := &asking{statuses: map[int]int{}}
	var mu sync.Mutex
	var group sync.WaitGroup
	defer group.Wait()
	pace := time.NewTicker(50 * time.Millisecond)
	defer pace.Stop()
	for i := 0; ; i++ {
		select {
		case <-done:
			return a
		case <-pace.C:
		}
		m := teams.Message("Hvem får tilgang til kjernejournal?")
		person := fmt.Sprintf("asker-%d", i%200)
		m["conversation"] = map[string]any{"id": "a:" + person, "conversationType": "personal", "tenantId": bottest.Tenant}
		m["from"] = map[string]any{"id": "29:" + person, "aadObjectId": fmt.Sprintf("00000000-0000-4000-9000-%012d", i%200)}
		a.ids = append(a.ids, m["id"].(string))
		group.Go(func() {
			began := time.Now()
			status, _ := teams.Post(m)
			mu.Lock()
			defer mu.Unlock()
			a.statuses[status]++
			a.took = append(a.took, time.Since(began))
		})
	}
}

// report holds what the questions came to against what must be: one answer each.
func (a *asking) report(t *testing.T, teams *bottest.Teams) {
	t.Helper()
	answers := map[string]int{}
	for _, m := range teams.Sent() {
		var body struct {
			ReplyTo string `json:"replyToId"`
		}
		_ = json.Unmarshal(m.Body, &body)
		answers[body.ReplyTo]++
	}
	none, twice := 0, 0
	for _, id := range a.ids {
		switch n := answers[id]; {
		case n == 0:
			none++
		case n > 1:
			twice++
		}
	}
	slices.Sort(a.took)
	t.Logf("questions: %d asked, %d without an answer, %d answered twice, statuses %v; p50 %s, p99 %s, most %s",
		len(a.ids), none, twice, a.statuses,
		a.took[len(a.took)/2].Round(time.Millisecond), a.took[len(a.took)*99/100].Round(time.Millisecond), a.took[len(a.took)-1].Round(time.Millisecond))
	if none+twice > 0 || a.statuses[http.StatusOK] != len(a.ids) {
		t.Errorf("%d questions without an answer, %d with two, statuses %v", none, twice, a.statuses)
	}
}
