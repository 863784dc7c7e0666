package bot

import (
	"encoding/json/v2"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kjernebot/bot/message"
)

// longestRetryAfter bounds what a Retry-After may ask for.
const longestRetryAfter = 5 * time.Minute

// outcomeOf is what an answer that is not 2xx says about the message. again tells that doing it twice does no harm,
// and then nothing is uncertain. asked tells that the answer names a time to try again.
func outcomeOf(status int, code string, again, asked bool) error {
	switch status {
	case http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusPreconditionFailed, http.StatusTooEarly:
		return message.ErrLater
	case http.StatusForbidden:
		if code == "BotNotInConversationRoster" || code == "ConversationBlockedByUser" {
			return message.ErrGone
		}
	case http.StatusNotFound:
		if code == "ConversationNotFound" {
			return message.ErrGone
		}
	case http.StatusServiceUnavailable:
		// Who names a time has looked at the request and put it back.
		if asked {
			return message.ErrLater
		}
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return message.ErrRejected
	}
	if status < 500 && status != http.StatusRequestTimeout {
		return message.ErrRejected
	}
	// Some server on the way gave up, after or before the message was taken.
	if again {
		return message.ErrLater
	}
	return message.ErrUncertain
}

func answerError(op string, res *http.Response, body []byte, again bool, now time.Time) *message.SendError {
	after, asked := retryAfter(res.Header, now)
	code := answerCode(body)
	e := &message.SendError{Op: op, Status: res.StatusCode, Code: code, RetryAfter: after,
		Outcome: outcomeOf(res.StatusCode, code, again, asked)}
	if to, err := url.Parse(res.Header.Get("Location")); err == nil && res.StatusCode/100 == 3 && to.Host != "" {
		e.Err = errors.New("redirect to " + strconv.Quote(to.Host) + " not followed")
	}
	return e
}

// answerCode finds error.code; it is empty for the other shapes that the service uses: {"message":…} and plain text.
func answerCode(body []byte) string {
	var answer struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &answer) // not JSON: no code
	return plainCode(answer.Error.Code)
}

// codes are what looks like an error code; whatever else a service says may not end in logs.
var codes = regexp.MustCompile(`^[A-Za-z0-9 _.-]{0,80}$`)

func plainCode(code string) string {
	if !codes.MatchString(code) {
		return ""
	}
	return code
}

// retryAfter reads the header, as seconds or as a date, and reports whether it says anything. A date is compared with
// the service's own clock where it tells the time.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, longestRetryAfter.Seconds()) * float64(time.Second)), true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return min(max(at.Sub(now), 0), longestRetryAfter), true
}
