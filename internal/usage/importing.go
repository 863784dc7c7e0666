package usage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

// Order is what to import and how.
type Order struct {
	Sheets []*Sheet
	By     message.Person // who does it, for the record
	// AcceptWarnings stores the figures though there are warnings.
	AcceptWarnings bool
	// OnlyNew stores nothing when a stored figure would become another one.
	OnlyNew bool
	// DryRun stores nothing.
	DryRun   bool
	Progress func(done, total int) // called now and then, if set, with how many of how many figures are stored
}

// Report says what came of an import, or would come of it. Its JSON is what `usage import --json` prints.
type Report struct {
	// Rows is how many rows the sheets have under their headings. Each is new, changed, unchanged or carries no figure
	// and is left out, unless there are problems: then nobody has looked.
	Rows      int             `json:"rows"`
	New       int             `json:"new"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Problems  []sheet.Problem `json:"problems"`
	Warnings  []Warning       `json:"warnings"`
	// Imported says that the figures are in the ledger now.
	Imported bool `json:"imported"`
	// ID is the import, for [Ledger.Undo]; 0 if nothing was stored, also because everything was there already.
	ID ImportID `json:"id"`
	// Changes are the stored figures that become others, in the order of their keys; told also before they are stored.
	Changes []Change `json:"changes"`
	// LeftOut is how many rows carry no figure.
	LeftOut int `json:"left_out"`
	// Notes tell what of the sheets was not used and cannot be missed.
	Notes []Note `json:"notes"`

	// ProblemCount is how many problems there are; Problems holds some of them.
	ProblemCount int `json:"-"`
	// Weeks are those with a new or changed figure, in order.
	Weeks []week.Week `json:"-"`
}

const (
	// batchSize is how many figures are stored in one go. Others write between two of them, so it is what holds up a
	// message: some 150 ms on SQLite, where larger ones are not faster.
	batchSize   = 10_000
	recordLimit = 10_000 // how many imports are looked through; one a week makes 50 a year
)

// Import stores sheets, all or nothing: until its last step nobody sees anything of it, and after that everybody all
// of it. Sheets with problems, and warnings that are not accepted, store nothing; the report says so and the error is
// nil. A sheet that was stored already changes nothing. Only a coordinator may import.
func (l *Ledger) Import(ctx context.Context, v Viewer, o Order) (Report, error) {
	if !v.Coordinates() {
		return Report{}, ErrNotAllowed
	}
	return whileStale(func() (Report, error) { return l.importOnce(ctx, o) })
}

// whileStale does something with the imports, three times at most because somebody else's was stored meanwhile.
func whileStale[T any](do func() (T, error)) (done T, err error) {
	for range 3 {
		if done, err = do(); !errors.Is(err, ErrStale) {
			break
		}
	}
	return done, err
}

func (l *Ledger) importOnce(ctx context.Context, o Order) (Report, error) {
	r := Report{Problems: []sheet.Problem{}, Warnings: []Warning{}, Notes: []Note{}, Changes: []Change{}}
	p := newPlan(l, o.Sheets, &r)
	if r.ProblemCount > 0 {
		return r, nil
	}
	base, err := l.store.LastImport(ctx)
	if err != nil {
		return r, fmt.Errorf("import figures: %w", err)
	}
	if err := p.make(ctx); err != nil {
		return r, fmt.Errorf("compare figures: %w", err)
	}
	if o.DryRun || len(r.Warnings) > 0 && !o.AcceptWarnings || len(r.Changes) > 0 && o.OnlyNew {
		return r, nil
	}
	if r.ID, err = l.storePlan(ctx, o, p, base, r); err != nil {
		return r, fmt.Errorf("store figures: %w", err)
	}
	r.Imported = true
	return r, nil
}

// storePlan writes what is new and changed in batches that nobody sees, and shows them in one last step.
func (l *Ledger) storePlan(ctx context.Context, o Order, p *plan, base ImportID, r Report) (ImportID, error) {
	total := p.write.Len()
	if total == 0 {
		return 0, nil
	}
	record := Record{At: l.Now(), By: o.By, Rows: r.Rows, New: r.New, Changed: r.Changed, Unchanged: r.Unchanged}
	for _, s := range o.Sheets {
		record.Files = append(record.Files, s.File)
	}
	id, err := l.store.BeginImport(ctx, record)
	if err != nil {
		return 0, err
	}
	var batch []Entry
	for done := 0; done < total && err == nil; done += len(batch) {
		if o.Progress != nil {
			o.Progress(done, total)
		}
		batch = batch[:0]
		for i := done; i < min(done+batchSize, total); i++ {
			batch = append(batch, p.write.At(i).Entry)
		}
		err = l.store.AppendFigures(ctx, id, batch)
	}
	if err == nil {
		err = l.store.AcceptImport(ctx, id, base, p.names)
	}
	if err != nil {
		// What could not be shown is removed, even when the reason was that ctx ended.
		_ = l.store.DropImport(context.WithoutCancel(ctx), id)
		return 0, err
	}
	if o.Progress != nil {
		o.Progress(total, total)
	}
	return id, nil
}

// Why an import is not taken back, for errors.Is.
var (
	ErrNoImport = errors.New("no such import") // there is no such import, or it was taken back already
	// ErrBuiltOn: a newer import has figures of a kommune and week of this one's.
	ErrBuiltOn = errors.New("newer figures stand on the import")
)

// Undo takes an import back, 0 for the newest: what it replaced counts again, and what was new in it is missing. It
// stays on record, with who took it back. Only a coordinator may. ErrNoImport, ErrBuiltOn.
func (l *Ledger) Undo(ctx context.Context, v Viewer, by message.Person, id ImportID) (Record, error) {
	if !v.Coordinates() {
		return Record{}, ErrNotAllowed
	}
	return whileStale(func() (Record, error) { return l.undoOnce(ctx, by, id) })
}

func (l *Ledger) undoOnce(ctx context.Context, by message.Person, id ImportID) (Record, error) {
	base, err := l.store.LastImport(ctx)
	var r Record
	if err == nil {
		r, err = l.undoable(ctx, id)
	}
	if err == nil {
		err = l.store.UndoImport(ctx, r.ID, base, by)
	}
	if err != nil {
		return Record{}, fmt.Errorf("undo import: %w", err)
	}
	return r, nil
}

// undoable finds the import, 0 for the newest that counts.
func (l *Ledger) undoable(ctx context.Context, id ImportID) (Record, error) {
	list, err := l.store.Imports(ctx, recordLimit)
	if err != nil {
		return Record{}, err
	}
	i := slices.IndexFunc(list, func(r Record) bool {
		return r.Undoes == 0 && r.Undone == 0 && (id == 0 || r.ID == id)
	})
	if i < 0 {
		return Record{}, ErrNoImport
	}
	on, err := l.store.BuiltOn(ctx, list[i].ID)
	if err == nil && on {
		err = ErrBuiltOn
	}
	return list[i], err
}

// LastImport returns when figures were last imported, for `per dato`. false: never, or the viewer sees nothing.
func (l *Ledger) LastImport(ctx context.Context, v Viewer) (at time.Time, ok bool, err error) {
	if !v.SeesAny() {
		return time.Time{}, false, nil
	}
	list, err := l.store.Imports(ctx, 1)
	if err != nil || len(list) == 0 {
		return time.Time{}, false, err
	}
	return list[0].At, true, nil
}
