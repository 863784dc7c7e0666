package usage

import (
	"cmp"
	"io"
	"iter"
	"slices"
	"unique"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

// Sheet is what a file says. It has Problems or Figures, never both: a file with a problem is not stored.
type Sheet struct {
	File         string
	Rows         int             // how many rows under the headings have something in them
	Problems     []sheet.Problem // the first 200, ProblemCount how many there are
	ProblemCount int
	Warnings     []Warning // about the file; those about its figures need the figures before, see [Ledger.Import]
	Notes        []Note    // what of the file was not used and cannot be missed

	Figures FigureList
	Names   map[UnitID]string // what units with a number are called
}

// SheetFigure is an entry and the row that it stood in, from 1 to Sheet.Rows.
type SheetFigure struct {
	Entry
	Row  int32 // counts rows with something in them
	Line int32 // as the spreadsheet counts
}

// Note says what of a file was not used. The text is Norwegian.
type Note struct {
	File string `json:"file"`
	Row  int    `json:"row"` // 0 for what is not about a row
	Text string `json:"note"`
}

// Warning is something odd that may be right: somebody has to say so before the figures are stored. The text is
// Norwegian and tells no head count from 1 to 4.
type Warning struct {
	Kommune kommune.Number `json:"kommune,omitempty"`
	Week    string         `json:"week,omitempty"` // such as 2026-W45
	Text    string         `json:"warning"`
}

// warningLimit is how many warnings of one import are kept; the last of them then says how many more there are.
const warningLimit = 100

// FigureList is a list of figures on their way from sheets into the database: a file may bring a million, so each
// takes a third of a [SheetFigure]'s memory. The zero FigureList is empty.
type FigureList struct {
	list []packed
}

type packed struct {
	of           unique.Handle[Key] // without week and measure
	week         uint16             // from 2000, see packWeek
	measure      uint8              // see Measure.index
	summed, held bool
	value        int64
	row, line    int32
}

func packWeek(w week.Week) uint16 { return uint16((w.Year-2000)*64 + w.Week) }

func unpackWeek(n uint16) week.Week { return week.Week{Year: 2000 + int(n/64), Week: int(n % 64)} }

// Len is how many figures there are.
func (l *FigureList) Len() int { return len(l.list) }

// Waiting stands for a week that is known only when a whole column was read. The figure waits under a number of the
// caller's until Settle.
func Waiting(number uint16) week.Week { return unpackWeek(number) }

// Settle gives the figures from the one at i on, all of which wait, their weeks.
func (l *FigureList) Settle(i int, week func(number uint16, line int) week.Week) {
	for ; i < len(l.list); i++ {
		l.list[i].week = packWeek(week(l.list[i].week, int(l.list[i].line)))
	}
}

// Add puts a figure at the end of the list.
func (l *FigureList) Add(f SheetFigure) {
	l.list = append(l.list, packed{
		of:   unique.Make(Key{Kommune: f.Kommune, Unit: f.Unit, Profession: f.Profession}),
		week: packWeek(f.Week), measure: uint8(f.Measure.index()), summed: f.Summed, held: f.Held, value: f.Value,
		row: f.Row, line: f.Line,
	})
}

// At returns one of the figures.
func (l *FigureList) At(i int) SheetFigure {
	p := l.list[i]
	key := p.of.Value()
	key.Week, key.Measure = unpackWeek(p.week), measuresByName[p.measure]
	return SheetFigure{Entry{key, p.value, p.summed, p.held}, p.row, p.line}
}

// All yields the figures.
func (l *FigureList) All() iter.Seq[SheetFigure] {
	return func(yield func(SheetFigure) bool) {
		for i := range l.list {
			if !yield(l.At(i)) {
				return
			}
		}
	}
}

// Sort puts the figures in the order of their keys, and those of one key in that of their rows.
func (l *FigureList) Sort() {
	slices.SortFunc(l.list, func(a, b packed) int {
		within := cmp.Or(cmp.Compare(a.week, b.week), cmp.Compare(a.measure, b.measure))
		if a.of == b.of {
			return cmp.Or(within, cmp.Compare(a.row, b.row))
		}
		x, y := a.of.Value(), b.of.Value()
		return cmp.Or(cmp.Compare(x.Kommune, y.Kommune), within, x.Compare(y))
	})
}

// Repeated yields each figure that has the key of the one before it, and that one. The list must be sorted.
func (l *FigureList) Repeated() iter.Seq2[SheetFigure, SheetFigure] {
	return func(yield func(SheetFigure, SheetFigure) bool) {
		for i := 1; i < len(l.list); i++ {
			if sameKey(l.list[i-1], l.list[i]) && !yield(l.At(i-1), l.At(i)) {
				return
			}
		}
	}
}

func sameKommune(a, b packed) bool {
	return a.of == b.of || a.of.Value().Kommune == b.of.Value().Kommune
}

func sameWeek(a, b packed) bool { return a.week == b.week && sameKommune(a, b) }

func sameKey(a, b packed) bool { return a.of == b.of && a.week == b.week && a.measure == b.measure }

// runs yields where the figures from i to end begin and end that are the same in part of their keys.
func (l *FigureList) runs(i, end int, same func(a, b packed) bool) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for from := i; i < end; from = i {
			for i < end && same(l.list[from], l.list[i]) {
				i++
			}
			if !yield(from, i) {
				return
			}
		}
	}
}

// exportHead is the headings of what is handed out. The importer understands them: such a file can be read back, and
// what is hidden in it then counts as not stated.
var exportHead = []any{"kommunenummer", "kommune", "uke", "enhet", "enhetsnavn", "yrkesgruppe", "måltall", "verdi"}

const sheetTitle = "Brukstall"

// Write writes figures as a file for a spreadsheet: the headings and then a row for each figure, in whose last column
// is the number, or how a hidden one shows.
func Write(w io.Writer, format sheet.Format, figures []Figure, reg *kommune.Registry) error {
	return sheet.Write(w, format, sheetTitle, func(yield func([]any) bool) {
		more := yield(exportHead)
		for i := 0; more && i < len(figures); i++ {
			f, name := figures[i], "Hele landet"
			if f.Kommune != "" {
				name = reg.Name(f.Kommune)
			}
			var value any = f.Count.String()
			if n, ok := f.Count.Int(); ok {
				value = n
			}
			more = yield([]any{string(f.Kommune), name, f.Week.String(), f.Unit, f.UnitName, f.Profession, string(f.Measure),
				value})
		}
	})
}

// ExampleMark begins the first row of an example sheet. A sheet with it is never imported.
const ExampleMark = "Eksempel på ark med brukstall"

// Template writes an example sheet: what a coordinator fills in. The figures in it are invented, and of that week; only
// without its first row is it imported.
func Template(w io.Writer, format sheet.Format, week week.Week) error {
	return sheet.Write(w, format, sheetTitle, slices.Values([][]any{
		{ExampleMark + ": tallene er oppdiktet. Sett inn deres egne, og slett denne raden."},
		{"kommunenummer", "kommune", "uke", "enhet", "yrkesgruppe", "oppslag", "brukere"},
		{"5001", "Trondheim", week.String(), "", "", 1240, 86},
		{"5001", "Trondheim", week.String(), "974760673", "", 310, 21},
		{"5001", "Trondheim", week.String(), "", "sykepleier", 890, 60},
		{"0301", "Oslo", week.String(), "", "", 4020, 251},
	}))
}
