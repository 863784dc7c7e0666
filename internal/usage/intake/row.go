package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

// sheetReader reads the rows of one file.
type sheetReader struct {
	*sheet.Problems
	ctx  context.Context // for one call of Read only
	reg  *kommune.Registry
	now  time.Time
	out  *usage.Sheet
	head header

	// What is the same in many rows.
	kommuner    map[kommuneQuestion]kommuneAnswer
	units       map[string]unitAnswer
	professions map[string]string

	// The sheet that is being read.
	grid     sheet.Grid
	weeks    *weekColumn
	first    int          // its first figure
	noted    []waitingRow // rows without a figure whose week may be wrong too
	asked    weekQuestion // what the row that is being read says of its week
	question uint16       // the number of that
	unread   map[int]bool // columns with something in them that nothing is known of
	hidden   []int        // rows that are not shown and have figures
	empty    []int        // rows of kommuner without a figure
	masked   []int        // rows with a number that is hidden, such as <5
	short    []int        // rows of a text with fewer values than headings
	stray    []int        // rows with nothing but a text
	// strayText is the first of those.
	strayText string
}

// waitingRow is a row and its question for a week.
type waitingRow struct {
	line int
	week uint16
}

// figureLimit is how many figures one file may have: ten years of all kommuner with parts of each.
const figureLimit = 1_200_000

// problemLimit ends the reading of a file that is wrong throughout.
const problemLimit = 5000

// readRow reads one row into figures. All that is wrong with it is told, not only the first.
func (s *sheetReader) readRow(r sheet.Row) error {
	s.noteUnread(r)
	place := s.place(r)
	a, err := s.kommune(place)
	if err != nil {
		return err
	}
	if s.leftOut(r, a, place) {
		return nil
	}
	for _, column := range []role{roleNumber, roleKommune} {
		if c := r.At(s.head.at(column)); c.Trouble != "" {
			a = kommuneAnswer{column: column, wrong: c.Trouble}
		}
	}
	if a.wrong != "" {
		s.Add(r.Number, s.head.label(s.head.at(a.column)), "%s", a.wrong)
	}
	year, yearOK := s.year(r)
	s.asked = weekQuestion{
		week: r.At(s.head.at(roleWeek)), date: r.At(s.head.at(roleDate)), to: r.At(s.head.at(roleDateTo)), year: year,
	}
	if s.question, err = s.weeks.ask(s.asked, r.Number); err != nil {
		return err
	}
	unit, unitOK := s.unit(r, a.number)
	profession, professionOK := s.profession(r)
	from := s.out.Figures.Len()
	k := usage.Key{Kommune: a.number, Unit: unit, Profession: profession}
	s.figuresOf(r, k, a.wrong == "" && yearOK && unitOK && professionOK)
	if from == s.out.Figures.Len() && !s.head.weekly {
		s.noted = append(s.noted, waitingRow{r.Number, s.question})
	}
	if s.grid.Name == "" && len(r.Cells) <= s.head.last {
		s.short = append(s.short, r.Number)
	}
	if r.Hidden {
		s.hidden = append(s.hidden, r.Number)
	}
	switch {
	case s.Count > problemLimit:
		s.Add(r.Number, "", "det er så mye feil i fila at resten av den ikke er lest")
		return sheet.ErrEnough
	case s.out.Figures.Len() > figureLimit:
		return sheet.UnreadableError{Text: "fila har for mange tall: del den opp i flere"}
	}
	return nil
}

// noteUnread remembers which columns hold something that is not read.
func (s *sheetReader) noteUnread(r sheet.Row) {
	for i, c := range r.Cells {
		if c.Blank() || s.unread[i] {
			continue
		}
		switch {
		case i > s.head.last && s.grid.Name == "":
			s.Add(r.Number, "", "raden har flere verdier enn det er overskrifter: står det et skilletegn for mye?")
		case i >= len(s.head.columns) || s.head.columns[i].role == roleUnknown:
			s.unread[i] = true
		}
	}
}

// year reads the row's year, 0 without one.
func (s *sheetReader) year(r sheet.Row) (int, bool) {
	column := s.head.at(roleYear)
	c := r.At(column)
	if c.Blank() {
		return 0, true
	}
	year, err := sheetYear(c)
	if err != nil {
		s.Add(r.Number, s.head.label(column), "%s", err)
	}
	return year, err == nil
}

// profession reads the row's profession.
func (s *sheetReader) profession(r sheet.Row) (string, bool) {
	i := s.head.at(roleProfession)
	c := r.At(i)
	p, known := s.professions[c.Text]
	wrong := c.Trouble
	if !known && wrong == "" {
		p = professionOf(c.Text)
		if wrong = badName(p); wrong == "" && len(s.professions) == nameLimit {
			wrong = "fila har for mange ulike yrkesgrupper"
		} else if wrong == "" {
			s.professions[strings.Clone(c.Text)] = p
		}
	}
	if wrong != "" {
		s.Add(r.Number, s.head.label(i), "%s", wrong)
	}
	return p, wrong == ""
}

// figuresOf reads the row's numbers. They are kept if the rest of the row was understood.
func (s *sheetReader) figuresOf(r sheet.Row, k usage.Key, keep bool) {
	if m, ok := s.longMeasure(r); ok {
		k.Measure = m
		s.figure(r, s.head.at(roleValue), k, keep)
	}
	for _, i := range s.head.measures {
		h := s.head.columns[i]
		one := k
		one.Measure, _ = h.measure()
		if h.profession != "" {
			if k.Profession != "" {
				s.Add(r.Number, s.head.label(i), "yrkesgruppen står både i overskriften og i raden")
				continue
			}
			one.Profession = h.profession
		}
		if h.week != "" { // headings are too few for an error
			s.asked.week = sheet.Cell{Text: h.week}
			s.question, _ = s.weeks.ask(s.asked, s.head.row)
		}
		s.figure(r, i, one, keep)
	}
}

// longMeasure reads which measure the value of the row is, in sheets with one number a row; false in others, and where
// it is none.
func (s *sheetReader) longMeasure(r sheet.Row) (usage.Measure, bool) {
	column := s.head.at(roleMeasure)
	if column < 0 {
		return "", false
	}
	h := heading{role: roleNamed(r.At(column).Text)}
	m, ok := h.measure()
	if !ok {
		s.Add(r.Number, s.head.label(column), "%s er ikke noe vi teller: skriv oppslag eller brukere",
			usage.Quoted(r.At(column).Text))
	}
	return m, ok
}

// figure reads one number.
func (s *sheetReader) figure(r sheet.Row, column int, k usage.Key, keep bool) {
	c := r.At(column)
	if c.Trouble != "" {
		s.Add(r.Number, s.head.label(column), "%s", c.Trouble)
		return
	}
	n, missing, ok := readCount(c)
	if !ok || c.Shown != sheet.AsNumber && !missing {
		s.Add(r.Number, s.head.label(column), "%s er ikke et antall: skriv et helt tall, eller la cella stå tom",
			usage.Quoted(shownText(c)))
		return
	}
	if hiddenMark(c.Text) && !slices.Contains(s.masked[max(0, len(s.masked)-1):], r.Number) {
		s.masked = append(s.masked, r.Number)
	}
	if !missing && keep {
		f := usage.SheetFigure{Entry: usage.Entry{Key: k, Value: n}, Row: int32(s.out.Rows), Line: int32(r.Number)}
		s.out.Figures.AddWaiting(f, s.question)
	}
}

// shownText is what a number looks like that is shown as something else.
func shownText(c sheet.Cell) string {
	switch c.Shown {
	case sheet.AsDay, sheet.AsMonth:
		if day, ok := serialDay(strings.Split(c.Text, ".")[0], false); ok {
			return day.Format("2.1.2006")
		}
	case sheet.AsPercent:
		return c.Text + " vist som prosent"
	}
	return c.Text
}
