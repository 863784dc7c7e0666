package store_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/members"
	"kjernebot/internal/road"
	"kjernebot/internal/store"
	"kjernebot/internal/store/storetest"
	"kjernebot/internal/usage"
)

// engines are both, by name.
func engines() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN}
}

// openAs opens a database as a command of root's does.
func openAs(t *testing.T, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), storetest.Logger(t), dsn, store.Shell("root"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// audited is the audit, an entry a line without its time.
func audited(t *testing.T, db *store.DB) (lines []string) {
	t.Helper()
	all, err := db.Audit(t.Context(), time.Time{})
	if err != nil {
		t.Error(err)
	}
	for _, a := range all {
		lines = append(lines, fmt.Sprintf("%s %s %s: %s>%s", a.Who, a.What, a.Subject, a.Before, a.After))
	}
	return lines
}

// TestAudit: what is done that others look up afterwards is noted with who did it, from Teams and from the shell; a deed
// that fails is not.
func TestAudit(t *testing.T) {
	for name, dsn := range engines() {
		t.Run(name, func(t *testing.T) {
			db, ctx := openAs(t, dsn(t)), t.Context()
			ola, shell := message.NewPerson("t", "ola"), message.Person{}
			do := func(what string, err error) {
				t.Helper()
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
			row := members.Row{Person: message.NewPerson("t", "kari"), Kommune: "5001", Role: members.Member}
			_, _, err := db.PutMembers(ctx, shell, "import", []members.Row{row})
			do("import", err)
			do("replaced", db.ReplaceMember(ctx, ola, "removed", row, members.Row{Person: row.Person}, false))
			if err := db.ReplaceMember(ctx, ola, "removed", row, members.Row{Person: row.Person}, false); err == nil {
				t.Error("removed twice")
			}
			id, err := db.BeginImport(ctx, usage.Record{By: ola, Files: []string{"uke 45.csv"}, Rows: 3, New: 2, Changed: 1})
			do("begin", err)
			do("accept", db.AcceptImport(ctx, id, 0, nil))
			do("undo", db.UndoImport(ctx, id, id, shell))
			for _, project := range []bool{true, false} { // a kommune's own people are not in it
				_, err = db.AddMark(ctx, road.Mark{Kommune: "5001", Step: "4a", State: road.Stuck, Why: fmt.Sprint("ingen ", project),
					By: ola, Project: project})
				do("mark", err)
			}
			by := announce.Signature{Person: ola, Name: "Ola Nordmann"}
			do("write", db.CreateAnnouncement(ctx, announce.Announcement{ID: "a1", Version: 1, State: announce.Draft,
				Content: announce.Content{Title: "Tittel"}}))
			_, _, err = db.ChangeAnnouncement(ctx, by, "confirm", "a1", func(a *announce.Announcement) (announce.Effects, error) {
				a.State, a.Approved = announce.Scheduled, []announce.Signature{by}
				return announce.Effects{}, nil
			})
			do("confirm", err)
			_, err = db.StartAnnouncement(ctx, "a1", 1, []announce.Recipient{
				{To: message.Conversation{Tenant: "t", ID: "a:1", Kind: message.Personal}, Kommune: "5001"}}, nil)
			do("start", err)
			_, _, err = db.ChangeAnnouncement(ctx, by, "cancel", "a1", func(a *announce.Announcement) (announce.Effects, error) {
				a.Goal, a.Stopped = announce.Cancelled, true
				return announce.Effects{}, nil
			})
			do("cancel", err)
			want := []string{
				"root member import t/kari: >member 5001",
				"t/ola member removed t/kari: member 5001>",
				"t/ola figures import 1: >rows 3, new 2, changed 1",
				"root figures undo 1: >",
				"t/ola road step 5001 4a: >stuck",
				"t/ola announcement confirm a1: draft, version 1>scheduled, version 1",
				"t/ola announcement sent a1: >copies 1, unreachable 0",
				"t/ola announcement cancel a1: done, version 1>cancelled, version 1",
			}
			if d := cmp.Diff(want, audited(t, db)); d != "" {
				t.Errorf("audit (-want +got):\n%s", d)
			}
			_, err = db.ForgetPerson(ctx, ola)
			do("forget", err)
			for i := range want {
				want[i] = strings.ReplaceAll(want[i], "t/ola", "t/?")
			}
			if d := cmp.Diff(append(want, "root person forgotten : >"), audited(t, db)); d != "" {
				t.Errorf("audit of the forgotten (-want +got):\n%s", d)
			}
			later := time.Now().AddDate(0, 0, 1)
			removed, err := db.Purge(ctx, store.Retention{Now: later, Before: later, Audit: later})
			if err != nil || removed["audit"] != 9 || len(audited(t, db)) != 0 {
				t.Errorf("removed %v, %v", removed, err)
			}
		})
	}
}

// TestNothingNotedThatWasNotDone: what somebody does with the guide is noted when it is done, and not when it fails.
func TestNothingNotedThatWasNotDone(t *testing.T) {
	db := openAs(t, storetest.SQLiteDSN(t))
	by := message.Person{Tenant: "t", Object: "o"}
	for _, want := range []error{nil, fs.ErrExist} {
		err := db.Noting(t.Context(), by, "lesson published", "learned/a.yaml", func() error { return want })
		if !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	if d := cmp.Diff([]string{"t/o lesson published learned/a.yaml: >"}, audited(t, db)); d != "" {
		t.Errorf("audit (-want +got):\n%s", d)
	}
}
