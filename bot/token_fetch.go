package bot

import (
	"bytes"
	"context"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kjernebot/bot/credential"
)

const (
	maxTokenBody   = 64 << 10 // of an answer, in bytes; real ones have 1–3 kB
	maxTokenLength = 12 << 10 // fits a request header of common servers
)

// TokenError tells why there is no token. It holds no secret and none of the endpoint's free text.
type TokenError struct {
	Status     int           // HTTP status; 0 when no answer came
	Code       string        // AADSTS code such as AADSTS7000215, else the OAuth error such as invalid_client
	RetryAfter time.Duration // before then no fetch is tried
	Err        error         // what was wrong when it was not the status
}

// Error says what failed.
func (e *TokenError) Error() string {
	switch {
	case e.Status == 0:
		return fmt.Sprintf("token endpoint: %v", e.Err)
	case e.Err != nil:
		return fmt.Sprintf("token endpoint: status %d: %v", e.Status, e.Err)
	}
	text := strings.TrimSpace(fmt.Sprintf("token endpoint: status %d %s", e.Status, e.Code))
	if known, ok := credential.Refusals[e.Code]; ok {
		text += " (" + known.Means + ")"
	}
	return text
}

// Unwrap returns the cause, nil when the endpoint refused.
func (e *TokenError) Unwrap() error { return e.Err }

// expiredSecret is Entra's code for a client secret whose time is over.
const expiredSecret = "AADSTS7000222"

// fetch asks the endpoint for a token: once, or again with another secret when one is refused.
func (s *TokenSource) fetch(ctx context.Context) (token *accessToken, failed *TokenError) {
	requests, err := s.opts.Credential.Requests(ctx, s.target)
	if err != nil {
		return nil, &TokenError{Err: err}
	}
	for _, req := range requests {
		token, failed = s.ask(req)
		if failed == nil || !credential.Refusals[failed.Code].Other {
			break
		}
	}
	return token, failed
}

func (s *TokenSource) ask(req *http.Request) (*accessToken, *TokenError) {
	asked := s.opts.Now()
	// RoundTrip, not a Client: a redirect would carry the secret to where it leads.
	res, err := s.opts.Transport.RoundTrip(req)
	if err != nil {
		return nil, &TokenError{Err: err}
	}
	body, err := readAnswer(res, maxTokenBody)
	if res.StatusCode != http.StatusOK {
		after, _ := retryAfter(res.Header, asked)
		return nil, &TokenError{Status: res.StatusCode, Code: entraCode(body), RetryAfter: after}
	}
	var token string
	var lifetime time.Duration
	if err == nil {
		token, lifetime, err = parseToken(body)
	}
	if err != nil {
		return nil, &TokenError{Status: res.StatusCode, Err: err}
	}
	return newAccessToken(token, asked, lifetime), nil
}

// parseToken reads the answer to a good request. Its errors hold nothing of the body.
func parseToken(body []byte) (token string, lifetime time.Duration, err error) {
	var answer struct {
		Type    string         `json:"token_type"`
		Token   string         `json:"access_token"`
		Expires jsontext.Value `json:"expires_in"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return "", 0, errors.New("the answer is not what a token endpoint says")
	}
	if answer.Type != "" && !strings.EqualFold(answer.Type, "Bearer") {
		return "", 0, errors.New("the token is not a bearer token")
	}
	if !usableToken.MatchString(answer.Token) || len(answer.Token) > maxTokenLength {
		return "", 0, errors.New("the answer has no usable token")
	}
	// Entra sends a number, its older endpoints and some stand-ins a string.
	lifetime = tokenUnknown
	if seconds, _ := strconv.ParseFloat(string(bytes.Trim(answer.Expires, `"`)), 64); seconds > 0 {
		lifetime = max(time.Second, time.Duration(min(seconds, tokenLongest.Seconds())*float64(time.Second)))
	}
	return answer.Token, lifetime, nil
}

// usableToken is what can stand in a header.
var usableToken = regexp.MustCompile(`^[!-~]+$`)

// aadsts is how Entra numbers its errors: https://login.microsoftonline.com/error explains each.
var aadsts = regexp.MustCompile(`AADSTS[0-9]{4,9}`)

// entraCode is the code of a refusal, without the free text around it.
func entraCode(body []byte) string {
	if code := aadsts.Find(body); code != nil {
		return string(code)
	}
	var answer struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(body, &answer) // not JSON: no code
	return plainCode(answer.Error)
}
