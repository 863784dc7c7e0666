package announce

import (
	"fmt"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// What people read. Announcements are written in Norwegian, so these are too.
const (
	textImportant     = "Viktig"
	textAnnouncement  = "Kunngjøring"
	textFrom          = "Fra %s"
	textFromProject   = "Fra kjernejournal-prosjektet"
	textCorrected     = "Rettet %s"
	textRead          = "Lest og forstått"
	textHasRead       = "✓ Du har lest og forstått"
	textLink          = "Les mer"
	textLeadsTo       = "«%s» går til %s"
	textPicture       = "Bilde til kunngjøringen"
	textReminderLabel = "Påminnelse"
	textReminder      = "Har du lest denne? Ta en titt, og trykk på «Lest og forstått» når du har forstått innholdet."
	textReminderTitle = "Påminnelse: %s"
)

// Why somebody gets no copy.
const (
	reasonNotMet   = "Har ikke snakket med Kjernebot, og er ikke med i noe team der Kjernebot er"
	reasonNoRoster = "Har ikke snakket med Kjernebot, og medlemslisten i Teams kunne ikke hentes"
	reasonNobody   = "Ingen i kommunen er registrert"
)

// oslo is the zone of the times that people write and read.
var oslo = week.Location()

// Moment writes a time as people in Norway do: tirsdag 24. november 2026 kl. 08.00.
func Moment(t time.Time) string {
	t = t.In(oslo)
	return fmt.Sprintf("%s %d. %s %d kl. %02d.%02d",
		norsk.Weekday(t.Weekday()), t.Day(), norsk.Month(t.Month()), t.Year(), t.Hour(), t.Minute())
}
