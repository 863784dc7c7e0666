package figures

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	// maxMissing is how many kommuner without figures are named.
	maxMissing = 60
	// maxChanges is how many of the biggest changes are listed, and maxRanked of those with most lookups.
	maxChanges, maxRanked = 8, 10
	// overviewWeeks are drawn where one week is asked for.
	overviewWeeks = 12
)

// many is what a viewer sees of many kommuner, or of the country.
type many struct {
	name      string
	of        int // how many kommuner they are
	period    week.Period
	rows      []usage.KommuneWeeks // the weeks of the period and the eight before it
	drawn     []usage.WeekTotals   // what they add up to; of all, the national total
	asOf      time.Time
	shortened bool
	all       bool // of the country
}

// lookAtMany reads the figures; ok is false when there are none, of any time.
func (u *Dialogue) lookAtMany(ctx context.Context, v usage.Viewer, lang knowledge.Lang, w wanted) (m many, ok bool,
	err error) {
	var among []kommune.Number
	m.name, among = u.group(lang, w)
	m.all, m.of = among == nil, len(among)
	if m.all {
		m.of = len(u.Registry.All())
	}
	if m.period, m.shortened, ok, err = u.pick(ctx, v, "", w.period); err != nil || !ok {
		return m, false, err
	}
	drawn := m.period
	if drawn.Len() == 1 {
		drawn.From = drawn.To.Add(1 - overviewWeeks)
	}
	if w.view != dialogue.ViewCountry {
		before := drawn
		if m.period.Len() > 1 {
			before.From = before.From.Add(-usualWeeks)
		}
		if m.rows, err = u.Ledger.Kommuner(ctx, v, among, before); err != nil {
			return m, false, err
		}
	}
	if m.all {
		m.drawn, err = u.Ledger.National(ctx, v, drawn)
	} else {
		m.drawn = usage.Sum(drawn, m.rows)
	}
	if err != nil {
		return m, false, err
	}
	m.asOf, ok, err = u.Ledger.LastImport(ctx, v)
	return m, ok, err
}

// group is what the kommuner of a view are called, and which they are; nil for all.
func (u *Dialogue) group(lang knowledge.Lang, w wanted) (name string, among []kommune.Number) {
	t := texts.FiguresFor(lang)
	switch {
	case w.view == dialogue.ViewCountry:
		return t.Country, nil
	case w.among == "":
		return t.All, nil
	}
	among = []kommune.Number{}
	var names []string
	for _, k := range u.Registry.All() {
		if k.Number.Fylke() == w.among || slices.Contains(strings.Split(w.among, ","), string(k.Number)) {
			among, names = append(among, k.Number), append(names, k.Name)
		}
	}
	for _, f := range u.Registry.Fylker() {
		if f.Number == w.among {
			return f.Name, among
		}
	}
	return joined(lang, names), among
}

// within are the last n weeks of kommuner, of those with figures in them.
func within(all []usage.KommuneWeeks, n int) []usage.KommuneWeeks {
	var some []usage.KommuneWeeks
	for _, k := range all {
		k.Weeks = k.Weeks[max(0, len(k.Weeks)-n):]
		if slices.ContainsFunc(k.Weeks, func(w usage.WeekTotals) bool { return !w.Missing() }) {
			some = append(some, k)
		}
	}
	return some
}

// manyOutcome shows the weeks of many kommuner, or of the country.
func (u *Dialogue) manyOutcome(ctx context.Context, v usage.Viewer, lang knowledge.Lang, w wanted) (dialogue.Outcome,
	error) {
	t := texts.FiguresFor(lang)
	m, ok, err := u.lookAtMany(ctx, v, lang, w)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if !ok {
		return dialogue.PlainFigures(lang, fmt.Sprintf(t.NoneAtAll, norsk.LowerFirst(m.name))), nil
	}
	page := dialogue.NewPage(lang, norsk.UpperFirst(periodLabel(lang, m.period)), m.name)
	if w.view == dialogue.ViewAll || w.view == dialogue.ViewCountry {
		for _, line := range sumLines(lang, m) {
			page.Text(line)
		}
		page.Facts(sumFacts(lang, m))
		if err := addChart(page, m.name, fromFirst(m.drawn)); err != nil {
			return dialogue.Outcome{}, err
		}
		page.Notes(m.partial(t, lang))
	}
	if w.view == dialogue.ViewAll || w.view == dialogue.ViewMissing {
		u.addMissing(page, m)
	}
	if w.view == dialogue.ViewAll {
		u.addChanges(page, m)
	}
	if w.view == dialogue.ViewAll || w.view == dialogue.ViewTop {
		u.addRanking(page, m, w.top)
	}
	page.Notes(smallPrint(lang, "", m.shortened, w.view != dialogue.ViewMissing && m.hidden(), m.asOf))
	page.Card.AddActions(u.manyButtons(v, lang, w, m)...)
	return page.Outcome(), nil
}

// hidden says whether a count that is shown is hidden.
func (m many) hidden() bool {
	users := func(w usage.WeekTotals) bool { return w.Users.Hidden() && !w.Lookups.Hidden() }
	return slices.ContainsFunc(m.drawn, users) ||
		slices.ContainsFunc(within(m.rows, m.period.Len()), usage.KommuneWeeks.HasHidden)
}

// partial names the weeks in which some kommuner are missing from what they add up to.
func (m many) partial(t *texts.Figures, lang knowledge.Lang) string {
	most, weeks := 0, []week.Week(nil)
	for _, w := range m.drawn {
		most = max(most, w.Kommuner)
	}
	for _, w := range m.drawn {
		if _, known := w.Lookups.Int(); known && w.Kommuner < most {
			weeks = append(weeks, w.Week)
		}
	}
	if m.all || len(weeks) == 0 {
		return ""
	}
	return fmt.Sprintf(t.Partial, weekList(lang, weeks))
}

// sumLines are what the kommuner add up to in the week, and in the newest before it that may be told.
func sumLines(lang knowledge.Lang, m many) []string {
	t := texts.FiguresFor(lang)
	last := len(m.drawn) - 1
	now, name := m.drawn[last], m.name
	if m.period.Len() > 1 {
		return nil
	}
	if m.all {
		name = t.Country
	}
	lines := []string{inLine(name, cmp.Or(countryLine(t, now), fmt.Sprintf(t.Missing, weekName(lang, now.Week))))}
	for i := last; i >= 0; i-- {
		if _, told := m.drawn[i].Lookups.Int(); !told {
			continue
		}
		if i < last {
			lines = append(lines, inLine(norsk.UpperFirst(weekName(lang, m.drawn[i].Week)), countryLine(t, m.drawn[i])))
		}
		break
	}
	return lines
}

// sumFacts are how the week stands to those before it, or what all weeks add up to.
func sumFacts(lang knowledge.Lang, m many) []message.Fact {
	if m.period.Len() > 1 {
		return periodFacts(lang, m.drawn)
	}
	last := len(m.drawn) - 1
	now := m.drawn[last]
	return changeFacts(lang, m.drawn[last-usualWeeks:last], now,
		func(w usage.WeekTotals) bool { return m.all || w.Kommuner == now.Kommuner })
}

// addMissing tells how many kommuner have figures, and which of those that usually do have none.
func (u *Dialogue) addMissing(page *dialogue.Page, m many) {
	t := texts.FiguresFor(page.Lang)
	weeks := weekName(page.Lang, m.period.To)
	if m.period.Len() > 1 {
		weeks = periodLabel(page.Lang, m.period)
	}
	reported := within(m.rows, m.period.Len())
	page.Text(fmt.Sprintf(t.HaveFigures, len(reported), m.of, weeks))
	var names []string
	for _, k := range within(m.rows, m.period.Len()+usualWeeks) {
		weeks := fromFirst(k.Weeks) // before that nobody expected any
		if slices.ContainsFunc(weeks[max(0, len(weeks)-m.period.Len()):], usage.WeekTotals.Missing) {
			names = append(names, u.Registry.Name(k.Kommune))
		}
	}
	if len(names) == 0 {
		page.Text(fmt.Sprintf(t.MissingNone, weeks))
		return
	}
	page.Subheading(fmt.Sprintf(t.MissingNow, weeks, len(names)))
	text := strings.Join(names[:min(len(names), maxMissing)], ", ")
	if more := len(names) - maxMissing; more > 0 {
		text += " " + fmt.Sprintf(t.More, more)
	}
	page.Text(text)
}

// addChanges lists the kommuner whose week differs most from what is usual for them.
func (u *Dialogue) addChanges(page *dialogue.Page, m many) {
	t := texts.FiguresFor(page.Lang)
	rows := [][]string{{t.Kommune, t.Lookups, t.Change}}
	for _, k := range usage.BiggestChanges(within(m.rows, usualWeeks+1), maxChanges) {
		now, usual, _ := k.Usual()
		rows = append(rows, []string{u.Registry.Name(k.Kommune), norsk.Grouped(now), change(page.Lang, now, usual)})
	}
	if len(rows) > 1 && m.period.Len() == 1 {
		page.Subheading(t.Changes)
		page.Table(rows, maxChanges)
	}
}

// addRanking lists the kommuner with most lookups, those with as many on the same place: so many as were asked for, all
// of a fylke, a few of all. What is hidden has no place.
func (u *Dialogue) addRanking(page *dialogue.Page, m many, top int) {
	t := texts.FiguresFor(page.Lang)
	if top == 0 {
		if top = maxRanked; !m.all {
			top = longList
		}
	}
	var (
		weeks   = m.period.Len()
		some    = within(m.rows, weeks)
		ranked  = usage.Top(some, top)
		partial = slices.ContainsFunc(ranked, func(r usage.Ranked) bool { return r.Weeks < weeks })
		rows    = [][]string{{t.Kommune, t.Lookups}}
		note    string
	)
	if partial {
		rows[0] = append(rows[0], t.WithLabel)
	}
	for i, r := range ranked {
		row := []string{fmt.Sprintf("%d. %s", r.Place, u.Registry.Name(r.Kommune)), norsk.Grouped(r.Lookups)}
		if partial {
			row = append(row, fmt.Sprintf(t.WithWeeks, r.Weeks, weeks))
		}
		rows = append(rows, row)
		if i > 0 && ranked[i-1].Place == r.Place {
			note = t.Tied
		}
	}
	if len(ranked) == 0 {
		return
	}
	page.Subheading(fmt.Sprintf(t.MostIn, periodLabel(page.Lang, m.period)))
	page.Table(rows, longList)
	if slices.ContainsFunc(some, usage.KommuneWeeks.HasHidden) {
		note = dialogue.Join(" ", note, t.NoPlace)
	}
	page.Notes(note)
}

// manyButtons lead to other weeks, and to a file.
func (u *Dialogue) manyButtons(v usage.Viewer, lang knowledge.Lang, w wanted, m many) []any {
	t := texts.FiguresFor(lang)
	w.period = alone(m.period.To.Prev())
	earlier := figuresButton(t.EarlierWeek, lang, w)
	w.period = m.period
	buttons := append([]any{earlier}, longer(lang, w)...)
	title := fmt.Sprintf(t.Title, u.Registry.Name(v.Kommune()))
	switch {
	case w.view != dialogue.ViewCountry:
		w.view = dialogue.ViewAll
		return append(buttons, downloadButton(lang, w))
	case v.Coordinates():
		return append(buttons, figuresButton(t.All, lang, wanted{view: dialogue.ViewAll, period: m.period}))
	}
	return append(buttons, figuresButton(title, lang, wanted{period: m.period}))
}
