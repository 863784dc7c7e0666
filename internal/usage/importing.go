package usage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

// Order is what to import and how.
type Order struct {
	Sheets         []*Sheet
	By             message.Person        // who does it, for the record
	AcceptWarnings bool                  // stores the figures though there are warnings
	OnlyNew        bool                  // stores nothing when a stored figure would become another one
	DryRun         bool                  // stores nothing
	Progress       func(done, total int) // called now and then, if set, with how many of how many figures are stored
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
	Imported  bool            `json:"imported"` // the figures are in the ledger now
	// ID is the import, for [Ledger.Undo]; 0 if nothing was stored, also because everything was there already.
	ID ImportID `json:"id"`
	// Changes are the stored figures that become others, in the order of their keys; told also before they are stored.
	Changes []Change `json:"changes"`
	LeftOut int      `json:"left_out"` // how many rows carry no figure
	Notes   []Note   `json:"notes"`    // what of the sheets was not used and cannot be missed

	ProblemCount int         `json:"-"` // how many problems there are; Problems holds some of them
	Weeks        []week.Week `json:"-"` // those with a new or changed figure, in order
}

const (
	// batchSize is how many figures are stored in one go. Others write between two of them, so it is what holds up a
	// message: some 150 ms on SQLite, where larger ones are not faster.
	batchSize   = 10_000
	recordLimit = 10_000 // how many imports are looked through; one a week makes 50 a year

	usualWeeks  = 8 // weeks before one that say what is usual, if at least fewestUsual of them have figures
	fewestUsual = 3
	factor      = 3  // how far from the median of those weeks a figure must be to be asked about
	smallFigure = 10 // where both are smaller, a factor says nothing
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
	return whileStale(func() (r Record, err error) {
		base, err := l.store.LastImport(ctx)
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
	})
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

// plan is what an import would change, found by comparing the sheets with the ledger kommune by kommune.
type plan struct {
	ledger  *Ledger
	report  *Report
	figures *FigureList // of all sheets, in the order of their keys, each key once
	rows    []rowState  // by row, numbered through all sheets from 0
	names   map[UnitID]string
	write   FigureList
	weeks   map[week.Week]bool // with a new or changed figure
	checks  plausibility
}

// rowState is what became of a row. The larger one of its figures' counts.
type rowState uint8

const (
	rowLeftOut rowState = iota // without a figure
	rowUnchanged
	rowNew
	rowChanged
)

// newPlan puts the figures of several files together. What is wrong between them is a problem of the report.
func newPlan(l *Ledger, sheets []*Sheet, r *Report) *plan {
	var (
		p       = &plan{ledger: l, report: r, figures: &FigureList{}, names: map[UnitID]string{}, weeks: map[week.Week]bool{}}
		wrong   sheet.Problems
		origins []*Sheet // by row
	)
	p.checks = plausibility{reg: l.reg, this: week.Of(l.Now()), future: map[week.Week]bool{}, reported: map[Key]bool{}}
	for _, s := range sheets {
		wrong.Kept, wrong.Count = append(wrong.Kept, s.Problems...), wrong.Count+s.ProblemCount
		r.Warnings = append(r.Warnings, s.Warnings...)
		r.Notes = append(r.Notes, s.Notes...)
		p.rows = append(p.rows, make([]rowState, s.Rows)...)
		if len(sheets) == 1 {
			p.figures = &s.Figures
		}
		for f := range s.Figures.All() {
			f.Row += int32(r.Rows)
			p.rows[f.Row-1] = rowUnchanged
			if len(sheets) > 1 {
				p.figures.Add(f)
			}
		}
		origins = append(origins, slices.Repeat([]*Sheet{s}, s.Rows)...)
		maps.Copy(p.names, s.Names)
		r.Rows += s.Rows
	}
	if len(sheets) > 1 {
		p.figures.Sort()
		for a, b := range p.figures.Repeated() {
			if a.Value != b.Value {
				wrong.File = origins[b.Row-1].File
				wrong.Add(int(b.Line), "", "rad %d i %s har et annet tall for det samme: ta bort den ene", a.Line,
					origins[a.Row-1].File)
			}
		}
		p.figures.list = slices.CompactFunc(p.figures.list, sameKey)
	}
	kept := wrong.Kept[:min(len(wrong.Kept), sheet.ProblemLimit)]
	r.Problems, r.ProblemCount = append(r.Problems, kept...), wrong.Count
	return p
}

func (p *plan) make(ctx context.Context) error {
	r := p.report
	for from, to := range p.figures.runs(0, p.figures.Len(), sameKommune) {
		if err := p.compare(ctx, from, to); err != nil {
			return err
		}
	}
	r.Weeks = slices.SortedFunc(maps.Keys(p.weeks), week.Week.Compare)
	if len(r.Weeks) > 0 {
		if err := p.checks.countKommuner(ctx, p.ledger.store, r.Weeks); err != nil {
			return err
		}
	}
	r.Warnings = append(r.Warnings, p.checks.told()...)
	count := map[rowState]int{}
	for _, s := range p.rows {
		count[s]++
	}
	r.New, r.Changed, r.Unchanged, r.LeftOut = count[rowNew], count[rowChanged], count[rowUnchanged], count[rowLeftOut]
	return nil
}

// compare finds what the figures of one kommune change, which are those of the list in that range.
func (p *plan) compare(ctx context.Context, from, to int) error {
	first := p.figures.At(from)
	span := week.Period{From: first.Week, To: p.figures.At(to - 1).Week}
	span.From = span.From.Add(-usualWeeks) // what is usual, to compare with
	stored, totals := map[week.Week][]Version{}, series{}
	err := p.ledger.store.Figures(ctx, first.Kommune, span, func(v Version) error {
		k := v.entry.Key
		stored[k.Week] = append(stored[k.Week], v)
		if v.Undone == 0 && k.total() && !v.entry.Held {
			totals[k] = total{value: v.entry.Value}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for from, to := range p.figures.runs(from, to, sameWeek) {
		var figures []SheetFigure
		for i := from; i < to; i++ {
			figures = append(figures, p.figures.At(i))
		}
		versions, first := stored[figures[0].Week], p.write.Len()
		have := byKey(current(versions))
		p.compareWeek(have, figures, totals)
		after := p.holdTotals(first, have, byKey(slices.Values(versions)))
		small := slices.ContainsFunc(versions, func(v Version) bool { return few(v.entry.Value) })
		p.report.Changes = append(p.report.Changes, changesOf(have, after, figures, small)...)
	}
	p.checks.kommune(totals)
	return nil
}

// byKey gathers cells; of several versions of a figure it keeps the last one.
func byKey(versions iter.Seq[Version]) map[Key]Entry {
	cells := map[Key]Entry{}
	for v := range versions {
		cells[v.entry.Key] = v.entry
	}
	return cells
}

// compareWeek finds what the figures of one kommune and week change, and adds up totals that the sheets leave out.
func (p *plan) compareWeek(have map[Key]Entry, figures []SheetFigure, totals series) {
	changed := map[Measure]bool{}
	for _, f := range figures {
		old, known := have[f.Key]
		switch {
		case !known || old.Summed:
			p.rows[f.Row-1] = max(p.rows[f.Row-1], rowNew)
		case old.Value != f.Value:
			p.rows[f.Row-1] = rowChanged
		default:
			continue
		}
		p.write.Add(f)
		p.weeks[f.Week] = true
		changed[f.Measure] = true
		if f.total() {
			totals[f.Key] = total{f.Value, true}
		}
	}
	for _, m := range Measures() {
		if changed[m] {
			p.addTotal(Key{Kommune: figures[0].Kommune, Week: figures[0].Week, Measure: m}, have, figures, totals)
		}
	}
}

// holdTotals marks the totals that may not be shown among what is to be written from first on, which is all of one
// week. It returns the week as it will be. seen is like have, with what was taken back.
func (p *plan) holdTotals(first int, have, seen map[Key]Entry) map[Key]Entry {
	if len(seen) == 0 {
		return nil // nothing changes
	}
	after := maps.Clone(have)
	for i := first; i < p.write.Len(); i++ {
		e := p.write.At(i).Entry
		after[e.Key] = e
	}
	for i := first; i < p.write.Len(); i++ {
		e := p.write.At(i).Entry
		if e.total() && (seen[e.Key].Held || tells(have, after, e.Key) || tells(seen, after, e.Key)) {
			p.write.list[i].held, e.Held = true, true
			after[e.Key] = e
		}
	}
	return after
}

// addTotal writes the sum of the parts where no sheet states one.
func (p *plan) addTotal(whole Key, have map[Key]Entry, figures []SheetFigure, totals series) {
	parts := map[Key]int64{}
	for k, c := range have {
		if k.Measure == whole.Measure && !c.Summed {
			parts[k] = c.Value
		}
	}
	for _, f := range figures {
		if f.Measure == whole.Measure {
			parts[f.Key] = f.Value
		}
	}
	if _, stated := parts[whole]; stated || len(parts) == 0 {
		return
	}
	sum := sumOfParts(parts)
	if old, known := have[whole]; known && old.Value == sum {
		return
	}
	p.write.Add(SheetFigure{Entry: Entry{Key: whole, Value: sum, Summed: true}})
	totals[whole] = total{sum, true}
}

// sumOfParts adds up the units, or the professions, whichever is more: one of the two may be incomplete. A unit
// without a sum of its own counts with its professions.
func sumOfParts(parts map[Key]int64) int64 {
	var byUnits, byProfessions int64
	for k, n := range parts {
		unit := k
		unit.Profession = ""
		_, stated := parts[unit]
		switch {
		case k.kind() == byProfession:
			byProfessions += n
		case k.kind() == byUnit || !stated:
			byUnits += n
		}
	}
	return max(byUnits, byProfessions)
}

// Change is a stored figure that an import makes another one. Counts that may not be told are hidden, old and new.
type Change struct {
	Key
	Old, New Count
}

// MarshalJSON writes the change as `usage import --json` prints it: a hidden number is null.
func (c Change) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kommune    kommune.Number `json:"kommune"`
		Unit       string         `json:"unit,omitempty"`
		Week       string         `json:"week"`
		Measure    Measure        `json:"measure"`
		Profession string         `json:"profession,omitempty"`
		Old        *int64         `json:"old"`
		New        *int64         `json:"new"`
	}{c.Kommune, c.Unit, c.Week.String(), c.Measure, c.Profession, c.Old.number(), c.New.number()})
}

func (c Count) number() *int64 {
	if n, ok := c.Int(); ok {
		return &n
	}
	return nil
}

// changesOf tells which figures of one kommune's week become others. Both sides are hidden as a week is whose figures
// were corrected, because whoever reads this sees both. small: a version of a figure in it was 1 to 4.
func changesOf(have, after map[Key]Entry, figures []SheetFigure, small bool) []Change {
	var changed []Key
	for _, f := range figures {
		if old, known := have[f.Key]; known && !old.Summed && old.Value != f.Value {
			changed = append(changed, f.Key)
		}
		small = small || few(f.Value)
	}
	if len(changed) == 0 {
		return nil
	}
	shown := func(cells map[Key]Entry) map[Key]Count {
		sorted := slices.SortedFunc(maps.Values(cells), func(a, b Entry) int { return a.Key.Compare(b.Key) })
		counts := map[Key]Count{}
		for i, count := range (weekCells{cells: sorted, changed: true, small: small}).protect() {
			counts[sorted[i].Key] = count
		}
		return counts
	}
	hidden := Count{state: countHidden}
	old, now := shown(have), shown(after)
	var out []Change
	for _, k := range changed {
		out = append(out, Change{Key: k, Old: cmp.Or(old[k], hidden), New: cmp.Or(now[k], hidden)})
	}
	return out
}

type series map[Key]total

type total struct {
	value   int64
	changed bool // by the import
}

// plausibility collects what is odd about the figures of an import.
type plausibility struct {
	reg      *kommune.Registry
	this     week.Week
	warnings []Warning
	count    int
	future   map[week.Week]bool
	reported map[Key]bool // the kommuner and weeks that the import changes
}

func (p *plausibility) warn(n kommune.Number, w week.Week, format string, args ...any) {
	p.count++
	if p.count <= warningLimit {
		p.warnings = append(p.warnings, Warning{Kommune: n, Week: w.String(), Text: fmt.Sprintf(format, args...)})
	}
}

// told returns the warnings, the last of which says how many were left out.
func (p *plausibility) told() []Warning {
	if p.count <= warningLimit {
		return p.warnings
	}
	return append(p.warnings, Warning{Text: fmt.Sprintf("Og %d advarsler til.", p.count-warningLimit)})
}

func (p *plausibility) kommune(totals series) {
	byMeasure := func(a, b Key) int { return cmp.Or(cmp.Compare(b.Measure, a.Measure), a.Week.Compare(b.Week)) }
	for _, k := range slices.SortedFunc(maps.Keys(totals), byMeasure) {
		if !totals[k].changed {
			continue
		}
		p.reported[kommuneWeek(k)] = true
		if p.this.Before(k.Week) && !p.future[k.Week] {
			p.future[k.Week] = true
			p.warn("", k.Week, "%s er ikke begynt ennå.", norsk.UpperFirst(k.Week.LongLabel()))
		}
		of := k
		of.Measure = Lookups // nobody is a user without one
		if all, ok := totals[of]; ok && k.Measure.CountsPeople() && blurred(totals[k].value) > blurred(all.value) {
			p.warn(k.Kommune, k.Week, "%s, %s: flere %s (%s) enn %s (%s). Er kolonnene byttet om?", p.reg.Name(k.Kommune),
				k.Week.Label(), k.Measure, told(totals[k].value), Lookups, told(all.value))
		}
		p.compare(k, totals)
	}
}

// blurred makes all numbers that may not be told the same one, so that no warning depends on which it is.
func blurred(n int64) int64 {
	if few(n) {
		return fewest - 1
	}
	return n
}

func told(n int64) string {
	if few(n) {
		return "<5"
	}
	return norsk.Grouped(n)
}

// compare checks a figure against the median of the weeks before it.
func (p *plausibility) compare(k Key, totals series) {
	var before []int64
	for w := range (week.Period{From: k.Week.Add(-usualWeeks), To: k.Week.Prev()}).Weeks() {
		if b, ok := totals[Key{Kommune: k.Kommune, Week: w, Measure: k.Measure}]; ok {
			before = append(before, blurred(b.value))
		}
	}
	if len(before) < fewestUsual {
		return
	}
	now := blurred(totals[k].value)
	slices.Sort(before)
	twice := before[(len(before)-1)/2] + before[len(before)/2] // the median, doubled to stay whole
	if max(2*now, twice) < 2*smallFigure || 2*now <= factor*twice && twice <= factor*2*now {
		return
	}
	against := "mer enn tre ganger" // factor, in words
	if 2*now < twice {
		against = "mindre enn en tredel av"
	}
	usual := "(" + told(twice/2) + ")"
	if k.Measure.CountsPeople() {
		usual = "de siste ukene" // a median may lie between two small counts, so it is not told
	}
	p.warn(k.Kommune, k.Week, "%s, %s: %s %s, %s det vanlige %s.", p.reg.Name(k.Kommune), k.Week.Label(), told(now),
		k.Measure, against, usual)
}

// countKommuner warns of weeks, which are in order, with figures from fewer kommuner than the week before.
func (p *plausibility) countKommuner(ctx context.Context, store Store, weeks []week.Week) error {
	span := week.Period{From: weeks[0].Prev(), To: weeks[len(weeks)-1]}
	err := store.Totals(ctx, "", span, func(v Version) error {
		p.reported[kommuneWeek(v.entry.Key)] = true
		return nil
	})
	if err != nil {
		return err
	}
	kommuner := map[week.Week]int{}
	for k := range p.reported {
		kommuner[k.Week]++
	}
	for _, w := range weeks {
		if now, before := kommuner[w], kommuner[w.Prev()]; now < before {
			p.warn("", w, "%s har tall fra færre kommuner enn uka før: %d mot %d.", norsk.UpperFirst(w.Label()), now, before)
		}
	}
	return nil
}
