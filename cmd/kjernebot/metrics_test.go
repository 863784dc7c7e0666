package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kjernebot/bot/bottest"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// scrape is what Prometheus sees now: each series with its value.
func scrape(t *testing.T, a *app) map[string]string {
	t.Helper()
	rec := httptest.NewRecorder()
	promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(rec,
		httptest.NewRequest(http.MethodGet, "/metrics", nil))
	all := map[string]string{}
	for line := range strings.Lines(rec.Body.String()) {
		if i := strings.LastIndexByte(line, ' '); !strings.HasPrefix(line, "#") {
			all[line[:i]] = strings.TrimSpace(line[i:])
		}
	}
	return all
}

var (
	series     = regexp.MustCompile(`^(kjernebot_[a-z_]+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})?$`)
	labels     = regexp.MustCompile(`([a-z]+)="`)
	documented = regexp.MustCompile("(?m)^\\| `(kjernebot_[a-z_]+)` \\| (.*?)\\| ")
)

// served lists the metrics with their labels, as docs/metrics.md does.
func served(all map[string]string) []string {
	names := map[string]bool{}
	for s := range all {
		m := series.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		name := m[1]
		for _, l := range labels.FindAllStringSubmatch(m[2], -1) {
			if l[1] != "le" {
				name += " " + l[1]
			}
		}
		names[name] = true
	}
	return slices.Sorted(func(yield func(string) bool) {
		for n := range names {
			if !yield(n) {
				return
			}
		}
	})
}

// TestMetricsAreDocumented: docs/metrics.md lists what is served after a busy day, with its labels, and nothing else;
// there are no more series than fit, and nothing in them is a person's.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	s := &stage{Teams: bottest.NewTeams(t), t: t}
	a := startApp(t, s.Teams, map[string]string{"COORDINATORS": coordinator})
	for _, text := range []string{"Hei!", "Hvem får tilgang?", "brukstall", "kunngjør", "hull", "takk", "svar på nynorsk",
		"noe helt annet", "13097248022"} {
		say(t, s.Teams, text, 200)
	}
	all := scrape(t, a.app)
	page, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	for _, m := range documented.FindAllStringSubmatch(string(page), -1) {
		written = append(written, strings.TrimSpace(m[1]+" "+strings.NewReplacer("`", "", ",", "").Replace(m[2])))
	}
	slices.Sort(written)
	for _, name := range served(all) {
		if !slices.Contains(written, name) {
			t.Errorf("docs/metrics.md lacks %s", name)
		}
	}
	for _, name := range written {
		if !slices.Contains(served(all), name) {
			t.Errorf("docs/metrics.md has %s, which is not served", name)
		}
	}
	if len(all) > 300 {
		t.Errorf("%d series", len(all))
	}
	for s := range all {
		if strings.Contains(s, bottest.ObjectID) || strings.Contains(s, bottest.Tenant) || strings.Contains(s, "@") {
			t.Errorf("a person or a place in %s", s)
		}
	}
	if got := all[`kjernebot_turns_total{about="stopped",outcome="ok"}`]; got != "1" {
		t.Errorf("the stop for personal data is counted %q times", got)
	}
	t.Logf("%d series", len(all))
}

// TestMetricsTell: what ails the bot is seen.
func TestMetricsTell(t *testing.T) {
	t.Parallel()
	teams := bottest.NewTeams(t)
	s := startApp(t, teams, map[string]string{"CLIENT_SECRET_EXPIRES": "2099-03-01",
		"DATABASE_URL": storetest.SQLiteDSN(t)})
	say(t, teams, "Hei!", 200)
	teams.Fail(bottest.Fault{On: "POST /activities", Status: 503})
	say(t, teams, "Hvem får tilgang?", 200)
	beside(t, s, nil, "backup", filepath.Join(t.TempDir(), "copy.db"))
	s.metrics.databaseDid(time.Second, fmt.Errorf("x: %w", store.ErrUnavailable))
	all := scrape(t, s.app)
	for name, want := range map[string]string{
		"kjernebot_ready": "1", "kjernebot_credential_expiry_timestamp_seconds": "4.0760064e+09",
		"kjernebot_token_failing": "0", "kjernebot_database_errors_total": "1",
		`kjernebot_connector_requests_total{method="POST",status="503"}`: "1",
		`kjernebot_turns_total{about="answer",outcome="ok"}`:             "1",
	} {
		if all[name] != want {
			t.Errorf("%s is %q, want %q", name, all[name], want)
		}
	}
	if all["kjernebot_backup_timestamp_seconds"] == "0" || all["kjernebot_token_expiry_timestamp_seconds"] == "0" {
		t.Error("the backup or the token is not seen")
	}
}

// TestDeployNamesWhatIsServed: alerts and dashboard ask for metrics that there are, with labels that they have.
func TestDeployNamesWhatIsServed(t *testing.T) {
	page, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for _, m := range documented.FindAllStringSubmatch(string(page), -1) {
		known[m[1]] = m[2] + " instance le type"
	}
	used := regexp.MustCompile(`(kjernebot_[a-z_]+?)(?:_bucket)?(?:\{([^}]*)\})?[^a-z_]`)
	for _, file := range []string{"alerts.yaml", "alerts_test.yaml", "dashboard.json"} {
		text, err := os.ReadFile("../../deploy/" + file)
		if err != nil {
			t.Fatal(err)
		}
		found := used.FindAllStringSubmatch(strings.ReplaceAll(string(text), `\"`, `"`), -1)
		if len(found) < 10 {
			t.Errorf("%s: %d metrics", file, len(found))
		}
		for _, m := range found {
			if _, ok := known[m[1]]; !ok {
				t.Errorf("%s asks for %s, which is not served", file, m[1])
			}
			for _, l := range regexp.MustCompile(`([a-z]+)[=!]`).FindAllStringSubmatch(m[2], -1) {
				if !strings.Contains(known[m[1]], l[1]) {
					t.Errorf("%s: %s has no label %s", file, m[1], l[1])
				}
			}
		}
	}
}
