package announce

import (
	"fmt"
	"time"

	"kjernebot/internal/outbox"
)

// Codes of copies that are ours; the others are the outbox's reasons and the service's error codes.
const (
	CodeWithdrawn = "withdrawn" // its message was deleted
	CodeOldText   = "old-text"  // its correction was stopped
	CodeNoID      = "no-id"     // its message cannot be changed, because the service did not tell its id

	codeNoConversation = "ConversationNotFound"
)

// reasons are the codes in plain Norwegian.
var reasons = map[string]string{
	"ConversationBlockedByUser":  "Mottakeren har blokkert Kjernebot",
	"BotNotInConversationRoster": "Kjernebot er fjernet fra samtalen",
	codeNoConversation:           "Samtalen finnes ikke lenger i Teams",
	"BotDisabledByAdmin":         "Kjernebot er slått av av administratoren hos mottakeren",
	"MessageSizeTooBig":          "Meldingen er for stor for Teams",
	"NotEnoughPermissions":       "Kjernebot mangler tilgang til å skrive her",
	"InvalidBotApiHost":          "Adressen til samtalen er utdatert",
	"BotNotRegistered":           "Teams kjenner ikke igjen Kjernebot",
	"Throttled":                  "Teams har det travelt",
	"429":                        "Teams har det travelt",
	"PreconditionFailed":         "Teams var opptatt med samme samtale",
	"412":                        "Teams var opptatt med samme samtale",
	"403":                        "Teams slipper ikke Kjernebot til i samtalen",
	"404":                        "Samtalen finnes ikke lenger i Teams",
	"413":                        "Meldingen er for stor for Teams",
	outbox.ReasonDeadline:        "Fristen gikk ut før meldingen kom fram",
	outbox.ReasonLease:           "Sendingen ble avbrutt",
	outbox.ReasonCancelled:       "Stoppet før den ble sendt",
	outbox.ReasonConnection:      "Forbindelsen til Teams ble brutt",
	outbox.ReasonBroken:          "Feil i Kjernebot",
	outbox.ReasonRestored:        "Kjernebot er gjenopprettet fra en kopi",
	CodeWithdrawn:                "Trukket tilbake",
	CodeOldText:                  "Rettelsen ble stoppet, så mottakeren har den gamle teksten",
	CodeNoID:                     "Kan ikke endres, fordi Teams ikke oppga hvilken melding det er",
}

// explain tells in plain Norwegian why a copy is in a state; "" when there is nothing to explain.
func explain(state outbox.State, code string) string {
	if code == "" || state == outbox.Sent || state == outbox.Sending { // of which it is what an earlier try met
		return ""
	}
	text, known := reasons[code]
	if !known {
		text = fmt.Sprintf("Teams svarte med en feil (%s)", code)
	}
	switch state {
	case outbox.Uncertain:
		return text + "; meldingen kan ha kommet fram"
	case outbox.Pending:
		return text + "; prøver igjen"
	}
	return text
}

// Reason tells in plain Norwegian why the copy is in its state, and when it is tried again; "" when there is nothing
// to explain.
func (c Copy) Reason() string {
	text, over := explain(c.State, c.Code), c.State == outbox.Failed || c.State == outbox.Uncertain
	switch {
	case c.State == outbox.Pending && text != "" && !c.NotBefore.IsZero():
		return text + " kl. " + c.NotBefore.In(oslo).Format("15.04")
	case over && c.Doing == outbox.Delete:
		return "Kunne ikke slettes: " + text
	case over && c.Doing == outbox.Update:
		return "Kunne ikke rettes: " + text
	}
	return text
}

// stuckAfter is how long copies that may go wait before something must be wrong.
const stuckAfter = 2 * time.Minute

// Reason tells in plain Norwegian why copies are not sent yet; "" when none waits. stuck reports that nothing moves
// though it should: no server runs, or it cannot reach the database.
func (w Wait) Reason(now time.Time) (text string, stuck bool) {
	clock := func(t time.Time) string { return t.In(oslo).Format("15.04") }
	last := w.Progress
	if w.Next.After(last) {
		last = w.Next
	}
	switch {
	case w.Pending+w.Sending == 0:
		return "", false
	case w.StoppedUntil.After(now) && w.Pending > 0:
		return "Teams har det travelt til kl. " + clock(w.StoppedUntil), false
	case w.Sending > 0 && now.After(w.Lease.Add(stuckAfter)):
		return "Ingen ferdigstiller utsendingen. Kjører Kjernebot?", true
	case w.Sending > 0:
		return fmt.Sprintf("%d meldinger er på vei", w.Sending), false
	case w.Due == 0:
		return "Venter til kl. " + clock(w.Next), false
	case now.Sub(last) > stuckAfter && w.Ahead == 0:
		return "Ingen sender ut meldinger. Kjører Kjernebot?", true
	case w.Ahead > 0:
		return fmt.Sprintf("%d andre meldinger står foran i køen", w.Ahead), false
	}
	return fmt.Sprintf("%d meldinger står i kø", w.Pending), false
}
