package week

import (
	"cmp"
	"time"
)

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

// fixedAt is a unit that is reckoned already.
func fixedAt(span Period, next int) unit { return unit{kind: uFixed, fixed: span, next: next} }

// openAt is fixedAt for a span that the day lies in.
func openAt(span Period, next int) unit {
	return unit{kind: uFixed, fixed: span, open: true, next: next}
}

// period reckons the unit by the clock, without a year as the newest that is not in the future.
func (u unit) period(c clock) Period {
	switch {
	case u.kind == uWeek:
		return one(weekIn(cmp.Or(u.year, c.week(u.n).Year), u.n))
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

// since is from the unit up to now.
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
func (u unit) wraps(v unit) bool {
	return u.n > v.n || u.n == v.n && u.day > v.day
}

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
