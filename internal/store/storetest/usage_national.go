package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// nationalTotals: a total is hidden until the week has closed and five kommuner have figures, and then stays what it
// is.
func nationalTotals(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	v := usage.NewViewer(people(t, f.db)["trondheim"], usage.Own)
	put := func(w int, figures string) {
		t.Helper()
		var b strings.Builder
		b.WriteString("kommune,uke,oppslag,brukere\n")
		for one := range strings.SplitSeq(figures, " ") {
			kommune, counts, _ := strings.Cut(one, ":")
			fmt.Fprintf(&b, "%s,2026-W%d,%s\n", kommune, w, strings.ReplaceAll(counts, "/", ","))
		}
		f.put(b.String())
	}
	wants := func(when string, w int, want string) {
		t.Helper()
		list, err := f.National(t.Context(), v, aWeek(w))
		must(t, err)
		if got := fmt.Sprint(list[0].Lookups, " ", list[0].Users, " ", list[0].Kommuner); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	put(46, "5001:1000/100")
	wants("one kommune", 46, "– – 1")
	put(46, "4601:4321/77 0301:11/1 1103:44/4")
	wants("four", 46, "– – 4")
	put(46, "3301:0/0")
	wants("five, one of them with nothing", 46, "– – 5")
	put(46, "3301:9/3 1505:50/20")
	wants("six, of which three are small", 46, "5\u00a0435 205 6")
	put(46, "3201:7/2 5001:1200/120")
	wants("later ones and corrections", 46, "5\u00a0435 205 6")

	put(45, "5001:1000/100 4601:4321/77 0301:10/1 1103:44/40 3301:90/30")
	wants("one small kommune, which everybody else's figures would tell", 45, "5\u00a0465 – 5")

	put(47, "5001:100/10 4601:200/20 0301:300/30 1103:400/40 3301:500/50")
	wants("a week that is still open", 47, "– – 5")
	start := f.Now()
	f.Now = func() time.Time { return start.AddDate(0, 0, 6) }
	wants("the last day", 47, "– – 5")
	f.Now = func() time.Time { return start.AddDate(0, 0, 7) }
	f.db.Now = f.Now
	wants("closed", 47, "1\u00a0500 150 5")
	put(47, "1505:50/20")
	wants("a kommune came", 47, "1\u00a0500 150 5")
	_, err := f.Undo(t.Context(), operator(), message.Person{}, 0)
	must(t, err)
	wants("and went", 47, "1\u00a0500 150 5")

	// Where the figures themselves are taken back, their sum is not told any more, nor another one.
	put(44, "5001:100/10 4601:200/20 0301:300/30 1103:400/40 3301:500/50")
	wants("before it is taken back", 44, "1\u00a0500 150 5")
	_, err = f.Undo(t.Context(), operator(), message.Person{}, 0)
	must(t, err)
	wants("taken back", 44, "  0")
	put(44, "5001:100/10 4601:200/20 0301:300/30 1103:400/40 3301:501/51")
	wants("and stored anew", 44, "– – 5")
	if list, err := f.National(t.Context(), usage.Viewer{},
		week.Period{From: week.Week{Year: 2026, Week: 40}, To: week.Week{Year: 2026, Week: 47}}); list != nil || err != nil {
		t.Errorf("nobody is told %v, %v", list, err)
	}
}
