package figures

import (
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// withRemarks says first what of the question the answer does not follow: nothing that was asked for is replaced by
// something else without a word.
func (u *Dialogue) withRemarks(r dialogue.Request, out dialogue.Outcome) dialogue.Outcome {
	var lines []string
	for _, remark := range r.Recognition.Remarks {
		if line := remarkLine(r, remark); line != "" {
			lines = append(lines, line)
		}
	}
	t := texts.FiguresFor(r.Lang)
	if fylke := u.fylkeIn(r); fylke != "" {
		lines = append(lines, fmt.Sprintf(t.NoFylke, fylke))
	}
	if len(lines) == 0 {
		return out
	}
	text := strings.Join(lines, " ")
	out.Text = text + "\n\n" + out.Text
	out.Card.Body = append([]any{message.Text(text)}, out.Card.Body...)
	out.Card.Fallback = text + "\n\n" + out.Card.Fallback
	return out
}

// remarkLine words a remark; "" for what goes without saying.
func remarkLine(r dialogue.Request, m week.Remark) string {
	t, shown := texts.FiguresFor(r.Lang), periodLabel(r.Lang, r.Recognition.Period)
	switch m.Kind {
	case week.NoSuchWeek:
		if m.Week.Year == 0 {
			return fmt.Sprintf(t.NoSuchWeek, m.Week.Week, shown)
		}
		return fmt.Sprintf(t.NoSuchWeekIn, m.Week.Year, m.Week.Week, shown)
	case week.NoSuchDate:
		return fmt.Sprintf(t.NoSuchDate, shown)
	case week.Ahead:
		return fmt.Sprintf(t.Ahead, norsk.UpperFirst(shown))
	case week.Unfinished:
		if m.Named.Len() > 1 { // a single week says so by itself
			return t.Unfinished
		}
	case week.EarlierYear:
		return fmt.Sprintf(t.EarlierYear, shown)
	case week.WholeWeeks:
		return fmt.Sprintf(t.WholeWeeks, shown)
	case week.Between:
		return fmt.Sprintf(t.Between, shown)
	case week.LeftOut:
		return fmt.Sprintf(t.LeftOut, periodLabel(r.Lang, m.Named))
	case week.Unread:
		if m.Start >= 0 && m.Start < m.End && m.End <= len(r.Text) {
			return fmt.Sprintf(t.Unread, message.Escape(r.Text[m.Start:m.End]))
		}
	}
	return ""
}

// fylkeIn is a fylke that a question names and no kommune, "" for none. Figures are of one kommune or of all.
func (u *Dialogue) fylkeIn(r dialogue.Request) string {
	if len(r.Recognition.Kommuner) > 0 {
		return ""
	}
	said := " " + norsk.Fold(r.Text) + " "
	for _, f := range u.registry.Fylker() {
		if strings.Contains(said, " "+norsk.Fold(f.Name)+" ") {
			return f.Name
		}
	}
	return ""
}

// oneWeek says that the overview is of one week, where more were asked for.
func oneWeek(lang knowledge.Lang, p week.Period) string {
	if p == (week.Period{}) || p.From == p.To {
		return ""
	}
	return fmt.Sprintf(texts.FiguresFor(lang).OneWeek, weekLabel(lang, p.To))
}
