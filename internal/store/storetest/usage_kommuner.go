package storetest

import (
	"fmt"
	"strings"
	"testing"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// severalKommuner: weeks of many kommuner, with gaps that are no zeros, and ranks with ties.
func severalKommuner(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	f.put("kommune,uke,oppslag,brukere\n5001,2026-W44,100,11\n5001,2026-W46,50,6\n0301,2026-W44,150,22\n" +
		"4601,2026-W45,300,3\n4601,2026-W46,2,1\n1103,2026-W46,0,0\n")
	span := week.Period{From: week.Week{Year: 2026, Week: 44}, To: week.Week{Year: 2026, Week: 46}}
	told := func(v usage.Viewer, among ...kommune.Number) string {
		t.Helper()
		list, err := f.Kommuner(t.Context(), v, among, span)
		must(t, err)
		var b strings.Builder
		for _, k := range list {
			fmt.Fprintf(&b, "%s:", k.Kommune)
			for _, w := range k.Weeks {
				fmt.Fprintf(&b, " [%s %s]", w.Lookups, w.Users)
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	oslo, stavanger := "0301: [150 22] [ ] [ ]\n", "1103: [ ] [ ] [0 0]\n"
	bergen, trondheim := "4601: [ ] [300 <5] [– <5]\n", "5001: [100 11] [ ] [50 6]\n"
	f.wants(told(operator()), oslo+stavanger+bergen+trondheim)
	f.wants(told(operator(), "4601", "5001"), bergen+trondheim)
	who := people(t, f.db)
	f.wants(told(usage.NewViewer(who["trondheim"], usage.Own)), trondheim)
	f.wants(told(usage.NewViewer(who["trondheim"], usage.Own), "4601"), "")
	f.wants(told(usage.NewViewer(who["trondheim"], usage.All), "4601"), bergen)
	f.wants(told(usage.NewViewer(who["stranger"], usage.All)), "")

	all, err := f.Kommuner(t.Context(), operator(), nil, span)
	must(t, err)
	if got, want := fmt.Sprint(usage.Top(all, 2)), "[{1 0301 150 1} {1 5001 150 2}]"; got != want { // Bergen's last week is hidden
		t.Errorf("the first two are %s, want %s", got, want)
	}
}
