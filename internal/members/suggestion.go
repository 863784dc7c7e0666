package members

import (
	"context"
	"slices"
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
	if RowOf(rows, s.Person).Person == s.Person {
		return false, false, nil
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

// Undo puts back what was before a decision about a person: the row that was there, or one without a role where there
// was none; then the question waits again. now is the row that the decision made, without a role if it made none.
// ErrNoSuggestion: something else was decided since.
func (d *Directory) Undo(ctx context.Context, by Access, now, was Row) error {
	if !by.Coordinates() {
		return ErrNotAllowed
	}
	waits := was.Role == ""
	if err := was.check(); err != nil && !waits {
		return err
	}
	return d.store.ReplaceMember(ctx, by.person, "undone", now, was, waits)
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
	if slices.ContainsFunc(rows, func(one Row) bool { return one.Object == "" && one.Role == Member }) {
		now.Role = Revoked
	}
	return now, d.store.ReplaceMember(ctx, by.person, "removed", r, now, false)
}
