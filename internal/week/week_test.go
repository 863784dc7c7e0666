package week

import (
	"slices"
	"testing"
	"time"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, oslo)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWeekOf(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-23 00:00": "2026-W48",
		"2026-11-22 23:59": "2026-W47",
		"2026-12-28 12:00": "2026-W53",
		"2027-01-03 23:59": "2026-W53",
		"2027-01-04 00:00": "2027-W01",
		"2025-12-29 00:00": "2026-W01",
		"2020-12-31 12:00": "2020-W53",
		"2026-03-29 23:30": "2026-W13", // the day the clock goes forward
		"2026-10-25 23:30": "2026-W43", // and back
	} {
		if got := Of(at(in)).String(); got != want {
			t.Errorf("Of(%s) = %s, want %s", in, got, want)
		}
	}
	utc := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC) // already Monday in Norway
	if got := Of(utc).String(); got != "2026-W48" {
		t.Errorf("Of(%s) = %s, want 2026-W48", utc, got)
	}
}

func TestWeekArithmetic(t *testing.T) {
	w := Week{2015, 1}
	for w.Year < 2040 {
		next := w.Next()
		if !w.Valid() || !next.Valid() || next.Prev() != w || !w.Before(next) || next.Before(w) ||
			Of(w.Monday()) != w {
			t.Fatalf("%v and %v do not follow each other", w, next)
		}
		if back, err := ParseWeek(w.String()); err != nil || back != w {
			t.Fatalf("ParseWeek(%s) = %v, %v", w, back, err)
		}
		if m := w.Monday(); m.Weekday() != time.Monday || m.Hour() != 0 {
			t.Fatalf("%v begins %v", w, m)
		}
		w = next
	}
	for _, y := range []int{2015, 2020, 2026, 2032} {
		if WeeksIn(y) != 53 {
			t.Errorf("%d has no week 53", y)
		}
	}
	for _, bad := range []string{
		"", "2026", "2025-W53", "2026-W54", "2026-W00", "2026-W1", "26-W01", "2026-w01", "2026-W+1", "0000-W01",
	} {
		if w, err := ParseWeek(bad); err == nil {
			t.Errorf("ParseWeek(%q) = %v, want an error", bad, w)
		}
	}
}

func TestLabels(t *testing.T) {
	for w, want := range map[Week][2]string{
		{2026, 48}: {"uke 48 (23.–29. nov.)", "uke 48 (23.–29. nov. 2026)"},
		{2026, 49}: {"uke 49 (30. nov. – 6. des.)", "uke 49 (30. nov. – 6. des. 2026)"},
		{2026, 53}: {"uke 53 (28. des. – 3. jan.)", "uke 53 (28. des. 2026 – 3. jan. 2027)"},
		{2026, 20}: {"uke 20 (11.–17. mai)", "uke 20 (11.–17. mai 2026)"},
	} {
		if got := [2]string{w.Label(), w.LongLabel()}; got != want {
			t.Errorf("%v: got %q, want %q", w, got, want)
		}
	}
}

func TestPeriodWeeks(t *testing.T) {
	p := Period{From: Week{2026, 52}, To: Week{2027, 2}}
	var got []string
	for w := range p.Weeks() {
		got = append(got, w.String())
	}
	if want := []string{"2026-W52", "2026-W53", "2027-W01", "2027-W02"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if p.Len() != 4 || (Period{From: Week{2026, 1}, To: Week{2026, 53}}).Len() != 53 {
		t.Error("Len is not the number of weeks")
	}
	for _, bad := range []Period{
		{}, {From: Week{2026, 2}, To: Week{2026, 1}}, {From: Week{2025, 53}, To: Week{2026, 1}},
	} {
		if bad.Valid() || bad.Len() != 0 || len(slices.Collect(bad.Weeks())) != 0 {
			t.Errorf("%v passes for a period", bad)
		}
	}
}
