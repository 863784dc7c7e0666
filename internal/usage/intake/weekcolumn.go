package intake

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

// weekColumn reads what the rows of a sheet say of time. What a cell means depends on the others in its column – is
// the month or the day first, is 11 a month or a week – so it answers when all were asked about.
type weekColumn struct {
	head     header
	now      time.Time
	date1904 bool
	numbers  map[weekQuestion]uint16 // of the questions, in asked
	asked    []askedWeek
	warnings []string
}

type weekQuestion struct {
	week, date, to sheet.Cell
	year           int
}

// askedWeek is a question with the first row that asks it, and what came of it: a period, or what is wrong.
type askedWeek struct {
	weekQuestion
	row    int
	text   string // of the cell that says the week
	column int    // of that cell
	is     period
	wrong  string
}

// weekLimit is how many ways to write a week one sheet may have. A hundred years have 36,525 days.
const weekLimit = 50_000

func (c *weekColumn) ask(q weekQuestion, row int) (uint16, error) {
	return remembered(c.numbers, q, weekLimit, "kolonnen for uke har for mange ulike verdier", func() uint16 {
		cell, column := c.main(q)
		c.asked = append(c.asked, askedWeek{weekQuestion: q, row: row, text: cell.Text, column: column})
		return uint16(len(c.asked) - 1)
	})
}

// main is the cell that says the week, and its column.
func (c *weekColumn) main(q weekQuestion) (sheet.Cell, int) {
	switch week := c.head.at(roleWeek); {
	case !q.week.Blank(), week >= 0 && q.date.Blank() && q.to.Blank():
		return q.week, week
	case q.date.Blank() && !q.to.Blank():
		return q.to, c.head.at(roleDateTo)
	}
	return q.date, c.head.at(roleDate)
}

// read reads a question by itself.
func (c *weekColumn) read(q weekQuestion, order string) (period, error) {
	cell, _ := c.main(q)
	if cell.Trouble != "" {
		return period{}, errors.New(cell.Trouble)
	}
	p, err := readPeriod(cell, order, c.date1904)
	if err != nil {
		return p, err
	}
	if q.week.Blank() && !q.date.Blank() && !q.to.Blank() {
		last, err := readPeriod(q.to, order, c.date1904)
		if err != nil {
			return p, err
		}
		if p.week != last.week || p.day.Weekday() != time.Monday || last.day.Weekday() != time.Sunday {
			return p, notOneWeek(p.day, last.day)
		}
		p.day = time.Time{}
	}
	switch {
	case q.year == 0:
	case p.week.Year == 0:
		if p.week.Year = q.year; !p.week.Valid() {
			return p, noSuchWeek(p.week)
		}
	case p.week.Year != q.year && (p.day.IsZero() || p.day.Year() != q.year):
		return p, fmt.Errorf("uka %s er i %d, men kolonnen for år sier %d", quoted(cell.Text), p.week.Year, q.year)
	}
	return p, nil
}

// judge answers all questions, and warns of what the column as a whole leaves in doubt.
func (c *weekColumn) judge() {
	order := c.order()
	var good []askedWeek
	for i := range c.asked {
		a := &c.asked[i]
		p, err := c.read(a.weekQuestion, order)
		if err != nil && order == dayFirst {
			if _, wrong := c.read(a.weekQuestion, monthFirst); wrong == nil {
				err = errors.New("her står måneden først, men andre datoer i kolonnen har dagen først: skriv alle på én måte")
			}
		}
		if err == nil && p.week.Year == 0 {
			p, err = c.withYear(*a, p)
		}
		if err != nil {
			a.wrong = err.Error()
			continue
		}
		a.is = p
		good = append(good, *a)
	}
	c.doubtMonths(good)
	c.doubtDays(good)
	c.doubtDates(good)
}

// order finds out whether days or months stand first.
func (c *weekColumn) order() string {
	days, months, either := false, false, ""
	for _, a := range c.asked {
		d, wrongDay := c.read(a.weekQuestion, dayFirst)
		m, wrongMonth := c.read(a.weekQuestion, monthFirst)
		switch {
		case wrongDay == nil && wrongMonth == nil:
			if d.week != m.week && either == "" {
				either = fmt.Sprintf("%s kan være %s eller %s.", c.place(a), daySaid(d), daySaid(m))
			}
		case wrongDay == nil:
			days = true
		case wrongMonth == nil:
			months = true
		}
	}
	switch {
	case months && !days:
		return monthFirst
	case either != "" && !days:
		c.warn("%s Svarer du ja, leses datoene med dagen først.", either)
	}
	return dayFirst
}

func daySaid(p period) string {
	if p.day.IsZero() {
		return p.week.LongLabel()
	}
	return fmt.Sprintf("%d. %s", p.day.Day(), norsk.Month(p.day.Month()))
}

// withYear proposes the year of a week that has none: that of the row's date if it is in such a week, else the newest
// that has begun.
func (c *weekColumn) withYear(a askedWeek, p period) (period, error) {
	if !a.week.Blank() && !a.date.Blank() {
		if d, err := c.read(weekQuestion{date: a.date, to: a.to}, dayFirst); err == nil && d.week.Week == p.week.Week {
			p.week.Year = d.week.Year
			return p, nil
		}
	}
	if p.week.Week < 1 || p.week.Week > 53 {
		return p, notAWeek(a.text)
	}
	this := week.Of(c.now)
	for year := this.Year; year > this.Year-30; year-- {
		w := week.Week{Year: year, Week: p.week.Week}
		if !w.Valid() || this.Before(w) || p.monday.day != 0 && !p.monday.isOn(w.Monday()) {
			continue
		}
		p.week = w
		c.warn("%s%s mangler år. Svarer du ja, leses den som %s.", quoted(a.text), c.inColumn(a.column), w.LongLabel())
		return p, nil
	}
	return p, fmt.Errorf("%s mangler år: skriv for eksempel 2026-W45, eller ha en kolonne «år»", quoted(a.text))
}

// doubtMonths asks about numbers that may be months where nothing in the column can be a week only.
func (c *weekColumn) doubtMonths(good []askedWeek) {
	var sample *askedWeek
	for i, a := range good {
		switch {
		case !a.is.day.IsZero():
		case !a.is.loose || a.is.week.Week > 12:
			return
		case sample == nil && (c.headed(a, sets["period"]) || a.column == c.head.at(roleDate)):
			sample = &good[i]
		}
	}
	if sample != nil {
		w := sample.is.week
		c.warn("%s kan være måned %d (%s %d) eller %s. Svarer du ja, leses slike som uker.",
			c.place(*sample), w.Week, norsk.Month(time.Month(w.Week)), w.Year, w.LongLabel())
	}
}

// doubtDays asks whether figures of days, or of weeks that begin on another day, were meant.
func (c *weekColumn) doubtDays(good []askedWeek) {
	seen := map[time.Weekday]bool{}
	var sample *askedWeek
	for i, a := range good {
		if a.is.day.IsZero() {
			continue
		}
		seen[a.is.day.Weekday()] = true
		if a.is.day.Weekday() != time.Monday && (sample == nil || c.headed(a, sets["start"])) {
			sample = &good[i]
		}
	}
	if sample != nil && (len(seen) > 1 || c.headed(*sample, sets["start"])) {
		c.warn("%s er ikke en mandag. Svarer du ja, hører hver dato til uka den er i: den til %s.", c.place(*sample),
			sample.is.week.LongLabel())
	}
}

// doubtDates tells of dates beside weeks that are in others.
func (c *weekColumn) doubtDates(good []askedWeek) {
	for _, a := range good {
		if a.week.Blank() || a.date.Blank() {
			continue
		}
		if d, err := c.read(weekQuestion{date: a.date, to: a.to}, dayFirst); err != nil || d.week != a.is.week {
			c.warn("Rad %d: kolonnen «%s» sier en annen uke enn «%s», og er ikke brukt.", a.row,
				c.head.label(c.head.at(roleDate)), c.head.label(c.head.at(roleWeek)))
			return
		}
	}
}

func (c *weekColumn) headed(a askedWeek, names map[string]bool) bool {
	return names[norsk.NameKey(c.head.label(a.column))]
}

// place names a cell in a warning.
func (c *weekColumn) place(a askedWeek) string {
	text := a.text
	if a.year != 0 && !strings.Contains(text, strconv.Itoa(a.year)) {
		text = strconv.Itoa(a.year) + " " + text
	}
	return fmt.Sprintf("Rad %d: %s%s", a.row, quoted(text), c.inColumn(a.column))
}

// inColumn says in which column something stands; nothing of a week in a heading.
func (c *weekColumn) inColumn(column int) string {
	if column < 0 {
		return ""
	}
	return " i kolonnen «" + c.head.label(column) + "»"
}

// warn adds a warning, up to as many as somebody reads.
func (c *weekColumn) warn(format string, args ...any) {
	if len(c.warnings) < 20 {
		c.warnings = append(c.warnings, fmt.Sprintf(format, args...))
	}
}
