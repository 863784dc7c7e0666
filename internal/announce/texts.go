package announce

import (
	"fmt"
	"time"
)

// What people read. Announcements are written in Norwegian, so these are too.
const (
	textImportant     = "Viktig"
	textAnnouncement  = "Kunngjøring"
	textFrom          = "Fra %s"
	textFromProject   = "Fra kjernejournal-prosjektet"
	textCorrected     = "Rettet %s"
	textRead          = "Lest og forstått"
	textLink          = "Les mer"
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

// months and weekdays as people write them; Go knows the English ones only.
var (
	months   = [...]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}
	weekdays = [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}
)

// Moment writes a time as people do: tirsdag 24. november 2026 kl. 08.00. Give it a time in Europe/Oslo.
func Moment(t time.Time) string {
	return fmt.Sprintf("%s %d. %s %d kl. %02d.%02d", weekdays[t.Weekday()], t.Day(), months[t.Month()-1], t.Year(), t.Hour(), t.Minute())
}
