package figures

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
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

// effectMonths are drawn in the effect report and stand in its file: a quarter. The card has the newest two.
const effectMonths = 3

// Month is the first moment of the month of a day, in Norway.
func Month(t time.Time) time.Time {
	t = t.In(week.Location())
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, week.Location())
}

// weeksOf are the weeks that belong to a month: those whose Thursday lies in it.
func weeksOf(month time.Time) week.Period {
	return week.Period{From: week.Of(month.AddDate(0, 0, 3)), To: week.Of(month.AddDate(0, 1, 3)).Prev()}
}

func monthName(m time.Time) string { return fmt.Sprintf("%s %d", norsk.Month(m.Month()), m.Year()) }

// readMonth is the month that a text names, seen from the end of this one, or the last that is over.
func readMonth(text string, now time.Time) time.Time {
	if named, ok := week.MentionIn(norsk.Words(text), Month(now).AddDate(0, 1, -1)); ok {
		return Month(named.Period.From.Monday().AddDate(0, 0, 3))
	}
	return Month(now).AddDate(0, -1, 0)
}

// Report shows a coordinator what the month that they name has brought, or the last one.
func (u *Dialogue) Report(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	month := readMonth(c.Request.Text, u.Now())
	if !month.Before(Month(u.Now())) {
		early := fmt.Sprintf(texts.ForCoordinators().Report.Early, monthName(month))
		return dialogue.PlainFigures(knowledge.Bokmal, early), nil
	}
	return u.Effect(ctx, c.Access, month)
}

// Effect shows a coordinator what a month has brought, beside the month before.
func (u *Dialogue) Effect(ctx context.Context, a members.Access, month time.Time) (dialogue.Outcome, error) {
	of, weeks, err := u.effect(ctx, a, month)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	t := &texts.ForCoordinators().Report
	page := dialogue.NewPage(knowledge.Bokmal, "", fmt.Sprintf(t.Title, monthName(month)))
	rows := [][]string{{"", monthName(month), monthName(month.AddDate(0, -1, 0))}}
	for i, name := range t.Rows {
		rows = append(rows, []string{name, shown(of[0][i]), shown(of[1][i])})
	}
	page.Table(rows, len(rows))
	if err := addChart(page, t.Charted, fromFirst(weeks)); err != nil {
		return dialogue.Outcome{}, err
	}
	page.Notes(t.Hidden)
	page.Notes(t.Stop)
	page.Card.AddActions(message.Leave(texts.FiguresFor(knowledge.Bokmal).Download, dialogue.Button{
		Version: dialogue.ButtonVersion, Op: dialogue.OpEffect, From: monthName(month)}))
	return page.Outcome(), nil
}

// EffectFile is the report as a workbook: a quarter's months side by side, and below them its weeks.
func (u *Dialogue) EffectFile(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	month := readMonth(c.Button.From, u.Now())
	of, weeks, err := u.effect(ctx, c.Access, month)
	if err != nil {
		return dialogue.File{}, err
	}
	t := &texts.ForCoordinators().Report
	rows := [][]any{{"", monthName(month), monthName(month.AddDate(0, -1, 0)), monthName(month.AddDate(0, -2, 0))}}
	for i, name := range t.Rows {
		rows = append(rows, []any{name, cell(of[0][i]), cell(of[1][i]), cell(of[2][i])})
	}
	rows = append(rows, []any{}, []any{t.Charted})
	for _, w := range weeks {
		rows = append(rows, []any{weekLabel(knowledge.Bokmal, w.Week), cell(w.Lookups)})
	}
	var content bytes.Buffer
	err = sheet.Write(&content, sheet.XLSX, monthName(month), slices.Values(rows))
	name := "effektrapport-" + month.Format("2006-01") + ".xlsx"
	return dialogue.File{Content: content.Bytes(), Name: name, About: t.About}, err
}

// effect is what a quarter's months have brought, the last one first, and its weeks in the whole country.
func (u *Dialogue) effect(ctx context.Context, a members.Access, last time.Time) (of [][]usage.Count,
	weeks []usage.WeekTotals, err error) {
	viewer := usage.NewViewer(a, u.Visibility)
	if !viewer.SeesAll() {
		return nil, nil, errors.New("the effect report is for coordinators")
	}
	for back := range effectMonths {
		from := last.AddDate(0, -back, 0)
		happened, uncounted := u.Kept.Happened(ctx, from, from.AddDate(0, 1, 0))
		lookups, unread := u.Ledger.National(ctx, viewer, weeksOf(from))
		if err := cmp.Or(uncounted, unread); err != nil {
			return nil, nil, err
		}
		counts := happened.Shown(lookups)
		if u.Days > 0 && from.Before(u.Now().AddDate(0, 0, -u.Days)) {
			clear(counts[:len(counts)-2]) // the road and the figures are kept for ever
		}
		of, weeks = append(of, counts), append(lookups, weeks...)
	}
	return of, weeks, nil
}

// shown is a count, or what stands in its place where it may not be told.
func shown(c usage.Count) string {
	return strings.Replace(cmp.Or(c.String(), "–"), "<5", texts.ForCoordinators().Report.Few, 1)
}

// cell is the same for a workbook, where numbers are numbers.
func cell(c usage.Count) any {
	if n, ok := c.Int(); ok {
		return n
	}
	return shown(c)
}
