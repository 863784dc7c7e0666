package figures

import (
	"testing"
	"time"

	"kjernebot/internal/week"
)

// TestMonths: months begin at midnight in Norway, in summer and winter, and are those that people mean.
func TestMonths(t *testing.T) {
	for at, want := range map[string]string{
		"2026-03-31T21:59:59Z": "2026-03-01T00:00:00+01:00", "2026-03-31T22:00:00Z": "2026-04-01T00:00:00+02:00",
		"2026-10-31T22:59:59Z": "2026-10-01T00:00:00+02:00", "2026-10-31T23:00:00Z": "2026-11-01T00:00:00+01:00",
		"2026-12-31T23:00:00Z": "2027-01-01T00:00:00+01:00",
	} {
		moment, _ := time.Parse(time.RFC3339, at)
		if got := Month(moment).Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, week.Location())
	for text, want := range map[string]string{
		"effektrapport": "2026-10", "Rapport for Oktober": "2026-10", "rapport for desember": "2025-12",
		"rapport for november": "2026-11", "månadsrapport for mars 2025": "2025-03", "rapport for desember 2026": "2026-12",
	} {
		if got := readMonth(text, now).Format("2006-01"); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if got := readMonth("effektrapport", Month(time.Date(2027, 1, 1, 0, 0, 0, 0, week.Location()))); got.Format("2006-01") != "2026-12" {
		t.Error(got)
	}
}

// TestWeeksOfMonths: every week of two years belongs to exactly one month, that of its Thursday.
func TestWeeksOfMonths(t *testing.T) {
	next := week.Week{Year: 2026, Week: 1}
	for m := time.Date(2026, 1, 1, 0, 0, 0, 0, week.Location()); m.Year() < 2028; m = m.AddDate(0, 1, 0) {
		p := weeksOf(m)
		if p.From != next || p.From.Monday().AddDate(0, 0, 3).Month() != m.Month() || p.To.Monday().AddDate(0, 0, 3).Month() != m.Month() {
			t.Errorf("%s: %v, want from %v", m.Format("2006-01"), p, next)
		}
		next = p.To.Next()
	}
}
