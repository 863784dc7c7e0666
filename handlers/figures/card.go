package figures

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	// shortList is how many units stand in the card of a week; the button shows the rest.
	shortList = 6
	// longList is how many rows a table has at most, so that the card stays within what Teams takes.
	longList = 40
)

// weeksOutcome is the figures of one kommune: the week in focus, the trend and the picture.
func (u *Dialogue) weeksOutcome(v usage.Viewer, lang knowledge.Lang, s sight, weekly bool) (dialogue.Outcome, error) {
	t := texts.FiguresFor(lang)
	title := fmt.Sprintf(t.Title, s.kommune.Name)
	page := dialogue.NewPage(lang, title)
	page.Label(norsk.UpperFirst(periodLabel(lang, s.period)))
	page.Heading(title)
	if len(s.weeks) > 1 {
		page.Facts(periodFacts(lang, s.weeks))
		page.Subheading(t.Latest + ": " + weekLabel(lang, s.focus.Week))
	}
	page.Facts(weekFacts(lang, s))
	page.Text(inLine(t.Country, countryLine(t, s.country)))
	if err := addChart(page, s.kommune.Name, s.drawn); err != nil {
		return dialogue.Outcome{}, err
	}
	if len(s.units) > 1 {
		page.Table(partRows(t.Unit, t, s.units), shortList)
	}
	page.Notes(notes(lang, s, s.units[:min(len(s.units), shortList)]))
	page.Card.AddActions(u.weeksButtons(v, lang, s, weekly)...)
	return page.Outcome(), nil
}

// periodFacts are the lookups of all weeks. Users are not added up: the same person may have looked things up every
// week.
func periodFacts(lang knowledge.Lang, weeks []usage.WeekTotals) []message.Fact {
	t := texts.FiguresFor(lang)
	sum, n := usage.Total(weeks)
	var facts []message.Fact
	if average, ok := usage.Mean(weeks); ok {
		facts = append(facts, message.Fact{Title: t.Sum, Value: norsk.Grouped(sum)},
			message.Fact{Title: t.Mean, Value: norsk.Grouped(average)})
	}
	if int(n) < len(weeks) {
		facts = append(facts, message.Fact{Title: t.WithLabel, Value: unbroken(fmt.Sprintf(t.WithWeeks, n, len(weeks)))})
	}
	return facts
}

// weekFacts are the figures of the week in focus.
func weekFacts(lang knowledge.Lang, s sight) []message.Fact {
	t := texts.FiguresFor(lang)
	var facts []message.Fact
	add := func(title, value string) {
		if value != "" {
			facts = append(facts, message.Fact{Title: title, Value: value})
		}
	}
	add(t.Lookups, s.focus.Lookups.String())
	add(t.Users, s.focus.Users.String())
	if now, ok := s.focus.Lookups.Int(); ok {
		if before, ok := s.before(); ok {
			add(t.Before, change(lang, now, before))
		}
		if usual, ok := s.usual(); ok {
			add(t.Usual, change(lang, now, usual))
		}
	}
	return facts
}

// inLine is a name with a value that is too long for the narrow column that a phone has for it; "" without a value.
func inLine(name, value string) string {
	if value == "" {
		return ""
	}
	return name + ": " + value
}

// countryLine is the national total of a week in one line.
func countryLine(t *texts.Figures, w usage.WeekTotals) string {
	_, lookups := w.Lookups.Int()
	_, users := w.Users.Int()
	if !lookups && !users && !w.Missing() {
		return t.CountryLater
	}
	line := ""
	for _, one := range []struct {
		name  string
		count usage.Count
	}{{t.Lookups, w.Lookups}, {t.Users, w.Users}} {
		if one.count.Missing() {
			continue
		}
		if line != "" {
			line += " · "
		}
		line += one.count.String() + "\u00a0" + norsk.LowerFirst(one.name)
	}
	if w.Kommuner > 0 {
		line += " · " + unbroken(fmt.Sprintf(t.Reported, w.Kommuner))
	}
	return line
}

// unbroken keeps a text in one line.
func unbroken(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// partRows are units or professions as rows of a table.
func partRows(heading string, t *texts.Figures, all []part) [][]string {
	rows := [][]string{{heading, t.Lookups, t.Users}}
	for _, p := range all {
		rows = append(rows, []string{norsk.UpperFirst(p.name), p.lookups.String(), p.users.String()})
	}
	return rows
}

// notes is the small print: what is missing, why something is hidden, and where the figures come from.
func notes(lang knowledge.Lang, s sight, listed []part) string {
	t := texts.FiguresFor(lang)
	var all []string
	if s.waiting != (week.Week{}) {
		all = append(all, fmt.Sprintf(t.Older, weekName(lang, s.waiting)))
	}
	if missing := s.missing(); len(missing) > 0 && len(s.weeks) != len(s.drawn) { // else the words to the picture say it
		all = append(all, fmt.Sprintf(t.Missing, weekList(lang, missing)))
	}
	if s.shortened {
		all = append(all, t.Shortened)
	}
	if s.hidden(listed) {
		all = append(all, t.Hidden)
	}
	return paragraph(append(all, asOf(t, lang, s.asOf))...)
}

// asOf says how fresh the figures are and where they come from.
func asOf(t *texts.Figures, lang knowledge.Lang, at time.Time) string {
	return fmt.Sprintf(t.AsOf, dayLabel(lang, at))
}

// weeksButtons lead to other weeks that end with the one in focus, to the units, and to a file.
func (u *Dialogue) weeksButtons(v usage.Viewer, lang knowledge.Lang, s sight, weekly bool) []any {
	t := texts.FiguresFor(lang)
	end := s.focus.Week
	at := func(title string, from week.Week) any {
		return figuresButton(title, lang, wanted{kommune: s.kommune.Number, period: week.Period{From: from, To: end}})
	}
	buttons := []any{at(t.TwelveWeeks, end.Add(-11)), at(t.ThisYear, week.Week{Year: end.Year, Week: 1})}
	if len(s.units)+len(s.professions) > 0 {
		buttons = append(buttons, figuresButton(t.ByUnit, lang,
			wanted{kommune: s.kommune.Number, period: week.Period{From: end, To: end}, view: dialogue.ViewUnits}))
	}
	buttons = append(buttons, downloadButton(lang, wanted{kommune: s.kommune.Number, period: s.period}))
	week := week.Period{From: end, To: end}
	if v.Coordinates() {
		return append(buttons, figuresButton(t.All, lang, wanted{period: week, view: dialogue.ViewAll}))
	}
	title, b := t.EveryWeek, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpWeekly, Lang: lang}
	if weekly {
		title, b.Op = t.NoMore, dialogue.OpStopWeekly
	}
	return append(buttons, figuresButton(t.Country, lang, wanted{period: week, view: dialogue.ViewCountry}),
		message.Submit(title, b))
}

// unitsOutcome is the week in focus by unit and by profession.
func (u *Dialogue) unitsOutcome(lang knowledge.Lang, s sight) dialogue.Outcome {
	t := texts.FiguresFor(lang)
	page := dialogue.NewPage(lang, fmt.Sprintf(t.Title, s.kommune.Name))
	page.Label(norsk.UpperFirst(weekLabel(lang, s.focus.Week)))
	page.Heading(fmt.Sprintf(t.Title, s.kommune.Name))
	if len(s.units) > 0 {
		page.Table(partRows(t.Unit, t, s.units), longList)
	}
	if len(s.professions) > 0 {
		page.Table(partRows(t.Profession, t, s.professions), longList)
	}
	if len(s.units)+len(s.professions) == 0 {
		page.Text(t.NoUnits)
	}
	page.Notes(notes(lang, s, append(s.units[:len(s.units):len(s.units)], s.professions...)))
	w := wanted{kommune: s.kommune.Number, period: week.Period{From: s.focus.Week, To: s.focus.Week}}
	page.Card.AddActions(figuresButton(t.Back, lang, w), downloadButton(lang, w))
	return page.Outcome()
}

// none says that there are no figures for the weeks, and for which there are.
func (u *Dialogue) none(ctx context.Context, v usage.Viewer, lang knowledge.Lang, s sight) (dialogue.Outcome, error) {
	t := texts.FiguresFor(lang)
	span, ok, err := u.parts.Ledger.Span(ctx, v, s.kommune.Number)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	name := s.kommune.Name
	if !ok {
		return dialogue.PlainFigures(lang, fmt.Sprintf(t.NoneAtAll, name)), nil
	}
	text := fmt.Sprintf(t.None, name, periodLabel(lang, s.period))
	if week.LatestComplete(u.now()).Before(s.period.To) {
		text = paragraph(text, t.Running)
	}
	out := dialogue.PlainFigures(lang, paragraph(text,
		fmt.Sprintf(t.Since, weekLabel(lang, span.From), weekLabel(lang, span.To))))
	out.Summary = text
	out.Card = message.NewCard(string(lang), out.Text).Add(message.Text(out.Text)).
		AddActions(figuresButton(t.Latest, lang, wanted{kommune: s.kommune.Number}))
	return out, nil
}
