package announce

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"
)

// Act is what is done with the copies of an announcement that was sent.
type Act string

// The acts. Each reaches everybody who has a copy, so each needs as many coordinators as sending did. Stopping needs
// one: nobody gets anything by it.
const (
	Correction Act = "correct"
	Withdrawal Act = "withdraw"
	Resending  Act = "resend"
	Reminder   Act = "remind"
)

// Asked is an act that coordinators have asked for and that waits for another one.
type Asked struct {
	ID       string      `json:"id"`
	Act      Act         `json:"act"`
	At       time.Time   `json:"at"`
	Approved []Signature `json:"approved"` // who wants it, who asked first

	Version   int     `json:"version,omitempty"` // of a correction: of the content that it changes
	Content   Content `json:"content,omitzero"`  // of a correction
	Failed    bool    `json:"failed,omitempty"`  // of a resending, and Uncertain too: which copies
	Uncertain bool    `json:"uncertain,omitempty"`
}

// Errors of acts that need more than one coordinator.
var (
	// ErrAsked: nothing is done yet; it waits until another coordinator approves it. See Announcement.Asked.
	ErrAsked = errors.New("another coordinator has to approve this")
	// ErrAskedOther: something else that was asked for waits, and comes first.
	ErrAskedOther = errors.New("something else waits for approval")

	// errNothing is what an act answers that has been done.
	errNothing = errors.New("nothing to do")
)

// By reports whether a person is among those who want it.
func (q Asked) By(who Signature) bool { return slices.ContainsFunc(q.Approved, who.Same) }

// same reports whether both ask for the same.
func (q Asked) same(other Asked) bool {
	return q.Act == other.Act && q.Version == other.Version && q.Content == other.Content &&
		q.Failed == other.Failed && q.Uncertain == other.Uncertain
}

// act does what is asked for, or keeps it until enough coordinators have asked for the same; then it is ErrAsked.
// alter does it, as far as it is a change of the announcement, or says why it cannot be done.
func (s *Scheduler) act(
	ctx context.Context, by Signature, id ID, asked Asked, alter func(*Announcement) error,
) (Announcement, error) {
	if err := s.allowed(ctx, by); err != nil {
		return Announcement{}, err
	}
	waits := false
	a, err := s.change(ctx, string(asked.Act), id, func(a *Announcement) error {
		waits = false
		done := *a
		if err := alter(&done); err != nil {
			return err
		}
		if asked.join(a.Asked, by); len(asked.Approved) >= s.o.Approvals {
			*a = done
			a.Asked = nil
			return nil
		}
		if a.Asked != nil && !a.Asked.same(asked) && !a.Asked.By(by) {
			return ErrAskedOther
		}
		waits = true
		asked.At = s.o.Now().UTC()
		a.Asked = &asked
		return nil
	})
	switch {
	case errors.Is(err, errNothing):
		return s.o.Store.Announcement(ctx, id)
	case err != nil:
		return a, err
	case waits:
		s.lg.InfoContext(ctx, "announcement waits for approval", "announcement", id, "act", asked.Act)
		return a, ErrAsked
	}
	s.changed(ctx, string(asked.Act), a)
	return a, nil
}

// join adds a person to those who asked for the same before.
func (q *Asked) join(before *Asked, by Signature) {
	q.ID, q.Approved = rand.Text(), []Signature{by}
	if before == nil || !before.same(*q) {
		return
	}
	q.ID, q.Approved = before.ID, slices.Clone(before.Approved)
	if !before.By(by) {
		q.Approved = append(q.Approved, by)
	}
}

// Approve does what was asked for, exactly as it was shown: ErrChanged when something else waits by now, or nothing.
// Whoever has asked for it approves nothing by it; ErrAsked.
func (s *Scheduler) Approve(ctx context.Context, by Signature, id ID, asked string) (Announcement, error) {
	a, err := s.Get(ctx, by, id)
	if err != nil {
		return a, err
	}
	if a.Asked == nil || a.Asked.ID != asked {
		return a, ErrChanged
	}
	switch q := a.Asked; q.Act {
	case Correction:
		return s.Correct(ctx, by, id, q.Version, q.Content)
	case Withdrawal:
		return s.Withdraw(ctx, by, id)
	case Resending:
		_, err = s.Resend(ctx, by, id, q.Failed, q.Uncertain)
	case Reminder:
		_, err = s.Remind(ctx, by, id)
	}
	return a, err
}

// Deny drops what was asked for. Any coordinator may, and who asked for it too.
func (s *Scheduler) Deny(ctx context.Context, by Signature, id ID, asked string) (Announcement, error) {
	if err := s.allowed(ctx, by); err != nil {
		return Announcement{}, err
	}
	return s.change(ctx, "deny", id, func(a *Announcement) error {
		if a.Asked == nil || a.Asked.ID != asked {
			return ErrChanged
		}
		a.Asked = nil
		return nil
	})
}
