package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/connector/client"
	"github.com/infracloudio/msbotbuilder-go/core"
	"github.com/infracloudio/msbotbuilder-go/core/activity"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

// party sends one reply: the SDK's own client or ours. A panic comes back as an error of its own kind.
type party struct {
	tokenURL string // where it gets its token, as it was configured with bottest.Tenant
	send     func(ctx context.Context, a schema.Activity) (id string, err error)
}

var errPanic = errors.New("panic")

// recovering keeps a panic from ending the test.
func recovering(send func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	return send()
}

// sdkParty is msbotbuilder-go as its documentation puts it together, but for the token URL: the library has no way
// to set it, so its field is set here.
func sdkParty(t *testing.T, fake *bottest.Connector, login string) party {
	t.Helper()
	adapter, err := core.NewBotAdapter(core.AdapterSetting{
		AppID: bottest.AppID, AppPassword: bottest.Secret, ChannelAuthTenant: bottest.Tenant, OauthEndpoint: fake.Login.URL(),
	})
	if err != nil {
		t.Fatal(err)
	}
	configured := adapter.(*core.BotFrameworkAdapter).Client.(*client.ConnectorClient).AuthURL.String()
	cfg, err := client.NewClientConfig(auth.SimpleCredentialProvider{AppID: bottest.AppID, Password: bottest.Secret},
		login)
	if err != nil {
		t.Fatal(err)
	}
	own, err := client.NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	response := activity.DefaultResponse{Client: own}
	return party{configured, func(_ context.Context, a schema.Activity) (string, error) {
		return "", recovering(func() error { return response.SendActivity(a) })
	}}
}

func ourParty(t *testing.T, fake *bottest.Connector, login string) party {
	t.Helper()
	c, err := bot.NewConnector(slog.New(slog.DiscardHandler), bot.ConnectorOptions{
		Token: newTokens(t, tokenOptions(login)), AllowedServiceURLs: []string{fake.ServiceURL()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return party{login, func(ctx context.Context, a schema.Activity) (string, error) {
		var id message.ActivityID
		err := recovering(func() (err error) {
			to := message.Conversation{ID: message.ConversationID(a.Conversation.ID), ServiceURL: a.ServiceURL}
			id, err = c.Send(ctx, to, message.Reply{Text: a.Text, ReplyTo: message.ActivityID(a.ReplyToID)})
			return err
		})
		return string(id), err
	}}
}

// clientFaults are what is wrong with the client of msbotbuilder-go. Each check says what it does not like, "" when
// all is well.
var clientFaults = []struct {
	name  string
	check func(t *testing.T, fake *bottest.Connector, p party) string
}{
	{"the token comes from the configured tenant", func(_ *testing.T, _ *bottest.Connector, p party) string {
		if url := strings.ReplaceAll(p.tokenURL, "{tenant}", bottest.Tenant); !strings.Contains(url, bottest.Tenant) {
			return "it comes from " + url
		}
		return ""
	}},
	{"a refused token request is an error", func(t *testing.T, fake *bottest.Connector, p party) string {
		fake.Login.Fail(bottest.Fault{Status: 401, Body: `{"error":"invalid_client","error_description":"AADSTS7000215"}`})
		_, _ = p.send(t.Context(), reply(fake)) // what counts is what arrives
		if n := len(fake.Requests()); n != 0 {
			return fmt.Sprintf("the error became the token %q", fake.Requests()[0].Token)
		}
		return ""
	}},
	{"an error of the token endpoint is not kept", func(t *testing.T, fake *bottest.Connector, p party) string {
		fake.Login.Fail(bottest.Fault{Status: 503, Body: `{"error":"temporarily_unavailable","expires_in":3600}`})
		_, _ = p.send(t.Context(), reply(fake)) // fails for both
		return waitFor(func() string {
			if _, err := p.send(t.Context(), reply(fake)); err != nil {
				return "still failing though the endpoint is well: " + err.Error()
			}
			return ""
		})
	}},
	{"a refused token is replaced", func(t *testing.T, fake *bottest.Connector, p party) string {
		if _, err := p.send(t.Context(), reply(fake)); err != nil {
			return err.Error()
		}
		fake.Login.Revoke()
		if _, err := p.send(t.Context(), reply(fake)); err != nil {
			return err.Error()
		}
		return ""
	}},
	{"two callers share one token request", func(t *testing.T, fake *bottest.Connector, p party) string {
		reached, first, second := make(chan struct{}, 2), make(chan struct{}), make(chan struct{})
		fake.Login.Fail(bottest.Fault{Reach: reached, Hold: first}, bottest.Fault{Reach: reached, Hold: second})
		// One after the other at every step, so that the race detector does not stop the test at the library's cache.
		doneA, doneB := make(chan struct{}), make(chan struct{})
		go func() { defer close(doneA); _, _ = p.send(t.Context(), reply(fake)) }()
		<-reached
		go func() { defer close(doneB); _, _ = p.send(t.Context(), reply(fake)) }()
		select {
		case <-reached:
		case <-time.After(time.Second): // there is only one request, as there should be
		}
		close(first)
		<-doneA
		close(second)
		<-doneB
		if n := fake.Login.Fetches(); n != 1 {
			return fmt.Sprintf("%d token requests", n)
		}
		return ""
	}},
	{"a call ends with its context", func(t *testing.T, fake *bottest.Connector, p party) string {
		reached, release := make(chan struct{}, 1), make(chan struct{})
		fake.Fail(bottest.Fault{Reach: reached, Hold: release})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _, _ = p.send(ctx, reply(fake)) }()
		<-reached
		cancel()
		problem := ""
		select {
		case <-done:
		case <-time.After(time.Second):
			problem = "it waits on after the end"
		}
		close(release)
		<-done
		return problem
	}},
	{"the message's id comes back", func(t *testing.T, fake *bottest.Connector, p party) string {
		id, err := p.send(t.Context(), reply(fake))
		if err != nil || id != fake.Sent()[0].ID {
			return fmt.Sprintf("id %q, %v", id, err)
		}
		return ""
	}},
	{"204 is success", func(t *testing.T, fake *bottest.Connector, p party) string {
		fake.Fail(bottest.Fault{Status: 204})
		if _, err := p.send(t.Context(), reply(fake)); err != nil {
			return err.Error()
		}
		return ""
	}},
	{"Retry-After comes back", func(t *testing.T, fake *bottest.Connector, p party) string {
		fake.Fail(bottest.Fault{Status: 429, Header: map[string]string{"Retry-After": "3"}})
		_, err := p.send(t.Context(), reply(fake))
		if failed := (*message.SendError)(nil); !errors.As(err, &failed) || failed.RetryAfter != 3*time.Second {
			return fmt.Sprintf("all that is known: %v", err)
		}
		return ""
	}},
	{"the reason comes back", func(t *testing.T, fake *bottest.Connector, p party) string {
		fake.Fail(bottest.Fault{Status: 403, Body: `{"error":{"code":"ConversationBlockedByUser"}}`})
		if _, err := p.send(t.Context(), reply(fake)); !strings.Contains(fmt.Sprintf("%+v", err),
			"ConversationBlockedByUser") {
			return fmt.Sprintf("all that is known: %v", err)
		}
		return ""
	}},
	{"an id stays one segment of the path", func(t *testing.T, fake *bottest.Connector, p party) string {
		a := reply(fake)
		a.Conversation.ID = "../../evil"
		_, _ = p.send(t.Context(), a) // what counts is what arrives
		if got := fake.Requests()[0]; !slices.Contains(got.Path, "../../evil") {
			return "the path became " + got.Raw
		}
		return ""
	}},
	{"a reply names the message it answers", func(t *testing.T, fake *bottest.Connector, p party) string {
		a := reply(fake)
		a.ID, a.ReplyToID = "own", "17"
		_, _ = p.send(t.Context(), a) // what counts is what arrives
		got := fake.Requests()[0]
		if last := got.Path[len(got.Path)-1]; last != "17" && last != "activities" {
			return "it is posted to " + got.Raw
		}
		return ""
	}},
	{"nothing but what was said is sent", func(t *testing.T, fake *bottest.Connector, p party) string {
		_, _ = p.send(t.Context(), reply(fake)) // what counts is what arrives
		if body := fake.Requests()[0].Body; bytes.Contains(body, []byte("0001-01-01")) {
			return fmt.Sprintf("sent: %s", body)
		}
		return ""
	}},
	{"the token goes to allowed hosts only", func(t *testing.T, fake *bottest.Connector, p party) string {
		other := bottest.NewConnector(t)
		a := reply(fake)
		a.ServiceURL = other.ServiceURL()
		_, _ = p.send(t.Context(), a) // what counts is what arrives
		if len(other.Requests()) != 0 {
			return "a stranger got the token " + other.Requests()[0].Token
		}
		return ""
	}},
	{"a redirect is not followed", func(t *testing.T, fake *bottest.Connector, p party) string {
		other := bottest.NewConnector(t)
		fake.Fail(bottest.Fault{Status: 307, Header: map[string]string{"Location": other.ServiceURL()}})
		_, _ = p.send(t.Context(), reply(fake)) // what counts is what arrives
		if len(other.Requests()) != 0 {
			return "a stranger got the message"
		}
		return ""
	}},
}

// waitFor asks again for a second while there is a problem.
func waitFor(check func() string) (problem string) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 20 {
		if problem = check(); problem == "" {
			return ""
		}
		<-tick.C
	}
	return problem
}

func reply(fake *bottest.Connector) schema.Activity {
	return schema.Activity{
		Type: schema.Message, Text: "Hei", ServiceURL: fake.ServiceURL(),
		Conversation: schema.ConversationAccount{ID: "a:chat"},
	}
}

func TestClientFaultsOfTheSDK(t *testing.T) {
	for _, tt := range clientFaults {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			theirs := bottest.NewConnector(t)
			if problem := tt.check(t, theirs, sdkParty(t, theirs, tokenURL(theirs))); problem == "" {
				t.Error("the library passes: this reason for a client of our own is gone")
			} else {
				t.Logf("library: %s", problem)
			}
			ours := bottest.NewConnector(t)
			if problem := tt.check(t, ours, ourParty(t, ours, ours.Login.URL())); problem != "" {
				t.Errorf("ours: %s", problem)
			}
		})
	}
}

// TestClientOfTheSDKPanics: the login host is down.
func TestClientOfTheSDKPanics(t *testing.T) {
	down := httptest.NewServer(nil)
	down.Close()
	fake := bottest.NewConnector(t)
	if _, err := sdkParty(t, fake, down.URL).send(t.Context(), reply(fake)); !errors.Is(err, errPanic) {
		t.Errorf("library: %v, want a panic: this reason for a client of our own is gone", err)
	}
	if _, err := ourParty(t, fake, down.URL+"/{tenant}").send(t.Context(), reply(fake)); !errors.Is(err,
		message.ErrLater) {
		t.Errorf("ours: %v, want ErrLater", err)
	}
}

// tokenURL is the fake's for whoever cannot fill in a tenant.
func tokenURL(fake *bottest.Connector) string {
	return strings.ReplaceAll(fake.Login.URL(), "{tenant}", bottest.Tenant)
}
