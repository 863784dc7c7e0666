package announce

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
)

// Act is what is done with the copies of an announcement that was sent.
type Act string

// The acts. Each reaches everybody who has a copy, so each needs as many coordinators as sending did. Stopping needs
// one: nobody gets anything by it.
const (
	// Correction changes what every copy says: sent ones are replaced and marked «Rettet», unsent ones go out corrected.
	Correction Act = "correct"
	// Withdrawal deletes every copy that was sent and stops those that were not.
	Withdrawal Act = "withdraw"
	// Resending tries those copies again that failed or of which it is not known whether they arrived, as the deed says.
	// An uncertain one may then arrive twice; it is recorded who decided that. Withdrawn ones are deleted again, not sent.
	Resending Act = "resend"
	// Reminder sends the one reminder to the persons of the kommuner where nobody has read.
	Reminder Act = "remind"
)

// Deed is an act with what it takes.
type Deed struct {
	Act       Act     `json:"act"`
	Version   int     `json:"version,omitempty"` // of a correction: of the content that it changes
	Content   Content `json:"content,omitzero"`  // of a correction
	Failed    bool    `json:"failed,omitempty"`  // of a resending, and Uncertain too: which copies
	Uncertain bool    `json:"uncertain,omitempty"`
}

// Asked is a deed that coordinators have asked for and that waits for another one.
type Asked struct {
	Deed
	ID       string      `json:"id"`
	At       time.Time   `json:"at"`
	Approved []Signature `json:"approved"` // who wants it, who asked first
}

// Errors of deeds.
var (
	// ErrAsked: nothing is done yet; it waits until another coordinator approves it. See Announcement.Asked.
	ErrAsked = errors.New("another coordinator has to approve this")
	// ErrAskedOther: something else that was asked for waits, and comes first.
	ErrAskedOther = errors.New("something else waits for approval")

	// errNothing is of a deed that is done already, or reaches nobody.
	errNothing = errors.New("nothing to do")
)

// By reports whether a person is among those who want it.
func (q Asked) By(who Signature) bool { return slices.ContainsFunc(q.Approved, who.Same) }

// Do does something with the copies, or keeps it until enough coordinators have asked for the same; then it is
// ErrAsked. It returns how many copies are sent by it. Copies that may or may not have arrived stay uncertain unless
// they are resent: nobody knows which message to change. ErrState when it cannot be done with the announcement as it
// is, ErrChanged for a correction of another version, ErrReminded for a second reminder.
func (s *Scheduler) Do(ctx context.Context, by Signature, id ID, d Deed) (n int, err error) {
	var unread []kommune.Number
	if d.Act == Reminder {
		rows, err := s.Kommuner(ctx, by, id)
		if err != nil {
			return 0, err
		}
		for _, r := range Unread(rows) {
			unread = append(unread, r.Kommune)
		}
	}
	waits := false
	_, n, err = s.affect(ctx, by, string(d.Act), id, func(a *Announcement) (e Effects, err error) {
		done := *a
		if err := s.alter(&done, d); err != nil {
			return e, err
		}
		if d.Act == Reminder && len(unread) == 0 {
			return e, errNothing
		}
		asked := Asked{Deed: d, ID: rand.Text(), At: s.o.Now().UTC()}
		same := a.Asked != nil && a.Asked.Deed == d
		if same {
			asked.ID, asked.Approved = a.Asked.ID, slices.Clone(a.Asked.Approved)
		}
		if !asked.By(by) {
			asked.Approved = append(asked.Approved, by)
		}
		waits = len(asked.Approved) < s.o.Approvals
		switch {
		case !waits:
			done.Asked = nil
			*a = done
			return Effects{Resend: d.states(), Remind: unread}, nil
		case a.Asked != nil && !same && !a.Asked.By(by):
			return e, ErrAskedOther
		}
		a.Asked = &asked
		return e, nil
	})
	switch {
	case errors.Is(err, errNothing):
		return 0, nil
	case err == nil && waits:
		return 0, ErrAsked
	}
	return n, err
}

// alter does a deed as far as it is a change of the announcement, or says why it cannot be done.
func (s *Scheduler) alter(a *Announcement, d Deed) error {
	if !a.started() {
		return ErrState
	}
	switch d.Act {
	case Correction:
		switch {
		case a.withdrawn():
			return ErrState
		case a.Version != d.Version:
			return ErrChanged
		}
		a.Content, a.Corrected = d.Content, s.o.Now().UTC()
		a.Version++
		a.State, a.Goal = Sending, Done
		return d.Content.Check()
	case Withdrawal:
		if a.withdrawn() {
			return errNothing
		}
		a.State, a.Goal = Sending, Withdrawn
	case Resending:
		switch {
		case d.states() == nil:
			return errNothing
		case a.Over() && !a.withdrawn():
			return ErrState
		}
	case Reminder:
		switch {
		case !a.Asks() || a.withdrawn() || !a.Expired.IsZero():
			return ErrState
		case !a.Reminded.IsZero():
			return ErrReminded
		}
	}
	return nil
}

// states are those of the copies that are resent.
func (d Deed) states() (all []outbox.State) {
	if d.Failed {
		all = append(all, outbox.Failed)
	}
	if d.Uncertain {
		all = append(all, outbox.Uncertain)
	}
	return all
}

// Approve does what was asked for, exactly as it was shown: ErrChanged when something else waits by now, or nothing.
// Whoever has asked for it approves nothing by it; ErrAsked.
func (s *Scheduler) Approve(ctx context.Context, by Signature, id ID, asked string) (int, error) {
	a, err := s.Get(ctx, by, id)
	if err != nil {
		return 0, err
	}
	if a.Asked == nil || a.Asked.ID != asked {
		return 0, ErrChanged
	}
	return s.Do(ctx, by, id, a.Asked.Deed)
}

// Deny drops what was asked for. Any coordinator may, and who asked for it too.
func (s *Scheduler) Deny(ctx context.Context, by Signature, id ID, asked string) (Announcement, error) {
	return s.change(ctx, by, "deny", id, func(a *Announcement) error {
		if a.Asked == nil || a.Asked.ID != asked {
			return ErrChanged
		}
		a.Asked = nil
		return nil
	})
}

// Cancel stops what is unsent, at any moment: a confirmed announcement before its time, copies that wait, corrections
// that wait. What is stopped in its first minute is a draft again. A withdrawal is not stopped; ErrState.
func (s *Scheduler) Cancel(ctx context.Context, by Signature, id ID) (Announcement, error) {
	seen, err := s.Get(ctx, by, id) // before this is its last change
	if err != nil {
		return seen, err
	}
	return s.change(ctx, by, "cancel", id, func(a *Announcement) error {
		switch {
		case a.withdrawn():
			return ErrState
		case a.State == Scheduled && a.Version == seen.Version && s.Soon(seen):
			a.State, a.Approved = Draft, nil
			a.Version++ // so that a click on «Send» that comes late sends nothing
			if a.Series.Every == "" {
				a.At = time.Time{}
			}
		case !a.started():
			a.State, a.Ended = Cancelled, s.o.Now().UTC()
		case a.State == Sending:
			a.Goal, a.Stopped = Cancelled, true
		}
		return nil
	})
}
