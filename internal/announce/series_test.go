package announce

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// series is one that must be readable.
func series(t *testing.T, every, until, first string) Series {
	t.Helper()
	at, err := ParseTime(first)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSeries(every, until, at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// timesOf are the times of a series as the clocks in Oslo show them.
func timesOf(s Series) (all []string) {
	for t := range s.Times(time.Time{}) {
		all = append(all, t.In(oslo).Format("2006-01-02T15:04"))
	}
	return all
}

func TestSeries(t *testing.T) {
	for _, tc := range []struct {
		every, until, first, words string
		want                       []string
	}{
		{"weekly", "2026-12-21", "2026-12-07T08:00", "Hver uke til og med 21. desember 2026",
			[]string{"2026-12-07T08:00", "2026-12-14T08:00", "2026-12-21T08:00"}},
		{"weekly", "2027-04-04", "2027-03-21T02:30", "Hver uke til og med 4. april 2027", // the clock is put forward past the second
			[]string{"2027-03-21T02:30", "2027-03-28T03:30", "2027-04-04T02:30"}},
		{"weekly", "2026-10-27", "2026-10-18T08:00", "Hver uke til og med 27. oktober 2026",
			[]string{"2026-10-18T08:00", "2026-10-25T08:00"}},
		{"monthly", "2027-02-15", "2026-12-07T08:00", "Den 7. hver måned til og med 15. februar 2027",
			[]string{"2026-12-07T08:00", "2027-01-07T08:00", "2027-02-07T08:00"}},
		{"monthly:31", "2027-04-30", "2026-12-07T23:30",
			"Den 31. hver måned (den siste dagen i måneder som er kortere) til og med 30. april 2027",
			[]string{"2026-12-31T23:30", "2027-01-31T23:30", "2027-02-28T23:30", "2027-03-31T23:30", "2027-04-30T23:30"}},
		{"monthly:1", "2027-01-31", "2026-12-07T08:00", "Den 1. hver måned til og med 31. januar 2027",
			[]string{"2027-01-01T08:00"}},
		{"monthly:29", "2028-02-29", "2028-02-01T08:00",
			"Den 29. hver måned (den siste dagen i måneder som er kortere) til og med 29. februar 2028",
			[]string{"2028-02-29T08:00"}},
	} {
		s := series(t, tc.every, tc.until, tc.first)
		if d := cmp.Diff(tc.want, timesOf(s)); d != "" || s.String() != tc.words {
			t.Errorf("%s from %s: %q (-want +got):\n%s", tc.every, tc.first, s, d)
		}
	}
	for _, bad := range [][2]string{{"daily", "2027-01-01"}, {"weekly", ""}, {"", "2027-01-01"}, {"weekly:2", "2027-01-01"},
		{"monthly:0", "2027-01-01"}, {"monthly:32", "2027-01-01"}, {"monthly:x", "2027-01-01"}, {"weekly", "2026-12-06"},
		{"monthly:31", "2026-12-30"}, {"weekly", "1. mai"}} {
		if s, err := ParseSeries(bad[0], bad[1], time.Date(2026, 12, 7, 7, 0, 0, 0, time.UTC)); !errors.Is(err, errSeries) {
			t.Errorf("%q until %q: %v, %v", bad[0], bad[1], s, err)
		}
	}
}

// TestSeriesOverTwoYears: generated series against a calendar that is walked day by day.
func TestSeriesOverTwoYears(t *testing.T) {
	dice := rand.New(rand.NewPCG(15, 9))
	for range 500 {
		first := time.Date(2026, 1, 1+dice.IntN(700), dice.IntN(24), dice.IntN(60), 0, 0, oslo)
		day, every := 1+dice.IntN(31), Monthly
		s := Series{Every: Monthly, Day: day, First: first.UTC(), Until: first.AddDate(2, 0, dice.IntN(30)).UTC()}
		if dice.IntN(2) == 0 {
			s.Every, s.Day, every = Weekly, 0, Weekly
		}
		var want []string
		for d := first; ; d = time.Date(d.Year(), d.Month(), d.Day()+1, first.Hour(), first.Minute(), 0, 0, oslo) {
			last := time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
			if !d.Before(s.Until) {
				break
			}
			if every == Weekly && d.Weekday() == first.Weekday() || every == Monthly && d.Day() == min(day, last) {
				want = append(want, d.Format("2006-01-02"))
			}
		}
		var got []string
		for at := range s.Times(time.Time{}) {
			got = append(got, at.In(oslo).Format("2006-01-02"))
			if clock := at.In(oslo).Format("15:04"); clock != s.First.In(oslo).Format("15:04") && first.Hour() != 2 {
				t.Errorf("%+v: at %s", s, clock)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%+v (-want +got):\n%s", s, cmp.Diff(want, got))
		}
	}
}
