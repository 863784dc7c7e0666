package announce

import (
	"context"
	"errors"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// Correct changes what an announcement says, on every copy: sent ones are replaced and marked «Rettet», unsent ones
// go out corrected. ErrChanged when version is not the newest any more, ErrAsked when another coordinator has to
// approve it. Copies that may or may not have arrived stay uncertain: nobody knows which message to replace.
func (s *Scheduler) Correct(ctx context.Context, by Signature, id ID, version int, c Content) (Announcement, error) {
	if err := c.Check(); err != nil {
		return Announcement{}, errors.Join(err, s.allowed(ctx, by))
	}
	return s.act(ctx, by, id, Asked{Act: Correction, Version: version, Content: c}, func(a *Announcement) error {
		if !a.started() || a.State == Withdrawn || a.State == Sending && a.Goal == Withdrawn {
			return ErrState
		}
		if a.Version != version {
			return ErrChanged
		}
		a.Content = c
		a.Version++
		a.Corrected = s.o.Now().UTC()
		a.State, a.Goal = Sending, Done
		return nil
	})
}

// Withdraw deletes every copy that was sent and stops those that were not. It ends as Withdrawn. ErrAsked when
// another coordinator has to approve it. Copies that may or may not have arrived stay uncertain.
func (s *Scheduler) Withdraw(ctx context.Context, by Signature, id ID) (Announcement, error) {
	return s.act(ctx, by, id, Asked{Act: Withdrawal}, func(a *Announcement) error {
		switch {
		case !a.started():
			return ErrState
		case a.State == Withdrawn || a.Goal == Withdrawn:
			return errNothing
		}
		a.State, a.Goal = Sending, Withdrawn
		return nil
	})
}

// Cancel stops what is unsent, at any moment: a confirmed announcement before its time, copies that wait, corrections
// that wait. A withdrawal is not stopped; ErrState.
func (s *Scheduler) Cancel(ctx context.Context, by Signature, id ID) (Announcement, error) {
	if err := s.allowed(ctx, by); err != nil {
		return Announcement{}, err
	}
	a, err := s.change(ctx, "cancel", id, func(a *Announcement) error {
		switch {
		case a.State == Withdrawn || a.Goal == Withdrawn:
			return ErrState
		case !a.started():
			a.State = Cancelled
			a.Ended = s.o.Now().UTC()
		case a.State == Sending:
			a.Goal, a.Stopped = Cancelled, true
		}
		return nil
	})
	if err == nil {
		s.changed(ctx, "cancel", a)
	}
	return a, err
}

// Resend tries those copies again that failed or of which it is not known whether they arrived, as the caller
// chooses. An uncertain one may then arrive twice; that is the coordinator's decision, and it is recorded who made
// it. It returns how many there are. Withdrawn copies are deleted again, not sent; ErrState for a stopped
// announcement, ErrAsked when another coordinator has to approve it.
func (s *Scheduler) Resend(ctx context.Context, by Signature, id ID, failed, uncertain bool) (int, error) {
	var states []outbox.State
	if failed {
		states = append(states, outbox.Failed)
	}
	if uncertain {
		states = append(states, outbox.Uncertain)
	}
	_, err := s.act(ctx, by, id, Asked{Act: Resending, Failed: failed, Uncertain: uncertain}, func(a *Announcement) error {
		if len(states) == 0 {
			return errNothing
		}
		if !a.started() || a.Stopped && a.Goal != Withdrawn {
			return ErrState
		}
		return nil
	})
	if err != nil || len(states) == 0 {
		return 0, err
	}
	n, err := s.o.Store.ResendCopies(ctx, id, by, states)
	if err != nil {
		return 0, fmt.Errorf("resend announcement %s: %w", id, err)
	}
	s.wakeAll()
	return n, nil
}

// MarkRead records that a person has read and understood an announcement, and reports whether it is the first time.
// Everybody who sees a copy may. ErrGone when it is withdrawn.
func (s *Scheduler) MarkRead(ctx context.Context, id ID, who message.Person) (first bool, err error) {
	a, err := s.o.Store.Announcement(ctx, id)
	if err != nil {
		return false, err
	}
	if !a.started() || a.State == Withdrawn || a.Goal == Withdrawn {
		return false, ErrGone
	}
	if who.Object == "" {
		return false, ErrNotAllowed // nobody's; could not be counted once
	}
	home, err := s.homeOf(ctx, who)
	if err != nil {
		return false, err
	}
	return s.o.Store.MarkRead(ctx, id, who, home)
}

// ReadCopy is the copy of somebody who has confirmed, of the announcement as it is now, with its version. It says
// nothing that not everybody who has a copy knows.
func (s *Scheduler) ReadCopy(ctx context.Context, id ID) (r message.Reply, version int, err error) {
	a, err := s.o.Store.Announcement(ctx, id)
	if err != nil {
		return r, 0, err
	}
	return renderRead(a, s.o.Oslo), a.Version, nil
}

// changed says that an announcement that may have copies was changed, and wakes who brings the copies there.
func (s *Scheduler) changed(ctx context.Context, what string, a Announcement) {
	s.lg.InfoContext(ctx, "announcement "+what, "announcement", a.ID, "state", a.State, "version", a.Version)
	s.wakeAll()
}

func (s *Scheduler) wakeAll() {
	s.o.Wake()
	s.Wake()
}
