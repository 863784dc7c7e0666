package main

import (
	"bytes"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/internal/store/storetest"
)

// copied is one way in which an old copy of a database comes into use.
type copied struct {
	name string
	dsn  func(testing.TB) string
	take func(t *testing.T, s *started, file string)          // copies the database while it is in use
	put  func(t *testing.T, dsn, file string) (newDSN string) // puts the copy in place when it is not
}

func copies() []copied {
	return []copied{
		{"sqlite, restored in its place", storetest.SQLiteDSN, takeSQLite, func(t *testing.T, dsn, file string) string {
			path := strings.TrimPrefix(dsn, "sqlite:")
			for _, left := range []string{"-wal", "-shm"} {
				_ = os.Remove(path + left)
			}
			copyFile(t, file, path)
			return dsn
		}},
		{"sqlite, on another machine", storetest.SQLiteDSN, takeSQLite, func(t *testing.T, _, file string) string {
			dsn := storetest.SQLiteDSN(t)
			copyFile(t, file, strings.TrimPrefix(dsn, "sqlite:"))
			return dsn
		}},
		{"postgres, restored in its place", storetest.PostgresDSN, takePostgres, func(t *testing.T, dsn, file string) string {
			pgTool(t, "pg_restore", "--clean", "--if-exists", "--dbname", withoutPath(t, dsn), file)
			return dsn
		}},
		{"postgres, only its rows", storetest.PostgresDSN, takePostgres, func(t *testing.T, dsn, file string) string {
			storetest.Exec(t, dsn, `DO $$ DECLARE t record; BEGIN
				FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP EXECUTE 'DELETE FROM ' || t.tablename; END LOOP;
			END $$`)
			pgTool(t, "pg_restore", "--data-only", "--dbname", withoutPath(t, dsn), file)
			return dsn
		}},
	}
}

func takeSQLite(t *testing.T, s *started, file string) { beside(t, s, nil, "backup", file) }

func takePostgres(t *testing.T, s *started, file string) {
	dsn := s.getenv("DATABASE_URL")
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	pgTool(t, "pg_dump", "--format=custom", "--schema", u.Query().Get("search_path"), "--file", file, withoutPath(t, dsn))
}

func withoutPath(t *testing.T, dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Del("search_path")
	u.RawQuery = q.Encode()
	return u.String()
}

// pgTool runs one of PostgreSQL's own programs.
func pgTool(t *testing.T, name string, args ...string) {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		name = found[len(found)-1]
	} else if _, err := exec.LookPath(name); err != nil {
		t.Skipf("no %s here", name)
	}
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestACopySendsNothingAgain copies the database in the middle of an announcement, lets the original send the rest and
// one more at its time, and goes on with the copy: nobody gets anything twice until somebody says so.
func TestACopySendsNothingAgain(t *testing.T) {
	t.Parallel()
	for _, c := range copies() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			const all = 100
			teams := bottest.NewTeams(t)
			env := map[string]string{"DATABASE_URL": c.dsn(t), "SEND_RATE": "50", "LOG_LEVEL": "error",
				"COORDINATORS": bottest.ObjectID}
			s := startApp(t, teams, env)
			say(t, teams, "Hei!", 200) // the coordinator has a chat
			seedPeople(t, s, all)
			id := announceTo(t, s, "members")
			var later struct{ ID string }
			at := time.Now().Add(7 * time.Second).UTC().Format(time.RFC3339)
			var far struct{ ID string }
			beside(t, s, &far, "announce", "send", "--title", "Langt fram", "--text", "Kunngjort en gang", "--to", "members",
				"--at", "2090-01-02T08:00")
			beside(t, s, &later, "announce", "send", "--title", "Senere", "--text", "Kunngjort senere", "--to", "members",
				"--at", at)
			teams.WaitFor("32 copies", func(all []bottest.Message) bool { return len(all) >= 33 })
			file := filepath.Join(t.TempDir(), "copy")
			c.take(t, s, file)
			waitDone(t, s, id)
			waitDone(t, s, later.ID)
			s.end()

			env["DATABASE_URL"] = c.put(t, env["DATABASE_URL"], file)
			s = startApp(t, teams, env)
			teams.WaitFor("word to the coordinator", func(all []bottest.Message) bool {
				return strings.Contains(string(all[len(all)-1].Body), "gjenopprettet")
			})
			report, held := waitDone(t, s, id), waitDone(t, s, later.ID)
			t.Logf("copies: %s; those that waited for their time: %s", report, held)
			if report.Sent+report.Uncertain != all || report.Uncertain == 0 || held.Uncertain != all {
				t.Errorf("copies: %s, then %s; want the unsent uncertain", report, held)
			}
			for _, text := range []string{"Kunngjort tekst", "Kunngjort senere"} {
				wantCopies(t, teams, text, all)
			}
			var shown bytes.Buffer
			if err := run(t.Context(), []string{"announce", "show", far.ID}, s.getenv, nil, &shown, &shown); err != nil ||
				!strings.Contains(shown.String(), "gjenopprettet") {
				t.Errorf("what waits for its time does not tell why it will not be sent: %s, %v", &shown, err)
			}
			// A second start knows the database, and a person decides.
			s.end()
			s = startApp(t, teams, env)
			beside(t, s, nil, "announce", "resend", id, "--uncertain")
			if again := waitDone(t, s, id); again.Sent != all {
				t.Errorf("sent again: %s", again)
			}
			if got := announceTo(t, s, "members"); waitDone(t, s, got).Sent != all {
				t.Error("a new announcement is not sent")
			}
		})
	}
}
