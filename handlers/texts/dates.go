package texts

import (
	"fmt"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/knowledge"
)

var monthsEnglish = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// Day writes a day as people do: `24. nov. 2026`, or without the year. The caller has put t into Europe/Oslo.
func Day(lang knowledge.Lang, t time.Time, year bool) string {
	text := fmt.Sprintf("%d. %s", t.Day(), norsk.ShortMonth(t.Month()))
	if lang == knowledge.English {
		text = fmt.Sprintf("%d %s", t.Day(), monthsEnglish[t.Month()-1])
	}
	if year {
		text += fmt.Sprintf(" %d", t.Year())
	}
	return text
}
