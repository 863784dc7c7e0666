package store

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/message"
)

// TestEveryTableHasAnEnd: what a table keeps is removed some day, or there is a reason why not.
func TestEveryTableHasAnEnd(t *testing.T) {
	stays := map[string]string{
		"gates":         "a tenant's pace",
		"generation":    "one row",
		"members":       "rights, until somebody takes them away",
		"settings":      "what coordinators set for everybody",
		"usage_figures": "nobody's: the history of figures",
		"usage_head":    "one row",
		"usage_units":   "nobody's: names of units",
	}
	tables := migrated(t)
	if len(tables) < len(stays) {
		t.Fatalf("tables %q", tables)
	}
	ends := map[string]bool{}
	for _, r := range forgetting().Retention {
		ends[r.Table] = true
	}
	for _, table := range tables {
		if ends[table] == (stays[table] != "") {
			t.Errorf("%s: has an end: %v, reason to stay: %q; want one of them", table, ends[table], stays[table])
		}
	}
}

// migrated lists the tables of a new database.
func migrated(t *testing.T) []string {
	t.Helper()
	db, err := Open(t.Context(), slog.New(slog.DiscardHandler), "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tables, err := tablesOf(t.Context(), db.engine.(*sqlite).readers, "sqlite")
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// TestRetentionPage: docs/personvern.md tells of every table that knows a person, with the end that the rules give it, and
// of nothing that is not stored.
func TestRetentionPage(t *testing.T) {
	told := map[string][]string{ // how a row of the page begins, and what it is about
		"adressen til samtaler":              {"conversations"},
		"hvilken melding som er besvart":     {"answered"},
		"meldinger som venter":               {"outbox", "conversation_gates"},
		"spørsmål som noen ba om":            {"inquiries"},
		"spørsmål uten godt svar":            {"gaps"},
		"hvor spørsmål som sendes videre":    {"settings"},
		"hvor langt en kommune er kommet":    {"road_marks", "road_nudges"},
		"hvem som ikke vil ha påminnelser":   {"opt_outs"},
		"språket en person":                  {"preferences"},
		"hvem som hører til hvilken kommune": {"members"},
		"hvem som har gjort hva":             {"audit", "member_changes"},
		"kommunen en person ser ut til":      {"member_suggestions"},
		"brukstall, og hvem som la dem inn":  {"usage_imports", "usage_figures", "usage_units"},
		"regneark der noe ser uvanlig ut":    {"waiting_sheets"},
		"hvem som vil ha brukstall hver uke": {"usage_subscriptions"},
		"kunngjøringer: tekst": {"announcements", "announcement_copies", "announcement_reads", "announcement_resends",
			"batch_texts", "live_cards"},
		"spørsmål og svar som en koordinator har publisert": {}, // files of the guide
	}
	nobodys := []string{"gates", "generation", "usage_head"}
	page, err := os.ReadFile("../../docs/personvern.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(page), "| --- | --- | --- |\n")
	rows, _, _ = strings.Cut(rows, "\n\n")
	ends := map[string]string{} // by table
	for line := range strings.Lines(rows) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		known := false
		for begins, tables := range told {
			if strings.HasPrefix(cells[0], " "+begins) && len(cells) == 3 {
				known = true
				for _, table := range tables {
					ends[table] = cells[2]
				}
			}
		}
		if !known {
			t.Errorf("what is stored of %q?", line)
		}
	}
	for _, table := range migrated(t) {
		if (ends[table] == "") != slices.Contains(nobodys, table) {
			t.Errorf("%s: the page says %q", table, ends[table])
		}
	}
	for _, known := range forgetting().Traces {
		if ends[known.Table] == "" {
			t.Errorf("%s knows a person, and the page does not tell", known.Table)
		}
	}
	times := Retention{Before: time.Unix(1, 0), Audit: time.Unix(2, 0), Now: time.Unix(1e9, 0)}
	words := map[time.Time]string{times.Before: "`RETENTION_DAYS`", times.Audit: "`AUDIT_DAYS`", rule{After: "waited"}.at(times): "30 minutter"}
	for _, r := range forgetting().Retention {
		if word := words[r.at(times)]; !strings.Contains(ends[r.Table], word) {
			t.Errorf("%s ends after %s, and the page says %q", r.Table, word, ends[r.Table])
		}
	}
}

// purgeVariable is how many messages are removed in TestPurgeLetsOthersWrite; a year has a million. Fewer without.
const purgeVariable = "KJERNEBOT_PURGE"

// TestPurgeLetsOthersWrite claims messages while years of claims and messages are removed, and compares how long that
// takes with how long it takes alone. It also shows that space comes back.
func TestPurgeLetsOthersWrite(t *testing.T) {
	rows, _ := strconv.Atoi(os.Getenv(purgeVariable))
	long := rows > 0
	if !long {
		rows = 5000
	}
	dsns := map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "s.db")}
	if server := os.Getenv("KJERNEBOT_TEST_POSTGRES"); server != "" && long {
		dsns["postgres"] = server
	}
	for name, dsn := range dsns {
		t.Run(name, func(t *testing.T) {
			db, err := Open(t.Context(), slog.New(slog.DiscardHandler), dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			fillOld(t, db, rows)
			alone := claimFor(t, db, "alone", 2*time.Second, nil)
			size := sizeOf(dsn)
			done := make(chan struct{})
			began := time.Now()
			go func() {
				defer close(done)
				removed, err := db.Purge(context.WithoutCancel(t.Context()),
					Retention{Now: time.Now(), Before: time.Now().AddDate(0, 0, -90), Audit: time.Now().AddDate(-2, 0, 0)})
				if err != nil || removed["answered"] != int64(rows) || removed["outbox"] != int64(rows/5) {
					t.Errorf("removed %v, %v", removed, err)
				}
			}()
			beside := claimFor(t, db, "beside", 0, done)
			t.Logf("%d + %d rows in %s; claims alone p50 %s p99 %s, beside p50 %s p99 %s most %s; file %d MB, then %d MB", rows,
				rows/5,
				time.Since(began).Round(time.Millisecond), at(alone, 50), at(alone, 99), at(beside, 50), at(beside, 99), at(beside,
					100), size>>20, sizeOf(dsn)>>20)
			if limit := max(2*at(alone, 99), 100*time.Millisecond); long && at(beside, 99) > limit {
				t.Errorf("p99 beside the purge %s, want %s at most", at(beside, 99), limit)
			}
			if name == "sqlite" && sizeOf(dsn) > size*3/4 { // the claims of the measurement stay
				t.Errorf("the file had %d kB and has %d kB", size>>10, sizeOf(dsn)>>10)
			}
		})
	}
}

// fillOld makes claims and messages of a year ago.
func fillOld(t *testing.T, db *DB, rows int) {
	t.Helper()
	old := micros(time.Now().AddDate(-1, 0, 0))
	for from := 0; from < rows; from += 10_000 {
		err := db.InTx(t.Context(), func(tx *Tx) error {
			claims := tx.manyRows(`answered (tenant, conversation, activity, variant, answer, claimed)`, ``)
			letters := tx.manyRows(`outbox (batch, kind, tenant, conversation, address, reply, activity, turn, priority, state, not_before, deadline, created, finished)`, ``)
			for i := from; i < min(from+10_000, rows); i++ {
				claims.add("t", fmt.Sprint("a:", i%1000), fmt.Sprint(i), "", fmt.Sprint("answer", i), old)
				if i%5 != 0 {
					continue
				}
				letters.add("b", "send", "t", "a:1", "{}", "{}", "1", "", int64(20), "sent", old, int64(0), old, old)
			}
			letters.flush()
			claims.flush()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// claimFor claims from four at a time, each 25 times a second, for a while or until done; it returns how long each
// took, in order.
func claimFor(t *testing.T, db *DB, name string, lasts time.Duration, done chan struct{}) []time.Duration {
	t.Helper()
	var mu sync.Mutex
	var took []time.Duration
	var group sync.WaitGroup
	end := time.Now().Add(lasts)
	for g := range 4 {
		group.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				case <-time.After(40 * time.Millisecond):
				}
				if done == nil && time.Now().After(end) {
					return
				}
				began := time.Now()
				key := message.TurnKey{Tenant: "t", Conversation: message.ConversationID(name),
					Activity: message.ActivityID(fmt.Sprint(g, ".", i))}
				if ok, err := db.Claim(t.Context(), key, time.Now()); !ok || err != nil {
					t.Error(ok, err)
					return
				}
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
			}
		})
	}
	group.Wait()
	slices.Sort(took)
	return took
}

func at(took []time.Duration, percent int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	return took[min(len(took)*percent/100, len(took)-1)].Round(10 * time.Microsecond)
}

// sizeOf is the size of an SQLite file with what is beside it; 0 for others.
func sizeOf(dsn string) (size int64) {
	files, _ := filepath.Glob(dsn[min(len("sqlite:"), len(dsn)):] + "*")
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			size += info.Size()
		}
	}
	return size
}
