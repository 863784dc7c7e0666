package bot_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
)

// attempt is one HTTP request to the endpoint.
type attempt struct {
	method string // default: POST
	header http.Header
	body   io.Reader
}

// refusal is an attempt that must come to nothing: no handler sees it and nothing is sent.
type refusal struct {
	name   string
	make   func(e *endpoint, i identity) attempt
	status int
	reason string // what the log says, the client never
}

// jsonAttempt is an activity with a good token.
func jsonAttempt(i identity, activity any) attempt {
	body, ok := activity.([]byte)
	if !ok {
		body, _ = json.Marshal(activity) // maps of strings and such
	}
	return attempt{
		header: http.Header{"Content-Type": {"application/json"}, "Authorization": {i.Bearer()}},
		body:   bytes.NewReader(body),
	}
}

// changed is a good message with one thing about it changed.
func changed(change func(activity map[string]any)) func(*endpoint, identity) attempt {
	return func(e *endpoint, i identity) attempt {
		activity := e.Message("hei")
		change(activity)
		return jsonAttempt(i, activity)
	}
}

// bodied is a good token with that body.
func bodied(body func(good []byte) []byte) func(*endpoint, identity) attempt {
	return func(e *endpoint, i identity) attempt {
		good, _ := json.Marshal(e.Message("hei")) // maps of strings and such
		return jsonAttempt(i, body(good))
	}
}

// withHeader is a good message with another HTTP header; an empty value leaves it out.
func withHeader(name, value string) func(*endpoint, identity) attempt {
	return func(e *endpoint, i identity) attempt {
		a := jsonAttempt(i, e.Message("hei"))
		if a.header.Set(name, value); value == "" {
			a.header.Del(name)
		}
		return a
	}
}

func withMethod(method string) func(*endpoint, identity) attempt {
	return func(e *endpoint, i identity) attempt {
		a := jsonAttempt(i, e.Message("hei"))
		a.method = method
		return a
	}
}

// refusals are all that the endpoint refuses: every wrong token, and what is wrong about the rest of a request.
func refusals() []refusal {
	var all []refusal
	for _, w := range wrongs() {
		switch {
		case w.noHTTP:
		case w.noService: // found out when the body is decoded, before it is compared with the token
			all = append(all, refusal{w.name, w.attempt, http.StatusBadRequest, "serviceUrl is missing"})
		default:
			all = append(all, refusal{w.name, w.attempt, statusOf(w.want), w.reason})
		}
	}
	return append(append(append(all, refusedRequests()...), refusedBodies()...), refusedActivities()...)
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, bot.ErrUnauthorized):
		return http.StatusUnauthorized
	case errors.Is(err, bot.ErrForbidden):
		return http.StatusForbidden
	}
	return http.StatusServiceUnavailable
}

// attempt puts a wrong token, or a good one that does not fit, into an otherwise good request.
func (w wrong) attempt(e *endpoint, i identity) attempt {
	activity := e.Message("hei")
	activity["serviceUrl"], activity["channelId"] = w.activityFor(i)
	a := jsonAttempt(i, activity)
	a.header.Set("Authorization", w.headerFor(i))
	if a.header.Get("Authorization") == "" {
		a.header.Del("Authorization")
	}
	return a
}

func refusedRequests() []refusal {
	const contentType = "content type is not application/json"
	return []refusal{
		{"GET", withMethod(http.MethodGet), http.StatusMethodNotAllowed, "method is not POST"},
		{"PUT", withMethod(http.MethodPut), http.StatusMethodNotAllowed, "method is not POST"},
		{"DELETE", withMethod(http.MethodDelete), http.StatusMethodNotAllowed, "method is not POST"},
		{"OPTIONS", withMethod(http.MethodOptions), http.StatusMethodNotAllowed, "method is not POST"},
		{"method in lower case", withMethod("post"), http.StatusMethodNotAllowed, "method is not POST"},
		{"no content type", withHeader("Content-Type", ""), http.StatusBadRequest, contentType},
		{"plain text", withHeader("Content-Type", "text/plain"), http.StatusBadRequest, contentType},
		{"form", withHeader("Content-Type", "application/x-www-form-urlencoded"), http.StatusBadRequest, contentType},
		{"JSON patch", withHeader("Content-Type", "application/json-patch+json"), http.StatusBadRequest, contentType},
		{"two good tokens", func(e *endpoint, i identity) attempt {
			a := jsonAttempt(i, e.Message("hei"))
			a.header.Add("Authorization", i.Bearer())
			return a
		}, http.StatusUnauthorized, "more than one Authorization header"},
		{"broken content type", withHeader("Content-Type", "application/json; charset"), http.StatusBadRequest, contentType},
	}
}

func refusedBodies() []refusal {
	const notJSON, tooLarge, twice = "bad request", "body is too large", "member given twice"
	with := func(member string) func(*endpoint, identity) attempt {
		return bodied(func(good []byte) []byte { return append(good[:len(good)-1], []byte(","+member+"}")...) })
	}
	huge := func(good []byte) []byte {
		return append(good[:len(good)-1], []byte(`,"x":"`+strings.Repeat("x", 20<<20)+`"}`)...)
	}
	return []refusal{
		{"20 MB", bodied(huge), http.StatusRequestEntityTooLarge, tooLarge},
		{"20 MB without a length", func(e *endpoint, i identity) attempt {
			a := bodied(huge)(e, i)
			a.body = io.MultiReader(a.body) // hides its length
			return a
		}, http.StatusRequestEntityTooLarge, tooLarge},
		{"20 MB without a token", func(e *endpoint, i identity) attempt {
			a := bodied(huge)(e, i)
			a.header.Del("Authorization")
			return a
		}, http.StatusUnauthorized, "no Authorization header"},
		{"one byte more than 1 MiB", bodied(func(good []byte) []byte {
			return append(good,
				bytes.Repeat([]byte(" "), bot.MaxBody+1-len(good))...)
		}), http.StatusRequestEntityTooLarge, tooLarge},
		{"arrays nested 100,000 deep", bodied(func([]byte) []byte { return bytes.Repeat([]byte("["), 100000) }),
			http.StatusBadRequest, notJSON},
		{"objects nested 100,000 deep", bodied(func([]byte) []byte {
			return []byte(strings.Repeat(`{"x":`, 100000) + "1" + strings.Repeat("}", 100000))
		}), http.StatusBadRequest, notJSON},
		{"value nested 100,000 deep", bodied(func(good []byte) []byte {
			deep := strings.Repeat("[", 100000) + strings.Repeat("]", 100000)
			return append(good[:len(good)-1], []byte(`,"value":`+deep+`}`)...)
		}), http.StatusBadRequest, notJSON},
		{"no body", bodied(func([]byte) []byte { return nil }), http.StatusBadRequest, notJSON},
		{"no JSON", bodied(func([]byte) []byte { return []byte("type=message&text=hei") }), http.StatusBadRequest, notJSON},
		{"JSON cut short", bodied(func(good []byte) []byte { return good[:len(good)/2] }), http.StatusBadRequest, notJSON},
		{"an array of activities", bodied(func(good []byte) []byte { return []byte("[" + string(good) + "]") }),
			http.StatusBadRequest, notJSON},
		{"two activities", bodied(func(good []byte) []byte { return append(good, good...) }), http.StatusBadRequest, notJSON},
		{"a string", bodied(func([]byte) []byte { return []byte(`"hei"`) }), http.StatusBadRequest, notJSON},
		{"second service URL", with(`"serviceUrl":"https://smba.example.org/"`), http.StatusBadRequest, twice},
		{"second text", with(`"text":"noe annet"`), http.StatusBadRequest, twice},
		{"second text, escaped", with(`"te\u0078t":"noe annet"`), http.StatusBadRequest, twice},
		{"second sender", with(`"from":{"id":"29:other"}`), http.StatusBadRequest, twice},
		{"value with a member twice", with(`"value":{"op":"pass","text":"a","text":null}`), http.StatusBadRequest, twice},
		{"value with a member twice, deep", with(`"value":[{"action":{"data":[{"op":"a","op":"b"}]}}]`),
			http.StatusBadRequest, twice},
		{"value with a member twice, in a string", with(`"value":"{\"op\":\"a\",\"op\":\"b\"}"`), http.StatusBadRequest,
			twice},
		{"value of a wrong type before a member twice", with(`"entities":7,"value":{"op":"a","op":"b"}`),
			http.StatusBadRequest, twice},
		{"attachment with a member twice", with(`"attachments":[{"content":{"url":"a","url":"b"}}]`), http.StatusBadRequest,
			twice},
		{"member twice where nobody looks", with(`"x":{"y":{"z":1,"z":2}}`), http.StatusBadRequest, twice},
		{"value with a zero byte", with(`"value":{"text":"a\u0000"}`), http.StatusBadRequest, "zero byte"},
		{"value with a zero byte, in a string", with(`"value":"{\"text\":\"a\\u0000\"}"`), http.StatusBadRequest,
			"zero byte"},
		{"compressed", bodied(func(good []byte) []byte {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			_, _ = w.Write(good) // into memory
			_ = w.Close()
			return b.Bytes()
		}), http.StatusBadRequest, notJSON},
	}
}

func refusedActivities() []refusal {
	const badID = "an id is too long or has control characters"
	elsewhere := "https://smba.example.org/"
	// withID sets an activity's id, or the id of an object in it.
	withID := func(of, id string) func(*endpoint, identity) attempt {
		return changed(func(a map[string]any) {
			if object, ok := a[of].(map[string]any); ok {
				object["id"] = id
				return
			}
			a[of] = id
		})
	}
	return []refusal{
		{"conversation of another tenant", changed(func(a map[string]any) {
			a["conversation"].(map[string]any)["tenantId"] = "00000000-0000-4000-8000-0000000000ff"
			a["channelData"] = nil
		}), http.StatusForbidden, "tenant is not served"},
		{"two different tenants", changed(func(a map[string]any) {
			a["channelData"] = map[string]any{"tenant": map[string]any{"id": "00000000-0000-4000-8000-0000000000ff"}}
		}), http.StatusForbidden, "two different tenants"},
		{"no tenant", changed(func(a map[string]any) {
			delete(a["conversation"].(map[string]any), "tenantId")
			a["channelData"] = nil
		}), http.StatusForbidden, "tenant is not served"},
		// 200 tells Teams that it need not deliver the message again.
		{"for another bot", changed(func(a map[string]any) {
			a["recipient"] = map[string]any{"id": "28:00000000-1111-4222-8333-555555555555"}
		}), http.StatusOK, "addressed to another bot"},
		{"id of 10 kB", withID("id", strings.Repeat("1", 10_000)), http.StatusBadRequest, badID},
		{"id with a zero byte", withID("id", "1\x00"), http.StatusBadRequest, badID},
		{"conversation of 5 kB", withID("conversation", strings.Repeat("a", 5000)), http.StatusBadRequest, badID},
		{"conversation with a zero byte", withID("conversation", "a:1\x00"), http.StatusBadRequest, badID},
		{"sender of 10 kB", withID("from", strings.Repeat("a", 10_000)), http.StatusBadRequest, badID},
		{"sender with a zero byte", withID("from", "29:\x00"), http.StatusBadRequest, badID},
		{"recipient with a line break", withID("recipient", "28:bot\n"), http.StatusBadRequest, badID},
		{"for nobody", changed(func(a map[string]any) { delete(a, "recipient") }), http.StatusBadRequest,
			"recipient.id is missing"},
		{"service URL that the bot's token may not go to", func(e *endpoint, i identity) attempt {
			activity := e.Message("hei")
			activity["serviceUrl"] = elsewhere
			a := jsonAttempt(i, activity)
			a.header.Set("Authorization", i.Bearer(bottest.Claim("serviceurl", elsewhere)))
			return a
		}, http.StatusUnauthorized, "service URL"},
	}
}

// TestRefusals sends everything that is refused to the endpoint over real HTTP, and a good message after each.
func TestRefusals(t *testing.T) {
	e := newEndpoint(t)
	i := identityOf(e.Teams.Issuer)
	server := httptest.NewServer(e.bot)
	t.Cleanup(server.Close)
	e.Connect(server.URL)
	count := map[int]int{}
	for _, r := range refusals() {
		ok := t.Run(r.name, func(t *testing.T) {
			before := len(e.log.String())
			status, body := r.make(e, i).send(t, server)
			if status != r.status || body != "" {
				t.Errorf("got status %d and body %q, want %d and none", status, body, r.status)
			}
			if n := len(e.turns); n != 0 {
				t.Errorf("a handler was reached: %+v", <-e.turns)
			}
			if logged := e.log.String()[before:]; !strings.Contains(logged, r.reason) {
				t.Errorf("log lacks %q: %s", r.reason, logged)
			}

			sent := len(e.Sent())
			if status, _ := e.Post(e.Message("hei")); status != http.StatusOK {
				t.Errorf("good message afterwards: got status %d, want 200", status)
			}
			if got := len(e.Sent()) - sent; got != 1 {
				t.Errorf("good message afterwards: %d answers, want 1", got)
			}
			<-e.turns
		})
		if ok {
			count[r.status]++
		}
	}
	if log := e.log.String(); strings.Contains(log, "eyJ") {
		t.Error("the log holds a part of a token")
	}
	t.Logf("refused in %d ways, by status: %v", len(refusals()), count)
}

func (a attempt) send(t *testing.T, server *httptest.Server) (status int, body string) {
	t.Helper()
	method := a.method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL, a.body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = a.header
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(answer)
}

// TestManyRefusals: strangers cannot fill the log, and none of them goes uncounted.
func TestManyRefusals(t *testing.T) {
	e := newEndpoint(t)
	const strangers = 500
	for range strangers {
		e.bot.ServeHTTP(httptest.NewRecorder(), stranger(t, strings.NewReader("{}")))
	}
	lines, counted := 0, 0
	for deadline := time.Now().Add(10 * time.Second); counted < strangers &&
		time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		lines, counted = 0, 0
		for line := range strings.Lines(e.log.String()) {
			var l struct {
				Level, Msg string
				Number     int
			}
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			if l.Level == "WARN" {
				lines, counted = lines+1, counted+max(l.Number, 1)
			}
		}
	}
	if counted != strangers || lines > 6 {
		t.Errorf("%d of %d strangers counted in %d lines", counted, strangers, lines)
	}
}

// TestNoWorkBeforeTheToken: of a stranger's request nothing but the headers is read.
func TestNoWorkBeforeTheToken(t *testing.T) {
	e := newEndpoint(t)
	body := &untouched{}
	w := httptest.NewRecorder()
	e.bot.ServeHTTP(w, stranger(t, body))
	if w.Code != http.StatusUnauthorized || body.read {
		t.Errorf("status %d, body read %t", w.Code, body.read)
	}
}

// untouched is a body that tells whether somebody has looked at it.
type untouched struct{ read bool }

func (u *untouched) Read([]byte) (int, error) {
	u.read = true
	return 0, io.EOF
}

// stranger is a request with a token that nobody has signed.
func stranger(t *testing.T, body io.Reader) *http.Request {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/messages", body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer e30.e30.e30")
	return r
}

// TestNamesAreComparedExactly: a name in other case is another name, and nobody reads it.
func TestNamesAreComparedExactly(t *testing.T) {
	e := newEndpoint(t)
	activity := e.Message("hei")
	activity["SERVICEURL"], activity["Text"], activity["tEXT"] = "https://smba.example.org/", "noe annet", "noe tredje"
	post(t, e, activity, http.StatusOK)
	wantTexts(t, e, "echo hei")
}

// TestRefusedWithoutKeys: while nothing can be verified nothing is let in, and as soon as it can be, it is.
func TestRefusedWithoutKeys(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t)
	e.Teams.Issuer.Cut()
	post(t, e, e.Message("hei"), http.StatusServiceUnavailable)
	e.Teams.Issuer.Repair()
	post(t, e, e.Message("hei igjen"), http.StatusOK)
	wantTexts(t, e, "echo hei igjen")
}
