package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/announce"
	"kjernebot/internal/week"
)

// sendSeries confirms a series, and is the same time each week from now on.
func (s *stage) sendSeries(t *testing.T, every, until string, at time.Time) announce.ID {
	t.Helper()
	series, err := announce.ParseSeries(every, until, at)
	must(t, err)
	return s.sendThat(t, announce.Announcement{Content: content("t1"), Audience: everybody, At: at, Series: series})
}

// made are the ids of the announcements that a series has become, and what it has skipped, by day.
func (s *stage) made(t *testing.T, id announce.ID) (days map[string]string) {
	t.Helper()
	all, err := s.List(t.Context(), author, 1000)
	must(t, err)
	days = map[string]string{}
	say := func(at time.Time, what string) {
		day := at.In(week.Location()).Format(time.DateOnly)
		if days[day] != "" {
			t.Errorf("%s is both %s and %s", day, days[day], what)
		}
		days[day] = what
	}
	for _, a := range all {
		switch {
		case a.ID == id:
			for _, t := range a.Series.Skipped {
				say(t, "skipped")
			}
		case a.ID == announce.ID(fmt.Sprintf("%s-%s", id, a.At.In(week.Location()).Format(time.DateOnly))):
			say(a.At, "made")
		default:
			t.Errorf("%s is none of %s", a.ID, id)
		}
	}
	return days
}

// repeats: each time is an announcement of its own, told apart by its day; what is missed is sent less than a day late,
// and else named; stopping stops the rest.
func repeats(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	id := s.sendSeries(t, "weekly", "2027-06-30", s.now.Add(time.Hour)) // 23 November
	look := func(later time.Duration, want map[string]string) {
		t.Helper()
		s.now = s.now.Add(later)
		must(t, s.Tick(t.Context()))
		s.deliver(t)
		must(t, s.Tick(t.Context()))
		if d := cmp.Diff(want, s.made(t, id)); d != "" {
			t.Errorf("at %s (-want +got):\n%s", s.now, d)
		}
	}
	const day = 24 * time.Hour
	look(0, map[string]string{})
	look(time.Hour, map[string]string{"2026-11-23": "made"})
	look(day, map[string]string{"2026-11-23": "made"})
	look(7*day-time.Second, map[string]string{"2026-11-23": "made", "2026-11-30": "made"}) // a day late but for a second
	look(13*day+time.Second, map[string]string{"2026-11-23": "made", "2026-11-30": "made", "2026-12-07": "skipped", "2026-12-14": "made"})
	look(9*day, map[string]string{"2026-11-23": "made", "2026-11-30": "made", "2026-12-07": "skipped", "2026-12-14": "made",
		"2026-12-21": "skipped"})
	one, err := s.Get(t.Context(), author, id+"-2026-12-14")
	must(t, err)
	if one.State != announce.Done || one.Series.Every != "" || one.Title != "t1" || len(s.teams.live("a:ola")) != 3 {
		t.Errorf("%s %q, %d copies", one.State, one.Title, len(s.teams.live("a:ola")))
	}
	_, err = s.Correct(t.Context(), author, one.ID, one.Version, content("t2"))
	must(t, err)
	s.deliver(t)
	if d := cmp.Diff([]string{"t1", "t1", "t2"}, s.teams.live("a:ola")); d != "" {
		t.Errorf("corrected one (-want +seen):\n%s", d)
	}
	_, err = s.Cancel(t.Context(), author, id)
	must(t, err)
	before := s.made(t, id)
	look(30*day, before)
	if a, err := s.Get(t.Context(), author, id); a.State != announce.Cancelled || err != nil {
		t.Errorf("stopped: %s, %v", a.State, err)
	}
}

// repeatsInCopy: a copy of the database sends by itself nothing of a series that was confirmed before, for the original may.
func repeatsInCopy(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	id := s.sendSeries(t, "weekly", "2027-06-30", s.now.Add(time.Hour))
	execute(t, s.dsn, fmt.Sprintf(`UPDATE generation SET restored = %d`, s.now.UnixMicro()))
	for range 2 {
		s.now = s.now.Add(time.Hour)
		must(t, s.Tick(t.Context()))
		s.deliver(t)
		s.wantCounts(t, id+"-2026-11-23", announce.Done, announce.Counts{Total: 1, Uncertain: 1})
	}
}

// confirmedLate: a series that is confirmed after its first time begins with the next, and after its last not at all.
func confirmedLate(t *testing.T, s *stage) {
	series, err := announce.ParseSeries("weekly", "2026-12-31", s.now.Add(time.Hour))
	must(t, err)
	a, err := s.Write(t.Context(), author, content("t1"), everybody, s.now.Add(time.Hour))
	must(t, err)
	a.Series = series
	a, err = s.Edit(t.Context(), author, a)
	must(t, err)
	s.now = s.now.AddDate(0, 0, 1)
	confirmed, err := s.Confirm(t.Context(), author, a.ID, a.Version)
	must(t, err)
	if got := confirmed.At.Format(time.DateOnly); got != "2026-11-30" {
		t.Errorf("begins on %s", got)
	}
	confirmed.At = confirmed.At.Add(5 * time.Hour) // changed in the form
	a, err = s.Edit(t.Context(), author, confirmed)
	must(t, err)
	a, err = s.Confirm(t.Context(), author, a.ID, a.Version)
	must(t, err)
	for at := range a.Series.Times(a.At) {
		if at.Hour() != 14 || at.Weekday() != time.Monday {
			t.Errorf("is sent at %s", at)
		}
	}
	a, err = s.Edit(t.Context(), author, a)
	must(t, err)
	s.now = s.now.AddDate(0, 2, 0)
	must(t, wanted(second(s.Confirm(t.Context(), author, a.ID, a.Version)), announce.ErrExpires))
}

// repeatsForTwoYears: generated series, with two replicas, restarts and times when nothing runs. Every time of the
// calendar is made once or named as skipped, and only those that nothing ran for are skipped; each that is made has one
// copy.
func repeatsForTwoYears(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	months := 24
	if !strings.HasPrefix(s.dsn, "sqlite:") {
		months = 12 // the calendar is the program's own: what the engine does with a time is the same each time
	}
	dice := rand.New(rand.NewPCG(9, 15))
	for round := range 2 {
		s.teams.rooms["a:ola"] = nil
		first := s.now.Add(time.Duration(dice.IntN(7*24*60)) * time.Minute)
		every := []string{"weekly", fmt.Sprintf("monthly:%d", 27+dice.IntN(5))}[round%2]
		until := s.now.AddDate(0, months, 0).Format(time.DateOnly)
		id := s.sendSeries(t, every, until, first)
		want, end := map[string]string{}, s.now.AddDate(0, months, 7)
		series, err := s.Get(t.Context(), author, id)
		must(t, err)
		for at := range series.Series.Times(first) {
			want[at.In(week.Location()).Format(time.DateOnly)] = "made"
		}
		for s.now.Before(end) {
			from := s.now
			step := time.Duration(dice.IntN(30)) * time.Hour
			if dice.IntN(40) == 0 {
				step = time.Duration(dice.IntN(40*24)) * time.Hour // nothing runs
			}
			s.now = s.now.Add(step)
			missed := ""
			for at := range series.Series.Times(from.Add(time.Microsecond)) {
				if at.After(s.now) {
					break
				}
				if missed != "" {
					want[missed] = "skipped"
				}
				if missed = at.In(week.Location()).Format(time.DateOnly); s.now.Sub(at) >= 24*time.Hour {
					want[missed] = "skipped"
				}
			}
			if dice.IntN(10) == 0 {
				must(t, s.DB.Close())
				s.DB = Open(t, s.dsn)
				s.DB.Now = func() time.Time { return s.now }
				s.options.Store = s.DB
				s.Scheduler = announce.New(Logger(t), s.options)
			}
			s.tickTwice(t)
			s.deliver(t)
		}
		made := 0
		for _, what := range want {
			if what == "made" {
				made++
			}
		}
		if d := cmp.Diff(want, s.made(t, id)); d != "" || len(s.teams.live("a:ola")) != made || made < 5 {
			t.Errorf("%s from %s: %d copies, want %d (-want +got):\n%s", every, first, len(s.teams.live("a:ola")), made, d)
		}
		for day, what := range want {
			if what == "made" {
				must(t, s.Tick(t.Context()))
				_, err := s.Withdraw(t.Context(), author, announce.ID(fmt.Sprintf("%s-%s", id, day)))
				must(t, err)
			}
		}
		s.deliver(t)
		must(t, s.Tick(t.Context()))
		purge(t, s.DB, s.now.AddDate(1, 0, 0))
	}
}

// tickTwice has two replicas look at the same time.
func (s *stage) tickTwice(t *testing.T) {
	t.Helper()
	other := announce.New(Logger(t), s.options)
	var wg sync.WaitGroup
	var failed [2]error
	for i, one := range []*announce.Scheduler{s.Scheduler, other} {
		wg.Go(func() { failed[i] = one.Tick(t.Context()) })
	}
	wg.Wait()
	must(t, errors.Join(failed[:]...))
}
