package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
)

// moveVariable is how many rows are moved in TestMove; fewer without.
const moveVariable = "KJERNEBOT_MOVE"

func nothing(int, int) {}

// TestMove goes from each engine to each: everything is there, counted and compared, what was unsent is sent from there
// and not from where it was, and ids go on.
func TestMove(t *testing.T) {
	rows, _ := strconv.Atoi(os.Getenv(moveVariable))
	rows = max(rows, 100)
	for from, source := range engines() {
		for to, target := range engines() {
			t.Run(from+" to "+to, func(t *testing.T) {
				a, b := source(t), target(t)
				db := openAs(t, a)
				letter := outbox.Message{Kind: outbox.Send, To: message.Conversation{Tenant: "t", ID: "a:1"},
					Reply: message.Reply{Text: "«hei» æøå \\ \" 🙂"}} // without a key: null
				id, err := db.Enqueue(t.Context(), letter)
				if err != nil {
					t.Fatal(err)
				}
				fillClaims(t, a, rows)
				if _, err := store.Move(t.Context(), storetest.Logger(t), a, b, nothing); err == nil ||
					!strings.Contains(err.Error(), "in use") {
					t.Errorf("moved from under a program: %v", err)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				tables, err := store.Move(t.Context(), storetest.Logger(t), a, b, nothing, store.Shell("root"))
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%d rows in %s", rows, time.Since(began).Round(time.Millisecond))
				if tables["answered"] != (store.Copied{Rows: int64(rows), Equal: true}) || tables["outbox"].Rows != 1 ||
					len(tables) < 25 {
					t.Errorf("moved %+v", tables)
				}
				moved := openAs(t, b)
				if m, err := moved.Message(t.Context(), id); err != nil || m.State != outbox.Pending ||
					!cmp.Equal(m.Reply.Text, letter.Reply.Text) {
					t.Errorf("the message is %s %q, %v", m.State, m.Reply.Text, err)
				}
				if next, err := moved.Enqueue(t.Context(), letter); err != nil || next <= id {
					t.Errorf("the next message is %d after %d, %v", next, id, err)
				}
				if got := audited(t, moved); !cmp.Equal(got, []string{"root database move : " + from + ">" + to}) {
					t.Errorf("audit %q", got)
				}
				left := openAs(t, a)
				if m, err := left.Message(t.Context(), id); err != nil || m.State != outbox.Uncertain {
					t.Errorf("where it was the message is %s, %v", m.State, err)
				}
				if err := errors.Join(left.Close(), moved.Close()); err != nil {
					t.Fatal(err)
				}
				if _, err := store.Move(t.Context(), storetest.Logger(t), a, b, nothing); err == nil ||
					!strings.Contains(err.Error(), "the place is taken") {
					t.Errorf("moved over another database: %v", err)
				}
			})
		}
	}
}

// fillClaims makes rows of the table of which there are most.
func fillClaims(t *testing.T, dsn string, rows int) {
	t.Helper()
	series := fmt.Sprintf(`generate_series(1, %d) AS s(n)`, rows)
	driver := "pgx"
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, dsn = "sqlite", path+"?_pragma=busy_timeout(5000)"
		series = fmt.Sprintf(`(WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s WHERE n < %d) SELECT n FROM s)`, rows)
	}
	db, err := sql.Open(driver, dsn)
	if err == nil {
		_, err = db.ExecContext(t.Context(), `INSERT INTO answered (tenant, conversation, activity, variant, answer, claimed)
			SELECT '11111111-0000-4000-8000-000000000001', 'a:chat-' || n % 1000, '17000000000000' || n, '', 'answer-' || n, n FROM `+series)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestMoveIsAllOrNothing: when a row does not arrive as it was, nothing is moved, and the database is where it was.
func TestMoveIsAllOrNothing(t *testing.T) {
	a, b := storetest.SQLiteDSN(t), storetest.SQLiteDSN(t)
	db := openAs(t, a)
	id, err := db.Enqueue(t.Context(), outbox.Message{Kind: outbox.Send, To: message.Conversation{Tenant: "t", ID: "a:1"}})
	if err = errors.Join(err, db.Close(), openAs(t, b).Close()); err != nil {
		t.Fatal(err)
	}
	spoiled, err := sql.Open("sqlite", strings.TrimPrefix(b, "sqlite:"))
	if err == nil {
		_, err = spoiled.ExecContext(t.Context(), `CREATE TRIGGER spoil AFTER INSERT ON outbox BEGIN
			UPDATE outbox SET priority = priority + 1 WHERE id = NEW.id; END`)
	}
	if err = errors.Join(err, spoiled.Close()); err != nil {
		t.Fatal(err)
	}
	tables, err := store.Move(t.Context(), storetest.Logger(t), a, b, nothing)
	if err == nil || !strings.Contains(err.Error(), "outbox: what arrived") || tables["outbox"].Equal ||
		!tables["answered"].Equal {
		t.Errorf("moved %v, %v", tables, err)
	}
	if m, err := openAs(t, a).Message(t.Context(), id); err != nil || m.State != outbox.Pending {
		t.Errorf("the message is %s, %v", m.State, err)
	}
	if _, err := openAs(t, b).Message(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("half of it is moved: %v", err)
	}
}

// TestMoveLooksFirst: what cannot be moved is refused, and nothing is made.
func TestMoveLooksFirst(t *testing.T) {
	there := storetest.SQLiteDSN(t)
	if err := openAs(t, there).Close(); err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(t.TempDir(), "none.db")
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing":        {"sqlite:" + none, there, "there is no database yet"},
		"to itself":      {there, there, "the same"},
		"of another age": {"sqlite:" + firstSchema(t), "sqlite:" + none, "kjernebot migrate"},
		"over another":   {there, "sqlite:" + firstSchema(t), "kjernebot migrate"},
		"nowhere":        {there, "mysql://x", "unknown kind of database"},
	} {
		_, err := store.Move(t.Context(), storetest.Logger(t), c.from, c.to, nothing)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a database was made")
	}
}
