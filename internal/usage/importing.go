package usage

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// Order is what to import and how.
type Order struct {
	Sheets []*Sheet
	By     message.Person // who does it, for the record
	// AcceptWarnings stores the figures though there are warnings.
	AcceptWarnings bool
	// DryRun stores nothing.
	DryRun bool
	// Progress, if set, is called now and then with how many of how many figures are stored.
	Progress func(done, total int)
}

// Report says what came of an import, or would come of it. Its JSON is what `usage import --json` prints.
type Report struct {
	// Rows is how many rows the sheets have under their headings. Each is new, changed or unchanged, unless there are
	// problems: then nobody has looked.
	Rows      int       `json:"rows"`
	New       int       `json:"new"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Problems  []Problem `json:"problems"`
	Warnings  []Warning `json:"warnings"`
	// Imported says that the figures are in the ledger now.
	Imported bool `json:"imported"`
	// ID is the import, for [Ledger.Undo]; 0 if nothing was stored, also because everything was there already.
	ID ImportID `json:"id"`
	// Changes are the stored figures that become others, in the order of their keys; told also before they are stored.
	Changes []Change `json:"changes"`

	// ProblemCount is how many problems there are; Problems holds some of them.
	ProblemCount int `json:"-"`
	// Weeks are those with a new or changed figure, in order.
	Weeks []week.Week `json:"-"`
}

// batchSize is how many figures are stored in one go. Others write between two of them, so it is what holds up a message:
// some 150 ms on SQLite, where larger ones are not faster.
const batchSize = 10_000

// Import stores sheets, all or nothing: until its last step nobody sees anything of it, and after that everybody all of it.
// Sheets with problems, and warnings that are not accepted, store nothing; the report says so and the error is nil. A sheet
// that was stored already changes nothing. Only a coordinator may import. ErrStale: try again.
func (l *Ledger) Import(ctx context.Context, v Viewer, o Order) (Report, error) {
	if !v.Coordinates() {
		return Report{}, ErrNotAllowed
	}
	r := Report{Problems: []Problem{}, Warnings: []Warning{}, Changes: []Change{}}
	figures, names := mergeSheets(o.Sheets, &r)
	if r.ProblemCount > 0 {
		return r, nil
	}
	base, err := l.store.LastImport(ctx)
	if err != nil {
		return r, fmt.Errorf("import figures: %w", err)
	}
	p := newPlan(l, figures, r.Rows)
	if err := p.make(ctx); err != nil {
		return r, fmt.Errorf("compare figures: %w", err)
	}
	p.fill(&r)
	if o.DryRun || len(r.Warnings) > 0 && !o.AcceptWarnings {
		return r, nil
	}
	if r.ID, err = l.storePlan(ctx, o, p, base, r, names); err != nil {
		return r, fmt.Errorf("store figures: %w", err)
	}
	r.Imported = true
	return r, nil
}

// storePlan writes what is new and changed in batches that nobody sees, and shows them in one last step.
func (l *Ledger) storePlan(ctx context.Context, o Order, p *plan, base ImportID, r Report, names map[UnitID]string) (ImportID, error) {
	if len(p.write) == 0 {
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
	for done := 0; done < len(p.write) && err == nil; done += batchSize {
		if o.Progress != nil {
			o.Progress(done, len(p.write))
		}
		err = l.store.AppendFigures(ctx, id, p.write[done:min(done+batchSize, len(p.write))])
	}
	if err == nil {
		err = l.store.AcceptImport(ctx, id, base, record, names)
	}
	if err != nil {
		// What could not be shown is removed, even when the reason was that ctx ended.
		_ = l.store.DropImport(context.WithoutCancel(ctx), id)
		return 0, err
	}
	if o.Progress != nil {
		o.Progress(len(p.write), len(p.write))
	}
	return id, nil
}

// mergeSheets puts the figures of several files together in the order of their keys. Rows are numbered through.
func mergeSheets(sheets []*Sheet, r *Report) ([]SheetFigure, map[UnitID]string) {
	var (
		all   []SheetFigure
		names = map[UnitID]string{}
		wrong = &Problems{}
	)
	var origins []*Sheet // by row
	for _, s := range sheets {
		for _, p := range s.Problems {
			wrong.File = p.File
			wrong.Add(p.Row, p.Column, "%s", p.Text)
		}
		wrong.Count += s.ProblemCount - len(s.Problems)
		r.Warnings = append(r.Warnings, s.Warnings...)
		for _, f := range s.Figures {
			f.Row += int32(r.Rows)
			all = append(all, f)
		}
		for range s.Rows {
			origins = append(origins, s)
		}
		maps.Copy(names, s.Names)
		r.Rows += s.Rows
	}
	if len(sheets) > 1 {
		slices.SortStableFunc(all, func(a, b SheetFigure) int { return a.Compare(b.Key) })
		for i := 1; i < len(all); i++ {
			if a, b := all[i-1], all[i]; a.Key == b.Key && a.Value != b.Value {
				wrong.File = origins[b.Row-1].File
				wrong.Add(int(b.Line), "", "rad %d i %s har et annet tall for det samme: ta bort den ene", a.Line, origins[a.Row-1].File)
			}
		}
		all = slices.CompactFunc(all, func(a, b SheetFigure) bool { return a.Key == b.Key })
	}
	r.Problems, r.ProblemCount = append(r.Problems, wrong.Kept...), wrong.Count
	return all, names
}

// kommuneRuns yields the figures of each kommune; they are sorted by it.
func kommuneRuns(figures []SheetFigure, yield func(kommune.Number, []SheetFigure) error) error {
	for len(figures) > 0 {
		n := 1
		for n < len(figures) && figures[n].Kommune == figures[0].Kommune {
			n++
		}
		if err := yield(figures[0].Kommune, figures[:n]); err != nil {
			return err
		}
		figures = figures[n:]
	}
	return nil
}
