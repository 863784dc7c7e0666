package figures

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	effectWeeks = 13 // drawn in the effect report: a quarter
	asMonth     = "2006-01"
)

// Month is the first moment of the month of a day, in Norway.
func Month(t time.Time) time.Time {
	t = t.In(week.Location())
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, week.Location())
}

// weeksOf are the weeks that belong to a month: those whose Thursday lies in it.
func weeksOf(month time.Time) week.Period {
	return week.Period{From: week.Of(month.AddDate(0, 0, 3)), To: week.Of(month.AddDate(0, 1, 3)).Prev()}
}

// effect is what a month and the one before it have brought, and how the country's lookups got there.
type effect struct {
	rows  [][]any // texts and numbers: what is counted, the month, the month before
	weeks []usage.WeekTotals
	gone  bool // some is not kept any more
	small bool // some is hidden
}

// Report shows a coordinator what the month that they name has brought, or the last one.
func (u *Dialogue) Report(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	now := Month(u.Now())
	month := readMonth(c.Request.Text, now)
	if !month.Before(now) {
		name := norsk.UpperFirst(monthName(month))
		return dialogue.PlainFigures(knowledge.Bokmal, fmt.Sprintf(texts.ForCoordinators().Report.Early, name)), nil
	}
	return u.Effect(ctx, c.Access, month)
}

var fourDigits = regexp.MustCompile(`\d{4}`)

// readMonth is the month that a text names: without a year the latest one, with none the last that is over.
func readMonth(text string, now time.Time) time.Time {
	year, _ := strconv.Atoi(fourDigits.FindString(text))
	for m := time.January; m <= time.December; m++ {
		if strings.Contains(strings.ToLower(text), norsk.Month(m)) {
			if year == 0 && m > now.Month() {
				year = now.Year() - 1
			}
			return time.Date(cmp.Or(year, now.Year()), m, 1, 0, 0, 0, 0, week.Location())
		}
	}
	return now.AddDate(0, -1, 0)
}

func monthName(m time.Time) string { return fmt.Sprintf("%s %d", norsk.Month(m.Month()), m.Year()) }

// Effect shows a coordinator what a month has brought, beside the month before.
func (u *Dialogue) Effect(ctx context.Context, a members.Access, month time.Time) (dialogue.Outcome, error) {
	e, err := u.effect(ctx, a, month)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	t := &texts.ForCoordinators().Report
	page := dialogue.NewPage(knowledge.Bokmal, "", fmt.Sprintf(t.Title, monthName(month)))
	var shown [][]string
	for _, row := range e.rows {
		shown = append(shown, dialogue.Mapped(row, func(cell any) string {
			if n, ok := cell.(int64); ok {
				return norsk.Grouped(n)
			}
			return fmt.Sprint(cell)
		}))
	}
	page.Table(shown, len(shown))
	if err := addChart(page, t.Charted, fromFirst(e.weeks)); err != nil {
		return dialogue.Outcome{}, err
	}
	if e.small {
		page.Notes(t.Small)
	}
	if e.gone {
		page.Notes(fmt.Sprintf(t.GoneIs, u.Days))
	}
	page.Notes(t.Stop)
	page.Card.AddActions(message.Leave(texts.FiguresFor(knowledge.Bokmal).Download, dialogue.Button{
		Version: dialogue.ButtonVersion, Op: dialogue.OpEffect, From: month.Format(asMonth)}))
	return page.Outcome(), nil
}

// EffectFile is the report as a workbook: the month beside the one before, and below them the weeks of the chart.
func (u *Dialogue) EffectFile(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	month, err := time.ParseInLocation(asMonth, c.Button.From, week.Location())
	if err != nil || !month.Before(Month(u.Now())) {
		return dialogue.File{}, cmp.Or(err, errors.New("a report of a month that is not over"))
	}
	e, err := u.effect(ctx, c.Access, month)
	if err != nil {
		return dialogue.File{}, err
	}
	t := &texts.ForCoordinators().Report
	rows := append(e.rows, []any{}, []any{t.Charted})
	for _, w := range e.weeks {
		row := []any{norsk.UpperFirst(weekLabel(knowledge.Bokmal, w.Week))}
		if !w.Missing() {
			row = append(row, e.cell(w.Lookups))
		}
		rows = append(rows, row)
	}
	var content bytes.Buffer
	err = sheet.Write(&content, sheet.XLSX, month.Format(asMonth), slices.Values(rows))
	return dialogue.File{Content: content.Bytes(), Name: "effektrapport-" + month.Format(asMonth) + ".xlsx", About: t.About}, err
}

func (u *Dialogue) effect(ctx context.Context, a members.Access, month time.Time) (e effect, err error) {
	viewer, end := usage.NewViewer(a, u.Visibility), weeksOf(month).To
	if !viewer.SeesAll() {
		return e, errors.New("the effect report is for coordinators")
	}
	e.weeks, err = u.Ledger.National(ctx, viewer, week.Period{From: end.Add(1 - effectWeeks), To: end})
	if err != nil {
		return e, err
	}
	t := &texts.ForCoordinators().Report
	e.rows = [][]any{{"", norsk.UpperFirst(monthName(month)),
		norsk.UpperFirst(monthName(month.AddDate(0, -1, 0)))}}
	for _, name := range t.Rows {
		e.rows = append(e.rows, []any{name})
	}
	for _, from := range []time.Time{month, month.AddDate(0, -1, 0)} {
		happened, err := u.Kept.Happened(ctx, from, from.AddDate(0, 1, 0))
		if err != nil {
			return e, err
		}
		h := happened.Shown()
		wait := any(waited(h.Wait))
		if u.Days > 0 && from.Before(u.Now().AddDate(0, 0, -u.Days)) { // the road is kept for ever
			h, wait, e.gone = usage.Effect{Moved: h.Moved}, t.Gone, true
		}
		mean := any("–")
		weeks := weeksOf(from)
		if n, ok := usage.Mean(slices.DeleteFunc(slices.Clone(e.weeks),
			func(w usage.WeekTotals) bool { return w.Week.Before(weeks.From) || weeks.To.Before(w.Week) })); ok {
			mean = n
		}
		for i, cell := range []any{e.cell(h.Answered), e.cell(h.Passed), e.cell(h.Helped), wait, e.cell(h.Kommuner),
			e.cell(h.Moved), e.cell(h.People), e.cell(h.Read), mean} {
			e.rows[i+1] = append(e.rows[i+1], cell)
		}
	}
	return e, nil
}

// cell is a count as a number where it may be told, else what stands in its place.
func (e *effect) cell(c usage.Count) any {
	t := &texts.ForCoordinators().Report
	if n, ok := c.Int(); ok {
		return n
	}
	e.small = e.small || c.Hidden()
	if c.Missing() {
		return t.Gone
	}
	return strings.Replace(c.String(), "<5", t.Few, 1)
}

// waited is a time in whole hours or days.
func waited(d time.Duration) string {
	t := &texts.ForCoordinators().Report
	n, words := int(d.Round(time.Hour).Hours()), t.Hours
	switch {
	case d == 0:
		return "–"
	case d < time.Hour:
		return t.WithinHour
	case n >= 48:
		n, words = (n+12)/24, t.Days
	}
	return fmt.Sprintf(words[min(n-1, 1)], n)
}
