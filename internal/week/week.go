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
	days := Period{w, w}.Days("2.", func(t time.Time, year bool) string { return norsk.ShortDate(t, year && years) })
	return fmt.Sprintf("uke %d (%s)", w.Week, days)
}

// Period is a span of weeks, both ends included.
type Period struct {
	From, To Week
}

// Days are the first and the last day as people write them: `28. sep. – 8. nov. 2026`, or `2.–8. nov. 2026` in one
// month. date writes a day, with its year or without; layout a day of which the month is clear.
func (p Period) Days(layout string, date func(t time.Time, year bool) string) string {
	from, to := p.From.Monday(), p.To.Monday().AddDate(0, 0, 6)
	if from.Year() == to.Year() && from.Month() == to.Month() {
		return from.Format(layout) + "–" + date(to, true)
	}
	return date(from, from.Year() != to.Year()) + " – " + date(to, true)
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

// clock is a day seen as weeks, and the reckoning of named periods from it.
type clock struct {
	today   time.Time // at noon, so that adding days never meets a clock change
	running Week
	latest  Week // the newest complete week
	whole   bool // spans that are running keep the end that has not come
}

func newClock(now time.Time) clock {
	now = now.In(oslo)
	c := clock{today: day(now.Year(), int(now.Month()), now.Day()), running: Of(now)}
	c.latest = c.running.Prev()
	return c
}

// day is that date at noon in Oslo. Dates beyond the end of a month roll over, as in [time.Date].
func day(year, month, d int) time.Time {
	return time.Date(year, time.Month(month), d, 12, 0, 0, 0, oslo)
}

func one(w Week) Period { return Period{From: w, To: w} }

// week is the newest week with that number that is not in the future; a week 53 may lie years back. A number that no
// week has counts as the first or the last that every year has.
func (c clock) week(n int) Week {
	if n > 53 {
		n = 52
	}
	w := Week{Year: c.running.Year, Week: max(n, 1)}
	for c.running.Before(w) || !w.Valid() {
		w.Year--
	}
	return w
}

func daysIn(year, month int) int { return day(year, month+1, 0).Day() }

// months is the span of n months from the first of that month: the weeks whose Thursday lies in it, which gives
// every week to exactly one month.
func months(year, month, n int) Period {
	return thursdays(day(year, month, 1), day(year, month+n, 0))
}

// thursdays is the span of weeks whose Thursday lies in those days. They must be a week or more.
func thursdays(from, to time.Time) Period {
	toThursday := (int(time.Thursday) - int(from.Weekday()) + 7) % 7
	backToThursday := (int(to.Weekday()) - int(time.Thursday) + 7) % 7
	return Period{From: Of(from.AddDate(0, 0, toThursday)), To: Of(to.AddDate(0, 0, -backToThursday))}
}

// days is the span of weeks that those days lie in. Whole months are reckoned as months.
func days(from, to time.Time) Period {
	if from.Day() == 1 && to.AddDate(0, 0, 1).Day() == 1 && from.Before(to) {
		return thursdays(from, to)
	}
	return Period{From: Of(from), To: Of(to)}
}

// soFar ends a span that is still running with the latest complete week. A span that has no complete week yet is the
// running week alone, and one that has not begun is left as it is, for the caller to find nothing in.
func (c clock) soFar(p Period) Period {
	if c.whole || !c.latest.Before(p.To) || c.running.Before(p.From) {
		return p
	}
	return c.upToNow(p.From)
}

// begun is soFar for a span that the day lies in though its first week may not have come: 1 January 2027 is in 2027,
// and in the last week of 2026.
func (c clock) begun(p Period) Period {
	if !c.whole && c.running.Before(p.From) {
		return one(c.running)
	}
	return c.soFar(p)
}

// upToNow is from that week to the latest complete one, or that week alone if it is newer.
func (c clock) upToNow(from Week) Period {
	if c.latest.Before(from) {
		return one(from)
	}
	return Period{From: from, To: c.latest}
}

func (c clock) lastWeeks(n int) Period { return Period{From: c.latest.Add(1 - n), To: c.latest} }

// monthsFrom is n months, beginning offset months from the start of the running span of that length: 3, -3, 3 is the
// last quarter, 12, 0, 12 the running year.
func (c clock) monthsFrom(length, offset, n int) Period {
	if length == 0 {
		return Period{}
	}
	first := (int(c.today.Month())-1)/length*length + 1
	return months(c.today.Year(), first+offset, n)
}

func (c clock) thisYear() Period { return c.begun(months(c.today.Year(), 1, 12)) }

// yearOf is the year of the newest month with that number that has begun.
func (c clock) yearOf(month int) int {
	if month > int(c.today.Month()) {
		return c.today.Year() - 1
	}
	return c.today.Year()
}

// unit is one part of a named period: a week, a month, a date … Its year is 0 until something says which.
type unit struct {
	kind  unitKind
	n     int // week, first month, or month of the date
	span  int // months that the unit lasts
	day   int
	year  int
	fixed Period // for uFixed
	open  bool   // fixed is running, and ends with the latest complete week
	wrong bool   // the calendar has no such date or part of a year; what is here is the nearest
	days  bool   // days were named, and fixed is the weeks that they lie in
	next  int    // the word after it
}

type unitKind uint8

const (
	uWeek   unitKind = iota
	uMonths          // a month, quarter, half-year, season
	uDate
	uDays // some days of a month: day to span
	uYear
	uFixed // already reckoned: last week, this month
)

func fixedAt(span Period, next int) unit { return unit{kind: uFixed, fixed: span, next: next} }

// openAt is fixedAt for a span that the day lies in.
func openAt(span Period, next int) unit {
	return unit{kind: uFixed, fixed: span, open: true, next: next}
}

// period reckons the unit by the clock, without a year as the newest that is not in the future.
func (u unit) period(c clock) Period {
	switch {
	case u.kind == uWeek:
		year := cmp.Or(u.year, c.week(u.n).Year)
		return one(Week{Year: year, Week: max(1, min(u.n, WeeksIn(year)))}) // or the nearest that there is
	case u.kind == uMonths && u.year == 0:
		return c.begun(months(c.yearOf(u.n), u.n, u.span))
	case u.kind == uMonths:
		return c.soFar(months(u.year, u.n, u.span))
	case u.kind == uDate:
		return c.soFar(days(u.first(c), u.first(c)))
	case u.kind == uDays:
		return c.soFar(days(u.first(c), u.first(c).AddDate(0, 0, u.span-u.day)))
	case u.kind == uYear:
		return c.soFar(months(u.year, 1, 12))
	case u.open:
		return c.begun(u.fixed)
	}
	return u.fixed
}

// upTo is from the start of the year that the unit ends in.
func (u unit) upTo(c clock) Period {
	end := u.period(c).To
	return Period{From: Week{Year: end.Year, Week: 1}, To: end}
}

func (u unit) since(c clock) Period { return c.upToNow(u.period(c).From) }

func (u unit) first(c clock) time.Time {
	year := cmp.Or(u.year, c.today.Year())
	d := day(year, u.n, u.day)
	for u.year == 0 && (d.After(c.today) || d.Day() != u.day) { // not every year has 29 February
		year--
		d = day(year, u.n, u.day)
	}
	return d
}

// wraps says whether a span from u to v would go backwards within one year: `uke 50 til uke 3`.
func (u unit) wraps(v unit) bool { return u.n > v.n || u.n == v.n && u.day > v.day }

func (u unit) wholeMonth() bool {
	return u.kind == uDays && u.day == 1 && u.span >= 28 && day(u.year, u.n, u.span+1).Day() == 1
}

// through reckons the span from u to v, whose years are settled.
func (u unit) through(v unit, c clock) Period {
	if u.kind == uDate && v.kind == uDate {
		if from, to := u.first(c), v.first(c); !to.Before(from) {
			return c.soFar(days(from, to))
		}
	}
	return hull(u.period(c), v.period(c))
}

func hull(p, q Period) Period {
	if q.From.Before(p.From) {
		p.From = q.From
	}
	if p.To.Before(q.To) {
		p.To = q.To
	}
	return p
}

// sameYears gives two units of a kind the years that the one or the other, or the day, implies: a year said once
// holds for both. `fra uke 50 til uke 3` goes over New Year, and a span that would be longer than half a year that
// way was written backwards.
func (u unit) sameYears(v unit, c clock) (unit, unit) {
	if u.kind != v.kind || u.kind == uFixed || u.kind == uYear {
		return u, v
	}
	backwards := u.kind == uWeek && v.n+52-u.n > 26
	bare := u.year == 0 && v.year == 0
	if bare && backwards && u.wraps(v) {
		u, v = v, u
	}
	over := 0
	if u.wraps(v) && !backwards {
		over = 1
	}
	switch {
	case bare && (u.kind == uDate || u.kind == uDays): // the last day of a span may lie ahead
		u.year = u.first(c).Year()
		v.year = u.year + over
	case bare:
		v.year = v.impliedYear(c)
		u.year = v.year - over
	case u.year == 0 && u.kind == uWeek && u.n == v.n: // `uke 40 mot samme uke i fjor`
		u.year = u.impliedYear(c)
	case u.year == 0:
		u.year = v.year - over
	case v.year == 0:
		v.year = u.year + over
	}
	return u, v
}

func (u unit) impliedYear(c clock) int {
	if u.kind == uWeek {
		return c.week(u.n).Year
	}
	return c.yearOf(u.n)
}
