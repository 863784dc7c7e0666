// Package week knows ISO 8601 weeks in Europe/Oslo, periods of whole weeks, and how people write them.
package week

import (
	"cmp"
	"fmt"
	"iter"
	"time"
	_ "time/tzdata" // the container may have no zone files, and a week must not begin an hour early for that

	"kjernebot/internal/norsk"
)

// Week is an ISO 8601 week, Monday to Sunday. The year is that of its Thursday, so the days around New Year may lie
// in a week of another year. The zero Week is no week.
type Week struct {
	Year, Week int
}

var oslo, _ = time.LoadLocation("Europe/Oslo") // no error: the zones are in the program

// Location is the time zone that days and weeks are reckoned in, Europe/Oslo.
func Location() *time.Location { return oslo }

// Of returns the week that the moment lies in, in Europe/Oslo.
func Of(t time.Time) Week {
	y, w := t.In(oslo).ISOWeek()
	return Week{Year: y, Week: w}
}

// ParseWeek reads `2026-W45`. The week must exist: only some years have a week 53.
func ParseWeek(s string) (Week, error) {
	var w Week
	if n, _ := fmt.Sscanf(s, "%4d-W%2d", &w.Year, &w.Week); n != 2 || w.String() != s {
		return Week{}, fmt.Errorf("week %q: want the form 2026-W45", s)
	}
	if !w.Valid() {
		return Week{}, fmt.Errorf("week %q: %d has the weeks 1 to %d", s, w.Year, WeeksIn(w.Year))
	}
	return w, nil
}

// WeeksIn returns the number of the year's last week, 52 or 53.
func WeeksIn(year int) int {
	// 28 December always lies in the last week of its year.
	_, w := time.Date(year, time.December, 28, 12, 0, 0, 0, time.UTC).ISOWeek()
	return w
}

// Valid says whether the week exists.
func (w Week) Valid() bool {
	return w.Year >= 1 && w.Year <= 9999 && w.Week >= 1 && w.Week <= WeeksIn(w.Year)
}

// String writes the week as `2026-W45`.
func (w Week) String() string { return fmt.Sprintf("%04d-W%02d", w.Year, w.Week) }

// Monday returns the start of the week: Monday at 00:00 in Europe/Oslo.
func (w Week) Monday() time.Time {
	// 4 January always lies in week 1.
	jan4 := time.Date(w.Year, time.January, 4, 0, 0, 0, 0, oslo)
	back := (int(jan4.Weekday()) + 6) % 7
	return jan4.AddDate(0, 0, 7*(w.Week-1)-back)
}

// Next returns the week after, over New Year too.
func (w Week) Next() Week { return w.Add(1) }

// Prev returns the week before, over New Year too.
func (w Week) Prev() Week { return w.Add(-1) }

// Add returns the week n weeks later, or earlier when n is negative.
func (w Week) Add(n int) Week { return Of(w.Monday().AddDate(0, 0, 7*n)) }

// Before says whether w comes before o.
func (w Week) Before(o Week) bool { return w.Compare(o) < 0 }

// Compare orders weeks by time, as cmp.Compare does.
func (w Week) Compare(o Week) int {
	return cmp.Or(cmp.Compare(w.Year, o.Year), cmp.Compare(w.Week, o.Week))
}

// Label writes the week with its days as people in Norway do: `uke 48 (23.–29. nov.)`, without the year.
func (w Week) Label() string { return w.label(false) }

// LongLabel is [Week.Label] with the year: `uke 48 (23.–29. nov. 2026)`.
func (w Week) LongLabel() string { return w.label(true) }

func (w Week) label(years bool) string {
	from := w.Monday()
	to := from.AddDate(0, 0, 6)
	date := func(t time.Time, year bool) string {
		s := fmt.Sprintf("%d. %s", t.Day(), norsk.ShortMonth(t.Month()))
		if year {
			s += fmt.Sprintf(" %d", t.Year())
		}
		return s
	}
	first := fmt.Sprintf("%d.–", from.Day())
	if from.Month() != to.Month() {
		first = date(from, years && from.Year() != to.Year()) + " – "
	}
	return fmt.Sprintf("uke %d (%s%s)", w.Week, first, date(to, years))
}

// Period is a span of weeks, both ends included.
type Period struct {
	From, To Week
}

// Valid says whether both weeks exist and stand in order.
func (p Period) Valid() bool { return p.From.Valid() && p.To.Valid() && !p.To.Before(p.From) }

// Weeks yields every week of the period in order; none if it is not valid.
func (p Period) Weeks() iter.Seq[Week] {
	return func(yield func(Week) bool) {
		if !p.Valid() {
			return
		}
		for w := p.From; !p.To.Before(w); w = w.Next() {
			if !yield(w) {
				return
			}
		}
	}
}

// Len returns how many weeks the period has, 0 if it is not valid.
func (p Period) Len() int {
	if !p.Valid() {
		return 0
	}
	days := p.To.Monday().Sub(p.From.Monday()).Round(24*time.Hour) / (24 * time.Hour)
	return int(days/7) + 1
}

// LatestComplete returns the newest week that has ended on that day.
func LatestComplete(today time.Time) Week { return Of(today).Prev() }
