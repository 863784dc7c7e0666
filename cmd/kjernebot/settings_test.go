package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/joho/godotenv"

	"kjernebot/bot/bottest"
)

// secretMark is in every value that must not be seen.
const secretMark = "hemmelighet7"

// TestNoSecretIsTold puts a marked secret into every variable in turn, as somebody may who takes the wrong line, and
// looks for it in all that commands print.
func TestNoSecretIsTold(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("a thousand commands, one after the other; the gate has run them without the race detector")
	}
	names, err := godotenv.Read("../../.env.example") // a test of config holds it to what is read
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	values := []string{
		secretMark, "https://u:" + secretMark + "@127.0.0.1:1/", "postgres://u:" + secretMark + "@127.0.0.1:1/db",
		"postgres://u:" + secretMark + "%@h/db",
		"sqlite:postgres://u:" + secretMark + "@h/db",
	}
	registration := map[string]string{
		"MICROSOFT_APP_ID": bottest.AppID, "MICROSOFT_APP_PASSWORD": secretMark, "MICROSOFT_APP_TENANT_ID": bottest.Tenant,
		"BOT_OPENID_METADATA_URL": "http://127.0.0.1:1/", "BOT_TOKEN_URL": "http://127.0.0.1:1/",
		"METRICS_ADDR": "127.0.0.1:0",
		"DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "k.db"), "LOG_LEVEL": "debug",
	}
	for name := range names {
		for _, value := range values {
			for _, args := range [][]string{{"doctor"}, {"usage", "show"}, {"migrate"}} {
				getenv := func(asked string) string {
					if asked == name {
						return value
					}
					return registration[asked]
				}
				var out, errs bytes.Buffer
				err := run(t.Context(), args, getenv, strings.NewReader(""), &out, &errs)
				told := out.String() + errs.String()
				if err != nil {
					told += err.Error()
				}
				if told == "" && args[0] == "doctor" || strings.Contains(told, secretMark) {
					t.Errorf("%s=%s, %s: %s", name, value, args, told)
				}
			}
		}
	}
}

// TestFileOfSettings: what is wrong with it is told by the number of the line, and nothing of the line.
func TestFileOfSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), ".env")
	for text, want := range map[string]string{
		"PORT=1\nMICROSOFT_APP_PASSWORD=\"" + secretMark + "\nLOG_LEVEL=info\n":         "line 2 ",
		"PORT=1\n\n# a comment\n" + secretMark + "\nLOG_LEVEL=info\n":                   "line 4 ",
		"A=\"two\nlines\"\nB='" + secretMark + "\n":                                     "line 3 ",
		secretMark + " " + secretMark + "=x y\n":                                        "line 1 ",
		"PORT=1\nexport LOG_LEVEL=info\nMICROSOFT_APP_PASSWORD='a$b \" # c'\nX: yaml\n": "",
		"A=a$b" + secretMark + "\nMICROSOFT_APP_PASSWORD='a$b \" # c'\n":                "",
	} {
		text += "\n#A=b$c\nD='e$f'\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var odd bytes.Buffer
		getenv, _, err := environment(file, &odd)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", text, err)
		case want == "" && getenv("MICROSOFT_APP_PASSWORD") != "a$b \" # c":
			t.Errorf("the password is read as %q", getenv("MICROSOFT_APP_PASSWORD"))
		case strings.Contains(odd.String(), secretMark) ||
			strings.Contains(text, "=a$b") != strings.Contains(odd.String(), "warning: A: a $"):
			t.Errorf("%q: warnings %q", text, &odd)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secretMark)):
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
