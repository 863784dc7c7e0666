package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

func isStale(err error) bool { return errors.Is(err, usage.ErrStale) }

func cutOff(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	id, err := f.db.BeginImport(t.Context(), usage.Record{})
	must(t, err)
	entry := usage.Entry{Key: usage.Key{Kommune: "5001", Week: week.Week{Year: 2026, Week: 45}, Measure: usage.Lookups},
		Value: 7}
	must(t, f.db.AppendFigures(t.Context(), id, []usage.Entry{entry}))
	f.wants(f.told(operator(), usage.Query{National: true}), "")
	f.put(week45)
	if err := f.db.AcceptImport(t.Context(), id, 0, nil); !isStale(err) {
		t.Errorf("accepted on an old base: %v", err)
	}
	f.db.Now = func() time.Time { return f.Now().Add(48 * time.Hour) }
	f.put("kommune,uke,oppslag\n5001,2026-W46,100\n")
	last, err := f.db.LastImport(t.Context())
	must(t, err)
	if err := f.db.AcceptImport(t.Context(), id, last, nil); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the import of a dead process is still there: %v", err)
	}
	if got, err := f.db.LastImport(t.Context()); got != last || err != nil {
		t.Errorf("newest import %d, %v; want %d", got, err, last)
	}
	if _, err := f.Import(t.Context(), usage.Viewer{}, usage.Order{}); !errors.Is(err, usage.ErrNotAllowed) {
		t.Errorf("imported by nobody: %v", err)
	}
}

// people are the persons of the matrix.
func people(t testing.TB, db *store.DB) map[string]members.Access {
	t.Helper()
	d := members.NewDirectory(db, "home", []string{"FIRST"})
	_, _, err := d.Put(t.Context(), members.Operator(), []members.Row{
		{Person: message.NewPerson("home", "trondheim"), Kommune: "5001", Role: members.Member},
		{Person: message.NewPerson("home", "coordinator"), Role: members.Coordinator},
		{Person: message.NewPerson("oslo", ""), Kommune: "0301", Role: members.Member},
		{Person: message.NewPerson("oslo", "bergen"), Kommune: "4601", Role: members.Member},
		{Person: message.NewPerson("oslo", "gone"), Kommune: "0301", Role: members.Member},
		{Person: message.NewPerson("home", "both"), Kommune: "4601,5001", Role: members.Member},
		{Person: message.NewPerson("home", "four"), Kommune: "0301,1103,4601,5001", Role: members.Member},
	})
	must(t, err)
	must(t, d.Revoke(t.Context(), members.Operator(), message.NewPerson("oslo", "gone")))
	who := map[string]members.Access{"operator": members.Operator(), "nobody": {}}
	for name, id := range map[string]message.Person{
		"trondheim": message.NewPerson("home", "Trondheim"), "coordinator": message.NewPerson("home", "coordinator"),
		"first": message.NewPerson("home", "first"), "oslo": message.NewPerson("oslo", "anybody"),
		"bergen": message.NewPerson("oslo", "bergen"), "both": message.NewPerson("home", "both"),
		"four": message.NewPerson("home", "four"),
		"gone": message.NewPerson("oslo", "gone"), "stranger": message.NewPerson("home", "stranger"),
		"false first": message.NewPerson("oslo2", "first"),
		"no person":   message.NewPerson("oslo", ""),
	} {
		who[name], err = d.Resolve(t.Context(), id)
		must(t, err)
	}
	return who
}

// viewers is the matrix of viewer, visibility and question: who sees whose figures.
func viewers(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	f.put("kommune,uke,oppslag,brukere\n5001,2026-W45,100,11\n0301,2026-W45,200,22\n4601,2026-W45,300,33\n" +
		"1505,2026-W45,400,44\n3301,2026-W45,500,55\n")
	who := people(t, f.db)
	own := map[string]kommune.Numbers{"trondheim": "5001", "oslo": "0301", "bergen": "4601", "both": "4601,5001",
		"four": "0301,1103,4601,5001"}
	every := map[string]bool{"operator": true, "coordinator": true, "first": true}
	for name, access := range who {
		for _, scope := range []usage.Visibility{usage.Own, usage.All} {
			v := usage.NewViewer(access, scope)
			sees := func(n kommune.Number) bool {
				return every[name] || own[name] != "" && (scope == usage.All || own[name].Has(n))
			}
			known := every[name] || own[name] != ""
			// Less their own, too few are left in the national total.
			told := known && (scope == usage.All || name != "both" && name != "four")
			for _, n := range []kommune.Number{"5001", "0301", "4601", "1103"} {
				f.sees(name, v, n, sees(n))
			}
			all := f.told(v, usage.Query{National: true})
			for n, mark := range map[kommune.Number]string{"5001": "100", "0301": "200", "4601": "300", "": "1\u00a0500"} {
				if got, want := strings.Contains(all, " "+mark+"\n"), n != "" && sees(n) || n == "" && told; got != want {
					t.Errorf("%s under %s sees %q in everything: %v, want %v", name, scope, n, got, want)
				}
			}
			if national, err := f.National(t.Context(), v, aWeek(45)); err != nil || (len(national) > 0) != known {
				t.Errorf("%s under %s gets the national total: %v, %v", name, scope, national, err)
			}
		}
	}
}

// sees asks every question about one kommune. Who has no right must get what they would for a kommune without figures.
func (f *figures) sees(name string, v usage.Viewer, n kommune.Number, want bool) {
	f.Helper()
	ctx := f.Context()
	want = want && n != "1103" // which has no figures
	if got := f.told(v, usage.Query{Kommune: n}); (got != "") != want {
		f.Errorf("%s asks for %s: %q, want something %v", name, n, got, want)
	}
	series, err := f.Series(ctx, v, n, aWeek(45))
	if must(f, err); (len(series) == 1 && !series[0].Missing()) != want {
		f.Errorf("%s asks for the series of %s: %v, want something %v", name, n, series, want)
	}
	if _, ok, err := f.Span(ctx, v, n); err != nil || ok != want {
		f.Errorf("%s asks for the weeks of %s: %v, %v, want %v", name, n, ok, err, want)
	}
	if _, ok, err := f.Latest(ctx, v, n, f.Now()); err != nil || ok != want {
		f.Errorf("%s asks for the latest week of %s: %v, %v, want %v", name, n, ok, err, want)
	}
}

func aWeek(n int) week.Period {
	return week.Period{From: week.Week{Year: 2026, Week: n}, To: week.Week{Year: 2026, Week: n}}
}

func overviews(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	var b strings.Builder
	b.WriteString("kommune,uke,oppslag,brukere\n")
	for w := 40; w <= 44; w++ {
		fmt.Fprintf(&b, "5001,2026-W%d,100,11\n0301,2026-W%d,%d,22\n4601,2026-W%d,50,3\n", w, w, 100+w, w)
	}
	b.WriteString("5001,2026-W45,130,12\n0301,2026-W45,100,2\n5001,2026-W48,9,9\n")
	f.put(b.String())
	ctx, v := t.Context(), operator()
	span := week.Period{From: week.Week{Year: 2026, Week: 40}, To: week.Week{Year: 2026, Week: 45}}
	all, err := f.Kommuner(ctx, v, nil, span)
	must(t, err)
	changes := usage.BiggestChanges(all, 5)
	if len(changes) != 2 || changes[0].Kommune != "0301" || changes[1].Kommune != "5001" {
		t.Errorf("changes %+v", changes)
	}
	if now, usual, ok := changes[0].Usual(); now != 100 || usual != 142 || !ok {
		t.Errorf("%d, usually %d, %v", now, usual, ok)
	}
	if now, usual, ok := all[1].Usual(); ok { // 4601 has no last week
		t.Errorf("%d, usually %d", now, usual)
	}
	sums := usage.Sum(span, all)
	if last := sums[len(sums)-1]; last.Lookups.String() != "230" || last.Kommuner != 2 || !last.Users.Missing() {
		t.Errorf("added up %+v", last)
	}
	latest, ok, err := f.Latest(ctx, v, "5001", f.Now())
	if err != nil || !ok || latest.String() != "2026-W45" {
		t.Errorf("latest week %v, %v, %v", latest, ok, err)
	}
	newest, ok, err := f.NewestWeek(ctx, f.Now())
	if err != nil || !ok || newest.Week != 45 {
		t.Errorf("newest week %v, %v, %v", newest, ok, err)
	}
	span, ok, err = f.Span(ctx, v, "")
	if err != nil || !ok || span.From.Week != 40 || span.To.Week != 48 {
		t.Errorf("weeks %v, %v, %v", span, ok, err)
	}
	series, err := f.Series(ctx, v, "5001", week.Period{From: week.Week{Year: 2026, Week: 44},
		To: week.Week{Year: 2026, Week: 46}})
	if err != nil || len(series) != 3 || series[1].Lookups.String() != "130" || !series[2].Missing() {
		t.Errorf("series %v, %v", series, err)
	}
	if at, ok, err := f.LastImport(ctx, v); err != nil || !ok || !at.Equal(f.Now()) {
		t.Errorf("per %v, %v, %v", at, ok, err)
	}
}

func subscriptions(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	ctx := t.Context()
	kari, ola := message.NewPerson("t", "kari"), message.NewPerson("t", "ola")
	must(t, db.Subscribe(ctx, usage.Subscription{Person: kari, Conversation: "a:1"}))
	must(t, db.Subscribe(ctx, usage.Subscription{Person: ola, Conversation: "a:2", Sent: week.Week{Year: 2026, Week: 45}}))
	w := week.Week{Year: 2026, Week: 45}
	due, err := db.DueSubscriptions(ctx, w)
	if err != nil || len(due) != 1 || due[0].Person != kari || due[0].Conversation != "a:1" {
		t.Fatalf("due %+v, %v", due, err)
	}
	for i, want := range []bool{true, false} {
		if first, err := db.SendWeekly(ctx, kari, w, letter(fmt.Sprint(i))); first != want || err != nil {
			t.Errorf("call %d: first is %v, %v", i, first, err)
		}
	}
	must(t, db.Subscribe(ctx, usage.Subscription{Person: kari, Conversation: "a:3"}))
	due, err = db.DueSubscriptions(context.WithoutCancel(ctx), w.Next())
	if err != nil || len(due) != 2 || due[0].Conversation != "a:3" || due[0].Sent != w {
		t.Errorf("due in the next week %+v, %v", due, err)
	}
	for _, want := range []bool{true, false} {
		if ended, err := db.Unsubscribe(ctx, kari); err != nil || ended != want {
			t.Errorf("ended %v, %v; want %v", ended, err, want)
		}
	}
	due, err = db.DueSubscriptions(ctx, w.Next())
	if err != nil || len(due) != 1 || due[0].Person != ola {
		t.Errorf("after one has ended: %+v, %v", due, err)
	}
}

func waitingSheets(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	ctx := t.Context()
	start := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	now := start
	db.Now = func() time.Time { return now }
	kari, ola := message.NewPerson("t", "kari"), message.NewPerson("t", "ola")
	keep := func(by message.Person, id string) usage.WaitingSheet {
		t.Helper()
		s := usage.WaitingSheet{ID: id, By: by, File: "uke 47 æøå.xlsx", Content: []byte("PK\x03\x04\x00\xff" + id)}
		must(t, db.KeepSheet(ctx, s))
		now = now.Add(time.Second)
		return s
	}
	has := func(by message.Person, id string) bool {
		t.Helper()
		_, ok, err := db.WaitingSheet(ctx, id, by)
		must(t, err)
		return ok
	}
	want := keep(kari, "1")
	got, ok, err := db.WaitingSheet(ctx, "1", kari)
	must(t, err)
	if d := cmp.Diff(want, got); d != "" || !ok {
		t.Errorf("ok is %v (-want +got):\n%s", ok, d)
	}
	if has(ola, "1") {
		t.Error("somebody else has it")
	}
	keep(ola, "ola's")
	for i := range usage.MostWaiting {
		keep(kari, fmt.Sprint(2+i))
	}
	if has(kari, "1") || !has(kari, "2") || !has(ola, "ola's") {
		t.Error("not the oldest of kari's went")
	}
	must(t, db.ForgetSheet(ctx, "2"))
	if has(kari, "2") {
		t.Error("a forgotten one is there")
	}
	now = start.Add(usage.WaitingTime + 3*time.Second)
	if has(ola, "ola's") || !has(kari, "3") {
		t.Error("not those that waited too long are gone")
	}
	if n := purge(t, db, start)["waiting_sheets"]; n != 1 {
		t.Errorf("%d purged, want 1", n)
	}
}
