package config

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/joho/godotenv"

	"kjernebot/bot/message"
)

func env(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

const tenant = "00000000-aaaa-4bbb-8ccc-dddddddddddd"

var registered = []string{"MICROSOFT_APP_ID", "00000000-1111-4222-8333-444444444444", "MICROSOFT_APP_PASSWORD",
	"hemmelig",
	"MICROSOFT_APP_TENANT_ID", strings.ToUpper(tenant)}

func TestDefaultsServeThisMachineOnly(t *testing.T) {
	c, err := Load(env())
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3978" || c.Credentials() || !slices.Equal(c.Tenants, []message.TenantID{"*"}) {
		t.Errorf("got %+v", c)
	}
}

func TestCredentialsOpenTheListener(t *testing.T) {
	c, err := Load(env(registered...))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":3978" || !c.Credentials() || !slices.Equal(c.Tenants, []message.TenantID{tenant}) {
		t.Errorf("got %+v", c)
	}
}

// TestProblemsNameTheVariable: each wrong setting is one line that names the variable, says what is expected and gives
// an example, and never the value, which may be a secret in the wrong place.
func TestProblemsNameTheVariable(t *testing.T) {
	for name, values := range map[string][]string{
		"MICROSOFT_APP_ID":            {"not-a-guid", "hemmelig"},
		"MICROSOFT_APP_TENANT_ID":     {"common", "organizations", "kommune.no"},
		"MICROSOFT_APP_PASSWORD":      {`"hemmelig"`, "${HEMMELIG}", "<hemmelig>", "hemme\nlig"},
		"CLIENT_CERTIFICATE_FILE":     {"hemmelig.pem"}, // beside the secret
		"AZURE_FEDERATED_TOKEN_FILE":  {"hemmelig.jwt"},
		"MANAGED_IDENTITY_CLIENT_ID":  {"hemmelig", tenant},
		"IDENTITY_ENDPOINT":           {"hemmelig", "http://u:hemmelig@127.0.0.1/"},
		"CLIENT_SECRET_EXPIRES":       {"hemmelig", "1.3.2027"},
		"CLIENT_SECRET_FILE":          {"no/hemmelig/file"},
		"MICROSOFT_APP_PASSWORD_FILE": {"config.go"}, // beside the value
		"DATABASE_URL_FILE":           {"no/hemmelig/file", "config.go"},
		"ALLOWED_TENANTS":             {"kommune.no", tenant + ",kommune.no", "kari@kommune.no"},
		"COORDINATORS":                {"kari@kommune.no", "Kari Nordmann", tenant + ";" + tenant},
		"BOT_ALLOWED_SERVICE_URLS": {",", "https://smba", "http://smba.trafficmanager.net/",
			"https://u:hemmelig@smba.trafficmanager.net/", "smba.trafficmanager.net"},
		"BOT_TOKEN_URL": {"http://login.example/x", "https://u:hemmelig@login.example/",
			"https://login.example/?sig=hemmelig", "login"},
		"BOT_OPENID_METADATA_URL": {"ftp://login.example/", "https://"},
		"FILE_HOSTS": {"*", "*.no", "https://files.example.no/x", "127.0.0.1:8080",
			"files.example.no/hemmelig"},
		"DATABASE_URL": {"mysql://u:hemmelig@h/d", "hemmelig", "sqlite:postgres://u:hemmelig@h/d",
			"sqlite://u:hemmelig@h/d"},
		"DATABASE_CONNS":      {"1", "-4", "many", "1000"},
		"PORT":                {"http", "-1", "70000", "3978.0"},
		"LISTEN_ADDR":         {"localhost:", "everywhere", "0.0.0.0:99999", "http://0.0.0.0", "::1:3978:x"},
		"METRICS_ADDR":        {"9464", ":99999", "127.0.0.1:", "http://127.0.0.1:9464", ":3978"},
		"USAGE_VISIBILITY":    {"everyone"},
		"SEND_RATE":           {"200", "0", "20/s"},
		"ANNOUNCE_APPROVAL":   {"3"},
		"RETENTION_DAYS":      {"0", "90d"},
		"AUDIT_DAYS":          {"1"},
		"LOG_LEVEL":           {"loud"},
		"LOG_FORMAT":          {"xml"},
		"OPENAI_MODEL":        {"gpt"},
		"OPENAI_API_KEY":      {"hemmelig"},
		"OPENAI_API_TYPE":     {"google"},
		"OPENAI_API_VERSION":  {"bad"},
		"OPENAI_BASE_URL":     {"llm.example", "https://u:hemmelig@llm.example/v1"},
		"OPENAI_DAILY_TOKENS": {"-1"},
	} {
		for _, value := range values {
			_, err := Load(env(append(slices.Clone(registered), name, value)...))
			if err == nil {
				t.Errorf("%s=%q is taken", name, value)
				continue
			}
			told := false
			for line := range strings.Lines(err.Error()) {
				told = told || strings.HasPrefix(line, name+": ") || strings.HasPrefix(name, "OPENAI_") &&
					strings.HasPrefix(line, "OPENAI_")
				if !strings.Contains(line, "such as ") {
					t.Errorf("%s=%q: no example in %q", name, value, line)
				}
			}
			if !told {
				t.Errorf("%s=%q: not named in %q", name, value, err)
			}
			if strings.Contains(strings.ToLower(err.Error()), "hemmelig") {
				t.Errorf("%s: the secret is told: %q", name, err)
			}
		}
	}
}

func TestProblemsAllAtOnce(t *testing.T) {
	_, err := Load(env("PORT", "-1", "LOG_LEVEL", "loud", "LISTEN_ADDR", "0.0.0.0", "MICROSOFT_APP_PASSWORD", "hemmelig"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"PORT: ", "LOG_LEVEL: ", "LISTEN_ADDR: ", "MICROSOFT_APP_ID: is empty",
		"MICROSOFT_APP_TENANT_ID: is empty"} {
		if strings.Count(err.Error(), want) != 1 {
			t.Errorf("%q is not there once in %q", want, err)
		}
	}
	if _, err = Load(env("MICROSOFT_APP_ID", registered[1], "MICROSOFT_APP_TENANT_ID", tenant)); err == nil ||
		!strings.Contains(err.Error(), "MICROSOFT_APP_PASSWORD: is empty") {
		t.Errorf("without a password: %v", err)
	}
}

// TestModelSettings: what the client of the language model is given, it takes as checked.
func TestModelSettings(t *testing.T) {
	const secret = "sk-very-secret-key"
	tests := []struct {
		name  string
		pairs []string
		want  []string // empty: fine
	}{
		{"OpenAI", []string{"OPENAI_API_KEY", secret, "OPENAI_MODEL", "gpt-4o-mini"}, nil},
		{"Ollama", []string{"OPENAI_BASE_URL", "http://127.0.0.1:11434/v1", "OPENAI_MODEL", "llama3"}, nil},
		{"a machine of one's own without a key",
			[]string{"OPENAI_BASE_URL", "http://llm.example/v1", "OPENAI_MODEL", "x"}, nil},
		{"a model alone", []string{"OPENAI_MODEL", "x"}, []string{"OPENAI_BASE_URL", "OPENAI_API_KEY"}},
		{"no model", []string{"OPENAI_API_KEY", secret}, []string{"OPENAI_MODEL"}},
		{"Azure without address", []string{"OPENAI_API_TYPE", "azure", "OPENAI_API_KEY", secret, "OPENAI_MODEL", "x"},
			[]string{"OPENAI_BASE_URL"}},
		{"key in the clear",
			[]string{"OPENAI_API_KEY", secret, "OPENAI_BASE_URL", "http://llm.example/v1", "OPENAI_MODEL", "x"},
			[]string{"OPENAI_BASE_URL"}},
		{"password in the address",
			[]string{"OPENAI_BASE_URL", "https://user:" + secret + "@llm.example/v1", "OPENAI_MODEL", "x"},
			[]string{"OPENAI_BASE_URL"}},
		{"another type", []string{"OPENAI_API_TYPE", "bard", "OPENAI_API_KEY", secret, "OPENAI_MODEL", "x"},
			[]string{"OPENAI_API_TYPE"}},
		{"another scheme", []string{"OPENAI_BASE_URL", "file:///etc/passwd", "OPENAI_MODEL", "x"},
			[]string{"OPENAI_BASE_URL"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(env(tt.pairs...))
			if (err == nil) != (tt.want == nil) {
				t.Fatalf("got %v", err)
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not name %s", err, w)
				}
			}
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%q holds the key", err)
			}
		})
	}
}

func TestOddSettingsAreWarnedOf(t *testing.T) {
	for want, pairs := range map[string][]string{
		"ALLOWED_TENANTS: lacks the bot's own tenant": {"ALLOWED_TENANTS",
			"11111111-aaaa-4bbb-8ccc-dddddddddddd"},
		"ALLOWED_TENANTS: * serves all":             {"ALLOWED_TENANTS", "*," + tenant},
		"MICROSOFT_APP_PASSWORD: looks like the id": {"MICROSOFT_APP_PASSWORD", tenant},
		"OPENAI_API_VERSION: is used on Azure only": {"OPENAI_API_VERSION",
			"2025-04-01-preview"},
		"COORDINATOR: is no setting":                                                 {"COORDINATOR", "x"},
		"ALLOWED_TENANT: is no setting":                                              {"ALLOWED_TENANT", "x"},
		"DATABASE_URI: is no setting":                                                {"DATABASE_URI", "x"},
		"MICROSOFT_APPPASSWORD: is no setting":                                       {"MICROSOFT_APPPASSWORD", "x"},
		"RETENTIONDAYS: is no setting and is not read; did you mean RETENTION_DAYS?": {"RETENTIONDAYS", "x"},
	} {
		c, err := Load(env(append(slices.Clone(registered), pairs...)...), pairs[0])
		if err != nil || len(c.Warnings) != 1 || !strings.HasPrefix(c.Warnings[0], want) {
			t.Errorf("%v: warnings %q, %v; want %q", pairs, c.Warnings, err, want)
		}
	}
	others := []string{"PATH", "HOME", "HOSTNAME", "LANG", "PORTS", "HTTPS_PROXY", "DATABASE_URL_FILE", "OPENAI_ORG_ID",
		"KUBERNETES_PORT", "PORT", "MICROSOFT_APP_ID"}
	if c, err := Load(env(registered...), others...); err != nil || len(c.Warnings) > 0 {
		t.Errorf("warnings %q, %v; want none", c.Warnings, err)
	}
}

// TestExampleIsWhatIsRead: every variable that Load reads stands in .env.example with its default, and nothing else
// stands there.
func TestExampleIsWhatIsRead(t *testing.T) {
	example, err := godotenv.Read(filepath.Join("..", "..", ".env.example"))
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	fromNothing, err := Load(func(name string) string { read[name] = true; return "" })
	if err != nil {
		t.Fatal(err)
	}
	for name := range read {
		if _, ok := example[name]; !ok {
			t.Errorf(".env.example lacks %s", name)
		}
	}
	for name := range example {
		if !read[name] {
			t.Errorf(".env.example has %s, which nothing reads", name)
		}
	}
	fromExample, err := Load(func(name string) string { return example[name] })
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(fromExample, fromNothing) {
		t.Errorf("the values of .env.example are not the defaults:\n got %+v\nwant %+v", fromExample, fromNothing)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	c, err := Load(env(append(registered, "DATABASE_URL", "postgres://u:hemmelig@h/d")...))
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c.Credential, "database", c.DatabaseURL)
	if out := fmt.Sprintf("%v %+v %#v %s", c, c, c, log.String()); strings.Contains(out, "hemmelig") {
		t.Errorf("a secret prints: %s", out)
	}
}

func TestExampleHasNoSecret(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", ".env.example"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "MICROSOFT_APP_PASSWORD=\n") {
		t.Error("the password in .env.example is not empty")
	}
}

// TestSecondNames: what `teams app create --env .env` writes works as it is; two names that say two things are refused.
func TestSecondNames(t *testing.T) {
	written := []string{"CLIENT_ID", registered[1], "CLIENT_SECRET", "hemmelig", "TENANT_ID", tenant}
	c, err := Load(env(written...))
	if err != nil || c.AppID != registered[1] || c.AppTenant != tenant || len(c.Credential.Secrets) != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := Load(env(append(written, registered...)...)); err != nil {
		t.Errorf("both names with the same values: %v", err)
	}
	for own, other := range map[string]string{"MICROSOFT_APP_ID": "CLIENT_ID", "MICROSOFT_APP_TENANT_ID": "TENANT_ID",
		"MICROSOFT_APP_PASSWORD": "CLIENT_SECRET"} {
		_, err := Load(env(append(slices.Clone(registered), other, exampleID)...))
		if err == nil || !strings.HasPrefix(err.Error(), own+": says something else than "+other) {
			t.Errorf("%s beside %s: %v", other, own, err)
		}
	}
}

// TestSecretsInFiles: each secret may stand in a file, whose changes count; a second one may take its place.
func TestSecretsInFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first\n")
	c, err := Load(env("CLIENT_ID", registered[1], "TENANT_ID", tenant, "CLIENT_SECRET_FILE", file, "CLIENT_SECRET_NEXT", "n"))
	if err != nil || len(c.Credential.Secrets) != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, want := range []string{"first", "second"} {
		write(want + "\n")
		if got, err := c.Credential.Secrets[0].Read(); got != want || err != nil {
			t.Errorf("read %q, %v; want %q", got, err, want)
		}
	}
	write("postgres://u:hemmelig@h/d")
	if c, err = Load(env("DATABASE_URL_FILE", file)); err != nil || string(c.DatabaseURL) != "postgres://u:hemmelig@h/d" {
		t.Errorf("database %q, %v", string(c.DatabaseURL), err)
	}
}

// TestOneCredential: each way works alone, and two at once are refused.
func TestOneCredential(t *testing.T) {
	ways := map[string]string{"CLIENT_SECRET": "hemmelig", "CLIENT_CERTIFICATE_FILE": "bot.pem",
		"AZURE_FEDERATED_TOKEN_FILE": "token", "MANAGED_IDENTITY_CLIENT_ID": exampleID}
	for name, value := range ways {
		base := []string{"CLIENT_ID", registered[1], "TENANT_ID", tenant, name, value}
		if _, err := Load(env(base...)); err != nil {
			t.Errorf("%s alone: %v", name, err)
		}
		for other, value := range ways {
			_, err := Load(env(append(slices.Clone(base), other, value)...))
			if (err == nil) != (other == name) {
				t.Errorf("%s and %s: %v", name, other, err)
			}
		}
	}
}
