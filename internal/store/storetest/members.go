package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
)

// RunMembers shows that the engine behind newDSN keeps members as package members promises.
func RunMembers(t *testing.T, newDSN func(testing.TB) string) {
	newDSN = made(t, newDSN)
	t.Run("rows, revocation and the audit", func(t *testing.T) { memberRows(t, newDSN) })
	t.Run("all rows or none", func(t *testing.T) { memberFaults(t, newDSN) })
	t.Run("a coordinator confirms", func(t *testing.T) { suggestions(t, newDSN) })
	t.Run("a coordinator changes their mind", func(t *testing.T) { undone(t, newDSN) })
	t.Run("the first coordinator's code", func(t *testing.T) { firstCode(t, newDSN) })
	t.Run("a person of several kommuner", func(t *testing.T) { ofSeveral(t, newDSN) })
}

func memberRows(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	db.Now = func() time.Time { return time.UnixMicro(1_700_000_000_000_000) }
	d := members.NewDirectory(db, "home", []string{"chief"})
	ctx := t.Context()
	chief, err := d.Resolve(ctx, message.NewPerson("home", "chief"))
	must(t, err)
	rows := []members.Row{
		{Person: message.NewPerson("t1", ""), Kommune: "5001", Role: members.Member},
		{Person: message.NewPerson("t1", "ola"), Kommune: "0301", Role: members.Member},
	}
	put := func(want string, rows ...members.Row) {
		t.Helper()
		added, changed, err := d.Put(ctx, chief, rows)
		must(t, err)
		if got := fmt.Sprint(added, changed); got != want {
			t.Errorf("added and changed: %s, want %s", got, want)
		}
	}
	put("2 0", rows...)
	put("0 0", rows...)
	rows[1].Kommune = "4601"
	put("0 1", rows...)
	kommuneOf := func(person string, want kommune.Number) {
		t.Helper()
		a, err := d.Resolve(ctx, message.NewPerson("T1", person))
		must(t, err)
		if a.Kommune() != want || a.Known() != (want != "") {
			t.Errorf("%s belongs to %q, want %q", person, a.Kommune(), want)
		}
	}
	kommuneOf("kari", "5001")
	kommuneOf("OLA", "4601")
	must(t, d.Revoke(ctx, chief, message.NewPerson("t1", "kari")))
	kommuneOf("kari", "")
	kommuneOf("others", "5001")
	must(t, d.Revoke(ctx, chief, message.NewPerson("t1", "")))
	kommuneOf("others", "")
	kommuneOf("ola", "4601")
	wantAudit(t, db,
		"1700000000 home/chief member import t1/: >member 5001",
		"1700000000 home/chief member import t1/ola: >member 0301",
		"1700000000 home/chief member import t1/ola: member 0301>member 4601",
		"1700000000 home/chief member revoked t1/kari: >revoked",
		"1700000000 home/chief member revoked t1/: member 5001>revoked")
	list, err := d.List(ctx, chief)
	if err != nil || len(list) != 3 || list[0].Object != "" || list[2].Person != message.NewPerson("t1", "ola") {
		t.Errorf("list %v, %v", list, err)
	}
}

// wantAudit tells what of the audit is not as wanted, oldest first.
func wantAudit(t *testing.T, db *store.DB, want ...string) {
	t.Helper()
	all, err := db.Audit(t.Context(), time.Time{})
	must(t, err)
	var got []string
	for _, a := range all {
		got = append(got, fmt.Sprintf("%d %s %s %s: %s>%s", a.At.Unix(), a.Who, a.What, a.Subject, a.Before, a.After))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("audit (-want +got):\n%s", d)
	}
}

// firstCode shows that a code makes one person the first coordinator, once, in time, and while there is none.
func firstCode(t *testing.T, newDSN func(testing.TB) string) {
	kari, ola := message.NewPerson("home", "kari"), message.NewPerson("home", "ola")
	began := time.UnixMicro(1_700_000_000_000_000)
	for name, tc := range map[string]struct {
		first []string
		rows  []members.Row
		later time.Duration
		code  func(string) string
		who   message.Person
		want  members.Row
	}{
		"somebody new": {who: kari, want: members.Row{Person: kari, Role: members.Coordinator}},
		"a member": {who: kari, rows: []members.Row{{Person: kari, Kommune: "4601,5001", Role: members.Member}},
			want: members.Row{Person: kari, Kommune: "4601,5001", Role: members.Coordinator}},
		"in the last minute": {who: kari, later: 24*time.Hour - time.Second, want: members.Row{Person: kari, Role: members.Coordinator}},
		"too late":           {who: kari, later: 24 * time.Hour},
		"another code":       {who: kari, code: func(code string) string { return code[:len(code)-1] + "?" }},
		"no code":            {who: kari, code: func(string) string { return "" }},
		"a pattern":          {who: kari, code: func(string) string { return "%" }},
		"of another tenant":  {who: message.NewPerson("other", "kari")},
		"nobody":             {who: message.NewPerson("home", "")},
		"who lost the right": {who: kari, rows: []members.Row{{Person: kari, Role: members.Revoked}}},
		"who lost it with their tenant": {who: kari, rows: []members.Row{{Person: message.NewPerson("home", ""),
			Role: members.Revoked}}},
		"one by the settings":       {who: kari, first: []string{"chief"}},
		"one by the rows meanwhile": {who: kari, rows: []members.Row{{Person: ola, Role: members.Coordinator}}},
	} {
		db := Open(t, newDSN(t))
		db.Now = func() time.Time { return began }
		ctx := t.Context()
		code, err := db.NewCode(ctx)
		must(t, err)
		_, _, err = db.PutMembers(ctx, message.Person{}, "test", tc.rows)
		must(t, err)
		before, err := db.Members(ctx)
		must(t, err)
		db.Now = func() time.Time { return began.Add(tc.later) }
		d, written := members.NewDirectory(db, "Home", tc.first), code
		if tc.code != nil {
			written = tc.code(code)
		}
		took, err := d.TakeFirst(ctx, tc.who, written)
		after, failed := db.Members(ctx)
		if wanted := tc.want.Role != ""; err != nil || failed != nil || took != wanted {
			t.Errorf("%s: taken %v; %v, %v", name, took, err, failed)
		} else if wanted {
			before = []members.Row{tc.want}
		}
		if d := cmp.Diff(before, after); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if took { // nor when nobody coordinates any more
			must(t, d.Revoke(ctx, members.Operator(), tc.who))
			if again, err := d.TakeFirst(ctx, ola, code); again || err != nil {
				t.Errorf("%s: taken once more: %v", name, err)
			}
		}
	}

	dsn := newDSN(t)
	db, replica := Open(t, dsn), Open(t, dsn)
	d, other := members.NewDirectory(db, "home", nil), members.NewDirectory(replica, "home", nil)
	var all sync.WaitGroup
	var taken atomic.Int64
	codes := make([]string, 8)
	for i := range codes {
		all.Go(func() {
			var err error
			if codes[i], err = []*store.DB{db, replica}[i%2].NewCode(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	code, err := db.NewCode(t.Context())
	must(t, err)
	for _, old := range codes {
		if took, err := d.TakeFirst(t.Context(), kari, old); took || err != nil {
			t.Errorf("an earlier code counts: %v", err)
		}
	}
	for i := range 8 {
		all.Go(func() {
			who, at := message.NewPerson("home", fmt.Sprint("person", i)), []*members.Directory{d, other}[i%2]
			if took, err := at.TakeFirst(t.Context(), who, code); err != nil {
				t.Error(err)
			} else if took {
				taken.Add(1)
			}
		})
	}
	all.Wait()
	first, err := other.Coordinators(t.Context())
	if taken.Load() != 1 || len(first) != 1 || err != nil {
		t.Errorf("%d of eight at the same time are told that they coordinate, and %v do: %v", taken.Load(), first, err)
	}
	said, err := db.Audit(t.Context(), time.Time{})
	if err != nil || len(said) != 1 || said[0].What != "member code" || said[0].Who != first[0].String() ||
		said[0].Subject != said[0].Who || said[0].After != "coordinator" {
		t.Errorf("audit: %+v, %v", said, err)
	}
}

func memberFaults(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	d := members.NewDirectory(db, "", nil)
	good := members.Row{Person: message.NewPerson("t1", "kari"), Kommune: "5001", Role: members.Member}
	bad := members.Row{Person: message.NewPerson("t1", strings.Repeat("x", 3000)), Kommune: "5001", Role: members.Member}
	if _, _, err := d.Put(t.Context(), members.Operator(), []members.Row{good, bad}); err == nil {
		t.Error("a key that is too long was stored")
	}
	list, err := d.List(t.Context(), members.Operator())
	if err != nil || len(list) != 0 {
		t.Errorf("half of the rows: %v, %v", list, err)
	}
}

func suggestions(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	d := members.NewDirectory(db, "", nil)
	ctx, by := t.Context(), members.Operator()
	kari, ola := message.NewPerson("home", "kari"), message.NewPerson("home", "ola")
	suggest := func(id message.Person, n kommune.Number, want bool) {
		t.Helper()
		_, first, err := d.Suggest(ctx, members.Suggestion{Person: id, Kommune: n, Why: "mx"})
		if err != nil || first != want {
			t.Errorf("%s: first is %v, %v; want %v", id, first, err, want)
		}
	}
	suggest(kari, "5001", true)
	suggest(kari, "0301", false)
	suggest(ola, "0301", true)
	list, err := d.Suggestions(ctx, by)
	if err != nil || len(list) != 2 || list[0].Kommune != "5001" || list[0].Why != "mx" {
		t.Errorf("suggestions %+v, %v", list, err)
	}
	if a, err := d.Resolve(ctx, kari); err != nil || a.Known() {
		t.Errorf("a suggestion is a right: %+v, %v", a, err)
	}
	must(t, d.Decide(ctx, by, kari, "4601"))
	if a, err := d.Resolve(ctx, kari); err != nil || a.Kommune() != "4601" {
		t.Errorf("confirmed: %+v, %v", a, err)
	}
	if err := d.Decide(ctx, by, kari, "5001"); !errors.Is(err, members.ErrNoSuggestion) {
		t.Errorf("confirmed twice: %v", err)
	}
	must(t, d.Decide(ctx, by, ola, ""))
	if a, err := d.Resolve(ctx, ola); err != nil || a.Known() {
		t.Errorf("declined: %+v, %v", a, err)
	}
	suggest(kari, "5001", false) // has a row
	suggest(ola, "0301", true)
	must(t, d.Revoke(ctx, by, ola))
	if err := d.Decide(ctx, by, ola, "0301"); !errors.Is(err, members.ErrNoSuggestion) {
		t.Errorf("an old question overrides what was decided since: %v", err)
	}
	suggest(ola, "0301", false) // lost the right
}

// undone shows that a decision can be taken back, as long as nothing else was decided since.
func undone(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	d := members.NewDirectory(db, "", nil)
	ctx, by := t.Context(), members.Operator()
	kari := message.NewPerson("home", "kari")
	ask := func() {
		t.Helper()
		if _, first, err := d.Suggest(ctx, members.Suggestion{Person: kari}); err != nil || !first {
			t.Fatalf("asked about nobody's kommune: %v, %v", first, err)
		}
	}
	waiting := func(want int) {
		t.Helper()
		list, err := d.Suggestions(ctx, by)
		if err != nil || len(list) != want {
			t.Errorf("waiting %+v, %v; want %d", list, err, want)
		}
	}
	row, none := members.Row{Person: kari, Kommune: "5001", Role: members.Member}, members.Row{Person: kari}
	ask()
	must(t, d.Decide(ctx, by, kari, "5001"))
	other := row
	other.Kommune = "4601"
	if err := d.Undo(ctx, by, other, none); !errors.Is(err, members.ErrNoSuggestion) {
		t.Errorf("undone though something else was decided: %v", err)
	}
	waiting(0)
	must(t, d.Undo(ctx, by, row, none))
	waiting(1)
	if a, err := d.Resolve(ctx, kari); err != nil || a.Known() {
		t.Errorf("undone: %+v, %v", a, err)
	}
	must(t, d.Decide(ctx, by, kari, ""))
	must(t, d.Undo(ctx, by, none, none))
	waiting(1)
	must(t, d.Decide(ctx, by, kari, "4601"))

	removed, err := d.Move(ctx, by, other, "")
	must(t, err)
	if a, err := d.Resolve(ctx, kari); err != nil || a.Known() || removed.Role != "" {
		t.Errorf("removed: %+v, %v", a, err)
	}
	must(t, d.Undo(ctx, by, removed, other))
	if a, err := d.Resolve(ctx, kari); err != nil || a.Kommune() != "4601" {
		t.Errorf("returned: %+v, %v", a, err)
	}
	_, _, err = d.Put(ctx, by, []members.Row{{Person: message.NewPerson("home", ""), Kommune: "4601", Role: members.Member}})
	must(t, err)
	if removed, err = d.Move(ctx, by, other, ""); err != nil || removed.Role != members.Revoked {
		t.Errorf("the row of the tenant lets in who was removed: %+v, %v", removed, err)
	}
	all, err := db.Audit(ctx, time.Time{})
	if err != nil || len(all) != 7 || all[6].What != "member removed" || all[4].What != "member undone" {
		t.Errorf("audit %+v, %v", all, err)
	}
}

// ofSeveral shows what a person of several kommuner has and may choose, and how each is given and taken.
func ofSeveral(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	d := members.NewDirectory(db, "", nil)
	ctx, by := t.Context(), members.Operator()
	kari := message.NewPerson("home", "kari")
	access := func() members.Access {
		t.Helper()
		a, err := d.Resolve(ctx, kari)
		must(t, err)
		return a
	}
	is := func(kommuner kommune.Numbers, meant kommune.Number, unsure, all bool) {
		t.Helper()
		a := access()
		if a.Kommuner() != kommuner || a.Kommune() != meant || a.Unsure() != unsure || a.MeansAll() != all {
			t.Errorf("%q, means %q, unsure %v, all %v; want %q, %q, %v, %v", a.Kommuner(), a.Kommune(), a.Unsure(),
				a.MeansAll(), kommuner, meant, unsure, all)
		}
		for _, n := range []kommune.Number{"", "0301", "4601", "5001", "0301,4601", members.All} {
			if a.Belongs(n) != (n != "" && kommuner.Has(n)) {
				t.Errorf("of %q belongs to %q: %v", kommuner, n, a.Belongs(n))
			}
		}
	}
	put := func(kommuner kommune.Numbers, role members.Role, want string) {
		t.Helper()
		added, changed, err := d.Put(ctx, by, []members.Row{{Person: kari, Kommune: kommuner, Role: role}})
		must(t, err)
		if got := fmt.Sprint(added, changed); got != want {
			t.Errorf("%s %s: added and changed %s, want %s", kommuner, role, got, want)
		}
	}
	choose := func(n kommune.Number) { t.Helper(); must(t, d.Choose(ctx, access(), n)) }
	put("4601,5001", members.Member, "2 0")
	put("4601,5001", members.Member, "0 0")
	is("4601,5001", "", true, false)
	choose("0301") // none of theirs
	is("4601,5001", "", true, false)
	choose("5001")
	is("4601,5001", "5001", false, false)
	put("4601,5001", members.Member, "0 0") // what they chose is no right, and stays
	is("4601,5001", "5001", false, false)
	choose(members.All)
	is("4601,5001", "", true, true)
	choose("5001")
	put("0301,4601,5001", members.Member, "0 3")
	is("0301,4601,5001", "5001", false, false)
	put("0301,4601", members.Member, "0 2")
	is("0301,4601", "", true, false) // what they meant is not theirs any more
	put("5001", members.Member, "0 1")
	is("5001", "5001", false, false)
	put("4601,5001", members.Coordinator, "0 2")
	put("4601,5001", members.Member, "0 2")

	both := members.Row{Person: kari, Kommune: "4601,5001", Role: members.Member}
	now, err := d.Move(ctx, by, both, both.Kommune.With("0301"))
	must(t, err)
	is("0301,4601,5001", "5001", false, false)
	if _, err := d.Move(ctx, by, both, "0301"); !errors.Is(err, members.ErrNoSuggestion) {
		t.Errorf("moved though they belong elsewhere: %v", err)
	}
	must(t, d.Undo(ctx, by, now, both))
	is("4601,5001", "5001", false, false)
	now, err = d.Move(ctx, by, both, "4601")
	must(t, err)
	is("4601", "4601", false, false)
	must(t, d.Undo(ctx, by, now, both))
	must(t, d.Revoke(ctx, by, kari))
	is("", "", false, false)
	all, err := db.Audit(ctx, time.Time{})
	must(t, err)
	var b strings.Builder
	for _, a := range all[len(all)-4:] {
		fmt.Fprintf(&b, "%s: %s>%s\n", a.What, a.Before, a.After)
	}
	if want := "member undone: member 0301,4601,5001>member 4601,5001\nmember removed: member 4601,5001>member 4601\n" +
		"member undone: member 4601>member 4601,5001\nmember revoked: member 4601,5001>revoked\n"; b.String() != want {
		t.Errorf("audit\n%swant\n%s", b.String(), want)
	}
}
