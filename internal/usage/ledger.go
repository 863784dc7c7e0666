package usage

import (
	"cmp"
	"context"
	"encoding/json/v2"
	"errors"
	"iter"
	"slices"
	"strconv"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// Store keeps figures. Every stored number stays: a later import puts a newer version beside it. Versions come in the
// order of key and then import; those of imports that were never accepted do not come at all.
type Store interface {
	// Figures calls each for every version of the kommune's figures in the period, or of all kommuner's if n is empty.
	// Those of imports that were taken back come too.
	Figures(ctx context.Context, n kommune.Number, p week.Period, each func(Version) error) error
	// Totals calls each for every version of the whole kommune's figures (no unit, no profession) in the period, or of all
	// kommuner's if n is empty, in the order of week, measure, kommune and import. Those of imports that were taken back
	// come too.
	Totals(ctx context.Context, n kommune.Number, p week.Period, each func(Version) error) error
	// Span returns the first and the last week with figures of the kommune, or of any if n is empty, up to that week.
	// false: there are none.
	Span(ctx context.Context, n kommune.Number, until week.Week) (week.Period, bool, error)
	// UnitNames returns what the units of the kommune are called, by number; of all kommuner if n is empty.
	UnitNames(ctx context.Context, n kommune.Number) (map[UnitID]string, error)
	// Imports returns the newest accepted imports, newest first.
	Imports(ctx context.Context, limit int) ([]Record, error)
	// Accepted returns when each entry in the list of imports was accepted, those that took one back too.
	Accepted(ctx context.Context) (map[ImportID]time.Time, error)

	// BeginImport makes room for an import that nobody sees yet.
	BeginImport(ctx context.Context, r Record) (ImportID, error)
	// AppendFigures adds figures to an import that is not accepted yet.
	AppendFigures(ctx context.Context, id ImportID, entries []Entry) error
	// AcceptImport shows the import to everybody, in one step. ErrStale if the newest accepted one is not base any more.
	AcceptImport(ctx context.Context, id, base ImportID, names map[UnitID]string) error
	// DropImport removes an import that was not accepted.
	DropImport(ctx context.Context, id ImportID) error
	// LastImport returns the newest accepted import or the newest entry that took one back, whichever is newer; 0 if there
	// is none.
	LastImport(ctx context.Context) (ImportID, error)

	// BuiltOn says whether a newer import that counts has figures of a kommune and week of which this one has some.
	BuiltOn(ctx context.Context, id ImportID) (bool, error)
	// UndoImport takes an accepted import back, as a new entry in the list of imports. ErrStale if LastImport is not base
	// any more.
	UndoImport(ctx context.Context, id, base ImportID, by message.Person) error
}

// ImportID numbers imports in the order in which they were stored. 0 is none.
type ImportID int64

// UnitID is a unit of a kommune.
type UnitID struct {
	Kommune kommune.Number
	Unit    string
}

// Version is one stored number and the import that it came with. Only this package can look into the number, so nobody
// reads figures past a [Viewer].
type Version struct {
	entry  Entry
	Import ImportID
	// Undone is the entry that took the import back, 0 while it counts. The number does not count then, but people have
	// seen it.
	Undone ImportID
}

// Stored is what a database makes of a row.
func Stored(e Entry, from, undone ImportID) Version { return Version{e, from, undone} }

// Record tells of an import: when, by whom, of what, and what came of it.
type Record struct {
	ID    ImportID
	At    time.Time
	By    message.Person // zero: whoever runs the program, from its command line
	Files []string

	Rows, New, Changed, Unchanged int

	Undone ImportID // the entry that took the import back; 0 while it counts
	Undoes ImportID // the import that this entry took back; 0 for an import
}

// Ledger is the imported figures. Its methods may be called from several goroutines.
type Ledger struct {
	Now func() time.Time // tells the time; a test may replace it before the first call

	store Store
	reg   *kommune.Registry
}

// NewLedger makes a ledger of what the store keeps.
func NewLedger(store Store, reg *kommune.Registry) *Ledger {
	return &Ledger{Now: time.Now, store: store, reg: reg}
}

// grouped reads versions and hands over those that stand together and have the same part of their keys in common.
func grouped(read func(func(Version) error) error, part func(Key) Key, each func([]Version) error) error {
	var group []Version
	err := read(func(v Version) error {
		if len(group) > 0 && part(group[0].entry.Key) != part(v.entry.Key) {
			if err := each(group); err != nil {
				return err
			}
			group = group[:0]
		}
		group = append(group, v)
		return nil
	})
	if err != nil || len(group) == 0 {
		return err
	}
	return each(group)
}

// newest yields of the versions of each figure, which stand together, the last one that counts.
func newest(versions []Version, counts func(Version) bool) iter.Seq[Version] {
	return func(yield func(Version) bool) {
		last := -1
		for i, v := range versions {
			if counts(v) {
				last = i
			}
			if i+1 < len(versions) && versions[i+1].entry.Key == v.entry.Key {
				continue
			}
			if last >= 0 && !yield(versions[last]) {
				return
			}
			last = -1
		}
	}
}

func current(versions []Version) iter.Seq[Version] {
	return newest(versions, func(v Version) bool { return v.Undone == 0 })
}

// weekCells are the figures of one kommune's week that count, and what is known of the others.
type weekCells struct {
	cells []Entry
	// changed: what is known was once otherwise, because a figure has an older version or a part came in a later import
	// than another. small: any version of a figure is 1 to 4.
	changed, small bool
}

func newWeekCells(versions []Version) weekCells {
	var w weekCells
	var parts ImportID // that brought the first part
	for i, v := range versions {
		k := v.entry.Key
		w.small = w.small || few(v.entry.Value)
		w.changed = w.changed || v.Undone != 0 || i > 0 && versions[i-1].entry.Key == k
		if !k.total() {
			parts = cmp.Or(parts, v.Import)
			w.changed = w.changed || v.Import != parts
		}
	}
	for v := range current(versions) {
		w.cells = append(w.cells, v.entry)
	}
	return w
}

// Errors that a caller acts on.
var (
	ErrNotAllowed = errors.New("not allowed") // only a coordinator may do that
	// ErrStale: other imports were stored in the meantime, again and again.
	ErrStale = errors.New("another import was stored in the meantime")
)

// Visibility is what a member sees, from USAGE_VISIBILITY.
type Visibility string

// The visibilities.
const (
	Own Visibility = "own" // their own kommuner and the national total
	All Visibility = "all" // every kommune
)

// Viewer is somebody who asks for figures. It is made of a resolved member only, never of what a message says, and
// every read takes one. The zero Viewer sees nothing.
type Viewer struct {
	members.Access
	every bool // sees every kommune
}

// NewViewer makes the viewer of a resolved person.
func NewViewer(a members.Access, v Visibility) Viewer {
	return Viewer{Access: a, every: v == All && a.Known() || a.Coordinates()}
}

// SeesAny says whether the viewer may see anything at all; if so, the national total too.
func (v Viewer) SeesAny() bool { return v.every || v.Known() }

// SeesAll says whether the viewer may see every kommune's figures.
func (v Viewer) SeesAll() bool { return v.every }

// Sees says whether the viewer may see the kommune's figures.
func (v Viewer) Sees(n kommune.Number) bool { return v.every || v.Belongs(n) }

// Subscription is a person who gets the figures every week by themselves. What they may see is resolved when it is
// sent, not when they subscribed.
type Subscription struct {
	message.Person
	Conversation string // the personal chat, by Teams' id
	Since        time.Time
	Sent         week.Week // the newest week that was sent; the zero Week before the first
}

// How sheets wait for a coordinator to look through their warnings.
const (
	WaitingTime = 30 * time.Minute // how long one waits
	MostWaiting = 4                // how many of a person's sheets wait; the oldest goes first
)

// WaitingSheet is a file whose warnings the coordinator who dropped it has yet to look through. It is kept as it came,
// for whichever process meets the answer.
type WaitingSheet struct {
	ID      string // random
	By      message.Person
	File    string // its name
	Content []byte
}

// Key says what a number is about.
type Key struct {
	Kommune    kommune.Number // empty for the whole country
	Week       week.Week
	Measure    Measure
	Unit       string // a unit's organisation number, or its name where none is known. Empty for the whole kommune
	Profession string // a profession in the singular, such as `sykepleier`. Empty for all of them
}

func (k Key) total() bool { return k.Unit == "" && k.Profession == "" }

// Compare orders keys by kommune, week, measure, unit and profession, so that a total comes before its parts.
func (k Key) Compare(o Key) int {
	return cmp.Or(
		cmp.Compare(k.Kommune, o.Kommune), k.Week.Compare(o.Week),
		cmp.Compare(k.Measure, o.Measure), cmp.Compare(k.Unit, o.Unit), cmp.Compare(k.Profession, o.Profession),
	)
}

// Entry is a number on its way from a sheet into the database, or out of it.
type Entry struct {
	Key
	Value  int64
	Summed bool // this package added the number up from its parts, because no sheet states it
	Held   bool // the total may not be shown, because what it became tells a small part to who has seen what it was
}

// Figure is one number as a viewer may see it.
type Figure struct {
	Key
	UnitName string // what people call the unit, if Unit is a number and a name is known
	Count    Count
	Summed   bool // the sheet had only the parts. Somebody who works in two units is then counted in both
}

// MarshalJSON writes the figure as `usage show --json` prints it. Encode it with SetEscapeHTML(false) for `<5` to stay
// so.
func (f Figure) MarshalJSON() ([]byte, error) {
	shown := f.Count.String()
	if n, ok := f.Count.Int(); ok {
		shown = strconv.FormatInt(n, 10) // without the spaces that people read
	}
	return json.Marshal(struct {
		Kommune    kommune.Number `json:"kommune"`
		Unit       string         `json:"unit"`
		Week       string         `json:"week"`
		Measure    Measure        `json:"measure"`
		Profession string         `json:"profession"`
		Value      *int64         `json:"value"`
		Shown      string         `json:"shown"`
	}{f.Kommune, f.Unit, f.Week.String(), f.Measure, f.Profession, f.Count.number(), shown})
}

// Measure is what a figure counts. Its value is the word that sheets, the database and `--json` use.
type Measure string

// The measures. Only [Users] counts people.
const (
	Lookups Measure = "oppslag" // lookups in kjernejournal
	Users   Measure = "brukere" // people with at least one lookup
)

// Measures returns every measure in the order in which they are shown.
func Measures() []Measure { return []Measure{Lookups, Users} }

// CountsPeople says whether figures of the measure are head counts, which are hidden from 1 to 4.
func (m Measure) CountsPeople() bool { return m == Users }

var measuresByName = []Measure{Users, Lookups}

func (m Measure) index() int { return slices.Index(measuresByName, m) }

// fewest is the smallest number that is told. Enhetsregisteret hides head counts below it too.
const fewest = 5

type countState uint8

const (
	countMissing countState = iota
	countKnown
	countFew
	countHidden
)

// Count is a figure as somebody may see it: a number, `<5`, hidden, or missing. The zero Count is missing, which is not
// zero. What is hidden is not in it, so nothing computed from Counts can give it away.
type Count struct {
	n     int64
	state countState
}

// Int returns the number, and false if it is missing or hidden.
func (c Count) Int() (int64, bool) { return c.n, c.state == countKnown }

// Missing says that nobody has reported the figure.
func (c Count) Missing() bool { return c.state == countMissing }

// Hidden says that there is a figure which may not be told: 1 to 4 people, or a count that would give away such a one.
func (c Count) Hidden() bool { return c.state == countFew || c.state == countHidden }

// String is what a person reads: the number with a space between thousands, `<5`, `–` for a count hidden to
// protect another, and nothing for a missing one.
func (c Count) String() string {
	switch c.state {
	case countKnown:
		return norsk.Grouped(c.n)
	case countFew:
		return "<5"
	case countHidden:
		return "–"
	}
	return ""
}

func known(n int64) Count { return Count{n: n, state: countKnown} }
