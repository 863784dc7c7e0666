package announce

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"kjernebot/internal/norsk"
)

// Series is when an announcement is sent again and again, at the same time of day in Oslo. What has one is only the
// pattern: each time is an announcement of its own, with the day in its id, and At is the next one.
type Series struct {
	Every   string      `json:"every,omitempty"` // Weekly or Monthly; "" for an announcement that is sent once
	Day     int         `json:"day,omitempty"`   // of the month; a month that has no such day takes its last
	First   time.Time   `json:"first,omitzero"`  // none is earlier
	Until   time.Time   `json:"until,omitzero"`  // none is this late
	Skipped []time.Time `json:"skipped,omitempty"`
}

// How often.
const (
	Weekly  = "weekly"
	Monthly = "monthly"
)

// lateMost is how late one of a series may be sent, when nothing ran at its time. Later it is skipped, and so are all
// but the last that were missed.
const lateMost = 24 * time.Hour

// errSeries is of what is no series.
var errSeries = errors.New("write weekly, monthly or monthly:31, and the last day, such as 2027-06-30, which is not " +
	"before the first time")

// ParseSeries reads how often and until which day, from a time on.
func ParseSeries(every, until string, first time.Time) (Series, error) {
	every, day, given := strings.Cut(every, ":")
	s := Series{Every: every, First: first}
	last, err := time.ParseInLocation(time.DateOnly, until, oslo)
	s.Until = last.AddDate(0, 0, 1).UTC()
	switch {
	case every == Monthly && given:
		n, wrong := strconv.Atoi(day)
		s.Day, err = n, cmp.Or(err, wrong)
	case every == Monthly:
		s.Day = first.In(oslo).Day()
	case given:
		err = errSeries
	}
	_, some := s.next(first)
	if err != nil || every != Weekly && every != Monthly || every == Monthly && (s.Day < 1 || s.Day > 31) || !some {
		return Series{}, fmt.Errorf("%q until %q: %w", every, until, errSeries)
	}
	return s, nil
}

// Pattern is how often, as ParseSeries reads it with the first of those times; "" for one that is sent once.
func (s Series) Pattern() string {
	if s.Every == Monthly && s.Day != s.First.In(oslo).Day() {
		return fmt.Sprintf("%s:%d", s.Every, s.Day)
	}
	return s.Every
}

// LastDay is the last day on which there may be one.
func (s Series) LastDay() time.Time { return s.Until.In(oslo).AddDate(0, 0, -1) }

// String says it in words.
func (s Series) String() string {
	how, last := "Hver uke", s.LastDay()
	if s.Every == Monthly {
		how = fmt.Sprintf("Den %d. hver måned", s.Day)
	}
	if s.Day > 28 {
		how += " (den siste dagen i måneder som er kortere)"
	}
	return fmt.Sprintf("%s til og med %d. %s %d", how, last.Day(), norsk.Month(last.Month()), last.Year())
}

// Times are those from a moment on. In the night in which the clock is put forward past the time, it is an hour later.
func (s Series) Times(from time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		for n := 0; s.Every != ""; n++ {
			t := s.at(n)
			if !t.Before(s.Until) || !t.Before(from) && !t.Before(s.First) && !yield(t) {
				return
			}
		}
	}
}

// next is the first time from a moment on.
func (s Series) next(from time.Time) (next time.Time, ok bool) {
	for t := range s.Times(from) {
		return t, true
	}
	return next, false
}

// at is the time in the nth week or month, counted from that of First.
func (s Series) at(n int) time.Time {
	first := s.First.In(oslo)
	year, month, day := first.Date()
	if s.Every == Monthly {
		month += time.Month(n)
		day = min(s.Day, time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day())
	} else {
		day += 7 * n
	}
	shown := time.Date(year, month, day, first.Hour(), first.Minute(), first.Second(), 0, time.UTC)
	t, ok := local(shown)
	if !ok {
		t, _ = local(shown.Add(time.Hour))
	}
	return t
}

// turn takes the times of a series that have come, and sets the next one. What it returns is to be sent for the last of
// them, if it is not too late; the others are skipped.
func (a *Announcement) turn(now time.Time) (one *Announcement) {
	due := a.At
	a.State, a.Ended, a.Typed = Done, now, Typed{}
	for t := range a.Series.Times(a.At) {
		if t.After(now) {
			a.State, a.At, a.Ended = Scheduled, t, time.Time{}
			break
		}
		if t.After(due) {
			a.Series.Skipped = append(a.Series.Skipped, due)
		}
		due = t
	}
	if now.Sub(due) >= lateMost {
		a.Series.Skipped = append(a.Series.Skipped, due)
		return nil
	}
	made := *a
	made.ID = ID(string(a.ID) + "-" + due.In(oslo).Format(time.DateOnly))
	// Changed stays: in a copy of the database it is no later than the copy, and nothing is sent by itself.
	made.Series, made.State, made.At, made.Ended, made.Created = Series{}, Scheduled, due, time.Time{}, now
	return &made
}
