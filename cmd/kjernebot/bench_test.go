package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kjernebot/bot/bottest"
	"kjernebot/internal/store"
)

// BenchmarkTurn is a signed message in and a reply out at a connector on loopback: the whole program with everything
// on, beside a bare handler that verifies, decodes and posts and does nothing else. "one" sends every message with the
// same token, as Teams does for an hour; "each" signs every message anew. cpu-us/msg is the processor time of the whole
// process, client and connector included, which is the same on both sides.
func BenchmarkTurn(b *testing.B) {
	for _, tokens := range []string{"one", "each"} {
		for _, concurrency := range []int{1, 16, 64} {
			for _, side := range []struct {
				name  string
				start func(testing.TB, *bottest.Teams) string
			}{{"bare", startBare}, {"kjernebot", startWhole}} {
				b.Run(fmt.Sprintf("token=%s/c=%d/%s", tokens, concurrency, side.name), func(b *testing.B) {
					teams := bottest.NewTeams(b)
					teams.Quiet()
					benchmarkTurns(b, teams, side.start(b, teams), tokens == "each", concurrency)
				})
			}
		}
	}
}

// persons is how many write to the bot, each in their own chat.
const persons = 500

func benchmarkTurns(b *testing.B, teams *bottest.Teams, url string, fresh bool, concurrency int) {
	bearers := []string{teams.Issuer.Bearer()}
	if fresh {
		for range min(b.N, 4000) - 1 {
			bearers = append(bearers, teams.Issuer.Bearer(bottest.Claim("nonce", len(bearers))))
		}
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}}
	defer client.CloseIdleConnections()
	message := teams.Message("Hva slags e-ID trenger sykepleierne?")
	template, person := string(mustJSON(b, message)), bottest.UserID
	var next atomic.Int64
	one := func() {
		n := next.Add(1)
		// Nobody may ask as much as one person would here.
		replaced := strings.NewReplacer(message["id"].(string), fmt.Sprint("m", n), person, fmt.Sprint("29:", n%persons))
		body := []byte(replaced.Replace(template))
		req, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
		req.Header.Set("Authorization", bearers[int(n)%len(bearers)])
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			b.Error(err)
			return
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			b.Errorf("status %d", resp.StatusCode)
		}
	}
	one() // connections, keys and the bot's token are there before the clock starts
	before := teams.Count()
	b.ResetTimer()
	start := cpu()
	var group sync.WaitGroup
	left := atomic.Int64{}
	left.Store(int64(b.N))
	for range concurrency {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				one()
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64((cpu()-start).Microseconds())/float64(b.N), "cpu-us/msg")
	b.StopTimer()
	if sent := teams.Count() - before; sent < b.N {
		b.Errorf("%d replies to %d messages", sent, b.N)
	}
}

func mustJSON(tb testing.TB, v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// startWhole starts the program as `kjernebot serve` does, on a database in a temporary folder.
func startWhole(tb testing.TB, teams *bottest.Teams) string {
	before := debug.SetGCPercent(heapGrowth)
	tb.Cleanup(func() { debug.SetGCPercent(before) })
	a := startApp(tb, teams, nil)
	return a.url
}

// startBare starts the least that a program can do: verify, decode, post one reply.
func startBare(tb testing.TB, teams *bottest.Teams) string {
	key := &teams.Issuer.Key().Private.PublicKey
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}
	tb.Cleanup(client.CloseIdleConnections)
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithAudience(bottest.AppID),
		jwt.WithExpirationRequired())
	token := fetchToken(tb, teams)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, raw, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if _, err := parser.Parse(raw, func(*jwt.Token) (any, error) { return key, nil }); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var a struct {
			ID, Text, ServiceURL string
			Conversation         struct{ ID string }
		}
		if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		reply, _ := json.Marshal(map[string]any{"type": "message", "text": a.Text, "replyToId": a.ID})
		req, _ := http.NewRequestWithContext(r.Context(), http.MethodPost,
			strings.TrimSuffix(a.ServiceURL, "/")+"/v3/conversations/"+a.Conversation.ID+"/activities", bytes.NewReader(reply))
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}))
	tb.Cleanup(server.Close)
	return server.URL
}

// fetchToken gets the bot's token as a bare program would.
func fetchToken(tb testing.TB, teams *bottest.Teams) string {
	form := strings.NewReader("grant_type=client_credentials&client_id=" + bottest.AppID + "&client_secret=" + bottest.Secret + "&scope=" + bottest.Scope)
	resp, err := http.Post(strings.ReplaceAll(teams.Login.URL(), "{tenant}", bottest.Tenant),
		"application/x-www-form-urlencoded", form)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Token == "" {
		tb.Fatalf("no token: %v", err)
	}
	return answer.Token
}

// started is the program while it runs in a test.
type started struct {
	*app
	url    string              // of the endpoint
	getenv func(string) string // its settings, for commands beside it
	log    *lockedBuffer
	end    func() // stops it, as SIGTERM would but without the pause; may be called twice
}

// startApp starts the whole program between a fake Teams and a real database. env overrides settings.
func startApp(tb testing.TB, teams *bottest.Teams, env map[string]string) *started {
	tb.Helper()
	database := env["DATABASE_URL"]
	if database == "" {
		database = newDatabase(tb)
	}
	c := &cli{getenv: func(name string) string {
		if v, ok := env[name]; ok {
			return v
		}
		if name == "TEAMS_WITH" && teams.IsOld() {
			return "extendedmarkdown" // it refuses all there is
		}
		return map[string]string{
			"MICROSOFT_APP_ID": bottest.AppID, "MICROSOFT_APP_PASSWORD": bottest.Secret,
			"MICROSOFT_APP_TENANT_ID": bottest.Tenant,
			"BOT_OPENID_METADATA_URL": teams.Issuer.MetadataURL(), "BOT_TOKEN_URL": teams.Login.URL(),
			"LOG_LEVEL":                "warn", // a benchmark must not measure the log
			"ANNOUNCE_DELAY":           "0",    // nor wait for somebody to press «Stopp»
			"BOT_ALLOWED_SERVICE_URLS": teams.ServiceURL(), "DATABASE_URL": database,
		}[name]
	}}
	cfg, err := c.config()
	if err != nil {
		tb.Fatal(err)
	}
	log := &lockedBuffer{}
	a, err := newApp(tb.Context(), cfg, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: cfg.LogLevel})))
	if err != nil {
		tb.Fatal(err)
	}
	// A Sunday: what comes by itself on Mondays and in a new month must not come between what a test asks for.
	a.now = func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) }
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	var background sync.WaitGroup
	a.background(ctx, &background)
	server := httptest.NewServer(a.handler)
	end := sync.OnceFunc(func() {
		server.Close()
		a.bot.Drain()
		cancel()
		background.Wait()
		if err := a.Close(); err != nil {
			tb.Error(err)
		}
	})
	tb.Cleanup(end)
	teams.Connect(server.URL + "/api/messages")
	tb.Cleanup(func() {
		if tb.Failed() {
			tb.Logf("log of the program:\n%s", log)
		}
	})
	return &started{app: a, url: server.URL + "/api/messages", getenv: c.getenv, end: end, log: log}
}

// emptyDatabase is the files of a database that was never used, made once: most tests have no other question to it.
var emptyDatabase = sync.OnceValues(func() (files map[string][]byte, err error) {
	dir, err := os.MkdirTemp("", "kjernebot")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db, err := store.Open(context.Background(), slog.New(slog.DiscardHandler), "sqlite:"+filepath.Join(dir, "kjernebot.db"))
	if err == nil {
		err = db.Close()
	}
	files = map[string][]byte{}
	for _, name := range []string{"kjernebot.db", "kjernebot.db.generation"} {
		text, failed := os.ReadFile(filepath.Join(dir, name))
		files[name], err = text, errors.Join(err, failed)
	}
	return files, err
})

// newDatabase is the address of a database that was never used.
func newDatabase(tb testing.TB) string {
	tb.Helper()
	files, err := emptyDatabase()
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return "sqlite:" + filepath.Join(dir, "kjernebot.db")
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
