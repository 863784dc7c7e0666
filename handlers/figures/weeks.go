package figures

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/chart"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

const (
	usualWeeks  = 8   // weeks before one that make its mean
	aroundWeeks = 8   // drawn up to a week that is asked for alone, since one bar shows no trend
	maxWeeks    = 106 // shown at once: two years
	shortList   = 6   // how many units stand in the card of a week; the button shows the rest
	longList    = 40  // how many rows a table has at most, so that the card stays within what Teams takes

	// Values stand above the bars where there is room for them on a phone: on so few bars. Where any reaches roomyMax, the
	// picture is shown.
	fewBars  = 8
	roomyMax = 1000
)

// sight is what a viewer sees of one kommune. Everything in it has gone through the ledger's rules.
type sight struct {
	kommune     kommune.Kommune
	period      week.Period
	weeks       []usage.WeekTotals // every week of the period
	drawn       []usage.WeekTotals // the weeks of the picture
	past        []usage.WeekTotals // those before focus that are usual
	focus       usage.WeekTotals   // the newest week of the period with figures
	country     usage.WeekTotals   // in that week
	units       []part
	professions []part
	asOf        time.Time // of the newest import
	waiting     week.Week
	shortened   bool
}

// part is a unit or a profession in the week in focus.
type part struct {
	name           string
	lookups, users usage.Count
}

// pick is the period that is shown: the newest week with figures where none was asked for, and the end of a long one.
// ok is false when there are no figures at all.
func (r reader) pick(ctx context.Context, n kommune.Number, p week.Period) (shown week.Period,
	shortened, ok bool, err error) {
	if p == (week.Period{}) {
		newest, ok, err := r.Ledger.Latest(ctx, r.Viewer, n, r.Now())
		return alone(newest), false, ok, err
	}
	if p.Len() > maxWeeks {
		p.From, shortened = p.To.Add(1-maxWeeks), true
	}
	return p, shortened, true, nil
}

// alone is a period of one week.
func alone(w week.Week) week.Period { return week.Period{From: w, To: w} }

// look reads what the viewer sees of a kommune in the weeks; the zero Period is the newest week with figures. ok is
// false when there are no figures in it, and period then says which weeks that were.
func (r reader) look(ctx context.Context, n kommune.Number, asked week.Period) (s sight, ok bool, err error) {
	s.kommune, _ = r.Registry.Get(n)
	complete := week.LatestComplete(r.Now())
	s.period, s.shortened, ok, err = r.pick(ctx, n, asked)
	if err != nil || !ok {
		s.period = alone(complete)
		return s, false, err
	}
	p := s.period
	if asked == (week.Period{}) && p.To.Before(complete) {
		s.waiting = complete
	}
	first := p.From
	if around := p.To.Add(1 - aroundWeeks); around.Before(first) {
		first = around
	}
	series, err := r.Ledger.Series(ctx, r.Viewer, n, week.Period{From: first.Add(-usualWeeks), To: p.To})
	if err != nil {
		return s, false, err
	}
	s.weeks = series[len(series)-p.Len():]
	at := len(series) - 1
	for at >= 0 && series[at].Missing() {
		at--
	}
	if at < len(series)-p.Len() {
		return s, false, nil
	}
	s.focus, s.past, s.drawn = series[at], series[max(0, at-usualWeeks):at], s.weeks
	if len(s.weeks) == 1 {
		s.drawn = fromFirst(series[len(series)-aroundWeeks:])
	}
	focus := alone(s.focus.Week)
	country, err := r.Ledger.National(ctx, r.Viewer, focus)
	if err != nil {
		return s, false, err
	}
	if len(country) == 1 {
		s.country = country[0]
	}
	figures, err := r.Ledger.Figures(ctx, r.Viewer, usage.Query{Kommune: n, Period: focus})
	if err != nil {
		return s, false, err
	}
	s.units = parts(figures, func(f usage.Figure) string {
		if f.Unit == "" || f.Profession != "" {
			return ""
		}
		return cmp.Or(f.UnitName, f.Unit)
	})
	s.professions = parts(figures, func(f usage.Figure) string {
		if f.Unit != "" {
			return ""
		}
		return f.Profession
	})
	s.asOf, _, err = r.Ledger.LastImport(ctx, r.Viewer)
	return s, true, err
}

// fromFirst drops the weeks before the first with figures: nobody asked for them.
func fromFirst(weeks []usage.WeekTotals) []usage.WeekTotals {
	for len(weeks) > 1 && weeks[0].Missing() {
		weeks = weeks[1:]
	}
	return weeks
}

// parts gathers the figures that name gives a name to, those with most lookups first.
func parts(figures []usage.Figure, name func(usage.Figure) string) []part {
	var all []part
	at := map[string]int{}
	for _, f := range figures {
		called := name(f)
		if called == "" {
			continue
		}
		key := f.Unit + "\x00" + called
		i, known := at[key]
		if !known {
			i = len(all)
			at[key], all = i, append(all, part{name: called})
		}
		if f.Measure == usage.Users {
			all[i].users = f.Count
		} else {
			all[i].lookups = f.Count
		}
	}
	slices.SortStableFunc(all, func(a, b part) int {
		x, _ := a.lookups.Int()
		y, _ := b.lookups.Int()
		return cmp.Compare(y, x)
	})
	return all
}

// hidden says whether a count that is shown is hidden.
func (s sight) hidden(listed []part) bool {
	return s.focus.Users.Hidden() || s.focus.Lookups.Hidden() || s.country.Users.Hidden() && !s.country.Lookups.Hidden() ||
		slices.ContainsFunc(listed, func(p part) bool { return p.users.Hidden() || p.lookups.Hidden() })
}

// weeksOutcome is the figures of one kommune: the week in focus, the trend and the picture.
func (r reader) weeksOutcome(s sight, weekly bool) (dialogue.Outcome, error) {
	title := fmt.Sprintf(r.t.Title, s.kommune.Name)
	page := dialogue.NewPage(r.lang, norsk.UpperFirst(periodLabel(r.lang, s.period)), title)
	if len(s.weeks) > 1 {
		page.Facts(r.periodFacts(s.weeks, func(_, _ usage.WeekTotals) bool { return true }))
		page.Subheading(r.t.Latest + ": " + weekLabel(r.lang, s.focus.Week))
	}
	facts := []message.Fact{{Title: r.t.Lookups, Value: s.focus.Lookups.String()},
		{Title: r.t.Users, Value: s.focus.Users.String()}}
	facts = slices.DeleteFunc(facts, func(f message.Fact) bool { return f.Value == "" })
	page.Facts(append(facts, r.changeFacts(s.past, s.focus, func(usage.WeekTotals) bool { return true })...))
	page.Text(inLine(r.t.Country, r.countryLine(s.country)))
	if err := addChart(page, s.kommune.Name, s.drawn); err != nil {
		return dialogue.Outcome{}, err
	}
	if len(s.units) > 1 {
		page.Table(r.partRows(r.t.Unit, s.units), shortList)
	}
	page.Notes(r.notes(s, s.units[:min(len(s.units), shortList)]))
	page.Card.AddActions(r.weeksButtons(s, weekly)...)
	return page.Outcome(), nil
}

// periodFacts are the lookups of all weeks, and how the last shown stands to the first where those are the same sum.
// Users are not added up: the same person may have looked things up every week.
func (r reader) periodFacts(weeks []usage.WeekTotals, same func(a, b usage.WeekTotals) bool) []message.Fact {
	sum, n := usage.Total(weeks)
	var facts []message.Fact
	if average, ok := usage.Mean(weeks); ok {
		facts = append(facts, message.Fact{Title: r.t.Sum, Value: norsk.Grouped(sum)},
			message.Fact{Title: r.t.Mean, Value: norsk.Grouped(average)})
	}
	if int(n) < len(weeks) {
		some := unbroken(fmt.Sprintf(r.t.WithWeeks, n, len(weeks)))
		facts = append(facts, message.Fact{Title: r.t.WithLabel, Value: some})
	}
	told := slices.DeleteFunc(slices.Clone(weeks), func(w usage.WeekTotals) bool {
		_, ok := w.Lookups.Int()
		return !ok
	})
	if last := len(told) - 1; last > 0 && same(told[0], told[last]) {
		before, _ := told[0].Lookups.Int()
		now, _ := told[last].Lookups.Int()
		facts = append(facts, message.Fact{Value: change(r.lang, now, before),
			Title: fmt.Sprintf(r.t.Growth, weekName(r.lang, told[last].Week), told[0].Week.Week)})
	}
	return facts
}

// changeFacts are how a week stands to the one before and to what is usual, as far as those are the same sum.
func (r reader) changeFacts(past []usage.WeekTotals, now usage.WeekTotals,
	same func(usage.WeekTotals) bool) (facts []message.Fact) {
	n, ok := now.Lookups.Int()
	if !ok || len(past) == 0 {
		return nil
	}
	last := past[len(past)-1]
	if before, known := last.Lookups.Int(); known && same(last) {
		facts = append(facts, message.Fact{Title: r.t.Before, Value: change(r.lang, n, before)})
	}
	other := slices.ContainsFunc(past, func(w usage.WeekTotals) bool { return !same(w) })
	if usual, known := usage.Mean(past); known && !other {
		facts = append(facts, message.Fact{Title: r.t.Usual, Value: change(r.lang, n, usual)})
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
func (r reader) countryLine(w usage.WeekTotals) string {
	_, lookups := w.Lookups.Int()
	_, users := w.Users.Int()
	if !lookups && !users && !w.Missing() {
		return r.t.CountryLater
	}
	counted := func(c usage.Count, name string) string {
		if c.Missing() {
			return ""
		}
		return c.String() + "\u00a0" + norsk.LowerFirst(name)
	}
	reported := ""
	if w.Kommuner > 0 {
		reported = unbroken(fmt.Sprintf(r.t.Reported, w.Kommuner))
	}
	return dialogue.Join(" · ", counted(w.Lookups, r.t.Lookups), counted(w.Users, r.t.Users), reported)
}

// unbroken keeps a text in one line.
func unbroken(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// partRows are units or professions as rows of a table.
func (r reader) partRows(heading string, all []part) [][]string {
	rows := [][]string{{heading, r.t.Lookups, r.t.Users}}
	for _, p := range all {
		rows = append(rows, []string{norsk.UpperFirst(p.name), p.lookups.String(), p.users.String()})
	}
	return rows
}

// notes is the small print: what is missing, why something is hidden, and where the figures come from.
func (r reader) notes(s sight, listed []part) string {
	text := ""
	if s.waiting != (week.Week{}) {
		text = fmt.Sprintf(r.t.Older, weekName(r.lang, s.waiting))
	}
	var missing []week.Week
	for _, w := range s.weeks {
		if w.Missing() {
			missing = append(missing, w.Week)
		}
	}
	if len(missing) > 0 && len(s.weeks) != len(s.drawn) { // else the words to the picture say it
		text = dialogue.Join(" ", text, fmt.Sprintf(r.t.Missing, weekList(r.lang, missing)))
	}
	return r.smallPrint(text, s.shortened, s.hidden(listed), s.asOf)
}

// smallPrint says behind a text what is left out, and how fresh the figures are and where they come from.
func (r reader) smallPrint(text string, shortened, hidden bool, asOf time.Time) string {
	if shortened {
		text = dialogue.Join(" ", text, r.t.Shortened)
	}
	if hidden {
		text = dialogue.Join(" ", text, r.t.Hidden)
	}
	return dialogue.Join(" ", text, fmt.Sprintf(r.t.AsOf, texts.Day(r.lang, asOf, true)))
}

// weeksButtons lead to other weeks that end with the one in focus, to the units, and to a file.
func (r reader) weeksButtons(s sight, weekly bool) []any {
	end := s.focus.Week
	own := func(p week.Period) wanted { return wanted{kommune: s.kommune.Number, period: p} }
	buttons := r.longer(own(alone(end)))
	if len(s.units)+len(s.professions) > 0 {
		w := own(alone(end))
		w.view = dialogue.ViewUnits
		buttons = append(buttons, r.button(r.t.ByUnit, w))
	}
	buttons = append(buttons, r.downloadButton(own(s.period)))
	if r.Coordinates() {
		return append(buttons, r.button(r.t.All, wanted{period: alone(end), view: dialogue.ViewAll}))
	}
	title, b := r.t.EveryWeek, dialogue.NewButton(r.lang, dialogue.OpWeekly)
	if weekly {
		title, b.Op = r.t.NoMore, dialogue.OpStopWeekly
	}
	return append(buttons, r.button(r.t.Country, wanted{period: alone(end), view: dialogue.ViewCountry}),
		message.Submit(title, b))
}

// longer are the buttons for more weeks of the same, up to where it ends.
func (r reader) longer(w wanted) []any {
	end := w.period.To
	w.period.From = end.Add(-11)
	twelve := r.button(r.t.TwelveWeeks, w)
	w.period.From = week.Week{Year: end.Year, Week: 1}
	return []any{twelve, r.button(r.t.ThisYear, w)}
}

// unitsOutcome is the week in focus by unit and by profession.
func (r reader) unitsOutcome(s sight) dialogue.Outcome {
	title := fmt.Sprintf(r.t.Title, s.kommune.Name)
	page := dialogue.NewPage(r.lang, norsk.UpperFirst(weekLabel(r.lang, s.focus.Week)), title)
	if len(s.units) > 0 {
		page.Table(r.partRows(r.t.Unit, s.units), longList)
	}
	if len(s.professions) > 0 {
		page.Table(r.partRows(r.t.Profession, s.professions), longList)
	}
	if len(s.units)+len(s.professions) == 0 {
		page.Text(r.t.NoUnits)
	}
	page.Notes(r.notes(s, slices.Concat(s.units, s.professions)))
	w := wanted{kommune: s.kommune.Number, period: alone(s.focus.Week)}
	page.Card.AddActions(r.button(r.t.Back, w), r.downloadButton(w))
	return page.Outcome()
}

// none says that there are no figures for the weeks, and for which there are.
func (r reader) none(ctx context.Context, s sight) (dialogue.Outcome, error) {
	span, ok, err := r.Ledger.Span(ctx, r.Viewer, s.kommune.Number)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	name := s.kommune.Name
	if !ok {
		return dialogue.PlainFigures(r.lang, fmt.Sprintf(r.t.NoneAtAll, name)), nil
	}
	text := fmt.Sprintf(r.t.None, name, periodLabel(r.lang, s.period))
	if week.LatestComplete(r.Now()).Before(s.period.To) {
		text = dialogue.Join(" ", text, r.t.Running)
	}
	whole := dialogue.Join(" ", text, fmt.Sprintf(r.t.Since, weekLabel(r.lang, span.From), weekLabel(r.lang, span.To)))
	out := dialogue.PlainFigures(r.lang, whole).WithCard(text, message.Text(whole))
	out.Card.AddActions(r.button(r.t.Latest, wanted{kommune: s.kommune.Number}))
	return out, nil
}

// weekName is a week by its number: `uke 45`.
func weekName(lang knowledge.Lang, w week.Week) string {
	return fmt.Sprintf("%s %d", texts.FiguresFor(lang).Week, w.Week)
}

// periodLabel names weeks with their days: `uke 45 (2.–8. nov. 2026)`, `uke 40–45 (28. sep. – 8. nov. 2026)`.
func periodLabel(lang knowledge.Lang, p week.Period) string {
	name, layout := weekName(lang, p.From), "2."
	if p.From != p.To {
		name += fmt.Sprintf("–%d", p.To.Week)
	}
	if lang == knowledge.English {
		layout = "2"
	}
	day := func(t time.Time, year bool) string { return texts.Day(lang, t, year) }
	return fmt.Sprintf("%s (%s)", name, p.Days(layout, day))
}

func weekLabel(lang knowledge.Lang, w week.Week) string { return periodLabel(lang, alone(w)) }

// weekList names weeks, in order, those that follow each other as a span: `uke 40–42 og 45`.
func weekList(lang knowledge.Lang, weeks []week.Week) string {
	var spans []string
	for i := 0; i < len(weeks); {
		end := i
		for end+1 < len(weeks) && weeks[end].Next() == weeks[end+1] {
			end++
		}
		span := fmt.Sprint(weeks[i].Week)
		switch {
		case end == i+1:
			spans = append(spans, span)
			span = fmt.Sprint(weeks[end].Week)
		case end > i:
			span += fmt.Sprintf("–%d", weeks[end].Week)
		}
		spans = append(spans, span)
		i = end + 1
	}
	return texts.FiguresFor(lang).Week + " " + dialogue.Listed(spans, texts.FiguresFor(lang).And)
}

// change is how much a number differs from another: `+12 (+3 %)`.
func change(lang knowledge.Lang, now, before int64) string {
	diff := now - before
	if diff == 0 {
		return texts.FiguresFor(lang).Same
	}
	if before <= 0 {
		return signed(diff)
	}
	percent := math.Round(100 * float64(diff) / float64(before))
	return fmt.Sprintf("%s (%s %%)", signed(diff), signed(int64(percent)))
}

// signed writes a number with its sign, a real minus and a space between thousands.
func signed(n int64) string {
	return [...]string{"−", "±", "+"}[cmp.Compare(n, 0)+1] + norsk.Grouped(max(n, -n))
}

// columnChart is a chart that the client draws. Where it cannot, the picture stands in its place.
type columnChart struct {
	Type     string        `json:"type"`
	Title    string        `json:"title"`
	Titled   bool          `json:"showTitle"`
	X        string        `json:"xAxisTitle"`
	Color    string        `json:"color"`
	Min      int           `json:"yMin"`
	Max      int64         `json:"yMax"`
	Values   bool          `json:"showBarValues,omitempty"`
	Data     []columnPoint `json:"data"`
	Fallback any           `json:"fallback"`
}

type columnPoint struct {
	X string `json:"x"`
	Y int64  `json:"y"`
}

// addChart draws the lookups of weeks, and says below what can be seen. about is whose they are, for those who do not
// see it. The client draws it where it can do so as well as the picture: it knows no gaps, and writes 1300 as 1.3k.
func addChart(p *dialogue.Page, about string, weeks []usage.WeekTotals) error {
	if _, known := usage.Total(weeks); known == 0 {
		return nil
	}
	t, summary := texts.FiguresFor(p.Lang), chartSummary(p.Lang, weeks)
	var bars []chart.Bar
	c := columnChart{Type: "Chart.VerticalBar", Title: norsk.UpperFirst(t.PerWeek), Titled: true, X: t.Week,
		Color: "categoricalBlue", Values: len(weeks) <= fewBars}
	span, drawable := week.Period{From: weeks[0].Week, To: weeks[len(weeks)-1].Week}, true
	for _, w := range weeks {
		n, known := w.Lookups.Int()
		drawable = drawable && known && n < roomyMax
		x := fmt.Sprint(w.Week.Week)
		bars = append(bars, chart.Bar{Label: x, Group: fmt.Sprint(w.Week.Year), Value: n,
			Missing: w.Lookups.Missing(), Hidden: w.Lookups.Hidden()})
		if span.From.Year != span.To.Year {
			x = fmt.Sprintf("%d/%d", w.Week.Week, w.Week.Year%100)
		}
		c.Max = max(c.Max, n)
		c.Data = append(c.Data, columnPoint{X: x, Y: n})
	}
	png, err := chart.Weeks(bars, chart.Words{Values: t.PerWeek, Labels: t.Week, Missing: t.Gap})
	if err != nil {
		return err
	}
	drawn := message.Image("data:image/png;base64,"+base64.StdEncoding.EncodeToString(png),
		fmt.Sprintf(t.PictureAlt, about, periodLabel(p.Lang, span))+" "+summary, "Stretch")
	if drawable {
		c.Max, c.Fallback = chart.Top(c.Max), drawn
		p.Card.Add(c)
	} else {
		p.Card.Add(drawn)
	}
	p.Text(summary)
	return nil
}

// chartSummary says in words what the picture shows: all weeks with most and with fewest, where several are alike.
func chartSummary(lang knowledge.Lang, weeks []usage.WeekTotals) string {
	t := texts.FiguresFor(lang)
	var missing []week.Week
	of := map[int64][]week.Week{}
	for _, w := range weeks {
		if n, ok := w.Lookups.Int(); ok {
			of[n] = append(of[n], w.Week)
		} else if w.Lookups.Missing() {
			missing = append(missing, w.Week)
		}
	}
	text := ""
	switch counts := slices.Sorted(maps.Keys(of)); {
	case len(counts) > 1:
		fewest, most := counts[0], counts[len(counts)-1]
		text = fmt.Sprintf(t.Summary, weekList(lang, of[most]), norsk.Grouped(most), weekList(lang, of[fewest]),
			norsk.Grouped(fewest))
	case len(counts) == 1 && len(of[counts[0]]) > 1:
		text = fmt.Sprintf(t.Flat, weekList(lang, of[counts[0]]), norsk.Grouped(counts[0]))
	}
	if len(missing) > 0 {
		text = dialogue.Join(" ", text, fmt.Sprintf(t.Missing, weekList(lang, missing)))
	}
	return text
}
