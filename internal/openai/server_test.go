package openai_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/internal/openai"
	"kjernebot/knowledge"
)

// A server plays a model over real HTTP, as badly as each test wants it to.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	requests []received
}

// received is one request as it came.
type received struct {
	header http.Header
	path   string
	query  string
	body   string
}

// serve starts a server that answers each request, counted from 1, with answer.
func serve(t testing.TB, answer func(w http.ResponseWriter, r *http.Request, n int)) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // a client that hangs up is the test's own doing
		s.mu.Lock()
		s.requests = append(s.requests, received{r.Header.Clone(), r.URL.Path, r.URL.RawQuery, string(body)})
		n := len(s.requests)
		s.mu.Unlock()
		answer(w, r, n)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *server) got() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received{}, s.requests...)
}

// says answers like a chat completion with content as the message.
func says(w http.ResponseWriter, content string) { saysWith(w, content, "stop", 120) }

func saysWith(w http.ResponseWriter, content, finish string, tokens int) {
	w.Header().Set("Content-Type", "application/json")
	message := map[string]any{"role": "assistant", "content": content}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"id": "x", "object": "chat.completion", "model": "m",
		"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": finish}},
		"usage":   map[string]any{"prompt_tokens": tokens / 2, "completion_tokens": tokens / 2, "total_tokens": tokens},
	})
}

func fails(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

const secret = "sk-very-secret-key"

// client talks to s and logs into the returned buffer.
func client(t testing.TB, s *server, change func(*openai.Options)) (*openai.Client, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	o := openai.Options{Key: secret, BaseURL: s.URL + "/v1", Model: "test-model"}
	if change != nil {
		change(&o)
	}
	c := openai.New(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), o)
	return c, &log
}

// loaded is the knowledge base, which never changes and takes a while to build.
var loaded = sync.OnceValues(func() (*knowledge.Base, error) { return knowledge.Load(knowledge.Files()) })

// sentences are the curated sentences of a topic.
func sentences(t testing.TB, id knowledge.TopicID) []knowledge.Sentence {
	t.Helper()
	b, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	topic, ok := b.Topic(id, knowledge.Bokmal)
	if !ok {
		t.Fatalf("no topic %s", id)
	}
	return topic.Sentences()
}

// good is an answer in the form that is asked for.
const good = `{"sentences":[2,1]}`

const question = "hvordan får vi tak i dette?"

// quiet fails when a log holds the key, the question or an answer.
func quiet(t *testing.T, log *bytes.Buffer, err error) {
	t.Helper()
	text := log.String()
	if err != nil {
		text += err.Error()
	}
	for _, word := range []string{secret, "tak i dette", "EPJ-leverandøren", "24 20 00 00", "evil"} {
		if strings.Contains(text, word) {
			t.Errorf("%q is in a log line or an error: %s", word, text)
		}
	}
}
