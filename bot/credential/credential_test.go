package credential_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/credential"
)

const identity = "11111111-2222-4333-8444-555555555555"

// way is a credential with the other side that takes it.
type way struct {
	credential *credential.Credential
	// prove says what is wrong with a request, as Entra would.
	prove func(*http.Request) string
	// renew puts a new proof in the place of the old one, here and there.
	renew func()
}

func ways(t *testing.T) map[string]way {
	return map[string]way{
		"secret": secretWay(t), "certificate": certificateWay(t), "federated token": federatedWay(t),
		"managed identity": identityWay(t),
	}
}

func secretWay(t *testing.T) way {
	file := filepath.Join(t.TempDir(), "secret")
	right := atomic.Pointer[string]{}
	w := way{
		credential: credential.Secret(time.Time{}, func() (string, error) {
			text, err := os.ReadFile(file)
			return string(text), err
		}),
		prove: func(r *http.Request) string {
			if r.PostFormValue("client_secret") != *right.Load() {
				return "AADSTS7000215"
			}
			return ""
		},
	}
	w.renew = func() { text := rand.Text(); right.Store(&text); write(t, file, text) }
	w.renew()
	return w
}

func certificateWay(t *testing.T) way {
	file := filepath.Join(t.TempDir(), "bot.pem")
	known := atomic.Pointer[x509.Certificate]{}
	seen := sync.Map{}
	w := way{
		credential: credential.Certificate(file, file),
		prove: func(r *http.Request) string {
			claims := jwt.MapClaims{}
			cert := known.Load()
			token, err := jwt.ParseWithClaims(assertion(r), claims, func(token *jwt.Token) (any, error) {
				thumbprint := sha256.Sum256(cert.Raw)
				if token.Header["x5t#S256"] != base64.RawURLEncoding.EncodeToString(thumbprint[:]) {
					return nil, errors.New("another certificate")
				}
				return cert.PublicKey, nil
			}, jwt.WithValidMethods([]string{"PS256"}), jwt.WithoutClaimsValidation()) // the test's clock is ahead
			switch {
			case err != nil || !token.Valid || claims["aud"] != "http://"+r.Host+r.URL.Path:
				return "AADSTS700027"
			case claims["iss"] != bottest.AppID || claims["sub"] != bottest.AppID:
				return "AADSTS700021"
			case claims["exp"].(float64)-claims["nbf"].(float64) > 600:
				return "AADSTS700024"
			}
			if _, again := seen.LoadOrStore(claims["jti"], true); again {
				return "AADSTS900000"
			}
			return ""
		},
	}
	w.renew = func() { known.Store(certificate(t, file)) }
	w.renew()
	return w
}

func federatedWay(t *testing.T) way {
	file := filepath.Join(t.TempDir(), "token")
	right := atomic.Pointer[string]{}
	w := way{
		credential: credential.Federated(file),
		prove: func(r *http.Request) string {
			if assertion(r) != *right.Load() {
				return "AADSTS70021"
			}
			return ""
		},
	}
	w.renew = func() { text := rand.Text(); right.Store(&text); write(t, file, text+"\n") }
	w.renew()
	return w
}

func identityWay(t *testing.T) way {
	right := atomic.Pointer[string]{}
	machine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Identity-Header") != "header" || r.FormValue("client_id") != identity ||
			r.FormValue("resource") != "api://AzureADTokenExchange" || r.FormValue("api-version") == "" {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, `{"access_token":%q,"expires_in":"3600","token_type":"Bearer"}`, *right.Load())
	}))
	t.Cleanup(machine.Close)
	w := way{
		credential: credential.Identity(identity, credential.Machine{Endpoint: machine.URL + "/msi/token", Header: "header"}),
		prove: func(r *http.Request) string {
			if assertion(r) != *right.Load() {
				return "AADSTS70021"
			}
			return ""
		},
	}
	w.renew = func() { text := rand.Text(); right.Store(&text) }
	w.renew()
	return w
}

// assertion is the statement of a request that has nothing else to prove with.
func assertion(r *http.Request) string {
	if r.PostFormValue("client_secret") != "" ||
		r.PostFormValue("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return ""
	}
	return r.PostFormValue("client_assertion")
}

func write(t *testing.T, file, text string) {
	t.Helper()
	next := file + ".next" // as platforms do, so that nobody reads half of it
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, file); err != nil {
		t.Fatal(err)
	}
}

// end is when the certificates of the test do.
var end = time.Now().Add(40 * 24 * time.Hour).UTC().Truncate(time.Second)

func certificate(t *testing.T, file string) *x509.Certificate {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), NotAfter: end,
		NotBefore: time.Now().Add(-time.Hour), Subject: pkix.Name{CommonName: "kjernebot"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))+
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func source(t *testing.T, w way) (*bottest.Login, *bot.TokenSource, func(time.Duration)) {
	t.Helper()
	login := bottest.NewLogin(t)
	login.Prove(w.prove)
	ahead := atomic.Int64{}
	s, err := bot.NewTokenSource(slog.New(slog.DiscardHandler), bot.TokenOptions{
		URL: login.URL(), Tenant: bottest.Tenant, AppID: bottest.AppID, Credential: w.credential,
		Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return login, s, func(d time.Duration) { ahead.Add(int64(d)) }
}

// TestEachWay: whatever the bot proves by, it gets a token and another one later, with the new proof if that was
// renewed; what is refused, slow or down is told, and good again when the other side is.
func TestEachWay(t *testing.T) {
	for name, w := range ways(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			login, s, wait := source(t, w)
			get := func(want string) {
				t.Helper()
				if got, err := s.Token(t.Context()); got != want || err != nil {
					t.Errorf("token %q, %v; want %s", got, err, want)
				}
			}
			get("bot.token.1")
			w.renew()
			wait(70 * time.Minute)
			get("bot.token.2")

			for _, fault := range []bottest.Fault{
				{Status: 503}, {Cut: bottest.CutRefused},
				{Status: 401, Body: `{"error_description":"AADSTS700016: x"}`},
			} {
				login.Fail(fault)
				wait(2 * time.Hour)
				if _, err := s.Token(t.Context()); err == nil {
					t.Errorf("%+v: a token", fault)
				} else if fault.Status == 401 && !strings.Contains(err.Error(), "no such registration") {
					t.Errorf("the refusal is not explained: %v", err)
				}
			}
			wait(time.Minute)
			login.Fail(bottest.Fault{Delay: time.Second})
			get("bot.token.3")
		})
	}
}

// TestRotationUnderLoad: while proofs are replaced and tokens revoked nobody who asks goes without a token.
func TestRotationUnderLoad(t *testing.T) {
	for name, w := range ways(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			login, s, _ := source(t, w)
			var load sync.WaitGroup
			var asked, lost atomic.Int64
			done := make(chan struct{})
			for range 8 {
				load.Go(func() {
					for {
						select {
						case <-done:
							return
						case <-time.After(time.Millisecond):
						}
						asked.Add(1)
						token, err := s.Token(t.Context())
						for try := 0; err == nil && !login.Valid(token) && try < 100; try++ { // as the connector does after a 401
							s.Invalidate(token)
							time.Sleep(30 * time.Millisecond)
							token, err = s.Token(t.Context())
						}
						if err != nil || !login.Valid(token) {
							lost.Add(1)
						}
					}
				})
			}
			for range 3 {
				time.Sleep(time.Second)
				w.renew()
				login.Revoke()
			}
			time.Sleep(time.Second)
			close(done)
			load.Wait()
			if lost.Load() > 0 || asked.Load() < 1000 || login.Fetches() > 10 {
				t.Errorf("%d of %d went without, %d fetches", lost.Load(), asked.Load(), login.Fetches())
			}
		})
	}
}

// TestTwoSecrets: of two secrets the one that Entra takes counts, whichever it is; a wrong one costs one request.
func TestTwoSecrets(t *testing.T) {
	is := func(text string) credential.Read { return func() (string, error) { return text, nil } }
	gone := func() (string, error) { return "", errors.New("no such file") }
	for name, secrets := range map[string][]credential.Read{
		"the old one": {is(bottest.Secret), is("new")}, "the new one": {is("old"), is(bottest.Secret)},
		"one whose file is gone": {gone, is(bottest.Secret)},
	} {
		login := bottest.NewLogin(t)
		w := way{credential: credential.Secret(time.Time{}, secrets...)}
		login.Prove(func(r *http.Request) string {
			if r.PostFormValue("client_secret") != bottest.Secret {
				return "AADSTS7000222"
			}
			return ""
		})
		s, err := bot.NewTokenSource(slog.New(slog.DiscardHandler), bot.TokenOptions{
			URL: login.URL(), Tenant: bottest.Tenant, AppID: bottest.AppID, Credential: w.credential})
		if err != nil {
			t.Fatal(err)
		}
		if token, err := s.Token(t.Context()); token != "bot.token.1" || err != nil {
			t.Errorf("%s: %q, %v", name, token, err)
		}
		s.Close()
	}
}

// TestExpiredSecret: it is said in words, and Entra is asked once a minute, not with every message.
func TestExpiredSecret(t *testing.T) {
	w := secretWay(t)
	w.prove = func(*http.Request) string { return "AADSTS7000222" }
	login, s, wait := source(t, w)
	for range 20 {
		if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "AADSTS7000222") ||
			!strings.Contains(err.Error(), "expired") {
			t.Fatalf("%v", err)
		}
		wait(time.Second)
	}
	if login.Fetches() != 1 {
		t.Errorf("%d fetches in 20 s", login.Fetches())
	}
	wait(time.Minute)
	if _ = s.Ready(t.Context()); login.Fetches() != 2 {
		t.Errorf("%d fetches after a minute", login.Fetches())
	}
}

// TestOwnIdentity: an identity that is the registration itself gets its token from the machine.
func TestOwnIdentity(t *testing.T) {
	machine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Metadata") != "true" || r.FormValue("resource") != "https://api.botframework.com" ||
			r.FormValue("client_id") != bottest.AppID {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, `{"access_token":"from.the.machine","expires_in":"3600","token_type":"Bearer"}`)
	}))
	defer machine.Close()
	w := way{credential: credential.Identity(bottest.AppID, credential.Machine{Endpoint: machine.URL})}
	w.prove = func(*http.Request) string { return "AADSTS7000215" }
	_, s, _ := source(t, w)
	if token, err := s.Token(t.Context()); token != "from.the.machine" || err != nil {
		t.Errorf("%q, %v", token, err)
	}
}

// TestEnds: a certificate tells its end itself, a secret what was said of it, the others have none.
func TestEnds(t *testing.T) {
	day := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, want := range map[string]time.Time{"certificate": end, "federated token": {}, "managed identity": {}} {
		if got, err := ways(t)[name].credential.Ends(); !got.Equal(want) || err != nil {
			t.Errorf("%s: %v, %v; want %v", name, got, err, want)
		}
	}
	if got, _ := credential.Secret(day).Ends(); !got.Equal(day) {
		t.Errorf("secret: %v", got)
	}
	if _, err := credential.Certificate("none.pem", "none.pem").Ends(); err == nil {
		t.Error("a certificate that is not there has an end")
	}
}

// TestFilesThatAreNoProof: what cannot be used is told, not sent.
func TestFilesThatAreNoProof(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "x")
	write(t, empty, "")
	for name, c := range map[string]*credential.Credential{
		"no certificate": credential.Certificate(empty, empty), "no token file": credential.Federated(empty + ".none"),
		"no machine": credential.Identity(identity, credential.Machine{Endpoint: "http://127.0.0.1:1/"}),
	} {
		login, s, _ := source(t, way{credential: c})
		if err := s.Ready(t.Context()); err == nil || login.Fetches() > 0 {
			t.Errorf("%s: %v, %d fetches", name, err, login.Fetches())
		}
	}
}
