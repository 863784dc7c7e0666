package announce

import (
	"context"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
)

const (
	// tickEvery is how often Run looks for what is due and what is to be settled; it is woken when that is here.
	tickEvery = time.Second
	// watchEvery is how often the watchdog complains about the same announcement.
	watchEvery = 5 * time.Minute
	// lookEvery is how often it looks.
	lookEvery = 15 * time.Second
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
	warned, looked := map[ID]time.Time{}, time.Time{}
	for {
		if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
			s.lg.ErrorContext(ctx, "announcements", "err", err)
		}
		if now := s.o.Now(); now.Sub(looked) >= lookEvery {
			looked = now
			s.watch(ctx, warned)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.wake:
		}
	}
}

// Tick does once what Run does all the time. What fails for one announcement does not hold up the others; the last
// error is returned.
func (s *Scheduler) Tick(ctx context.Context) error {
	due, err := s.o.Store.DueAnnouncements(ctx, s.o.Now())
	if err != nil {
		return err
	}
	var last error
	for _, id := range due {
		if err := s.start(ctx, id); err != nil {
			last = err
		}
	}
	sending, err := s.o.Store.SendingAnnouncements(ctx)
	if err != nil {
		return err
	}
	for _, id := range sending {
		if err := s.o.Store.SettleAnnouncement(ctx, id); err != nil {
			last = err
		}
	}
	return last
}

// watch tells the operator about announcements where nothing moves though it should.
func (s *Scheduler) watch(ctx context.Context, warned map[ID]time.Time) {
	now := s.o.Now()
	sending, err := s.o.Store.SendingAnnouncements(ctx)
	if err != nil {
		return // Tick has said so
	}
	for _, id := range sending {
		if now.Sub(warned[id]) < watchEvery {
			continue
		}
		wait, err := s.o.Store.AnnouncementWait(ctx, id)
		if err != nil {
			continue
		}
		if reason, stuck := wait.Reason(now, s.o.Oslo); stuck {
			warned[id] = now
			s.lg.ErrorContext(ctx, "announcement does not move", "announcement", id, "pending", wait.Pending,
				"sending", wait.Sending, "due", wait.Due, "progress", wait.Progress, "reason", reason)
		}
	}
}

// homeOf is the kommune that a person belongs to; "" when it is not known.
func (s *Scheduler) homeOf(ctx context.Context, who message.Person) (kommune.Number, error) {
	rows, err := s.o.Directory.MemberRows(ctx, message.NewPerson(string(who.Tenant), string(who.Object)))
	if err != nil {
		return "", err
	}
	var home kommune.Number
	for _, row := range rows {
		if row.Object != "" {
			return row.Kommune, nil // decides, also when it says that there is none
		}
		home = row.Kommune
	}
	return home, nil
}
