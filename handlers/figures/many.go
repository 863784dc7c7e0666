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
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	maxMissing = 60 // how many kommuner without figures are named
	// maxChanges is how many of the biggest changes are listed, and maxRanked of those with most lookups.
	maxChanges, maxRanked = 8, 10
	overviewWeeks         = 12 // drawn where one week is asked for
	maxNews               = 3  // how many of the biggest changes are told on Mondays
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
func (r reader) lookAtMany(ctx context.Context, w wanted) (m many, ok bool, err error) {
	var among []kommune.Number
	m.name, among = r.group(w)
	m.all, m.of = among == nil, len(among)
	if m.all {
		m.of = len(r.Registry.All())
	}
	if m.period, m.shortened, ok, err = r.pick(ctx, "", w.period); err != nil || !ok {
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
		if m.rows, err = r.Ledger.Kommuner(ctx, r.Viewer, among, before); err != nil {
			return m, false, err
		}
	}
	if m.all {
		m.drawn, err = r.Ledger.National(ctx, r.Viewer, drawn)
	} else {
		m.drawn = usage.Sum(drawn, m.rows)
	}
	if err != nil {
		return m, false, err
	}
	m.asOf, ok, err = r.Ledger.LastImport(ctx, r.Viewer)
	return m, ok, err
}

// group is what the kommuner of a view are called, and which they are; nil for all.
func (r reader) group(w wanted) (name string, among []kommune.Number) {
	switch {
	case w.view == dialogue.ViewCountry:
		return r.t.Country, nil
	case w.among == "":
		return r.t.All, nil
	}
	among = []kommune.Number{}
	var names []string
	for _, k := range r.Registry.All() {
		if k.Number.Fylke() == w.among || slices.Contains(strings.Split(w.among, ","), string(k.Number)) {
			among, names = append(among, k.Number), append(names, k.Name)
		}
	}
	for _, f := range r.Registry.Fylker() {
		if f.Number == w.among {
			return f.Name, among
		}
	}
	return dialogue.Listed(names, r.t.And), among
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
func (r reader) manyOutcome(ctx context.Context, w wanted) (dialogue.Outcome, error) {
	m, ok, err := r.lookAtMany(ctx, w)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if !ok {
		return dialogue.PlainFigures(r.lang, fmt.Sprintf(r.t.NoneAtAll, norsk.LowerFirst(m.name))), nil
	}
	page := dialogue.NewPage(r.lang, norsk.UpperFirst(periodLabel(r.lang, m.period)), m.name)
	if w.view == dialogue.ViewAll || w.view == dialogue.ViewCountry {
		for _, line := range r.sumLines(m) {
			page.Text(line)
		}
		page.Facts(r.sumFacts(m))
		if err := addChart(page, m.name, fromFirst(m.drawn)); err != nil {
			return dialogue.Outcome{}, err
		}
		page.Notes(r.partial(m))
	}
	if w.view == dialogue.ViewAll || w.view == dialogue.ViewMissing {
		r.addMissing(page, m)
	}
	if w.view == dialogue.ViewAll {
		r.addChanges(page, m)
	}
	if w.view == dialogue.ViewAll || w.view == dialogue.ViewTop {
		r.addRanking(page, m, w.top)
	}
	page.Notes(r.smallPrint("", m.shortened, w.view != dialogue.ViewMissing && m.hidden(), m.asOf))
	page.Card.AddActions(r.manyButtons(w, m)...)
	return page.Outcome(), nil
}

// hidden says whether a count that is shown is hidden.
func (m many) hidden() bool {
	users := func(w usage.WeekTotals) bool { return w.Users.Hidden() && !w.Lookups.Hidden() }
	return slices.ContainsFunc(m.drawn, users) ||
		slices.ContainsFunc(within(m.rows, m.period.Len()), usage.KommuneWeeks.HasHidden)
}

// partial names the weeks in which some kommuner are missing from what they add up to.
func (r reader) partial(m many) string {
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
	return fmt.Sprintf(r.t.Partial, weekList(r.lang, weeks))
}

// sumLines are what the kommuner add up to in the week, and in the newest before it that may be told.
func (r reader) sumLines(m many) []string {
	last := len(m.drawn) - 1
	now, name := m.drawn[last], m.name
	if m.period.Len() > 1 {
		return nil
	}
	if m.all {
		name = r.t.Country
	}
	lines := []string{inLine(name, cmp.Or(r.countryLine(now), fmt.Sprintf(r.t.Missing, weekName(r.lang, now.Week))))}
	for i := last; i >= 0; i-- {
		if _, told := m.drawn[i].Lookups.Int(); told {
			if i < last {
				lines = append(lines, inLine(norsk.UpperFirst(weekName(r.lang, m.drawn[i].Week)), r.countryLine(m.drawn[i])))
			}
			break
		}
	}
	return lines
}

// sumFacts are how the week stands to those before it, or what all weeks add up to.
func (r reader) sumFacts(m many) []message.Fact {
	same := func(a, b usage.WeekTotals) bool { return m.all || a.Kommuner == b.Kommuner }
	if m.period.Len() > 1 {
		return r.periodFacts(m.drawn, same)
	}
	last := len(m.drawn) - 1
	now := m.drawn[last]
	return r.changeFacts(m.drawn[last-usualWeeks:last], now, func(w usage.WeekTotals) bool { return same(w, now) })
}

// addMissing tells how many kommuner have figures, and which of those that usually do have none.
func (r reader) addMissing(page *dialogue.Page, m many) {
	weeks := weekName(r.lang, m.period.To)
	if m.period.Len() > 1 {
		weeks = periodLabel(r.lang, m.period)
	}
	reported := within(m.rows, m.period.Len())
	page.Text(fmt.Sprintf(r.t.HaveFigures, len(reported), m.of, weeks))
	var names []string
	for _, k := range within(m.rows, m.period.Len()+usualWeeks) {
		weeks := fromFirst(k.Weeks) // before that nobody expected any
		if slices.ContainsFunc(weeks[max(0, len(weeks)-m.period.Len()):], usage.WeekTotals.Missing) {
			names = append(names, r.Registry.Name(k.Kommune))
		}
	}
	if len(names) == 0 {
		page.Text(fmt.Sprintf(r.t.MissingNone, weeks))
		return
	}
	page.Subheading(fmt.Sprintf(r.t.MissingNow, weeks, len(names)))
	text := strings.Join(names[:min(len(names), maxMissing)], ", ")
	if more := len(names) - maxMissing; more > 0 {
		text += " " + fmt.Sprintf(r.t.More, more)
	}
	page.Text(text)
}

// addChanges lists the kommuner whose week differs most from what is usual for them.
func (r reader) addChanges(page *dialogue.Page, m many) {
	rows := [][]string{{r.t.Kommune, r.t.Lookups, r.t.Change}}
	for _, k := range usage.BiggestChanges(within(m.rows, usualWeeks+1), maxChanges) {
		now, usual, _ := k.Usual()
		rows = append(rows, []string{r.Registry.Name(k.Kommune), norsk.Grouped(now), change(r.lang, now, usual)})
	}
	if len(rows) > 1 && m.period.Len() == 1 {
		page.Subheading(r.t.Changes)
		page.Table(rows, maxChanges)
	}
}

// addRanking lists the kommuner with most lookups, those with as many on the same place: so many as were asked for, all
// of a fylke, a few of all. What is hidden has no place.
func (r reader) addRanking(page *dialogue.Page, m many, top int) {
	if top == 0 {
		if top = maxRanked; !m.all {
			top = longList
		}
	}
	var (
		weeks   = m.period.Len()
		some    = within(m.rows, weeks)
		ranked  = usage.Top(some, top)
		partial = slices.ContainsFunc(ranked, func(k usage.Ranked) bool { return k.Weeks < weeks })
		rows    = [][]string{{r.t.Kommune, r.t.Lookups}}
		note    string
	)
	if partial {
		rows[0] = append(rows[0], r.t.WithLabel)
	}
	for i, k := range ranked {
		row := []string{fmt.Sprintf("%d. %s", k.Place, r.Registry.Name(k.Kommune)), norsk.Grouped(k.Lookups)}
		if partial {
			row = append(row, fmt.Sprintf(r.t.WithWeeks, k.Weeks, weeks))
		}
		rows = append(rows, row)
		if i > 0 && ranked[i-1].Place == k.Place {
			note = r.t.Tied
		}
	}
	if len(ranked) == 0 {
		return
	}
	page.Subheading(fmt.Sprintf(r.t.MostIn, periodLabel(r.lang, m.period)))
	page.Table(rows, longList)
	if slices.ContainsFunc(some, usage.KommuneWeeks.HasHidden) {
		note = dialogue.Join(" ", note, r.t.NoPlace)
	}
	page.Notes(note)
}

// manyButtons lead to other weeks, and to a file.
func (r reader) manyButtons(w wanted, m many) []any {
	w.period = alone(m.period.To.Prev())
	earlier := r.button(r.t.EarlierWeek, w)
	w.period = m.period
	buttons := append([]any{earlier}, r.longer(w)...)
	title := r.t.AllOwn
	if n := r.Kommune(); n != "" {
		title = fmt.Sprintf(r.t.Title, r.Registry.Name(n))
	}
	switch {
	case w.view != dialogue.ViewCountry:
		w.view = dialogue.ViewAll
		return append(buttons, r.downloadButton(w))
	case r.Coordinates():
		return append(buttons, r.button(r.t.All, wanted{view: dialogue.ViewAll, period: m.period}))
	}
	return append(buttons, r.button(title, wanted{period: m.period}))
}

// News tells a coordinator whether the last week's figures are in, of how many kommuner, and what changed most.
func (u *Dialogue) News(ctx context.Context, a members.Access, _ time.Time) (string, error) {
	r := u.reader(knowledge.Bokmal, a)
	m, ok, err := r.lookAtMany(ctx, wanted{view: dialogue.ViewAll})
	if err != nil || !ok {
		return "", err
	}
	text, late := &texts.ForCoordinators().Monday, ""
	if last := week.LatestComplete(u.Now()); m.period.To.Before(last) {
		late = fmt.Sprintf(text.NotIn, weekName(r.lang, last))
	}
	var changes []string
	for _, k := range usage.BiggestChanges(within(m.rows, usualWeeks+1), maxNews) {
		now, usual, _ := k.Usual()
		changes = append(changes, fmt.Sprintf(text.Changed, r.Registry.Name(k.Kommune), norsk.Grouped(usual), norsk.Grouped(now)))
	}
	if len(changes) > 0 {
		changes = []string{fmt.Sprintf(text.Changes, dialogue.Listed(changes, r.t.And))}
	}
	have := fmt.Sprintf(r.t.HaveFigures, len(within(m.rows, 1)), m.of, weekName(r.lang, m.period.To))
	return dialogue.Join(" ", append([]string{late, have}, changes...)...), nil
}
