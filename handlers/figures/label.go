package figures

import (
	"fmt"
	"math"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// weekName is a week by its number: `uke 45`.
func weekName(lang knowledge.Lang, w week.Week) string {
	return fmt.Sprintf("%s %d", texts.FiguresFor(lang).Week, w.Week)
}

// periodLabel names weeks with their days: `uke 45 (2.–8. nov. 2026)`, `uke 40–45 (28. sep. – 8. nov. 2026)`.
func periodLabel(lang knowledge.Lang, p week.Period) string {
	from, to := p.From.Monday(), p.To.Monday().AddDate(0, 0, 6)
	name := weekName(lang, p.From)
	if p.From != p.To {
		name += fmt.Sprintf("–%d", p.To.Week)
	}
	sameMonth := from.Year() == to.Year() && from.Month() == to.Month()
	first := texts.Day(lang, from, from.Year() != to.Year()) + " – "
	switch {
	case sameMonth && lang == knowledge.English:
		first = fmt.Sprintf("%d–", from.Day())
	case sameMonth:
		first = fmt.Sprintf("%d.–", from.Day())
	}
	return fmt.Sprintf("%s (%s%s)", name, first, texts.Day(lang, to, true))
}

func weekLabel(lang knowledge.Lang, w week.Week) string {
	return periodLabel(lang, alone(w))
}

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
	sign := "+"
	switch {
	case n < 0:
		sign, n = "−", -n
	case n == 0:
		sign = "±"
	}
	return sign + norsk.Grouped(n)
}
