package figures

import (
	"encoding/base64"
	"fmt"
	"strings"

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

// Values stand above the bars where there is room for them on a phone: on so few bars, each below 1000.
const (
	fewBars  = 8
	roomyMax = 1000
)

// chart shows the lookups of weeks, and says below what can be seen. about is whose they are.
func addChart(p *dialogue.Page, about string, weeks []usage.WeekTotals) error {
	summary := chartSummary(p.Lang, weeks)
	picture, err := newChart(p.Lang, about, weeks, summary)
	if err != nil {
		return err
	}
	p.Card.Add(picture)
	p.Text(summary)
	return nil
}

// newChart draws the lookups of weeks. about is whose they are, for those who do not see it; summary says the gist.
func newChart(lang knowledge.Lang, about string, weeks []usage.WeekTotals, summary string) (any, error) {
	t := texts.FiguresFor(lang)
	var bars []chart.Bar
	c := columnChart{Type: "Chart.VerticalBar", Title: norsk.UpperFirst(t.PerWeek), Titled: true, X: t.Week,
		Color: "categoricalBlue", Values: len(weeks) <= fewBars}
	years := weeks[0].Week.Year != weeks[len(weeks)-1].Week.Year
	for _, w := range weeks {
		n, known := w.Lookups.Int()
		bars = append(bars, chart.Bar{Label: fmt.Sprint(w.Week.Week), Group: fmt.Sprint(w.Week.Year), Value: n,
			Missing: w.Lookups.Missing(), Hidden: w.Lookups.Hidden()})
		x := fmt.Sprint(w.Week.Week)
		if years {
			x = fmt.Sprintf("%d/%d", w.Week.Week, w.Week.Year%100)
		}
		point := columnPoint{X: x, Y: n}
		if !known {
			// The element knows no gaps: nothing stands below this one, and no value says 0 above it. Each label must differ.
			point.X, c.Values = strings.Repeat("\u200b", len(c.Data)+1), false
		}
		c.Values = c.Values && n < roomyMax
		c.Data = append(c.Data, point)
	}
	png, err := chart.Weeks(bars, chart.Words{Values: t.PerWeek, Labels: t.Week, Missing: t.Gap})
	if err != nil {
		return nil, err
	}
	span := week.Period{From: weeks[0].Week, To: weeks[len(weeks)-1].Week}
	c.Fallback = picture{
		Type: "Image", URL: "data:image/png;base64," + base64.StdEncoding.EncodeToString(png), Size: "Stretch",
		Alt: fmt.Sprintf(t.PictureAlt, about, periodLabel(lang, span)) + " " + summary,
	}
	return c, nil
}

// chartSummary says in words what the picture shows.
func chartSummary(lang knowledge.Lang, weeks []usage.WeekTotals) string {
	t := texts.FiguresFor(lang)
	var (
		most, fewest int64
		top, low     week.Week
		known        int
		missing      []week.Week
	)
	for _, w := range weeks {
		n, ok := w.Lookups.Int()
		if !ok {
			if w.Lookups.Missing() {
				missing = append(missing, w.Week)
			}
			continue
		}
		known++
		if known == 1 || n > most {
			most, top = n, w.Week
		}
		if known == 1 || n < fewest {
			fewest, low = n, w.Week
		}
	}
	text := ""
	if most > fewest {
		text = fmt.Sprintf(t.Summary, weekName(lang, top), norsk.Grouped(most), weekName(lang, low), norsk.Grouped(fewest))
	}
	if len(missing) > 0 {
		text = paragraph(text, fmt.Sprintf(t.Missing, weekList(lang, missing)))
	}
	return text
}

// paragraph joins sentences that are not empty.
func paragraph(sentences ...string) string {
	text := ""
	for _, s := range sentences {
		if s != "" && text != "" {
			text += " "
		}
		text += s
	}
	return text
}
