package announce

import (
	"context"
	"errors"
	"time"
)

const (
	// tickEvery is how often Run looks for what is due and what is to be settled; it is woken when that is here.
	tickEvery = time.Second
	// lookEvery is how often it looks for announcements where nothing moves, and complainEvery how often it complains
	// about the same one.
	lookEvery     = 15 * time.Second
	complainEvery = 5 * time.Minute
)

// Wake makes Run look at once. It never blocks.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Run sends announcements when their time has come and settles those that are under way, until ctx ends. Every
// replica runs one: the store lets only one of them start an announcement.
func (s *Scheduler) Run(ctx context.Context) {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	complained, looked := map[ID]time.Time{}, time.Time{}
	for {
		if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
			s.lg.ErrorContext(ctx, "announcements", "err", err)
		}
		if now := s.o.Now(); now.Sub(looked) >= lookEvery {
			looked = now
			s.complain(ctx, now, complained)
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
	due, err := s.o.Store.DueAnnouncements(ctx, s.o.Now())
	failed := []error{err}
	for _, id := range due {
		failed = append(failed, s.start(ctx, id))
	}
	sending, err := s.o.Store.SendingAnnouncements(ctx)
	failed = append(failed, err)
	for _, id := range sending {
		failed = append(failed, s.o.Store.SettleAnnouncement(ctx, id))
	}
	return errors.Join(failed...)
}

// complain tells the operator about announcements where nothing moves though it should.
func (s *Scheduler) complain(ctx context.Context, now time.Time, last map[ID]time.Time) {
	sending, _ := s.o.Store.SendingAnnouncements(ctx) // Tick tells of errors
	for _, id := range sending {
		wait, err := s.o.Store.AnnouncementWait(ctx, id)
		reason, stuck := wait.Reason(now)
		if err != nil || !stuck || now.Sub(last[id]) < complainEvery {
			continue
		}
		last[id] = now
		s.lg.ErrorContext(ctx, "announcement does not move", "announcement", id, "pending", wait.Pending,
			"sending", wait.Sending, "due", wait.Due, "progress", wait.Progress, "reason", reason)
	}
}
