package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
)

// These make the test binary the process that is killed while it imports: the database, and the first value to import.
const (
	importVariable = "KJERNEBOT_TEST_IMPORT"
	firstVariable  = "KJERNEBOT_TEST_IMPORT_FIRST"
)

// killedSheet gives every kommune the same lookups in four weeks, so that half an import shows.
func killedSheet(tb testing.TB, value int) *usage.Sheet {
	reg := kommune.New()
	var b strings.Builder
	b.WriteString("kommune,uke,oppslag,brukere\n")
	for _, k := range reg.All() {
		for w := 1; w <= 4; w++ {
			fmt.Fprintf(&b, "%s,2026-W%02d,%d,%d\n", k.Number, w, value, value)
		}
	}
	s, err := intake.Read(tb.Context(), "stor.csv", []byte(b.String()), reg, time.Now())
	if err != nil || s.ProblemCount > 0 {
		tb.Fatal(err, s.Problems)
	}
	return s
}

// TestImportChild is the process that is killed. It imports value after value and prints each that was acknowledged.
func TestImportChild(t *testing.T) {
	dsn := os.Getenv(importVariable)
	if dsn == "" {
		t.Skip("only as a process of another test")
	}
	ctx := context.Background()
	db, err := store.Open(ctx, slog.New(slog.DiscardHandler), dsn)
	if err != nil {
		t.Fatal(err)
	}
	ledger := usage.NewLedger(db, kommune.New())
	v := usage.NewViewer(members.Operator(), usage.Own)
	value, err := strconv.Atoi(os.Getenv(firstVariable))
	if err != nil {
		t.Fatal(err)
	}
	for ; ; value++ {
		s := killedSheet(t, value)
		fmt.Println("begin", value)
		if _, err := ledger.Import(ctx, v, usage.Order{Sheets: []*usage.Sheet{s}, AcceptWarnings: true}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("stored", value)
	}
}

func TestAnImportThatIsKilledIsAllOrNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("kills 20 processes")
	}
	for name, newDSN := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN,
		"postgres": storetest.PostgresDSN} {
		t.Run(name, func(t *testing.T) {
			dsn := newDSN(t)
			stored, cut := 0, 0
			for round := range 20 {
				acknowledged, under := killWhileImporting(t, dsn, round)
				acknowledged = max(acknowledged, stored)
				stored = storedValue(t, dsn)
				// A commit may have reached the disk and its acknowledgement not the pipe.
				if stored != acknowledged && stored != under {
					t.Fatalf("round %d: %d is stored, %d was acknowledged, %d was under way", round, stored, acknowledged, under)
				}
				if stored != under {
					cut++
				}
			}
			t.Logf("20 processes killed, %d of them inside an import; the last value stored is %d", cut, stored)
			if cut < 5 {
				t.Errorf("only %d of 20 kills hit an import", cut)
			}
		})
	}
}

// storedValue returns the value that every figure has; 0 if there are none.
func storedValue(t *testing.T, dsn string) int {
	t.Helper()
	db := storetest.Open(t, dsn)
	list, err := usage.NewLedger(db, kommune.New()).Figures(t.Context(), usage.NewViewer(members.Operator(), usage.Own),
		usage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		return 0
	}
	for _, f := range list {
		if f.Count != list[0].Count {
			t.Fatalf("two values: %v and %v", list[0], f)
		}
	}
	if want := len(kommune.New().All()) * 4 * 2; len(list) != want {
		t.Fatalf("%d figures, want %d", len(list), want)
	}
	n, _ := list[0].Count.Int()
	return int(n)
}

// watcher keeps what a process prints and closes began at the first of it.
type watcher struct {
	strings.Builder
	began chan struct{}
}

func (w *watcher) Write(b []byte) (int, error) {
	if w.Len() == 0 {
		close(w.began)
	}
	return w.Builder.Write(b)
}

// killWhileImporting starts the process, kills it at a random moment after its first import began, and returns the
// values that it last stored and last began.
func killWhileImporting(t *testing.T, dsn string, round int) (acknowledged, under int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	out := &watcher{began: make(chan struct{})}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestImportChild$")
	cmd.Env = append(os.Environ(), importVariable+"="+dsn, firstVariable+"="+strconv.Itoa(1000*(round+1)))
	cmd.Stdout, cmd.Stderr = out, &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(9, uint64(round)))
	select {
	case <-out.began:
	case <-time.After(30 * time.Second):
		t.Error("the process never began")
	}
	kill := time.NewTimer(time.Duration(dice.IntN(700)) * time.Millisecond) // the moment is the test
	<-kill.C
	_ = cmd.Process.Kill()
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the process ended by itself: %v %s %s", err, out.String(), complaint.String())
	}
	for line := range strings.Lines(out.String()) {
		var n int
		if _, err := fmt.Sscanf(line, "stored %d\n", &n); err == nil {
			acknowledged = n
		}
		if _, err := fmt.Sscanf(line, "begin %d\n", &n); err == nil {
			under = n
		}
	}
	return acknowledged, under
}
