package week

import "time"

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

// weekIn is week n of a year, or the nearest if it has no such week.
func weekIn(year, n int) Week {
	return Week{Year: year, Week: max(1, min(n, WeeksIn(year)))}
}

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

func (c clock) lastWeeks(n int) Period {
	return Period{From: c.latest.Add(1 - n), To: c.latest}
}

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
