package announce

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/members"
)

// MarkRead records that a person has read and understood an announcement, and reports whether it is the first time.
// Everybody who sees a copy may. ErrGone when it is withdrawn.
func (s *Scheduler) MarkRead(ctx context.Context, id ID, who message.Person) (first bool, err error) {
	a, err := s.o.Store.Announcement(ctx, id)
	if err != nil {
		return false, err
	}
	if !a.started() || a.withdrawn() {
		return false, ErrGone
	}
	if who.Object == "" {
		return false, ErrNotAllowed // nobody's; could not be counted once
	}
	known := message.NewPerson(string(who.Tenant), string(who.Object))
	rows, err := s.o.Directory.MemberRows(ctx, known)
	if err != nil {
		return false, err
	}
	return s.o.Store.MarkRead(ctx, id, who, members.RowOf(rows, known).Kommune)
}

// ReadCopy is the copy of somebody who has confirmed, of the announcement as it is now, with its version. It says
// nothing that not everybody who has a copy knows.
func (s *Scheduler) ReadCopy(ctx context.Context, id ID) (r message.Reply, version int, err error) {
	a, err := s.o.Store.Announcement(ctx, id)
	if err != nil {
		return r, 0, err
	}
	return renderRead(a), a.Version, nil
}
