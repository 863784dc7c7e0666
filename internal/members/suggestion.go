package members

import (
	"context"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
)

// Suggestion is a kommune that somebody may belong to, until a coordinator has decided. It holds no name and no
// address: who shows it looks those up then.
type Suggestion struct {
	message.Person
	Kommune kommune.Number // "" when nothing suggests one
	Why     string         // what it rests on, such as the source of a mail domain; never an address
	At      time.Time
}

// Suggest asks the coordinators which kommune the person belongs to. waits says that they are asked, now or before;
// first that nothing waited for the person already, so they should hear of it. Whoever has a row, or lost a right, is
// not asked about again.
func (d *Directory) Suggest(ctx context.Context, s Suggestion) (waits, first bool, err error) {
	if s.Tenant == "" || s.Object == "" {
		return false, false, nil
	}
	rows, err := d.store.MemberRows(ctx, s.Person)
	if err != nil {
		return false, false, err
	}
	for _, r := range rows {
		if r.Person == s.Person {
			return false, false, nil
		}
	}
	first, err = d.store.Suggest(ctx, s)
	return err == nil, first, err
}

// Suggestions returns those that wait, oldest first, for a coordinator.
func (d *Directory) Suggestions(ctx context.Context, by Access) ([]Suggestion, error) {
	if !by.Coordinates() {
		return nil, ErrNotAllowed
	}
	return d.store.Suggestions(ctx)
}

// Confirm makes the person a member of the kommune, which the coordinator may have corrected. ErrNoSuggestion: somebody
// else was quicker.
func (d *Directory) Confirm(ctx context.Context, by Access, who message.Person, n kommune.Number) error {
	if !by.Coordinates() {
		return ErrNotAllowed
	}
	r := Row{Person: who, Kommune: n, Role: Member}
	if err := r.check(); err != nil {
		return err
	}
	return d.store.DecideSuggestion(ctx, by.person, who, &r)
}

// Decline ends the suggestion without a right. The person may be suggested again.
func (d *Directory) Decline(ctx context.Context, by Access, who message.Person) error {
	if !by.Coordinates() {
		return ErrNotAllowed
	}
	return d.store.DecideSuggestion(ctx, by.person, who, nil)
}

// Undo takes back what a coordinator decided about a person: the question waits again. decided is the row that the
// decision made; of one that made none only the Person. ErrNoSuggestion: something else was decided since.
func (d *Directory) Undo(ctx context.Context, by Access, decided Row) error {
	if !by.Coordinates() {
		return ErrNotAllowed
	}
	return d.store.ReplaceMember(ctx, by.person, "undone", decided, Row{Person: decided.Person}, true)
}

// Remove takes a person out of a kommune. Whoever is in a tenant that is mapped as a whole is revoked, since the row of
// the tenant would let them in. ErrNoSuggestion: the person is not as the row says any more.
func (d *Directory) Remove(ctx context.Context, by Access, r Row) (now Row, err error) {
	if !by.Coordinates() {
		return now, ErrNotAllowed
	}
	rows, err := d.store.MemberRows(ctx, r.Person)
	if err != nil {
		return now, err
	}
	now.Person = r.Person
	for _, one := range rows {
		if one.Object == "" && one.Role == Member {
			now.Role = Revoked
		}
	}
	return now, d.store.ReplaceMember(ctx, by.person, "removed", r, now, false)
}

// Return puts a person back who was removed. ErrNoSuggestion: something else was decided since.
func (d *Directory) Return(ctx context.Context, by Access, removed, r Row) error {
	if !by.Coordinates() {
		return ErrNotAllowed
	}
	if err := r.check(); err != nil {
		return err
	}
	return d.store.ReplaceMember(ctx, by.person, "undone", removed, r, false)
}
