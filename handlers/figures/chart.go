package figures

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/chart"
	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

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

// picture is an image in a card.
type picture struct {
	Type string `json:"type"`
	URL  string `json:"url"`
	Alt  string `json:"altText"`
	Size string `json:"size"`
}

// Values stand above the bars where there is room for them on a phone: on so few bars. Where any reaches roomyMax, the
// picture is shown.
const (
	fewBars  = 8
	roomyMax = 1000
)

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
	drawn := picture{
		Type: "Image", URL: "data:image/png;base64," + base64.StdEncoding.EncodeToString(png), Size: "Stretch",
		Alt: fmt.Sprintf(t.PictureAlt, about, periodLabel(p.Lang, span)) + " " + summary,
	}
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
