// Package intake reads sheets of weekly usage figures: which column is what, and what each row says. It stores
// nothing.
//
// Every sheet, row, column and cell of a file is accounted for: it is used, named as not used in a note or a warning,
// or the reason why the whole file is refused. Nothing is read in part, and what can be read in two ways is a warning
// that names both, so that somebody says yes before it is stored.
//
// The sentences are Norwegian on the command line too: they quote a Norwegian sheet, and whoever gets them passes
// them on to the person who made it.
package intake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// Read reads a sheet of weekly figures: CSV (comma, semicolon, tab; UTF-8, UTF-16, Windows-1252) or XLSX, told apart
// by what is in the file. now is the day from which a week without a year is reckoned. Whatever is not understood is
// a Problem of the sheet; the error is that of ctx. No file costs more than 150 MB and two seconds, whatever is
// in it.
func Read(ctx context.Context, file string, raw []byte, reg *kommune.Registry, now time.Time) (*usage.Sheet, error) {
	file = filepath.Base(file)
	s := &sheetReader{
		Problems: &sheet.Problems{File: file}, ctx: ctx, reg: reg, now: now,
		out:   &usage.Sheet{File: file, Names: map[usage.UnitID]string{}},
		units: map[string]partAnswer{}, professions: map[string]partAnswer{},
	}
	if err := s.readFile(raw); err != nil {
		told, ok := errors.AsType[sheet.UnreadableError](err)
		if !ok {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		s.Add(told.Row, "", "%s", told.Text)
	}
	if s.Count == 0 {
		s.out.Figures.Sort()
		s.findDoubles()
	}
	if s.Count > 0 {
		s.out.Figures = usage.FigureList{}
	}
	slices.SortStableFunc(s.Kept, func(a, b sheet.Problem) int { return a.Row - b.Row })
	s.out.Problems, s.out.ProblemCount = s.Kept, s.Count
	return s.out, nil
}

type sheetReader struct {
	*sheet.Problems
	ctx context.Context // for one call of Read only
	reg *kommune.Registry
	now time.Time
	out *usage.Sheet

	units, professions map[string]partAnswer // by what stands in a cell
}

// table is a sheet of a file that is being read.
type table struct {
	*sheetReader
	grid     sheet.Grid
	head     header
	weeks    *weekColumn
	kommuner map[kommuneQuestion]kommuneAnswer
	first    int          // its first figure
	noted    []waitingRow // rows without a figure whose week may be wrong too
	asked    weekQuestion // what the row that is being read says of its week
	question uint16       // the number of that
	unread   map[int]bool // columns with something in them that nothing is known of

	hidden    []int  // rows that are not shown and have figures
	empty     []int  // rows of kommuner without a figure
	masked    []int  // rows with a number that is hidden, such as <5
	short     []int  // rows of a text with fewer values than headings
	stray     []int  // rows with nothing but a text
	strayText string // the first of those
}

type waitingRow struct {
	line int
	week uint16
}

// MayHold says whether a file is by its name one that may hold figures, or one that people take for such. Read then
// says what is the matter with it.
func MayHold(file string) bool {
	endings := []string{".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers"}
	return slices.Contains(endings, strings.ToLower(filepath.Ext(file)))
}

func (s *sheetReader) readFile(raw []byte) error {
	grids, err := sheet.Open(s.ctx, raw, func(text string) bool { return headingOf(text).role != "" })
	if err != nil {
		return err
	}
	found, blank, across := false, true, 0
	for _, g := range grids {
		s.File = s.out.File
		if g.Name != "" && len(grids) > 1 {
			s.File += " (" + g.Name + ")"
		}
		above, head, err := s.readTop(g)
		if err != nil {
			return err
		}
		blank = blank && len(above) == 0
		if head == nil && across == 0 {
			across = s.kommunerAcross(above)
		}
		if head == nil || g.Hidden {
			s.skipped(g, above, head != nil)
			continue
		}
		found = true
		if err := s.readGrid(g, above, *head); err != nil {
			return err
		}
	}
	s.File = s.out.File
	switch {
	case found:
		return nil
	case blank:
		return sheet.UnreadableError{Text: "arket er tomt"}
	case across > 0:
		return sheet.UnreadableError{Row: across, Text: "kommunene står bortover: hver kommune må ha sin egen rad, med " +
			"navnet i en kolonne som heter «kommune». I Excel: kopier tabellen, og velg Lim inn utvalg og Transponer"}
	}
	return sheet.UnreadableError{Text: "fant ingen overskrifter: øverst må det stå for eksempel kommune, uke, oppslag " +
		"og brukere"}
}

// kommunerAcross finds the row in which kommuner stand beside each other, as headings; 0 for none.
func (s *sheetReader) kommunerAcross(rows []sheet.Row) int {
	for _, r := range rows {
		kommuner := 0
		for _, c := range r.Cells {
			if !c.Blank() && (len(s.reg.Lookup(c.Text)) > 0 || len(s.reg.InWords(norsk.Words("for "+c.Text))) > 0) {
				kommuner++
			}
		}
		if kommuner > 1 && kommuner >= r.Filled()-2 { // beside what stands to the left of them
			return r.Number
		}
	}
	return 0
}

// readTop reads the first rows of a sheet that have something in them, up to its headings; nil: there are none.
func (s *sheetReader) readTop(g sheet.Grid) (above []sheet.Row, head *header, err error) {
	var rows []sheet.Row
	err = g.Rows(s.ctx, func(r sheet.Row) error {
		if r.Number > sheet.HeaderRows+1 {
			return sheet.ErrEnough
		}
		for _, c := range r.Cells {
			if strings.HasPrefix(c.Text, usage.ExampleMark) {
				return sheet.UnreadableError{Row: r.Number,
					Text: "dette er eksempelarket, med oppdiktede tall: sett inn dine egne tall, og slett denne raden"}
			}
		}
		if !r.Blank() {
			r.Cells = slices.Clone(r.Cells)
			rows = append(rows, r)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for i, row := range rows {
		h := newHeader(row)
		if !h.looksLikeHeader() {
			continue
		}
		if below := i + 1; below < len(rows) && rows[below].Number == row.Number+1 && h.continuedBy(rows[below]) {
			spans, err := g.Merged(s.ctx)
			if err != nil {
				return nil, nil, err
			}
			h = twoRows(row, rows[below], spans)
		}
		return rows[:i], &h, nil
	}
	return rows, nil, nil
}

// ofTable says whether a row may be one of a table: it has several cells, one of which is a number.
func ofTable(r sheet.Row) bool {
	return r.Filled() > 2 && slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool {
		_, missing, ok := readCount(c)
		return ok && !missing
	})
}

// skipped tells of a sheet that is not read. One with a table in it may have been meant.
func (s *sheetReader) skipped(g sheet.Grid, rows []sheet.Row, headed bool) {
	meant := slices.ContainsFunc(rows, ofTable)
	switch {
	case g.Hidden && (headed || meant):
		s.warn("Arket «%s» er skjult og er ikke med.", g.Name)
	case len(rows) == 0, g.Name == "": // there is nothing, or nothing else
	case meant:
		s.warn("Arket «%s» er ikke med, fordi det ikke har overskrifter som jeg kjenner.", g.Name)
	default:
		s.File = s.out.File
		s.note(0, fmt.Sprintf("Arket «%s» har ingen brukstall og er ikke lest.", g.Name))
	}
}

// readGrid reads a sheet with headings; above them stand some rows.
func (s *sheetReader) readGrid(g sheet.Grid, above []sheet.Row, head header) error {
	t := &table{sheetReader: s, grid: g, head: head, first: s.out.Figures.Len(), unread: map[int]bool{},
		kommuner: map[kommuneQuestion]kommuneAnswer{},
		weeks:    &weekColumn{head: head, now: s.now, date1904: g.Date1904, numbers: map[weekQuestion]uint16{}}}
	before := s.Count
	head.complaints(s.Problems)
	if head.assumed {
		s.warn("Ukene står i overskriftene, og det står ikke hva tallene er. Svarer du ja, leses de som oppslag.")
	}
	for _, r := range above { // a title, or the figures of nobody
		if ofTable(r) {
			s.Add(r.Number, "", "raden står over overskriftene: flytt overskriftene øverst")
			continue
		}
		var texts []string
		for _, c := range r.Cells {
			texts = append(texts, c.Text)
		}
		s.note(r.Number, quoted(strings.Join(texts, " "))+" over overskriftene er ikke lest.")
	}
	spans, err := g.Merged(s.ctx)
	if err != nil {
		return err
	}
	held := newHeldCells(spans, head)
	readable := s.Count == before
	err = g.Rows(s.ctx, func(r sheet.Row) error {
		if r.Number <= head.row || r.Blank() {
			return nil
		}
		r = held.fill(r)
		s.out.Rows++
		if !readable {
			return nil
		}
		return t.readRow(r)
	})
	if err != nil {
		return err
	}
	t.giveWeeks()
	t.tellRest()
	return nil
}

// heldCells are the cells of a sheet that go over several rows and say of each what its figures are about. A figure
// over several rows is one figure, in the first.
type heldCells struct {
	of   map[int][]sheet.MergedCells // by their first row
	open []openCell
}

type openCell struct {
	column, last int
	cell         sheet.Cell
}

func newHeldCells(spans []sheet.MergedCells, head header) *heldCells {
	h := &heldCells{of: map[int][]sheet.MergedCells{}}
	for _, m := range spans {
		if m.ToRow > m.FromRow && m.FromRow > head.row && m.FromColumn < len(head.columns) {
			if r := head.columns[m.FromColumn].role; r != "" && r != roleMeasure && r != roleRemark && !r.hasFigures() {
				h.of[m.FromRow] = append(h.of[m.FromRow], m)
			}
		}
	}
	return h
}

// fill puts what is held into the empty cells of a row.
func (h *heldCells) fill(r sheet.Row) sheet.Row {
	h.open = slices.DeleteFunc(h.open, func(o openCell) bool { return o.last < r.Number })
	for _, o := range h.open {
		for len(r.Cells) <= o.column {
			r.Cells = append(r.Cells, sheet.Cell{})
		}
		if r.Cells[o.column].Blank() {
			r.Cells[o.column] = o.cell
		}
	}
	for _, m := range h.of[r.Number] {
		h.open = append(h.open, openCell{m.FromColumn, m.ToRow, r.At(m.FromColumn)})
	}
	return r
}

// giveWeeks gives all figures of the sheet their weeks, now that their column is known.
func (t *table) giveWeeks() {
	t.weeks.judge()
	told := 0 // a row has several figures
	answer := func(question uint16, line int) week.Week {
		a := t.weeks.asked[question]
		if a.wrong != "" && line != told {
			told = line
			t.Add(line, t.head.label(a.column), "%s", a.wrong)
		}
		return a.is.week
	}
	t.out.Figures.Settle(t.first, answer)
	for _, r := range t.noted {
		answer(r.week, r.line)
	}
	for _, text := range t.weeks.warnings {
		t.warn("%s", text)
	}
}

// tellRest tells what else of the sheet was odd or not used.
func (t *table) tellRest() {
	for _, i := range slices.Sorted(maps.Keys(t.unread)) {
		t.warn("Kolonnen «%s» i %s ble ikke forstått og er ikke med.", t.head.label(i), t.File)
	}
	var unused []string
	for i, h := range t.head.columns {
		if h.role == roleRemark {
			unused = append(unused, "«"+h.text+"»")
		} else if h.role != "" && t.grid.HiddenColumns[i] {
			t.warn("Kolonnen «%s» er skjult i arket, men er med.", t.head.label(i))
		}
	}
	if len(unused) > 0 {
		t.note(0, "Ikke lest: "+strings.Join(unused, ", ")+".")
	}
	t.warnOf(t.hidden, "skjult rad er med", "skjulte rader er med")
	t.warnOf(t.empty, "rad har ingen tall og er ikke med", "rader har ingen tall og er ikke med")
	t.warnOf(t.short, "rad har færre verdier enn det er overskrifter, og kan være forskjøvet",
		"rader har færre verdier enn det er overskrifter, og kan være forskjøvet")
	t.warnOf(t.stray, "rad har bare teksten "+quoted(t.strayText)+" og er ikke med",
		"rader har bare en tekst og er ikke med")
	t.warnOf(t.masked, "rad har tall som er skjult («<5») og ikke er med",
		"rader har tall som er skjult («<5») og ikke er med")
}

// warnOf warns of rows, by their numbers as far as somebody reads them.
func (s *sheetReader) warnOf(rows []int, one, many string) {
	const named = 10
	if len(rows) == 0 {
		return
	}
	numbers := strings.Trim(strings.ReplaceAll(fmt.Sprint(rows[:min(len(rows), named)]), " ", ", "), "[]")
	if len(rows) > named {
		numbers += ", …"
	}
	s.warn("%s (rad %s).", norsk.Counted(len(rows), one, many), numbers)
}

func (s *sheetReader) warn(format string, args ...any) {
	s.out.Warnings = append(s.out.Warnings, usage.Warning{Text: fmt.Sprintf(format, args...)})
}

// noteLimit is how many notes are kept of a file's rows. They are of rows that nobody misses.
const noteLimit = 200

// note tells what of a row was not used, or what else without a row.
func (s *sheetReader) note(row int, text string) {
	if row == 0 || len(s.out.Notes) < noteLimit {
		s.out.Notes = append(s.out.Notes, usage.Note{File: s.File, Row: row, Text: text})
	}
}

// findDoubles tells of figures that stand in the file twice: nobody knows which of them counts, or whether they are
// to be added.
func (s *sheetReader) findDoubles() {
	for a, b := range s.out.Figures.Repeated() {
		how := ""
		if a.Value != b.Value {
			how = ", med et annet tall"
		}
		s.Add(int(b.Line), "", "%s for %s %s står også i rad %d%s: skriv hvilken enhet eller yrkesgruppe hver rad gjelder, "+
			"eller ta bort den ene", b.Measure, s.reg.Name(b.Kommune), b.Week.Label(), a.Line, how)
		if s.Count > problemLimit {
			return
		}
	}
}
