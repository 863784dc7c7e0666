package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kjernebot/bot/bottest"
)

// ailing is a bot with something broken, and what Prometheus must say of it.
type ailing struct {
	name  string
	fires []string               // these alerts and no others
	env   map[string]string      // settings besides the usual
	early func(*bottest.Teams)   // breaks something before the program starts
	late  func(*testing.T, *bed) // breaks something when Prometheus has seen it well
	bare  bool                   // no backup is taken
}

// bed is where a bot of its own lies: its Teams, and how its program ends.
type bed struct {
	*started
	teams *bottest.Teams
	die   func()
}

// asks has people write until the test ends, each of so many again when the answer has come.
func asks(people int) func(*testing.T, *bed) {
	return func(t *testing.T, b *bed) {
		var group sync.WaitGroup
		for range people {
			group.Go(func() {
				for t.Context().Err() == nil {
					_, _ = b.teams.Post(b.teams.Message("Hvem får tilgang?"))
					time.Sleep(100 * time.Millisecond)
				}
			})
		}
		t.Cleanup(group.Wait)
	}
}

// announces sends an announcement to ten people while Teams is ill.
func announces(f bottest.Fault) func(*testing.T, *bed) {
	return func(t *testing.T, b *bed) {
		f.On, f.Times = "POST /activities", bottest.Always
		b.teams.Fail(f)
		seedPeople(t, b.started, 10)
		announceTo(t, b.started, "members")
	}
}

// ailments break each thing that there is an alert for, as it breaks outside; only the day of a backup that was really
// taken is set back.
func ailments(t *testing.T) []ailing {
	away, leave := throughProxy(func(p *proxy, _ string, _ time.Duration) { p.stop() })(t)
	small, _ := fullDisk(t) // with less room than a bot should have
	return []ailing{
		{name: "well"},
		{name: "program ended", fires: []string{"KjernebotNede"}, late: func(_ *testing.T, b *bed) { b.die() }},
		{name: "no signing keys", fires: []string{"KjernebotIkkeKlar"},
			early: func(teams *bottest.Teams) { teams.Issuer.Answer(http.StatusServiceUnavailable, "") }},
		{name: "answers refused", fires: []string{"KjernebotFeiler"}, late: func(t *testing.T, b *bed) {
			b.teams.Fail(bottest.Fault{On: "POST /activities", Status: http.StatusBadRequest,
				Body: `{"error":{"code":"BadArgument"}}`, Times: bottest.Always})
			asks(1)(t, b)
		}},
		{name: "slow Teams", fires: []string{"KjernebotTreg"}, late: func(t *testing.T, b *bed) {
			b.teams.Fail(bottest.Fault{On: "POST /activities", Delay: 6 * time.Second, Times: bottest.Always})
			asks(4)(t, b)
		}},
		{name: "secret over", fires: []string{"KjernebotInnloggingFeiler"}, early: func(teams *bottest.Teams) {
			teams.Open() // to the one token there is, which is to be renewed in half a minute and good for another
			teams.Login.Fail(bottest.Fault{Status: http.StatusOK,
				Body: `{"token_type":"Bearer","expires_in":60,"access_token":"token"}`})
			teams.Login.Prove(func(*http.Request) string { return "AADSTS7000222" })
		}, late: asks(1)},
		{name: "secret near its end", fires: []string{"KjernebotInnloggingGarUt"},
			env: map[string]string{"CLIENT_SECRET_EXPIRES": time.Now().AddDate(0, 0, 10).Format(time.DateOnly)}},
		{name: "no database", fires: []string{"KjernebotDatabasefeil", "KjernebotIkkeKlar"},
			env: map[string]string{"DATABASE_URL": away}, late: func(*testing.T, *bed) { leave(0) }},
		{name: "little room", fires: []string{"KjernebotLitePlass"}, env: map[string]string{"DATABASE_URL": small}},
		{name: "nothing leaves", fires: []string{"KjernebotKoStarStille"},
			late: announces(bottest.Fault{Status: http.StatusPreconditionFailed})},
		{name: "Teams wants us to wait", fires: []string{"KjernebotKoStarStille", "KjernebotTeamsVilVente"}, late: announces(
			bottest.Fault{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "3600"}})},
		{name: "answers lost", fires: []string{"KjernebotUsikreMeldinger"}, late: announces(bottest.Fault{Cut: bottest.CutAccepted})},
		{name: "old backup", fires: []string{"KjernebotGammelKopi"}, late: func(t *testing.T, b *bed) {
			p := &patient{db: strings.TrimPrefix(b.getenv("DATABASE_URL"), "sqlite:")}
			p.exec(t, `UPDATE settings SET value = ? WHERE name = 'backup'`, days(-3))
		}},
		{name: "no backup", fires: []string{"KjernebotGammelKopi"}, bare: true},
	}
}

// hurried shortens the times of the rules, and nothing else of them: what must last for minutes lasts for four seconds,
// and what is looked back at is half a minute, more than the ten seconds for which the program keeps what it saw.
func hurried(rules string) string {
	rules = regexp.MustCompile(`(?m)^( +for:) \w+$`).ReplaceAllString(rules, "$1 4s")
	return regexp.MustCompile(`\[\w+\]`).ReplaceAllString(rules, "[30s]")
}

// TestAlertsFire: each alert fires at a real Prometheus when what it watches over is broken, no other one does, and none
// for a bot that is well. Every expression of the dashboard has something to show there.
//
//	.ci/postgres with go test ./cmd/kjernebot -run TestAlertsFire -v
func TestAlertsFire(t *testing.T) {
	program, err := exec.LookPath("prometheus")
	switch {
	case raced:
		t.Skip("fourteen programs, with times: without the race detector")
	case err != nil && os.Getenv("KJERNEBOT_REQUIRE_SERVICES") != "":
		t.Fatal("no Prometheus: apt-get install prometheus")
	case err != nil:
		t.Skip("no Prometheus: apt-get install prometheus")
	}
	rules := readPage(t, "deploy/alerts.yaml")
	cases := ailments(t)
	beds := map[string]*bed{}
	want := map[string][]string{}
	var targets strings.Builder
	for _, c := range cases {
		b, address := lay(t, c)
		beds[c.name] = b
		fmt.Fprintf(&targets, "      - {targets: [%q], labels: {instance: %q}}\n", address, c.name)
		if len(c.fires) > 0 {
			want[c.name] = c.fires
		}
	}
	for _, m := range regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(rules, -1) {
		if !slices.ContainsFunc(cases, func(c ailing) bool { return slices.Contains(c.fires, m[1]) }) {
			t.Errorf("%s: nothing is broken that it watches over", m[1])
		}
	}
	t.Cleanup(func() { // at the same time
		var ends sync.WaitGroup
		for _, b := range beds {
			ends.Go(b.die)
		}
		ends.Wait()
	})
	p := startPrometheus(t, program, hurried(rules), targets.String())
	p.until(t, "each bot is seen", 20*time.Second, func() bool { return len(p.query(t, `kjernebot_info`)) == len(cases) })
	began := time.Now()
	for _, c := range cases {
		if c.late != nil {
			c.late(t, beds[c.name])
		}
	}
	fired := func() map[string][]string {
		all := map[string][]string{}
		ever := fmt.Sprintf(`max_over_time(ALERTS{alertstate="firing"}[%ds])`, max(1, int(time.Since(began).Seconds())))
		for _, s := range p.query(t, ever) {
			all[s.Metric["instance"]] = append(all[s.Metric["instance"]], s.Metric["alertname"])
			slices.Sort(all[s.Metric["instance"]])
		}
		return all
	}
	p.until(t, "all alerts", 40*time.Second, func() bool {
		all := fired()
		for name, alerts := range want {
			if len(all[name]) < len(alerts) {
				return false
			}
		}
		return true
	})
	t.Logf("all alerts fired within %s", time.Since(began).Round(time.Millisecond))
	time.Sleep(2 * time.Second) // for one that should not
	got := fired()
	for _, c := range cases {
		if !slices.Equal(got[c.name], want[c.name]) {
			t.Errorf("%s: fired %q, want %q", c.name, got[c.name], want[c.name])
		}
	}
	if len(got) > len(want) {
		t.Errorf("fired %v", got)
	}
	p.showDashboard(t)
}

// lay starts a bot and has it live a little. It returns the address of its metrics.
func lay(t *testing.T, c ailing) (*bed, string) {
	t.Helper()
	teams := bottest.NewTeams(t)
	if c.early != nil {
		c.early(teams)
	}
	address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	env := map[string]string{"METRICS_ADDR": address, "DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "k.db"),
		"LOG_LEVEL": "error"}
	for name, value := range c.env {
		env[name] = value
	}
	s := startApp(t, teams, env)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var serving sync.WaitGroup
	serving.Go(func() { s.serveMetrics(ctx) })
	stop := func() { cancel(); serving.Wait() }
	t.Cleanup(stop)
	if c.early == nil {
		say(t, teams, "Hei!", http.StatusOK)
	}
	if !c.bare {
		beside(t, s, nil, "backup", filepath.Join(t.TempDir(), "copy.db"))
	}
	if c.name == "well" {
		(&office{stage: &stage{t: t}, app: s}).imports(fmt.Sprintf("kommunenummer;uke;oppslag\n5001;%s;412\n", latest()))
	}
	return &bed{s, teams, func() { stop(); s.end() }}, address
}

// watcher is a Prometheus that runs, by its address.
type watcher string

// startPrometheus runs a Prometheus that looks at everything each second, until the test ends.
func startPrometheus(t *testing.T, program, rules, targets string) watcher {
	t.Helper()
	dir, address := t.TempDir(), fmt.Sprintf("127.0.0.1:%d", freePort(t))
	config := "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 500ms}\nrule_files: [alerts.yaml]\n" +
		"scrape_configs:\n  - job_name: kjernebot\n    static_configs:\n" + targets
	for name, text := range map[string]string{"alerts.yaml": rules, "prometheus.yaml": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "--config.file="+filepath.Join(dir, "prometheus.yaml"), "--log.level=warn",
		"--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+address)
	said := &lockedBuffer{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("Prometheus: %s", lastLines(said.String(), 20))
		}
	})
	p := watcher("http://" + address)
	p.until(t, "Prometheus", 20*time.Second, func() bool {
		res, err := http.Get(string(p) + "/-/ready")
		if err == nil {
			_ = res.Body.Close()
		}
		return err == nil && res.StatusCode == http.StatusOK
	})
	return p
}

// until waits for something, which is told when it does not come.
func (p watcher) until(t *testing.T, what string, most time.Duration, ok func() bool) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(250 * time.Millisecond) {
		if time.Since(began) > most {
			t.Errorf("%s: not within %s", what, most)
			return
		}
	}
}

// sample is a series with its value now.
type sample struct {
	Metric map[string]string
	Value  [2]any // when, and what
}

// query asks Prometheus.
func (p watcher) query(t *testing.T, expression string) []sample {
	t.Helper()
	res, err := http.Get(string(p) + "/api/v1/query?query=" + url.QueryEscape(expression))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct {
		Error string
		Data  struct{ Result []sample }
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Error != "" {
		t.Fatalf("%s: %v %s", expression, err, answer.Error)
	}
	return answer.Data.Result
}

// showDashboard asks for all that the dashboard shows.
func (p watcher) showDashboard(t *testing.T) {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(readPage(t, "deploy/dashboard.json")), &board); err != nil || len(board.Panels) < 10 {
		t.Fatal(len(board.Panels), err)
	}
	for _, panel := range board.Panels {
		for _, target := range panel.Targets {
			found := p.query(t, target.Expr)
			if !slices.ContainsFunc(found, func(s sample) bool { return s.Value[1] != "NaN" }) {
				t.Errorf("%s: %s shows nothing: %v", panel.Title, target.Expr, found)
			}
		}
	}
}
