package intake

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// weekColumn reads what the rows of a sheet say of time. What a cell means depends on the others in its column – is
// the month or the day first, is 11 a month or a week – so it answers when all were asked about.
type weekColumn struct {
	head     header
	now      time.Time
	date1904 bool
	asked    map[weekQuestion]uint16
	list     []weekQuestion
	rows     []int  // the first row of each
	last     uint16 // the question before
}

// weekQuestion is what one row has in its columns for time.
type weekQuestion struct {
	week, date, to sheet.Cell
	year           int
}

// weekAnswer is the week of a question, or what is wrong.
type weekAnswer struct {
	week  week.Week
	wrong string
}

// weekLimit is how many ways to write a week one sheet may have. A hundred years have 36,525 days.
const weekLimit = 50_000

// ask notes a question and returns its number.
func (c *weekColumn) ask(q weekQuestion, row int) (uint16, error) {
	if len(c.list) > 0 && c.list[c.last] == q {
		return c.last, nil // as most rows of a sheet
	}
	n, ok := c.asked[q]
	c.last = n
	if !ok {
		if n = uint16(len(c.list)); n == weekLimit {
			return 0, sheet.UnreadableError{Text: "kolonnen for uke har for mange ulike verdier"}
		}
		c.asked[q] = n
		c.list, c.rows, c.last = append(c.list, q), append(c.rows, row), n
	}
	return n, nil
}

// main is the cell that says the week, and its column.
func (c *weekColumn) main(q weekQuestion) (sheet.Cell, int) {
	switch {
	case !q.week.Blank():
		return q.week, c.head.at(roleWeek)
	case !q.date.Blank():
		return q.date, c.head.at(roleDate)
	case !q.to.Blank():
		return q.to, c.head.at(roleDateTo)
	case c.head.has(roleWeek):
		return q.week, c.head.at(roleWeek)
	}
	return q.date, c.head.at(roleDate)
}

// read reads a question by itself.
func (c *weekColumn) read(q weekQuestion, order dayOrder) (period, error) {
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
		p.week.Year = q.year
		if !p.week.Valid() {
			return p, noSuchWeek(p.week)
		}
	case p.week.Year != q.year && (p.day.IsZero() || p.day.Year() != q.year):
		return p, fmt.Errorf("uka %s er i %d, men kolonnen for år sier %d", usage.Quoted(cell.Text), p.week.Year, q.year)
	}
	return p, nil
}

// weeksJudged is what a column says as a whole.
type weeksJudged struct {
	answers  []weekAnswer
	warnings []string
}

// judge answers all questions.
func (c *weekColumn) judge() weeksJudged {
	var j weeksJudged
	order, mixed := c.order(&j)
	periods := make([]period, len(c.list))
	j.answers = make([]weekAnswer, len(c.list))
	for i, q := range c.list {
		p, err := c.read(q, order)
		if err == nil && p.week.Year == 0 {
			p, err = c.withYear(q, p, &j)
		}
		if mixed[i] {
			err = errors.New("her står måneden først, men andre datoer i kolonnen har dagen først: skriv alle på én måte")
		}
		if err != nil {
			j.answers[i].wrong = err.Error()
			continue
		}
		periods[i], j.answers[i].week = p, p.week
	}
	c.doubtMonths(periods, &j)
	c.doubtDays(periods, &j)
	c.doubtDates(periods, &j)
	return j
}

// order finds out whether days or months stand first. mixed are the questions that have it the other way.
func (c *weekColumn) order(j *weeksJudged) (order dayOrder, mixed map[int]bool) {
	days, other, sample := false, map[int]bool{}, -1
	for i, q := range c.list {
		d, wrongDay := c.read(q, dayFirst)
		m, wrongMonth := c.read(q, monthFirst)
		switch {
		case wrongDay == nil && wrongMonth == nil:
			if sample < 0 && d.week != m.week {
				sample = i
			}
		case wrongDay == nil:
			days = true
		case wrongMonth == nil:
			other[i] = true
		}
	}
	switch {
	case len(other) > 0 && days:
		return dayFirst, other
	case len(other) > 0:
		return monthFirst, nil
	case sample >= 0 && !days:
		d, _ := c.read(c.list[sample], dayFirst)
		m, _ := c.read(c.list[sample], monthFirst)
		j.warn("%s kan være %s eller %s. Svarer du ja, leses datoene med dagen først.", c.place(sample), daySaid(d),
			daySaid(m))
	}
	return dayFirst, nil
}

func daySaid(p period) string {
	if p.day.IsZero() {
		return p.week.LongLabel()
	}
	return fmt.Sprintf("%d. %s", p.day.Day(), norsk.Month(p.day.Month()))
}

// withYear proposes the year of a week that has none: that of the row's date if it is in such a week, else the newest
// that has begun.
func (c *weekColumn) withYear(q weekQuestion, p period, j *weeksJudged) (period, error) {
	if !q.week.Blank() && !q.date.Blank() {
		if d, err := c.read(weekQuestion{date: q.date, to: q.to}, dayFirst); err == nil && d.week.Week == p.week.Week {
			p.week.Year = d.week.Year
			return p, nil
		}
	}
	cell, column := c.main(q)
	if p.week.Week < 1 || p.week.Week > 53 {
		return p, notAWeek(cell.Text)
	}
	this := week.Of(c.now)
	for year := this.Year; year > this.Year-30; year-- {
		w := week.Week{Year: year, Week: p.week.Week}
		monday := w.Monday()
		if !w.Valid() || this.Before(w) || p.monday.day != 0 && (p.monday.day != monday.Day() ||
			p.monday.month != int(monday.Month())) {
			continue
		}
		p.week = w
		j.warn("%s%s mangler år. Svarer du ja, leses den som %s.", usage.Quoted(cell.Text), c.inColumn(column), w.LongLabel())
		return p, nil
	}
	return p, fmt.Errorf("%s mangler år: skriv for eksempel 2026-W45, eller ha en kolonne «år»", usage.Quoted(cell.Text))
}

// doubtMonths asks about numbers that may be months where nothing in the column can be a week only.
func (c *weekColumn) doubtMonths(periods []period, j *weeksJudged) {
	sample := -1
	for i, p := range periods {
		if j.answers[i].wrong != "" || !p.day.IsZero() {
			continue
		}
		if !p.loose || p.week.Week > 12 {
			return
		}
		_, column := c.main(c.list[i])
		if key := headingKey(c.head.label(column)); sample < 0 && (words.periods[key] || column == c.head.at(roleDate)) {
			sample = i
		}
	}
	if sample >= 0 {
		w := periods[sample].week
		j.warn("%s kan være måned %d (%s %d) eller %s. Svarer du ja, leses slike som uker.",
			c.place(sample), w.Week, norsk.Month(time.Month(w.Week)), w.Year, w.LongLabel())
	}
}

// doubtDays asks whether figures of days, or of weeks that begin on another day, were meant.
func (c *weekColumn) doubtDays(periods []period, j *weeksJudged) {
	seen, sample := map[time.Weekday]bool{}, -1
	for i, p := range periods {
		if j.answers[i].wrong != "" || p.day.IsZero() {
			continue
		}
		_, column := c.main(c.list[i])
		seen[p.day.Weekday()] = true
		if p.day.Weekday() != time.Monday && (sample < 0 || words.starts[headingKey(c.head.label(column))]) {
			sample = i
		}
	}
	if sample < 0 {
		return
	}
	_, column := c.main(c.list[sample])
	if len(seen) > 1 || words.starts[headingKey(c.head.label(column))] {
		j.warn("%s er ikke en mandag. Svarer du ja, hører hver dato til uka den er i: den til %s.", c.place(sample),
			periods[sample].week.LongLabel())
	}
}

// doubtDates tells of dates beside weeks that are in others.
func (c *weekColumn) doubtDates(periods []period, j *weeksJudged) {
	for i, q := range c.list {
		if j.answers[i].wrong != "" || q.week.Blank() || q.date.Blank() {
			continue
		}
		if d, err := c.read(weekQuestion{date: q.date, to: q.to}, dayFirst); err != nil || d.week != periods[i].week {
			j.warn("Rad %d: kolonnen «%s» sier en annen uke enn «%s», og er ikke brukt.", c.rows[i],
				c.head.label(c.head.at(roleDate)), c.head.label(c.head.at(roleWeek)))
			return
		}
	}
}

// place names a cell in a warning.
func (c *weekColumn) place(i int) string {
	cell, column := c.main(c.list[i])
	text := cell.Text
	if q := c.list[i]; q.year != 0 && !strings.Contains(text, strconv.Itoa(q.year)) {
		text = strconv.Itoa(q.year) + " " + text
	}
	return fmt.Sprintf("Rad %d: %s%s", c.rows[i], usage.Quoted(text), c.inColumn(column))
}

// inColumn says in which column something stands; nothing of a week in a heading.
func (c *weekColumn) inColumn(column int) string {
	if column < 0 {
		return ""
	}
	return " i kolonnen «" + c.head.label(column) + "»"
}

// warn adds a warning, up to as many as somebody reads.
func (j *weeksJudged) warn(format string, args ...any) {
	if len(j.warnings) < 20 {
		j.warnings = append(j.warnings, fmt.Sprintf(format, args...))
	}
}
