package figures

import (
	"context"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	// maxMissing is how many kommuner without figures are named.
	maxMissing = 60
	// maxChanges is how many of the biggest changes are listed.
	maxChanges = 8
	// overviewWeeks are drawn in the overview.
	overviewWeeks = 12
)

// overview is a week of all kommuner, for coordinators; the zero period is the newest week with figures.
func (u *Dialogue) overview(ctx context.Context, v usage.Viewer, lang knowledge.Lang, p week.Period) (dialogue.Outcome,
	error) {
	t := texts.FiguresFor(lang)
	wk := p.To
	if p == (week.Period{}) {
		newest, ok, err := u.parts.Ledger.Latest(ctx, v, "", u.now())
		if err != nil {
			return dialogue.Outcome{}, err
		}
		if !ok {
			return dialogue.PlainFigures(lang, fmt.Sprintf(t.NoneAtAll, norsk.LowerFirst(t.All))), nil
		}
		wk = newest
	}
	o, err := u.parts.Ledger.Overview(ctx, v, wk)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	country, err := u.parts.Ledger.National(ctx, v, week.Period{From: wk.Add(1 - overviewWeeks), To: wk})
	if err != nil {
		return dialogue.Outcome{}, err
	}
	at, _, err := u.parts.Ledger.LastImport(ctx, v)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	page := dialogue.NewPage(lang, t.All)
	page.Label(norsk.UpperFirst(weekLabel(lang, wk)))
	page.Heading(t.All)
	page.Text(oneWeek(lang, p))
	page.Facts(countryFacts(lang, country))
	if err := addChart(page, norsk.LowerFirst(t.Country), fromFirst(country)); err != nil {
		return dialogue.Outcome{}, err
	}
	page.Subheading(u.missingHeading(t, o))
	page.Text(u.missingNames(t, o))
	if rows := u.changeRows(lang, o); len(rows) > 1 {
		page.Subheading(t.Changes)
		page.Table(rows, maxChanges)
	}
	if err := u.addRanking(ctx, page, v, p); err != nil {
		return dialogue.Outcome{}, err
	}
	note := asOf(t, lang, at)
	if o.National.Users.Hidden() && !o.National.Lookups.Hidden() {
		note = paragraph(t.Hidden, note)
	}
	page.Notes(note)
	before := week.Period{From: wk.Prev(), To: wk.Prev()}
	page.Card.AddActions(figuresButton(t.EarlierWeek, lang, wanted{period: before, view: dialogue.ViewAll}),
		downloadButton(lang, wanted{period: week.Period{From: wk, To: wk}, view: dialogue.ViewAll}))
	return page.Outcome(), nil
}

// countryFacts are the national figures of the newest of the weeks.
func countryFacts(lang knowledge.Lang, weeks []usage.WeekTotals) []message.Fact {
	t := texts.FiguresFor(lang)
	now := weeks[len(weeks)-1]
	facts := []message.Fact{{Title: t.Country, Value: countryLine(t, now)}}
	if n, ok := now.Lookups.Int(); ok {
		if before, ok := weeks[len(weeks)-2].Lookups.Int(); ok {
			facts = append(facts, message.Fact{Title: t.Before, Value: change(lang, n, before)})
		}
		if usual, ok := mean(weeks[len(weeks)-1-usualWeeks : len(weeks)-1]); ok {
			facts = append(facts, message.Fact{Title: t.Usual, Value: change(lang, n, usual)})
		}
	}
	if facts[0].Value == "" {
		facts[0].Value = fmt.Sprintf(t.Missing, weekName(lang, now.Week))
	}
	return facts
}

func (u *Dialogue) missingHeading(t *texts.Figures, o usage.Overview) string {
	if len(o.Missing) == 0 {
		return t.MissingNone
	}
	return fmt.Sprintf(t.MissingNow, len(o.Missing))
}

func (u *Dialogue) missingNames(t *texts.Figures, o usage.Overview) string {
	var names []string
	for _, n := range o.Missing[:min(len(o.Missing), maxMissing)] {
		names = append(names, Named(u.registry, n))
	}
	text := strings.Join(names, ", ")
	if more := len(o.Missing) - maxMissing; more > 0 {
		text += " " + fmt.Sprintf(t.More, more)
	}
	return text
}

// changeRows are the kommuner that differ most from what is usual for them.
func (u *Dialogue) changeRows(lang knowledge.Lang, o usage.Overview) [][]string {
	t := texts.FiguresFor(lang)
	rows := [][]string{{t.Kommune, t.Lookups, t.Change}}
	for _, r := range o.BiggestChanges(maxChanges) {
		now, _ := r.Lookups.Int()
		usual, _ := r.Usual.Int()
		rows = append(rows, []string{Named(u.registry, r.Kommune), r.Lookups.String(), change(lang, now, usual)})
	}
	return rows
}

// addRanking lists the kommuner with most lookups in a span of weeks, those with as many on the same place.
func (u *Dialogue) addRanking(ctx context.Context, page *dialogue.Page, v usage.Viewer, p week.Period) error {
	if p.Len() < 2 {
		return nil
	}
	all, err := u.parts.Ledger.Kommuner(ctx, v, nil, p)
	if err != nil {
		return err
	}
	t := texts.FiguresFor(page.Lang)
	rows := [][]string{{t.Kommune, t.Lookups}}
	for _, r := range usage.Top(all, maxChanges) {
		rows = append(rows, []string{fmt.Sprintf("%d. %s", r.Place, Named(u.registry, r.Kommune)), norsk.Grouped(r.Lookups)})
	}
	page.Subheading(fmt.Sprintf(t.MostIn, periodLabel(page.Lang, p)))
	page.Table(rows, maxChanges)
	return nil
}
