package usage

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"kjernebot/internal/kommune"
)

// Sheet is what a file says. It has Problems or Entries worth storing, never both: a file with a problem is not stored.
type Sheet struct {
	File string
	// Rows is how many rows under the headings have something in them.
	Rows int
	// Problems holds the first 200, ProblemCount how many there are.
	Problems     []Problem
	ProblemCount int
	// Warnings are about the file; those about its figures need the figures before, see [Ledger.Import].
	Warnings []Warning

	figures []sheetFigure
	names   map[UnitID]string // what units with a number are called
}

// sheetFigure is an entry and the row that it stood in, from 1 to Sheet.Rows.
type sheetFigure struct {
	Entry
	row  int32 // counts rows with something in them
	line int32 // as the spreadsheet counts
}

// Entries returns the figures of the file in the order of their keys.
func (s *Sheet) Entries() []Entry {
	all := make([]Entry, len(s.figures))
	for i, f := range s.figures {
		all[i] = f.Entry
	}
	return all
}

// Import reads a sheet of weekly figures: CSV (comma, semicolon, tab; UTF-8, UTF-16, Windows-1252) or XLSX, told apart by
// what is in the file. It stores nothing. Whatever is not understood is a Problem of the sheet; the error is about reading
// r. At most 64 MB are read, and 160 MB unpacked.
func Import(file string, r io.Reader, reg *kommune.Registry) (*Sheet, error) {
	raw, err := io.ReadAll(io.LimitReader(r, fileLimit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	file = filepath.Base(file)
	s := &sheetReader{reg: reg, out: &Sheet{File: file, names: map[UnitID]string{}}, problems: &problems{file: file}, caches: newCaches()}
	if err := s.readFile(raw); err != nil {
		var told unreadable
		if !errors.As(err, &told) {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		s.problems.add(0, "", "%s", told.text)
	}
	s.finish()
	return s.out, nil
}

func (s *sheetReader) readFile(raw []byte) error {
	if len(raw) > fileLimit {
		return unreadablef("fila er for stor (grensen er %d MB)", fileLimit>>20)
	}
	if isOldExcel(raw) {
		return unreadable{"fila er et gammelt eller passordbeskyttet Excel-ark: lagre det som XLSX uten passord, eller som CSV"}
	}
	if !isWorkbook(raw) {
		g, err := newCSV(raw, func(text string) bool { return headingOf(text).role != roleUnknown })
		if err != nil {
			return err
		}
		return s.readGrids([]grid{g})
	}
	sheets, err := openWorkbook(raw)
	if err != nil {
		return err
	}
	return s.readGrids(sheets)
}

// readGrids reads every sheet with headings. Others, such as one with explanations, are no trouble unless there are only such.
func (s *sheetReader) readGrids(grids []grid) error {
	found, blank := 0, true
	for _, g := range grids {
		head, empty, err := readHeader(g)
		if err != nil {
			return err
		}
		blank = blank && empty
		if head == nil {
			continue
		}
		found++
		s.problems.file = s.out.File
		if g.name() != "" && len(grids) > 1 {
			s.problems.file += " (" + g.name() + ")"
		}
		if err := s.readGrid(g, *head); err != nil {
			return err
		}
	}
	s.problems.file = s.out.File
	switch {
	case found > 0:
		return nil
	case blank:
		return unreadable{"arket er tomt"}
	}
	return unreadable{"fant ingen overskrifter: øverst må det stå for eksempel kommune, uke, oppslag og brukere"}
}

// readHeader finds the headings. nil: there are none.
func readHeader(g grid) (*header, bool, error) {
	type textRow struct {
		number int
		texts  []string
	}
	var first []textRow
	err := g.rows(func(r gridRow) error {
		if r.number > headerRows+1 {
			return errEnough
		}
		if !r.blank() {
			t := textRow{number: r.number}
			for _, c := range r.cells {
				t.texts = append(t.texts, c.text)
			}
			first = append(first, t)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, false, err
	}
	for i, t := range first {
		h := newHeader(t.number, t.texts)
		if !h.looksLikeHeader() {
			continue
		}
		if i+1 < len(first) && first[i+1].number == t.number+1 && h.continuedBy(first[i+1].texts) {
			spans, err := g.merged()
			if err != nil {
				return nil, false, err
			}
			h = twoRows(t.number, t.texts, first[i+1].texts, spans)
		}
		return &h, false, nil
	}
	return nil, len(first) == 0, nil
}

// continuedBy says whether a row is the lower part of the headings: it names what is counted, and no kommune or week.
func (h header) continuedBy(texts []string) bool {
	for _, r := range []role{roleNumber, roleKommune, roleWeek, roleDate} {
		if i := h.at(r); i >= 0 && i < len(texts) && texts[i] != "" {
			return false
		}
	}
	return slices.ContainsFunc(texts, isSubheading)
}

// isSubheading says whether a text can only be part of a heading.
func isSubheading(text string) bool {
	_, profession := words.professions[headingKey(text)]
	_, measure := headingOf(text).measure()
	return profession || measure
}

// finish hands over what was read.
func (s *sheetReader) finish() {
	if s.count == 0 {
		slices.SortStableFunc(s.out.figures, func(a, b sheetFigure) int { return a.Compare(b.Key) })
		s.findDoubles()
	}
	s.out.Problems, s.out.ProblemCount = s.kept, s.count
	if s.count > 0 {
		s.out.figures = nil
	}
}

// findDoubles tells of figures that stand in the file twice: nobody knows which of them counts, or whether they are to
// be added.
func (s *sheetReader) findDoubles() {
	for i := 1; i < len(s.out.figures); i++ {
		a, b := s.out.figures[i-1], s.out.figures[i]
		if a.Key == b.Key && a.row != b.row {
			s.problems.add(int(b.line), "", "%s for %s står også i rad %d: skriv hvilken enhet eller yrkesgruppe hver rad gjelder, eller ta bort den ene",
				b.Measure, strings.TrimSpace(string(b.Kommune)+" "+b.Week.Label()), a.line)
		}
	}
}
