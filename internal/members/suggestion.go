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
	Kommune kommune.Number
	Why     string // what it rests on, such as the source of a mail domain; never an address
	At      time.Time
}

// Suggest asks the coordinators whether the person belongs to the kommune. first says that nothing waits for the person
// already, so the coordinators should hear of it. Whoever has a row, or lost a right, is not asked about again.
func (d *Directory) Suggest(ctx context.Context, s Suggestion) (first bool, err error) {
	if s.Tenant == "" || s.Object == "" || s.Kommune == "" {
		return false, nil
	}
	rows, err := d.store.MemberRows(ctx, s.Person)
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		if r.Person == s.Person {
			return false, nil
		}
	}
	return d.store.Suggest(ctx, s)
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
