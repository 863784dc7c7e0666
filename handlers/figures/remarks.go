package figures

import (
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// withRemarks says first what of the question the answer does not follow: nothing that was asked for is replaced by
// something else without a word.
func withRemarks(r dialogue.Request, out dialogue.Outcome) dialogue.Outcome {
	var lines []string
	for _, remark := range r.Recognition.Remarks {
		if line := remarkLine(r, remark); line != "" {
			lines = append(lines, line)
		}
	}
	for _, at := range r.Recognition.Scope.Unread {
		lines = append(lines, remarkLine(r, week.Remark{Kind: week.Unread, Start: at[0], End: at[1]}))
	}
	return dialogue.After(strings.Join(lines, " "), out)
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
