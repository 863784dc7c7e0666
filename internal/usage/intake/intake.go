// Package intake reads sheets of weekly usage figures: which column is what, and what each row says. It stores nothing;
// whatever it does not understand is a problem with its place.
package intake

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// Import reads a sheet of weekly figures: CSV (comma, semicolon, tab; UTF-8, UTF-16, Windows-1252) or XLSX, told apart by
// what is in the file. It stores nothing. Whatever is not understood is a Problem of the sheet; the error is about reading
// r. At most 64 MB are read, and 160 MB unpacked.
func Read(file string, r io.Reader, reg *kommune.Registry) (*usage.Sheet, error) {
	raw, err := io.ReadAll(io.LimitReader(r, sheet.FileLimit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	file = filepath.Base(file)
	s := &sheetReader{reg: reg, out: &usage.Sheet{File: file, Names: map[usage.UnitID]string{}}, Problems: &usage.Problems{File: file}, caches: newCaches()}
	if err := s.readFile(raw); err != nil {
		var told sheet.Unreadable
		if !errors.As(err, &told) {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		s.Problems.Add(0, "", "%s", told.Text)
	}
	s.finish()
	return s.out, nil
}

func (s *sheetReader) readFile(raw []byte) error {
	if len(raw) > sheet.FileLimit {
		return sheet.Unreadablef("fila er for stor (grensen er %d MB)", sheet.FileLimit>>20)
	}
	if sheet.IsOldExcel(raw) {
		return sheet.Unreadable{Text: "fila er et gammelt eller passordbeskyttet Excel-ark: lagre det som XLSX uten passord, eller som CSV"}
	}
	if !sheet.IsWorkbook(raw) {
		g, err := sheet.ReadText(raw, func(text string) bool { return headingOf(text).role != roleUnknown })
		if err != nil {
			return err
		}
		return s.readGrids([]sheet.Grid{g})
	}
	sheets, err := sheet.ReadWorkbook(raw)
	if err != nil {
		return err
	}
	return s.readGrids(sheets)
}

// readGrids reads every sheet with headings. Others, such as one with explanations, are no trouble unless there are only such.
func (s *sheetReader) readGrids(grids []sheet.Grid) error {
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
		s.Problems.File = s.out.File
		if g.Name() != "" && len(grids) > 1 {
			s.Problems.File += " (" + g.Name() + ")"
		}
		if err := s.readGrid(g, *head); err != nil {
			return err
		}
	}
	s.Problems.File = s.out.File
	switch {
	case found > 0:
		return nil
	case blank:
		return sheet.Unreadable{Text: "arket er tomt"}
	}
	return sheet.Unreadable{Text: "fant ingen overskrifter: øverst må det stå for eksempel kommune, uke, oppslag og brukere"}
}

// readHeader finds the headings. nil: there are none.
func readHeader(g sheet.Grid) (*header, bool, error) {
	type textRow struct {
		number int
		texts  []string
	}
	var first []textRow
	err := g.Rows(func(r sheet.Row) error {
		if r.Number > sheet.HeaderRows+1 {
			return sheet.ErrEnough
		}
		if !r.Blank() {
			t := textRow{number: r.Number}
			for _, c := range r.Cells {
				t.texts = append(t.texts, c.Text)
			}
			first = append(first, t)
		}
		return nil
	})
	if err != nil && !errors.Is(err, sheet.ErrEnough) {
		return nil, false, err
	}
	for i, t := range first {
		h := newHeader(t.number, t.texts)
		if !h.looksLikeHeader() {
			continue
		}
		if i+1 < len(first) && first[i+1].number == t.number+1 && h.continuedBy(first[i+1].texts) {
			spans, err := g.Merged()
			if err != nil {
				return nil, false, err
			}
			h = twoRows(t.number, t.texts, first[i+1].texts, spans)
		}
		return &h, false, nil
	}
	return nil, len(first) == 0, nil
}

// finish hands over what was read.
func (s *sheetReader) finish() {
	if s.Count == 0 {
		slices.SortStableFunc(s.out.Figures, func(a, b usage.SheetFigure) int { return a.Compare(b.Key) })
		s.findDoubles()
	}
	s.out.Problems, s.out.ProblemCount = s.Kept, s.Count
	if s.Count > 0 {
		s.out.Figures = nil
	}
}

// findDoubles tells of figures that stand in the file twice: nobody knows which of them counts, or whether they are to
// be added.
func (s *sheetReader) findDoubles() {
	for i := 1; i < len(s.out.Figures); i++ {
		a, b := s.out.Figures[i-1], s.out.Figures[i]
		if a.Key == b.Key && a.Row != b.Row {
			s.Problems.Add(int(b.Line), "", "%s for %s står også i rad %d: skriv hvilken enhet eller yrkesgruppe hver rad gjelder, eller ta bort den ene",
				b.Measure, strings.TrimSpace(string(b.Kommune)+" "+b.Week.Label()), a.Line)
		}
	}
}

// readGrid reads the rows under the headings.
func (s *sheetReader) readGrid(g sheet.Grid, head header) error {
	s.head, s.days, s.numbers = head, g.Date1904(), map[int]bool{}
	before := s.Count
	head.complaints(func(column, format string, args ...any) { s.Add(head.row, column, format, args...) })
	readable := s.Count == before
	err := g.Rows(func(r sheet.Row) error {
		if r.Number <= head.row || r.Blank() {
			return nil
		}
		s.out.Rows++
		if readable {
			s.readRow(r)
		}
		return nil
	})
	for _, i := range slices.Sorted(maps.Keys(s.numbers)) {
		s.out.Warnings = append(s.out.Warnings, usage.Warning{Text: fmt.Sprintf(
			"Kolonnen «%s» i %s ble ikke forstått og er ikke med.", head.label(i), s.File)})
	}
	return err
}

// readRow reads one row into figures. All that is wrong with it is told, not only the first.
func (s *sheetReader) readRow(r sheet.Row) {
	s.noteUnread(r)
	number, sum, ok := s.kommune(r)
	if sum {
		return
	}
	week, weekOK := s.week(r)
	unit, unitOK := s.unit(r, number)
	profession, professionOK := s.profession(r)
	k := usage.Key{Kommune: number, Week: week, Unit: unit, Profession: profession}
	s.figuresOf(r, k, ok && weekOK && unitOK && professionOK)
}

// noteUnread remembers which unknown columns hold numbers: a figure may be lost in them.
func (s *sheetReader) noteUnread(r sheet.Row) {
	for i, c := range r.Cells {
		known := i < len(s.head.columns) && s.head.columns[i].role != roleUnknown
		if known || c.Text == "" || s.numbers[i] {
			continue
		}
		if _, missing, ok := readCount(c); ok && !missing {
			s.numbers[i] = true
		}
	}
}

// kommune reads which kommune the row is about. sum says that it is about all of them together.
func (s *sheetReader) kommune(r sheet.Row) (n kommune.Number, sum, ok bool) {
	question := [3]string{
		strings.TrimSuffix(r.At(s.head.at(roleNumber)).Text, ".0"),
		strings.TrimSuffix(r.At(s.head.at(roleKommune)).Text, ".0"),
		r.At(s.head.at(roleFylke)).Text,
	}
	if question[0] == "" && words.country[headingKey(question[1])] || question[1] == "" && words.country[headingKey(question[0])] {
		return "", true, false
	}
	a, known := s.kommuner[question]
	if !known {
		a = s.findKommune(question[0], question[1], question[2])
		if len(s.kommuner) < cacheLimit {
			s.kommuner[question] = a
		}
	}
	if a.wrong != "" {
		s.Add(r.Number, s.head.label(s.head.at(a.column)), "%s", a.wrong)
	}
	return a.number, false, a.wrong == ""
}

func (s *sheetReader) findKommune(number, name, fylke string) kommuneAnswer {
	if number == "" {
		return s.kommuneByName(name, fylke)
	}
	n, err := kommune.ParseNumber(number)
	if err != nil {
		if name == "" || strings.Trim(number, "0123456789") != "" {
			// A name may stand under the heading for numbers too.
			if a := s.kommuneByName(number, fylke); a.wrong == "" {
				return a
			}
		}
		return kommuneAnswer{column: roleNumber, wrong: usage.Quoted(number) + " er ikke et kommunenummer: det har fire sifre"}
	}
	k, ok := s.reg.Get(n)
	if !ok {
		return kommuneAnswer{column: roleNumber, wrong: "det finnes ingen kommune med nummeret " + string(n) + " i dag"}
	}
	if name == "" {
		return kommuneAnswer{number: n}
	}
	for _, named := range s.reg.Lookup(name) {
		if named.Number == n {
			return kommuneAnswer{number: n}
		}
	}
	return kommuneAnswer{column: roleKommune, wrong: fmt.Sprintf("nummeret %s er %s, men navnet er %s", n, k.Name, usage.Quoted(name))}
}

// kommuneByName also takes a number where a name is expected.
func (s *sheetReader) kommuneByName(name, fylke string) kommuneAnswer {
	column := roleKommune
	if !s.head.has(roleKommune) {
		column = roleNumber
	}
	if name == "" {
		return kommuneAnswer{column: column, wrong: "mangler kommune: skriv navn eller kommunenummer"}
	}
	if n, err := kommune.ParseNumber(name); err == nil {
		if _, ok := s.reg.Get(n); ok {
			return kommuneAnswer{number: n}
		}
		return kommuneAnswer{column: column, wrong: "det finnes ingen kommune med nummeret " + string(n) + " i dag"}
	}
	found := s.reg.Lookup(name)
	if len(found) > 1 && fylke != "" {
		if sure := s.reg.Lookup(name + " i " + fylke); len(sure) > 0 {
			found = sure
		}
		found = slices.DeleteFunc(found, func(k kommune.Kommune) bool {
			return headingKey(k.Fylke) != headingKey(fylke) && k.Number.Fylke() != fylke && len(found) > 1
		})
	}
	switch len(found) {
	case 1:
		return kommuneAnswer{number: found[0].Number}
	case 0:
		return kommuneAnswer{column: column, wrong: "fant ingen kommune som heter " + usage.Quoted(name) + ": skriv navnet eller kommunenummeret"}
	}
	var choices []string
	for _, k := range found {
		choices = append(choices, fmt.Sprintf("%s i %s", k.Number, k.Fylke))
	}
	return kommuneAnswer{column: column, wrong: fmt.Sprintf("%s kan være %s: skriv kommunenummeret eller fylket", usage.Quoted(name), strings.Join(choices, " eller "))}
}

// week reads the row's week.
func (s *sheetReader) week(r sheet.Row) (week.Week, bool) {
	year, ok := 0, true
	yearColumn, column := s.head.at(roleYear), s.head.at(roleWeek)
	if c := r.At(yearColumn); c.Text != "" || c.Trouble != "" {
		var err error
		if year, err = sheetYear(c); err != nil || c.Trouble != "" {
			s.Add(r.Number, s.head.label(yearColumn), "%s", firstText(c.Trouble, err))
			ok = false
		}
	}
	if column < 0 || r.At(column).Text == "" && r.At(column).Trouble == "" && s.head.has(roleDate) {
		column, year = s.head.at(roleDate), 0
	}
	c := r.At(column)
	if c.Trouble != "" {
		s.Add(r.Number, s.head.label(column), "%s", c.Trouble)
		return week.Week{}, false
	}
	if !ok {
		return week.Week{}, false
	}
	question := weekQuestion{c, year}
	a, known := s.weeks[question]
	if !known {
		w, err := sheetWeek(c, year, s.days)
		a = weekAnswer{week: w}
		if err != nil {
			a.wrong = err.Error()
		}
		if len(s.weeks) < cacheLimit {
			s.weeks[question] = a
		}
	}
	if a.wrong != "" {
		s.Add(r.Number, s.head.label(column), "%s", a.wrong)
	}
	return a.week, a.wrong == ""
}

// unit reads the row's unit: its number if there is one, else its name.
func (s *sheetReader) unit(r sheet.Row, n kommune.Number) (string, bool) {
	var found []string
	for _, column := range []role{roleOrgnr, roleUnit, roleUnitName} {
		text, ok := s.unitIn(r, column)
		if !ok {
			return "", false
		}
		if text != "" {
			found = append(found, text)
		}
	}
	if len(found) == 0 {
		return "", true
	}
	if name := found[len(found)-1]; name != found[0] {
		s.out.Names[usage.UnitID{Kommune: n, Unit: found[0]}] = name
	}
	return found[0], true
}

func (s *sheetReader) unitIn(r sheet.Row, column role) (string, bool) {
	i := s.head.at(column)
	c := r.At(i)
	a, known := s.units[c.Text]
	if !known {
		a = readUnit(c.Text)
		if len(s.units) < cacheLimit {
			s.units[strings.Clone(c.Text)] = a
		}
	}
	wrong := a.wrong
	if c.Trouble != "" {
		wrong = c.Trouble
	}
	if wrong == "" && column == roleOrgnr && a.unit != "" && !a.number {
		wrong = usage.Quoted(c.Text) + " er ikke et organisasjonsnummer: det har ni sifre"
	}
	if wrong != "" {
		s.Add(r.Number, s.head.label(i), "%s", wrong)
		return "", false
	}
	return a.unit, true
}

// profession reads the row's profession.
func (s *sheetReader) profession(r sheet.Row) (string, bool) {
	i := s.head.at(roleProfession)
	c := r.At(i)
	if c.Trouble != "" {
		s.Add(r.Number, s.head.label(i), "%s", c.Trouble)
		return "", false
	}
	p, known := s.professions[c.Text]
	if !known {
		p = professionOf(c.Text)
		if wrong := badName(p); wrong != "" {
			s.Add(r.Number, s.head.label(i), "%s", wrong)
			return "", false
		}
		if len(s.professions) < cacheLimit {
			s.professions[strings.Clone(c.Text)] = p
		}
	}
	return p, true
}

// figuresOf reads the row's numbers. They are kept if the rest of the row was understood.
func (s *sheetReader) figuresOf(r sheet.Row, k usage.Key, keep bool) {
	if m, column, ok := s.longMeasure(r); column >= 0 {
		if k.Measure = m; ok {
			s.figure(r, s.head.at(roleValue), k, keep)
		}
	}
	for i, h := range s.head.columns {
		m, ok := h.measure()
		if !ok {
			continue
		}
		k.Measure = m
		one := k
		if h.profession != "" {
			if k.Profession != "" {
				s.Add(r.Number, s.head.label(i), "yrkesgruppen står både i overskriften og i raden")
				continue
			}
			one.Profession = h.profession
		}
		s.figure(r, i, one, keep)
	}
}

// longMeasure reads which measure the value of the row is, in sheets with one number a row. column -1: it is not such a sheet.
func (s *sheetReader) longMeasure(r sheet.Row) (_ usage.Measure, column int, ok bool) {
	column = s.head.at(roleMeasure)
	if column < 0 || !s.head.has(roleValue) {
		return "", -1, false
	}
	h := heading{role: words.roles[headingKey(r.At(column).Text)]}
	m, ok := h.measure()
	if !ok {
		s.Add(r.Number, s.head.label(column), "%s er ikke noe vi teller: skriv oppslag eller brukere", usage.Quoted(r.At(column).Text))
	}
	return m, column, ok
}

func (s *sheetReader) figure(r sheet.Row, column int, k usage.Key, keep bool) {
	c := r.At(column)
	if c.Trouble != "" {
		s.Add(r.Number, s.head.label(column), "%s", c.Trouble)
		return
	}
	n, missing, ok := readCount(c)
	if !ok {
		s.Add(r.Number, s.head.label(column), "%s er ikke et antall: skriv et helt tall, eller la cellen stå tom", usage.Quoted(c.Text))
		return
	}
	if !missing && keep {
		s.out.Figures = append(s.out.Figures, usage.SheetFigure{Entry: usage.Entry{Key: k, Value: n}, Row: int32(s.out.Rows), Line: int32(r.Number)})
	}
}
