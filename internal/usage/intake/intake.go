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
		out:      &usage.Sheet{File: file, Names: map[usage.UnitID]string{}},
		kommuner: map[kommuneQuestion]kommuneAnswer{}, units: map[string]unitAnswer{}, professions: map[string]string{},
	}
	if err := s.readFile(raw); err != nil {
		var told sheet.UnreadableError
		if !errors.As(err, &told) {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		s.Add(told.Row, "", "%s", told.Text)
	}
	s.finish()
	return s.out, nil
}

// MayHold says whether a file is by its name one that may hold figures, or one that people take for such. Read then
// says what is the matter with it.
func MayHold(file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers":
		return true
	}
	return false
}

func (s *sheetReader) readFile(raw []byte) error {
	grids, err := sheet.Open(s.ctx, raw, func(text string) bool { return headingOf(text).role != roleUnknown })
	if err != nil {
		return err
	}
	found, blank := false, true
	for _, g := range grids {
		s.File = s.out.File
		if g.Name != "" && len(grids) > 1 {
			s.File += " (" + g.Name + ")"
		}
		top, err := s.readTop(g)
		if err != nil {
			return err
		}
		blank = blank && len(top.rows) == 0
		if top.head == nil || g.Hidden {
			s.skipped(g, top)
			continue
		}
		found = true
		if err := s.readGrid(g, top); err != nil {
			return err
		}
	}
	s.File = s.out.File
	switch {
	case found:
		return nil
	case blank:
		return sheet.UnreadableError{Text: "arket er tomt"}
	}
	return sheet.UnreadableError{Text: "fant ingen overskrifter: øverst må det stå for eksempel kommune, uke, oppslag " +
		"og brukere"}
}

// top is what stands first in a sheet.
type top struct {
	rows []topRow
	head *header // nil: there are no headings
}

type topRow struct {
	number, filled int
	texts          []string
	numbers        bool // a cell is a number
}

// readTop reads the first rows of a sheet, up to and with its headings.
func (s *sheetReader) readTop(g sheet.Grid) (top, error) {
	var t top
	err := g.Rows(s.ctx, func(r sheet.Row) error {
		if r.Number > sheet.HeaderRows+1 {
			return sheet.ErrEnough
		}
		if r.Blank() {
			return nil
		}
		row := topRow{number: r.Number, texts: textsOf(r)}
		for _, c := range r.Cells {
			row.filled += btoi(!c.Blank())
			if _, missing, ok := readCount(c); ok && !missing {
				row.numbers = true
			}
			if strings.HasPrefix(c.Text, usage.ExampleMark) {
				return sheet.UnreadableError{Row: r.Number,
					Text: "dette er eksempelarket, med oppdiktede tall: sett inn dine egne tall, og slett denne raden"}
			}
		}
		t.rows = append(t.rows, row)
		return nil
	})
	if err != nil {
		return t, err
	}
	for i, row := range t.rows {
		h := newHeader(row.number, row.texts)
		if !h.looksLikeHeader() {
			continue
		}
		if i+1 < len(t.rows) && t.rows[i+1].number == row.number+1 && h.continuedBy(t.rows[i+1].texts) {
			spans, err := g.Merged(s.ctx)
			if err != nil {
				return t, err
			}
			h = twoRows(row.number, row.texts, t.rows[i+1].texts, spans)
		}
		t.rows, t.head = t.rows[:i], &h
		return t, nil
	}
	return t, nil
}

// skipped tells of a sheet that is not read. One with a table in it may have been meant.
func (s *sheetReader) skipped(g sheet.Grid, t top) {
	table := slices.ContainsFunc(t.rows, func(r topRow) bool { return r.filled > 2 && r.numbers })
	switch {
	case g.Hidden && (t.head != nil || table):
		s.warn("Arket «%s» er skjult og er ikke med.", g.Name)
	case len(t.rows) == 0, g.Name == "": // there is nothing, or nothing else
	case table:
		s.warn("Arket «%s» er ikke med, fordi det ikke har overskrifter som jeg kjenner.", g.Name)
	default:
		s.out.Notes = append(s.out.Notes, usage.Note{File: s.out.File,
			Text: fmt.Sprintf("Arket «%s» har ingen brukstall og er ikke lest.", g.Name)})
	}
}

// readGrid reads the rows under the headings.
func (s *sheetReader) readGrid(g sheet.Grid, t top) error {
	s.grid, s.head = g, *t.head
	s.first = s.out.Figures.Len()
	s.unread, s.noted, s.hidden, s.empty, s.masked, s.stray, s.short = map[int]bool{}, nil, nil, nil, nil, nil, nil
	s.weeks = &weekColumn{head: s.head, now: s.now, date1904: g.Date1904, asked: map[weekQuestion]uint16{}}
	before := s.Count
	s.head.complaints(func(column, format string, args ...any) { s.Add(s.head.row, column, format, args...) })
	if s.head.assumed {
		s.warn("Ukene står i overskriftene, og det står ikke hva tallene er. Svarer du ja, leses de som oppslag.")
	}
	s.above(t.rows)
	held, err := s.heldCells()
	if err != nil {
		return err
	}
	readable := s.Count == before
	err = g.Rows(s.ctx, func(r sheet.Row) error {
		if r.Number <= s.head.row || r.Blank() {
			return nil
		}
		r = held.fill(r)
		s.out.Rows++
		if !readable {
			return nil
		}
		return s.readRow(r)
	})
	if err == nil {
		s.giveWeeks()
		s.tellRest()
	}
	return err
}

// above tells of what stands over the headings. A title does, and the figures of nobody.
func (s *sheetReader) above(rows []topRow) {
	for _, r := range rows {
		text := strings.Join(strings.Fields(strings.Join(r.texts, " ")), " ")
		if r.filled > 2 && r.numbers {
			s.Add(r.number, "", "raden står over overskriftene: flytt overskriftene øverst")
			continue
		}
		s.out.Notes = append(s.out.Notes, usage.Note{File: s.File, Row: r.number, Text: usage.Quoted(text) +
			" over overskriftene er ikke lest."})
	}
}

// giveWeeks gives all figures of the sheet their weeks, now that their column is known.
func (s *sheetReader) giveWeeks() {
	judged := s.weeks.judge()
	told := 0 // a row has several figures
	answer := func(question uint16, line int) week.Week {
		a := judged.answers[question]
		if a.wrong != "" && line != told {
			told = line
			_, column := s.weeks.main(s.weeks.list[question])
			s.Add(line, s.head.label(column), "%s", a.wrong)
		}
		return a.week
	}
	s.out.Figures.Settle(s.first, answer)
	for _, r := range s.noted {
		answer(r.week, r.line)
	}
	for _, text := range judged.warnings {
		s.warn("%s", text)
	}
}

// tellRest tells what else of the sheet was odd or not used.
func (s *sheetReader) tellRest() {
	for _, i := range slices.Sorted(maps.Keys(s.unread)) {
		s.warn("Kolonnen «%s» i %s ble ikke forstått og er ikke med.", s.head.label(i), s.File)
	}
	var unused []string
	for i, h := range s.head.columns {
		if h.role == roleRemark {
			unused = append(unused, "«"+h.text+"»")
		} else if h.role != roleUnknown && s.grid.HiddenColumns[i] {
			s.warn("Kolonnen «%s» er skjult i arket, men er med.", s.head.label(i))
		}
	}
	if len(unused) > 0 {
		s.out.Notes = append(s.out.Notes, usage.Note{File: s.File, Text: "Ikke lest: " + strings.Join(unused, ", ") + "."})
	}
	s.warnOf(s.hidden, "1 skjult rad er med", "%d skjulte rader er med")
	s.warnOf(s.empty, "1 rad har ingen tall og er ikke med", "%d rader har ingen tall og er ikke med")
	s.warnOf(s.short, "1 rad har færre verdier enn det er overskrifter, og kan være forskjøvet",
		"%d rader har færre verdier enn det er overskrifter, og kan være forskjøvet")
	s.warnOf(s.stray, "1 rad har bare teksten "+usage.Quoted(s.strayText)+" og er ikke med",
		"%d rader har bare en tekst og er ikke med")
	s.warnOf(s.masked, "1 rad har tall som er skjult («<5») og ikke er med",
		"%d rader har tall som er skjult («<5») og ikke er med")
}

// warnOf warns of rows, by their numbers as far as somebody reads them.
func (s *sheetReader) warnOf(rows []int, one, many string) {
	const named = 10
	if len(rows) == 0 {
		return
	}
	text := one
	if len(rows) > 1 {
		text = fmt.Sprintf(many, len(rows))
	}
	var numbers []string
	for _, n := range rows[:min(len(rows), named)] {
		numbers = append(numbers, fmt.Sprint(n))
	}
	if len(rows) > named {
		numbers = append(numbers, "…")
	}
	s.warn("%s (rad %s).", text, strings.Join(numbers, ", "))
}

func (s *sheetReader) warn(format string, args ...any) {
	s.out.Warnings = append(s.out.Warnings, usage.Warning{Text: fmt.Sprintf(format, args...)})
}

// finish hands over what was read.
func (s *sheetReader) finish() {
	if s.Count == 0 {
		s.out.Figures.Sort()
		s.findDoubles()
	}
	slices.SortStableFunc(s.Kept, func(a, b sheet.Problem) int { return a.Row - b.Row })
	s.out.Problems, s.out.ProblemCount = s.Kept, s.Count
	if s.Count > 0 {
		s.out.Figures = usage.FigureList{}
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
