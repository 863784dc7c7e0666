package knowledge

import (
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// Words that stand for a period and for a kommune, so that every one of them counts as the same word, and an example
// with one week teaches about all weeks.
const (
	periodMark  = "periodemerke"
	kommuneMark = "kommunemerke"
)

// A mask is a place in a text that counts as one word.
type mask struct {
	start, end int
	mark       string
}

// masks finds the periods and kommuner in a text. Which weeks are meant depends on the day, that a period is named
// does not.
func masks(reg *kommune.Registry, ws []norsk.Word) []mask {
	var out []mask
	if m, ok := week.MentionIn(ws, anyDay); ok {
		out = append(out, mask{m.Start, m.End, periodMark})
		for _, o := range m.Others {
			out = append(out, mask{o[0], o[1], periodMark})
		}
	}
	for _, k := range reg.InWords(ws) {
		out = append(out, mask{k.Start, k.End, kommuneMark})
	}
	return out
}

var anyDay = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
