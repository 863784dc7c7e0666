package announce

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/privacy"
)

// rosterLimit bounds the look into the teams' rosters.
const rosterLimit = 20 * time.Second

// Rights tells who may send announcements.
type Rights interface {
	// Coordinator reports whether a person may do what is for coordinators.
	Coordinator(ctx context.Context, p message.Person) (bool, error)
}

// Options are the parts that a Scheduler works with.
type Options struct {
	Store     Store
	Directory Directory
	Rights    Rights
	Registry  *kommune.Registry
	Approvals int              // how many coordinators must confirm; 0 and 1 mean one
	Delay     time.Duration    // how long what is to be sent at once can be stopped first
	Wake      func()           // tells the outbox that there is something to send; nil for nobody
	Now       func() time.Time // nil for time.Now
}

// Scheduler accepts announcements and what is done with them, from coordinators only. Any number of them may work on
// the same store.
type Scheduler struct {
	lg   *slog.Logger
	o    Options
	wake chan struct{}
}

// New makes a Scheduler. Its methods work without Run; Run sends what is due and settles what was changed.
func New(lg *slog.Logger, o Options) *Scheduler {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wake == nil {
		o.Wake = func() {}
	}
	return &Scheduler{lg: lg, o: o, wake: make(chan struct{}, 1)}
}

// allowed gives ErrNotAllowed to everybody but coordinators.
func (s *Scheduler) allowed(ctx context.Context, by Signature) error {
	ok, err := s.o.Rights.Coordinator(ctx, by.Person)
	if err != nil {
		return fmt.Errorf("right to announce: %w", err)
	}
	if !ok {
		return ErrNotAllowed
	}
	return nil
}

// Write stores a new draft. The content may be unfinished, but holds no personal data.
func (s *Scheduler) Write(ctx context.Context, by Signature, c Content, to Audience, at time.Time) (Announcement,
	error) {
	if err := s.allowed(ctx, by); err != nil {
		return Announcement{}, err
	}
	if c.personal() {
		return Announcement{}, ErrPersonal
	}
	now := s.o.Now().UTC()
	a := Announcement{ID: NewID(), Version: 1, Content: c, Audience: to, At: at.UTC(), Author: by, State: Draft,
		Created: now, Changed: now}
	if err := s.o.Store.CreateAnnouncement(ctx, a); err != nil {
		return Announcement{}, fmt.Errorf("write announcement: %w", err)
	}
	return a, nil
}

// Edit changes what an announcement says, for whom, and when, if it was not sent yet, to what stands in said, whose
// version is the one that was changed; ErrChanged when it is not the newest any more. A confirmed announcement becomes
// a draft again and has to be confirmed anew.
func (s *Scheduler) Edit(ctx context.Context, by Signature, said Announcement) (Announcement, error) {
	return s.change(ctx, by, "edit", said.ID, func(a *Announcement) error {
		switch {
		case said.personal() || !privacy.Clean(said.Typed.List):
			return ErrPersonal
		case a.State != Draft && a.State != Scheduled:
			return ErrState
		case a.Version != said.Version:
			return ErrChanged
		}
		was := a.At
		a.Content, a.Audience, a.At, a.Typed = said.Content, said.Audience, said.At.UTC(), said.Typed
		a.Expires, a.Series = said.Expires.UTC(), said.Series
		if a.Series.Every != "" && !a.At.Equal(was) {
			a.Series.First = a.At
		}
		a.Version++
		a.State, a.Approved = Draft, nil
		return nil
	})
}

// Delete removes what was not sent yet.
func (s *Scheduler) Delete(ctx context.Context, by Signature, id ID) error {
	if err := s.allowed(ctx, by); err != nil {
		return err
	}
	return s.o.Store.DeleteAnnouncement(ctx, by, id)
}

// Get reads an announcement.
func (s *Scheduler) Get(ctx context.Context, by Signature, id ID) (Announcement, error) {
	if err := s.allowed(ctx, by); err != nil {
		return Announcement{}, err
	}
	return s.o.Store.Announcement(ctx, id)
}

// List reads those that wait for their time, then the newest announcements, newest first.
func (s *Scheduler) List(ctx context.Context, by Signature, limit int) ([]Announcement, error) {
	if err := s.allowed(ctx, by); err != nil {
		return nil, err
	}
	return s.o.Store.Announcements(ctx, limit)
}

// Preview is an announcement that could be sent now, exactly as Renderings has it, and to whom.
type Preview struct {
	Announcement
	Recipients  int
	Unreachable []Unreachable
}

// Preview looks at an announcement, stored or not, and counts whom it would reach now. Nothing is sent or stored. What
// keeps it from being sent is an error of Content.Check, ErrUnread or ErrExpires.
func (s *Scheduler) Preview(ctx context.Context, by Signature, a Announcement) (Preview, error) {
	if err := errors.Join(s.allowed(ctx, by), s.ready(a)); err != nil {
		return Preview{}, err
	}
	recipients, unreachable, err := s.resolve(ctx, a.Audience)
	if err != nil {
		return Preview{}, fmt.Errorf("recipients of announcement: %w", err)
	}
	return Preview{Announcement: a, Recipients: len(recipients), Unreachable: unreachable}, nil
}

// ready says what keeps an announcement from being sent; nil when nothing does.
func (s *Scheduler) ready(a Announcement) error {
	err := a.Check()
	if a.Typed.Unread {
		err = errors.Join(ErrUnread, err)
	}
	if a.Outdated(s.o.Now()) || a.Outdated(a.At) {
		err = errors.Join(ErrExpires, err)
	}
	return err
}

// Confirm lets an announcement be sent, at its time or at once, exactly as version was previewed. When more than one
// coordinator has to confirm it, it stays a Draft until the last has (see Missing). Run sends it.
// Confirming what is confirmed changes nothing.
func (s *Scheduler) Confirm(ctx context.Context, by Signature, id ID, version int) (Announcement, error) {
	return s.change(ctx, by, "confirm", id, func(a *Announcement) error {
		switch {
		case a.Version != version:
			return ErrChanged
		case a.State == Cancelled || a.State == Withdrawn:
			return ErrState
		case a.State != Draft:
			return nil
		}
		if err := s.ready(*a); err != nil {
			return err
		}
		if slices.ContainsFunc(a.Approved, by.Same) {
			return nil
		}
		a.Approved = append(a.Approved, by)
		if s.Missing(*a) > 0 {
			return nil
		}
		a.State = Scheduled
		if a.At.Before(a.Changed) {
			a.At = a.Changed
		}
		if next, more := a.Series.next(a.At); more {
			a.At = next
		} else if a.Series.Every != "" {
			return ErrExpires
		}
		if soon := a.Changed.Add(s.o.Delay); a.At.Before(soon) {
			a.At = soon
		}
		return nil
	})
}

// Soon reports whether an announcement waits only so that it can be stopped: its time is as long after it was confirmed
// as that takes.
func (s *Scheduler) Soon(a Announcement) bool {
	return s.o.Delay > 0 && a.State == Scheduled && a.At.Equal(a.Changed.Add(s.o.Delay))
}

// Missing is how many other coordinators still have to confirm an announcement before it is sent.
func (s *Scheduler) Missing(a Announcement) int {
	if a.State != Draft {
		return 0
	}
	return max(max(s.o.Approvals, 1)-len(a.Approved), 0)
}

// SendNow sends a confirmed announcement whose time has come at once, without waiting for Run: its copies are written
// when it returns. It does nothing when Run was first.
func (s *Scheduler) SendNow(ctx context.Context, by Signature, id ID) error {
	if err := s.allowed(ctx, by); err != nil {
		return err
	}
	return s.start(ctx, id)
}

// start finds the recipients and writes the copies.
func (s *Scheduler) start(ctx context.Context, id ID) error {
	a, err := s.o.Store.Announcement(ctx, id)
	if err != nil {
		return err
	}
	if a.State != Scheduled || a.At.After(s.o.Now()) || a.Outdated(s.o.Now()) {
		return nil
	}
	if a.Series.Every != "" {
		return s.repeat(ctx, id)
	}
	recipients, unreachable, err := s.resolve(ctx, a.Audience)
	if err != nil {
		return fmt.Errorf("recipients of announcement %s: %w", id, err)
	}
	began, err := s.o.Store.StartAnnouncement(ctx, id, a.Version, recipients, unreachable)
	if err != nil {
		return fmt.Errorf("start announcement %s: %w", id, err)
	}
	if began {
		s.lg.InfoContext(ctx, "announcement started", "announcement", id, "recipients", len(recipients), "unreachable",
			len(unreachable))
	}
	s.o.Wake()
	return nil
}

// repeat makes the announcement for which the time in a series has come, and starts it.
func (s *Scheduler) repeat(ctx context.Context, id ID) error {
	var made *Announcement
	err := s.itself(ctx, "repeat", id, func(a *Announcement, now time.Time) (Effects, error) {
		if a.State != Scheduled || a.At.After(now) {
			return Effects{}, errNothing // somebody was first
		}
		made = a.turn(now)
		return Effects{Made: made}, nil
	})
	if err != nil || made == nil {
		return err
	}
	return s.start(ctx, made.ID)
}

// expire marks the copies of an announcement that is out of date, once, and keeps from being sent what is unsent.
func (s *Scheduler) expire(ctx context.Context, id ID) error {
	return s.itself(ctx, "expire", id, func(a *Announcement, now time.Time) (e Effects, err error) {
		if !a.Outdated(now) || !a.Expired.IsZero() {
			return e, errNothing
		}
		a.Expired = now
		if !a.started() {
			a.State, a.Ended = Cancelled, now
			return e, nil
		}
		a.State, a.Goal = Sending, Done
		a.Version++
		return e, nil
	})
}

// itself alters an announcement for nobody, because its time has come.
func (s *Scheduler) itself(ctx context.Context, what string, id ID,
	alter func(*Announcement, time.Time) (Effects, error)) error {
	_, _, err := s.o.Store.ChangeAnnouncement(ctx, Signature{}, what, id, func(a *Announcement) (Effects, error) {
		return alter(a, s.o.Now().UTC())
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	s.o.Wake()
	return err
}

// change alters an announcement for a coordinator and wakes who brings the copies there.
func (s *Scheduler) change(ctx context.Context, by Signature, what string, id ID,
	alter func(*Announcement) error) (Announcement, error) {
	a, _, err := s.affect(ctx, by, what, id, func(a *Announcement) (Effects, error) { return Effects{}, alter(a) })
	return a, err
}

// affect is change with effects, and tells how many messages are sent by them.
func (s *Scheduler) affect(ctx context.Context, by Signature, what string, id ID,
	alter func(*Announcement) (Effects, error)) (a Announcement, n int, err error) {
	if err := s.allowed(ctx, by); err != nil {
		return a, 0, err
	}
	a, n, err = s.o.Store.ChangeAnnouncement(ctx, by, what, id, func(a *Announcement) (Effects, error) {
		a.Changed = s.o.Now().UTC()
		return alter(a)
	})
	if err != nil {
		return a, 0, fmt.Errorf("%s announcement %s: %w", what, id, err)
	}
	s.lg.InfoContext(ctx, "announcement "+what, "announcement", a.ID, "state", a.State, "version", a.Version,
		"asked", a.Asked != nil)
	s.wakeAll()
	return a, n, nil
}

// wakeAll has the outbox and Run look at once. It never blocks.
func (s *Scheduler) wakeAll() {
	s.o.Wake()
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// tickEvery is how often Run looks for what is due and what is to be settled; it is woken when that is here.
const tickEvery = time.Second

// Run sends announcements when their time has come and settles those that are under way, until ctx ends. Every
// replica runs one: the store lets only one of them start an announcement.
func (s *Scheduler) Run(ctx context.Context) {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
			s.lg.ErrorContext(ctx, "announcements", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.wake:
		}
	}
}

// Tick does once what Run does all the time. What fails for one announcement does not hold up the others.
func (s *Scheduler) Tick(ctx context.Context) error {
	outdated, err := s.o.Store.OutdatedAnnouncements(ctx, s.o.Now())
	failed := []error{err}
	for _, id := range outdated {
		failed = append(failed, s.expire(ctx, id))
	}
	due, err := s.o.Store.DueAnnouncements(ctx, Scheduled, s.o.Now())
	failed = append(failed, err)
	for _, id := range due {
		failed = append(failed, s.start(ctx, id))
	}
	sending, err := s.o.Store.DueAnnouncements(ctx, Sending, s.o.Now())
	failed = append(failed, err)
	for _, id := range sending {
		failed = append(failed, s.o.Store.SettleAnnouncement(ctx, id))
	}
	return errors.Join(failed...)
}
