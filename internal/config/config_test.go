package config

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/joho/godotenv"
)

func env(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

var registered = []string{"MICROSOFT_APP_ID", "app", "MICROSOFT_APP_PASSWORD", "hemmelig", "MICROSOFT_APP_TENANT_ID", "TENANT"}

func TestDefaultsServeThisMachineOnly(t *testing.T) {
	c, err := Load(env())
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3978" || c.Credentials() || !slices.Equal(c.Tenants, []string{"*"}) {
		t.Errorf("got %+v", c)
	}
}

func TestCredentialsOpenTheListener(t *testing.T) {
	c, err := Load(env(registered...))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":3978" || !c.Credentials() || !slices.Equal(c.Tenants, []string{"tenant"}) {
		t.Errorf("got %+v", c)
	}
}

func TestProblemsNameTheVariable(t *testing.T) {
	for _, tc := range []struct {
		name string
		env  []string
		want []string // each in the error
	}{
		{"password missing", []string{"MICROSOFT_APP_ID", "app", "MICROSOFT_APP_TENANT_ID", "t"}, []string{"MICROSOFT_APP_PASSWORD: is empty"}},
		{"only the password", []string{"MICROSOFT_APP_PASSWORD", "hemmelig"}, []string{"MICROSOFT_APP_ID: is empty", "MICROSOFT_APP_TENANT_ID: is empty"}},
		{"open listener without credentials", []string{"LISTEN_ADDR", "0.0.0.0"}, []string{"LISTEN_ADDR"}},
		{"port", []string{"PORT", "http"}, []string{`PORT: is "http"`}},
		{"two at once", []string{"PORT", "-1", "LOG_LEVEL", "loud"}, []string{"PORT", "LOG_LEVEL"}},
		{"http token address", []string{"BOT_TOKEN_URL", "http://login.example/x"}, []string{"BOT_TOKEN_URL"}},
		{"user in address", []string{"BOT_ALLOWED_SERVICE_URLS", "https://a@b.example/"}, []string{"BOT_ALLOWED_SERVICE_URLS"}},
		{"database", []string{"DATABASE_URL", "mysql://u:hemmelig@h/d"}, []string{"DATABASE_URL: expected sqlite:PATH"}},
		{"metrics", []string{"METRICS_ADDR", "9464"}, []string{"METRICS_ADDR"}},
		{"visibility", []string{"USAGE_VISIBILITY", "everyone"}, []string{`USAGE_VISIBILITY: is "everyone"; expected one of own, all`}},
		{"file host", []string{"FILE_HOSTS", "https://files.example/x"}, []string{"FILE_HOSTS"}},
		{"file host of this machine", append([]string{"FILE_HOSTS", "127.0.0.1:8080"}, registered...), []string{"FILE_HOSTS: has \"127.0.0.1:8080\", but"}},
		{"model missing", []string{"OPENAI_API_KEY", "hemmelig"}, []string{"OPENAI_MODEL: is empty"}},
		{"azure without address", []string{"OPENAI_API_TYPE", "azure", "OPENAI_MODEL", "m", "OPENAI_API_KEY", "hemmelig"}, []string{"OPENAI_BASE_URL: Azure needs"}},
		{"key without encryption", []string{"OPENAI_BASE_URL", "http://llm.example/v1", "OPENAI_MODEL", "m", "OPENAI_API_KEY", "hemmelig"}, []string{"OPENAI_BASE_URL: would send the key"}},
		{"rate", []string{"SEND_RATE", "200"}, []string{"SEND_RATE"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Load(env(tc.env...))
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "hemmelig") {
				t.Errorf("error tells the secret: %q", err)
			}
		})
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
	if got, want := fmt.Sprintf("%#v", fromExample), fmt.Sprintf("%#v", fromNothing); got != want {
		t.Errorf("the values of .env.example are not the defaults:\n got %s\nwant %s", got, want)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	c, err := Load(env(append(registered, "DATABASE_URL", "postgres://u:hemmelig@h/d")...))
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c.AppPassword, "database", c.DatabaseURL)
	if out := fmt.Sprintf("%v %+v %s", c, c, log.String()); strings.Contains(out, "hemmelig") {
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
