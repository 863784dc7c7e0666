package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// loadVariable is how many recipients TestAnnounceLoad sends to. With 10,000 each of its phases takes a quarter of
// an hour, so it is run when somebody asks for it:
//
//	KJERNEBOT_LOAD=10000 .ci/postgres with go test ./cmd/kjernebot -run TestAnnounceLoad -v -timeout 3h
const loadVariable = "KJERNEBOT_LOAD"

const loadRate = 50

// TestAnnounceLoad sends, corrects and withdraws an announcement through the real program and an ill Teams, while
// processes are killed, and compares the ledger with what arrived. Announcements that are for a time only speak three
// languages; the time of one is over when all have it, that of the other when half of them do.
func TestAnnounceLoad(t *testing.T) {
	recipients, err := strconv.Atoi(os.Getenv(loadVariable))
	if err != nil || testing.Short() {
		t.Skipf("a test of an hour: set %s to the number of recipients", loadVariable)
	}
	databases := []struct {
		name     string
		dsn      func(testing.TB) string
		replicas int
		killed   time.Duration // between two kills
	}{
		{"sqlite", storetest.SQLiteDSN, 1, 30 * time.Second},
		{"postgres", storetest.PostgresDSN, 3, 10 * time.Second},
	}
	runs := []struct {
		name string
		run  func(*load)
	}{
		{"", (*load).run},
		{", for a time", (*load).forATime},
		{", over half-way", (*load).overHalfway},
	}
	for _, d := range databases {
		for _, r := range runs {
			t.Run(d.name+r.name, func(t *testing.T) {
				t.Parallel()
				l := &load{t: t, teams: newIllTeams(t), dsn: d.dsn(t), recipients: recipients, replicas: d.replicas, every: d.killed}
				l.db = openQuiet(t, l.dsn)
				l.seed()
				t.Cleanup(l.killAll)
				for range l.replicas {
					l.start()
				}
				r.run(l)
			})
		}
	}
}

// load is one run.
type load struct {
	t          *testing.T
	teams      *illTeams
	dsn        string
	db         *store.DB
	recipients int
	replicas   int
	every      time.Duration
	port       int // of the endpoint; 0 for any
	questions  int

	mu      sync.Mutex
	procs   []*exec.Cmd
	kills   int
	started int
}

func (l *load) run() {
	began := time.Now()
	var sent struct {
		ID         string
		Recipients int
	}
	l.command(&sent, "announce", "send", "--title", "Ny versjon", "--text", "Første utgave", "--to", "all",
		"--read-receipt")
	l.t.Logf("%d recipients, copies written in %s", sent.Recipients, time.Since(began).Round(time.Millisecond))
	if sent.Recipients != l.recipients {
		l.t.Errorf("%d recipients, want %d", sent.Recipients, l.recipients)
	}
	l.phase("send", sent.ID, nil)
	l.checkSent(sent.ID)
	l.command(nil, "announce", "correct", sent.ID, "--text", "Andre utgave")
	l.phase("correct", sent.ID, l.outage)
	l.checkCorrected(sent.ID)
	l.command(nil, "announce", "withdraw", sent.ID)
	l.phase("withdraw", sent.ID, l.outage)
	l.checkWithdrawn(sent.ID)
}

// loadTexts are what the copies say, and how they say that their time is over, by the reader's number modulo three.
var loadTexts = []struct{ lang, text, over string }{
	{"nb", "Første utgave", "Utløpt "}, {"nn", "Fyrste utgåve", "Gjekk ut "}, {"en", "First edition", "Expired "},
}

// forATime is run for an announcement in three languages whose time is over when everybody has it.
func (l *load) forATime() {
	id := l.sendForATime()
	l.phase("send", id, nil)
	sent := l.checkForATime(id, false)
	l.expire(id)
	l.phase("expire", id, l.outage)
	if marked := l.checkForATime(id, true); marked != sent {
		l.t.Errorf("%d copies were sent, %d of them are known when they are marked", sent, marked)
	}
}

// overHalfway is run for one whose time is over when half of them have it.
func (l *load) overHalfway() {
	id := l.sendForATime()
	l.phase("over half-way", id, func() { l.expire(id) })
	if sent := l.checkForATime(id, true); sent < l.recipients/3 || sent > l.recipients*2/3 {
		l.t.Errorf("its time was over when %d of %d were sent", sent, l.recipients)
	}
}

// sendForATime has a third of the people read each language and sends an announcement that is for a time.
func (l *load) sendForATime() string {
	for i := range l.recipients - 1 {
		who := message.NewPerson(bottest.Tenant, fmt.Sprintf("00000000-0000-4000-8000-%012d", i))
		if err := l.db.SetLanguage(l.t.Context(), who, loadTexts[i%3].lang); err != nil {
			l.t.Fatal(err)
		}
	}
	var sent struct{ ID string }
	l.command(&sent, "announce", "send", "--title", "Ny versjon", "--text", loadTexts[0].text, "--text-nn", loadTexts[1].text,
		"--text-en", loadTexts[2].text, "--to", "all", "--expires", time.Now().AddDate(0, 0, 1).Format(time.RFC3339))
	return sent.ID
}

// expire has the time of an announcement be over now, however long the faults have held it up, and waits until a
// process has seen that.
func (l *load) expire(id string) {
	driver, name := "pgx", l.dsn
	if path, ok := strings.CutPrefix(l.dsn, "sqlite:"); ok {
		driver, name = "sqlite", path+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		l.t.Fatal(err)
	}
	now := time.Now().UnixMicro()
	_, err = db.ExecContext(l.t.Context(), `UPDATE announcements SET expires = $1 WHERE id = $2`, now, id)
	_, err2 := db.ExecContext(l.t.Context(), `UPDATE batch_texts SET until = $1 WHERE batch = $2`, now,
		announce.Batch(announce.ID(id)))
	if err = errors.Join(err, err2, db.Close()); err != nil {
		l.t.Fatal(err)
	}
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		a, err := l.db.Announcement(l.t.Context(), announce.ID(id))
		if err == nil && !a.Expired.IsZero() {
			return
		}
		if time.Since(began) > time.Minute {
			l.t.Fatalf("a minute after its time it is not over: %v", err)
		}
	}
}

// checkForATime compares each copy with what arrived: what is sent arrived once, in the reader's language, and says
// that its time is over when it is; what is not sent never arrived. It tells how many are sent.
func (l *load) checkForATime(id string, over bool) (sent int) {
	rooms, states := l.teams.rooms(), map[string]int{}
	for _, c := range l.copies(id) {
		id := string(c.Conversation)
		reader, _ := strconv.Atoi(id[max(len(id)-12, 0):]) // a channel is 0, and reads bokmål
		want, got := loadTexts[reader%3], rooms[id]
		states[string(c.State)+" "+want.lang]++
		switch {
		case c.State == "sent":
			sent++
			if len(got) != 1 || !says(got[0], want.text) || says(got[0], want.over) != over {
				l.t.Errorf("%s is sent, and has %d messages: %v; want %q, over: %t", id, len(got), got, want, over)
			}
		case c.State == "uncertain" && len(got) > 1, c.State != "uncertain" && len(got) > 0:
			l.t.Errorf("%s is %s (%s), and %d arrived", id, c.State, c.Reason, len(got))
		}
	}
	l.t.Logf("over: %t; %v", over, states)
	return sent
}

func openQuiet(t *testing.T, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), slog.New(slog.DiscardHandler), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// seed makes the recipients: a channel, one in twenty that the bot has not met and finds in the channel's team, and
// the rest with a chat.
func (l *load) seed() {
	channel := message.Conversation{Tenant: bottest.Tenant, ID: "19:general", Kind: message.Channel, Team: "19:general",
		ServiceURL: l.teams.url(), Bot: bottest.BotID}
	if err := l.db.Remember(l.t.Context(), channel); err != nil {
		l.t.Fatal(err)
	}
	var rows []members.Row
	var roster []bottest.Member
	var storing sync.WaitGroup
	for i := range l.recipients - 1 {
		person := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		home := kommune.NumbersOf([]kommune.Number{"5001", "4601", "0301"}[i%3])
		rows = append(rows, members.Row{Person: message.NewPerson(bottest.Tenant, person), Kommune: home, Role: members.Member})
		if i%20 == 0 {
			roster = append(roster, bottest.Member{ID: "29:" + person, AADObjectID: person})
			continue
		}
		c := message.Conversation{Tenant: bottest.Tenant, ID: message.ConversationID("a:" + person), Kind: message.Personal,
			ServiceURL: l.teams.url(),
			Bot:        bottest.BotID, User: message.UserID("29:" + person), Object: message.ObjectID(person)}
		storing.Go(func() {
			if err := l.db.Remember(context.WithoutCancel(l.t.Context()), c); err != nil {
				l.t.Error(err)
			}
		})
		if i%20 == 1 { // no more at a time than a busy machine stores in its time
			storing.Wait()
		}
	}
	storing.Wait()
	l.teams.SetMembers("19:general", roster...)
	for some := range slices.Chunk(rows, 500) {
		if _, _, err := l.db.PutMembers(l.t.Context(), message.Person{}, "load", some); err != nil {
			l.t.Fatal(err)
		}
	}
}

// env is what the processes run with. Each has ports of its own.
func (l *load) env() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "DATABASE_URL=" + l.dsn, "PORT=" + strconv.Itoa(l.port),
		"METRICS_ADDR=localhost:0", "LOG_LEVEL=error",
		"SEND_RATE=" + strconv.Itoa(loadRate)}
}

// process is the test binary as the program.
func (l *load) process(args ...string) *exec.Cmd {
	exe, err := os.Executable()
	if err != nil {
		l.t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(l.t.Context()), exe)
	cmd.Args = append([]string{"kjernebot"}, args...)
	cmd.Env, cmd.Dir = l.env(), l.t.TempDir()
	return cmd
}

// command runs one and reads its JSON into answer, if there is one.
func (l *load) command(answer any, args ...string) {
	l.t.Helper()
	cmd := l.process(append(args, "--json")...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		l.t.Fatalf("kjernebot %s: %v %s", strings.Join(args, " "), err, complaint.String())
	}
	if answer != nil {
		if err := json.Unmarshal(out, answer); err != nil {
			l.t.Fatalf("kjernebot %s: %v in %s", strings.Join(args, " "), err, out)
		}
	}
}

func (l *load) start() {
	cmd := l.process("serve")
	if os.Getenv("KJERNEBOT_LOAD_LOG") != "" {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.procs = append(l.procs, cmd)
	l.started++
}

// kill ends the oldest process with SIGKILL.
func (l *load) kill() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.procs) == 0 {
		return
	}
	cmd := l.procs[0]
	l.procs = l.procs[1:]
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	l.kills++
}

func (l *load) killAll() {
	for range l.replicas {
		l.kill()
	}
}

// outage kills all processes and starts them again after a while.
func (l *load) outage() {
	l.killAll()
	time.Sleep(5 * time.Second) // nothing runs
	for range l.replicas {
		l.start()
	}
}

// phase waits until every copy has come to its end, kills a process and starts another now and then, and does what is
// to be done half-way, if anything. It prints what was measured.
func (l *load) phase(name, id string, halfway func()) {
	l.mu.Lock()
	l.kills = 0
	l.mu.Unlock()
	kill := time.NewTicker(l.every)
	defer kill.Stop()
	look := time.NewTicker(2 * time.Second)
	defer look.Stop()
	limit := time.After(time.Hour)
	for {
		select {
		case <-kill.C:
			l.kill()
			l.start()
		case <-look.C:
			c, _ := l.counts(id)
			if c.Pending+c.Sending == 0 {
				l.report(name, c)
				return
			}
			if halfway != nil && c.Pending < l.recipients/2 {
				l.t.Logf("%s: half-way: %+v", name, c)
				halfway()
				halfway = nil
			}
		case <-limit:
			c, state := l.counts(id)
			l.t.Fatalf("%s: %s after an hour: %+v", name, state, c)
		}
	}
}

func (l *load) counts(id string) (announcementJSON, string) {
	var c announcementJSON
	l.command(&c, "announce", "show", id)
	return c, string(c.State)
}

func (l *load) report(name string, c announcementJSON) {
	m := l.teams.measure()
	ideal := m.ideal(loadRate)
	round := func(d time.Duration) time.Duration { return d.Round(10 * time.Millisecond) }
	l.t.Logf("%s: %d requests, at most %d in a second, took %s, %s of it idle; ideal %s, %s of it stops; ratio without "+
		"idle %.3f; %d kills; faults %v",
		name, m.requests, m.most, round(m.took), round(m.idle), round(ideal), round(m.stopped), (m.took-m.idle).Seconds()/ideal.Seconds(), l.kills, m.faults)
	l.t.Logf("%s: %s total %d pending %d sending %d sent %d failed %d uncertain %d cancelled %d", name, c.State, c.Total,
		c.Pending, c.Sending, c.Sent, c.Failed, c.Uncertain, c.Cancelled)
	// 5 % for this side: when the machine lets the test wait, requests that were sent apart are seen at once.
	if m.most > loadRate*105/100 {
		l.t.Errorf("%s: %d requests in a second, %d are allowed", name, m.most, loadRate)
	}
	if c.Total != l.recipients {
		l.t.Errorf("%s: %d copies, want %d", name, c.Total, l.recipients)
	}
}

// copies reads the ledger as a script would.
func (l *load) copies(id string) []copyJSON {
	out, err := l.process("announce", "show", "--json", "--copies", id).Output()
	if err != nil {
		l.t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")[1:]
	all := make([]copyJSON, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &all[i]); err != nil {
			l.t.Fatal(err)
		}
	}
	return all
}

// checkSent compares each copy with what arrived: sent once, failed never, uncertain once or never.
func (l *load) checkSent(id string) {
	rooms := l.teams.rooms()
	arrived, uncertainArrived := 0, 0
	for _, c := range l.copies(id) {
		got := rooms[string(c.Conversation)]
		arrived += len(got)
		switch {
		case c.State == "sent" && (len(got) != 1 || got[0].ID != string(c.Activity)):
			l.t.Errorf("%s is sent as %s and %d arrived", c.Conversation, c.Activity, len(got))
		case c.State == "uncertain" && len(got) > 1, c.State == "failed" && len(got) > 0, c.State != "sent" && c.Reason == "":
			l.t.Errorf("%s is %s (%s) and %d arrived", c.Conversation, c.State, c.Reason, len(got))
		case c.State == "uncertain":
			uncertainArrived += len(got)
		}
	}
	l.t.Logf("send: %d messages arrived in %d conversations, %d of them uncertain in the ledger", arrived, len(rooms),
		uncertainArrived)
}

func (l *load) checkCorrected(id string) {
	rooms := l.teams.rooms()
	for _, c := range l.copies(id) {
		for _, m := range rooms[string(c.Conversation)] {
			if c.State == "sent" && !(says(m, "Andre utgave") && says(m, "Rettet ") && !says(m, "Første utgave")) {
				l.t.Errorf("%s is sent and says the old text", c.Conversation)
			}
		}
	}
}

func (l *load) checkWithdrawn(id string) {
	rooms := l.teams.rooms()
	left := 0
	for _, c := range l.copies(id) {
		for _, m := range rooms[string(c.Conversation)] {
			switch {
			case c.State == "cancelled" && !m.Deleted:
				l.t.Errorf("%s is withdrawn and there", c.Conversation)
			case c.State == "sent":
				l.t.Errorf("%s is still sent", c.Conversation)
			case !m.Deleted:
				left++
			}
		}
	}
	l.t.Logf("withdraw: %d messages are left, of copies that nobody knows whether they arrived", left)
}
