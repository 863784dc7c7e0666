package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/store"
)

// Who mends things.
const (
	operator     = "whoever runs the bot"
	machine      = "whoever runs the machine"
	network      = "whoever runs the network"
	owner        = "whoever owns the registration in Entra"
	server       = "whoever runs the database server"
	coordinators = "the coordinators"
	curators     = "whoever curates the topics"
	others       = "nobody here"
)

// TestRemediesAreNamed: whatever doctor finds has its words in doctor.yaml, with a state that there is and somebody who
// mends it, and nothing stands there that is never said.
func TestRemediesAreNamed(t *testing.T) {
	source, err := os.ReadFile("doctor.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, m := range regexp.MustCompile(`\bill\("([^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		said[m[1]] = true
		if f := remedies()[m[1]]; f.State != "fail" && f.State != "warn" || f.Found == "" || f.Who == "" {
			t.Errorf("%s: %+v", m[1], f)
		}
	}
	for name := range remedies() {
		if !said[name] {
			t.Errorf("%s is never said", name)
		}
	}
}

// patient is a bot that is well, until somebody does something to it.
type patient struct {
	*bottest.Teams
	env map[string]string
	db  string
}

// wellDatabase is a database that has all that doctor wants, made once.
var wellDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "kjernebot")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "k.db")
	db, err := store.Open(context.Background(), slog.New(slog.DiscardHandler), "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	desk := message.Conversation{Tenant: bottest.Tenant, ID: deskChannel, Kind: message.Channel}
	if err := errors.Join(db.SetDesk(context.Background(), desk), db.NoteBackup(context.Background()),
		db.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func newPatient(t *testing.T) *patient {
	t.Helper()
	file, err := wellDatabase()
	if err != nil {
		t.Fatal(err)
	}
	p := &patient{Teams: bottest.NewTeams(t), db: filepath.Join(t.TempDir(), "k.db")}
	if err := os.WriteFile(p.db, file, 0o600); err != nil {
		t.Fatal(err)
	}
	p.env = map[string]string{
		"CLIENT_ID": bottest.AppID, "CLIENT_SECRET": bottest.Secret, "TENANT_ID": bottest.Tenant,
		"CLIENT_SECRET_EXPIRES": "2099-03-01", "COORDINATORS": coordinator, "BOT_TOKEN_URL": p.Login.URL(),
		"BOT_OPENID_METADATA_URL": p.Issuer.MetadataURL(), "BOT_ALLOWED_SERVICE_URLS": p.ServiceURL(),
		"DATABASE_URL": "sqlite:" + p.db, "PORT": fmt.Sprint(freePort(t)), "LISTEN_ADDR": "127.0.0.1",
		"METRICS_ADDR": fmt.Sprintf("127.0.0.1:%d", freePort(t)),
	}
	return p
}

// examine is what doctor says, by check; the worst where there are several.
func (p *patient) examine(t *testing.T) (map[string]finding, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), []string{"doctor", "--json"}, func(name string) string { return p.env[name] },
		strings.NewReader(""), &out, io.Discard)
	return readFindings(t, &out), err
}

func readFindings(t *testing.T, out io.Reader) map[string]finding {
	t.Helper()
	all := map[string]finding{}
	for d := json.NewDecoder(out); ; {
		var f finding
		if err := d.Decode(&f); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if all[f.Check].State == "" || all[f.Check].State == "ok" {
			all[f.Check] = f
		}
	}
}

// exec does something to the database.
func (p *patient) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", p.db+"?_pragma=busy_timeout(5000)")
	if err == nil {
		_, err = db.ExecContext(t.Context(), statement, args...)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func days(n int) int64 { return time.Now().AddDate(0, 0, n).UnixMicro() }

// setting is a patient with other settings.
func setting(pairs ...string) func(*testing.T, *patient) {
	return func(_ *testing.T, p *patient) {
		for i := 0; i < len(pairs); i += 2 {
			p.env[pairs[i]] = pairs[i+1]
		}
	}
}

// refusing is a login that refuses.
func refusing(status int, body string) func(*testing.T, *patient) {
	return func(_ *testing.T, p *patient) {
		p.Login.Fail(bottest.Fault{Times: bottest.Always, Status: status, Body: body})
	}
}

func entra(code string) func(*testing.T, *patient) {
	return refusing(http.StatusUnauthorized, `{"error":"invalid_client","error_description":"`+code+`: x"}`)
}

func keysAnswer(status int, body string) func(*testing.T, *patient) {
	return func(_ *testing.T, p *patient) { p.Issuer.Answer(status, body) }
}

// untrusted is an address behind a certificate that nobody knows.
func untrusted(name, path string) func(*testing.T, *patient) {
	return func(t *testing.T, p *patient) {
		s := httptest.NewUnstartedServer(http.NotFoundHandler())
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		s.StartTLS()
		t.Cleanup(s.Close)
		p.env[name] = s.URL + path
	}
}

// occupied is a port on which another program listens.
func occupied(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// certified is a bot with a certificate of a kind of key that ends in so many days.
func certified(key any, left int) func(*testing.T, *patient) {
	return func(t *testing.T, p *patient) {
		var public any
		switch k := key.(type) {
		case *rsa.PrivateKey:
			public = &k.PublicKey
		case *ecdsa.PrivateKey:
			public = &k.PublicKey
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().AddDate(0, 0, left)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
		if err != nil {
			t.Fatal(err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "bot.pem")
		text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
			pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		p.Login.Prove(func(*http.Request) string { return "" })
		delete(p.env, "CLIENT_SECRET")
		p.env["CLIENT_CERTIFICATE_FILE"] = file
	}
}

// instead has another credential in the place of the secret.
func instead(pairs ...string) func(*testing.T, *patient) {
	return func(t *testing.T, p *patient) { setting(append(pairs, "CLIENT_SECRET", "")...)(t, p) }
}

// slowClock is a host of keys whose clock is five minutes behind.
func slowClock(t *testing.T, p *patient) {
	keys := p.env["BOT_OPENID_METADATA_URL"]
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		res, err := http.Get(keys)
		if err != nil {
			return
		}
		defer func() { _ = res.Body.Close() }()
		w.Header().Set("Date", time.Now().Add(-5*time.Minute).UTC().Format(http.TimeFormat))
		_, _ = io.Copy(w, res.Body)
	}))
	t.Cleanup(s.Close)
	p.env["BOT_OPENID_METADATA_URL"] = s.URL
}

func damage(t *testing.T, p *patient) {
	f, err := os.OpenFile(p.db, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteAt(bytes.Repeat([]byte("x"), 40_000), 4096)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDoctor: of everything that can be wrong the one check says so whose matter it is, with who mends it and how; the
// others are well; and nothing of the database is changed.
func TestDoctor(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const dead = "http://127.0.0.1:1/"
	for name, tc := range map[string]struct {
		ail              func(*testing.T, *patient)
		check, state, is string // is: in the cause
		who              string
		also             string // another check that cannot be well then
	}{
		"all is well": {ail: func(*testing.T, *patient) {}},

		"app id":             {setting("CLIENT_ID", "kari"), "configuration", "fail", "MICROSOFT_APP_ID", operator, ""},
		"tenant":             {setting("TENANT_ID", "kommune.no"), "configuration", "fail", "TENANT_ID", operator, ""},
		"no secret":          {setting("CLIENT_SECRET", ""), "configuration", "fail", "PASSWORD", operator, ""},
		"two credentials":    {setting("AZURE_FEDERATED_TOKEN_FILE", "x"), "configuration", "fail", "one way", operator, ""},
		"two secrets":        {setting("MICROSOFT_APP_PASSWORD", "x"), "configuration", "fail", "CLIENT_SECRET_NEXT", operator, ""},
		"no secret's file":   {instead("CLIENT_SECRET_FILE", "none"), "configuration", "fail", "CLIENT_SECRET_FILE", operator, ""},
		"database's kind":    {setting("DATABASE_URL", "mysql://x"), "configuration", "fail", "DATABASE_URL", operator, ""},
		"port":               {setting("PORT", "x"), "configuration", "fail", "PORT", operator, ""},
		"own tenant missing": {setting("ALLOWED_TENANTS", coordinator), "configuration", "warn", "own tenant", operator, ""},
		"coordinator's name": {setting("COORDINATORS", "Kari Nordmann"), "configuration", "fail", "COORDINATORS", operator, ""},
		"half a model":       {setting("OPENAI_MODEL", "gpt"), "configuration", "fail", "OPENAI_MODEL", operator, ""},

		"no certificate":        {instead("CLIENT_CERTIFICATE_FILE", "none"), "credential", "fail", "no such file", operator, "token"},
		"certificate of EC":     {certified(ecKey, 90), "credential", "fail", "RSA", operator, "token"},
		"certificate ends soon": {certified(rsaKey, 20), "credential", "warn", "20 days", owner, "token"},
		"certificate ended":     {certified(rsaKey, -1), "credential", "fail", "-1 days", owner, "token"},
		"secret ends soon": {setting("CLIENT_SECRET_EXPIRES", time.Now().AddDate(0, 0, 10).Format(time.DateOnly)), "credential",
			"warn", "10 days", owner, ""},
		"secret ended":    {setting("CLIENT_SECRET_EXPIRES", "2020-01-01"), "credential", "fail", "2020", owner, ""},
		"end not known":   {setting("CLIENT_SECRET_EXPIRES", ""), "credential", "warn", "not known", operator, ""},
		"no token's file": {instead("AZURE_FEDERATED_TOKEN_FILE", "none"), "token", "fail", "no such file", operator, ""},
		"no identity": {instead("MANAGED_IDENTITY_CLIENT_ID", coordinator, "IDENTITY_ENDPOINT", dead), "token", "fail", "refused",
			network, ""},

		"keys: wrong address":  {keysAnswer(404, ""), "signing keys", "fail", "404", operator, ""},
		"keys: down":           {keysAnswer(503, ""), "signing keys", "fail", "503", others, ""},
		"keys: a page instead": {keysAnswer(200, "<html>"), "signing keys", "fail", "no answer that is of use", operator, ""},
		"keys: none":           {keysAnswer(200, `{"keys":[]}`), "signing keys", "fail", "no answer that is of use", operator, ""},
		"keys: nobody there":   {setting("BOT_OPENID_METADATA_URL", dead), "signing keys", "fail", "refused", network, ""},
		"keys: TLS opened":     {untrusted("BOT_OPENID_METADATA_URL", "/"), "signing keys", "fail", "trust", network, ""},

		"token: wrong secret":    {entra("AADSTS7000215"), "token", "fail", "secret is wrong", owner, ""},
		"token: expired secret":  {entra("AADSTS7000222"), "token", "fail", "expired", owner, ""},
		"token: no registration": {entra("AADSTS700016"), "token", "fail", "no such registration", owner, ""},
		"token: no tenant":       {entra("AADSTS90002"), "token", "fail", "no such tenant", owner, ""},
		"token: no principal":    {entra("AADSTS7000229"), "token", "fail", "principal", owner, ""},
		"token: other code":      {entra("AADSTS50034"), "token", "fail", "AADSTS50034", owner, ""},
		"token: down":            {refusing(503, ""), "token", "fail", "503", others, ""},
		"token: too many":        {refusing(429, ""), "token", "fail", "429", others, ""},
		"token: wrong address":   {refusing(404, ""), "token", "fail", "404", operator, ""},
		"token: a page instead":  {refusing(200, "<html>"), "token", "fail", "not what", operator, ""},
		"token: nobody there":    {setting("BOT_TOKEN_URL", dead+"{tenant}"), "token", "fail", "refused", network, ""},
		"token: TLS opened":      {untrusted("BOT_TOKEN_URL", "/{tenant}"), "token", "fail", "trust", network, ""},

		"connector: nobody there": {setting("BOT_ALLOWED_SERVICE_URLS", dead), "connector", "fail", "refused", network, ""},
		"connector: TLS opened":   {untrusted("BOT_ALLOWED_SERVICE_URLS", "/"), "connector", "fail", "trust", network, ""},
		"clock":                   {slowClock, "clock", "fail", "5m", machine, ""},

		"port taken": {func(t *testing.T, p *patient) { _, p.env["PORT"], _ = strings.Cut(occupied(t), ":") }, "ports", "fail",
			"taken", machine, ""},
		"port of metrics taken": {func(t *testing.T, p *patient) { p.env["METRICS_ADDR"] = occupied(t) }, "ports", "warn",
			"METRICS_ADDR", machine, ""},

		"no folder": {func(t *testing.T, p *patient) { p.env["DATABASE_URL"] = "sqlite:" + p.db + "/below/k.db" }, "database",
			"fail", "unable to open", machine, ""},
		"pages overwritten": {damage, "database", "fail", "malformed", machine, ""},
		"no database file": {func(t *testing.T, p *patient) {
			if err := os.WriteFile(p.db, []byte(strings.Repeat("x", 9000)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "database", "fail", "not a database", machine, ""},
		"newer database": {func(t *testing.T, p *patient) {
			p.exec(t, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`)
		}, "database", "fail", "newer", operator, ""},
		"older database": {func(t *testing.T, p *patient) {
			p.exec(t, `DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`)
		}, "database", "warn", "earlier", operator, ""},
		"no server": {setting("DATABASE_URL", "postgres://u:p@127.0.0.1:1/d"), "database", "fail", "127.0.0.1", server, ""},

		"no coordinators": {setting("COORDINATORS", ""), "coordinators", "warn", "none", operator, ""},
		"no desk": {func(t *testing.T, p *patient) { p.exec(t, `DELETE FROM settings WHERE name = 'desk'`) }, "coordinators",
			"warn", "desk", coordinators, ""},
		"at a standstill": {func(t *testing.T, p *patient) { p.letter(t, "pending", days(-1)) }, "outbox", "fail", "24h", operator, ""},
		"uncertain":       {func(t *testing.T, p *patient) { p.letter(t, "uncertain", days(-1)) }, "outbox", "warn", "may not", coordinators, ""},
		"gate closed": {func(t *testing.T, p *patient) {
			p.exec(t, `INSERT INTO gates (tenant, stopped, reason) VALUES ('x', ?, '429')`, days(1))
		}, "outbox", "warn", "429", others, ""},
		"late announcement": {func(t *testing.T, p *patient) {
			p.exec(t, `INSERT INTO announcements (id, version, content, audience, at, author, state, goal, stopped, approved, unreachable, created,
				changed, started, corrected, ended, reminded) VALUES ('x', 1, '{}', 'all', ?, '{}', 'scheduled', '', 0, '[]', '[]', 1, 1, 0, 0, 0, 0)`,
				days(-1))
		}, "outbox", "fail", "1 announcements are late", operator, ""},
		"old figures": {func(t *testing.T, p *patient) {
			p.exec(t, `INSERT INTO usage_figures (kommune, week, measure, unit, profession, import, value, summed) VALUES ('5001', 202001, 'oppslag', '', '', 1, 9, 0)`)
		}, "figures", "warn", "2020-W01", coordinators, ""},
		"no backup": {func(t *testing.T, p *patient) { p.exec(t, `DELETE FROM settings WHERE name = 'backup'`) }, "backup", "warn",
			"none", operator, ""},
		"old backup": {func(t *testing.T, p *patient) {
			p.exec(t, `UPDATE settings SET value = ? WHERE name = 'backup'`, fmt.Sprint(days(-5)))
		}, "backup", "warn", "5 days", operator, ""},
		"retention behind": {func(t *testing.T, p *patient) {
			p.exec(t, `INSERT INTO answered (tenant, conversation, activity, variant, claimed) VALUES ('x', 'x', 'x', '', ?)`, days(-200))
		}, "retention", "warn", "200 days", operator, ""},

		"no topics": {func(t *testing.T, p *patient) { p.env["KNOWLEDGE_DIR"] = t.TempDir() }, "knowledge", "fail", "KNOWLEDGE_DIR",
			curators, ""},
		"no folder of topics": {setting("KNOWLEDGE_DIR", "none"), "knowledge", "fail", "KNOWLEDGE_DIR", curators, ""},
		"no model":            {setting("OPENAI_BASE_URL", dead+"v1", "OPENAI_MODEL", "m"), "model", "fail", "127.0.0.1", operator, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			tc.ail(t, p)
			before, _ := os.ReadFile(p.db)
			all, err := p.examine(t)
			if after, _ := os.ReadFile(p.db); !bytes.Equal(before, after) {
				t.Error("the database was changed")
			}
			if (err != nil) != (tc.state == "fail") {
				t.Errorf("exit: %v", err)
			}
			f := all[tc.check]
			if tc.check != "" && (f.State != tc.state || !strings.Contains(f.Found, tc.is) || f.How == "" ||
				f.Who != tc.who && tc.who != "") {
				t.Errorf("%+v", f)
			}
			for check, f := range maps.All(all) {
				if check != tc.check && check != tc.also && f.State != "ok" {
					t.Errorf("not well: %+v", f)
				}
			}
		})
	}
}

// letter is a message in the outbox.
func (p *patient) letter(t *testing.T, state string, due int64) {
	p.exec(t, `INSERT INTO outbox (batch, kind, tenant, conversation, address, reply, activity, turn, priority, state, not_before, deadline, created)
		VALUES ('', 'send', 'x', 'x', '{}', '{}', '', '', 1, ?, ?, 0, 1)`, state, due)
}

// TestDoctorKnowsItsOwn: ports that a bot of ours has are no trouble.
func TestDoctorKnowsItsOwn(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }))
	t.Cleanup(bot.Close)
	_, p.env["PORT"], _ = strings.Cut(strings.TrimPrefix(bot.URL, "http://"), ":")
	all, err := p.examine(t)
	if f := all["ports"]; err != nil || !strings.Contains(f.Found, "in use by a bot") {
		t.Errorf("%+v, %v", f, err)
	}
	if err := run(t.Context(), []string{"healthcheck"}, func(name string) string { return p.env[name] },
		strings.NewReader(""), io.Discard, io.Discard); err != nil {
		t.Errorf("healthcheck: %v", err)
	}
	bot.Close()
	if err := run(t.Context(), []string{"healthcheck"}, func(name string) string { return p.env[name] },
		strings.NewReader(""), io.Discard, io.Discard); err == nil {
		t.Error("healthcheck of a bot that is gone is good")
	}
}

// TestDoctorIsQuick: with everything that hangs it takes half a minute at most.
func TestDoctorIsQuick(t *testing.T) {
	t.Parallel()
	hangs, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = hangs.Close() }()
	at := "http://" + hangs.Addr().String() + "/"
	p := newPatient(t)
	setting("BOT_TOKEN_URL", at+"{tenant}", "BOT_OPENID_METADATA_URL", at, "BOT_ALLOWED_SERVICE_URLS", at, "OPENAI_BASE_URL", at,
		"OPENAI_MODEL", "m", "DATABASE_URL", "postgres://u:p@"+hangs.Addr().String()+"/d")(t, p)
	began := time.Now()
	all, _ := p.examine(t)
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %s", took)
	}
	for _, check := range []string{"signing keys", "token", "connector"} {
		if f := all[check]; f.State != "fail" || f.Who != network || !strings.Contains(f.Found, "does not answer") {
			t.Errorf("%+v", f)
		}
	}
}

// TestDoctorBehindAProxy: a proxy that cannot be used is named, not the address behind it.
func TestDoctorBehindAProxy(t *testing.T) {
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for proxy, want := range map[string]string{"http://127.0.0.1:1": "", "http://%zz": "proxy"} {
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Args, cmd.Dir = []string{"kjernebot", "doctor", "--json"}, t.TempDir()
		cmd.Env = []string{"HTTPS_PROXY=" + proxy, "CLIENT_ID=" + bottest.AppID, "CLIENT_SECRET=x", "TENANT_ID=" + bottest.Tenant,
			"DATABASE_URL=sqlite:" + filepath.Join(cmd.Dir, "k.db")}
		out, _ := cmd.Output() // it fails, as it should
		all := readFindings(t, bytes.NewReader(out))
		for _, check := range []string{"signing keys", "token", "connector"} {
			if f := all[check]; want == "" && (f.State != "fail" || f.Who != network || !strings.Contains(f.Found, "HTTPS_PROXY")) {
				t.Errorf("%s: %+v", proxy, f)
			}
		}
		if f := all["proxy"]; (f.State == "fail") != (want != "") {
			t.Errorf("%s: %+v", proxy, f)
		}
	}
}

// TestRemote: what the error of a connection tells of whose matter it is.
func TestRemote(t *testing.T) {
	timeout := &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}
	for want, err := range map[string]error{
		"name":                     &url.Error{Op: "Get", Err: &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host"}}},
		"does not answer":          &url.Error{Op: "Get", Err: timeout},
		"trust":                    &url.Error{Op: "Get", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}},
		"proxy":                    &url.Error{Op: "Get", Err: &net.OpError{Op: "proxyconnect", Err: errors.New("refused")}},
		"cannot be reached: reset": &url.Error{Op: "Get", URL: "https://u:" + secretMark + "@h/", Err: errors.New("reset")},
	} {
		got := remote("https://login.example.no/x", "X", err)
		if !strings.Contains(got.Found, want) || !strings.Contains(got.Found, "login.example.no") || got.Who != network ||
			strings.Contains(got.Found, secretMark) {
			t.Errorf("%v: %+v", err, got)
		}
	}
}
