package bot

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/message"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"1": time.Second, "0": 0, " 7 ": 7 * time.Second, "0.5": 500 * time.Millisecond, "300": 5 * time.Minute,
		"301": 5 * time.Minute, "1e300": 5 * time.Minute,
		"Tue, 24 Nov 2026 08:00:10 GMT": 10 * time.Second,
		"Tue, 24 Nov 2026 07:00:00 GMT": 0, "Wed, 25 Nov 2026 08:00:00 GMT": 5 * time.Minute,
	} {
		if got, ok := retryAfter(http.Header{"Retry-After": {value}}, now); got != want || !ok {
			t.Errorf("%q: %v %t, want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{"", "-1", "soon", "NaN", "-Inf", "24 Nov 2026"} {
		if got, ok := retryAfter(http.Header{"Retry-After": {value}}, now); got != 0 || ok {
			t.Errorf("%q: %v %t, want nothing", value, got, ok)
		}
	}
	skewed := http.Header{"Retry-After": {"Tue, 24 Nov 2026 09:00:10 GMT"}, "Date": {"Tue, 24 Nov 2026 09:00:00 GMT"}}
	if got, _ := retryAfter(skewed, now); got != 10*time.Second {
		t.Errorf("a service whose clock is an hour ahead: %v, want 10 s", got)
	}
}

func TestAnswerError(t *testing.T) {
	res := func(status int) *http.Response { return &http.Response{StatusCode: status, Header: http.Header{}} }
	for _, tt := range []struct{ name, body, code string }{
		{"as documented", `{"error":{"code":"ConversationBlockedByUser","message":"x"}}`, "ConversationBlockedByUser"},
		{"two words", `{"error":{"code":"Bad Argument"}}`, "Bad Argument"},
		{"message only", `{"message":"Authorization has been denied"}`, ""},
		{"text", "Missing Authorization", ""},
		{"empty", "", ""},
		{"error is text", `{"error":"x"}`, ""},
		{"code is a number", `{"error":{"code":7}}`, ""},
		{"code with a line break", `{"error":{"code":"a\nlevel=ERROR"}}`, ""},
		{"code without end", `{"error":{"code":"` + strings.Repeat("x", 200) + `"}}`, ""},
	} {
		e := answerError("send", res(400), []byte(tt.body), false, time.Time{})
		if e.Code != tt.code || !errors.Is(e, message.ErrRejected) {
			t.Errorf("%s: code %q, outcome %v", tt.name, e.Code, e.Outcome)
		}
	}
}
