// Package members knows who belongs to which kommune and who coordinates the project. A person is an Entra tenant and
// an object id in it, never a name or an address. The rule of what somebody may do is decided here and nowhere else:
//
//   - a row for the person decides, if there is one, also when it says that the right was taken away;
//   - else a row for the whole tenant, which makes everybody in it members of one kommune;
//   - else the person has no right.
//
// A person may belong to several kommuner: their one row names them all. Which of them they mean when they name none is
// theirs to say, and is no right.
//
// Nobody names themselves into a kommune: a mail domain only suggests one, and a coordinator confirms it. Who changed
// what and when is kept in the audit, in the same transaction as the change.
package members

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
)

// Role is what somebody may do.
type Role string

// The roles. A row with [Revoked] says that the person, or the tenant, has no right.
const (
	Member      Role = "member"
	Coordinator Role = "coordinator"
	Revoked     Role = "revoked"
)

// All is what a person of several kommuner has chosen who means all of them.
const All kommune.Number = "all"

// Row maps a person or a tenant. Kommune is one, or a person's several; it is empty for a coordinator who belongs to
// none, and for Revoked.
type Row struct {
	message.Person
	Kommune kommune.Numbers
	Role    Role
	Chosen  kommune.Number // which of several the person means, or All; "" when they have not said
}

// Lines are the row as a file has it: one for each kommune.
func (r Row) Lines() (all []Row) {
	for n := range strings.SplitSeq(string(r.Kommune), ",") { // "" is one too
		r.Kommune = kommune.Numbers(n)
		all = append(all, r)
	}
	return all
}

// Errors that a caller acts on.
var (
	// ErrNotAllowed: only a coordinator may do that.
	ErrNotAllowed = errors.New("not allowed")
	// ErrNoSuggestion: the suggestion is not there or was decided by somebody else.
	ErrNoSuggestion = errors.New("no such suggestion")
)

// Store keeps the rows. Its methods change and tell, and decide nothing.
type Store interface {
	// MemberRows returns the rows of the person and of the whole tenant, as many as there are.
	MemberRows(ctx context.Context, id message.Person) ([]Row, error)
	// Members returns every row in the order of tenant and person.
	Members(ctx context.Context) ([]Row, error)
	// PutMembers stores rows in one transaction and returns how many are new and how many changed. by is zero for whoever
	// runs the program, from its command line.
	PutMembers(ctx context.Context, by message.Person, how string, rows []Row) (added, changed int, err error)
	// ChooseKommune keeps which of their kommuner a person means.
	ChooseKommune(ctx context.Context, id message.Person, n kommune.Number) error
	// Suggest stores a suggestion unless one waits for the person, and reports whether it did.
	Suggest(ctx context.Context, s Suggestion) (first bool, err error)
	// Suggestions returns those that wait, oldest first.
	Suggestions(ctx context.Context) ([]Suggestion, error)
	// DecideSuggestion ends a person's suggestion that waits, with the row (nil: declined), in one transaction.
	// ErrNoSuggestion when none waits.
	DecideSuggestion(ctx context.Context, by, who message.Person, row *Row) error
	// ReplaceMember puts a row in the place of another one of the same person, and has a suggestion wait again if asked;
	// one without a role stands for none. ErrNoSuggestion when the row is another one by now.
	ReplaceMember(ctx context.Context, by message.Person, how string, was, now Row, waits bool) error
	// UseCode stores a row for the first coordinator's code, in one transaction, if it counts and nobody coordinates.
	UseCode(ctx context.Context, code string, r Row) (bool, error)
}

// Directory answers who somebody is. Its methods may be called from several goroutines.
type Directory struct {
	store Store
	home  message.TenantID
	first map[message.ObjectID]bool
}

// NewDirectory makes a directory. The object ids of first are coordinators in the tenant home whatever the rows say, so
// that there is somebody to begin with.
func NewDirectory(store Store, home string, first []string) *Directory {
	d := &Directory{store: store, home: message.NewPerson(home, "").Tenant, first: map[message.ObjectID]bool{}}
	for _, id := range first {
		if object := message.NewPerson("", id).Object; object != "" {
			d.first[object] = true
		}
	}
	return d
}

// RowOf picks the row that decides about a person: their own, or else that of the whole tenant; the zero Row for none.
func RowOf(rows []Row, id message.Person) Row {
	for _, who := range []message.Person{id, {Tenant: id.Tenant}} {
		if i := slices.IndexFunc(rows, func(r Row) bool { return r.Person == who }); i >= 0 {
			return rows[i]
		}
	}
	return Row{}
}

// Access is what a person may do, as resolved from the rows. Only this package makes one, so holding it proves the
// look-up. The zero Access has no right.
type Access struct {
	person   message.Person
	row      Row // that decides
	operator bool
}

// Resolve looks a person up. Somebody unknown gets an Access without rights and no error.
func (d *Directory) Resolve(ctx context.Context, id message.Person) (Access, error) {
	if id.Tenant == "" || id.Object == "" {
		return Access{}, nil // an activity without an object id is nobody's
	}
	rows, err := d.store.MemberRows(ctx, id)
	if err != nil {
		return Access{}, fmt.Errorf("look up member: %w", err)
	}
	a := Access{person: id, row: RowOf(rows, id)}
	if d.first[id.Object] && id.Tenant == d.home && d.home != "" {
		a.row.Role = Coordinator
	}
	return a, nil
}

// Operator is the right of whoever runs the program, for its command line. No message from outside may lead here.
func Operator() Access { return Access{operator: true} }

// Person returns who it is; zero for the operator.
func (a Access) Person() message.Person { return a.person }

// OfTenant says whether the right rests on a row for the whole tenant. Such a row is for the tenant's own people:
// whoever uses the right has to find out that the person is one of them, and no guest.
func (a Access) OfTenant() bool { return a.row.Object == "" && a.row.Role == Member }

// Known says whether the person has any right.
func (a Access) Known() bool { return a.Coordinates() || a.row.Role == Member }

// Kommuner are those that the person belongs to.
func (a Access) Kommuner() kommune.Numbers { return a.row.Kommune }

// Belongs says whether a kommune is one of theirs.
func (a Access) Belongs(n kommune.Number) bool { return a.Known() && a.row.Kommune.Has(n) }

// Kommune returns the one that is meant where none is named: the only one, or of several the one that the person has
// chosen; empty without one.
func (a Access) Kommune() kommune.Number {
	if all := a.row.Kommune.All(); len(all) == 1 {
		return all[0]
	}
	if a.Belongs(a.row.Chosen) {
		return a.row.Chosen
	}
	return ""
}

// Unsure says that the person belongs to several kommuner and has not chosen one of them.
func (a Access) Unsure() bool { return a.row.Kommune != "" && a.Kommune() == "" }

// MeansAll says that they have chosen all of them.
func (a Access) MeansAll() bool { return a.Unsure() && a.row.Chosen == All }

// Coordinates says whether the person may see and change what belongs to all kommuner.
func (a Access) Coordinates() bool { return a.operator || a.row.Role == Coordinator }

// Coordinators are the people who coordinate, those of the beginning first.
func (d *Directory) Coordinators(ctx context.Context) (all []message.Person, err error) {
	rows, err := d.store.Members(ctx)
	for _, object := range slices.Sorted(maps.Keys(d.first)) {
		all = append(all, message.NewPerson(string(d.home), string(object)))
	}
	for _, r := range rows {
		if r.Role == Coordinator && !slices.Contains(all, r.Person) {
			all = append(all, r.Person)
		}
	}
	return all, err
}

// Choose keeps which of several kommuner a person means until they choose another: one that they belong to, or [All].
// Anything else is no choice, and changes nothing.
func (d *Directory) Choose(ctx context.Context, a Access, n kommune.Number) error {
	if len(a.row.Kommune.All()) < 2 || n == a.row.Chosen || n != All && !a.Belongs(n) {
		return nil
	}
	return d.store.ChooseKommune(ctx, a.person, n)
}

// Code is what the first coordinator's code looks like, wherever it stands in a text.
var Code = regexp.MustCompile(`(?i)\bkjernebot-[a-z2-7]{26}\b`)

// TakeFirst makes a person of the home tenant, and no guest there, the first coordinator by the code in a text.
func (d *Directory) TakeFirst(ctx context.Context, who message.Person, text string) (bool, error) {
	a, err := d.Resolve(ctx, who)
	if err != nil || a.person.Object == "" || who.Tenant != d.home || len(d.first) > 0 || a.row.Role == Revoked {
		return false, err
	}
	code := strings.ToUpper(Code.FindString(text))
	return d.store.UseCode(ctx, code, Row{Person: who, Kommune: a.row.Kommune, Role: Coordinator})
}

// List returns every row, for a coordinator.
func (d *Directory) List(ctx context.Context, by Access) ([]Row, error) {
	if !by.Coordinates() {
		return nil, ErrNotAllowed
	}
	return d.store.Members(ctx)
}

// Put stores rows in one transaction, for a coordinator. Rows that are there already change nothing. The counts are of
// the lines of persons who are new, and of those for whom anything changed.
func (d *Directory) Put(ctx context.Context, by Access, rows []Row) (added, changed int, err error) {
	if !by.Coordinates() {
		return 0, 0, ErrNotAllowed
	}
	for _, r := range rows {
		if err := r.check(); err != nil {
			return 0, 0, err
		}
	}
	return d.store.PutMembers(ctx, by.person, "import", rows)
}

// Revoke takes a person's or a tenant's right away, for a coordinator. A person in a mapped tenant loses it too.
func (d *Directory) Revoke(ctx context.Context, by Access, id message.Person) error {
	if !by.Coordinates() {
		return ErrNotAllowed
	}
	_, _, err := d.store.PutMembers(ctx, by.person, "revoked", []Row{{Person: id, Role: Revoked}})
	return err
}

// check says what keeps a row from meaning something.
func (r Row) check() error {
	switch {
	case r.Tenant == "":
		return errors.New("member without tenant")
	case r.Role == Member && r.Kommune == "":
		return errors.New("member without kommune")
	case r.Role == Coordinator && r.Object == "":
		return errors.New("a whole tenant cannot coordinate")
	case r.Role != Member && r.Role != Coordinator && r.Role != Revoked:
		return fmt.Errorf("unknown role %q", r.Role)
	}
	return nil
}

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

// Decide makes the person a member of the kommune, which the coordinator may have corrected; with none it ends the
// suggestion without a right, and the person may be suggested again. ErrNoSuggestion: somebody else was quicker.
func (d *Directory) Decide(ctx context.Context, by Access, who message.Person, n kommune.Number) error {
	if !by.Coordinates() {
		return ErrNotAllowed
	}
	if n == "" {
		return d.store.DecideSuggestion(ctx, by.person, who, nil)
	}
	return d.store.DecideSuggestion(ctx, by.person, who, &Row{Person: who, Kommune: kommune.NumbersOf(n), Role: Member})
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

// Move has a member belong to other kommuner than the row says. Of a person who is to belong to none the row goes; in
// a tenant that is mapped as a whole they are revoked, since its row would let them in. ErrNoSuggestion: the person is
// not as the row says any more.
func (d *Directory) Move(ctx context.Context, by Access, r Row, to kommune.Numbers) (now Row, err error) {
	if !by.Coordinates() {
		return now, ErrNotAllowed
	}
	rows, err := d.store.MemberRows(ctx, r.Person)
	if err != nil {
		return now, err
	}
	now.Person, now.Kommune = r.Person, to
	switch {
	case to != "":
		now.Role = Member
	case slices.ContainsFunc(rows, func(one Row) bool { return one.Object == "" && one.Role == Member }):
		now.Role = Revoked
	}
	how := [...]string{"removed", "moved", "added"}[1+cmp.Compare(len(to), len(r.Kommune))]
	return now, d.store.ReplaceMember(ctx, by.person, how, r, now, false)
}
