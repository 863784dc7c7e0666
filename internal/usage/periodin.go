package usage

import (
	"time"

	"kjernebot/internal/kommune"
)

// PeriodIn returns the weeks that the text asks for, seen from that day, and whether it names any. A text that names none
// means the latest complete week.
func PeriodIn(text string, today time.Time) (p Period, named bool) {
	return PeriodInWords(kommune.Words(text), today)
}

// PeriodInWords is [PeriodIn] for a text that is already cut into words by [kommune.Words].
func PeriodInWords(words []kommune.Word, today time.Time) (p Period, named bool) {
	w := LatestComplete(today)
	return Period{From: w, To: w}, false
}
